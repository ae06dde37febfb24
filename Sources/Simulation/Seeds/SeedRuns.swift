import Dispatch
import Foundation
import Synchronization

/// Many runs, several at once.
package struct SeedRuns: Sendable {
    package let first: UInt64
    package let count: Int
    package let jobs: Int
    package let twice: Bool
    package let stopsAtFailure: Bool
    /// Runs a seed.
    package let run: @Sendable (UInt64) throws -> Simulation.Outcome

    package struct Result: Sendable {
        package var done = 0
        package var tally = Tally()
        /// Ascending by seed.
        package var failed: [Simulation.Outcome] = []
        /// Seeds whose second run was another.
        package var unequal: [UInt64] = []
        package var seconds = 0.0
    }

    package init(
        first: UInt64, count: Int, jobs: Int, twice: Bool = false, stopsAtFailure: Bool = false,
        run: @escaping @Sendable (UInt64) throws -> Simulation.Outcome
    ) {
        self.first = first
        self.count = count
        self.jobs = jobs
        self.twice = twice
        self.stopsAtFailure = stopsAtFailure
        self.run = run
    }

    private struct Progress: Sendable {
        var next = 0
        var result = Result()
    }

    package func result(label: String) -> Result {
        let start = ProcessInfo.processInfo.systemUptime
        let progress = Mutex(Progress())
        let line = ProgressLine(label: label, total: count)
        DispatchQueue.concurrentPerform(iterations: jobs) { _ in
            while let offset = take(progress) {
                let outcomes = runs(first + UInt64(offset))
                let done = progress.withLock { progress in
                    progress.result.done += 1
                    if let outcome = outcomes.first {
                        progress.result.tally.add(outcome.tally)
                        if !outcome.failures.isEmpty { progress.result.failed.append(outcome) }
                        if outcomes.contains(where: { $0 != outcome }) { progress.result.unequal.append(outcome.seed) }
                    }
                    return progress.result.done
                }
                line.show(done)
            }
        }
        line.finish()
        var result = progress.withLock { $0.result }
        result.failed.sort { $0.seed < $1.seed }
        result.unequal.sort()
        result.seconds = ProcessInfo.processInfo.systemUptime - start
        return result
    }

    private func take(_ progress: borrowing Mutex<Progress>) -> Int? {
        progress.withLock { progress in
            guard progress.next < count, !stopsAtFailure || progress.result.failed.isEmpty else { return nil }
            progress.next += 1
            return progress.next - 1
        }
    }

    private func runs(_ seed: UInt64) -> [Simulation.Outcome] {
        (0..<(twice ? 2 : 1)).map { _ in
            do { return try run(seed) } catch {
                return Simulation.Outcome(
                    seed: seed, profile: "none", failures: ["It did not run: \(error)"], tally: Tally(), trace: 0)
            }
        }
    }
}
