import LMDB
import TransparencyLog

/// What a check has found of a mirrored log.
struct FoundMirror {
    /// Entries found where the log's sequence says.
    var held: UInt64 = 0
    var size: UInt64 = 0
    var hashRows: UInt64 = 0
    var sequenceRows: UInt64 = 0
    var hasCheckpoint = false
}

extension LogVerifier {
    /// Checks what is said of a mirrored log as a whole: its tree from tile level 0 up, its checkpoint, and where its entries stand.
    mutating func finishMirror(_ log: LogIdentity, in transaction: borrowing ReadTransaction) throws {
        var found = mirrors[log.local] ?? FoundMirror()
        do {
            let frontier = try tables.frontier(log: log.local, in: transaction)
            found.size = frontier.size
            try checkHashes(log, frontier, &found, in: transaction)
            try checkHead(log, frontier, &found, in: transaction)
        } catch LedgerError.Code.damaged {
            report(log, "The stored frontier of \(log.origin) cannot be read.")
        }
        try checkSequence(log, &found, in: transaction)
        do {
            if try tables.record(of: log, in: transaction) == nil {
                report(log, "The record of the mirror of \(log.origin) is missing.")
            }
        } catch LedgerError.Code.damaged {
            report(log, "The record of the mirror of \(log.origin) does not have its checksum.")
        }
        mirrors[log.local] = found
    }

    // MARK: The tree

    /// Every tile that is stored must be whole and have the root that stands above it; from level 1 on every tile must be there.
    private mutating func checkHashes(
        _ log: LogIdentity, _ frontier: Frontier, _ found: inout FoundMirror,
        in transaction: borrowing ReadTransaction
    ) throws {
        let size = frontier.size
        let rowsPerTile = UInt64(Tile.fullWidth) / RowKey.hashesPerRow
        var tile: [Digest] = []
        var newest: UInt64?
        var cursor = try transaction.cursor(tables.hashes)
        var more = try cursor.seek(atOrAfter: RowKey.hashes(log: log.local, tileLevel: 0, row: 0))
        while more, cursor.integerKey >> 44 == UInt64(log.local) {
            found.hashRows += 1
            let level = Int(cursor.integerKey >> 40 & 15)
            let row = cursor.integerKey & (1 << 40 - 1)
            let count = level < 8 ? size >> UInt64(8 * level) : 0
            let width = min(count - min(count, row * RowKey.hashesPerRow), RowKey.hashesPerRow)
            if cursor.value.byteCount != 32 * Int(width) || width == 0 {
                report(
                    log,
                    "The row \(row) of tile level \(level) of \(log.origin) has \(cursor.value.byteCount) bytes and not \(32 * width)."
                )
            }
            if level == 0, newest != row / rowsPerTile, width > 0 {
                newest = row / rowsPerTile
                try check(log, level: 0, row / rowsPerTile, size, &tile, in: transaction)
            }
            more = try cursor.next()
        }
        if size % UInt64(Tile.fullWidth) > 0, newest != size / UInt64(Tile.fullWidth) {
            report(log, "The tile \(size / UInt64(Tile.fullWidth)) of level 0 of \(log.origin) is not whole.")
        }
        for (level, count) in RowKey.tileLevels(size) where level > 0 {
            for index in 0..<(count + UInt64(Tile.fullWidth) - 1) / UInt64(Tile.fullWidth) {
                try check(log, level: level, index, size, &tile, in: transaction)
            }
        }
    }

    private mutating func check(
        _ log: LogIdentity, level: Int, _ index: UInt64, _ size: UInt64, _ tile: inout [Digest],
        in transaction: borrowing ReadTransaction
    ) throws {
        let width = Tile.width(level: UInt8(level), index: index, size: size)
        guard
            try tables.readTile(
                log: log.local, level: level, index: index, width: width, into: &tile, in: transaction)
        else { return report(log, "The tile \(index) of level \(level) of \(log.origin) is not whole.") }
        guard width == Tile.fullWidth else { return }
        let above = try tables.hash(log: log.local, tileLevel: level + 1, index: index, in: transaction)
        if above != MerkleTree.root(of: tile) {
            report(
                log, "The hash \(index) of tile level \(level + 1) of \(log.origin) is not that of the hashes below it."
            )
        }
    }

