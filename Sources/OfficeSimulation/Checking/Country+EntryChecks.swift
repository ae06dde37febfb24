import Claims
import ClaimsLedger
import EntryFormat
import Ledger
import Simulation

/// What holds after every entry, on the node that has it.
extension Country {
    /// Kinds of streams that move money.
    private static let booked: Set<StreamKind> = [.account, .settlement, .reserve, .clearing]

    /// Looks at the entries that have come since the last time: the books balance after each of them, and no request of an institution
    /// has two answers.
    func checkNew(_ office: Office) {
        guard let node = office.node else { return }
        must("\(office.party) cannot be read") {
            let end = try node.ledger.end()
            // An old backup has fewer.
            if office.checked > end { office.checked = 0 }
            while office.checked < end {
                for entry in try node.ledger.entries(from: office.checked, limit: 256) {
                    try checkBooks(after: entry, on: node, office)
                    office.checked = entry.position + 1
                }
            }
        }
    }

    private func checkBooks(after entry: StoredEntry, on node: Node, _ office: Office) throws {
        guard let address = try? StreamAddress(entry.fields.stream), Self.booked.contains(address.kind) else { return }
        tally.add(.checks, "books looked at")
        let state = try node.state(of: entry.fields.stream, asOf: .first(entry.position + 1))
        let trial = TrialBalance(of: [state])
        guard trial.isBalanced else {
            return fail(
                "The books of \(entry.fields.stream) do not balance after entry \(entry.number) of \(entry.origin) at \(office.party)"
            )
        }
        if case .account(let account)? = state.subject, account.balance < 0 {
            fail("\(entry.fields.stream) holds \(account.balance) fen after entry \(entry.number) of \(entry.origin)")
        }
    }
}

extension Event {
    /// The entry that an answer of a center to an institution is caused by, where it is such an answer.
    var answered: EntryReference? {
        switch kind {
        case .settlementPriced(let event): event.request
        case .settlementDeclined(let event): event.request
        case .settlementRecorded(let event): event.confirmation
        case .settlementReversed(let event): event.request
        case .settlementReversalRefused(let event): event.request
        default: nil
        }
    }

    /// Whether it calls for an answer of the center.
    var asks: Bool {
        switch kind {
        case .settlementRequested, .settlementConfirmed, .settlementReversalRequested: true
        default: false
        }
    }
}
