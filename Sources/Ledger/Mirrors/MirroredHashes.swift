import LMDB
import TransparencyLog

/// Puts the hashes of a mirrored commit into the store, and makes sure of the tree that stands there then.
///
/// What holds after each commit, for a tree of *n* leaves: of tile levels from 1 on every hash is there; of level 0 each tile is there as a whole
/// or not at all, and the unfinished last one is there. Each full tile has the root that stands one tile level up. So every hash that is stored is
/// covered by the root that the log signed.
struct MirroredHashes {
    let log: LogIdentity
    let tables: LogStore.Tables
    let oldSize: UInt64
    let size: UInt64

    /// Writes the runs. What is stored already must be the same.
    /// - Throws: `badMirror`; the transaction is to be given up then.
    func put(_ runs: [MirroredCommit.Run], in transaction: inout WriteTransaction) throws {
        // One past the last hash of each level from 1 on.
        var present = (0..<8).map { oldSize >> UInt64(8 * $0) }
        for run in runs.sorted(by: { ($0.tileLevel, $0.first) < ($1.tileLevel, $1.first) }) {
            let level = Int(run.tileLevel)
            guard level < 8, run.first <= size >> UInt64(8 * level),
                UInt64(run.hashes.count) <= size >> UInt64(8 * level) - run.first
            else {
                throw log.refused(
                    "its hashes \(run.first) to \(run.first) + \(run.hashes.count) of tile level \(level) lie outside a tree of \(size)"
                )
            }
            if level > 0 {
                guard run.first <= present[level] else {
                    throw log.refused("it lacks the hash \(present[level]) of tile level \(level)")
                }
                present[level] = max(present[level], run.first + UInt64(run.hashes.count))
            }
            try put(run, in: &transaction)
        }
        for level in 1..<8 where present[level] < size >> UInt64(8 * level) {
            throw log.refused("it lacks the hash \(present[level]) of tile level \(level)")
        }
    }

    private enum Row {
        /// The store has all of it.
        case present
        /// What stands before the new hashes.
        case shorter([UInt8])
        case gap
        case other
    }

    private func put(_ run: MirroredCommit.Run, in transaction: inout WriteTransaction) throws {
        let end = run.first + UInt64(run.hashes.count)
        var index = run.first
        while index < end {
            let row = index / RowKey.hashesPerRow
            let start = row * RowKey.hashesPerRow
            let stop = min(end, start + RowKey.hashesPerRow)
            let bytes = run.hashes.span.bytes.extracting(Int(index - run.first) * 32..<Int(stop - run.first) * 32)
            let offset = Int(index - start) * 32
            let found: Row? = try tables.withHashes(
                log: log.local, tileLevel: Int(run.tileLevel), row: row, in: transaction
            ) { stored in
                guard stored.byteCount >= offset else { return .gap }
                let common = min(stored.byteCount - offset, bytes.byteCount)
                guard stored.extracting(offset..<offset + common).equals(bytes.extracting(0..<common)) else {
                    return .other
                }
                return common == bytes.byteCount ? .present : .shorter(Array(copying: stored.extracting(0..<offset)))
            }
            let key = RowKey.hashes(log: log.local, tileLevel: Int(run.tileLevel), row: row)
            switch found {
            case .present: break
            case .other:
                throw log.refused(
                    "the store holds other hashes than it from \(index) of tile level \(run.tileLevel) on")
            case .gap:
                throw log.refused("its hash \(index) of tile level \(run.tileLevel) does not follow what is held")
            case nil where offset > 0:
                throw log.refused("its hash \(index) of tile level \(run.tileLevel) does not begin a row of hashes")
            case nil: try transaction.put(tables.hashes, key: key, value: bytes)
            case .shorter(var whole):
                bytes.withUnsafeBytes { whole.append(contentsOf: $0) }
                try transaction.put(tables.hashes, key: key, value: whole.span.bytes)
            }
            index = stop
        }
    }

