import EntryFormat
import Glibc
import LMDB
public import TransparencyLog

extension Ledger {
    /// Makes a node in `directory` from a backup, checking everything on the way: entries, roots, checkpoints, blobs.
    ///
    /// The node is built in a folder beside `directory` and renamed into place when it verifies, so that a refused or interrupted restore
    /// leaves `directory` as it was. Without keys the restored node can be read, not written. With them each of its parties has a new witness
    /// and a new mirror key: its memory of what it has cosigned is as old as the backup. Their registrar has to be told.
    /// - Parameters:
    ///   - directory: a path at which there is nothing, or an empty folder.
    ///   - keys: a `keys` folder to take the hosted parties' keys from.
    ///   - trust: verifier keys that the backup's logs must have; none: those that stand in the backup.
    ///   - logMapBytes: the address space for the log, in bytes.
    ///   - viewsMapBytes: the address space for the views, in bytes.
    /// - Throws: `LedgerError`: `backupDamaged`, `backupMismatch`, `missingKey`, `noSpace`, `directoryUnusable`.
    public static func restore(
        from path: String, to directory: DataDirectory, keys: String? = nil, trust: [VerifierKey] = [],
        logMapBytes: Int = 1 << 40, viewsMapBytes: Int = 1 << 39, progress: (Progress) -> Void = { _ in }
    ) throws -> BackupSummary {
        guard try isFree(directory.path) else {
            // An earlier call may have put the node there and failed before its name was durable.
            if directory.holdsNode { try DurableFile.syncFolder(of: directory.path) }
            throw LedgerError(
                .backupMismatch, "There is something at \(directory.path) already.",
                remedy: "Restore into a new directory; nothing was changed.")
        }
        let contents = try BackupContents(path: path)
        guard contents.offset > 0 else {
            throw LedgerError(
                .backupDamaged, "The backup \(path) holds no complete run.", remedy: "Use another copy of the backup.")
        }
        let trusted = Set(trust.map(\.text))
        for log in contents.logs
        where log.isHosted && !trusted.isEmpty && !trusted.contains(log.verifierKeys.first ?? "") {
            throw LedgerError(
                .backupMismatch, "The log \(log.origin) in the backup has a key that is not trusted.",
                remedy: "Check --trust against the key that the party published.")
        }
        // Removed when this ends, unless it was renamed into place.
        let folder = try TemporaryFolder(prefix: "\(directory.path).restoring-")
        let building = DataDirectory(path: folder.path)
        try building.create(settings: NodeSettings(logMapBytes: logMapBytes, viewsMapBytes: viewsMapBytes))
        try Restoration(path: path, contents: contents).run(into: building, logMapBytes, progress: progress)
        if let keys {
            for log in contents.logs where log.isHosted { try LogKeys(folder: building.keys).adopt(log, from: keys) }
            // It may have cosigned heads since that it does not remember: what it says from now on, it says under other keys.
            for log in contents.logs where log.isHosted && log.history.end == nil {
                for role in [PartyKeyRole.witness, .mirror] { _ = try replaceKey(role, of: log.origin, in: building) }
            }
        }
        if let problem = try verify(building).problems.first {
            throw LedgerError(
                .backupDamaged, "The backup \(path) does not verify: \(problem.message)",
                remedy: "Use another copy of the backup; nothing was restored.")
        }
        // An empty folder in the place of the new one is replaced.
        guard rename(building.path, directory.path) == 0 else { throw DurableFile.failure("rename", building.path) }
        do { try DurableFile.syncFolder(of: directory.path) } catch {
            // A name that may not last is taken back, so that the next call makes the node anew.
            rename(directory.path, building.path)
            throw error
        }
        return BackupSummary(
            entries: contents.end, added: contents.end, blobs: contents.blobs.count, logs: contents.logs.count,
            awaited: contents.awaited.newest.count)
    }

    private static func isFree(_ path: String) throws(LedgerError) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0 else { return true }
        guard status.st_mode & S_IFMT == S_IFDIR else { return false }
        return try DurableFile.names(in: path).isEmpty
    }
}

/// One restore: the sections of a file that was read and checked before, put into a node's store.
private struct Restoration {
    let path: String
    let contents: BackupContents

