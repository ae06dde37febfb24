/// Whole federations on a seeded clock, network and disk: the same seed gives the same run, on every machine.
///
/// ```swift
/// let outcome = try Simulation.run(seed: 7, profile: .all)
/// precondition(outcome.failures.isEmpty)
/// ```
///
/// `Docs/simulation.md` says what is simulated and what is not.
public enum Simulation {
    /// What came of one run.
    public struct Outcome: Sendable, Equatable {
        public let seed: UInt64
        /// The name of its profile.
        public let profile: String
        /// What the checks found; none if all is well.
        public let failures: [String]
        /// What was injected, sent and found.
        public let tally: Tally
        /// A hash over all that happened: the same for the same seed and profile.
        public let trace: UInt64

        package init(seed: UInt64, profile: String, failures: [String], tally: Tally, trace: UInt64) {
            self.seed = seed
            self.profile = profile
            self.failures = failures
            self.tally = tally
            self.trace = trace
        }
    }

    /// Runs one federation.
    ///
    /// - Parameters:
    ///   - seed: everything that chance decides follows from it.
    ///   - profile: how large it is and how much goes wrong.
    ///   - bug: a mistake to plant, to see that the checks find it.
    ///   - prints: whether every step is written to standard output.
    /// - Throws: if the parties' keys cannot be made, which is a fault of the program.
    /// - Complexity: some ten thousands of messages at most; about 10 to 50 ms in a release build.
    public static func run(
        seed: UInt64, profile: SimulationProfile = .all, bug: PlantedBug? = nil, prints: Bool = false
    ) throws -> Outcome {
        let federation = Federation(
            roster: try Roster.all.get(), seed: seed, profile: profile, bug: bug, prints: prints)
        federation.run()
        return Outcome(
            seed: seed, profile: profile.name, failures: federation.failures, tally: federation.tally,
            trace: federation.trace.hash)
    }
}
