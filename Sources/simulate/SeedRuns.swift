import Dispatch
import Foundation
import Simulation
import Synchronization

/// Many runs, several at once.
struct SeedRuns {
    let first: UInt64
    let count: Int
    let profile: String
    let bug: PlantedBug?
    let jobs: Int
    let twice: Bool
    var stopsAtFailure = false

    struct Result: Sendable {
        var done = 0
        var tally = Tally()
        /// Ascending by seed.
        var failed: [Simulation.Outcome] = []
        /// Seeds whose second run was another.
        var unequal: [UInt64] = []
        var seconds = 0.0
    }

    private struct Progress: Sendable {
        var next = 0
        var result = Result()
    }

    static func profile(named name: String, seed: UInt64) -> SimulationProfile {
        SimulationProfile.named.first { $0.name == name } ?? SimulationProfile.mixed(seed: seed)
    }

    func run(label: String) -> Result {
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
        (0..<(twice ? 2 : 1)).compactMap { _ in
            try? Simulation.run(seed: seed, profile: Self.profile(named: profile, seed: seed), bug: bug)
        }
    }
}
