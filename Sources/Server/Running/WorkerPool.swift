import Foundation

/// Threads of one's own for what reads and waits for the disk: Swift's cooperative threads, of which there are as many as processors,
/// are never kept waiting. What waits is bounded.
final class WorkerPool: @unchecked Sendable {
    // Everything below is touched under the condition's lock only.
    private let condition = NSCondition()
    private var jobs: [@Sendable () -> Void] = []
    private var first = 0
    private var isClosed = false
    private let limit: Int

    /// - Parameters:
    ///   - threads: how many jobs run at a time.
    ///   - limit: how many wait at most.
    init(name: String, threads: Int, limit: Int) {
        self.limit = limit
        for number in 0..<threads {
            let thread = Thread { [self] in work() }
            thread.name = "\(name)-\(number)"
            thread.start()
        }
    }

    /// Runs a job soon.
    /// - Returns: false where too many wait, or the pool is closed: it will not run.
    func run(_ job: @escaping @Sendable () -> Void) -> Bool { add(job, limit: limit) }

    /// Runs what finishes a job that was taken before, however many wait.
    func finish(_ job: @escaping @Sendable () -> Void) {
        if !add(job, limit: .max) { job() }
    }

    private func add(_ job: @escaping @Sendable () -> Void, limit: Int) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        guard !isClosed, jobs.count - first < limit else { return false }
        jobs.append(job)
        condition.signal()
        return true
    }

    /// Runs `body` on one of the threads, without keeping this one.
    /// - Throws: `ServerError` `busy` where too many wait; what `body` throws.
    func callAsFunction<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            if !run({ continuation.resume(with: Result(catching: body)) }) {
                continuation.resume(throwing: ServerError.busy)
            }
        }
    }

    /// Jobs that wait.
    var waiting: Int {
        condition.lock()
        defer { condition.unlock() }
        return jobs.count - first
    }

    /// Takes no more jobs; those that wait are still done.
    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }

    private func work() {
        condition.lock()
        while true {
            if first < jobs.count {
                let job = jobs[first]
                jobs[first] = {}
                first += 1
                if first == jobs.count || first > 1_024 {
                    jobs.removeFirst(first)
                    first = 0
                }
                condition.unlock()
                job()
                condition.lock()
            } else if isClosed {
                break
            } else {
                condition.wait()
            }
        }
        condition.unlock()
    }
}
