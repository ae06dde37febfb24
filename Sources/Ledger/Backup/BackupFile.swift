import Glibc
import TransparencyLog

/// Reads the sections of a backup file one after another, each checked.
final class BackupReader {
    private let file: Int32
    let path: String
    /// Bytes read so far, in whole sections.
    private(set) var offset: UInt64 = 0

    /// - Throws: `backupDamaged`, `directoryUnusable`.
    init(path: String) throws(LedgerError) {
        self.path = path
        file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw DurableFile.failure("open", path) }
        let magic = try bytes(BackupFormat.magic.count)
        guard magic == BackupFormat.magic else {
            throw LedgerError(
                .backupDamaged, "The file \(path) is not a Triplicate backup, or its beginning is damaged.",
                remedy: "Name the right file, or use another copy.")
        }
        offset = UInt64(magic.count)
    }

    deinit { close(file) }

    /// The next section; nil at the end of the file, and where the file was cut off within a section.
    /// - Throws: `backupDamaged` where the bytes are not those that were written.
    func next() throws(LedgerError) -> (section: BackupFormat.Section, content: [UInt8])? {
        let head = try bytes(BackupFormat.headBytes)
        guard head.count == BackupFormat.headBytes else { return nil }
        guard let checked = head.span.bytes.checked(), let section = BackupFormat.Section(rawValue: head[0]) else {
            try endInZeros(head.suffix(4))
            return nil
        }
        let length = UInt64(littleEndian: checked.unsafeLoadUnaligned(fromByteOffset: 1, as: UInt64.self))
        guard length <= UInt64(BackupFormat.maximumSection) else { throw damaged }
        let content = try bytes(Int(length))
        let hash = try bytes(BackupFormat.hashBytes)
        guard hash.count == BackupFormat.hashBytes else { return nil }
        guard BackupFormat.hash(head, content).bytes == hash else {
            try endInZeros(hash.suffix(8))
            return nil
        }
        offset += UInt64(BackupFormat.headBytes + BackupFormat.hashBytes) + length
        return (section, content)
    }

    private var damaged: LedgerError {
        LedgerError(
            .backupDamaged, "The backup \(path) is damaged behind byte \(offset).",
            remedy: "Use another copy; or cut this one off there (truncate -s \(offset)) to use what stands before.")
    }

    /// Lets a section that does not check pass for the file's end, if there is nothing but zeros from its check on: space that the
    /// disk had given to the file before it lost power.
    private func endInZeros(_ check: ArraySlice<UInt8>) throws(LedgerError) {
        var part = Array(check)
        while !part.isEmpty {
            guard part.allSatisfy({ $0 == 0 }) else { throw damaged }
            part = try bytes(1 << 16)
        }
    }

    /// So many bytes, or fewer at the end of the file.
    private func bytes(_ count: Int) throws(LedgerError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let done = try DurableFile.read(file, into: &bytes, path: path)
        bytes.removeLast(count - done)
        return bytes
    }
}

/// Appends sections to a backup file.
final class BackupWriter {
    private let file: Int32
    let path: String

    /// Opens `path` for appending after `offset`, cutting off what an interrupted run left there; makes it if it is missing.
    /// - Throws: `backupMismatch` where another run writes to the file; `noSpace`, `directoryUnusable`.
    init(path: String, offset: UInt64) throws(LedgerError) {
        self.path = path
        file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw DurableFile.failure("open", path) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            throw LedgerError(
                .backupMismatch, "Another backup is being written to \(path).", remedy: "Wait until it ends.")
        }
        guard ftruncate(file, off_t(offset)) == 0, lseek(file, 0, SEEK_END) >= 0 else {
            throw DurableFile.failure("prepare", path)
        }
        if offset == 0 { try DurableFile.write(BackupFormat.magic, to: file, path: path) }
    }

    deinit { close(file) }

    func add(_ section: BackupFormat.Section, _ content: [UInt8]) throws(LedgerError) {
        let head = BackupFormat.head(section, count: content.count)
        try DurableFile.write(head, to: file, path: path)
        try DurableFile.write(content, to: file, path: path)
        try DurableFile.write(BackupFormat.hash(head, content).bytes, to: file, path: path)
    }

    /// Ends a run. The end is not written before all that it speaks of is on the disk.
    func end(position: UInt64, blobs: Int) throws(LedgerError) {
        try sync()
        var content: [UInt8] = []
        content.append(littleEndian: position)
        content.append(littleEndian: UInt64(blobs))
        try add(.end, content)
        try sync()
        try DurableFile.syncFolder(of: path)
    }

    private func sync() throws(LedgerError) {
        guard fsync(file) == 0 else { throw DurableFile.failure("sync", path) }
    }
}
