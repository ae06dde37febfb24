import Glibc

/// The lock that makes one process the only writer of a data directory.
///
/// An advisory `flock` on the file `lock`: the kernel frees it when the process ends, however it ends.
struct WriterLock: ~Copyable, Sendable {
    private let file: Int32

    /// Takes the lock, or refuses and names the process that has it.
    init(directory: String) throws(LedgerError) {
        let path = "\(directory)/lock"
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw DurableFile.failure("open", path) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let number = errno
            var buffer = [UInt8](repeating: 0, count: 32)
            let count = buffer.withUnsafeMutableBytes { pread(file, $0.baseAddress!, 32, 0) }
            close(file)
            guard number == EWOULDBLOCK else { throw DurableFile.failure("lock", path, number: number) }
            let holder = String(decoding: buffer[..<max(0, count)], as: UTF8.self).filter(\.isNumber)
            throw LedgerError(
                .secondWriter,
                "The data directory \(directory) is being written by another process\(holder.isEmpty ? "" : " (\(holder))").",
                remedy: "Wait until it ends, or stop it; reading commands work meanwhile.")
        }
        ftruncate(file, 0)
        let mark = Array("\(getpid())\n".utf8)
        _ = mark.withUnsafeBytes { pwrite(file, $0.baseAddress!, mark.count, 0) }
        self.file = file
    }

    /// Gives the lock back, as releasing the value does.
    consuming func release() {}

    deinit {
        // Closing alone would not do while a child that is being started still has the descriptor.
        flock(file, LOCK_UN)
        close(file)
    }
}
