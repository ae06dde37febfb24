import Testing

@testable import TransparencyLog

@Suite("Policies of logs and witnesses")
struct PolicyTests {
    private static func key(_ number: UInt8, _ type: SignatureType = .cosignature) -> VerifierKey? {
        try? SignerKey(name: "k\(number).example", type: type, seed: [UInt8](repeating: number, count: 32)).verifierKey
    }

    private static func text(_ number: UInt8, _ type: SignatureType = .cosignature) -> String {
        key(number, type)?.text ?? ""
    }

    /// The example of C2SP tlog-policy.
    private static let example = """
        log \(text(1, .ed25519))

        witness X1 \(text(11))
        witness X2 \(text(12))
        witness X3 \(text(13))
        group X-witnesses 2 X1 X2 X3

        witness Y1 \(text(21))
        witness Y2 \(text(22))
        \twitness\tY3 \(text(23))  https://y3.example/prefix\t
         # A comment \u{e9}
        group Y-witnesses any Y1 Y2 Y3

        group X-and-Y all X-witnesses Y-witnesses
        quorum X-and-Y

        """

    private func keys(_ numbers: [UInt8]) -> Set<VerifierKey> { Set(numbers.compactMap { Self.key($0) }) }

    @Test("The published example is read, and asks for two of X and one of Y.")
    func published() throws {
        let policy = try TLogPolicy(Self.example)
        #expect(policy.logs.map(\.key.name) == ["k1.example"] && !policy.asksNobody)
        #expect(policy.witnesses.map(\.name) == ["X1", "X2", "X3", "Y1", "Y2", "Y3"])
        #expect(policy.witnesses.last?.url == "https://y3.example/prefix")
        let all: [UInt8] = [11, 12, 13, 21, 22, 23]
        for bits in 0..<64 {
            let chosen = all.enumerated().filter { bits >> $0.offset & 1 == 1 }.map(\.element)
            let enough = chosen.count { $0 < 20 } >= 2 && chosen.count { $0 > 20 } >= 1
            #expect(policy.isSatisfied(by: keys(chosen)) == enough)
            let rest = all.filter { !chosen.contains($0) }
            #expect(policy.mightBeSatisfied(withoutThoseThatAnswered: keys(rest)) == enough)
        }
    }

    @Test("A quorum had cosigned when the last that it needs had.")
    func times() throws {
        let policy = try TLogPolicy(Self.example)
        func time(_ times: [UInt8: UInt64]) -> UInt64? {
            var byKey: [VerifierKey: UInt64] = [:]
            for (number, time) in times { if let key = Self.key(number) { byKey[key] = time } }
            return policy.time(of: byKey)
        }
        #expect(time([11: 5, 12: 9, 21: 7]) == 9)
        #expect(time([11: 5, 12: 9, 13: 6, 21: 7]) == 7)
        #expect(time([11: 5, 12: 9, 13: 6, 21: 20, 22: 8, 99: 1]) == 8)
        #expect(time([11: 5, 12: 9]) == nil)
        let nobody = try TLogPolicy("quorum none\n")
        #expect(nobody.asksNobody && nobody.time(of: [:]) == nil && nobody.isSatisfied(by: []))
        let single = try TLogPolicy("witness w \(Self.text(11))\nquorum w\n")
        #expect(single.isSatisfied(by: keys([11])) && !single.isSatisfied(by: keys([12])))
    }

    @Test(
        "A mistake is named with its line.",
        arguments: [
            ("", 1), ("quorum none", 1), ("log x\nquorum none\n", 1), ("\nquorum none\nquorum none\n", 3),
            ("quorum nobody\n", 1), ("# x\r\nquorum none\n", 1), ("quorum none x\n", 1), ("quorum\n", 1),
            ("Quorum none\n", 1), ("witness none \(text(11))\nquorum none\n", 1), ("witness w\nquorum w\n", 1),
            ("witness w \(text(11)) u u\nquorum w\n", 1), ("witness w \(text(11, .ed25519))\nquorum w\n", 1),
            ("log \(text(1))\nquorum none\n", 1),
            ("log \(text(1, .ed25519))\nlog \(text(1, .ed25519)) u\nquorum none\n", 2),
            ("witness a \(text(11))\nwitness b \(text(11))\nquorum a\n", 2),
            ("witness a \(text(11))\nwitness a \(text(12))\nquorum a\n", 2),
            ("witness a \(text(11))\ngroup g 0 a\nquorum g\n", 2),
            ("witness a \(text(11))\ngroup g 2 a\nquorum g\n", 2),
            ("witness a \(text(11))\ngroup g 01 a\nquorum g\n", 2),
            ("witness a \(text(11))\ngroup g any\nquorum g\n", 2),
            ("witness a \(text(11))\ngroup g any a a\nquorum g\n", 2), ("group g any g\nquorum g\n", 1),
            ("witness a \(text(11))\ngroup g any none\nquorum g\n", 2),
            ("witness a \(text(11))\ngroup g any a\ngroup h any a\nquorum g\n", 3),
            ("witness a \(text(11))\ngroup a any a\nquorum a\n", 2), ("witness a \(text(11))\n", 2),
        ])
    func mistakes(text: String, line: Int) {
        do {
            _ = try TLogPolicy(text)
            Issue.record("taken: \(text)")
        } catch {
            #expect(error.code == .malformedPolicy && error.message.hasPrefix("Line \(line) of the policy: "))
        }
    }

    @Test("Names are bytes: they need not be UTF-8, and what looks alike is not the same.")
    func names() throws {
        let bytes =
            Array("witness ".utf8) + [0xff, 0xfe] + Array(" \(Self.text(11))\nquorum ".utf8) + [0xff, 0xfe, 0x0a]
        #expect(try TLogPolicy(bytes).isSatisfied(by: keys([11])))
        #expect(throws: TransparencyError.self) { try TLogPolicy("witness K \(Self.text(11))\nquorum \u{212a}\n") }
    }

    @Test("Hashes that open a tree at a smaller size give both roots, for all sizes.")
    func opening() throws {
        let tree = TwinTree(count: 70)
        for size in 2...70 {
            for old in 1..<size {
                let proof = (old.nonzeroBitCount == 1 ? [tree.root(old)] : []) + tree.proof(old, size)
                let roots = try MerkleTree.roots(opening: proof, from: UInt64(old), to: UInt64(size))
                #expect(roots.old == tree.root(old) && roots.new == tree.root(size))
                #expect(throws: TransparencyError.self) {
                    try MerkleTree.roots(opening: proof.dropLast(), from: UInt64(old), to: UInt64(size))
                }
                #expect(throws: TransparencyError.self) {
                    try MerkleTree.roots(opening: proof + [proof[0]], from: UInt64(old), to: UInt64(size))
                }
            }
        }
        #expect(throws: TransparencyError.self) { try MerkleTree.roots(opening: [tree.root(1)], from: 0, to: 1) }
        #expect(throws: TransparencyError.self) { try MerkleTree.roots(opening: [tree.root(1)], from: 1, to: 1) }
    }
}
