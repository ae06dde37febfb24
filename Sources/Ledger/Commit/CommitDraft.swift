import EntryFormat
import LMDB
import TransparencyLog

/// What one commit adds, kept apart until it is durable: a commit that fails leaves the writer's memory as it was.
struct CommitDraft {
    var logs: [LogState]
    /// The logs that the commit touches, by local number.
    private(set) var touched: Set<UInt32> = []
    private(set) var nextPosition: UInt64
    /// Rows that were finished within the commit, ready to be written.
    private var finishedHashes: [(key: UInt64, digests: [Digest])] = []
    private var finishedPositions: [(key: UInt64, positions: [UInt64])] = []

    init(logs: [LogState], nextPosition: UInt64) {
        self.logs = logs
        self.nextPosition = nextPosition
    }

    /// Extends a log by one leaf that stands at the next position.
    mutating func append(leaf: Digest, to log: UInt32) {
        touched.insert(log)
        let finished = logs[Int(log)].append(leaf: leaf, at: nextPosition) { (level, row, digests) in
            finishedHashes.append((RowKey.hashes(log: log, tileLevel: level, row: row), digests))
        }
        if let (row, positions) = finished {
            finishedPositions.append((RowKey.sequence(log: log, row: row), positions))
        }
        nextPosition += 1
    }

    /// Extends a log by leaves that stand at the next positions, one behind the other.
    mutating func append(leaves: [Digest], to log: UInt32) {
        if leaves.count == 1 { return append(leaf: leaves[0], to: log) }
        touched.insert(log)
        let number = logs[Int(log)].size
        logs[Int(log)].append(leaves: leaves) { (level, row, digests) in
            finishedHashes.append((RowKey.hashes(log: log, tileLevel: level, row: row), digests))
        }
        for place in 0..<UInt64(leaves.count) {
            if let (row, positions) = logs[Int(log)].append(position: nextPosition + place, of: number + place) {
                finishedPositions.append((RowKey.sequence(log: log, row: row), positions))
            }
        }
        nextPosition += UInt64(leaves.count)
    }

    /// Leaves a position to an entry of a mirrored log.
    mutating func passPosition() { nextPosition += 1 }

    /// The leaf hash of an entry that is in the store, or in this commit and not yet written to its row.
    func leaf(
        log: UInt32, number: UInt64, _ tables: LogStore.Tables, in transaction: borrowing WriteTransaction
    ) throws -> Digest? {
        let row = number / RowKey.hashesPerRow
        let place = Int(number % RowKey.hashesPerRow)
        guard logs[Int(log)].identity.isHosted else {
            return try tables.hash(log: log, tileLevel: 0, index: number, in: transaction)
        }
        if row == logs[Int(log)].size / RowKey.hashesPerRow {
            let tail = logs[Int(log)].tails[0]
            return place < tail.count ? tail[place] : nil
        }
        let key = RowKey.hashes(log: log, tileLevel: 0, row: row)
        if let finished = finishedHashes.last(where: { $0.key == key }) { return finished.digests[place] }
        return try tables.hash(log: log, tileLevel: 0, index: number, in: transaction)
    }

    /// Writes the rows, frontiers and unfinished tails of every log that the commit touches.
    mutating func writeRows(_ tables: LogStore.Tables, in transaction: inout WriteTransaction) throws {
        for (key, digests) in finishedHashes { try Self.put(digests, at: key, tables.hashes, &transaction) }
        for (key, positions) in finishedPositions { try Self.put(positions, at: key, tables.sequence, &transaction) }
        finishedHashes.removeAll()
        finishedPositions.removeAll()
        for log in touched.sorted() {
            let state = logs[Int(log)]
            for (level, tail) in state.tails.enumerated() where !tail.isEmpty {
                let row = (state.size >> UInt64(8 * level)) / RowKey.hashesPerRow
                try Self.put(tail, at: RowKey.hashes(log: log, tileLevel: level, row: row), tables.hashes, &transaction)
            }
            if !state.positions.isEmpty {
                let key = RowKey.sequence(log: log, row: state.size / RowKey.positionsPerRow)
                try Self.put(state.positions, at: key, tables.sequence, &transaction)
            }
            let frontier = state.frontier.bytes
            try transaction.put(tables.frontiers, key: UInt64(log), value: frontier.span.bytes)
        }
    }

    static func put(
        _ digests: [Digest], at key: UInt64, _ table: Table, _ transaction: inout WriteTransaction
    ) throws {
        // Digests are words in memory order: their array has, byte for byte, the form of a row.
        try transaction.put(table, key: key, value: digests.span.bytes)
    }

    static func put(
        _ positions: [UInt64], at key: UInt64, _ table: Table, _ transaction: inout WriteTransaction
    ) throws {
        #if _endian(little)
            try transaction.put(table, key: key, value: positions.span.bytes)
        #else
            let words = positions.map { $0.littleEndian }
            try transaction.put(table, key: key, value: words.span.bytes)
        #endif
    }
}

extension LogState {
    /// Appends one leaf.
    ///
    /// - Parameter finished: takes the rows of hashes that this completes: tile level, row, hashes.
    /// - Returns: the row of positions that this completes, if it does.
    fileprivate mutating func append(
        leaf: Digest, at position: UInt64, finished: (_ level: Int, _ row: UInt64, _ digests: [Digest]) -> Void
    ) -> (row: UInt64, positions: [UInt64])? {
        var tails: [[Digest]] = []
        swap(&tails, &self.tails)
        frontier.append(leaf) { (level, index, hash) in Self.take(hash, Int(level), index, &tails, finished) }
        swap(&tails, &self.tails)
        return append(position: position, of: size - 1)
    }

    /// Appends leaves, as if one after the other.
    fileprivate mutating func append(
        leaves: [Digest], finished: (_ level: Int, _ row: UInt64, _ digests: [Digest]) -> Void
    ) {
        var tails: [[Digest]] = []
        swap(&tails, &self.tails)
        frontier.append(contentsOf: leaves) { (level, index, hash) in
            Self.take(hash, Int(level), index, &tails, finished)
        }
        swap(&tails, &self.tails)
    }

    private static func take(
        _ hash: Digest, _ level: Int, _ index: UInt64, _ tails: inout [[Digest]],
        _ finished: (_ level: Int, _ row: UInt64, _ digests: [Digest]) -> Void
    ) {
        if tails.count == level { tails.append([]) }
        tails[level].append(hash)
        if tails[level].count == Int(RowKey.hashesPerRow) {
            finished(level, index / RowKey.hashesPerRow, tails[level])
            tails[level] = []
            tails[level].reserveCapacity(Int(RowKey.hashesPerRow))
        }
    }

    /// Notes where an entry stands.
    fileprivate mutating func append(position: UInt64, of number: UInt64) -> (row: UInt64, positions: [UInt64])? {
        positions.append(position)
        guard positions.count == Int(RowKey.positionsPerRow) else { return nil }
        defer { positions = [] }
        return (number / RowKey.positionsPerRow, positions)
    }
}