    /// The frontier must be that of the hashes, and the checkpoint signed over it.
    private mutating func checkHead(
        _ log: LogIdentity, _ frontier: Frontier, _ found: inout FoundMirror,
        in transaction: borrowing ReadTransaction
    ) throws {
        do {
            let computed = try MerkleTree.frontier(size: frontier.size) { (level, first, count, row) in
                try tables.appendHashes(
                    log: log.local, tileLevel: Int(level), from: first, count: count, to: &row, in: transaction)
            }
            if computed != frontier {
                report(log, "The stored frontier of \(log.origin) is not that of its \(frontier.size) hashes.")
            }
        } catch LedgerError.Code.damaged {
            report(log, "The tree of \(log.origin) lacks hashes below its frontier.")
        }
        found.hasCheckpoint = try transaction.get(tables.checkpoints, key: UInt64(log.local)) != nil
        guard found.hasCheckpoint || frontier.size > 0 else { return }
        do {
            let checkpoint = try tables.checkpoint(of: log, witnesses: witnesses, in: transaction).checkpoint
            result.signatures += 1
            if checkpoint.size != frontier.size || checkpoint.root != frontier.root {
                report(
                    log,
                    "The signed checkpoint of \(log.origin) at size \(checkpoint.size) is not of its tree of \(frontier.size)."
                )
            }
        } catch let error as LedgerError where error.code == .damaged {
            report(log, error.message)
        }
    }

    // MARK: Where entries stand

    private mutating func checkSequence(
        _ log: LogIdentity, _ found: inout FoundMirror, in transaction: borrowing ReadTransaction
    ) throws {
        var cursor = try transaction.cursor(tables.sequence)
        var more = try cursor.seek(atOrAfter: RowKey.sequence(log: log.local, row: 0))
        while more, cursor.integerKey >> 44 == UInt64(log.local) {
            found.sequenceRows += 1
            let row = cursor.integerKey & (1 << 44 - 1)
            let bytes = cursor.value
            let count = UInt64(bytes.byteCount / 8)
            let end = row * RowKey.positionsPerRow + count
            let newest =
                count > 0 ? bytes.unsafeLoadUnaligned(fromByteOffset: 8 * Int(count) - 8, as: UInt64.self) : .max
            if bytes.byteCount % 8 > 0 || count > RowKey.positionsPerRow || end > found.size || newest == RowKey.hole {
                report(log, "The row \(row) of the sequence of \(log.origin) is not of the form that it should have.")
            }
            more = try cursor.next()
        }
        var stated: UInt64 = 0
        try tables.forEachPosition(log: log.local, in: transaction) { (_, _) in stated += 1 }
        guard stated != found.held else { return }
        // Some place leads nowhere: which one is worth a look at each.
        var lost: [(number: UInt64, position: UInt64)] = []
        try tables.forEachPosition(log: log.local, in: transaction) { (number, position) in
            var isThere = false
            if let record = try transaction.get(tables.entries, key: position), let local = LocalFields(record) {
                isThere = local.log == log.local && local.number == number
            }
            if !isThere { lost.append((number, position)) }
        }
        for (number, position) in lost {
            report(EntryPlace(log: log.local, number: number), position, "is missing")
        }
        if lost.isEmpty {
            report(log, "The sequence of \(log.origin) names \(stated) entries, and \(found.held) were found.")
        }
    }

    // MARK: Cosigned heads

    /// Every cosigned checkpoint must be of a log that is here, signed by it and by those whose keys are known, and of the log's tree.
    mutating func checkCosigned(in transaction: borrowing ReadTransaction) throws {
        guard let table = tables.cosigned else { return }
        var cursor = try transaction.cursor(table)
        var more = try cursor.first()
        while more {
            if let place = CosignedHeads.place(cursor.key), Int(place.log) < identities.count {
                try check(identities[Int(place.log)], cosigned: cursor.value, size: place.size, in: transaction)
            } else {
                result.add(.init(message: "A cosigned checkpoint stands under a key that names no log."))
            }
            more = try cursor.next()
        }
    }

    private mutating func check(
        _ log: LogIdentity, cosigned bytes: RawSpan, size: UInt64, in transaction: borrowing ReadTransaction
    ) throws {
        let checkpoint: Checkpoint
        do {
            guard let content = bytes.checked() else {
                return report(
                    log, "The cosigned checkpoint of \(log.origin) at size \(size) does not have its checksum.")
            }
            checkpoint = try SignedCheckpoint(
                verifying: Note(content), origin: log.origin, logKeys: log.logKeys(at: size), witnesses: witnesses
            ).checkpoint
            result.signatures += 1
        } catch {
            return report(log, "The cosigned checkpoint of \(log.origin) at size \(size) does not verify: \(error)")
        }
        let isLacking = size > (try tables.frontier(log: log.local, in: transaction).size)
        // A mirrored log's tree can be compared where a checkpoint of it was committed here.
        let root = isLacking ? nil : try? tables.root(log: log.local, size: size, in: transaction)
        if checkpoint.size != size || isLacking || root.map({ $0 != checkpoint.root }) ?? log.isHosted {
            report(log, "The cosigned checkpoint of \(log.origin) at size \(size) is not of its tree.")
        }
    }
}
