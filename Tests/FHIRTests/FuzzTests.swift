import Claims
import FHIR
import SwiftProtobuf
import Testing

@Suite("Damage of any kind is refused or read, and never a crash")
struct FuzzTests {
    private static let bytes = Array(SmallBundle.text.utf8)

    @Test("Every truncation is refused as truncated.")
    func truncations() throws {
        for length in 1..<Self.bytes.count {
            let error = try SmallBundle.refusal(of: Array(Self.bytes.prefix(length)))
            #expect(error.code == .truncated, "\(length): \(error)")
        }
        #expect(try SmallBundle.refusal(of: []).code == .notJSON)
    }

    @Test("Random bit and byte flips are refused with a place, or read.", arguments: 1...4 as ClosedRange<UInt64>)
    func flips(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var accepted = 0
        for _ in 0..<400 {
            var bytes = Self.bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: bytes.indices, using: &random)
                if Bool.random(using: &random) {
                    bytes[index] ^= 1 << UInt8.random(in: 0...7, using: &random)
                } else {
                    bytes[index] = .random(in: 0...255, using: &random)
                }
            }
            if try survives(bytes) { accepted += 1 }
        }
        #expect((1..<400).contains(accepted))
    }

    @Test(
        "Random values in place of others are refused with a place, or read.", arguments: 5...8 as ClosedRange<UInt64>)
    func swaps(_ seed: UInt64) throws {
        let values = [
            "null", "[]", "{}", "\"\"", "0", "-1", "1e400", "1e-400", "[[[[]]]]", "true", "\"\\u0000\"", "{\"a\":1}",
            "[null]", "99999999999999999999", "\"2026\"", "\"\\ud83d\\ude00\"", "[{\"value\":1}]", "4294967295",
        ]
        let text = FullResources.bundle
        let starts = text.indices.filter { text[$0] == ":" }
        var random = SeededGenerator(seed: seed)
        var accepted = 0
        for _ in 0..<200 {
            let start = text.index(after: try #require(starts.randomElement(using: &random)))
            let end = text[start...].firstIndex { ",}]".contains($0) } ?? text.endIndex
            var changed = text
            changed.replaceSubrange(start..<end, with: try #require(values.randomElement(using: &random)))
            if try survives(Array(changed.utf8)) { accepted += 1 }
        }
        #expect((1..<200).contains(accepted))
    }

    /// True if the bundle is read; then its messages survive a round trip.
    private func survives(_ bytes: [UInt8]) throws -> Bool {
        do throws(FHIRError) {
            let bundle = try SmallBundle.parse(bytes)
            for (_, claim) in bundle.claims {
                #expect(
                    (try? ClaimImported(serializedBytes: claim.serializedBytes() as [UInt8])) == claim)
            }
            return true
        } catch {
            #expect(error.line >= 1 && error.column >= 1)
            #expect((1301...1323).contains(error.code.rawValue))
            return false
        }
    }
}
