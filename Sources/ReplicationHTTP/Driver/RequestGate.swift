/// How many requests a node has under way at a time, over all its mirrors: first come, first served.
actor RequestGate {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(limit: Int) { free = limit }

    /// Runs `body` when there is room.
    func pass<R: Sendable>(_ body: @Sendable () async -> R) async -> R {
        if free > 0 { free -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
        let result = await body()
        // The place goes to the next one in the line, or becomes free.
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
        return result
    }
}
