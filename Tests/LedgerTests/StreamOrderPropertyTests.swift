import EntryFormat
import Ledger
import Testing

@Suite("The order of a stream, whatever the parties write")
struct StreamOrderPropertyTests {
    @Test("The order is the one that the text of the rule gives.")
    func twin() throws {
        for seed in 0..<800 {
            let (entries, deciders) = StreamOrderLiars.stream(of: 2 + seed % 30, seed: UInt64(seed))
            let sequence = StreamSequence(entries, deciders: deciders)
            let twin = StreamOrderTwin(entries, deciders: deciders)
            try #require(sequence.describe() == twin.describe(), "seed \(seed)")
        }
    }

    @Test("The order of arrival and duplicates make no difference.")
    func arrival() throws {
        for seed in 0..<200 {
            let (entries, deciders) = StreamOrderLiars.stream(of: 2 + seed % 40, seed: UInt64(seed))
            let sequence = StreamSequence(entries, deciders: deciders)
            var generator = StreamOrderGenerator(seed: UInt64(seed) ^ 0xFFFF)
            for _ in 0..<5 {
                var arrived = entries.shuffled(using: &generator)
                for entry in entries where Bool.random(using: &generator) {
                    arrived.insert(entry, at: Int.random(in: 0...arrived.count, using: &generator))
                }
                try #require(StreamSequence(arrived, deciders: deciders) == sequence, "seed \(seed)")
            }
        }
    }

    @Test("Appending one by one, in any order, gives what computing all at once gives, at every step.")
    func appending() throws {
        for seed in 0..<200 {
            let (entries, deciders) = StreamOrderLiars.stream(of: 2 + seed % 25, seed: UInt64(seed))
            var generator = StreamOrderGenerator(seed: UInt64(seed) ^ 0xAAAA)
            var arrived: [StreamEntry] = []
            var sequence = StreamSequence([], deciders: deciders)
            for entry in entries.shuffled(using: &generator) {
                arrived.append(entry)
                sequence.append(entry)
                if Int.random(in: 0..<5, using: &generator) == 0 {
                    sequence.append(arrived.randomElement(using: &generator)!)
                }
                try #require(sequence == StreamSequence(arrived, deciders: deciders), "seed \(seed)")
            }
        }
    }

    @Test("Appending in an honest order gives what computing all at once gives, at every step.")
    func appendingHonestly() throws {
        for seed in 0..<60 {
            let (entries, deciders) = HonestStream.make(of: 40, seed: UInt64(seed))
            var sequence = StreamSequence([], deciders: deciders)
            for (count, entry) in entries.enumerated() {
                let before = sequence
                sequence.append(entry)
                try #require(sequence.wasExtended)
                try #require(before.appending(entry) == sequence)
                try #require(sequence == StreamSequence(entries[...count], deciders: deciders), "seed \(seed)")
            }
            #expect(!sequence.isIncomplete && !sequence.isForked)
            #expect(sequence.places.allSatisfy { $0.dangling.isEmpty })
        }
    }

