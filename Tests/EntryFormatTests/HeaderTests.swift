import Testing

@testable import EntryFormat

@Suite("The short look at a header")
struct HeaderTests {
    /// What the long way says, which gives the reason.
    private func isRegular(_ entry: [UInt8]) -> Bool {
        do throws(EntryError) {
            try EntryView.checkHeader(entry.span.bytes)
            return true
        } catch {
            return false
        }
    }

    private func looksRegular(_ entry: [UInt8]) -> Bool { EntryView.hasRegularHeader(entry.span.bytes) }

    @Test(
        "It agrees with the long one on every value of every byte of the header, and where the entry is cut or extended."
    )
    func everyByte() throws {
        for entry in [try SampleEntry.full().encoded(), try SampleEntry.least().encoded()] {
            #expect(looksRegular(entry))
            for offset in 0..<EntryLimit.headerBytes {
                var changed = entry
                for value in UInt8.min...UInt8.max {
                    changed[offset] = value
                    #expect(looksRegular(changed) == isRegular(changed), "byte \(offset)")
                }
            }
            for count in 0...entry.count + 2 {
                let cut = Array((entry + [0, 0]).prefix(count))
                #expect(looksRegular(cut) == isRegular(cut))
            }
        }
    }

    @Test("It agrees with the long one on random headers, of which some are regular.")
    func randomHeaders() throws {
        var random = SeededGenerator(seed: 64)
        var regular = 0
        for round in 0..<20_000 {
            var header = [UInt8](repeating: 0, count: EntryLimit.headerBytes)
            header[0] = 1
            header[2] = UInt8(round % 5)
            for offset in [48, 49, 50, 51, 53, 54, 55, 56, 58, 60, 62] where Bool.random(using: &random) {
                header[offset] = UInt8.random(in: 0...255, using: &random)
            }
            if round % 7 == 0 {
                header[Int.random(in: 0..<64, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
            }
            let parts = [48, 49, 50, 51].reduce(64) { $0 + Int(header[$1]) }
            let sections = [56, 58, 60, 62].reduce(0) { $0 + Int(header[$1]) + Int(header[$1 + 1]) << 8 }
            let length = parts + sections + (round % 11 == 0 ? 1 : 0)
            for place in 0..<4 { header[4 + place] = UInt8(truncatingIfNeeded: length >> (8 * place)) }
            let entry = header + [UInt8](repeating: 0x61, count: min(length, 70_000) - 64)
            let expected = isRegular(entry)
            #expect(looksRegular(entry) == expected)
            if expected { regular += 1 }
        }
        #expect(regular > 300)
    }
}
