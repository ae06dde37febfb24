import Simulation
import Testing

@Suite("Federations from seeds")
struct SimulationTests {
    @Test("a federation keeps its promises, whatever goes wrong", arguments: SimulationProfile.named)
    func holds(_ profile: SimulationProfile) throws {
        for seed in 1...12 as ClosedRange<UInt64> {
            let outcome = try Simulation.run(seed: seed, profile: profile)
            #expect(outcome.failures.isEmpty, "seed \(seed), profile \(profile.name)")
        }
    }

    @Test("a seed gives the same run again")
    func repeats() throws {
        for seed in 1...5 as ClosedRange<UInt64> {
            #expect(try Simulation.run(seed: seed) == Simulation.run(seed: seed))
        }
        #expect(try Simulation.run(seed: 1).trace != Simulation.run(seed: 2).trace)
    }
}
