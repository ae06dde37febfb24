import Glibc

/// Small files written so that a crash leaves either the old content or the new, never a mixture.
enum DurableFile {
    /// Writes `bytes` beside `path`, syncs them, renames them into place and syncs the folder.
    /// - Throws: `LedgerError` (`noSpace`, `directoryUnusable`); the file at `path` is then as it was.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(LedgerError) {
        let temporary = "\(path).\(getpid()).part"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard file >= 0 else { throw failure("create", temporary) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress! + written, bytes.count - written) }
            if count < 0 {
                if errno == EINTR { continue }
                let error = failure("write", temporary)
                close(file)
                unlink(temporary)
                throw error
            }
            written += count
        }
        guard fsync(file) == 0, close(file) == 0 else {
            let error = failure("sync", temporary)
            unlink(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else {
            let error = failure("rename", temporary)
            unlink(temporary)
            throw error
        }
        try syncFolder(of: path)
    }

    /// Syncs the folder that holds `path`, so that a rename in it survives a loss of power.
    static func syncFolder(of path: String) throws(LedgerError) {
        let folder = parent(of: path)
        let handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { throw failure("open", folder) }
        defer { close(handle) }
        guard fsync(handle) == 0 else { throw failure("sync", folder) }
    }

    /// The bytes of the file at `path`, or nil if there is none.
    /// - Parameter limit: the largest size in bytes that is read.
    static func read(_ path: String, limit: Int) throws(LedgerError) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("open", path)
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure("inspect", path) }
        guard status.st_size <= limit else {
            throw LedgerError(
                .damaged, "The file \(path) has \(status.st_size) bytes, more than the \(limit) it may have.",
                remedy: "Restore it from a backup.")
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var done = 0
        while done < bytes.count {
            let size = bytes.count - done
            let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress! + done, size) }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("read", path)
            }
            if count == 0 { break }
            done += count
        }
        bytes.removeLast(bytes.count - done)
        return bytes
    }

    /// Makes the folder `path` if it is not there.
    static func makeFolder(_ path: String, mode: mode_t) throws(LedgerError) {
        guard mkdir(path, mode) == 0 || errno == EEXIST else { throw failure("make the folder", path) }
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The error that `errno` stands for.
    static func failure(_ verb: String, _ path: String, number: Int32 = errno) -> LedgerError {
        let reason = String(cString: strerror(number))
        switch number {
        case ENOSPC, EDQUOT:
            return LedgerError(
                .noSpace, "Could not \(verb) \(path): \(reason).",
                remedy: "Free space on that disk and try again; nothing that was acknowledged is lost.")
        case EROFS, EACCES, EPERM:
            return LedgerError(
                .directoryUnusable, "Could not \(verb) \(path): \(reason).",
                remedy: "Make the directory writable for this user, or name another with --data.")
        case ENOENT, ENOTDIR:
            return LedgerError(
                .directoryUnusable, "Could not \(verb) \(path): \(reason).",
                remedy: "Check the path given with --data; if the directory vanished, mount or restore it.")
        default:
            return LedgerError(
                .directoryUnusable, "Could not \(verb) \(path): \(reason).",
                remedy: "Check the disk and the path given with --data.")
        }
    }
}
