public import EntryFormat
import LMDB
public import TransparencyLog

extension Ledger {
    /// One past the newest position: how many entries this node holds.
    /// - Throws: `LedgerError`: `damaged`, `closed`, `busy` where every reader's place is taken; so do all that read here.
    public func end() throws -> UInt64 { try store.read { try store.tables.end(in: $0) } }

    /// How large each log's tree is on this node, by local number. Of a mirrored log not all entries need be here: see `held(of:)`.
    public func sizes() throws -> [UInt64] {
        try store.read { transaction in
            try logs.map { try store.tables.frontier(log: $0.local, in: transaction).size }
        }
    }

    /// How large a log's tree is on this node.
    public func size(of log: LogIdentity) throws -> UInt64 {
        try store.read { try store.tables.frontier(log: log.local, in: $0).size }
    }

    /// How many entries of the stream this node holds.
    public func version(of stream: StreamName) throws -> UInt64 {
        try views.refresh()
        return try views.whole { try views.heads.head(of: stream) }?.count ?? 0
    }

    /// What this node holds of a stream, in the stream's order; empty for a stream that it does not know.
    ///
    /// Reads back from the stream's head by its back pointers, checks each entry against the leaf hash in its tree.
    /// - Parameter limit: only the first so many in order of arrival, or those received at `limit`'s time at the latest.
    /// - Throws: `LedgerError` `damaged` names the entry that does not check.
    /// - Complexity: linear in the stream's entries, hashing each.
    public func contents(of stream: StreamName, asOf limit: StreamLimit = .now) throws -> StreamContents {
        try views.refresh()
        return try reader.contents(of: stream, head: try views.whole { try views.heads.head(of: stream) }, limit: limit)
    }

    /// As ``contents(of:asOf:)`` of now, where the caller has what the node held of the stream before: only what came since is read and
    /// hashed.
    /// - Complexity: linear in what came since, beside copies of what was known.
    public func contents(of stream: StreamName, since known: StreamContents) throws -> StreamContents {
        try views.refresh()
        return try reader.contents(
            of: stream, head: try views.whole { try views.heads.head(of: stream) }, since: known)
    }

    /// The entry at a position, or nil past the end.
    /// - Throws: `LedgerError` `damaged` if it does not check.
    public func entry(at position: UInt64) throws -> StoredEntry? {
        try entries(from: position, limit: 1).first
    }

    /// The entry of a number in a log, or nil where this node does not hold it.
    /// - Throws: `LedgerError` `damaged` if it does not check.
    public func entry(number: UInt64, in log: LogIdentity) throws -> StoredEntry? {
        try store.read { transaction in
            guard let position = try store.tables.position(log: log.local, number: number, in: transaction) else {
                return nil
            }
            return try reader.entry(at: position, in: transaction).entry
        }
    }

    /// Entries in order of arrival, from a position on.
    /// - Parameter limit: how many at most.
    /// - Throws: `LedgerError` `damaged` names the entry that does not check.
    public func entries(from position: UInt64, limit: Int) throws -> [StoredEntry] {
        try store.read { transaction in
            let end = try store.tables.end(in: transaction)
            guard position < end, limit > 0 else { return [] }
            let stop = position + min(end - position, UInt64(limit))
            return try (position..<stop).map { try reader.entry(at: $0, in: transaction).entry }
        }
    }

    /// The bytes of a log's entry and the proof that the log's tree of `size` entries holds it.
    ///
    /// - Returns: nil where this node does not hold the entry, or the log has fewer than `size` entries here.
    /// - Throws: `LedgerError` `damaged` where the entry is not the one that its tree holds, or a hash is missing.
    public func proof(of number: UInt64, in log: LogIdentity, size: UInt64) throws -> EntryProof? {
        try proofs(of: [number], in: log, size: size)[0]
    }

    /// As `proof(of:in:size:)`, of many entries at once: what their proofs have in common is read and computed once.
    ///
    /// - Parameter numbers: best in ascending order.
    public func proofs(of numbers: [UInt64], in log: LogIdentity, size: UInt64) throws -> [EntryProof?] {
        try store.read { transaction in
            var prover = try StoredProver(log, size: size, store.tables, in: transaction)
            return try numbers.map { number in
                guard let position = try store.tables.position(log: log.local, number: number, in: transaction),
                    let hashes = try prover?.proof(of: number, store.tables, in: transaction)
                else { return nil }
                let hash = try store.tables.requireHash(log: log.local, tileLevel: 0, index: number, in: transaction)
                let entry = try store.tables.withEntry(at: position, in: transaction) { (_, view) in
                    guard TreeHash.leaf(view.bytes) == hash else {
                        throw LogStore.Tables.damaged(
                            position, "its bytes are not those that entry \(number) of \(log.origin) was signed with")
                    }
                    return Array(copying: view.bytes)
                }
                return EntryProof(entry: entry, number: number, hashes: hashes)
            }
        }
    }

    /// The proofs alone that the log's tree of `size` entries holds its entries of these numbers, whose leaf hashes the caller has.
    ///
    /// - Parameter numbers: best in ascending order.
    /// - Returns: nil for a number that is not in that tree, and for all where the log has fewer than `size` entries here.
    /// - Throws: `LedgerError` `damaged` where a hash is missing.
    public func inclusionProofs(of numbers: [UInt64], in log: LogIdentity, size: UInt64) throws -> [[Digest]?] {
        try store.read { transaction in
            var prover = try StoredProver(log, size: size, store.tables, in: transaction)
            return try numbers.map { try prover?.proof(of: $0, store.tables, in: transaction) }
        }
    }

    /// The streams that this node knows whose names begin with `prefix`, in order, after `last`.
    /// - Parameter limit: how many at most.
    public func streams(prefix: String, after last: String? = nil, limit: Int) throws -> [StreamName] {
        try views.whole { try views.streams(prefix: prefix, after: last, limit: limit) }
    }
}

/// Makes proofs from the hashes that are stored of a log.
private struct StoredProver {
    private let log: UInt32
    private var prover: MerkleTree.Prover

    /// Nil where the log has fewer than `size` entries here.
    init?(
        _ log: LogIdentity, size: UInt64, _ tables: LogStore.Tables, in transaction: borrowing ReadTransaction
    ) throws {
        guard size <= (try tables.frontier(log: log.local, in: transaction).size) else { return nil }
        self.log = log.local
        prover = MerkleTree.Prover(size: size)
    }

    /// The inclusion proof of an entry, or nil where the tree ends before it.
    mutating func proof(
        of number: UInt64, _ tables: LogStore.Tables, in transaction: borrowing ReadTransaction
    ) throws -> [Digest]? {
        guard number < prover.size else { return nil }
        return try prover.inclusionProof(index: number) { (level, first, count, row) in
            try tables.appendHashes(
                log: log, tileLevel: Int(level), from: first, count: count, to: &row, in: transaction)
        }
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
    /// The entries among the first so many that the node received, of all streams.
    case first(UInt64)
    /// The entries that the node had received at this time, in milliseconds since 1970.
    case received(by: Int64)
}
