import Glibc

extension DataDirectory {
    /// The bytes of a small file of the node, or nil if there is none.
    /// - Parameters:
    ///   - name: its name in the directory.
    ///   - limit: the largest size in bytes that is read.
    /// - Throws: `directoryUnusable`; `damaged` where it is longer.
    package func file(_ name: String, limit: Int) throws(LedgerError) -> [UInt8]? {
        try DurableFile.read("\(path)/\(name)", limit: limit)
    }

    /// Writes a small file of the node, readable by its owner only, so that a crash leaves the old content or the new.
    /// - Throws: `noSpace`, `directoryUnusable`; the file is then as it was.
    package func write(_ bytes: [UInt8], to name: String) throws(LedgerError) {
        try DurableFile.write(bytes, to: "\(path)/\(name)", mode: 0o600)
    }

    /// Adds a line to a file of the node, durably.
    /// - Parameter line: without its newline.
    /// - Throws: `noSpace`, `directoryUnusable`; what stood there before stands still.
    package func append(_ line: String, to name: String) throws(LedgerError) {
        let path = "\(path)/\(name)"
        let file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw DurableFile.failure("open", path) }
        defer { close(file) }
        // A line that a crash cut short must not take this one with it.
        var last: [UInt8] = [10]
        if lseek(file, -1, SEEK_END) >= 0 { _ = try DurableFile.read(file, into: &last, path: path) }
        try DurableFile.write(Array("\(last == [10] ? "" : "\n")\(line)\n".utf8), to: file, path: path)
        guard fsync(file) == 0 else { throw DurableFile.failure("sync", path) }
        try DurableFile.syncFolder(of: path)
    }
}
