import Synchronization

/// Requests for a checkpoint that wait for the log to grow (`Prefer: wait`, RFC 7240).
///
/// One that waits keeps no thread. So many may wait, and so many of one address other than this machine's own; whoever comes beyond that is
/// answered at once, and asks again when it likes.
final class HeadWaits: Sendable {
    /// What ended a wait.
    enum Outcome: String, CaseIterable, Sendable {
        /// The log has another head.
        case grown
        /// The time is over.
        case over
        /// Too many wait, or the server is being stopped.
        case refused
        /// The server is being stopped, or nobody waits for the answer any more.
        case ended
    }

    private struct Wait {
        let origin: String
        let tag: String
        let address: String
        let continuation: CheckedContinuation<Outcome, Never>
        var timer: Task<Void, Never>?
    }

    private struct State {
        var waits: [UInt64: Wait] = [:]
        var last: UInt64 = 0
        var addresses: [String: Int] = [:]
        var isClosed = false
        var ended: [Outcome: UInt64] = [:]

        mutating func take(_ number: UInt64, _ outcome: Outcome) -> Wait? {
            guard let wait = waits.removeValue(forKey: number) else { return nil }
            ended[outcome, default: 0] += 1
            let left = addresses[wait.address, default: 1] - 1
            addresses[wait.address] = left > 0 ? left : nil
            return wait
        }
    }

    private let limit: Int
    private let share: Int
    private let state = Mutex(State())
    private let count = Atomic<Int>(0)
    private let commits = Atomic<UInt64>(0)

    /// - Parameters:
    ///   - limit: requests that may wait at a time.
    ///   - share: the same, of one address.
    init(limit: Int = ServerLimit.headWaiting, share: Int = ServerLimit.headAddressWaiting) {
        self.limit = limit
        self.share = share
    }

    /// How many commits there have been: to be read before the head that is waited past.
    var generation: UInt64 { commits.load(ordering: .sequentiallyConsistent) }

    /// Whether the server is being stopped.
    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// How many wait.
    var waiting: Int { count.load(ordering: .sequentiallyConsistent) }

    /// What ended how many waits since the start.
    var ended: [(outcome: Outcome, count: UInt64)] {
        let ended = state.withLock { $0.ended }
        return Outcome.allCases.map { ($0, ended[$0] ?? 0) }
    }

    /// Waits until the log has another head than that of a tag.
    ///
    /// - Parameters:
    ///   - tag: of the head that was read after `generation` was.
    ///   - address: whose share it is of.
    ///   - look: sees to it that ``wake(_:)`` is called soon: the log may have grown since it was read.
    func wait(
        for origin: String, past tag: String, since generation: UInt64, from address: String, seconds: Double,
        look: @Sendable () -> Void
    ) async -> Outcome {
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let wait = Wait(origin: origin, tag: tag, address: address, continuation: continuation)
                guard begin(number, wait) else { return continuation.resume(returning: .refused) }
                let timer = Task {
                    try? await Task.sleep(for: .seconds(seconds))
                    if !Task.isCancelled { self.end(number, .over) }
                }
                // It may have ended meanwhile.
                let isWaiting = state.withLock { state in
                    state.waits[number]?.timer = timer
                    return state.waits[number] != nil
                }
                if !isWaiting { timer.cancel() }
                if self.generation != generation { look() }
                // Cancelled before it could be found.
                if Task.isCancelled { end(number, .ended) }
            }
        } onCancel: {
            end(number, .ended)
        }
    }

    private func begin(_ number: UInt64, _ wait: Wait) -> Bool {
        state.withLock { state in
            let isFull =
                state.waits.count >= limit
                || !Asked.isFromHere(wait.address) && state.addresses[wait.address, default: 0] >= share
            guard !state.isClosed, !isFull else {
                state.ended[.refused, default: 0] += 1
                return false
            }
            // Before the caller looks at the commits again: a commit from here on finds that somebody waits.
            count.add(1, ordering: .sequentiallyConsistent)
            state.waits[number] = wait
            state.addresses[wait.address, default: 0] += 1
            return true
        }
    }

    /// Something was committed.
    /// - Returns: whether anybody waits.
    func committed() -> Bool {
        commits.add(1, ordering: .sequentiallyConsistent)
        return waiting > 0
    }

    /// Ends the waits for logs that have another head now.
    /// - Parameter tag: that of a log's head.
    func wake(_ tag: (_ origin: String) -> String?) {
        for origin in state.withLock({ Set($0.waits.values.map(\.origin)) }) {
            let now = tag(origin)
            end(.grown) { $0.origin == origin && $0.tag != now }
        }
    }

    /// Ends all waits; nobody waits from now on.
    func close() {
        state.withLock { $0.isClosed = true }
        end(.ended) { _ in true }
    }

    private func end(_ number: UInt64, _ outcome: Outcome) {
        let wait = state.withLock { $0.take(number, outcome) }
        if let wait { finish(wait, outcome) }
    }

    private func end(_ outcome: Outcome, where isMeant: (Wait) -> Bool) {
        let ended = state.withLock { state in
            state.waits.filter { isMeant($0.value) }.keys.compactMap { state.take($0, outcome) }
        }
        for wait in ended { finish(wait, outcome) }
    }

    private func finish(_ wait: Wait, _ outcome: Outcome) {
        count.subtract(1, ordering: .sequentiallyConsistent)
        wait.timer?.cancel()
        wait.continuation.resume(returning: outcome)
    }
}
