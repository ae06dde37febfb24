import EntryFormat
import LMDB
import TransparencyLog

/// Up to where the views' base is built, and of which logs: their sizes and roots then.
///
/// Stored in `meta` under `base`: end (8), next stream number (8), then for each log its size (8) and root (32).
struct ViewBase {
    /// One past the newest position that the base reflects.
    let end: UInt64
    let nextStream: UInt64
    private let heads: [(size: UInt64, root: Digest)]

    private static let key = Array("base".utf8)

    /// What the store says; an empty store reflects nothing.
    init(store: ViewStore) throws {
        let bytes = try store.read { transaction in
            try transaction.copy(store.meta, key: Self.key.span.bytes)
        }
        guard let bytes else {
            end = 0
            nextStream = 0
            heads = []
            return
        }
        guard bytes.count >= 16, (bytes.count - 16) % 40 == 0 else {
            throw LedgerError(
                .damaged, "The views' base cannot be read.", remedy: "Rebuild the views: triplicate replay.")
        }
        let span = bytes.span.bytes
        func word(_ offset: Int) -> UInt64 {
            UInt64(littleEndian: span.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        end = word(0)
        nextStream = word(8)
        heads = try stride(from: 16, to: bytes.count, by: 40).map { offset in
            guard let root = Digest(span.extracting(offset + 8..<offset + 40)) else {
                throw LedgerError(.damaged, "The views' base cannot be read.", remedy: "Rebuild the views.")
            }
            return (word(offset), root)
        }
    }

    /// What a flush up to `end` reflects: each log as large as it is at that position.
    init(logStore: LogStore, end: UInt64, nextStream: UInt64) throws {
        self.end = end
        self.nextStream = nextStream
        heads = try logStore.read { transaction in
            let logs = try logStore.tables.identities(in: transaction)
            let now = try logStore.tables.end(in: transaction)
            return try logs.map { log in
                let frontier = try logStore.tables.frontier(log: log.local, in: transaction)
                // Usually nothing was committed since; else the size then is found by its newest position below `end`.
                let size =
                    now == end
                    ? frontier.size
                    : try logStore.tables.size(log: log.local, newest: frontier.size, before: end, in: transaction)
                return (size, try logStore.tables.root(log: log.local, size: size, in: transaction))
            }
        }
    }

    /// Whether the log still begins with what the base was built from.
    func belongs(to logStore: LogStore, states: [LogState], end: UInt64) throws -> Bool {
        guard self.end <= end, heads.count <= states.count else { return false }
        return try logStore.read { transaction in
            for (state, head) in zip(states, heads) {
                guard head.size <= state.size,
                    try logStore.tables.root(log: state.identity.local, size: head.size, in: transaction) == head.root
                else { return false }
            }
            return true
        }
    }

    func write(to store: ViewStore, in transaction: inout WriteTransaction) throws {
        var bytes: [UInt8] = []
        bytes.append(littleEndian: end)
        bytes.append(littleEndian: nextStream)
        for head in heads {
            bytes.append(littleEndian: head.size)
            bytes += head.root.bytes
        }
        try transaction.put(store.meta, key: Self.key.span.bytes, value: bytes.span.bytes)
    }
}

extension LogStore.Tables {
    /// The root that a log had at `size`.
    func root(log: UInt32, size: UInt64, in transaction: borrowing ReadTransaction) throws -> Digest {
        try MerkleTree.root(size: size) { level, index in
            guard let digest = try hash(log: log, tileLevel: Int(level), index: index, in: transaction) else {
                throw LedgerError(
                    .damaged, "The log number \(log) lacks the hash \(index) of tile level \(level).",
                    remedy: "Run verify; restore the node from a backup.")
            }
            return digest
        }
    }

    /// How many of a log's entries stand before the position `end`.
    /// - Complexity: a binary search over the log's positions.
    func size(
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

extension ViewStore {
    /// The name and head of the stream with a local number.
    func namedHead(_ number: UInt64, in transaction: borrowing ReadTransaction) throws -> (StreamName, StreamHead)? {
        guard let record = try transaction.get(heads, key: number), let head = StreamHead(record: record) else {
            return nil
        }
        let count = Int(UInt16(littleEndian: record.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt16.self)))
        return (try StreamName(record.extracting(droppingFirst: 2 + count)), head)
    }
}
