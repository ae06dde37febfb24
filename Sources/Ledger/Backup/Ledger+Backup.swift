import Foundation
import LMDB
import TransparencyLog

/// What a backup or a restore has done.
public struct BackupSummary: Sendable, Codable {
    /// Entries that the file, or the restored node, now holds.
    public var entries: UInt64 = 0
    /// Entries that this run added.
    public var added: UInt64 = 0
    public var blobs = 0
    public var logs = 0
}

extension Ledger {
    /// Copies entries and blobs into `path`, or brings the backup that is there up to date. The node goes on meanwhile.
    ///
    /// Keys are never copied. A run that is interrupted leaves the file as it was before it, with a rest that the next run cuts off.
    /// - Throws: `LedgerError`: `backupDamaged`, `backupMismatch` where the file is of another node, `noSpace`, `directoryUnusable`.
    public func backUp(to path: String, progress: (Progress) -> Void = { _ in }) throws -> BackupSummary {
        let known = try DurableFile.exists(path) ? state(of: path) : BackupState()
        try checkSameNode(known, path: path)
        let writer = try BackupWriter(path: path, offset: known.offset)
        var summary = BackupSummary(entries: known.end, blobs: known.blobs.count, logs: logs.count)
        var identities: [UInt8] = []
        for log in logs {
            identities.append(littleEndian: UInt32(log.bytes.count))
            identities += log.bytes
        }
        try writer.add(.logs, identities)
        // Blobs first: an entry that names one is never in a backup without it.
        for digest in try blobs.list().blobs where !known.blobs.contains(digest) {
            guard let content = try blobs.content(of: digest) else { continue }
            try writer.add(.blob, content)
            summary.blobs += 1
        }
        let (end, checkpoints) = try snapshotEnd()
        var position = known.end
        while position < end {
            let (chunk, next) = try chunk(from: position, to: end)
            try writer.add(.entries, chunk)
            summary.added += next - position
            position = next
            progress(Progress(label: "backing up", done: position, total: end))
        }
        try writer.add(.checkpoints, checkpoints)
        var tail: [UInt8] = []
        tail.append(littleEndian: end)
        tail.append(littleEndian: UInt64(summary.blobs))
        try writer.add(.end, tail)
        try writer.sync()
        summary.entries = end
        return summary
    }

    /// Where the logs end now, with checkpoints signed over just that.
    private func snapshotEnd() throws -> (end: UInt64, checkpoints: [UInt8]) {
        let keys = LogKeys(folder: directory.keys)
        return try store.read { transaction in
            var checkpoints: [UInt8] = []
            for log in logs {
                var note = try transaction.copy(store.tables.checkpoints, key: UInt64(log.local)) ?? []
                let state = try store.tables.state(of: log, in: transaction)
                if log.isHosted, keys.holdsKey(of: log.party) {
                    note = Array(try keys.signedCheckpoint(of: state).utf8)
                }
                checkpoints.append(littleEndian: UInt32(note.count))
                checkpoints += note
            }
            return (try store.tables.end(in: transaction), checkpoints)
        }
    }

    /// Entries from `start` on, as many as make about 4 MB, read in a short transaction of their own.
    private func chunk(from start: UInt64, to end: UInt64) throws -> (content: [UInt8], next: UInt64) {
        try store.read { transaction in
            var content: [UInt8] = []
            var cursor = try transaction.cursor(store.tables.entries)
            var more = try cursor.seek(atOrAfter: start)
            var next = start
            while more, next < end, content.count < 4 << 20 {
                guard cursor.integerKey == next, let local = LocalFields(cursor.value) else {
                    throw LedgerError(
                        .damaged, "The entry at position \(next) cannot be read.",
                        remedy: "Run verify; an earlier backup is still good.")
                }
                let entry = cursor.value.extracting(droppingFirst: LocalFields.size)
                content.append(littleEndian: UInt32(entry.byteCount))
                content.append(littleEndian: local.receivedAt)
                content.append(littleEndian: local.log)
                entry.withUnsafeBytes { content.append(contentsOf: $0) }
                next += 1
                more = try cursor.next()
            }
            guard next > start else {
                throw LedgerError(.damaged, "The entry at position \(start) is missing.", remedy: "Run verify.")
            }
            return (content, next)
        }
    }

    private func checkSameNode(_ known: BackupState, path: String) throws(LedgerError) {
        for (mine, other) in zip(logs, known.logs)
        where mine.origin != other.origin || mine.verifierKeys != other.verifierKeys {
            throw LedgerError(
                .backupMismatch, "The backup \(path) is of another node (\(other.origin)).",
                remedy: "Name another file for this node's backup.")
        }
        guard known.logs.count <= logs.count else {
            throw LedgerError(
                .backupMismatch, "The backup \(path) has more logs than this node.", remedy: "Name another file.")
        }
        if let end = try? self.end(), known.end > end {
            throw LedgerError(
                .backupMismatch, "The backup \(path) holds \(known.end) entries and this node only \(end).",
                remedy: "This node may be older than its backup: do not write to it before you know why.")
        }
    }

    private func state(of path: String) throws -> BackupState {
        var state = BackupState()
        var blobs: Set<Digest> = []
        let reader = try BackupReader(path: path)
        while let (section, content) = try reader.next() {
            switch section {
            case .logs: state.logs = try BackupState.identities(content)
            case .blob: blobs.insert(Digest.sha256(content))
            case .end:
                var parts = PartReader(content)
                state.end = parts.integer(UInt64.self) ?? 0
                state.offset = reader.offset
                state.blobs = blobs
            case .entries, .checkpoints: break
            }
        }
        return state
    }
}

/// What a backup file holds up to its last complete run.
struct BackupState {
    var logs: [LogIdentity] = []
    var end: UInt64 = 0
    var blobs: Set<Digest> = []
    /// Bytes up to the end of the last complete run.
    var offset: UInt64 = 0

    static func identities(_ content: [UInt8]) throws(LedgerError) -> [LogIdentity] {
        var parts = PartReader(content)
        var identities: [LogIdentity] = []
        while !parts.isAtEnd {
            guard let count = parts.integer(UInt32.self), let bytes = parts.part(Int(count)),
                let identity = LogIdentity(local: UInt32(identities.count), bytes: bytes)
            else {
                throw LedgerError(
                    .backupDamaged, "The backup's list of logs cannot be read.", remedy: "Use another copy.")
            }
            identities.append(identity)
        }
        return identities
    }
}
