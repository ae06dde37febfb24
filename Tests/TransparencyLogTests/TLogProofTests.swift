import Testing

@testable import TransparencyLog

@Suite("Proof files")
struct TLogProofTests {
    struct ProofFiles: Decodable {
        struct Real: Decodable {
            var text: String
            var entry: String
            var leafHash: String
            var origin: String
            var key: String
            var index: UInt64
        }
        struct Specification: Decodable {
            var head: String
        }
        struct Refused: Decodable {
            var text: String
            var code: UInt16
        }
        var real: [Real]
        var specification: Specification
        var refused: [Refused]
    }

    @Test("A proof from the Go checksum database of 58 million entries verifies, and every change of it is refused.")
    func real() throws {
        for vector in try Vectors.load("proof-files.json", as: ProofFiles.self).real {
            let proof = try TLogProof(vector.text)
            #expect(proof.text == vector.text)
            #expect(proof.index == vector.index && proof.hashes.count == 26 && proof.extraData.isEmpty)
            let leaf = TreeHash.leaf(Array(vector.entry.utf8))
            #expect(leaf.hex == vector.leafHash)
            let key = try VerifierKey(vector.key)
            let signed = try proof.verified(leaf: leaf, origin: vector.origin, logKeys: [key])
            #expect(signed.checkpoint.size == 58_253_265)
            func check(_ proof: TLogProof, _ leaf: Digest, _ origin: String) -> TransparencyError.Code? {
                refusal { _ = try proof.verified(leaf: leaf, origin: origin, logKeys: [key]) }
            }
            #expect(check(proof, TreeHash.leaf(Array(vector.entry.utf8.dropLast())), vector.origin) == .wrongRoot)
            #expect(check(proof, leaf, "sum.golang.org") == .wrongOrigin)
            let moved = try TLogProof(index: proof.index + 1, hashes: proof.hashes, note: proof.note)
            #expect(check(moved, leaf, vector.origin) == .wrongRoot)
            for place in proof.hashes.indices {
                var hashes = proof.hashes
                hashes[place] = leaf
                let forged = try TLogProof(index: proof.index, hashes: hashes, note: proof.note)
                #expect(check(forged, leaf, vector.origin) == .wrongRoot)
                hashes.remove(at: place)
                let short = try TLogProof(index: proof.index, hashes: hashes, note: proof.note)
                #expect(check(short, leaf, vector.origin) == .wrongProofLength)
            }
            let text = proof.note.text.replacing("58253265", with: "58253266")
            let resized = try TLogProof(
                index: proof.index, hashes: proof.hashes, note: Note(text: text, signatures: proof.note.signatures))
            #expect(check(resized, leaf, vector.origin) == .badSignature)
        }
    }

    @Test("The specification's own example is read.")
    func specification() throws {
        let head = try Vectors.load("proof-files.json", as: ProofFiles.self).specification.head
        // Its signatures are abbreviated there, so it ends here with one that nobody knows.
        let checkpoint = "example.com/fancylog\n109482\nsFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n"
        let text = head + "\n" + checkpoint + "\n\u{2014} example.com/fancylog AAAAAAAA\n"
        let proof = try TLogProof(text)
        #expect(proof.index == 73894 && proof.hashes.count == 5 && proof.extraData.count == 39)
        #expect(proof.text == text && proof.note.text == checkpoint)
    }

    @Test("Published malformed proof files are refused, each with its reason.")
    func publishedRefusals() throws {
        for vector in try Vectors.load("proof-files.json", as: ProofFiles.self).refused {
            #expect(refusal { _ = try TLogProof(vector.text) }?.rawValue == vector.code, "\(vector.text)")
        }
    }

    private static let hash = "B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA="
    private static let note = "example.com/log\n2\n\(hash)\n\n\u{2014} example.com/log AAAAAAAA\n"
    private static let header = "c2sp.org/tlog-proof@v1\n"

    @Test("Proof files with and without extra data and hashes come back byte for byte.")
    func roundTrip() throws {
        let note = try Note(Self.note)
        for extraData in [[], [0], [UInt8](repeating: 7, count: 1000)] {
            for count in [0, 1, 63] {
                let hashes = [Digest](repeating: try digest(base64: Self.hash), count: count)
                for index in [0, 1, UInt64(Int64.max)] {
                    let proof = try TLogProof(index: index, hashes: hashes, note: note, extraData: extraData)
                    #expect(try TLogProof(proof.text) == proof)
                    #expect(try TLogProof(proof.text).text == proof.text)
                }
            }
        }
        #expect(try TLogProof(index: 0, hashes: [], note: note).text == Self.header + "index 0\n\n" + Self.note)
    }

