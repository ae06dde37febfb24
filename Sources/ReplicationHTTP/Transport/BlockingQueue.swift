import Dispatch

/// Threads for calls that wait for the disk: Swift's own threads are two, and never wait.
public struct BlockingQueue: Sendable {
    private let queue: DispatchQueue

    /// - Parameter label: what a debugger shows.
    public init(_ label: String) {
        queue = DispatchQueue(label: label, attributes: .concurrent)
    }

    /// Runs `body` on a thread of its own and waits for it without a thread. It runs to its end also where the caller is cancelled.
    public func run<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}
