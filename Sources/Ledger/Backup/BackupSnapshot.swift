import LMDB
import TransparencyLog

/// Where a node's logs stand at one moment, with checkpoints over just that: what one run of a backup brings the file up to.
struct BackupSnapshot {
    private(set) var logs: [LogIdentity] = []
    /// One past the newest position.
    private(set) var end: UInt64 = 0
    private var sizes: [UInt64] = []
    /// In the order of the logs; empty for a mirrored log without one.
    private(set) var checkpoints: [[UInt8]] = []
    private(set) var records: [[UInt8]] = []
    private(set) var cosigned: [[UInt8]] = []

    /// - Throws: `damaged`; `missingKey` where an own log has entries that no stored checkpoint covers.
    init(store: LogStore, keys: LogKeys) throws {
        try store.read { transaction in
            let tables = store.tables
            logs = try tables.identities(in: transaction)
            end = try tables.end(in: transaction)
            for log in logs {
                let size = try tables.frontier(log: log.local, in: transaction).size
                sizes.append(size)
                checkpoints.append(try Self.checkpoint(log, size, tables, keys, in: transaction))
                records.append(try tables.record(of: log, in: transaction) ?? [])
                for (_, note) in try CosignedHeads(log: log, tables: tables).notes(
                    from: 0, limit: .max, in: transaction)
                {
                    var part: [UInt8] = []
                    part.append(littleEndian: log.local)
                    cosigned.append(part + Array(note.encoded.utf8))
                }
            }
        }
    }

    private static func checkpoint(
        _ log: LogIdentity, _ size: UInt64, _ tables: LogStore.Tables, _ keys: LogKeys,
        in transaction: borrowing ReadTransaction
    ) throws -> [UInt8] {
        if !log.isHosted {
            let isThere = try transaction.get(tables.checkpoints, key: UInt64(log.local)) != nil
            guard isThere || size > 0 else { return [] }
        }
        let stored = try tables.checkpoint(of: log, in: transaction)
        if stored.checkpoint.size == size { return Array(stored.note.encoded.utf8) }
        guard log.isHosted else {
            throw LedgerError(
                .damaged,
                "The checkpoint of \(log.origin) at size \(stored.checkpoint.size) is not of its tree of \(size).",
                remedy: "Run verify.")
        }
        let state = try LogState(log, tables, in: transaction)
        _ = try state.checkContinuation(tables, in: transaction)
        return Array(try state.signedCheckpoint(by: keys.signer(of: log, at: size)).utf8)
    }

    /// Hashes of higher levels that go into one section.
    private static let hashesAtOnce: UInt64 = 1 << 16

    /// Hands out the hashes of a mirrored log that a backup lacks: what is added while this runs may be among them.
    func forEachNewHash(
        of log: LogIdentity, _ known: [HashPlace: UInt64], in store: LogStore, _ body: (BackedUpHashes) throws -> Void
    ) throws {
        let size = sizes[Int(log.local)]
        for (level, count) in RowKey.tileLevels(size) where level > 0 {
            var next = known[HashPlace(log: log.local, level: UInt8(level), tile: 0)] ?? 0
            while next < count {
                let stop = min(count, next + Self.hashesAtOnce)
                var hashes: [Digest] = []
                try store.read { transaction in
                    try store.tables.appendHashes(
                        log: log.local, tileLevel: level, from: next, count: Int(stop - next), to: &hashes,
                        in: transaction)
                }
                try body(BackedUpHashes(log: log.local, level: UInt8(level), first: next, hashes: hashes))
                next = stop
            }
        }
        var tile: UInt64? = 0
        while let from = tile {
            let (index, hashes) = try nextTile(of: log, from: from, size, in: store)
            guard let index else { break }
            let place = HashPlace(log: log.local, level: 0, tile: index)
            if UInt64(hashes.count) > known[place] ?? 0 {
                try body(
                    BackedUpHashes(
                        log: log.local, level: 0, first: index * UInt64(Tile.fullWidth), hashes: hashes))
            }
            tile = index + 1
        }
    }

    /// The first tile of level 0 from one on that is stored, as it is in a tree of `size`.
    private func nextTile(
        of log: LogIdentity, from tile: UInt64, _ size: UInt64, in store: LogStore
    ) throws -> (index: UInt64?, hashes: [Digest]) {
        try store.read { transaction in
            let rows = UInt64(Tile.fullWidth) / RowKey.hashesPerRow
            let first = RowKey.hashes(log: log.local, tileLevel: 0, row: tile * rows)
            var cursor = try transaction.cursor(store.tables.hashes)
            guard try cursor.seek(atOrAfter: first), cursor.integerKey >> 40 == first >> 40 else { return (nil, []) }
            let index = (cursor.integerKey & (1 << 40 - 1)) / rows
            let width = Tile.width(level: 0, index: index, size: size)
            guard width > 0 else { return (nil, []) }
            var hashes: [Digest] = []
            guard
                try store.tables.readTile(
                    log: log.local, level: 0, index: index, width: width, into: &hashes, in: transaction)
            else {
                throw LedgerError(
                    .damaged, "The tile \(index) of level 0 of \(log.origin) is not whole.", remedy: "Run verify.")
            }
            return (index, hashes)
        }
    }
}
