import TransparencyLog

@testable import Ledger

/// A backup file whose sections have their checksums and hashes, and whose checkpoints are signed by sample keys over just the
/// entries that the file holds: what somebody would send who makes logs of his own.
struct MendedBackup {
    private(set) var bytes = BackupFormat.magic
    private var logs: [LogIdentity] = []
    private var trees: [Frontier] = []
    private var entries: UInt64 = 0
    private var blobs: Set<Digest> = []

    /// - Returns: `nil` if there is no section with logs.
    init?(_ backup: [UInt8]) {
        guard backup.starts(with: BackupFormat.magic) else { return nil }
        let frame = BackupFormat.headBytes + BackupFormat.hashBytes
        var rest = backup.dropFirst(BackupFormat.magic.count)
        while rest.count >= frame, let section = BackupFormat.Section(rawValue: rest[rest.startIndex]) {
            // The length's two lower bytes: the others would only lead beyond the end.
            let stated = Int(rest[rest.startIndex + 1]) | Int(rest[rest.startIndex + 2]) << 8
            let start = rest.startIndex + BackupFormat.headBytes
            let end = start + min(stated, rest.count - frame)
            add(section, Array(rest[start..<end]))
            rest = rest[(end + BackupFormat.hashBytes)...]
        }
        guard !logs.isEmpty else { return nil }
    }

    private mutating func add(_ section: BackupFormat.Section, _ content: [UInt8]) {
        var content = content
        switch section {
        case .logs:
            addLogs(content)
            content = BackupContents.joined(logs.map(\.bytes))
        case .entries: count(content)
        case .blob: blobs.insert(Digest.sha256(content))
        case .checkpoints:
            let notes = zip(logs, trees).map { log, tree in
                Self.key(log.origin).flatMap { key in
                    try? Checkpoint(origin: log.origin, size: tree.size, root: tree.root).signed(by: key).encoded
                }
            }
            content = BackupContents.joined(notes.map { Array(($0 ?? "").utf8) })
        case .end:
            content = []
            content.append(littleEndian: entries)
            content.append(littleEndian: UInt64(blobs.count))
        // What belongs to mirrored logs stays as the fuzzer made it; its frame alone is mended.
        case .hashes, .records, .cosigned, .awaited: break
        }
        let head = BackupFormat.head(section, count: content.count)
        bytes += head + content + BackupFormat.hash(head, content).bytes
    }

    /// The logs that a section lists, each with a key of ours.
    private mutating func addLogs(_ content: [UInt8]) {
        var parts = PartReader(content)
        var read: [LogIdentity] = []
        while let count = parts.integer(UInt32.self), var part = parts.part(Int(count)), part.count >= 4 {
            part.removeLast(4)
            part.appendChecksum()
            guard let log = LogIdentity(local: UInt32(read.count), bytes: part) else { break }
            let key = Self.key(log.origin).map { [$0.verifierKey.text] } ?? []
            read.append(
                LogIdentity(
                    local: log.local, origin: log.origin, party: log.party, name: log.name, isHosted: log.isHosted,
                    verifierKeys: key + log.verifierKeys.dropFirst()))
        }
        guard read.count >= logs.count else { return }
        logs = read
        trees += repeatElement(Frontier(), count: logs.count - trees.count)
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

    private static func key(_ origin: String) -> SignerKey? {
        try? SignerKey(name: origin, type: .ed25519, seed: [UInt8](repeating: 1, count: 32))
    }
}