    @Test("There is one text for one proof: every other spelling is refused.")
    func strict() throws {
        let (header, note, hash) = (Self.header, Self.note, Self.hash)
        _ = try TLogProof(header + "extra AA==\nindex 1\n\(hash)\n\n" + note)
        let cases: [(String, TransparencyError.Code)] = [
            ("", .malformedProofFile),
            (header, .malformedProofFile),
            ("c2sp.org/tlog-proof@v2\nindex 1\n\n" + note, .malformedProofFile),
            ("C2SP.org/tlog-proof@v1\nindex 1\n\n" + note, .malformedProofFile),
            ("\n" + header + "index 1\n\n" + note, .malformedProofFile),
            (header + "\n" + note, .malformedProofFile),
            (header + "index 1\n", .malformedProofFile),
            (header + "index 1\n\(hash)\n", .malformedProofFile),
            (header + "index 1\n\(hash)", .malformedProofFile),
            (header + "index 1", .malformedProofFile),
            (header + "index\n\n" + note, .malformedProofFile),
            (header + "Index 1\n\n" + note, .malformedProofFile),
            (header + "extra AA==\n\n" + note, .malformedProofFile),
            (header + "index 1\nextra AA==\n\n" + note, .badHash),
            (header + "extra AA==\nextra AA==\nindex 1\n\n" + note, .malformedProofFile),
            (header + "extra\nindex 1\n\n" + note, .malformedProofFile),
            (header + "extra \nindex 1\n\n" + note, .badExtraData),
            (header + "extra AB==\nindex 1\n\n" + note, .badExtraData),
            (header + "extra AA\nindex 1\n\n" + note, .badExtraData),
            (header + "index 01\n\n" + note, .badIndex),
            (header + "index +1\n\n" + note, .badIndex),
            (header + "index  1\n\n" + note, .badIndex),
            (header + "index 1 \n\n" + note, .badIndex),
            (header + "index \n\n" + note, .badIndex),
            (header + "index 9223372036854775808\n\n" + note, .badIndex),
            (header + "index 1\n\(hash) \n\n" + note, .badHash),
            (header + "index 1\n \n\n" + note, .badHash),
            (header + "index 1\n\(hash.dropLast())\n\n" + note, .badHash),
            (header + "index 1\n" + note, .badHash),
            (header + "index 1\n" + String(repeating: "a", count: 65 * 1024) + "\n", .badHash),
            (header + "index 1\n" + String(repeating: hash + "\n", count: 64) + "\n" + note, .wrongProofLength),
            (header + "index 1\n\n", .missingNewline),
            (header + "index 1\n\n" + note + "\n", .noSignatureBlock),
            (header + "index 1\n\n" + note.dropLast(), .missingNewline),
            (header + "index 1\r\n\r\n" + note, .controlCharacter),
        ]
        for (text, code) in cases {
            #expect(refusal { _ = try TLogProof(text) } == code, "\(text)")
        }
        // A second blank line belongs to the note, whose text then begins with an empty line and is no checkpoint.
        let shifted = try TLogProof(header + "index 1\n\n\n" + note)
        #expect(shifted.note.text.hasPrefix("\nexample.com/log\n2\n"))
        #expect(refusal { _ = try Checkpoint(shifted.note.text) } == .badTreeSize)
    }

    @Test("Indices and proofs that cannot be are refused when a proof file is made, and files beyond the limit.")
    func impossible() throws {
        let note = try Note(Self.note)
        let hashes = [Digest](repeating: TreeHash.empty, count: 64)
        #expect(refusal { _ = try TLogProof(index: 1 << 63, hashes: [], note: note) } == .badIndex)
        #expect(refusal { _ = try TLogProof(index: 0, hashes: hashes, note: note) } == .wrongProofLength)
        let long = [UInt8](repeating: 10, count: TLogProof.maximumByteCount + 1)
        #expect(refusal { _ = try TLogProof(long) } == .noteTooLong)
    }

    @Test("A proof of our own tree verifies with the log's key and a witness's.")
    func ours() throws {
        let twin = TwinTree(count: 300)
        let log = try SignerKey(name: "example.com/log", type: .ed25519, seed: [UInt8](repeating: 1, count: 32))
        let witness = try SignerKey(name: "w.example", type: .cosignature, seed: [UInt8](repeating: 2, count: 32))
        let checkpoint = try Checkpoint(origin: "example.com/log", size: 300, root: twin.root(300))
        let note = try checkpoint.signed(by: log).adding([witness.cosign(checkpoint, at: 1_700_000_000)])
        let hashes = try MerkleTree.inclusionProof(index: 299, size: 300) { (level, index) in
            try twin.tileHash(level, index, size: 300)
        }
        let text = try TLogProof(index: 299, hashes: hashes, note: note).text
        let signed = try TLogProof(text).verified(
            leaf: twin.leaves[299], origin: "example.com/log", logKeys: [log.verifierKey],
            witnesses: [witness.verifierKey])
        #expect(signed.cosignatures.map(\.timestamp) == [1_700_000_000])
    }

    @Test("Random damage never crashes the reader, and what it accepts is written as it was read.")
    func damage() throws {
        var generator = SeededGenerator(seed: 17)
        let good = Array((Self.header + "extra AA==\nindex 1\n\(Self.hash)\n\n" + Self.note).utf8)
        _ = try TLogProof(good)
        var accepted = 0
        for _ in 0..<2000 {
            var bytes = good
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert([10, 32, 61, 0xe2].randomElement(using: &generator) ?? 10, at: place)
            default: bytes.removeSubrange(place...)
            }
            if let proof = try? TLogProof(bytes) {
                accepted += 1
                #expect(Array(proof.text.utf8) == bytes)
            }
        }
        #expect(accepted > 0)
    }
}
