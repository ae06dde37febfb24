import LMDB
import Testing

/// Long random histories, each checked at every step against dictionaries that do the same.
struct TwinTests {
    @Test(
        "Any history leaves what two dictionaries would hold, in their sorted order.",
        arguments: 1...6 as ClosedRange<UInt64>, [false, true])
    func history(seed: UInt64, sums: Bool) throws {
        var history = try History(seed: seed, sums: sums)
        var stored = history.twin
        for _ in 0..<60 {
            let kept = try history.round()
            if kept {
                stored = history.twin
            } else {
                history.twin = stored
            }
            try history.compare()
        }
        #expect(history.refusedAppends > 0 && history.acceptedAppends > 0)
        #expect(history.reopenings > 0 && history.drops > 0)
    }
}

/// An environment and its twin, and the random choices that are made for both.
private struct History {
    struct Twin {
        var integers: [UInt64: [UInt8]] = [:]
        var names: [[UInt8]: [UInt8]] = [:]
    }

    let directory: ScratchDirectory
    let sums: Bool
    var environment: Environment
    var integers: Table
    var names: Table
    var twin = Twin()
    var random: SplitMix
    var refusedAppends = 0
    var acceptedAppends = 0
    var reopenings = 0
    var drops = 0

    init(seed: UInt64, sums: Bool) throws {
        directory = try ScratchDirectory()
        self.sums = sums
        environment = try directory.open(sums: sums)
        integers = try environment.create("entries", keys: .integer)
        names = try environment.create("names", keys: .bytes)
        random = SplitMix(state: seed)
    }

    private mutating func chance(_ one: Int, in many: Int) -> Bool {
        Int.random(in: 0..<many, using: &random) < one
    }

    /// One transaction of some steps. Returns whether it was committed.
    mutating func round() throws -> Bool {
        if chance(1, in: 15) {
            environment.close()
            environment = try directory.open(sums: sums)
            reopenings += 1
        }
        // Opened anew each time: a drop or an abort may have made the old handle invalid.
        integers = try environment.create("entries", keys: .integer)
        names = try environment.create("names", keys: .bytes)
        var writer = try environment.beginWrite()
        for _ in 0..<Int.random(in: 1...60, using: &random) {
            try step(&writer)
        }
        if chance(1, in: 4) {
            writer.abort()
            return false
        }
        try writer.commit()
        return true
    }

    private mutating func step(_ writer: inout WriteTransaction) throws {
        let key = integerKey()
        let name = byteKey()
        let value = [UInt8](
            repeating: UInt8.random(in: 0...255, using: &random),
            count: [0, 3, 300, 5_000][Int.random(in: 0..<4, using: &random)])
        switch Int.random(in: 0..<200, using: &random) {
        case 0..<50:
            try writer.put(integers, key, value)
            twin.integers[key] = value
        case 50..<100:
            try writer.put(names, name, value)
            twin.names[name] = value
        case 100..<115:
            let was = try writer.delete(integers, key: key)
            #expect(was == (twin.integers.removeValue(forKey: key) != nil))
        case 115..<130:
            let was = try writer.delete(names, key: name.span.bytes)
            #expect(was == (twin.names.removeValue(forKey: name) != nil))
        case 130..<170:
            try append(&writer, key, value)
        case 170..<197:
            let read = try writer.bytes(integers, key)
            #expect(read == twin.integers[key])
            let named = try writer.bytes(names, name)
            #expect(named == twin.names[name])
        case 197, 198:
            try writer.clear(integers)
            twin.integers = [:]
        default:
            try writer.drop(names)
            names = try writer.openTable("names", keys: .bytes)
            twin.names = [:]
            drops += 1
        }
    }

    private mutating func append(_ writer: inout WriteTransaction, _ key: UInt64, _ value: [UInt8]) throws {
        let fits = twin.integers.keys.allSatisfy { $0 < key }
        do throws(LMDBError) {
            try writer.reserve(integers, key: key, size: value.count, append: true) { output in
                for byte in value { output.append(byte) }
            }
            #expect(fits)
            twin.integers[key] = value
            acceptedAppends += 1
        } catch {
            #expect(error == .keyExists)
            #expect(!fits)
            refusedAppends += 1
        }
    }

    /// Everything forward, everything backward, and some seeks.
    mutating func compare() throws {
        let integers = try environment.create("entries", keys: .integer)
        let names = try environment.create("names", keys: .bytes)
        let sorted = twin.integers.keys.sorted()
        let sortedNames = twin.names.keys.sorted { $0.lexicographicallyPrecedes($1) }
        let probes = (0..<10).map { _ in integerKey() }
        let nameProbes = (0..<10).map { _ in byteKey() }
        let twin = twin
        try environment.read { transaction in
            let count = try transaction.count(integers)
            let nameCount = try transaction.count(names)
            #expect(count == sorted.count && nameCount == sortedNames.count)
            let keys = try transaction.integerKeys(integers)
            #expect(keys == sorted)
            let nameKeys = try transaction.byteKeys(names)
            #expect(nameKeys == sortedNames)
            var cursor = try transaction.cursor(integers)
            var backward: [UInt64] = []
            while try cursor.previous() {
                let value = cursor.value.array
                #expect(value == twin.integers[cursor.integerKey])
                backward.append(cursor.integerKey)
            }
            #expect(backward == sorted.reversed())
            for probe in probes {
                let after = try cursor.seek(atOrAfter: probe) ? cursor.integerKey : nil
                #expect(after == sorted.first { $0 >= probe })
                let next = try cursor.next() ? cursor.integerKey : nil
                #expect(next == after.flatMap { after in sorted.first { $0 > after } })
                let before = try cursor.seek(atOrBefore: probe) ? cursor.integerKey : nil
                #expect(before == sorted.last { $0 <= probe })
            }
            var nameCursor = try transaction.cursor(names)
            for probe in nameProbes {
                let after = try nameCursor.seek(atOrAfter: probe.span.bytes) ? nameCursor.key.array : nil
                #expect(after == sortedNames.first { !$0.lexicographicallyPrecedes(probe) })
                let value = try transaction.bytes(names, probe)
                #expect(value == twin.names[probe])
            }
        }
    }

    private mutating func integerKey() -> UInt64 {
        let wide = UInt64.random(in: 0...UInt64.max, using: &random)
        return chance(1, in: 2) ? wide % 64 : wide >> UInt64.random(in: 0..<60, using: &random)
    }

    private mutating func byteKey() -> [UInt8] {
        var key: [UInt8] = []
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            key.append([0, 1, 0x7F, 0x80, 0xFF][Int.random(in: 0..<5, using: &random)])
        }
        return key
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers from the same seed, on any machine.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
