import Glibc
import Synchronization

/// Small files written so that a crash leaves either the old content or the new, never a mixture.
enum DurableFile {
    /// Numbers the temporary files of this process, so that two writers of one file do not meet.
    private static let temporaries = Atomic<UInt64>(0)

    /// Writes `bytes` to a new file, syncs it, renames it to `path` and syncs the folder.
    /// - Parameter workshop: the folder where the new file is made; the one of `path` where nil.
    /// - Throws: `LedgerError` (`noSpace`, `directoryUnusable`); the file at `path` is then as it was.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t, workshop: String? = nil) throws(LedgerError) {
        let name = "\(getpid())-\(temporaries.add(1, ordering: .relaxed).newValue).part"
        let temporary = workshop.map { "\($0)/\(name)" } ?? "\(path).\(name)"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard file >= 0 else { throw failure("create", temporary) }
        do throws(LedgerError) {
            try write(bytes, to: file, path: temporary)
            guard fsync(file) == 0 else { throw failure("sync", temporary) }
        } catch {
            close(file)
            unlink(temporary)
            throw error
        }
        close(file)
        guard rename(temporary, path) == 0 else {
            let error = failure("rename", temporary)
            unlink(temporary)
            throw error
        }
        try syncFolder(of: path)
    }

    /// Writes all of `bytes` at the file's present place.
    static func write(_ bytes: [UInt8], to file: Int32, path: String) throws(LedgerError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress! + written, bytes.count - written) }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("write", path)
            }
            written += count
        }
    }

    /// Syncs the folder that holds `path`, so that a new name in it survives a loss of power.
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
        let done = try read(file, into: &bytes, path: path)
        bytes.removeLast(bytes.count - done)
        return bytes
    }

    /// Fills `bytes` from the file's present place on.
    /// - Returns: how many bytes there were.
    static func read(_ file: Int32, into bytes: inout [UInt8], path: String) throws(LedgerError) -> Int {
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
        return done
    }

    /// The size of the file at `path` in bytes, or nil if there is none.
    static func size(of path: String) throws(LedgerError) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw failure("inspect", path)
        }
        return Int(status.st_size)
    }

    /// Makes the folder `path` if it is not there, durably.
    static func makeFolder(_ path: String, mode: mode_t) throws(LedgerError) {
        guard mkdir(path, mode) == 0 || errno == EEXIST else { throw failure("make the folder", path) }
        // Also where it was there: the call that made it may have failed before its name was durable.
        try syncFolder(of: path)
    }

    /// The names in a folder, in no order; none where there is no such folder.
    static func names(in folder: String) throws(LedgerError) -> [String] {
        guard let handle = opendir(folder) else {
            if errno == ENOTDIR || errno == ENOENT { return [] }
            throw failure("list", folder)
        }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether the file at `path` has no room left to speak of: less than 1 MiB on its disk, or within this process's limit.
    static func isFull(_ path: String) -> Bool {
        let least: UInt64 = 1 << 20
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0, let size = try? size(of: path),
            UInt64(size) + least > UInt64(limit.rlim_cur)
        {
            return true
        }
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return false }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize) < least
    }

    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The error that `errno` stands for.
    static func failure(_ verb: String, _ path: String, number: Int32 = errno) -> LedgerError {
        let reason = String(cString: strerror(number))
        switch number {
        case ENOSPC, EDQUOT, EFBIG:
            return LedgerError(
                .noSpace, "Could not \(verb) \(path): \(reason).",
                remedy: "Free space on that disk and try again; nothing that was acknowledged is lost.")
        case EROFS, EACCES, EPERM:
            return LedgerError(
                .directoryUnusable, "Could not \(verb) \(path): \(reason).",
                remedy: number == EROFS
                    ? "Its file system may not be written: mount it so, or name another place. If it was writable before, look into the kernel's log for the disk."
                    : "Give this user the right to read and write it and its folder, or name another place.")
        case EISDIR:
            return LedgerError(
                .directoryUnusable, "Could not \(verb) \(path): \(reason).", remedy: "Name a file: this is a folder.")
        case ENOENT, ENOTDIR:
            return LedgerError(
                .directoryUnusable, "Could not \(verb) \(path): \(reason).",
                remedy:
                    "Check the path, and that the folder which it names is there; if a node's directory vanished, mount or restore it."
            )
        default:
            return LedgerError(
                .directoryUnusable, "Could not \(verb) \(path): \(reason).",
                remedy:
                    "Look into the kernel's log (dmesg) for that disk, and at the limits of this process (ulimit); then run the same command again."
            )
        }
    }
}
