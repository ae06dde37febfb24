import Claims

/// The statement of a personal account as JSON; amounts in fen, as text.
struct StatementDocument: Encodable {
    struct Movement: Encodable {
        let day: String
        let kind: String
        let number: String
        /// The outlet or the institution; empty for a credit.
        let institution: String
        let amount: MinorUnits
        /// The balance after it; absent for what stands in suspense.
        let balance: MinorUnits?
        let text: String
        let entry: EntryReferenceDocument
        let reverses: EntryReferenceDocument?
        let reversedBy: EntryReferenceDocument?

        init(_ movement: AccountState.Movement, balance: Int64?) {
            day = movement.day
            kind = movement.kind.word
            number = movement.number
            institution = movement.institution
            amount = MinorUnits(movement.amount)
            self.balance = balance.map(MinorUnits.init)
            text = movement.text
            entry = EntryReferenceDocument(movement.act.entry)
            reverses = movement.hasReverses ? EntryReferenceDocument(movement.reverses) : nil
            reversedBy = movement.hasReversedBy ? EntryReferenceDocument(movement.reversedBy) : nil
        }
    }

    struct Request: Encodable {
        let day: String
        let institution: String
        let number: String
        let amount: MinorUnits
        let invoice: String
        let purpose: String
        let entry: EntryReferenceDocument
    }

    struct EntryReferenceDocument: Encodable {
        let log: String
        let number: UInt64

        init(_ entry: EntryReference) {
            log = entry.origin
            number = entry.number
        }
    }

    let stream: String
    let person: String
    let from: String?
    let to: String?
    let opening: MinorUnits
    let closing: MinorUnits
    let movements: [Movement]
    let suspended: [Movement]
    let openRequests: [Request]

    init(_ stream: String, _ statement: AccountStatement) {
        self.stream = stream
        person = statement.person
        from = statement.from?.description
        to = statement.to?.description
        opening = MinorUnits(statement.opening)
        closing = MinorUnits(statement.closing)
        movements = statement.lines.map { Movement($0.movement, balance: $0.balance) }
        suspended = statement.suspended.map { Movement($0, balance: nil) }
        openRequests = statement.openRequests.map { open in
            Request(
                day: open.request.spentOn, institution: open.request.institution, number: open.request.number,
                amount: MinorUnits(open.request.amount),
                invoice: "\(open.request.invoice.code)-\(open.request.invoice.number)", purpose: open.request.purpose,
                entry: EntryReferenceDocument(open.act.entry))
        }
    }
}
