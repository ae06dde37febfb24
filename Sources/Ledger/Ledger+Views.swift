import LMDB
import TransparencyLog

/// What rebuilding a view took and gave.
public struct Replay: Sendable, Equatable {
    public let view: String
    /// Entries read.
    public let entries: UInt64
    public let rows: Int
    /// The digest of the rows that were built, 64 hexadecimal digits.
    public let digest: String
    /// Whether the live view has the same digest; nil where it was replaced and not compared.
    public let matches: Bool?
}

extension Ledger {
    /// The names of the views.
    public var viewNames: [String] { views.views.map(\.name) }

    /// The rows of a view whose keys begin with `prefix`, in order of their keys. What was committed before the call is in them.
    ///
    /// - Parameters:
    ///   - kinds: the kinds of streams whose rows can have this prefix, where the caller knows them; nil for all. What streams of
    ///     other kinds have since the last flush is not computed then, and may be missing.
    ///   - last: only rows after this key: the last one of the page before.
    ///   - limit: rows at most.
    /// - Throws: `LedgerError`: `unknownView`, `damaged`, `viewsDamaged`, `closed`; what the projection throws.
    /// - Complexity: linear in the rows read, and in the streams of these kinds that have moved since they were last read or flushed.
    public func rows(
        of view: String, prefix: [UInt8] = [], kinds: Set<String>? = nil, after last: [UInt8]? = nil, limit: Int = .max
    ) throws -> [ViewRow] {
        try views.whole { try views.rows(view: view, prefix: prefix, kinds: kinds, after: last, limit: limit) }
    }

    /// Builds a view again from the log, beside the live one, which goes on serving meanwhile.
    ///
    /// - Parameter check: true compares the two digests and leaves the live view; false swaps the new one in.
    /// - Throws: `LedgerError`: `unknownView`, `readOnly`, `noSpace`, `damaged`, `viewsDamaged`; what the projection throws.
    public func replay(view name: String, check: Bool) throws -> Replay {
        let view = try views.view(name)
        guard !isReadOnly else {
            throw LedgerError(
                .readOnly, "The ledger was opened for reading only.",
                remedy: "Stop the process that writes, or ask it to replay.")
        }
        if check {
            let (built, live) = try views.check(view)
            return Replay(
                view: name, entries: built.entries, rows: built.rows, digest: built.digest.hex,
                matches: built.digest == live)
        }
        let built = try views.rebuild(view)
        return Replay(view: name, entries: built.entries, rows: built.rows, digest: built.digest.hex, matches: nil)
    }

    /// Builds a view from the log as it was at an earlier time, beside the live one, which goes on serving; the rows are dropped
    /// again.
    ///
    /// The whole log is read: an entry's time of arrival stands in it.
    /// - Parameter keeps: which of the entries count; nil for all. It is asked on several threads.
    /// - Throws: as ``replay(view:check:)``.
    public func replay(
        view name: String, asOf limit: StreamLimit, keeps: (@Sendable (StoredEntry) -> Bool)? = nil
    ) throws -> Replay {
        let view = try views.view(name)
        guard !isReadOnly else {
            throw LedgerError(
                .readOnly, "The ledger was opened for reading only.",
                remedy: "Stop the process that writes, or ask it to replay.")
        }
        let built = try views.past(view, asOf: limit, keeps: keeps)
        return Replay(
            view: name, entries: built.entries, rows: built.rows, digest: built.digest.hex, matches: nil)
    }

    /// Writes what the views hold in memory into their store.
    /// - Throws: `LedgerError`: `noSpace`, `directoryUnusable`, `damaged`, `viewsDamaged`, `closed`; what a projection throws. The
    ///   views go on serving from memory then.
    public func flushViews() throws { try views.flush() }

    /// Why the last flush in the background failed; nil where it succeeded. The views go on serving from memory, and the next
    /// flush takes everything along.
    public var flushFailure: (any Error)? { views.lastFailure }
}

/// How much room the node's stores use.
public struct StoreUsage: Sendable {
    public let log: (mapBytes: Int, usedBytes: Int)
    public let views: (mapBytes: Int, usedBytes: Int)
    /// Entries that the views hold in memory until they are flushed.
    public let unflushed: Int
}

extension Ledger {
    /// Bytes reserved and used by the log's store and the views', and how much the views hold in memory.
    public func usage() throws -> StoreUsage {
        let info = try LMDBFailure.translating { try views.store.environment.info }
        return StoreUsage(
            log: try store.usage(), views: (info.mapSize, (info.lastPage + 1) * info.pageSize),
            unflushed: views.heads.waiting
        )
    }
}
