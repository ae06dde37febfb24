import EntryFormat
import LMDB
import TransparencyLog

extension LogStore.Tables {
    /// One past the newest position.
    func end(in transaction: borrowing ReadTransaction) throws -> UInt64 {
        var cursor = try transaction.cursor(entries)
        return try cursor.last() ? cursor.integerKey + 1 : 0
    }

    /// The tile-level hash at `index` of tree level `8 * tileLevel`, or nil where it is not stored.
    func hash(log: UInt32, tileLevel: Int, index: UInt64, in transaction: borrowing ReadTransaction) throws -> Digest? {
        let row = index / RowKey.hashesPerRow
        guard
            let bytes = try transaction.get(hashes, key: RowKey.hashes(log: log, tileLevel: tileLevel, row: row))
        else { return nil }
        let offset = Int(index % RowKey.hashesPerRow) * 32
        guard offset + 32 <= bytes.byteCount else { return nil }
        return Digest(bytes.extracting(offset..<offset + 32))
    }

    /// The position of the entry `number` of a log, or nil where this node does not hold it.
    func position(log: UInt32, number: UInt64, in transaction: borrowing ReadTransaction) throws -> UInt64? {
        let row = number / RowKey.positionsPerRow
        guard let bytes = try transaction.get(sequence, key: RowKey.sequence(log: log, row: row)) else { return nil }
        let offset = Int(number % RowKey.positionsPerRow) * 8
        guard offset + 8 <= bytes.byteCount else { return nil }
        return UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The identities of all logs, by local number.
    func identities(in transaction: borrowing ReadTransaction) throws -> [LogIdentity] {
        var identities: [LogIdentity] = []
        var cursor = try transaction.cursor(logs)
        var more = try cursor.first()
        while more {
            let local = UInt32(truncatingIfNeeded: cursor.integerKey)
            guard let identity = LogIdentity(local: local, bytes: Array(copying: cursor.value)),
                Int(local) == identities.count
            else {
                throw LedgerError(
                    .damaged, "The record of log number \(local) cannot be read.",
                    remedy: "Restore the node from a backup.")
            }
            identities.append(identity)
            more = try cursor.next()
        }
        return identities
    }

    /// The compact frontier of a log; empty for a log with no entries.
    func frontier(log: UInt32, in transaction: borrowing ReadTransaction) throws -> Frontier {
        guard let bytes = try transaction.get(frontiers, key: UInt64(log)) else { return Frontier() }
        guard let frontier = Frontier(bytes) else {
            throw LedgerError(
                .damaged, "The tree of log number \(log) cannot be read.",
                remedy: "Run verify; restore the node from a backup.")
        }
        return frontier
    }

    /// What the writer needs of a log.
    func state(of identity: LogIdentity, in transaction: borrowing ReadTransaction) throws -> LogState {
        let frontier = try frontier(log: identity.local, in: transaction)
        var tails: [[Digest]] = []
        var count = frontier.size
        while count > 0 || tails.isEmpty {
            var tail: [Digest] = []
            let start = count - count % RowKey.hashesPerRow
            for index in start..<count {
                guard let digest = try hash(log: identity.local, tileLevel: tails.count, index: index, in: transaction)
                else {
                    throw LedgerError(
                        .damaged, "The log \(identity.origin) lacks the hash \(index) of tile level \(tails.count).",
                        remedy: "Run verify; restore the node from a backup.")
                }
                tail.append(digest)
            }
            tails.append(tail)
            count >>= 8
        }
        var positions: [UInt64] = []
        for number in (frontier.size - frontier.size % RowKey.positionsPerRow)..<frontier.size {
            guard let position = try position(log: identity.local, number: number, in: transaction) else {
                throw LedgerError(
                    .damaged, "The log \(identity.origin) lacks its entry \(number).",
                    remedy: "Run verify; restore the node from a backup.")
            }
            positions.append(position)
        }
        var newestTime: Int64 = 0
        if frontier.size > 0,
            let newest = try position(log: identity.local, number: frontier.size - 1, in: transaction),
            let record = try transaction.get(entries, key: newest), record.byteCount > LocalFields.size
        {
            newestTime = (try? EntryView(record.extracting(droppingFirst: LocalFields.size)))?.time ?? 0
        }
        return LogState(
            identity: identity, frontier: frontier, tails: tails, positions: positions, newestTime: newestTime)
    }
}

extension Transaction where Self: ~Copyable {
    /// A copy of the value at `key`, or nil.
    borrowing func copy(_ table: Table, key: UInt64) throws -> [UInt8]? {
        guard let bytes = try get(table, key: key) else { return nil }
        return Array(copying: bytes)
    }

    /// A copy of the value at `key`, or nil.
    borrowing func copy(_ table: Table, key: RawSpan) throws -> [UInt8]? {
        guard let bytes = try get(table, key: key) else { return nil }
        return Array(copying: bytes)
    }
}

extension [UInt8] {
    /// A copy of `span`.
    init(copying span: RawSpan) {
        self = span.withUnsafeBytes { Array($0) }
    }
}
