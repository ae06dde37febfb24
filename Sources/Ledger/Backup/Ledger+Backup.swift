import LMDB
import TransparencyLog

/// What a backup or a restore has done.
public struct BackupSummary: Sendable, Codable, Equatable {
    /// Entries that the file, or the restored node, now holds.
    public var entries: UInt64 = 0
    /// Entries that this run added.
    public var added: UInt64 = 0
    public var blobs = 0
    public var logs = 0
    /// Logs that the node waits for before it appends.
    public var awaited = 0
}

extension Ledger {
    /// Bytes of entries that are read in one transaction and written as one section.
    private static let sectionBytes = 4 << 20

    /// Copies entries and blobs into `path`, or brings the backup that is there up to date. The node goes on meanwhile.
    ///
    /// Keys are never copied. A run that is interrupted leaves the file as it was before it, with a rest that the next run cuts off.
    /// - Throws: `LedgerError`: `backupDamaged`; `backupMismatch` where the file is of another node, or of a history that this node
    ///   does not continue; `missingKey` where entries are here that no stored checkpoint covers; `noSpace`, `directoryUnusable`,
    ///   `damaged`, `blobDamaged`. The file is then as before.
    /// - Complexity: reads the whole file that is there, and of the node what is new.
    public func backUp(to path: String, progress: (Progress) -> Void = { _ in }) throws -> BackupSummary {
        let known = try DurableFile.exists(path) ? BackupContents(path: path) : BackupContents()
        try checkContinues(known, path: path)
        let file = try BackupWriter(path: path, offset: known.offset)
        // The end first, then the blobs, then the entries: an entry that names a blob is never in a backup without it.
        // What is awaited is written down before the entries that name it are taken back, and forgotten when it has come: so it is read before
        // and after. What is named too much is forgotten at the next start.
        var awaited = try AwaitedEntries(in: directory)
        let snapshot = try BackupSnapshot(store: store, keys: LogKeys(folder: directory.keys))
        awaited.add(try AwaitedEntries(in: directory))
        let end = snapshot.end
        var summary = BackupSummary(
            entries: known.end, blobs: known.blobs.count, logs: snapshot.logs.count, awaited: awaited.newest.count)
        try file.add(.logs, BackupContents.joined(snapshot.logs.map(\.bytes)))
        for digest in try blobs.list().blobs where !known.blobs.contains(digest) {
            guard let content = try blobs.content(of: digest) else { continue }
            try file.add(.blob, content)
            summary.blobs += 1
        }
        while summary.entries < end {
            let (section, next) = try section(from: summary.entries, to: end, of: snapshot.logs)
            try file.add(.entries, section)
            summary.added += next - summary.entries
            summary.entries = next
            progress(Progress(label: "backing up", done: next, total: end))
        }
        for log in snapshot.logs where !log.isHosted {
            try snapshot.forEachNewHash(of: log, known.hashes, in: store) { try file.add(.hashes, $0.bytes) }
        }
        try file.add(.checkpoints, BackupContents.joined(snapshot.checkpoints))
        if snapshot.logs.contains(where: { !$0.isHosted }) {
            try file.add(.records, BackupContents.joined(snapshot.records))
        }
        if !snapshot.cosigned.isEmpty { try file.add(.cosigned, BackupContents.joined(snapshot.cosigned)) }
        if !awaited.isEmpty { try file.add(.awaited, awaited.bytes) }
        try file.end(position: end, blobs: summary.blobs)
        return summary
    }

    /// Entries from `start` on, read in a short transaction of their own.
    private func section(
        from start: UInt64, to end: UInt64, of logs: [LogIdentity]
    ) throws -> (content: [UInt8], next: UInt64) {
        try store.read { transaction in
            var content: [UInt8] = []
            var cursor = try transaction.cursor(store.tables.entries)
            var more = try cursor.seek(atOrAfter: start)
            var next = start
            while more, next < end, content.count < Self.sectionBytes {
                guard cursor.integerKey == next, let local = LocalFields(cursor.value) else {
                    throw LogStore.Tables.damaged(next, "it is missing, or its local fields do not have their checksum")
                }
                let entry = cursor.value.extracting(droppingFirst: LocalFields.size)
                content.append(littleEndian: UInt32(entry.byteCount))
                content.append(littleEndian: local.receivedAt)
                // What the store says of an entry counts as long as its log is one that is here.
                let isHosted = Int(local.log) >= logs.count || logs[Int(local.log)].isHosted
                content.append(littleEndian: isHosted ? local.log : local.log | BackupFormat.mirroredBit)
                if !isHosted { content.append(littleEndian: local.number) }
                entry.withUnsafeBytes { content.append(contentsOf: $0) }
                next += 1
                more = try cursor.next()
            }
            guard next > start else { throw LogStore.Tables.damaged(start, "it is missing") }
            return (content, next)
        }
    }

    /// A file is added to only where this node's logs begin with what stands in it: else a good backup would be spoiled.
    private func checkContinues(_ known: BackupContents, path: String) throws {
        for (mine, other) in zip(logs, known.logs) where mine.lasting != other.lasting {
            throw LedgerError(
                .backupMismatch, "The backup \(path) is of another node (\(other.origin)).",
                remedy: "Name another file for this node's backup.")
        }
        guard known.logs.count <= logs.count else {
            throw LedgerError(
                .backupMismatch, "The backup \(path) has more logs than this node.",
                remedy: "This node may be older than its backup: do not write to it before you know why.")
        }
        try store.read { transaction in
            for (log, note) in zip(known.logs, known.checkpoints) where !note.isEmpty {
                let checkpoint = try Checkpoint(Note(note).text)
                let size = try store.tables.frontier(log: log.local, in: transaction).size
                // Of a mirrored log every tree that was committed here can be computed again.
                let root = try? store.tables.root(log: log.local, size: min(checkpoint.size, size), in: transaction)
                guard checkpoint.size <= size, root == checkpoint.root else {
                    throw LedgerError(
                        .backupMismatch,
                        "The log \(log.origin) does not continue the \(checkpoint.size) entries that the backup \(path) holds of it.",
                        remedy: "This node may be older than its backup: do not write to it before you know why.")
                }
            }
        }
    }
}
