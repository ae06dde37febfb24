import Foundation
public import Simulation

/// Offices that settle directly, clear and dispute, each on a node of its own, over a seeded network: the same seed gives the same history.
///
/// ```swift
/// let outcome = try OfficeSimulation.run(seed: 7)
/// precondition(outcome.failures.isEmpty)
/// ```
///
/// The nodes are real: rules, store, views, reactions, backups and the machine that mirrors. `Docs/simulation.md` says what is simulated.
public enum OfficeSimulation {
    /// Runs one history of four months.
    ///
    /// - Parameters:
    ///   - seed: everything that chance decides follows from it, but keys, salts and random event ids: nothing is decided by those.
    ///   - profile: how much happens, and how much goes wrong.
    ///   - bug: a mistake to plant, to see that the checks find it.
    ///   - prints: whether every step is written to standard output.
    /// - Throws: where the nodes' files cannot be made.
    public static func run(
        seed: UInt64, profile: OfficeProfile = .all, bug: OfficeBug? = nil, prints: Bool = false
    ) throws -> Simulation.Outcome {
        let country = try Country(seed: seed, profile: profile, bug: bug, prints: prints)
        defer { country.close() }
        try country.run()
        return Simulation.Outcome(
            seed: seed, profile: profile.name, failures: country.failures, tally: country.tally,
            trace: country.trace.hash)
    }

    /// Takes away what runs of this process have left: the nodes that all of them begin with.
    public static func cleanUp() { try? FileManager.default.removeItem(atPath: Founding.scratch) }
}
