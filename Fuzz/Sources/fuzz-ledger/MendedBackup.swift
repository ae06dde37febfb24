import EntryFormat
import TransparencyLog

@testable import Ledger

/// A backup file whose sections have their hashes, and whose checkpoints are signed by sample keys over just the entries that
/// the file holds: what an attacker would send who makes logs of its own.
struct MendedBackup {
    private(set) var bytes = BackupFormat.magic
    private var logs: [LogIdentity] = []
    private var trees: [Frontier] = []
    private var entries: UInt64 = 0

    /// - Returns: `nil` if not even the first section is whole.
    init?(_ backup: [UInt8]) {
        guard backup.starts(with: BackupFormat.magic) else { return nil }
        var rest = backup.dropFirst(BackupFormat.magic.count)
        while rest.count > 9 + 32 {
            let start = rest.startIndex
            let stated = rest[(start + 1)..<(start + 9)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
            let length = Int(min(stated, UInt64(rest.count - 9 - 32)))
            guard let section = BackupFormat.Section(rawValue: rest[start]) else { break }
            add(section, Array(rest[(start + 9)..<(start + 9 + length)]))
            rest = rest[(start + 9 + length + 32)...]
        }
        guard !logs.isEmpty else { return nil }
    }

    private mutating func add(_ section: BackupFormat.Section, _ content: [UInt8]) {
        var content = content
        switch section {
        case .logs:
            guard let read = try? BackupState.identities(content) else { break }
            logs = read.map { log in
                guard let key = Self.key(of: log) else { return log }
                return LogIdentity(
                    local: log.local, origin: log.origin, party: log.party, name: log.name, isHosted: log.isHosted,
                    verifierKeys: [key.verifierKey.text] + log.verifierKeys.dropFirst())
            }
            trees += repeatElement(Frontier(), count: max(0, logs.count - trees.count))
            content = []
            for log in logs {
                content.append(littleEndian: UInt32(log.bytes.count))
                content += log.bytes
            }
        case .entries: count(content)
        case .checkpoints:
            content = []
            for (log, tree) in zip(logs, trees) {
                let note = Self.key(of: log).flatMap { key in
                    try? Checkpoint(origin: log.origin, size: tree.size, root: tree.root).signed(by: key).encoded
                }
                content.append(littleEndian: UInt32(note?.utf8.count ?? 0))
                content += note?.utf8.map { $0 } ?? []
            }
        case .end:
            content = []
            content.append(littleEndian: entries)
            content.append(littleEndian: UInt64(0))
        case .blob: break
        }
        var framed: [UInt8] = [section.rawValue]
        framed.append(littleEndian: UInt64(content.count))
        framed += content
        bytes += framed + Digest.sha256(framed).bytes
    }

    private mutating func count(_ content: [UInt8]) {
        var parts = PartReader(content)
        while let count = parts.integer(UInt32.self), parts.integer(Int64.self) != nil,
            let log = parts.integer(UInt32.self), let entry = parts.part(Int(count)), Int(log) < trees.count
        {
            trees[Int(log)].append(TreeHash.leaf(entry))
            entries += 1
        }
    }

    private static func key(of log: LogIdentity) -> SignerKey? {
        try? SignerKey(name: log.origin, type: .ed25519, seed: [UInt8](repeating: 1, count: 32))
    }
}
