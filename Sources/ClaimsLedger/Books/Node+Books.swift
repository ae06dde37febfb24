public import Claims
import EntryFormat
import Ledger

/// The books of a node for a period.
public struct Books: Sendable {
    /// The trial balance of the period.
    public internal(set) var trial = TrialBalance()
    /// The trial balance of each group, by name; empty without a key.
    public internal(set) var groups: [String: TrialBalance] = [:]
    /// What moved in each person's account, by the person's stream; empty unless the books are by fund.
    public internal(set) var accounts: [String: AccountMovements] = [:]
    /// How many postings there are.
    public internal(set) var postings = 0
}

/// What moved in one person's account in a period, in fen.
public struct AccountMovements: Sendable, Equatable {
    /// What was credited, or given back.
    public private(set) var paidIn: Int64 = 0
    /// What was withdrawn or spent, and credits that were reversed.
    public private(set) var paidOut: Int64 = 0
    /// What was withdrawn against a rule and did not come back; it moves no balance.
    public private(set) var suspense: Int64 = 0

    /// By how much the balance rose.
    public var change: Int64 {
        let (change, overflow) = paidIn.subtractingReportingOverflow(paidOut)
        return overflow ? .max : change
    }

    mutating func add(_ posting: Posting) {
        func sum(_ sum: Int64, _ amount: Int64) -> Int64 {
            let (sum, overflow) = sum.addingReportingOverflow(amount)
            return overflow ? (amount > 0 ? .max : .min) : sum
        }
        for line in posting.lines {
            switch line.account {
            case .personalAccounts where line.amount < 0: paidIn = sum(paidIn, Int64(clamping: line.amount.magnitude))
            case .personalAccounts: paidOut = sum(paidOut, line.amount)
            case .suspenseAccount: suspense = sum(suspense, line.amount)
            default: break
            }
        }
    }
}

extension Node {
    /// The books: every posting of the streams that this node holds, from one day to another.
    ///
    /// - Parameters:
    ///   - key: what they are grouped by; nil for one balance.
    ///   - from: the first day; nil: from the beginning. So `to`.
    ///   - date: which day of a posting counts, for the period and for its month.
    /// - Throws: `LedgerError`.
    /// - Complexity: linear in the entries of streams that move money.
    public func books(
        by key: BookEntry.Key?, from: CalendarDate? = nil, to: CalendarDate? = nil, date: BookEntry.DateKind = .recorded
    ) throws -> Books {
        var books = Books()
        for kind in [StreamKind.claim, .account, .settlement, .reserve, .clearing] {
            try forEachState(ofKind: kind, under: "") { state in
                for entry in state.bookEntries {
                    let day = entry.day(date)
                    if let from, day < from { continue }
                    if let to, day > to { continue }
                    books.postings += 1
                    books.trial.add([entry.posting])
                    guard let key else { continue }
                    books.groups[key.group(of: entry, by: date), default: TrialBalance()].add([entry.posting])
                    guard key == .fund, entry.fund == .personalAccounts else { continue }
                    books.accounts[entry.person, default: AccountMovements()].add(entry.posting)
                }
            }
        }
        return books
    }

    /// Calls `body` with the state of each stream of a kind, by name.
    /// - Parameter path: what follows the kind's slash in their names.
    func forEachState(ofKind kind: StreamKind, under path: String, _ body: (StreamState) throws -> Void) throws {
        var after: String?
        while true {
            let names = try ledger.streams(prefix: "\(kind.rawValue)/\(path)", after: after, limit: 1_000)
            guard let last = names.last else { return }
            after = last.text
            for name in names where (try? StreamAddress(name.text)) != nil { try body(try state(of: name.text)) }
        }
    }
}
