import Testing

@testable import TransparencyLog

@Suite("Checkpoints")
struct CheckpointTests {
    struct Checkpoints: Decodable {
        struct Good: Decodable {
            var text: String
            var origin: String
            var size: UInt64
            var root: String
            var extensions: [String]
        }
        struct Refused: Decodable {
            var text: String
            var code: UInt16
        }
        var good: [Good]
        var refused: [Refused]
    }

    @Test("Published checkpoints are read, and written as they were.")
    func published() throws {
        for vector in try Vectors.load("checkpoints.json", as: Checkpoints.self).good {
            let checkpoint = try Checkpoint(vector.text)
            #expect(checkpoint.origin == vector.origin && checkpoint.size == vector.size)
            #expect(checkpoint.root.base64 == vector.root)
            #expect(checkpoint.extensionLines == vector.extensions)
            #expect(checkpoint.text == vector.text)
        }
        #expect(
            try Checkpoint("go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n").root
                == TreeHash.leaf(Array("hello world".utf8)))
    }

    @Test("Published malformed checkpoints are refused, each with its reason.")
    func publishedRefusals() throws {
        for vector in try Vectors.load("checkpoints.json", as: Checkpoints.self).refused {
            #expect(refusal { _ = try Checkpoint(vector.text) }?.rawValue == vector.code, "\(vector.text)")
        }
    }

    private static let root = "qINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs="

    @Test(
        "There is one text for one checkpoint: every other spelling is refused.",
        arguments: [
            ("a\n042\n\(root)\n", TransparencyError.Code.badTreeSize),
            ("a\n00\n\(root)\n", .badTreeSize),
            ("a\n+42\n\(root)\n", .badTreeSize),
            ("a\n 42\n\(root)\n", .badTreeSize),
            ("a\n42 \n\(root)\n", .badTreeSize),
            ("a\n4_2\n\(root)\n", .badTreeSize),
            ("a\n\u{664}\u{662}\n\(root)\n", .badTreeSize),
            ("a\n9223372036854775808\n\(root)\n", .badTreeSize),
            ("a\n18446744073709551616\n\(root)\n", .badTreeSize),
            ("a\n\n\(root)\n", .badTreeSize),
            // The last character has bits that no byte uses.
            ("a\n42\nqINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVct=\n", .badRoot),
            ("a\n42\nqINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs\n", .badRoot),
            ("a\n42\n\(root) \n", .badRoot),
            ("a\n42\nqINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVQ==\n", .badRoot),
            ("a\n42\n\n", .badRoot),
            // A tree without leaves has one root only.
            ("a\n0\n\(root)\n", .badRoot),
            ("\n42\n\(root)\n", .badOrigin),
            ("a\r\n42\n\(root)\n", .badOrigin),
            ("a\n42\n\(root)\n\n", .badExtension),
            ("a\n42\n\(root)\nmore\n\nmore\n", .badExtension),
            ("a\n42\n\(root)\nmo\tre\n", .badExtension),
            ("a\n42\n\(root)", .missingNewline),
            ("a\n42\n\(root)\nmore", .missingNewline),
            ("a\n42\n", .malformedCheckpoint),
            ("", .missingNewline),
            ("\n", .malformedCheckpoint),
        ])
    func strict(text: String, code: TransparencyError.Code) {
        #expect(refusal { _ = try Checkpoint(text) } == code, "\(text)")
    }

    @Test("The largest size, the empty tree and extension lines are read and written.")
    func boundaries() throws {
        for text in [
            "a\n9223372036854775807\n\(Self.root)\n",
            "a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
            "go.sum database tree\n1\n\(Self.root)\none line\n\u{2014} another\n",
        ] {
            #expect(try Checkpoint(text).text == text)
        }
        let many = "a\n1\n\(Self.root)\n" + String(repeating: "JOE\n", count: 1000)
        #expect(try Checkpoint(many).extensionLines.count == 1000 && Checkpoint(many).text == many)
    }

    @Test("Values that no checkpoint can have are refused when one is made.")
    func impossible() throws {
        let root = try digest(base64: Self.root)
        #expect(refusal { _ = try Checkpoint(origin: "", size: 1, root: root) } == .badOrigin)
        #expect(refusal { _ = try Checkpoint(origin: "a\nb", size: 1, root: root) } == .badOrigin)
        #expect(refusal { _ = try Checkpoint(origin: "a", size: 1 << 63, root: root) } == .badTreeSize)
        #expect(refusal { _ = try Checkpoint(origin: "a", size: 0, root: root) } == .badRoot)
        #expect(
            refusal { _ = try Checkpoint(origin: "a", size: 1, root: root, extensionLines: ["x", ""]) }
                == .badExtension)
    }

    @Test("Checkpoints are equal when their bytes are.")
    func equality() throws {
        let root = try digest(base64: Self.root)
        let one = try Checkpoint(origin: "caf\u{e9}", size: 1, root: root)
        #expect(try one == Checkpoint(origin: "caf\u{e9}", size: 1, root: root))
        #expect(try one != Checkpoint(origin: "cafe\u{301}", size: 1, root: root))
        #expect(try one != Checkpoint(origin: "caf\u{e9}", size: 2, root: root))
        #expect(try one != Checkpoint(origin: "caf\u{e9}", size: 1, root: TreeHash.empty))
        #expect(try one != Checkpoint(origin: "caf\u{e9}", size: 1, root: root, extensionLines: ["x"]))
    }

    struct Growth: Decodable {
        struct Sigsum: Decodable {
            struct Request: Decodable {
                var oldSize: UInt64
                var proof: [String]
                var note: String
                var answer: Int
            }
            var origin: String
            var key: String
            var requests: [Request]
        }
        struct Monkeys: Decodable {
            var key: String
            var old: String
            var new: String
            var proof: [String]
        }
        var sigsum: Sigsum
        var monkeys: Monkeys
    }

    @Test("A witness that follows a log answers each published request as published.")
    func growth() throws {
        let log = try Vectors.load("growth.json", as: Growth.self).sigsum
        let key = try VerifierKey(log.key)
        var held: Checkpoint?
        #expect(log.requests.count == 9)
        for request in log.requests {
            // C2SP tlog-witness: 403 for a bad signature or log, 409 for another size than is held, 422 for a bad proof.
            let answer: Int
            do {
                let signed = try SignedCheckpoint(
                    verifying: Note(request.note), origin: log.origin, logKeys: [key])
                if request.oldSize != held?.size ?? 0 {
                    answer = 409
                } else {
                    try MerkleTree.verifyConsistency(
                        from: request.oldSize, held?.root ?? TreeHash.empty, to: signed.checkpoint.size,
                        signed.checkpoint.root, proof: request.proof.map { try digest(base64: $0) })
                    held = signed.checkpoint
                    answer = 200
                }
            } catch TransparencyError.Code.badSignature {
                answer = 403
            } catch TransparencyError.Code.noKnownSignature {
                answer = 403
            } catch TransparencyError.Code.malformedSignatureLine {
                // The published damage leaves base64 that is not canonical, so that it is not even read here.
                answer = 403
            } catch {
                answer = 422
            }
            #expect(answer == request.answer, "\(request.oldSize)")
        }
        #expect(held?.size == 5)
        let monkeys = try Vectors.load("growth.json", as: Growth.self).monkeys
        let monkeysKey = try VerifierKey(monkeys.key)
        let old = try SignedCheckpoint(verifying: Note(monkeys.old), origin: "monkeys", logKeys: [monkeysKey])
        let new = try SignedCheckpoint(verifying: Note(monkeys.new), origin: "monkeys", logKeys: [monkeysKey])
        try MerkleTree.verifyConsistency(
            from: old.checkpoint.size, old.checkpoint.root, to: new.checkpoint.size, new.checkpoint.root,
            proof: monkeys.proof.map { try digest(hex: $0) })
    }
}
