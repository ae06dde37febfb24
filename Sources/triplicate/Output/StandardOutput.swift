import Glibc
import Synchronization

/// Standard output, that remembers whether all of it was taken: what a script reads must not end early with exit code 0.
enum StandardOutput {
    private struct State {
        var waiting: [UInt8] = []
        /// The `errno` of the first write that failed; nothing is written after it.
        var failure: Int32?
    }

    private static let state = Mutex(State())

    static func write(_ text: String) {
        state.withLock { state in
            state.waiting.append(contentsOf: text.utf8)
            if state.waiting.count >= 1 << 16 { drain(&state) }
        }
    }

    /// Writes what waits.
    /// - Returns: the `errno` of the write that failed, now or before; nil if everything was taken.
    @discardableResult
    static func flush() -> Int32? {
        state.withLock { state in
            drain(&state)
            return state.failure
        }
    }

    private static func drain(_ state: inout State) {
        defer { state.waiting.removeAll(keepingCapacity: true) }
        var rest = state.waiting[...]
        while state.failure == nil, !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if written >= 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                state.failure = errno
            }
        }
    }
}

/// Prints a line on standard output, in place of the library's, which does not tell when nothing can be written.
func print(_ text: String, terminator: String = "\n") { StandardOutput.write(text + terminator) }
