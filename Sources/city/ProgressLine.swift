import Foundation
import Glibc
import Ledger
import Synchronization

/// One line on standard error that shows how far it is; nothing where that is no terminal.
final class ProgressLine: Sendable {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let shownAt = Mutex(0.0)

    func show(_ progress: Ledger.Progress) {
        guard isTerminal else { return }
        let now = ProcessInfo.processInfo.systemUptime
        let isDue = shownAt.withLock { shownAt in
            guard now - shownAt > 0.1 else { return false }
            shownAt = now
            return true
        }
        let total = progress.total > 0 ? " of about \(progress.total)" : ""
        if isDue { write("\r\u{1b}[K\(progress.label): \(progress.done)\(total)") }
    }

    func finish() {
        if isTerminal { write("\r\u{1b}[K") }
    }

    private func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
