import Foundation

/// Runs flushes on a thread of its own, one at a time, when they are asked for.
///
/// `@unchecked Sendable`: everything below `condition` is used only while it is locked.
final class Flusher: @unchecked Sendable {
    private let condition = NSCondition()
    private var isDue = false
    private var isStopping = false
    private var isRunning = false
    private var failure: (any Error)?
    /// After a flush that failed: the next one reads the same streams again.
    private var pause = RetryPause()
    private let uptime: @Sendable () -> Int64
    private let mark = ThreadMark()

    /// - Parameter uptime: milliseconds of a clock that never goes back.
    init(uptime: @escaping @Sendable () -> Int64) { self.uptime = uptime }

    /// - Parameter flush: a failure loses nothing: what was not flushed stays in memory, and the next flush takes it along, which comes
    ///   a while later: ``RetryPause``.
    func start(_ flush: @escaping @Sendable () throws -> Void) {
        condition.lock()
        defer { condition.unlock() }
        let thread = Thread { [self] in mark.here { run(flush) } }
        thread.name = "triplicate views"
        thread.stackSize = 8 << 20
        isRunning = true
        thread.start()
    }

    /// Whether the caller runs on the flusher's thread: in a projection.
    var isOnItsThread: Bool { mark.isHere }

    private func run(_ flush: () throws -> Void) {
        condition.lock()
        while true {
            while !isStopping, !isDue || pause.holds(at: uptime()) {
                if isDue {
                    _ = condition.wait(until: Date(timeIntervalSinceNow: Double(pause.left(at: uptime())) / 1_000))
                } else {
                    condition.wait()
                }
            }
            if isStopping { break }
            isDue = false
            condition.unlock()
            let result = Result { try flush() }
            condition.lock()
            if case .failure(let error) = result {
                failure = error
                pause.fail(at: uptime())
            } else {
                failure = nil
                pause = RetryPause()
            }
            condition.broadcast()
        }
        isRunning = false
        condition.broadcast()
        condition.unlock()
    }

    /// Asks for a flush, and goes on. It comes at once, or after the pause where the last one failed.
    func request() {
        condition.lock()
        if !isDue {
            isDue = true
            condition.broadcast()
        }
        condition.unlock()
    }

    /// Waits as long as `condition` holds, flushes succeed, and the thread runs.
    func wait(while isNeeded: () -> Bool) {
        condition.lock()
        while isRunning, !isStopping, failure == nil, isNeeded() { condition.wait() }
        condition.unlock()
    }

    /// Why the last flush failed; nil where it succeeded.
    var lastFailure: (any Error)? {
        condition.lock()
        defer { condition.unlock() }
        return failure
    }

    /// Ends the thread after the flush that is under way.
    func stop() {
        condition.lock()
        isStopping = true
        condition.broadcast()
        while isRunning { condition.wait() }
        condition.unlock()
    }
}
