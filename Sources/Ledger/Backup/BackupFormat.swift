import EntryFormat
import Glibc
import TransparencyLog

/// The format of a backup file: the bytes `TRIPBK01`, then sections, each a type (1 byte), a length (8 bytes, little-endian), the
/// content, and the SHA-256 of type, length and content. A run appends sections and ends with `end`; what follows the last
/// `end` was interrupted and does not count.
enum BackupFormat {
    static let magic = Array("TRIPBK01".utf8)
    static let maximumSection = 300 << 20

    enum Section: UInt8 {
        /// The logs' identities: for each 4 bytes of length and its bytes, as the store has them.
        case logs = 1
        /// Entries in order of arrival: for each 4 bytes of length, received-at (8), log (4), and the entry's bytes.
        case entries = 2
        /// One blob.
        case blob = 3
        /// The newest checkpoints: for each log 4 bytes of length and the signed note.
        case checkpoints = 4
        /// End of a run: one past the newest position (8), blobs so far (8).
        case end = 5
    }
}

/// Reads the sections of a backup file one after another, each checked.
final class BackupReader {
    private let file: Int32
    let path: String
    /// Bytes read so far.
    private(set) var offset: UInt64 = 0

    init(path: String) throws(LedgerError) {
        self.path = path
        file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw DurableFile.failure("open", path) }
        guard try bytes(8) == BackupFormat.magic else {
            throw LedgerError(
                .backupDamaged, "The file \(path) is not a Triplicate backup.", remedy: "Name the right file.")
        }
    }

    deinit { close(file) }

    /// The next section, or nil at the end of the file; an incomplete section counts as its end.
    func next() throws(LedgerError) -> (section: BackupFormat.Section, content: [UInt8])? {
        guard let head = try bytes(9), let section = BackupFormat.Section(rawValue: head[0]) else { return nil }
        let length = head[1...].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        guard length <= BackupFormat.maximumSection, let content = try bytes(Int(length)), let hash = try bytes(32)
        else {
            return nil
        }
        guard Digest.sha256(head + content).bytes == hash else {
            throw LedgerError(
                .backupDamaged, "The backup \(path) is damaged before byte \(offset).",
                remedy: "Use another copy of the backup; nothing was restored.")
        }
        return (section, content)
    }

    private func bytes(_ count: Int) throws(LedgerError) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress! + done, count - done) }
            if got < 0 {
                if errno == EINTR { continue }
                throw DurableFile.failure("read", path)
            }
            if got == 0 { return nil }
            done += got
        }
        offset += UInt64(count)
        return bytes
    }
}

/// Appends sections to a backup file.
final class BackupWriter {
    private let file: Int32
    let path: String

    /// Opens `path` for appending after `offset`, cutting off what an interrupted run left there; makes it if it is missing.
    init(path: String, offset: UInt64) throws(LedgerError) {
        self.path = path
        file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw DurableFile.failure("open", path) }
        guard ftruncate(file, off_t(offset)) == 0, lseek(file, 0, SEEK_END) >= 0 else {
            throw DurableFile.failure("prepare", path)
        }
        if offset == 0 { try write(BackupFormat.magic) }
    }

    deinit { close(file) }

    func add(_ section: BackupFormat.Section, _ content: [UInt8]) throws(LedgerError) {
        var head: [UInt8] = [section.rawValue]
        head.append(littleEndian: UInt64(content.count))
        try write(head)
        try write(content)
        try write(Digest.sha256(head + content).bytes)
    }

    func sync() throws(LedgerError) {
        guard fsync(file) == 0 else { throw DurableFile.failure("sync", path) }
        try DurableFile.syncFolder(of: path)
    }

    private func write(_ bytes: [UInt8]) throws(LedgerError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress! + done, bytes.count - done) }
            if count < 0 {
                if errno == EINTR { continue }
                throw DurableFile.failure("write", path)
            }
            done += count
        }
    }
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
        guard count >= 0, offset + count <= bytes.count else { return nil }
        defer { offset += count }
        return Array(bytes[offset..<offset + count])
    }
}
