import EntryFormat
import Testing

@Suite("An entry written is the entry read")
struct RoundTripTests {
    @Test("Fields come back as they went.", arguments: [SampleEntry.full(), SampleEntry.least()])
    func roundTrip(fields: EntryFields) throws {
        let bytes = try fields.encoded()
        let view = try EntryView(bytes.span.bytes)
        #expect(view.length == bytes.count)
        #expect(try view.fields() == fields)
    }

    @Test("Random fields come back as they went, and a plain decoder reads the same.")
    func randomRoundTrip() throws {
        var generator = SeededGenerator(seed: 1)
        var before = SampleEntry.full()
        for round in 0..<500 {
            var fields = SampleEntry.random(using: &generator)
            // What shares texts with the entry before, all or some, is read the same.
            if round % 3 == 1 { fields.stream = before.stream }
            if round % 3 == 2 { (fields.readers, fields.operatorName) = (before.readers, before.operatorName) }
            let bytes = try fields.encoded()
            let view = try EntryView(bytes.span.bytes)
            try #require(try view.fields() == fields)
            try #require(try view.fields(similar: before) == fields)
            before = fields
            try #require(PlainDecoder.decode(bytes) == fields)
            try #require(view.type == fields.type && view.time == fields.time)
            try #require(view.id == fields.id && view.salt == fields.salt)
            try #require(view.readersCount == fields.readers.count)
            try #require(view.afterCount == fields.after.count && view.basisCount == fields.basis.count)
        }
    }

    @Test("An entry is read at any offset of a larger buffer, aligned or not.")
    func unaligned() throws {
        let fields = SampleEntry.full()
        let entry = try fields.encoded()
        for offset in 0..<9 {
            let buffer = [UInt8](repeating: 0xEE, count: offset) + entry + [0xEE]
            let view = try EntryView(buffer.span.bytes.extracting(offset..<(offset + entry.count)))
            #expect(try view.fields() == fields)
        }
    }

    @Test("Entries are appended one after the other, and nothing is appended for a refused one.")
    func appending() throws {
        var output: [UInt8] = [9]
        try SampleEntry.full().encode(into: &output)
        try SampleEntry.least().encode(into: &output)
        #expect(try output == [9] + SampleEntry.full().encoded() + SampleEntry.least().encoded())
        let before = output
        var bad = SampleEntry.full()
        bad.stream = "claim"
        #expect(throws: EntryError.self) { try bad.encode(into: &output) }
        #expect(output == before)
    }

    @Test("Texts that only look alike are different fields.")
    func canonicalEquivalence() throws {
        var composed = SampleEntry.full()
        composed.operatorName = "\u{E9}"
        var decomposed = composed
        decomposed.operatorName = "e\u{301}"
        #expect(composed.operatorName == decomposed.operatorName)
        #expect(composed != decomposed)
        #expect(try composed.encoded() != decomposed.encoded())
    }

    @Test("Leaf hashes are ordered by their bytes.")
    func leafOrder() {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<200 {
            let (left, right) = (SampleEntry.leaf(using: &generator), SampleEntry.leaf(using: &generator))
            #expect((left < right) == left.bytes.lexicographicallyPrecedes(right.bytes))
            #expect(LeafHash(left.bytes) == left)
        }
        #expect(LeafHash([UInt8](repeating: 0, count: 31)) == nil)
        #expect(LeafHash([UInt8](repeating: 0, count: 33)) == nil)
        #expect(EventID([UInt8](repeating: 0, count: 15)) == nil)
        #expect(Salt([UInt8](repeating: 0, count: 17)) == nil)
    }
}
