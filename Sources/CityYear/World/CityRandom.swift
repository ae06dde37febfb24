/// Random numbers from a seed, the same on every machine: SplitMix64 (Steele, Lea, Flood 2014), integers only.
struct CityRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A source of its own for one thing of a year, so that one more draw for one person changes nothing for another.
    init(seed: UInt64, of kind: UInt64, _ index: Int) {
        var mixed = CityRandom(seed: seed ^ (kind &* 0xd134_2543_de82_ef95))
        mixed = CityRandom(seed: mixed.next() ^ UInt64(bitPattern: Int64(index)))
        self.init(seed: mixed.next())
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    /// A number of a range.
    mutating func draw(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// Whether something of this chance, in thousandths, happens.
    mutating func happens(perMille: Int) -> Bool { Int(next() % 1000) < perMille }

    /// One of some values, of which there is at least one.
    mutating func pick<Value>(_ values: [Value]) -> Value { values[draw(0...values.count - 1)] }

    /// A place in a list of cumulated weights.
    mutating func place(in cumulated: [Int]) -> Int {
        guard let sum = cumulated.last, sum > 0 else { return 0 }
        let drawn = Int(next() % UInt64(sum))
        var low = 0
        var high = cumulated.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulated[middle] > drawn { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// How often the first, the second, … of many is met: weights that fall as 1 / (rank + shift), after Zipf and Mandelbrot.
struct Skew {
    let cumulated: [Int]

    init(count: Int, shift: Int) {
        var sum = 0
        cumulated = (0..<max(1, count)).map { rank in
            sum += 1_000_000_000 / (rank + 1 + shift)
            return sum
        }
    }
}
