public import EntryFormat
import LMDB
public import TransparencyLog

extension Ledger {
    /// One past the newest position: how many entries this node holds.
    public func end() throws -> UInt64 { try store.read { try store.tables.end(in: $0) } }

    /// How many entries each log has on this node, by local number.
    public func sizes() throws -> [UInt64] {
        try store.read { transaction in
            try logs.map { try store.tables.frontier(log: $0.local, in: transaction).size }
        }
    }

    /// How many entries of the stream this node holds.
    public func version(of stream: StreamName) throws -> UInt64 { try heads.head(of: stream)?.count ?? 0 }

    /// What this node holds of a stream, in the stream's order; empty for a stream that it does not know.
    ///
    /// Reads back from the stream's head by its back pointers, checks each entry against the leaf hash in its tree.
    /// - Parameter limit: only the first so many in order of arrival, or those received at `limit`'s time at the latest.
    /// - Throws: `LedgerError` `damaged` names the entry that does not check.
    public func contents(of stream: StreamName, asOf limit: StreamLimit = .now) throws -> StreamContents {
        try StreamReader(store: store, logs: logs, decider: decider).contents(
            of: stream, head: try heads.head(of: stream), limit: limit)
    }

    /// The entry at a position, or nil past the end.
    public func entry(at position: UInt64) throws -> StoredEntry? {
        let reader = StreamReader(store: store, logs: logs, decider: decider)
        return try store.read { transaction in
            guard position < (try store.tables.end(in: transaction)) else { return nil }
            return try reader.entry(at: position, in: transaction).entry
        }
    }

    /// The bytes of a log's entry and the proof that it is in the log's newest checkpoint.
    ///
    /// - Returns: nil where this node does not hold the entry, or no checkpoint covers it.
    public func proof(of number: UInt64, in log: LogIdentity, size: UInt64) throws -> EntryProof? {
        try store.read { transaction in
            guard number < size,
                let position = try store.tables.position(log: log.local, number: number, in: transaction),
                let record = try transaction.get(store.tables.entries, key: position),
                record.byteCount > LocalFields.size
            else { return nil }
            let hashes = try MerkleTree.inclusionProof(index: number, size: size) { level, index in
                guard
                    let digest = try store.tables.hash(
                        log: log.local, tileLevel: Int(level), index: index, in: transaction)
                else {
                    throw LedgerError(
                        .damaged, "The log \(log.origin) lacks the hash \(index) of tile level \(level).",
                        remedy: "Run verify; restore the node from a backup.")
                }
                return digest
            }
            return EntryProof(
                entry: Array(copying: record.extracting(droppingFirst: LocalFields.size)), number: number,
                hashes: hashes)
        }
    }

    /// The streams that this node knows whose names begin with `prefix`, in order, after `last`.
    public func streams(prefix: String, after last: String? = nil, limit: Int) throws -> [StreamName] {
        try views.streams(prefix: prefix, after: last, limit: limit)
    }
}

/// An entry with the proof that its log holds it.
public struct EntryProof: Sendable {
    /// The entry's bytes.
    public let entry: [UInt8]
    /// Its number in the log.
    public let number: UInt64
    /// The inclusion proof (RFC 6962, section 2.1.1), from the leaf's sibling up.
    public let hashes: [Digest]
}

/// How much of a stream to read.
public enum StreamLimit: Sendable, Equatable {
    /// All that the node holds.
    case now
    /// The first so many entries in order of arrival.
    case version(UInt64)
    /// The entries that the node had received at this time, in milliseconds since 1970.
    case received(by: Int64)
}
