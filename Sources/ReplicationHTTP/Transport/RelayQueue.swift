/// Where requests to nodes that cannot be reached wait until they come for them.
///
/// The server's route `POST /api/v1/relay` calls ``exchange(origins:answers:waitSeconds:)``; mirrors ask through ``RelayPeer``. Bounded:
/// a request that nobody fetches or answers ends with its sender's time limit.
public actor RelayQueue {
    /// Requests that may wait for one node.
    public static let maximumWaiting = 64
    /// Requests that are given to a node at a time.
    private static let maximumTaken = 16

    private struct Waiting {
        let request: RelayRequest
        let limit: Int
        var isTaken = false
        let continuation: CheckedContinuation<PeerAnswer, any Error>
    }

    private struct Desk {
        /// The ids in the order in which they came.
        var order: [String] = []
        var waiting: [String: Waiting] = [:]
        var lastCall: ContinuousClock.Instant?
    }

    /// A node's call that waits for something to be asked.
    private struct Wait {
        let origins: Set<String>
        let continuation: CheckedContinuation<Void, Never>
    }

    private var desks: [String: Desk] = [:]
    private var waits: [UInt64: Wait] = [:]
    private var lastNumber: UInt64 = 0

    public init() {}

    /// Whether the node of this origin has called within the last minute.
    public func isConnected(_ origin: String) -> Bool {
        desks[origin]?.lastCall.map { $0.duration(to: .now) < .seconds(60) } ?? false
    }

    /// Takes in what a node answers, waits until somebody wants something of it, and gives it that.
    ///
    /// - Parameters:
    ///   - origins: the origins of the caller's tokens: those that it has proved to be.
    ///   - answers: to requests that it took before; others are passed over.
    ///   - waitSeconds: the longest wait.
    public func exchange(origins: [String], answers: [RelayAnswer], waitSeconds: Int = 25) async -> [RelayRequest] {
        for origin in origins { take(answers, of: origin) }
        for origin in origins { desks[origin, default: Desk()].lastCall = .now }
        if !origins.contains(where: { hasWork($0) }) { await waitForWork(origins, seconds: waitSeconds) }
        return origins.flatMap { give($0) }
    }

    /// Puts a request before the node of this origin and waits for its answer, until the caller is cancelled.
    func ask(_ request: RelayRequest, of origin: String, limit: Int) async throws -> PeerAnswer {
        guard desks[origin]?.waiting.count ?? 0 < Self.maximumWaiting else {
            throw PeerFailure.unreachable("\(Self.maximumWaiting) requests wait already for \(origin) to fetch them")
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                desks[origin, default: Desk()].order.append(request.id)
                desks[origin, default: Desk()].waiting[request.id] = Waiting(
                    request: request, limit: limit, continuation: continuation)
                wake(origin)
            }
        } onCancel: {
            Task { await self.giveUp(request.id, origin) }
        }
    }

    private func hasWork(_ origin: String) -> Bool {
        desks[origin]?.waiting.values.contains { !$0.isTaken } ?? false
    }

    private func take(_ answers: [RelayAnswer], of origin: String) {
        for answer in answers {
            guard let waiting = desks[origin]?.waiting[answer.id], waiting.isTaken else { continue }
            remove(answer.id, origin)
            if answer.body.count > waiting.limit {
                waiting.continuation.resume(throwing: PeerFailure.oversized(limit: waiting.limit))
            } else {
                waiting.continuation.resume(returning: PeerAnswer(status: answer.status, body: Array(answer.body)))
            }
        }
    }

    private func give(_ origin: String) -> [RelayRequest] {
        guard let desk = desks[origin] else { return [] }
        let ids = desk.order.filter { desk.waiting[$0]?.isTaken == false }.prefix(Self.maximumTaken)
        for id in ids { desks[origin]?.waiting[id]?.isTaken = true }
        return ids.compactMap { desk.waiting[$0]?.request }
    }

    private func giveUp(_ id: String, _ origin: String) {
        guard let waiting = desks[origin]?.waiting[id] else { return }
        remove(id, origin)
        waiting.continuation.resume(throwing: CancellationError())
    }

    private func remove(_ id: String, _ origin: String) {
        desks[origin]?.waiting[id] = nil
        desks[origin]?.order.removeAll { $0 == id }
    }

    /// One call waits for all origins of a node: a request to any of them wakes it.
    private func waitForWork(_ origins: [String], seconds: Int) async {
        lastNumber += 1
        let number = lastNumber
        let timer = Task {
            try? await Task.sleep(for: .seconds(seconds))
            self.endWait(number)
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                waits[number] = Wait(origins: Set(origins), continuation: continuation)
                // A node calls once at a time: an older call of it is over, whatever became of its connection.
                for (older, wait) in waits where older != number && !wait.origins.isDisjoint(with: origins) {
                    endWait(older)
                }
            }
        } onCancel: {
            Task { await self.endWait(number) }
        }
        timer.cancel()
    }

    private func endWait(_ number: UInt64) { waits.removeValue(forKey: number)?.continuation.resume() }

    private func wake(_ origin: String) {
        for (number, wait) in waits where wait.origins.contains(origin) { endWait(number) }
    }
}
