import EntryFormat
import Glibc
import LMDB
public import TransparencyLog

extension Ledger {
    /// Makes a node in `directory` from a backup, checking everything on the way: entries, roots, checkpoints, blobs.
    ///
    /// The node is built in a folder beside `directory` and renamed into place when it verifies, so that a refused or interrupted restore
    /// leaves `directory` as it was. Without keys the restored node can be read, not written.
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
        for log in contents.logs where !trusted.isEmpty && !trusted.contains(log.verifierKeys.first ?? "") {
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
            entries: contents.end, added: contents.end, blobs: contents.blobs.count, logs: contents.logs.count)
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
            case .logs, .checkpoints, .end: break
            }
        }
        guard restored.end == contents.end else {
            throw LedgerError(
                .backupDamaged, "The backup \(path) holds \(restored.end) entries of \(contents.end).",
                remedy: "Use another copy.")
        }
        try restored.finish(checkpoints: contents.checkpoints)
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
                    let log = parts.integer(UInt32.self), Int(log) < draft.logs.count,
                    let entry = parts.part(Int(count)), let view = try? EntryView(entry.span.bytes),
                    let stream = try? StreamName(view.streamBytes)
                else {
                    throw LedgerError(
                        .backupDamaged, "The backup \(path) has entries that cannot be read after position \(end).",
                        remedy: "Use another copy of the backup; nothing was restored.")
                }
                record.removeAll(keepingCapacity: true)
                LocalFields(
                    receivedAt: receivedAt, number: draft.logs[Int(log)].size,
                    previous: newest.updateValue(draft.nextPosition, forKey: stream), log: log
                ).append(to: &record)
                record += entry
                try transaction.put(
                    store.tables.entries, key: draft.nextPosition, value: record.span.bytes, append: true)
                draft.append(leaf: TreeHash.leaf(entry), to: log)
            }
            try draft.writeRows(store.tables, in: &transaction)
        }
    }

    /// Writes the logs and their checkpoints, each of which has to be signed over just the entries that were restored.
    func finish(checkpoints: [[UInt8]]) throws {
        try store.write { transaction in
            for (state, note) in zip(draft.logs, checkpoints) {
                let log = state.identity
                try transaction.put(store.tables.logs, key: UInt64(log.local), value: log.bytes.span.bytes)
                try transaction.put(store.tables.checkpoints, key: UInt64(log.local), value: note.span.bytes)
            }
            try store.writeFormat(in: &transaction)
        }
        try store.read { transaction in
            for state in draft.logs {
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
}
