/// How many requests a node has under way at a time: over all its mirrors, and for each of them, so that a log that answers slowly
/// takes its own share only. First come, first served among those whose share is not used up.
actor RequestGate {
    private struct Waiting {
        let owner: String
        let continuation: CheckedContinuation<Void, Never>
    }

    private let share: Int
    private var free: Int
    private var held: [String: Int] = [:]
    private var waiting: [Waiting] = []

    /// - Parameters:
    ///   - limit: over all owners.
    ///   - share: of one owner; as many as ``HTTPPeer`` has connections to one node.
    init(limit: Int, share: Int = 8) {
        free = limit
        self.share = min(limit, share)
    }

    /// Runs `body` when there is room.
    /// - Parameter owner: whose share it is of: a log's origin.
    func pass<R: Sendable>(for owner: String, _ body: @Sendable () async -> R) async -> R {
        if free > 0, held[owner, default: 0] < share {
            take(owner)
        } else {
            await withCheckedContinuation { waiting.append(Waiting(owner: owner, continuation: $0)) }
        }
        let result = await body()
        leave(owner)
        return result
    }

    private func take(_ owner: String) {
        free -= 1
        held[owner, default: 0] += 1
    }

    /// The place goes to the first in the line that may have it, or becomes free. Before it, nobody in the line could go: so one can now.
    private func leave(_ owner: String) {
        free += 1
        held[owner] = held[owner].flatMap { $0 > 1 ? $0 - 1 : nil }
        guard let next = waiting.firstIndex(where: { held[$0.owner, default: 0] < share }) else { return }
        let first = waiting.remove(at: next)
        take(first.owner)
        first.continuation.resume()
    }
}
