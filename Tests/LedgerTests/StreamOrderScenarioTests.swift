import EntryFormat
import Ledger
import Testing

@Suite("The order of a stream, told in scenarios")
struct StreamOrderScenarioTests {
    @Test("All scenarios are read.")
    func scenariosAreRead() {
        #expect(StreamOrderScenario.all.count == 14)
    }

    @Test("The order is the one that the scenario tells.", arguments: StreamOrderScenario.all)
    func order(scenario: StreamOrderScenario) {
        let sequence = StreamSequence(scenario.entries, deciders: scenario.deciders)
        #expect(sequence.describe() == scenario.order)
        #expect(StreamOrderTwin(scenario.entries, deciders: scenario.deciders).describe() == scenario.order)
    }

    @Test(
        "The order is the same whatever the order of arrival, at once or one by one.",
        arguments: StreamOrderScenario.all)
    func arrival(scenario: StreamOrderScenario) {
        var generator = StreamOrderGenerator(seed: 7)
        for _ in 0..<30 {
            let arrived = scenario.entries.shuffled(using: &generator)
            #expect(StreamSequence(arrived, deciders: scenario.deciders).describe() == scenario.order)
            var sequence = StreamSequence([], deciders: scenario.deciders)
            for entry in arrived { sequence.append(entry) }
            #expect(sequence.describe() == scenario.order)
        }
    }

    @Test("An entry that is read in place stands as its fields say.")
    func fromView() throws {
        let leaf = LeafHash(words: (1, 2, 3, 4))
        let after = [
            Reference(origin: "example.org/hospital", number: 7, leaf: leaf),
            Reference(origin: "example.org/unit", number: 9, leaf: leaf),
        ]
        let bytes = try EntryFields(
            type: 1, time: 12, id: EventID(words: (1, 2)), salt: Salt(words: (3, 4)), origin: "example.org/center",
            stream: "claim/210200/1", after: after, payload: [1]
        ).encoded()
        let entry = StreamEntry(try EntryView(bytes.span.bytes), number: 5, leaf: leaf, handle: 42)
        #expect(entry.origin == "example.org/center")
        #expect(entry.number == 5 && entry.time == 12 && entry.leaf == leaf && entry.handle == 42)
        #expect(entry.after == after)
    }
}
