import Testing

@testable import Replication

@Suite("Scenarios of mirroring")
struct ScenarioTests {
    @Test("The files are there.")
    func found() { #expect(Scenario.all.count >= 12) }

    @Test("A mirror does what the file says.", arguments: Scenario.all)
    func play(_ scenario: Scenario) throws {
        var player = ScenarioPlayer()
        for step in scenario.steps {
            let brought = try player.play(step.command)
            let message = "\(scenario.name): \(step.command)\n" + brought.map { "> \($0)\n" }.joined()
            #expect(brought == step.expected, "\(message)")
        }
    }

    @Test("Every problem has its scenario.")
    func everyProblem() {
        let told = Set(Scenario.all.flatMap(\.steps).flatMap(\.expected).filter { $0.hasPrefix("problem ") })
        #expect(told.sorted() == MirrorProblem.Code.all.map { "problem \($0.rawValue)" }.sorted())
    }
}