    /// Checks every tile that a commit has touched or finished, and the frontier where the tree has grown.
    /// - Throws: `badMirror`; the transaction is to be given up then.
    /// - Complexity: a node hash for each hash in the tiles, and of each tile level at most 256 more.
    func check(
        _ runs: [MirroredCommit.Run], _ frontier: Frontier, in transaction: borrowing WriteTransaction
    ) throws {
        let width = UInt64(Tile.fullWidth)
        var tile: [Digest] = []
        tile.reserveCapacity(Tile.fullWidth)
        for index in touchedTiles(runs) { try check(level: 0, index, &tile, in: transaction) }
        guard size > oldSize else { return }
        for level in 1..<7 {
            let shift = UInt64(8 * level)
            for index in (oldSize >> shift) / width..<(size >> shift) / width {
                try check(level: level, index, &tile, in: transaction)
            }
        }
        let stored = try MerkleTree.frontier(size: size) { (level, first, count, row) in
            try tables.appendHashes(
                log: log.local, tileLevel: Int(level), from: first, count: count, to: &row, in: transaction)
        }
        guard stored == frontier else { throw log.refused("its hashes do not lead to its root at size \(size)") }
    }

    /// The tiles of level 0 that must be whole now: those that were written to, the one that was unfinished before, and the one that is.
    private func touchedTiles(_ runs: [MirroredCommit.Run]) -> [UInt64] {
        let width = UInt64(Tile.fullWidth)
        var tiles: Set<UInt64> = []
        for run in runs where run.tileLevel == 0 && !run.hashes.isEmpty {
            tiles.formUnion(run.first / width...(run.first + UInt64(run.hashes.count) - 1) / width)
        }
        if size > oldSize {
            if oldSize % width > 0 { tiles.insert(oldSize / width) }
            if size % width > 0 { tiles.insert(size / width) }
        }
        return tiles.sorted()
    }

    /// Checks that a tile is there as a whole, and that a full one has the root that stands above it.
    private func check(
        level: Int, _ index: UInt64, _ tile: inout [Digest], in transaction: borrowing WriteTransaction
    ) throws {
        let width = Tile.width(level: UInt8(level), index: index, size: size)
        guard
            try tables.readTile(
                log: log.local, level: level, index: index, width: width, into: &tile, in: transaction)
        else { throw log.refused("the tile \(index) of level \(level) would not be whole") }
        guard width == Tile.fullWidth else { return }
        let above = try tables.hash(log: log.local, tileLevel: level + 1, index: index, in: transaction)
        guard above == MerkleTree.root(of: tile) else {
            throw log.refused("the tile \(index) of level \(level) does not have the hash that stands above it")
        }
    }
}

extension LogStore.Tables {
    /// The first `width` hashes of a tile, where all of them are stored.
    /// - Parameter tile: takes them, in place of what it held.
    /// - Returns: whether they are.
    func readTile<T: Transaction & ~Copyable>(
        log: UInt32, level: Int, index: UInt64, width: Int, into tile: inout [Digest], in transaction: borrowing T
    ) throws -> Bool {
        tile.removeAll(keepingCapacity: true)
        let rows = UInt64(Tile.fullWidth) / RowKey.hashesPerRow
        guard index < RowKey.maximumEntries / UInt64(Tile.fullWidth) else { return false }
        for row in index * rows..<index * rows + rows where tile.count < width {
            let before = tile.count
            try withHashes(log: log, tileLevel: level, row: row, in: transaction) { bytes in
                for offset in stride(from: 0, to: bytes.byteCount - 31, by: 32) where tile.count < width {
                    if let hash = Digest(bytes.extracting(offset..<offset + 32)) { tile.append(hash) }
                }
            }
            guard tile.count == width || tile.count - before == Int(RowKey.hashesPerRow) else { return false }
        }
        return tile.count == width
    }
}

extension LogIdentity {
    /// Why a mirrored commit is refused.
    func refused(_ reason: String) -> LedgerError {
        LedgerError(
            .badMirror, "What was to be stored of the log \(origin) does not check: \(reason).",
            remedy: "Fetch it again, and verify it against the log's checkpoint. Nothing was changed.")
    }
}
