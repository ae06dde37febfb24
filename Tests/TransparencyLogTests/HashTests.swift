import Testing

@testable import TransparencyLog

@Suite("Hashes")
struct HashTests {
    private static func bytes(_ count: Int, _ random: inout SeededGenerator) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    /// FIPS 180-2, appendix B; the last of them a million times the letter a. The third is NIST's of 896 bits.
    private static let published: [(message: [UInt8], hash: String)] = [
        (Array("abc".utf8), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            Array(
                ("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                    + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu").utf8),
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        ([], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (
            [UInt8](repeating: 0x61, count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]

    @Test("The hashes of NIST's examples are the published ones, by the library and by the processor's instructions.")
    func vectors() {
        for (message, hash) in Self.published {
            #expect(Digest.sha256(message).hex == hash)
            let library = LibrarySHA256.hash(message.span.bytes)
            #expect(library.hex == hash)
            guard let first = message.first, NativeSHA256.isAvailable else { continue }
            let rest = Array(message.dropFirst())
            let native = NativeSHA256.hash(prefix: first, rest.span.bytes)
            let prefixed = LibrarySHA256.hash(prefix: first, rest.span.bytes)
            #expect(native.hex == hash && prefixed == native)
        }
    }

    @Test(
        "The processor's instructions give the library's hashes at every length and address.",
        .enabled(if: NativeSHA256.isAvailable))
    func lengths() {
        var random = SeededGenerator(seed: 256)
        let bytes = Self.bytes(1_100, &random)
        for length in 0...1_030 {
            let start = Int.random(in: 0..<64, using: &random)
            let message = bytes.span.bytes.extracting(start..<start + length)
            let prefix = UInt8.random(in: 0...255, using: &random)
            let plain = (NativeSHA256.hash(message), LibrarySHA256.hash(message))
            let prefixed = (
                NativeSHA256.hash(prefix: prefix, message), LibrarySHA256.hash(prefix: prefix, message)
            )
            #expect(plain.0 == plain.1 && prefixed.0 == prefixed.1, "\(length) bytes")
        }
    }

    @Test("Two messages hashed side by side have the hashes that each has alone, whatever their lengths.")
    func sideBySide() {
        var random = SeededGenerator(seed: 2)
        let bytes = Self.bytes(70_000, &random)
        for round in 0..<400 {
            // Around the ends of blocks, and of any length that an entry may have.
            let lengths = (0..<2).map { _ in Int.random(in: 0...(round < 300 ? 200 : 65_535), using: &random) }
            let first = bytes.span.bytes.extracting(0..<lengths[0])
            let second = bytes.span.bytes.extracting(round..<round + lengths[1])
            let both = TreeHash.leaves(first, second)
            let alone = (TreeHash.leaf(first), TreeHash.leaf(second))
            let library = (LibrarySHA256.hash(prefix: 0, first), LibrarySHA256.hash(prefix: 0, second))
            #expect(both == alone && both == library, "\(lengths)")
        }
    }

    @Test("The nodes of a row of pairs are those of each pair, and what stands beside them is left alone.")
    func rows() {
        var random = SeededGenerator(seed: 3)
        for count in 0...40 {
            let row = (0..<count).map { _ in Digest.sha256(Self.bytes(8, &random)) }
            for start in 0...min(count, 3) {
                for pairs in 0...(count - start) / 2 {
                    var nodes = row
                    TreeHash.node(pairs: pairs, of: &nodes, from: start)
                    #expect(nodes.prefix(start) == row.prefix(start))
                    #expect(nodes.dropFirst(start + 2 * pairs) == row.dropFirst(start + 2 * pairs))
                    for place in 0..<pairs {
                        let (left, right) = (row[start + 2 * place], row[start + 2 * place + 1])
                        let pair = left.bytes + right.bytes
                        #expect(nodes[start + place] == TreeHash.node(left, right))
                        let library = LibrarySHA256.hash(prefix: 1, pair.span.bytes)
                        #expect(nodes[start + place] == library)
                    }
                }
            }
        }
    }
}
