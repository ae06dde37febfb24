import Foundation
import Glibc
import Ledger
import Synchronization

/// One line on standard error that shows how far long work has come; nothing where that is no terminal.
final class ProgressLine: Sendable {
    private struct State {
        var shownAt = 0.0
        var isShown = false
    }

    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let startedAt = ProgressLine.now
    private let state = Mutex(State())

    private static var now: Double { ProcessInfo.processInfo.systemUptime }

    /// Shows the progress, ten times a second at most and not in the first half second.
    func show(_ progress: Ledger.Progress) {
        guard isTerminal else { return }
        let now = Self.now
        state.withLock { state in
            guard now - startedAt > 0.5, now - state.shownAt > 0.1 || progress.done == progress.total else { return }
            state.shownAt = now
            state.isShown = true
            write("\r\u{1b}[K\(Self.text(progress))")
        }
    }

    /// Takes the line away.
    func finish() {
        state.withLock { state in
            guard state.isShown else { return }
            state.isShown = false
            write("\r\u{1b}[K")
        }
    }

    private static func text(_ progress: Ledger.Progress) -> String {
        guard progress.total > 0 else { return "\(progress.label) \(progress.done)" }
        let share = min(1, Double(progress.done) / Double(progress.total))
        let filled = Int(share * 30)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
        return "\(progress.label) \(bar) \(Int(share * 100)) %  \(progress.done) of \(progress.total)"
    }

    private func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