    @Test("Every entry stands once; every log keeps its order; what is covered stands just before its decision.")
    func invariants() throws {
        for seed in 0..<300 {
            let (entries, deciders) = StreamOrderLiars.stream(of: 60, seed: UInt64(seed))
            let sequence = StreamSequence(entries, deciders: deciders)
            try #require(Set(sequence.entries) == Set(entries))
            try #require(sequence.entries.count == entries.count)
            var newest: [String: UInt64] = [:]
            var nextDecision: Int?
            for (index, place) in sequence.places.enumerated().reversed() {
                switch place.standing {
                case .deciding:
                    nextDecision = index
                    try #require(index < sequence.pendingStart)
                case .covered(let decision): try #require(decision == nextDecision)
                case .pending: try #require(nextDecision == nil && index >= sequence.pendingStart)
                }
            }
            for place in sequence.places {
                // The end of a deciding log splits it: what it shows from there on may stand anywhere after.
                let ended = deciders.contains { $0.origin == place.entry.origin && $0.size != nil }
                let log = place.entry.origin + (ended && place.standing != .deciding ? " after its end" : "")
                if let before = newest[log] { try #require(before < place.entry.number) }
                newest[log] = place.entry.number
            }
        }
    }

    @Test("What arrives later changes nothing of what stands before a decision, if no decision names it.")
    func laterArrivals() throws {
        for seed in 0..<60 {
            let (entries, deciders) = HonestStream.make(of: 40, seed: UInt64(seed))
            let sequence = StreamSequence(entries, deciders: deciders)
            let spine = Array(sequence.places[..<sequence.pendingStart])
            var generator = StreamOrderGenerator(seed: UInt64(seed))
            var longer = sequence
            for extra in 0..<10 {
                longer.append(
                    StreamEntry(
                        origin: ["hospital", "unit", "stranger"].randomElement(using: &generator)!,
                        number: 1_000 + UInt64(extra), time: Int64.random(in: Int64.min...Int64.max, using: &generator),
                        leaf: LeafHash(words: (generator.next(), 0, 0, 0)),
                        after: [Reference(origin: "center", number: 1 << 60, leaf: LeafHash(words: (0, 0, 0, 0)))]))
            }
            #expect(Array(longer.places[..<longer.pendingStart]) == spine)
            #expect(!longer.isIncomplete)
        }
    }

    @Test("Thousands of entries with thousands of references are put in order.")
    func large() throws {
        let count = 4_000
        var entries: [StreamEntry] = []
        for number in 0..<UInt64(count) {
            let log = number % 8 == 0 ? "center" : "hospital-\(number % 61)"
            var after: [Reference] = []
            for back in 1...20 where number > UInt64(back) {
                let target = number - UInt64(back)
                let name = target % 8 == 0 ? "center" : "hospital-\(target % 61)"
                after.append(Reference(origin: name, number: target, leaf: LeafHash(words: (target, 0, 0, 0))))
            }
            entries.append(
                StreamEntry(
                    origin: log, number: number, time: Int64(number), leaf: LeafHash(words: (number, 0, 0, 0)),
                    after: after))
        }
        let deciders = [DecidingLog(origin: "center")]
        let sequence = StreamSequence(entries.reversed(), deciders: deciders)
        #expect(sequence.places.count == count)
        #expect(sequence.places.map(\.entry.number) == (0..<UInt64(count)).map { $0 })
        var appended = StreamSequence([], deciders: deciders)
        for entry in entries { appended.append(entry) }
        #expect(appended == sequence)
    }
}

/// Streams that honest parties write: everybody names the newest that they hold.
enum HonestStream {
    static func make(of count: Int, seed: UInt64) -> (entries: [StreamEntry], deciders: [DecidingLog]) {
        var generator = StreamOrderGenerator(seed: seed)
        let logs = ["center", "hospital", "unit"]
        var newest: [String: Reference] = [:]
        var seen: [String: [String: Reference]] = [:]
        var entries: [StreamEntry] = []
        for step in 0..<count {
            let log = logs.randomElement(using: &generator)!
            // Messages are late now and then.
            if Int.random(in: 0..<3, using: &generator) > 0 { seen[log] = newest }
            let number = (newest[log].map(\.number) ?? 0) + UInt64.random(in: 1...5, using: &generator)
            let leaf = LeafHash(words: (generator.next(), generator.next(), 0, 0))
            let after = (seen[log] ?? [:]).values.filter { $0.origin != log }.sorted { $0.origin < $1.origin }
            let skew = Int64.random(in: -3...3, using: &generator)
            entries.append(
                StreamEntry(origin: log, number: number, time: Int64(step) + skew, leaf: leaf, after: after))
            newest[log] = Reference(origin: log, number: number, leaf: leaf)
        }
        return (entries, [DecidingLog(origin: "center")])
    }
}
