/// One posting with what a statement groups it by.
public struct BookEntry: Sendable, Equatable {
    public let posting: Posting
    public let stream: String
    /// The day on which it was recorded, in Asia/Shanghai.
    public let day: CalendarDate
    /// The day on which the money moved, as its entry says; of what has no day of its own, an approval or its withdrawal, the day on
    /// which it was recorded.
    public let businessDay: CalendarDate
    /// The person's stream; empty where it is nobody's.
    public let person: String
    /// Code of the hospital or pharmacy; empty where it is none's.
    public let institution: String
    /// Code of the agency through which it is owed or paid; empty where there is none.
    public let agency: String
    /// The fund that bears it.
    public let fund: Fund

    /// Who bears a movement.
    public enum Fund: String, Sendable, CaseIterable {
        case pooledFund, majorIllness, otherFunds, personalAccounts
        /// Between center and agency: what it pays for is borne by the funds above.
        case clearing
        /// Paid in parts, in suspense, or without a split.
        case unallocated
    }

    /// Which of its days a posting is counted by.
    public enum DateKind: String, Sendable, CaseIterable {
        /// The day on which it was recorded: a closed month stays as it was.
        case recorded
        /// The day on which the money moved.
        case business
    }

    /// The day by which it is counted.
    public func day(_ kind: DateKind) -> CalendarDate { kind == .business ? businessDay : day }

    /// What a statement is by.
    public enum Key: String, Sendable, CaseIterable {
        case fund, person, institution, agency, month

        /// The group of an entry; empty for what belongs to none.
        /// - Parameter kind: the day that gives its month.
        public func group(of entry: BookEntry, by kind: DateKind = .recorded) -> String {
            switch self {
            case .fund: entry.fund.rawValue
            case .person: entry.person
            case .institution: entry.institution
            case .agency: entry.agency
            case .month: String(entry.day(kind).description.prefix(7))
            }
        }
    }
}

extension StreamState {
    /// The stream's postings with what a statement groups them by. What a split divides among funds is divided, so that every fund's
    /// part balances by itself.
    public var bookEntries: [BookEntry] {
        let days = Dictionary(entries.map { ($0.act.entry, $0.act.day) }, uniquingKeysWith: { first, _ in first })
        let businessDays = businessDays
        let (owner, split) = (bookOwner, bookSplit)
        return postings.flatMap { posting in
            let day = days[posting.entry] ?? CalendarDate(instant: 0)
            return parts(of: posting, split).map { fund, part in
                BookEntry(
                    posting: part, stream: stream, day: day,
                    businessDay: businessDays[posting.entry].flatMap { CalendarDate($0) } ?? day,
                    person: owner.person, institution: owner.institution, agency: owner.agency, fund: fund)
            }
        }
    }

    private var bookOwner: (person: String, institution: String, agency: String) {
        let address = try? StreamAddress(stream)
        return switch subject {
        case .claim(let claim): (claim.submission.person, claim.submission.hospital, "")
        // Before the first credit the account's number alone says whose it is.
        case .account(let account): (account.person.isEmpty ? address?.person ?? "" : account.person, "", "")
        case .settlement(let settlement):
            (settlement.request.person, settlement.request.institution, settlement.request.agency)
        case .reserve, .clearing: ("", "", address?.namedParty?.code ?? "")
        default: ("", "", "")
        }
    }

    private var bookSplit: SettlementSplit? {
        switch subject {
        case .claim(let claim) where claim.hasAdjudication: claim.adjudication.split
        case .settlement(let settlement) where settlement.hasPricing: settlement.pricing.split
        default: nil
        }
    }

    /// The days of business that the stream's movements of money state, by their entries.
    private var businessDays: [EntryReference: String] {
        let days: [(EntryReference, String)] =
            switch subject {
            case .claim(let claim): claim.businessDays
            case .account(let account): account.movements.map { ($0.act.entry, $0.day) }
            case .settlement(let settlement): settlement.movements.map { ($0.act.entry, $0.day) }
            case .reserve(let reserve): reserve.movements.map { ($0.act.entry, $0.day) }
            case .clearing(let clearing): clearing.payments.map { ($0.act.entry, $0.payment.paidOn) }
            default: []
            }
        return Dictionary(days) { first, _ in first }
    }

    private func parts(of posting: Posting, _ split: SettlementSplit?) -> [(BookEntry.Fund, Posting)] {
        switch subject {
        case .account: return [(.personalAccounts, posting)]
        case .reserve, .clearing: return [(.clearing, posting)]
        default: break
        }
        guard let split, split.fundTotal > 0, posting.lines.count == 2,
            posting.lines.allSatisfy({ $0.amount.magnitude == split.fundTotal.magnitude })
        else { return [(.unallocated, posting)] }
        let shares: [(BookEntry.Fund, Int64)] = [
            (.pooledFund, split.pooledFund), (.majorIllness, split.majorIllness), (.otherFunds, split.otherFunds),
        ]
        return shares.filter { $0.1 != 0 }.map { fund, share in
            var part = posting
            for index in part.lines.indices { part.lines[index].amount = part.lines[index].amount > 0 ? share : -share }
            return (fund, part)
        }
    }
}

extension ClaimState {
    /// The days on which its money moved, by the entries that say so. An approval has none.
    fileprivate var businessDays: [(EntryReference, String)] {
        var days = payments.map { ($0.act.entry, $0.payment.paidOn) }
        days += payments.filter(\.hasReversal).map { ($0.reversed.entry, $0.reversal.reversedOn) }
        days += returns.map { ($0.act.entry, $0.reversal.reversedOn) }
        days += recovery.receipts.map { ($0.act.entry, $0.receipt.receivedOn) }
        days += recovery.refunds.map { ($0.act.entry, $0.refund.refundedOn) }
        days += recovery.writeOffs.map { ($0.act.entry, $0.writeOff.writtenOffOn) }
        return days
    }
}
