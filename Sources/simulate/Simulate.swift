import ArgumentParser
import Foundation
import Simulation

/// Runs seeded federations and says what it found.
@main
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract:
            "Runs whole federations on a seeded clock, network and disk, and checks that nothing is lost, leaked or forked.",
        discussion: "Exits with 1 if a run failed or a planted bug was not found. Docs/simulation.md says more.")

    @Option(help: "How many seeds to run (default: 1000, or 1 with --print).")
    var seeds: Int?

    @Option(help: "The first seed.")
    var seed: UInt64 = 1

    @Option(help: "mixed, or one of: \(SimulationProfile.named.map(\.name).joined(separator: ", ")).")
    var profile = "mixed"

    @Option(help: "How many runs at once.")
    var jobs = ProcessInfo.processInfo.activeProcessorCount

    @Option(help: "Plants a bug in every node: \(PlantedBug.allCases.map(\.rawValue).joined(separator: ", ")).")
    var bug: String?

    @Flag(inversion: .prefixedNo, help: "Also plant each bug, to see that it is found.")
    var bugs = true

    @Flag(help: "Run each seed twice, and compare.")
    var twice = false

    @Flag(help: "Write every step of the runs, one run after the other.")
    var print = false

    func validate() throws {
        guard (seeds ?? 1) > 0 else { throw ValidationError("--seeds takes a number greater than 0.") }
        guard jobs > 0 else { throw ValidationError("--jobs takes a number greater than 0.") }
        guard profile == "mixed" || SimulationProfile.named.contains(where: { $0.name == profile }) else {
            throw ValidationError("There is no profile “\(profile)”; see --help.")
        }
        if let bug, PlantedBug(rawValue: bug) == nil {
            throw ValidationError("There is no bug “\(bug)” to plant; see --help.")
        }
    }

    func run() throws {
        let planted = bug.flatMap(PlantedBug.init(rawValue:))
        if print {
            try printRuns(planted)
            return
        }
        let runs = SeedRuns(first: seed, count: seeds ?? 1000, jobs: jobs, twice: twice) { [profile] seed in
            try Simulation.run(seed: seed, profile: Self.profile(named: profile, seed: seed), bug: planted)
        }
        let result = runs.result(label: "seeds")
        SeedReport.show(result, profile: profile)
        for failed in result.failed.prefix(10) {
            SeedReport.show(failed, command: "Scripts/simulate", bug: planted?.rawValue)
        }
        var isWell = result.failed.isEmpty && result.unequal.isEmpty
        if planted != nil { isWell = true }
        if bugs, planted == nil { isWell = findBugs() && isWell }
        if !isWell { throw ExitCode(1) }
    }

    private func printRuns(_ bug: PlantedBug?) throws {
        var isWell = true
        for offset in 0..<UInt64(seeds ?? 1) {
            let outcome = try Simulation.run(
                seed: seed + offset, profile: Self.profile(named: profile, seed: seed + offset), bug: bug,
                prints: true)
            if !outcome.failures.isEmpty { isWell = false }
        }
        if !isWell { throw ExitCode(1) }
    }

    private static func profile(named name: String, seed: UInt64) -> SimulationProfile {
        SimulationProfile.named.first { $0.name == name } ?? SimulationProfile.mixed(seed: seed)
    }

    /// Plants each bug and looks for the first seed that shows it.
    private func findBugs() -> Bool {
        Swift.print("\nPlanted bugs")
        var isWell = true
        for bug in PlantedBug.allCases {
            let runs = SeedRuns(first: seed, count: bug.seedsToFind, jobs: jobs, stopsAtFailure: true) {
                [profile] seed in
                try Simulation.run(seed: seed, profile: Self.profile(named: profile, seed: seed), bug: bug)
            }
            let result = runs.result(label: bug.rawValue)
            if let first = result.failed.first {
                Swift.print("  \(bug.rawValue): found at seed \(first.seed): \(first.failures.first ?? "")")
            } else {
                isWell = false
                Swift.print("  \(bug.rawValue): NOT FOUND in \(bug.seedsToFind) seeds: a check sees nothing")
            }
        }
        return isWell
    }
}
