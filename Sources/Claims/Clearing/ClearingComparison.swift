/// The lines of an agency's list against what the center recorded, and against what its other clearings have taken.
///
/// Pure. It reads the other clearings once for all lines.
public struct ClearingComparison: Sendable {
    private let address: StreamAddress
    /// The entries that other clearings have confirmed, with the clearing.
    private let taken: [EntryReference: String]

    /// - Parameters:
    ///   - address: the clearing's stream.
    ///   - entries: the entries that its lines name.
    ///   - clearings: the states of the clearings in which a line may stand as well (``StreamAddress/clearingsAround``), in their order.
    /// - Complexity: linear in the lines of these clearings.
    public init(_ address: StreamAddress, taking entries: Set<EntryReference>, around clearings: [StreamState]) {
        self.address = address
        var taken: [EntryReference: String] = [:]
        for state in clearings {
            guard case .clearing(let clearing)? = state.subject else { continue }
            for line in clearing.lines where line.isTaken && entries.contains(line.line.entry) {
                if taken[line.line.entry] == nil { taken[line.line.entry] = state.stream }
            }
        }
        self.taken = taken
    }

    /// Why the center does not confirm a line: unless it is a movement that the center recorded for the clearing's agency, of the
    /// clearing's month or one of the three before it, and no other clearing of the two has taken it.
    ///
    /// - Parameters:
    ///   - line: the line.
    ///   - settlement: what the center holds of the settlement that the line names; `nil` if that is none.
    /// - Returns: what is wrong with it; `nil` where the line is right.
    public func fault(of line: ClearingLine, in settlement: SettlementState?) -> ClearingFault? {
        // Of a stream without any entry there is a state, of nothing.
        guard let settlement, settlement.hasRequest || !settlement.movements.isEmpty else {
            return .noSettlement(line.settlement)
        }
        guard Party.optional(.agency, settlement.request.agency) == address.namedParty else { return .otherAgency }
        guard let movement = settlement.movements.first(where: { $0.act.entry == line.entry }) else {
            return .movedNothing(line.entry, line.settlement)
        }
        guard !movement.suspense else { return .inSuspense(line.entry) }
        guard movement.fund == line.fund else { return .otherAmount(listed: line.fund, recorded: movement.fund) }
        guard let month = address.month, movement.isClearable(in: month) else {
            return .otherMonth(movement.day, listedIn: address.month ?? "")
        }
        return taken[line.entry].map { .taken(line.entry, by: $0) }
    }
}