    func run(
        into directory: DataDirectory, _ mapBytes: Int, progress: (Ledger.Progress) -> Void
    ) throws {
        let store = try LogStore(path: directory.log, mapBytes: mapBytes, access: .making)
        defer { store.close() }
        let blobs = BlobStore(folder: directory.blobs)
        var restored = RestoredLog(store: store, logs: contents.logs, path: path)
        let reader = try BackupReader(path: path)
        while reader.offset < contents.offset, let (section, content) = try reader.next() {
            switch section {
            case .entries:
                try restored.add(content)
                progress(.init(label: "restoring", done: restored.end, total: contents.end))
            case .blob: _ = try blobs.store(content)
            case .hashes: try restored.add(hashes: content)
            case .logs, .checkpoints, .records, .cosigned, .awaited, .end: break
            }
        }
        guard restored.end == contents.end else {
            throw LedgerError(
                .backupDamaged, "The backup \(path) holds \(restored.end) entries of \(contents.end).",
                remedy: "Use another copy.")
        }
        try restored.finish(contents)
        if !contents.awaited.isEmpty { try contents.awaited.write(to: directory) }
        try DurableFile.syncFolder(of: "\(directory.log)/data.mdb")
    }
}

/// The log's store as a restore fills it. Where it throws, what was written is of no use.
private struct RestoredLog {
    private let store: LogStore
    private let path: String
    private var draft: CommitDraft
    /// The newest position of each stream.
    private var newest: [StreamName: UInt64] = [:]
    private var positions = PositionRow()

    var end: UInt64 { draft.nextPosition }

    init(store: LogStore, logs: [LogIdentity], path: String) {
        self.store = store
        self.path = path
        draft = CommitDraft(logs: logs.map { LogState(identity: $0) }, nextPosition: 0)
    }

    mutating func add(_ content: [UInt8]) throws {
        var parts = PartReader(content)
        var record: [UInt8] = []
        try store.write { transaction in
            while !parts.isAtEnd {
                guard let count = parts.integer(UInt32.self), let receivedAt = parts.integer(Int64.self),
                    let place = place(&parts), let entry = parts.part(Int(count)),
                    let view = try? EntryView(entry.span.bytes), let stream = try? StreamName(view.streamBytes)
                else {
                    throw LedgerError(
                        .backupDamaged, "The backup \(path) has entries that cannot be read after position \(end).",
                        remedy: "Use another copy of the backup; nothing was restored.")
                }
                let log = place.log
                record.removeAll(keepingCapacity: true)
                LocalFields(
                    receivedAt: receivedAt, number: place.number,
                    previous: newest.updateValue(draft.nextPosition, forKey: stream), log: log
                ).append(to: &record)
                record += entry
                try transaction.put(
                    store.tables.entries, key: draft.nextPosition, value: record.span.bytes, append: true)
                if draft.logs[Int(log)].identity.isHosted {
                    draft.append(leaf: TreeHash.leaf(entry), to: log)
                } else {
                    try positions.place(
                        place.number, of: log, at: draft.nextPosition, store.tables, in: &transaction)
                    draft.passPosition()
                }
            }
            try positions.write(store.tables, in: &transaction)
            try draft.writeRows(store.tables, in: &transaction)
        }
    }

    /// Log and number of the entry that follows; nil where they cannot be right.
    private func place(_ parts: inout PartReader) -> EntryPlace? {
        guard let field = parts.integer(UInt32.self) else { return nil }
        let log = field & ~BackupFormat.mirroredBit
        guard Int(log) < draft.logs.count,
            draft.logs[Int(log)].identity.isHosted == (field & BackupFormat.mirroredBit == 0)
        else { return nil }
        if draft.logs[Int(log)].identity.isHosted { return EntryPlace(log: log, number: draft.logs[Int(log)].size) }
        guard let number = parts.integer(UInt64.self), number < RowKey.maximumEntries else { return nil }
        return EntryPlace(log: log, number: number)
    }

