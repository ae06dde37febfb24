import OfficeSimulation
import Simulation
import Testing

@Suite("Offices on nodes of their own", .serialized)
struct OfficeSimulationTests {
    @Test("L3, S14, S15: what two histories come to, books, answers, differences and digests, is as it should be.")
    func histories() throws {
        for seed in UInt64(1)...2 {
            let outcome = try OfficeSimulation.run(seed: seed)
            #expect(outcome.failures.isEmpty, "Scripts/simulate --offices --seed \(seed) --profile all --print")
            #expect(outcome.tally.count(.settlements, "reactions") > 0)
        }
        OfficeSimulation.cleanUp()
    }
}
