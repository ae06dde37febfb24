import EntryFormat
import LMDB
import TransparencyLog

extension LogStore.Tables {
    /// One past the newest position.
    func end(in transaction: borrowing ReadTransaction) throws -> UInt64 {
        var cursor = try transaction.cursor(entries)
        guard try cursor.last() else { return 0 }
        let newest = cursor.integerKey
        guard newest < .max else { throw Self.damaged(newest, "no log has so many entries") }
        return newest + 1
    }

    /// The tile-level hash at `index` of tree level `8 * tileLevel`, or nil where it is not stored.
    func hash<T: Transaction & ~Copyable>(
        log: UInt32, tileLevel: Int, index: UInt64, in transaction: borrowing T
    ) throws -> Digest? {
        // What an entry of another party names may be any number.
        guard index < RowKey.maximumEntries else { return nil }
        let offset = Int(index % RowKey.hashesPerRow) * 32
        return try withHashes(log: log, tileLevel: tileLevel, row: index / RowKey.hashesPerRow, in: transaction) {
            row in
            offset + 32 <= row.byteCount ? Digest(row.extracting(offset..<offset + 32)) : nil
        } ?? nil
    }

    /// The position of the entry `number` of a log, or nil where this node does not hold it.
    func position<T: Transaction & ~Copyable>(
        log: UInt32, number: UInt64, in transaction: borrowing T
    ) throws -> UInt64? {
        guard number < RowKey.maximumEntries else { return nil }
        let offset = Int(number % RowKey.positionsPerRow) * 8
        return try withPositions(log: log, row: number / RowKey.positionsPerRow, in: transaction) { row in
            guard offset + 8 <= row.byteCount else { return nil }
            let position = UInt64(littleEndian: row.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
            return position == RowKey.hole ? nil : position
        } ?? nil
    }

    /// Lends a row of hashes, 32 bytes each, of which the newest may be unfinished; nil where it is not stored.
    func withHashes<T: Transaction & ~Copyable, R>(
        log: UInt32, tileLevel: Int, row: UInt64, in transaction: borrowing T, _ body: (RawSpan) throws -> R
    ) throws -> R? {
        guard row < RowKey.maximumEntries / RowKey.hashesPerRow,
            let bytes = try transaction.get(hashes, key: RowKey.hashes(log: log, tileLevel: tileLevel, row: row))
        else { return nil }
        return try body(bytes)
    }

    /// Lends a row of positions, 8 bytes each, of which the newest may be unfinished; nil where it is not stored. In a mirrored log
    /// `RowKey.hole` stands for an entry that is not held.
    func withPositions<T: Transaction & ~Copyable, R>(
        log: UInt32, row: UInt64, in transaction: borrowing T, _ body: (RawSpan) throws -> R
    ) throws -> R? {
        guard row < RowKey.maximumEntries / RowKey.positionsPerRow,
            let bytes = try transaction.get(sequence, key: RowKey.sequence(log: log, row: row))
        else { return nil }
        return try body(bytes)
    }

    /// The identities of all logs, by local number.
    func identities(in transaction: borrowing ReadTransaction) throws -> [LogIdentity] {
        var identities: [LogIdentity] = []
        var cursor = try transaction.cursor(logs)
        var more = try cursor.first()
        while more {
            let key = cursor.integerKey
            guard key == UInt64(identities.count),
                let identity = LogIdentity(local: UInt32(identities.count), bytes: Array(copying: cursor.value))
            else {
                throw LedgerError(
                    .damaged, "The record of log number \(identities.count) cannot be read, or stands under \(key).",
                    remedy: "Restore the node from a backup.")
            }
            identities.append(identity)
            more = try cursor.next()
        }
        return identities
    }

    /// The compact frontier of a log; empty for a log with no entries.
    func frontier<T: Transaction & ~Copyable>(log: UInt32, in transaction: borrowing T) throws -> Frontier {
        guard let bytes = try transaction.get(frontiers, key: UInt64(log)) else { return Frontier() }
        guard let frontier = Frontier(bytes) else {
            throw LedgerError(
                .damaged, "The tree of log number \(log) cannot be read.",
                remedy: "Run verify; restore the node from a backup.")
        }
        return frontier
    }

    /// The root that a log had at `size`, from the hashes that are stored.
    func root<T: Transaction & ~Copyable>(log: UInt32, size: UInt64, in transaction: borrowing T) throws -> Digest {
        try MerkleTree.root(size: size) { (level, first, count, row) in
            try appendHashes(log: log, tileLevel: Int(level), from: first, count: count, to: &row, in: transaction)
        }
    }

    /// Appends `count` hashes of a tile level, from `first` on, to `hashes`: all must be there.
    func appendHashes<T: Transaction & ~Copyable>(
        log: UInt32, tileLevel: Int, from first: UInt64, count: Int, to hashes: inout [Digest],
        in transaction: borrowing T
    ) throws {
        var next = first
        let end = first + UInt64(count)
        while next < end {
            let start = next - next % RowKey.hashesPerRow
            let stop = min(end, start + RowKey.hashesPerRow)
            try withHashes(log: log, tileLevel: tileLevel, row: start / RowKey.hashesPerRow, in: transaction) { row in
                while next < stop, Int(next - start + 1) * 32 <= row.byteCount {
                    let offset = Int(next - start) * 32
                    if let digest = Digest(row.extracting(offset..<offset + 32)) { hashes.append(digest) }
                    next += 1
                }
            }
            // Says which hash is missing.
            if next < stop {
                hashes.append(try requireHash(log: log, tileLevel: tileLevel, index: next, in: transaction))
            }
        }
    }

    /// As `hash`, where the hash must be there.
    func requireHash<T: Transaction & ~Copyable>(
        log: UInt32, tileLevel: Int, index: UInt64, in transaction: borrowing T
    ) throws -> Digest {
        guard let digest = try hash(log: log, tileLevel: tileLevel, index: index, in: transaction) else {
            throw LedgerError(
                .damaged, "The log number \(log) lacks the hash \(index) of tile level \(tileLevel).",
                remedy: "Run verify; restore the node from a backup.")
        }
        return digest
    }

    /// Lends the entry at a position, its local fields and its header checked.
    /// - Throws: `damaged` names the position; what `body` throws.
    func withEntry<T: Transaction & ~Copyable, R>(
        at position: UInt64, in transaction: borrowing T,
        _ body: (LocalFields, borrowing EntryView) throws -> R
    ) throws -> R {
        guard let record = try transaction.get(entries, key: position) else {
            throw Self.damaged(position, "it is missing")
        }
        return try Self.withEntry(record, at: position, body)
    }

    /// Lends the entry of a record, its local fields and its header checked.
    /// - Parameter position: where the record stands.
    /// - Throws: as `withEntry(at:in:_:)`.
    static func withEntry<R>(
        _ record: RawSpan, at position: UInt64, _ body: (LocalFields, borrowing EntryView) throws -> R
    ) throws -> R {
        guard let local = LocalFields(record) else {
            throw damaged(position, "its local fields do not have their checksum")
        }
        let view: EntryView
        do { view = try EntryView(record.extracting(droppingFirst: LocalFields.size)) } catch {
            throw damaged(position, error.message)
        }
        return try body(local, view)
    }

    static func damaged(_ position: UInt64, _ reason: String) -> LedgerError {
        LedgerError(
            .damaged, "The entry at position \(position) does not check: \(reason).",
            remedy: "Run verify to see all damage, then restore the node from a backup or from a mirror.")
    }

    /// The newest checkpoint of a log that is stored, once its key has signed it.
    /// - Parameter witnesses: keys whose cosignatures, where the note has any, must verify too.
    /// - Throws: `damaged` says what is wrong with it.
    func checkpoint(
        of log: LogIdentity, witnesses: [VerifierKey] = [], in transaction: borrowing ReadTransaction
    ) throws -> (note: Note, checkpoint: Checkpoint) {
        let reason: any Error
        do {
            guard let bytes = try transaction.copy(checkpoints, key: UInt64(log.local)), !log.verifierKeys.isEmpty
            else {
                throw LedgerError(
                    .damaged, "There is no checkpoint, or no key of the log.", remedy: "Restore the node from a backup."
                )
            }
            let note = try Note(bytes)
            let signed = try SignedCheckpoint(
                verifying: note, origin: log.origin, logKeys: try log.logKeys(at: Checkpoint(note.text).size),
                witnesses: witnesses)
            return (note, signed.checkpoint)
        } catch {
            reason = error
        }
        throw LedgerError(
            .damaged, "The checkpoint of \(log.origin) does not verify: \(reason)", remedy: "Run verify.")
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
