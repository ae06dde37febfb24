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

    private struct Place {
        let node: UInt64
        var length: Int
    }

    init(folder: String) { self.folder = folder }

    // MARK: Reading

    /// The records that were not read yet. Behind the last whole one nothing is read: a process that dies may leave half a one.
    /// - Parameter pages: more pages than these there are not.
    func load(pages: UInt64) throws(LMDBError) -> [SumsRecord] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        if file < 0, errno == ENOENT { return [] }
        guard file >= 0 else { throw failure("open") }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw failure("inspect") }
        var place = place
        if place?.node != UInt64(status.st_ino) { place = Place(node: UInt64(status.st_ino), length: 0) }
        guard var place, Int(status.st_size) > place.length else { return [] }
        let words = try read(file, from: place.length, to: Int(status.st_size))
        var records: [SumsRecord] = []
        var next = 0
        while let (record, end) = SumsRecord.read(words, at: next, pages: pages) {
            // A file begins with all sums, and each record is of the commit after that of the one before.
            guard
                record.isWhole ? place.length == 0 && next == 0 : (records.last?.commit ?? commit) + 1 == record.commit
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
        guard let place, record.commit == commit + 1 else { return false }
        let file = unsafe open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        var status = stat()
        let words = record.words
        // What follows the last whole record is cut off.
        guard unsafe fstat(file, &status) == 0, UInt64(status.st_ino) == place.node,
            Int(status.st_size) == place.length || ftruncate(file, off_t(place.length)) == 0,
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
        place = Place(node: UInt64(status.st_ino), length: 8 * words.count)
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
