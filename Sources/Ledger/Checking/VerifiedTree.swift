import LMDB
import TransparencyLog

/// The tree of one log as it is computed again, beside the rows that are stored.
struct VerifiedTree {
    private let log: UInt32
    /// Without the leaves that wait.
    private(set) var frontier = Frontier()
    /// Leaves of a tile that is not full yet: the nodes of a whole tile are computed at once.
    private var waiting: [Digest] = []
    /// The hashes of higher tile levels that were completed last.
    private var completed: [(level: UInt8, index: UInt64, hash: Digest)] = []
    /// The rows that were read last: entries come in order, so one serves for many.
    private var hashes: (row: UInt64, values: [Digest]) = (.max, [])
    private var positions: (row: UInt64, values: [UInt64]) = (.max, [])

    init(log: UInt32) { self.log = log }

    var size: UInt64 { frontier.size + UInt64(waiting.count) }

    /// The stored leaf hash of an entry.
    mutating func leaf(
        _ number: UInt64, _ tables: LogStore.Tables, in transaction: borrowing ReadTransaction
    ) throws -> Digest? {
        guard number < RowKey.maximumEntries else { return nil }
        let row = number / RowKey.hashesPerRow
        let place = Int(number % RowKey.hashesPerRow)
        if hashes.row != row || hashes.values.count <= place {
            hashes.row = row
            hashes.values.removeAll(keepingCapacity: true)
            try tables.withHashes(log: log, tileLevel: 0, row: row, in: transaction) { bytes in
                for offset in stride(from: 0, through: bytes.byteCount - 32, by: 32) {
                    Digest(bytes.extracting(offset..<offset + 32)).map { hashes.values.append($0) }
                }
            }
        }
        return place < hashes.values.count ? hashes.values[place] : nil
    }

    /// The stored position of an entry.
    mutating func position(
        _ number: UInt64, _ tables: LogStore.Tables, in transaction: borrowing ReadTransaction
    ) throws -> UInt64? {
        guard number < RowKey.maximumEntries else { return nil }
        let row = number / RowKey.positionsPerRow
        let place = Int(number % RowKey.positionsPerRow)
        // What was not held when the row was read may have come since.
        if positions.row != row || positions.values.count <= place || positions.values[place] == RowKey.hole {
            positions.row = row
            positions.values.removeAll(keepingCapacity: true)
            try tables.withPositions(log: log, row: row, in: transaction) { bytes in
                for offset in stride(from: 0, through: bytes.byteCount - 8, by: 8) {
                    let word = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    positions.values.append(UInt64(littleEndian: word))
                }
            }
        }
        guard place < positions.values.count, positions.values[place] != RowKey.hole else { return nil }
        return positions.values[place]
    }

    /// Appends a leaf.
    /// - Returns: the hashes of higher tile levels that it completes and that are stored otherwise, as level and index.
    mutating func extend(
        by leaf: Digest, _ tables: LogStore.Tables, in transaction: borrowing ReadTransaction
    ) throws -> [(level: UInt8, index: UInt64)] {
        waiting.append(leaf)
        guard size % UInt64(Tile.fullWidth) == 0 else { return [] }
        settle()
        var wrong: [(UInt8, UInt64)] = []
        for (level, index, hash) in completed {
            let stored = try tables.hash(log: log, tileLevel: Int(level), index: index, in: transaction)
            if stored != hash { wrong.append((level, index)) }
        }
        return wrong
    }

    /// Takes the leaves that wait into the frontier.
    mutating func settle() {
        completed.removeAll(keepingCapacity: true)
        frontier.append(contentsOf: waiting) { (level, index, hash) in
            if level > 0 { completed.append((level, index, hash)) }
        }
        waiting.removeAll(keepingCapacity: true)
    }
}

extension RowKey {
    /// The tile levels of a tree of `size` leaves that are not empty, each with the number of its hashes.
    static func tileLevels(_ size: UInt64) -> [(level: Int, count: UInt64)] {
        (0..<8).map { ($0, size >> UInt64(8 * $0)) }.filter { $0.1 > 0 }
    }
}
