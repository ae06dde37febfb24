import EntryFormat
import LMDB
import TransparencyLog

/// What one commit adds, kept apart until it is durable: a commit that fails leaves the writer's memory as it was.
struct CommitDraft {
    var logs: [LogState]
    /// The logs that the commit touches, by local number.
    var touched: Set<UInt32> = []
    /// Rows that were finished within the commit, ready to be written.
    var finishedHashes: [(key: UInt64, digests: [Digest])] = []
    var finishedPositions: [(key: UInt64, positions: [UInt64])] = []
    var delta = HeadDelta()
    var nextPosition: UInt64
    var nextStream: UInt64

    /// Extends a log by one leaf that stands at `position`.
    mutating func append(leaf: Digest, at position: UInt64, to log: UInt32) {
        let index = Int(log)
        touched.insert(log)
        // Taken out of the array while it changes, so that nothing is copied.
        var completed = CompletedHashes()
        logs[index].frontier.append(leaf) { (level, place, hash) in completed.add(level, place, hash) }
        for (level, place, hash) in completed {
            let level = Int(level)
            if logs[index].tails.count == level { logs[index].tails.append([]) }
            logs[index].tails[level].append(hash)
            if logs[index].tails[level].count == Int(RowKey.hashesPerRow) {
                let key = RowKey.hashes(log: log, tileLevel: level, row: place / RowKey.hashesPerRow)
                finishedHashes.append((key, logs[index].tails[level]))
                logs[index].tails[level].removeAll(keepingCapacity: true)
            }
        }
        logs[index].positions.append(position)
        if logs[index].positions.count == Int(RowKey.positionsPerRow) {
            let row = (logs[index].size - 1) / RowKey.positionsPerRow
            finishedPositions.append((RowKey.sequence(log: log, row: row), logs[index].positions))
            logs[index].positions.removeAll(keepingCapacity: true)
        }
    }

    /// Writes the rows, frontiers and unfinished tails of every log that the commit touches.
    func writeRows(_ tables: LogStore.Tables, in transaction: inout WriteTransaction) throws {
        for (key, digests) in finishedHashes { try Self.put(digests, at: key, tables.hashes, &transaction) }
        for (key, positions) in finishedPositions { try Self.put(positions, at: key, tables.sequence, &transaction) }
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

    private static func put(
        _ digests: [Digest], at key: UInt64, _ table: Table, _ transaction: inout WriteTransaction
    ) throws {
        // Digests are words in memory order: their array has, byte for byte, the form of a row.
        try transaction.put(table, key: key, value: digests.span.bytes)
    }

    private static func put(
        _ positions: [UInt64], at key: UInt64, _ table: Table, _ transaction: inout WriteTransaction
    ) throws {
        // Little-endian words; on a big-endian machine they would be swapped here.
        let words = positions.map(\.littleEndian)
        try transaction.put(table, key: key, value: words.span.bytes)
    }
}

/// The hashes that one leaf completes: almost always one, at most one a tile level.
struct CompletedHashes: Sequence, IteratorProtocol {
    private var first: (UInt8, UInt64, Digest)?
    private var more: [(UInt8, UInt64, Digest)] = []
    private var place = 0

    mutating func add(_ level: UInt8, _ place: UInt64, _ hash: Digest) {
        if first == nil { first = (level, place, hash) } else { more.append((level, place, hash)) }
    }

    mutating func next() -> (UInt8, UInt64, Digest)? {
        defer { place += 1 }
        if place == 0 { return first }
        return place <= more.count ? more[place - 1] : nil
    }
}

extension CommitDraft {
    /// The leaf hash of an entry that is in the store, or in this commit and not yet written to its row.
    func leaf(
        log: UInt32, number: UInt64, _ tables: LogStore.Tables, in transaction: borrowing WriteTransaction
    ) throws -> Digest? {
        let state = logs[Int(log)]
        let row = number / RowKey.hashesPerRow
        let place = Int(number % RowKey.hashesPerRow)
        if row == state.size / RowKey.hashesPerRow, let tail = state.tails.first {
            return place < tail.count ? tail[place] : nil
        }
        let key = RowKey.hashes(log: log, tileLevel: 0, row: row)
        if let finished = finishedHashes.first(where: { $0.key == key }) { return finished.digests[place] }
        guard let bytes = try transaction.get(tables.hashes, key: key), (place + 1) * 32 <= bytes.byteCount else {
            return nil
        }
        return Digest(bytes.extracting(place * 32..<(place + 1) * 32))
    }
}
