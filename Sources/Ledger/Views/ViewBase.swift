import LMDB
import TransparencyLog

/// Up to where the views' base is built, and of which logs: their sizes and roots then.
///
/// Stored in `meta` under `base`: end (8), next stream number (8), then for each log the SHA-256 of its identity (32; of a mirrored
/// log without name and keys), its size (8) and its root (32; of a mirrored log those of the empty tree); last a CRC-32C (4).
struct ViewBase {
    /// One past the newest position that the base reflects.
    let end: UInt64
    let nextStream: UInt64
    private let heads: [Head]

    private struct Head {
        let identity: Digest
        let size: UInt64
        let root: Digest
    }

    private static let key = Array("base".utf8)
    private static let headBytes = 72

    /// How a base stands to a log.
    enum Relation {
        /// The log continues what the base was built from.
        case built
        /// The base was built from other logs.
        case foreign
        /// The base was built from more of this log than there is, or from another history of it.
        case rewound
    }

    /// What the store says; an empty store reflects nothing.
    init(store: ViewStore, in transaction: borrowing ReadTransaction) throws {
        guard let record = try transaction.get(store.meta, key: Self.key.span.bytes) else {
            end = 0
            nextStream = 0
            heads = []
            return
        }
        guard let bytes = record.checked(), bytes.byteCount >= 16, (bytes.byteCount - 16) % Self.headBytes == 0 else {
            throw store.damaged("their base")
        }
        func word(_ offset: Int) -> UInt64 {
            UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        end = word(0)
        nextStream = word(8)
        guard end <= RowKey.maximumEntries, nextStream <= end else { throw store.damaged("their base") }
        var heads: [Head] = []
        for offset in stride(from: 16, to: bytes.byteCount, by: Self.headBytes) {
            guard let identity = Digest(bytes.extracting(offset..<offset + 32)),
                let root = Digest(bytes.extracting(offset + 40..<offset + 72))
            else { throw store.damaged("their base") }
            heads.append(Head(identity: identity, size: word(offset + 32), root: root))
        }
        self.heads = heads
    }

    /// Whether the store's base reflects the entries up to this end: what every reading of rows asks. The whole record is looked at only
    /// where it does not say so.
    /// - Throws: `viewsDamaged`.
    static func reaches(_ end: UInt64, in store: ViewStore, _ transaction: borrowing ReadTransaction) throws -> Bool {
        if let record = try transaction.get(store.meta, key: key.span.bytes), record.byteCount >= 8,
            UInt64(littleEndian: record.unsafeLoadUnaligned(as: UInt64.self)) == end
        {
            return true
        }
        return try ViewBase(store: store, in: transaction).end == end
    }

    /// What a flush up to `end` reflects: each log as large as it is at that position.
    init(logStore: LogStore, end: UInt64, nextStream: UInt64) throws {
        self.end = end
        self.nextStream = nextStream
        heads = try logStore.read { transaction in
            let tables = logStore.tables
            let now = try tables.end(in: transaction)
            return try tables.identities(in: transaction).map { log in
                let newest = try tables.frontier(log: log.local, in: transaction).size
                // The entries of a mirrored log come in any order, and its tree before them: it has no size at a position.
                guard log.isHosted else {
                    return Head(identity: Digest.sha256(log.lasting), size: 0, root: TreeHash.empty)
                }
                // Usually nothing was committed since; else the size then is found by its newest position below `end`.
                let size =
                    now == end ? newest : try tables.size(log: log.local, newest: newest, before: end, in: transaction)
                return Head(
                    identity: Digest.sha256(log.lasting), size: size,
                    root: try tables.root(log: log.local, size: size, in: transaction))
            }
        }
    }

    /// Whether the log still begins with what the base was built from.
    func relation(
        to logs: [LogIdentity], end: UInt64, _ tables: LogStore.Tables, in transaction: borrowing ReadTransaction
    ) throws -> Relation {
        for (log, head) in zip(logs, heads) where Digest.sha256(log.lasting) != head.identity { return .foreign }
        guard self.end <= end, heads.count <= logs.count else { return .rewound }
        for (log, head) in zip(logs, heads) {
            guard head.size <= (try tables.frontier(log: log.local, in: transaction).size),
                try tables.root(log: log.local, size: head.size, in: transaction) == head.root
            else { return .rewound }
        }
        return .built
    }

    func write(to store: ViewStore, in transaction: inout WriteTransaction) throws {
        var bytes: [UInt8] = []
        bytes.append(littleEndian: end)
        bytes.append(littleEndian: nextStream)
        for head in heads {
            bytes += head.identity.bytes
            bytes.append(littleEndian: head.size)
            bytes += head.root.bytes
        }
        bytes.appendChecksum()
        try transaction.put(store.meta, key: Self.key.span.bytes, value: bytes.span.bytes)
    }
}

extension LogStore.Tables {
    /// How many of a log's entries stand before the position `end`.
    /// - Complexity: a binary search over the log's positions.
    fileprivate func size(
        log: UInt32, newest size: UInt64, before end: UInt64, in transaction: borrowing ReadTransaction
    ) throws -> UInt64 {
        var low: UInt64 = 0
        var high = size
        while low < high {
            let middle = low + (high - low) / 2
            if try position(log: log, number: middle, in: transaction).map({ $0 < end }) ?? false {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
