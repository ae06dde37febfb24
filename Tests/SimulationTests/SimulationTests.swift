import Simulation
import Testing

@Suite("Federations from seeds")
struct SimulationTests {
    @Test("a federation keeps its promises, whatever goes wrong", arguments: SimulationProfile.named)
    func holds(_ profile: SimulationProfile) throws {
        for seed in 1...5 as ClosedRange<UInt64> {
            let outcome = try Simulation.run(seed: seed, profile: profile)
            #expect(outcome.failures == [], "seed \(seed), profile \(profile.name)")
        }
    }

    @Test("a seed gives the same run again, and another seed another")
    func repeats() throws {
        for seed in 1...3 as ClosedRange<UInt64> {
            let first = try Simulation.run(seed: seed)
            #expect(try Simulation.run(seed: seed) == first)
            #expect(try Simulation.run(seed: seed + 1).trace != first.trace)
        }
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
        for seed in 1...12 as ClosedRange<UInt64> {
            tally.add(try Simulation.run(seed: seed, profile: .liars).tally)
        }
        #expect(tally.count(.forks, "made") > 0)
        #expect(tally.count(.forks, "convicted") > 0)
    }
}
