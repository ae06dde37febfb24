public import Claims
import EntryFormat
import Ledger

/// The books of a node for a period.
public struct Books: Sendable {
    /// The trial balance of the period.
    public internal(set) var trial = TrialBalance()
    /// The trial balance of each group, by name; empty without a key.
    public internal(set) var groups: [String: TrialBalance] = [:]
    /// How many postings there are.
    public internal(set) var postings = 0
}

extension Node {
    /// The books: every posting of the streams that this node holds, recorded from one day to another.
    ///
    /// - Parameters:
    ///   - key: what they are grouped by; nil for one balance.
    ///   - from: the first day; nil: from the beginning. So `to`.
    /// - Throws: `LedgerError`.
    /// - Complexity: linear in the entries of streams that move money.
    public func books(by key: BookEntry.Key?, from: CalendarDate? = nil, to: CalendarDate? = nil) throws -> Books {
        var books = Books()
        for kind in [StreamKind.claim, .account, .settlement, .reserve, .clearing] {
            try forEachState(ofKind: kind, under: "") { state in
                for entry in state.bookEntries {
                    if let from, entry.day < from { continue }
                    if let to, entry.day > to { continue }
                    books.postings += 1
                    books.trial.add([entry.posting])
                    guard let key else { continue }
                    books.groups[key.group(of: entry), default: TrialBalance()].add([entry.posting])
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
