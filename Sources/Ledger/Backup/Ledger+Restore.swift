import EntryFormat
import Foundation
import LMDB
public import TransparencyLog

extension Ledger {
    /// Makes a node in `directory` from a backup, checking everything on the way: entries, roots, checkpoints, blobs.
    ///
    /// The node is built in a folder beside `directory` and renamed into place when it verifies, so that a refused or interrupted restore
    /// leaves nothing. Without keys the restored node can be read, not written.
    /// - Parameters:
    ///   - keys: a `keys` folder to take the hosted parties' keys from.
    ///   - trust: verifier keys that the backup's logs must have; none: those that stand in the backup.
    /// - Throws: `LedgerError`: `backupDamaged`, `backupMismatch`, `missingKey`, `noSpace`, `directoryUnusable`.
    public static func restore(
        from path: String, to directory: DataDirectory, keys: String? = nil, trust: [VerifierKey] = [],
        progress: (Progress) -> Void = { _ in }
    ) throws -> BackupSummary {
        guard !DurableFile.exists(directory.path) || isEmpty(directory.path) else {
            throw LedgerError(
                .backupMismatch, "The directory \(directory.path) is not empty.",
                remedy: "Restore into a new directory; nothing was changed.")
        }
        let building = DataDirectory(path: "\(directory.path).restoring")
        try? FileManager.default.removeItem(atPath: building.path)
        do {
            let summary = try Restoration(path: path, directory: building, trust: trust).run(progress: progress)
            if let keys {
                for log in summary.hosted { try LogKeys(folder: building.keys).adopt(party: log.party, from: keys) }
            }
            let checked = try Ledger(building, decider: { _ in "" }, options: readingOptions).closing {
                try $0.verify()
            }
            if let problem = checked.problems.first {
                throw LedgerError(
                    .backupDamaged, "The backup \(path) does not verify: \(problem.message)",
                    remedy: "Use another copy of the backup; nothing was restored.")
            }
            if DurableFile.exists(directory.path) { rmdir(directory.path) }
            guard rename(building.path, directory.path) == 0 else { throw DurableFile.failure("rename", building.path) }
            return summary.summary
        } catch {
            try? FileManager.default.removeItem(atPath: building.path)
            throw error
        }
    }

    private static var readingOptions: Options {
        var options = Options()
        options.readOnly = true
        return options
    }

    private static func isEmpty(_ path: String) -> Bool {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? ["unreadable"]).isEmpty
    }

    /// Runs `body` and closes the ledger.
    public func closing<R>(_ body: (Ledger) throws -> R) rethrows -> R {
        defer { close() }
        return try body(self)
    }
}

/// One restore: reads the file twice, first to find where its last complete run ends.
private struct Restoration {
    let path: String
    let directory: DataDirectory
    let trust: [VerifierKey]

    func run(progress: (Ledger.Progress) -> Void) throws -> (summary: BackupSummary, hosted: [LogIdentity]) {
        let (complete, logs, end) = try completeRun()
        guard complete > 0, !logs.isEmpty else {
            throw LedgerError(
                .backupDamaged, "The backup \(path) holds no complete run.", remedy: "Use another copy of the backup.")
        }
        if !trust.isEmpty {
            let trusted = Set(trust.map(\.text))
            for log in logs where !trusted.contains(log.verifierKeys.first ?? "") {
                throw LedgerError(
                    .backupMismatch, "The log \(log.origin) in the backup has a key that is not trusted.",
                    remedy: "Check --trust against the key that the party published.")
            }
        }
        try directory.create(settings: NodeSettings(logMapBytes: 1 << 40, viewsMapBytes: 1 << 39))
        let store = try LogStore(path: directory.log, mapBytes: 1 << 40, readOnly: false)
        defer { store.close() }
        let blobs = BlobStore(folder: directory.blobs)
        var restored = RestoredLog(store: store, logs: logs)
        var checkpoints: [UInt8] = []
        var blobCount = 0
        let reader = try BackupReader(path: path)
        while reader.offset < complete, let (section, content) = try reader.next() {
            switch section {
            case .entries:
                try restored.add(content, path: path)
                progress(.init(label: "restoring", done: restored.end, total: end))
            case .blob:
                _ = try blobs.store(content)
                blobCount += 1
            case .checkpoints: checkpoints = content
            case .logs, .end: break
            }
        }
        guard restored.end == end else {
            throw LedgerError(
                .backupDamaged, "The backup \(path) holds \(restored.end) entries of \(end).",
                remedy: "Use another copy.")
        }
        try restored.finish(checkpoints: checkpoints, path: path)
        return (
            BackupSummary(entries: end, added: end, blobs: blobCount, logs: logs.count), logs.filter(\.isHosted)
        )
    }

