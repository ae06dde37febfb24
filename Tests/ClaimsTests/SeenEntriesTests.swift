import Testing

@testable import Claims

@Suite("Entries that a fold has seen")
struct SeenEntriesTests {
    @Test("Agree with a set, whatever order the entries of some logs come in.", arguments: 0..<30)
    func agree(seed: UInt64) {
        var state = seed
        func next(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        var seen = SeenEntries()
        var twin: Set<String> = []
        for step in 0..<300 {
            let origin = "log.example/\(next(3))"
            // Mostly the next numbers, sometimes an old one again, sometimes the greatest there is.
            let number = next(20) == 0 ? UInt64.max : next(4) == 0 ? next(40) : UInt64(step)
            #expect(
                seen.insert(EntryReference(origin: origin, number: number))
                    == twin.insert("\(origin) \(number)").inserted)
        }
    }
}
