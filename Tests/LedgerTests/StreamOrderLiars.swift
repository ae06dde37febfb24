import EntryFormat
import Ledger

/// A generator of reproducible random numbers (splitmix64, Steele, Lea and Flood 2014).
struct StreamOrderGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Streams that parties without shame might write: circles, references to nothing, to themselves and to other bytes,
/// clocks out of the world, and two histories of one log.
enum StreamOrderLiars {
    /// - Returns: Entries without duplicates, and who decides.
    static func stream(
        of count: Int, seed: UInt64
    ) -> (entries: [StreamEntry], deciders: [DecidingLog]) {
        var generator = StreamOrderGenerator(seed: seed)
        let logs = ["agency", "center", "center-2", "hospital", "unit"]
        let deciders: [DecidingLog] =
            switch seed % 4 {
            case 0: [DecidingLog(origin: "center")]
            case 1: [DecidingLog(origin: "center", size: 6), DecidingLog(origin: "center-2")]
            case 2: [DecidingLog(origin: "center-2"), DecidingLog(origin: "center", size: 9)]
            default: [DecidingLog(origin: "center"), DecidingLog(origin: "nobody"), DecidingLog(origin: "center")]
            }
        // Leaf hashes first, references after: so a circle can be written, which no real hash would allow.
        var places: [(origin: String, number: UInt64, leaf: LeafHash)] = []
        for _ in 0..<count {
            let origin = logs.randomElement(using: &generator)!
            let number = UInt64.random(in: 0..<UInt64(max(4, count / 2)), using: &generator)
            // Few different hashes, so that ties and repetitions of a hash happen too.
            let leaf = LeafHash(words: (UInt64.random(in: 0..<5, using: &generator), 0, 0, 0))
            let isNew = !places.contains { $0.origin == origin && $0.number == number && $0.leaf == leaf }
            let isFork = places.contains { $0.origin == origin && $0.number == number }
            if isNew && (!isFork || Int.random(in: 0..<4, using: &generator) == 0) {
                places.append((origin, number, leaf))
            }
        }
        let entries = places.map { place in
            var after: [Reference] = []
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                after.append(reference(to: places, using: &generator))
            }
            return StreamEntry(
                origin: place.origin, number: place.number, time: time(using: &generator), leaf: place.leaf,
                after: after, handle: generator.next())
        }
        return (entries, deciders)
    }

    private static func reference(
        to places: [(origin: String, number: UInt64, leaf: LeafHash)], using generator: inout StreamOrderGenerator
    ) -> Reference {
        let place = places.randomElement(using: &generator)!
        return switch Int.random(in: 0..<12, using: &generator) {
        case 0:
            Reference(
                origin: place.origin, number: place.number + UInt64.random(in: 1...9, using: &generator),
                leaf: place.leaf)
        case 1: Reference(origin: place.origin, number: UInt64.max, leaf: place.leaf)
        case 2:
            Reference(origin: place.origin, number: place.number, leaf: LeafHash(words: (99, 99, 99, 99)))
        case 3: Reference(origin: "elsewhere", number: place.number, leaf: place.leaf)
        default: Reference(origin: place.origin, number: place.number, leaf: place.leaf)
        }
    }

    private static func time(using generator: inout StreamOrderGenerator) -> Int64 {
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: Int64.max
        case 1: Int64.min
        case 2: -1
        default: Int64.random(in: 0..<20, using: &generator)
        }
    }
}
