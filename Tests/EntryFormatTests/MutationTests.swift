import EntryFormat
import Testing

@Suite("There is one byte string for one set of fields")
struct MutationTests {
    @Test("Every change of one byte is refused, or is the one form of other fields.")
    func everySingleByte() throws {
        let least = try SampleEntry.least().encoded()
        for offset in least.indices {
            for value in UInt8.min...UInt8.max where value != least[offset] {
                var entry = least
                entry[offset] = value
                try requireCanonical(entry, not: SampleEntry.least())
            }
        }
    }

    @Test("Every change of one bit is refused, or is the one form of other fields.")
    func everySingleBit() throws {
        let full = try SampleEntry.full().encoded()
        for offset in full.indices {
            for bit in 0..<8 {
                var entry = full
                entry[offset] ^= 1 << bit
                try requireCanonical(entry, not: SampleEntry.full())
            }
        }
    }

    @Test("Random changes of several bytes are refused, or are the one form of other fields.")
    func severalBytes() throws {
        var generator = SeededGenerator(seed: 3)
        var accepted = 0
        for _ in 0..<4_000 {
            let fields = SampleEntry.full()
            var entry = try fields.encoded()
            let original = entry
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let offset = Int.random(in: 0..<entry.count, using: &generator)
                entry[offset] = UInt8.random(in: 0...255, using: &generator)
            }
            guard entry != original else { continue }
            if refusal(of: entry) == nil { accepted += 1 }
            try requireCanonical(entry, not: fields)
        }
        #expect(accepted > 0)
    }

    @Test("Cut anywhere or extended by any byte, an entry is refused.")
    func truncationsAndExtensions() throws {
        for fields in [SampleEntry.full(), SampleEntry.least()] {
            let entry = try fields.encoded()
            for length in 0..<entry.count {
                #expect(refusal(of: Array(entry[..<length])) == (length < 64 ? .header : .length))
            }
            for value in UInt8.min...UInt8.max {
                #expect(refusal(of: entry + [value]) == .length)
            }
        }
    }

    @Test("Random bytes never crash the reader.")
    func randomBytes() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<5_000 {
            let count = Int.random(in: 0...200, using: &generator)
            var bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            if count >= 64 {
                // Get past the first checks, so that the deeper ones see nonsense too.
                bytes.replaceSubrange(0..<2, with: [1, 0])
                bytes.replaceSubrange(4..<8, with: [UInt8(count), 0, 0, 0])
                bytes[15] = 0
                for offset in 48..<62 { bytes[offset] &= 15 }
                bytes[52] = 0
                for offset in [57, 59, 61] { bytes[offset] = 0 }
                let rest =
                    count - 64 - bytes[48..<52].reduce(0) { $0 + Int($1) } - Int(bytes[56]) - Int(bytes[58])
                    - Int(bytes[60])
                if rest >= 0 { bytes.replaceSubrange(62..<64, with: [UInt8(rest), 0]) }
            }
            _ = refusal(of: bytes)
        }
    }

    private func requireCanonical(_ entry: [UInt8], not fields: EntryFields) throws {
        guard let view = try? EntryView(entry.span.bytes), let read = try? view.fields() else { return }
        try #require(read != fields)
        try #require(try read.encoded() == entry)
        try #require(PlainDecoder.decode(entry) == read)
    }
}
