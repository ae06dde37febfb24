import Claims
public import ClaimsLedger
import Dispatch
import Ledger
public import Logging
import Synchronization

/// Lets a served node do what it does by itself, after each commit of own or mirrored entries, and when a day begins by the node's clock:
/// some of it waits for a day.
///
/// On a thread of its own, one run at a time; what comes during a run is done by the next one.
public final class Reacting: Sendable {
    private let node: Node
    private let log: Logger
    private let queue = DispatchQueue(label: "triplicate reactor")
    private let isWaiting = Atomic(false)
    private let isStopped = Atomic(false)
    private let growth = Mutex<GrowthSubscription?>(nil)
    private let days = Mutex<Task<Void, Never>?>(nil)
    private let sleep: @Sendable (Duration) async throws -> Void

    public convenience init(_ node: Node, log: Logger) {
        self.init(node, log: log) { try await Task.sleep(for: $0) }
    }

    /// - Parameter sleep: how it waits for the next day.
    init(_ node: Node, log: Logger, sleep: @escaping @Sendable (Duration) async throws -> Void) {
        self.node = node
        self.log = log
        self.sleep = sleep
    }

    /// Begins with what waits already. To be called once the node may append.
    public func start() {
        let subscription = node.ledger.whenGrown { [weak self] in self?.wake() }
        growth.withLock { $0 = subscription }
        // Before the first run: a day that begins meanwhile is seen.
        let today = node.today
        days.withLock { days in
            days = Task { [weak self, sleep] in
                var day = today
                while !Task.isCancelled, let pause = self?.look(&day) {
                    guard (try? await sleep(pause)) != nil else { return }
                }
            }
        }
        wake()
    }

    /// Wakes it where another day has begun.
    /// - Returns: until when to look again: until the next day begins, or less, since clocks are set and machines sleep.
    private func look(_ day: inout CalendarDate) -> Duration {
        let now = node.now()
        let today = CalendarDate(instant: now)
        if today != day {
            day = today
            wake()
        }
        return .milliseconds(max(1, min(today.adding(days: 1).startOfDay - now, ServerLimit.daySeconds * 1_000)))
    }

    /// Waits for a run that is under way; none follows.
    public func stop() async {
        growth.withLock { $0 = nil }
        days.withLock { $0 }?.cancel()
        isStopped.store(true, ordering: .releasing)
        await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
    }

    private func wake() {
        guard !isWaiting.exchange(true, ordering: .acquiringAndReleasing) else { return }
        queue.async { [self] in
            // What is committed from here on wakes it again.
            isWaiting.store(false, ordering: .sequentiallyConsistent)
            guard !isStopped.load(ordering: .acquiring) else { return }
            do {
                let reactions = try node.react()
                // The answer in the log of entries names the rule alone: what is wrong in this case stays with the center.
                for (stream, refusal) in reactions.refused {
                    log.notice("\(stream) was answered by a rule: \(refusal)")
                }
                for failure in reactions.failures {
                    log.error("\(failure.stream) was not answered: \(failure.error)")
                }
            } catch {
                log.error("Nothing was answered: \(error)")
            }
        }
    }
}
