import Foundation

/// What the runs found, as lines of text.
package enum SeedReport {
    package static func show(_ result: SeedRuns.Result, profile: String) {
        let rate = Double(result.done) / max(result.seconds, 0.001)
        print(
            "\(result.done) seeds, profile \(profile), in \(rounded(result.seconds)) s: \(rounded(rate)) seeds a second"
        )
        for group in Tally.Group.allCases {
            guard let counts = result.tally.counts[group] else { continue }
            print("\(group.rawValue):")
            for name in counts.keys.sorted() { print("  \(counts[name] ?? 0)  \(name)") }
        }
        print("failures: \(result.failed.count)")
        for seed in result.unequal {
            print("Seed \(seed) ran differently the second time: something depends on more than the seed.")
        }
    }

    /// - Parameter command: what runs it again, up to the seed.
    package static func show(_ outcome: Simulation.Outcome, command: String, bug: String?) {
        print("\nSeed \(outcome.seed) failed:")
        for failure in outcome.failures { print("  \(failure)") }
        let planted = bug.map { " --bug \($0)" } ?? ""
        print(
            "  Again, step by step: \(command) --seed \(outcome.seed) --profile \(outcome.profile)\(planted) --print"
        )
    }

    private static func rounded(_ number: Double) -> String { String(format: "%.1f", number) }
}
