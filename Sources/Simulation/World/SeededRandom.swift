/// Random numbers from a seed, the same on every machine: SplitMix64 (Steele, Lea, Flood 2014).
package struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    /// Whether something of this chance, in percent, happens.
    package mutating func happens(percent: Int) -> Bool { Int(next() % 100) < percent }

    /// Whether something of this chance, in thousandths, happens.
    package mutating func happens(perMille: Int) -> Bool { Int(next() % 1000) < perMille }

    /// A number of a range. Drawn here and not by the standard library, so that another version of it draws the same.
    package mutating func draw(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// One of some values; nil of none.
    package mutating func pick<Value>(_ values: [Value]) -> Value? {
        values.isEmpty ? nil : values[draw(0...values.count - 1)]
    }

    /// The values in another order (Fisher and Yates).
    package mutating func shuffle<Value>(_ values: [Value]) -> [Value] {
        var values = values
        for index in values.indices.dropFirst().reversed() { values.swapAt(index, draw(0...index)) }
        return values
    }
}