    private func completeRun() throws -> (offset: UInt64, logs: [LogIdentity], end: UInt64) {
        let reader = try BackupReader(path: path)
        var found: (UInt64, [LogIdentity], UInt64) = (0, [], 0)
        var logs: [LogIdentity] = []
        while let (section, content) = try reader.next() {
            if section == .logs { logs = try BackupState.identities(content) }
            if section == .end {
                var parts = PartReader(content)
                found = (reader.offset, logs, parts.integer(UInt64.self) ?? 0)
            }
        }
        return found
    }
}

/// The log's store as a restore fills it.
private struct RestoredLog {
    let store: LogStore
    private var draft: CommitDraft
    private var newest: [StreamName: UInt64] = [:]

    var end: UInt64 { draft.nextPosition }

    init(store: LogStore, logs: [LogIdentity]) {
        self.store = store
        let states = logs.map {
            LogState(identity: $0, frontier: Frontier(), tails: [[]], positions: [], newestTime: 0)
        }
        draft = CommitDraft(logs: states, nextPosition: 0, nextStream: 0)
    }

    mutating func add(_ content: [UInt8], path: String) throws {
        let damaged = LedgerError(
            .backupDamaged, "The backup \(path) has entries that cannot be read after position \(end).",
            remedy: "Use another copy of the backup; nothing was restored.")
        var parts = PartReader(content)
        var work = draft
        var heads = newest
        try store.write { transaction in
            while !parts.isAtEnd {
                guard let count = parts.integer(UInt32.self), let receivedAt = parts.integer(Int64.self),
                    let log = parts.integer(UInt32.self), Int(log) < work.logs.count,
                    let entry = parts.part(Int(count)), let view = try? EntryView(entry.span.bytes)
                else { throw damaged }
                let stream = try StreamName(view.streamBytes)
                let local = LocalFields(
                    receivedAt: receivedAt, number: work.logs[Int(log)].size, previous: heads[stream], log: log)
                var record = [UInt8](repeating: 0, count: LocalFields.size) + entry
                var mutable = record.mutableSpan
                var bytes = mutable.mutableBytes
                local.write(into: &bytes)
                let position = work.nextPosition
                try transaction.put(store.tables.entries, key: position, value: record.span.bytes, append: true)
                work.nextPosition += 1
                work.append(leaf: TreeHash.leaf(entry), at: position, to: log)
                heads[stream] = position
            }
            try work.writeRows(store.tables, in: &transaction)
        }
        work.finishedHashes = []
        work.finishedPositions = []
        draft = work
        newest = heads
    }

    /// Writes the logs and their checkpoints, each of which has to be signed over just the entries that were restored.
    func finish(checkpoints: [UInt8], path: String) throws {
        var parts = PartReader(checkpoints)
        try store.write { transaction in
            for state in draft.logs {
                let identity = state.identity
                guard let count = parts.integer(UInt32.self), let bytes = parts.part(Int(count)) else {
                    throw LedgerError(
                        .backupDamaged, "The backup \(path) lacks a checkpoint.", remedy: "Use another copy.")
                }
                do {
                    guard let key = identity.verifierKeys.first else { throw LedgerError.noKey }
                    let note = try Note(bytes)
                    _ = try note.verified(by: [try VerifierKey(key)])
                    let checkpoint = try Checkpoint(note.text)
                    guard checkpoint.origin == identity.origin, checkpoint.size == state.size,
                        checkpoint.root == state.frontier.root
                    else { throw LedgerError.noKey }
                } catch {
                    throw LedgerError(
                        .backupDamaged,
                        "The entries of \(identity.origin) in the backup \(path) are not those that its checkpoint was signed over.",
                        remedy: "Use another copy of the backup; nothing was restored.")
                }
                try transaction.put(store.tables.logs, key: UInt64(identity.local), value: identity.bytes.span.bytes)
                try transaction.put(store.tables.checkpoints, key: UInt64(identity.local), value: bytes.span.bytes)
            }
            try transaction.put(
                store.tables.meta, key: Array("format".utf8).span.bytes, value: [UInt8(DataDirectory.format)].span.bytes
            )
        }
    }
}

extension LedgerError {
    fileprivate static let noKey = LedgerError(.missingKey, "The log has no key.", remedy: "Use another copy.")
}
