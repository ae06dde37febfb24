import Testing
import TransparencyLog

@testable import Evidence

@Suite("Blobs that a payload names")
struct BlobNamesTests {
    /// The search word for word: every place, every form.
    private func names(_ payload: [UInt8], _ blob: Digest) -> Bool {
        [blob.bytes, Array(blob.hex.utf8)].contains { form in
            payload.count >= form.count
                && (0...(payload.count - form.count)).contains { payload[$0..<($0 + form.count)].elementsEqual(form) }
        }
    }

    @Test("They are those of a search word for word, wherever and however they stand.")
    func twin() {
        var generator = SeededGenerator(seed: 5)
        for round in 0..<60 {
            let blobs = (0..<4).map { Digest.sha256([UInt8(round), $0]) }
            var payload: [UInt8] = []
            for _ in 0..<Int.random(in: 0...5, using: &generator) {
                let blob = blobs.randomElement(using: &generator) ?? blobs[0]
                var form =
                    [blob.bytes, Array(blob.hex.utf8), Array(blob.hex.uppercased().utf8)]
                    .randomElement(using: &generator) ?? []
                // Cut, or with a digit before it, so that a name stands at an odd place among digits.
                if Int.random(in: 0..<4, using: &generator) == 0 { form.removeLast() }
                if Int.random(in: 0..<3, using: &generator) == 0 { payload += Array("0ab".utf8) }
                payload += form
            }
            let expected = blobs.first { !names(payload, $0) }
            #expect(BlobNames.firstMissing(of: blobs, in: payload) == expected)
        }
        #expect(BlobNames.firstMissing(of: [], in: []) == nil)
    }

    @Test("A large payload that names the most blobs at its very end is read through once.")
    func large() {
        let blobs = (0..<EvidenceLimit.blobs).map { Digest.sha256([UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)]) }
        let payload = [UInt8](repeating: UInt8(ascii: "0"), count: 57_000) + blobs.flatMap(\.bytes)
        let clock = ContinuousClock()
        let time = clock.measure { #expect(BlobNames.firstMissing(of: blobs, in: payload) == nil) }
        // One search for each of the 256 took eight seconds in a build without optimisation.
        #expect(time < .seconds(5))
        #expect(BlobNames.firstMissing(of: blobs + [Digest.sha256([])], in: payload) == Digest.sha256([]))
    }
}