    /// Puts hashes of a mirrored log where they stand.
    func add(hashes content: [UInt8]) throws {
        guard let run = BackedUpHashes(content), Int(run.log) < draft.logs.count,
            !draft.logs[Int(run.log)].identity.isHosted
        else {
            throw LedgerError(
                .backupDamaged, "The backup \(path) has hashes that cannot be read.",
                remedy: "Use another copy of the backup; nothing was restored.")
        }
        try store.write { transaction in
            var index = run.first
            let end = run.first + UInt64(run.hashes.count)
            while index < end {
                let row = index / RowKey.hashesPerRow
                let start = row * RowKey.hashesPerRow
                let stop = min(end, start + RowKey.hashesPerRow)
                let before = Int(index - start) * 32
                var bytes: [UInt8] = []
                if before > 0 {
                    try store.tables.withHashes(
                        log: run.log, tileLevel: Int(run.level), row: row, in: transaction
                    ) { bytes = Array(copying: $0.extracting(0..<min($0.byteCount, before))) }
                }
                bytes += Tile.bytes(of: Array(run.hashes[Int(index - run.first)..<Int(stop - run.first)]))
                let key = RowKey.hashes(log: run.log, tileLevel: Int(run.level), row: row)
                try transaction.put(store.tables.hashes, key: key, value: bytes.span.bytes)
                index = stop
            }
        }
    }

    /// Writes the logs, their checkpoints and records. A hosted log's checkpoint has to be signed over just the entries that were restored, a
    /// mirrored one's over the hashes.
    mutating func finish(_ contents: BackupContents) throws {
        try store.write { transaction in
            for (index, state) in draft.logs.enumerated() {
                let log = state.identity
                try transaction.put(store.tables.logs, key: UInt64(log.local), value: log.bytes.span.bytes)
                let note = contents.checkpoints[index]
                if !note.isEmpty {
                    try transaction.put(store.tables.checkpoints, key: UInt64(log.local), value: note.span.bytes)
                }
                guard !log.isHosted else { continue }
                let record = index < contents.records.count ? contents.records[index] : []
                try store.tables.putRecord(record, of: log, in: &transaction)
                if !note.isEmpty { try putFrontier(index, note, in: &transaction) }
            }
            for part in contents.cosigned { try putCosigned(part, in: &transaction) }
            let holdsMirrors = draft.logs.contains { !$0.identity.isHosted }
            try store.writeFormat(holdsMirrors: holdsMirrors, in: &transaction)
        }
        try store.read { transaction in
            for state in draft.logs where state.identity.isHosted || state.size > 0 {
                let checkpoint = try store.tables.checkpoint(of: state.identity, in: transaction).checkpoint
                guard checkpoint.size == state.size, checkpoint.root == state.frontier.root else {
                    throw LedgerError(
                        .backupDamaged,
                        "The entries of \(state.identity.origin) in the backup \(path) are not those that its checkpoint was signed over.",
                        remedy: "Use another copy of the backup; nothing was restored.")
                }
            }
        }
    }

    /// The frontier of a mirrored log, computed from its hashes at the size of its checkpoint.
    private mutating func putFrontier(
        _ index: Int, _ note: [UInt8], in transaction: inout WriteTransaction
    ) throws {
        let log = draft.logs[index].identity
        let frontier: Frontier
        do {
            let size = try Checkpoint(Note(note).text).size
            frontier = try MerkleTree.frontier(size: size) { (level, first, count, row) in
                try store.tables.appendHashes(
                    log: log.local, tileLevel: Int(level), from: first, count: count, to: &row, in: transaction)
            }
        } catch {
            throw LedgerError(
                .backupDamaged, "The backup \(path) does not hold the tree of \(log.origin): \(error)",
                remedy: "Use another copy of the backup; nothing was restored.")
        }
        draft.logs[index].frontier = frontier
        guard frontier.size > 0 else { return }
        try transaction.put(store.tables.frontiers, key: UInt64(log.local), value: frontier.bytes.span.bytes)
    }

    private func putCosigned(_ part: [UInt8], in transaction: inout WriteTransaction) throws {
        var reader = PartReader(part)
        guard let log = reader.integer(UInt32.self), Int(log) < draft.logs.count,
            let note = try? Note(Array(part.dropFirst(4))), let checkpoint = try? Checkpoint(note.text)
        else {
            throw LedgerError(
                .backupDamaged, "The backup \(path) has a cosigned checkpoint that cannot be read.",
                remedy: "Use another copy of the backup; nothing was restored.")
        }
        let heads = CosignedHeads(log: draft.logs[Int(log)].identity, tables: store.tables)
        try heads.keep(note, size: checkpoint.size, in: &transaction)
    }
}
