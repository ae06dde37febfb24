import TransparencyLog

/// The format of a backup file: the bytes `TRIPBK01`, then sections. `Docs/store.md` tells it byte by byte.
///
/// A section is a type (1 byte), a length (8 bytes, little-endian), the CRC-32C of these 9 bytes (4), the content, and the SHA-256
/// of type, length and content (32). A run appends sections and ends with `end`; what follows the last `end` was interrupted and
/// does not count. What was interrupted is a beginning of good sections, or of zeros where the disk lost power: anything else is
/// damage, wherever it stands.
enum BackupFormat {
    static let magic = Array("TRIPBK01".utf8)
    static let headBytes = 13
    static let hashBytes = 32
    /// The longest content, in bytes: a blob is one section.
    static let maximumSection = BlobStore.maximumBytes + 4096

    enum Section: UInt8 {
        /// The logs' identities: for each 4 bytes of length and its bytes, as the store has them.
        case logs = 1
        /// Entries in order of arrival: for each 4 bytes of length, received-at (8), log (4), and the entry's bytes. An entry of a mirrored log
        /// has `mirroredBit` set in its log, and its number (8) before its bytes.
        case entries = 2
        /// One blob.
        case blob = 3
        /// The newest checkpoints: for each log 4 bytes of length and the signed note; no bytes for a mirrored log without one.
        case checkpoints = 4
        /// End of a run: one past the newest position (8), blobs so far (8).
        case end = 5
        /// Hashes of one mirrored log that stand side by side: log (4), tile level (1), index of the first (8), then the hashes, 32 bytes each. Where
        /// a place comes again it is longer, and takes the place of the shorter one.
        case hashes = 6
        /// What the mirrors want remembered: for each log 4 bytes of length and the record; no bytes for a hosted log.
        case records = 7
        /// Checkpoints with cosignatures: for each 4 bytes of length, log (4) and the note. All that are kept, in each run that has any.
        case cosigned = 8
        /// What has to come before the node appends: the content of its file `awaited`. It counts for its run only.
        case awaited = 9
    }

    /// Set in the number of a mirrored log.
    static let mirroredBit: UInt32 = 1 << 31

    /// The head of a section.
    static func head(_ section: Section, count: Int) -> [UInt8] {
        var head = [section.rawValue]
        head.append(littleEndian: UInt64(count))
        head.appendChecksum()
        return head
    }

    /// The hash behind a section's content.
    static func hash(_ head: [UInt8], _ content: [UInt8]) -> Digest { Digest.sha256(head.prefix(9) + content) }
}

/// Cuts a section's content into its parts.
struct PartReader {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }

    mutating func integer<Value: FixedWidthInteger & BitwiseCopyable>(_: Value.Type) -> Value? {
        let size = MemoryLayout<Value>.size
        guard offset + size <= bytes.count else { return nil }
        defer { offset += size }
        return Value(littleEndian: bytes.span.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: Value.self))
    }

    mutating func part(_ count: Int) -> [UInt8]? {
        guard count >= 0, count <= bytes.count - offset else { return nil }
        defer { offset += count }
        return Array(bytes[offset..<offset + count])
    }
}
