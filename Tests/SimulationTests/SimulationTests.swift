import Simulation
import Testing

@Suite("Federations from seeds")
struct SimulationTests {
    @Test("a federation keeps its promises, whatever goes wrong", arguments: SimulationProfile.named)
    func holds(_ profile: SimulationProfile) throws {
        // A large federation takes ten times as long. Thousands of seeds run optimised: Scripts/simulate.
        let seeds: [UInt64] = profile.name == "large" ? [3] : [1, 2]
        for seed in seeds {
            let outcome = try Simulation.run(seed: seed, profile: profile)
            #expect(outcome.failures == [], "seed \(seed), profile \(profile.name)")
        }
    }

    @Test("a seed gives the same run again, and another seed another")
    func repeats() throws {
        let first = try Simulation.run(seed: 1)
        #expect(try Simulation.run(seed: 1) == first)
        #expect(try Simulation.run(seed: 2).trace != first.trace)
    }

    @Test("a planted bug is found", arguments: [PlantedBug.servesEverybody, .receiptsTooMuch, .cosignsBeforeCommit])
    func finds(_ bug: PlantedBug) throws {
        let failed = try (1...20 as ClosedRange<UInt64>).first { seed in
            try !Simulation.run(seed: seed, profile: .crashes, bug: bug).failures.isEmpty
        }
        #expect(failed != nil)
    }

    @Test("a run of liars holds forks, and convicts")
    func convicts() throws {
        var tally = Tally()
        for seed in 1...4 as ClosedRange<UInt64> {
            tally.add(try Simulation.run(seed: seed, profile: .liars).tally)
        }
        #expect(tally.count(.forks, "made") > 0)
        #expect(tally.count(.forks, "convicted") > 0)
    }
}
