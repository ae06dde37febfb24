import Claims
public import ClaimsLedger
import Dispatch
import Ledger
public import Logging
import Synchronization

/// Lets a served node do what it does by itself, after each commit of own or mirrored entries.
///
/// On a thread of its own, one run at a time; what comes during a run is done by the next one.
public final class Reacting: Sendable {
    private let node: Node
    private let log: Logger
    private let queue = DispatchQueue(label: "triplicate reactor")
    private let isWaiting = Atomic(false)
    private let isStopped = Atomic(false)
    private let growth = Mutex<GrowthSubscription?>(nil)

    public init(_ node: Node, log: Logger) {
        self.node = node
        self.log = log
    }

    /// Begins with what waits already. To be called once the node may append.
    public func start() {
        let subscription = node.ledger.whenGrown { [weak self] in self?.wake() }
        growth.withLock { $0 = subscription }
        wake()
    }

    /// Waits for a run that is under way; none follows.
    public func stop() async {
        growth.withLock { $0 = nil }
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
