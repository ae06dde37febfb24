import TransparencyLog

/// What a backup file holds up to its last complete run.
struct BackupContents {
    private(set) var logs: [LogIdentity] = []
    /// One past the newest position.
    private(set) var end: UInt64 = 0
    private(set) var blobs: Set<Digest> = []
    /// The signed notes of the logs, in their order.
    private(set) var checkpoints: [[UInt8]] = []
    /// Bytes up to the end of the last complete run; 0 where there is none.
    private(set) var offset: UInt64 = 0

    /// Nothing.
    init() {}

    /// Reads the whole file and checks every section.
    /// - Throws: `backupDamaged`, `directoryUnusable`.
    init(path: String) throws(LedgerError) {
        let reader = try BackupReader(path: path)
        var logs: [LogIdentity] = []
        var blobs: Set<Digest> = []
        var checkpoints: [[UInt8]] = []
        while let (section, content) = try reader.next() {
            switch section {
            case .logs: logs = try Self.identities(content)
            case .blob: blobs.insert(Digest.sha256(content))
            case .checkpoints: checkpoints = try Self.parts(content)
            case .entries: break
            case .end:
                var parts = PartReader(content)
                guard let end = parts.integer(UInt64.self), let count = parts.integer(UInt64.self), parts.isAtEnd,
                    count == UInt64(blobs.count), checkpoints.count == logs.count
                else { throw Self.damaged }
                self.logs = logs
                self.end = end
                self.blobs = blobs
                self.checkpoints = checkpoints
                offset = reader.offset
            }
        }
    }

    private static func identities(_ content: [UInt8]) throws(LedgerError) -> [LogIdentity] {
        var identities: [LogIdentity] = []
        for bytes in try parts(content) {
            guard let identity = LogIdentity(local: UInt32(identities.count), bytes: bytes) else { throw damaged }
            identities.append(identity)
        }
        return identities
    }

    private static func parts(_ content: [UInt8]) throws(LedgerError) -> [[UInt8]] {
        var reader = PartReader(content)
        var parts: [[UInt8]] = []
        while !reader.isAtEnd {
            guard let count = reader.integer(UInt32.self), let bytes = reader.part(Int(count)) else { throw damaged }
            parts.append(bytes)
        }
        return parts
    }

    /// Parts as `logs` and `checkpoints` have them.
    static func joined(_ parts: [[UInt8]]) -> [UInt8] {
        var content: [UInt8] = []
        for part in parts {
            content.append(littleEndian: UInt32(part.count))
            content += part
        }
        return content
    }

    private static let damaged = LedgerError(
        .backupDamaged, "The backup's sections contradict one another.", remedy: "Use another copy of the backup.")
}
