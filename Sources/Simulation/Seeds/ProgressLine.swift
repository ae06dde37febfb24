import Foundation
import Glibc
import Synchronization

/// One line on standard error that shows how far the runs are; nothing where that is no terminal.
final class ProgressLine: Sendable {
    private let label: String
    private let total: Int
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let shownAt = Mutex(0.0)

    init(label: String, total: Int) {
        self.label = label
        self.total = total
    }

    func show(_ done: Int) {
        guard isTerminal else { return }
        let now = ProcessInfo.processInfo.systemUptime
        let isDue = shownAt.withLock { shownAt in
            guard now - shownAt > 0.1 else { return false }
            shownAt = now
            return true
        }
        if isDue { write("\r\u{1b}[K\(label): \(done) of \(total)") }
    }

    func finish() {
        if isTerminal { write("\r\u{1b}[K") }
    }

    private func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
