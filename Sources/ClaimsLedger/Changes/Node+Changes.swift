import Claims
public import Ledger

extension Node {
    /// What changed between two moments: entries by type and party, streams with their states before and after, the trial balance, the
    /// findings, and how far each log was held.
    ///
    /// A moment is a time, or a number of this node's entries. As known by a party it is what that party said itself that it held: in its own
    /// entries of all streams, and in its receipts.
    /// - Parameter progress: told how far each of the walks has come.
    /// - Throws: `Refusal` `periodReversed` where the second moment lies before the first, `malformedParty`; `LedgerError` `damaged`.
    /// - Complexity: linear in the entries of the node; and what the findings of the streams cost that new entries may have touched, at
    ///   both moments.
    public func changes(
        _ query: ChangesQuery, progress: @escaping (Ledger.Progress) -> Void = { _ in }
    ) throws -> Changes {
        var walk = try ChangesWalk(query, on: self, progress: progress)
        return try walk.changes()
    }

    /// Reads the entries of this node before a position, in order of arrival.
    func forEachEntry(
        before end: UInt64, _ label: String, _ progress: (Ledger.Progress) -> Void,
        _ body: (StoredEntry) throws -> Void
    ) throws {
        var position: UInt64 = 0
        while position < end {
            let entries = try ledger.entries(from: position, limit: Int(min(1_000, end - position)))
            guard let last = entries.last else { return }
            for entry in entries { try body(entry) }
            position = last.position + 1
            progress(.init(label: label, done: position, total: end))
        }
    }
}
