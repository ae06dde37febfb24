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
    ///   - line: the line, and its number in the list.
    ///   - settlement: what the center holds of the settlement that the line names; `nil` if that is none.
    /// - Returns: `lineDiffers` or `lineListedTwice`; `nil` where the line is right.
    public func objection(to line: ClearingLine, _ number: UInt32, of settlement: SettlementState?) -> Refusal? {
        guard let settlement,
            let movement = settlement.movements.first(where: { !$0.suspense && $0.act.entry == line.entry })
        else {
            return Refusal(
                .lineDiffers,
                "Line \(number): entry \(line.entry.number) of \(line.entry.origin) moved nothing in \(line.settlement)."
            )
        }
        guard movement.fund == line.fund, address.month.map(movement.isClearable) == true,
            Party.optional(.agency, settlement.request.agency) == address.namedParty
        else {
            return Refusal(
                .lineDiffers,
                "Line \(number) is of \(line.fund) fen; recorded are \(movement.fund) fen of \(movement.day) at the agency "
                    + "\(settlement.request.agency).")
        }
        guard let other = taken[line.entry] else { return nil }
        return Refusal(
            .lineListedTwice,
            "Line \(number): entry \(line.entry.number) of \(line.entry.origin) is confirmed in \(other).")
    }
}
