/// One posting with what a statement groups it by.
public struct BookEntry: Sendable, Equatable {
    public let posting: Posting
    public let stream: String
    /// The day on which it was recorded, in Asia/Shanghai.
    public let day: CalendarDate
    /// The person's stream; empty where it is nobody's.
    public let person: String
    /// Code of the hospital or pharmacy; empty where it is none's.
    public let institution: String
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

    /// What a statement is by.
    public enum Key: String, Sendable, CaseIterable {
        case fund, person, institution, month

        /// The group of an entry; empty for what belongs to none.
        public func group(of entry: BookEntry) -> String {
            switch self {
            case .fund: entry.fund.rawValue
            case .person: entry.person
            case .institution: entry.institution
            case .month: String(entry.day.description.prefix(7))
            }
        }
    }
}

extension StreamState {
    /// The stream's postings with what a statement groups them by. What a split divides among funds is divided, so that every fund's
    /// part balances by itself.
    public var bookEntries: [BookEntry] {
        let days = Dictionary(entries.map { ($0.act.entry, $0.act.day) }, uniquingKeysWith: { first, _ in first })
        let (person, institution, split) = bookOwner
        return postings.flatMap { posting in
            let day = days[posting.entry] ?? CalendarDate(instant: 0)
            return parts(of: posting, split).map { fund, part in
                BookEntry(
                    posting: part, stream: stream, day: day, person: person,
                    institution: institution, fund: fund)
            }
        }
    }

    private var bookOwner: (person: String, institution: String, split: SettlementSplit?) {
        switch subject {
        case .claim(let claim):
            (
                claim.submission.person, claim.submission.hospital,
                claim.hasAdjudication ? claim.adjudication.split : nil
            )
        case .account(let account): (account.person, "", nil)
        case .settlement(let settlement):
            (
                settlement.request.person, settlement.request.institution,
                settlement.hasPricing ? settlement.pricing.split : nil
            )
        default: ("", "", nil)
        }
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
