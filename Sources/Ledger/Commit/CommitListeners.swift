import Synchronization

/// Who is told of each commit.
final class CommitListeners: Sendable {
    private struct Listeners {
        var last: UInt64 = 0
        var bodies: [UInt64: @Sendable () -> Void] = [:]
    }

    private let listeners = Mutex(Listeners())

    /// - Returns: the number by which it is taken away again.
    func add(_ body: @escaping @Sendable () -> Void) -> UInt64 {
        listeners.withLock { listeners in
            listeners.last += 1
            listeners.bodies[listeners.last] = body
            return listeners.last
        }
    }

    func remove(_ number: UInt64) { listeners.withLock { _ = $0.bodies.removeValue(forKey: number) } }

    func tell() {
        for body in listeners.withLock({ Array($0.bodies.values) }) { body() }
    }
}

/// That somebody is told of a ledger's commits: until it is cancelled, or goes.
public final class GrowthSubscription: Sendable {
    private let listeners: CommitListeners?
    private let number: UInt64

    init(_ listeners: CommitListeners?, _ body: @escaping @Sendable () -> Void) {
        self.listeners = listeners
        number = listeners?.add(body) ?? 0
    }

    deinit { cancel() }

    /// Ends it. A call that is under way goes on. Idempotent.
    public func cancel() { listeners?.remove(number) }
}
