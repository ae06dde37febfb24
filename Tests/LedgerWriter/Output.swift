import Glibc

/// Lines that are in the pipe when the call returns: they outlive the process that is killed next.
enum Output {
    static func line(_ text: String) {
        let bytes = Array("\(text)\n".utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { write(1, $0.baseAddress! + done, bytes.count - done) }
            if count < 0, errno != EINTR { exit(3) }
            done += max(0, count)
        }
    }
}
