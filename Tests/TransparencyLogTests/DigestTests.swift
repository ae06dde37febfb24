import Testing

@testable import TransparencyLog

@Suite("Digest")
struct DigestTests {
    private let counting = [UInt8](0..<32)

    private func inPlace(_ bytes: [UInt8]) -> Digest? { Digest(bytes.span.bytes) }

    @Test("A digest gives back its bytes, hexadecimal digits and base64.")
    func roundTrip() throws {
        let digest = try #require(Digest(counting))
        #expect(digest.bytes == counting)
        #expect(digest.hex == "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
        #expect(digest.base64 == "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
        #expect(Digest(hex: digest.hex) == digest)
        #expect(Digest(hex: digest.hex.uppercased()) == digest)
        #expect(Digest(base64: digest.base64) == digest)
        #expect(inPlace(counting) == digest)
        #expect(digest.withBytes { Digest($0) } == digest)
        #expect(
            Digest(word0: digest.word0, word1: digest.word1, word2: digest.word2, word3: digest.word3) == digest)
    }

    @Test("A digest lies in memory as its 32 bytes, so that an array of digests is a hash tile.")
    func layout() throws {
        let digest = try #require(Digest(counting))
        #expect(MemoryLayout<Digest>.size == 32 && MemoryLayout<Digest>.stride == 32)
        #expect(withUnsafeBytes(of: digest) { [UInt8]($0) } == counting)
    }

    @Test("Anything but 32 bytes is no digest.", arguments: [0, 31, 33, 64])
    func wrongLength(count: Int) {
        let bytes = [UInt8](repeating: 1, count: count)
        #expect(Digest(bytes) == nil)
        #expect(inPlace(bytes) == nil)
        #expect(Digest(hex: String(repeating: "01", count: count)) == nil)
        #expect(Digest(base64: Base64.encode(bytes)) == nil)
    }

    @Test("Digests are ordered as their bytes are.")
    func order() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<500 {
            // Few different values, so that the first difference lies anywhere.
            let left = (0..<32).map { _ in UInt8.random(in: 0...1, using: &generator) * 255 }
            var right = left
            right[Int.random(in: 0..<32, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            let (first, second) = (try #require(Digest(left)), try #require(Digest(right)))
            #expect((first < second) == left.lexicographicallyPrecedes(right))
            #expect((second < first) == right.lexicographicallyPrecedes(left))
            #expect((first == second) == (left == right))
        }
    }

    @Test(
        "Base64 is what RFC 4648, section 10, lists.",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func base64(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded.utf8) == Array(plain.utf8))
    }

    @Test(
        "Base64 that is not the one form of its bytes is refused.",
        arguments: [
            "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm8", "Z===", "====", "=", "Zm9v\n", " Zm9v", "Zm-v", "Zm_v",
            "Zg==Zg==",
            "Z=g=", "Zm9vZm9", "é===",
        ])
    func malformedBase64(text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }

    @Test("Base64 of random bytes comes back.")
    func base64RoundTrip() {
        var generator = SeededGenerator(seed: 11)
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(Base64.decode(Base64.encode(bytes).utf8) == bytes)
        }
    }

    @Test(
        "Hexadecimal text of an odd length or with other characters is refused.", arguments: ["0", "0g", "0x", " 00"])
    func malformedHexadecimal(text: String) {
        #expect(Hexadecimal.decode(text.utf8) == nil)
    }
}
