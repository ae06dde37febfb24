import EntryFormat

/// A generator of reproducible random numbers (splitmix64, Steele, Lea and Flood 2014).
struct SeededGenerator: RandomNumberGenerator {
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

/// Entries for tests.
enum SampleEntry {
    /// An entry with something in every part.
    static func full() -> EntryFields {
        EntryFields(
            type: 12, time: 1_767_225_600_000, id: EventID(Array(0..<16))!, salt: Salt(Array(16..<32))!,
            origin: "triplicate.example/center-210200", stream: "claim/210200/2026-000123",
            operatorName: "clerk.wang", onBehalfOf: "王小明",
            readers: [
                Reader(party: "hospital:H11010500001", previous: nil),
                Reader(party: "unit:91210200MA0000000X", previous: 41),
            ],
            after: [
                Reference(
                    origin: "triplicate.example/hospital-h11010500001", number: 7,
                    leaf: LeafHash([UInt8](repeating: 0xAB, count: 32))!)
            ],
            basis: [
                Reference(
                    origin: "triplicate.example/center-210200", number: 3,
                    leaf: LeafHash([UInt8](repeating: 1, count: 32))!),
                Reference(
                    origin: "triplicate.example/center-210200", number: 9,
                    leaf: LeafHash([UInt8](repeating: 2, count: 32))!),
            ],
            payload: [0x62, 0x03, 0x01, 0x02, 0x03])
    }

    /// An entry with as little as can be.
    static func least() -> EntryFields {
        EntryFields(
            type: 1, time: 0, id: EventID([UInt8](repeating: 0, count: 16))!,
            salt: Salt([UInt8](repeating: 0, count: 16))!, origin: "a", stream: "a/b/c", payload: [])
    }

    /// Random fields, all within the rules.
    static func random(using generator: inout SeededGenerator) -> EntryFields {
        let origin = Self.origin(using: &generator)
        let logs = Set((0..<Int.random(in: 0...6, using: &generator)).map { _ in Self.origin(using: &generator) })
        let after = logs.subtracting([origin]).sorted(by: utf8Less).map { reference(to: $0, using: &generator) }
        let basis =
            (logs.union([origin])).sorted(by: utf8Less).flatMap { log in
                Set((0..<Int.random(in: 0...3, using: &generator)).map { _ in number(using: &generator) }).sorted()
                    .map { Reference(origin: log, number: $0, leaf: leaf(using: &generator)) }
            }
        let parties = Set((0..<Int.random(in: 0...5, using: &generator)).map { _ in party(using: &generator) })
        let kind = text(of: "abcdefghijklmnopqrstuvwxyz-", 1...12, using: &generator)
        let segments = (0..<Int.random(in: 2...5, using: &generator)).map { _ in
            segment(1...20, using: &generator)
        }
        return EntryFields(
            type: UInt16.random(in: 1...UInt16.max, using: &generator),
            time: Int64.random(in: 0...Int64.max, using: &generator), id: EventID(words: words(using: &generator)),
            salt: Salt(words: words(using: &generator)), origin: origin,
            stream: ([kind] + segments).joined(separator: "/"),
            operatorName: text(of: "aZ9.- 王é😀\u{E000}", 0...40, using: &generator),
            onBehalfOf: text(of: "aZ9.- 王é😀\u{E000}", 0...40, using: &generator),
            readers: parties.sorted(by: utf8Less).map {
                Reader(party: $0, previous: Bool.random(using: &generator) ? nil : number(using: &generator))
            },
            after: after, basis: basis,
            payload: (0..<Int.random(in: 0...300, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            })
    }

    static func leaf(using generator: inout SeededGenerator) -> LeafHash {
        LeafHash(words: (generator.next(), generator.next(), generator.next(), generator.next()))
    }

    private static func reference(to origin: String, using generator: inout SeededGenerator) -> Reference {
        Reference(origin: origin, number: number(using: &generator), leaf: leaf(using: &generator))
    }

    private static func number(using generator: inout SeededGenerator) -> UInt64 {
        Bool.random(using: &generator)
            ? UInt64.random(in: 0...9, using: &generator)
            : UInt64.random(in: 0...EntryLimit.number, using: &generator)
    }

    private static func words(using generator: inout SeededGenerator) -> (UInt64, UInt64) {
        (generator.next(), generator.next())
    }

    private static func origin(using generator: inout SeededGenerator) -> String {
        (0..<Int.random(in: 1...3, using: &generator)).map { _ in segment(1...8, using: &generator) }
            .joined(separator: "/")
    }

    private static func party(using generator: inout SeededGenerator) -> String {
        text(of: "abcdefghijklmnopqrstuvwxyz-", 1...9, using: &generator) + ":" + segment(1...20, using: &generator)
    }

    private static func segment(_ length: ClosedRange<Int>, using generator: inout SeededGenerator) -> String {
        while true {
            let segment = text(of: "abcXYZ059._-", length, using: &generator)
            if segment != "." && segment != ".." { return segment }
        }
    }

    private static func text(
        of characters: String, _ length: ClosedRange<Int>, using generator: inout SeededGenerator
    ) -> String {
        let scalars = Array(characters.unicodeScalars)
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: length, using: &generator) {
            text.append(scalars.randomElement(using: &generator)!)
        }
        return String(text)
    }

    private static func utf8Less(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
