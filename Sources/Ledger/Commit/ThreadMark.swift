import Glibc
import Synchronization

/// Tells a thread apart from others, while it runs: what waits for its end must not run on it.
final class ThreadMark: Sendable {
    private let thread = Atomic<UInt>(0)

    /// Marks the thread while `body` runs.
    func here(_ body: () -> Void) {
        thread.store(UInt(pthread_self()), ordering: .releasing)
        body()
        thread.store(0, ordering: .releasing)
    }

    /// Whether the caller runs on the marked thread.
    var isHere: Bool { thread.load(ordering: .acquiring) == UInt(pthread_self()) }
}
