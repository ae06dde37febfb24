import TransparencyLog

/// What a backup file holds up to its last complete run.
struct BackupContents {
    private(set) var logs: [LogIdentity] = []
    /// One past the newest position.
    private(set) var end: UInt64 = 0
    private(set) var blobs: Set<Digest> = []
    /// The signed notes of the logs, in their order.
    private(set) var checkpoints: [[UInt8]] = []
    /// What the mirrors want remembered, in the order of the logs; empty where the node has no mirrors.
    private(set) var records: [[UInt8]] = []
    /// Checkpoints with cosignatures, each behind the number of its log (4 bytes).
    private(set) var cosigned: [[UInt8]] = []
    /// How many hashes the file has of the tiles of level 0 of mirrored logs, and of their higher levels.
    private(set) var hashes: [HashPlace: UInt64] = [:]
    /// What has to come before the node appends.
    private(set) var awaited = AwaitedEntries()
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
        var records: [[UInt8]] = []
        var cosigned: [[UInt8]] = []
        var hashes: [HashPlace: UInt64] = [:]
        var awaited = AwaitedEntries()
        while let (section, content) = try reader.next() {
            switch section {
            case .logs:
                logs = try Self.identities(content)
                // A run begins. Nothing is awaited where it does not say so.
                awaited = AwaitedEntries()
            case .blob: blobs.insert(Digest.sha256(content))
            case .checkpoints: checkpoints = try Self.parts(content)
            case .entries: break
            case .records: records = try Self.parts(content)
            case .cosigned: cosigned = try Self.parts(content)
            case .awaited:
                guard let read = AwaitedEntries(content) else { throw Self.damaged }
                awaited = read
            case .hashes:
                guard let run = BackedUpHashes(content) else { throw Self.damaged }
                hashes[run.place] = max(hashes[run.place] ?? 0, run.end)
            case .end:
                var parts = PartReader(content)
                guard let end = parts.integer(UInt64.self), let count = parts.integer(UInt64.self), parts.isAtEnd,
                    count == UInt64(blobs.count), checkpoints.count == logs.count,
                    records.isEmpty || records.count == logs.count
                else { throw Self.damaged }
                self.logs = logs
                self.end = end
                self.blobs = blobs
                self.checkpoints = checkpoints
                self.records = records
                self.cosigned = cosigned
                self.hashes = hashes
                self.awaited = awaited
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

    static func parts(_ content: [UInt8]) throws(LedgerError) -> [[UInt8]] {
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

/// Where hashes of a mirrored log stand in a backup: one tile of level 0, or all of a higher level.
struct HashPlace: Hashable {
    let log: UInt32
    let level: UInt8
    /// The tile of level 0; 0 for higher levels.
    let tile: UInt64
}

/// The content of a section of hashes.
struct BackedUpHashes {
    let log: UInt32
    let level: UInt8
    let first: UInt64
    let hashes: [Digest]

    init(log: UInt32, level: UInt8, first: UInt64, hashes: [Digest]) {
        self.log = log
        self.level = level
        self.first = first
        self.hashes = hashes
    }

    init?(_ content: [UInt8]) {
        var parts = PartReader(content)
        guard let log = parts.integer(UInt32.self), let level = parts.integer(UInt8.self),
            let first = parts.integer(UInt64.self), level < 8, first < RowKey.maximumEntries
        else { return nil }
        var hashes: [Digest] = []
        while !parts.isAtEnd {
            guard let bytes = parts.part(Digest.byteCount), let hash = Digest(bytes) else { return nil }
            hashes.append(hash)
        }
        self.init(log: log, level: level, first: first, hashes: hashes)
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(13 + 32 * hashes.count)
        bytes.append(littleEndian: log)
        bytes.append(level)
        bytes.append(littleEndian: first)
        bytes += Tile.bytes(of: hashes)
        return bytes
    }

    var place: HashPlace {
        HashPlace(log: log, level: level, tile: level == 0 ? first / UInt64(Tile.fullWidth) : 0)
    }

    /// One past the last: in the tile for level 0, in the level for higher ones.
    var end: UInt64 {
        (level == 0 ? first % UInt64(Tile.fullWidth) : first) + UInt64(hashes.count)
    }
}
