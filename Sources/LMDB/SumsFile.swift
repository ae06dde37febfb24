internal import Glibc

/// The file beside a data file that keeps the sums of its pages: a record of all of them, then one for each commit. It is written anew, and
/// put in place of the old one, when it has become long.
///
/// Sendable without the compiler's check: one thread at a time uses it, the writer's or, of a reader, whoever has the turn of ``PageSums``.
final class SumsFile: @unchecked Sendable {
    static let name = "sums"

    private let folder: String
    private var path: String { "\(folder)/\(Self.name)" }
    /// Which file was read or written last, and up to where.
    private var place: Place?
    /// The newest commit in it.
    private(set) var commit: UInt64 = 0
    /// Words that were added since all was written.
    private(set) var added = 0
    /// Whether there was no such file when it was last looked for, or one of the version before: nobody says that a page is damaged.
    private(set) var isMissing = false

    /// A number of an inode is given out again as soon as its file is gone. So each file has a number of its own, which all of its
    /// records name.
    private struct Identity: Equatable {
        let device: UInt64
        let node: UInt64
        /// nil where the file does not begin with a record.
        let number: UInt64?
    }

    private struct Place {
        let file: Identity
        var length: Int
    }

    init(folder: String) { self.folder = folder }

    // MARK: Reading

    /// The records that were not read yet. Behind the last whole one nothing is read: a process that dies may leave half a one.
    /// - Parameter pages: more pages than these there are not.
    func load(pages: UInt64) throws(LMDBError) -> [SumsRecord] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        if file < 0, errno == ENOENT {
            isMissing = true
            return []
        }
        guard file >= 0 else { throw failure("open") }
        defer { close(file) }
        let (identity, size) = try identify(file)
        var place = place.flatMap { $0.file == identity ? $0 : nil } ?? Place(file: identity, length: 0)
        guard size > place.length else { return [] }
        let words = try read(file, from: place.length, to: size)
        if place.length == 0 { isMissing = words.first == SumsRecord.olderMark }
        var records: [SumsRecord] = []
        var next = 0
        while let (record, end) = SumsRecord.read(words, at: next, pages: pages) {
            // A file begins with all sums, and each record is of the commit after that of the one before.
            guard record.file == identity.number,
                record.isWhole == (place.length == 0 && next == 0),
                record.isWhole || (records.last?.commit ?? commit) + 1 == record.commit
            else { break }
            added = record.isWhole ? 0 : added + end - next
            records.append(record)
            next = end
        }
        place.length += 8 * next
        self.place = place
        if let last = records.last { commit = last.commit }
        return records
    }

    /// Which file this is, and how long.
    private func identify(_ file: Int32) throws(LMDBError) -> (Identity, size: Int) {
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw failure("inspect") }
        let beginning = try read(file, from: 0, to: min(Int(status.st_size), 8 * SumsRecord.wordsToNumber))
        let identity = Identity(
            device: UInt64(status.st_dev), node: UInt64(status.st_ino), number: SumsRecord.file(beginning))
        return (identity, Int(status.st_size))
    }

    private func read(_ file: Int32, from start: Int, to end: Int) throws(LMDBError) -> [UInt64] {
        var words = [UInt64](repeating: 0, count: (end - start) / 8)
        let code: Int32 = unsafe words.withUnsafeMutableBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = unsafe pread(file, bytes.baseAddress! + done, bytes.count - done, off_t(start + done))
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { return errno }
                if count == 0 { break }
                done += count
            }
            return 0
        }
        guard code == 0 else { throw LMDBError(code: code, operation: "read sums", path: path) }
        #if _endian(big)
            for index in words.indices { words[index] = UInt64(littleEndian: words[index]) }
        #endif
        return words
    }

    // MARK: Writing

    /// Adds the record of the next commit, durably.
    /// - Returns: whether it was possible; the file ends with the record before, or a part of this one, where it was not.
    func append(_ record: SumsRecord) -> Bool {
        guard let place, let number = place.file.number, record.commit == commit + 1 else { return false }
        let file = unsafe open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        var record = record
        record.file = number
        let words = record.words
        // What follows the last whole record is cut off.
        guard let (identity, size) = try? identify(file), identity == place.file,
            size == place.length || ftruncate(file, off_t(place.length)) == 0,
            Self.write(words, to: file, at: place.length), fdatasync(file) == 0
        else { return false }
        self.place?.length += 8 * words.count
        added += words.count
        commit = record.commit
        return true
    }

    /// Writes all sums to a new file, durably, and puts it in place of the old one.
    func replace(_ record: SumsRecord) throws(LMDBError) {
        let temporary = "\(path).part"
        let file = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("create") }
        var record = record
        record.file = UInt64.random(in: 0...UInt64.max)
        let words = record.words
        var status = stat()
        let isWritten = unsafe Self.write(words, to: file, at: 0) && fsync(file) == 0 && fstat(file, &status) == 0
        let error = isWritten ? nil : failure("write")
        close(file)
        if let error {
            unsafe unlink(temporary)
            throw error
        }
        guard unsafe rename(temporary, path) == 0 else { throw failure("rename") }
        syncFolder()
        let identity = Identity(
            device: UInt64(status.st_dev), node: UInt64(status.st_ino), number: record.file)
        place = Place(file: identity, length: 8 * words.count)
        isMissing = false
        added = 0
        commit = record.commit
    }

    /// Removes the file: the data file beside it is not believed any more.
    func remove() {
        unsafe unlink(path)
        syncFolder()
        place = nil
        commit = 0
        added = 0
    }

    private static func write(_ words: [UInt64], to file: Int32, at start: Int) -> Bool {
        #if _endian(big)
            let words = words.map(\.littleEndian)
        #endif
        return unsafe words.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = unsafe pwrite(file, bytes.baseAddress! + done, bytes.count - done, off_t(start + done))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                done += count
            }
            return true
        }
    }

    private func syncFolder() {
        let handle = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { return }
        _ = fsync(handle)
        close(handle)
    }

    private func failure(_ operation: String) -> LMDBError {
        LMDBError(code: errno, operation: "\(operation) sums", path: path)
    }
}
