import ClaimsLedger
import EntryFormat
import Foundation
import Ledger
import NIOHTTP1
import Replication
import Testing
import TransparencyLog

@testable import ReplicationHTTP
@testable import Server

/// C2SP tlog-witness between two nodes over sockets.
@Suite("A witness that is asked, between two served nodes", .timeLimit(.minutes(5)))
struct WitnessServingTests {
    private static func log(_ served: Served) throws -> LogIdentity {
        try #require(served.node.ledger.log(origin: Served.center))
    }

    private static func head(_ served: Served) async throws -> String {
        try await served.ask(.GET, "/log/\(Served.center)/checkpoint").text
    }

    /// From the leaves that the center holds.
    private static func proof(_ served: Served, from old: UInt64, to size: UInt64) throws -> [Digest] {
        guard old > 0 else { return [] }
        let log = try log(served)
        let leaves = try (0..<size).map { number in
            let words = try #require(try served.node.ledger.entry(number: number, in: log)).leaf.words
            return Digest(word0: words.0, word1: words.1, word2: words.2, word3: words.3)
        }
        return try MerkleTree.consistencyProof(from: old, to: size) { level, index in
            let width = 1 << Int(level)
            return MerkleTree.root(of: Array(leaves[Int(index) * width..<(Int(index) + 1) * width]))
        }
    }

    /// As a log asks: after a 409 with the size that the witness remembers.
    private static func cosigned(
        _ second: SecondNode, _ served: Served, _ note: String, size: UInt64
    ) async throws -> Served.Got {
        let got = try await second.addCheckpoint(0, [], note)
        guard got.status == 409, let remembered = Witness.rememberedSize(in: got.body) else { return got }
        return try await second.addCheckpoint(remembered, proof(served, from: remembered, to: size), note)
    }

    /// The agency's cosignatures in an answer.
    private static func verified(_ got: Served.Got, _ note: String, by second: SecondNode) throws -> Int {
        let own = try #require(second.node.ledger.log(origin: SecondNode.origin))
        return try Witness.cosignatures(
            in: got.body, of: Note(note), witnesses: [VerifierKey(own.verifierKeys[1])]
        ).count
    }

    @Test("A new head is cosigned with 200, once the mirror has seen it; the witness's own memory decides.")
    func cosigned() async throws {
        try await Served.run { served in
            #expect(try await served.record(1).status == 201)
            try await SecondNode.run(beside: served) { second in
                for size in 1...3 as ClosedRange<UInt64> {
                    if size > 1 { #expect(try await served.record(Int(size)).status == 201) }
                    let note = try await Self.head(served)
                    // Asked before the mirror has the head, or after: the answer is the same.
                    async let answer = Self.cosigned(second, served, note, size: size)
                    _ = try await second.mirroring.pull()
                    let got = try await answer
                    #expect(got.status == 200, "\(got.text)")
                    #expect(try Self.verified(got, note, by: second) == 1)
                    let again = try await second.addCheckpoint(size, [], note)
                    #expect(again.status == 200 && again.body == got.body, "\(again.text)")
                }
            }
        }
    }

    @Test("Another old size, and another root of the size that was cosigned, are answered with 409 and that size.")
    func conflict() async throws {
        try await Served.run { served in
            for number in 1...2 { #expect(try await served.record(number).status == 201) }
            let note = try await Self.head(served)
            try await SecondNode.run(beside: served) { second in
                _ = try await second.mirroring.pull()
                let forged = try Checkpoint(origin: Served.center, size: 2, root: Digest.sha256([7]))
                    .signed(by: Self.key(of: served)).encoded
                for (old, note) in [(0, note), (1, note), (2, forged)] as [(UInt64, String)] {
                    let got = try await second.addCheckpoint(old, [], note)
                    #expect(got.status == 409 && got.text == "2\n", "\(old): \(got.text)")
                    #expect(got.fields.first(name: "Content-Type") == "text/x.tlog.size")
                }
                #expect(try await second.addCheckpoint(2, [], note).status == 200, "nothing of it was remembered")
            }
        }
    }

    @Test("A proof that does not lead to the new head is answered with 422, and none is cosigned.")
    func unproven() async throws {
        try await Served.run { served in
            for number in 1...3 { #expect(try await served.record(number).status == 201) }
            let small = try await Self.head(served)
            try await SecondNode.run(beside: served) { second in
                _ = try await second.mirroring.pull()
                for number in 4...7 { #expect(try await served.record(number).status == 201) }
                let note = try await Self.head(served)
                let proof = try Self.proof(served, from: 3, to: 7)
                try #require(proof.count > 1)
                let wrong: [[Digest]] = [[], Array(proof.dropLast()), proof.reversed(), proof + [proof[0]]]
                for hashes in wrong {
                    let got = try await second.addCheckpoint(3, hashes, note)
                    #expect(got.status == 422, "\(got.status) \(got.text)")
                }
                // Another history of the log, rightly signed.
                let other = try Checkpoint(origin: Served.center, size: 7, root: Digest.sha256([7]))
                    .signed(by: Self.key(of: served)).encoded
                #expect(try await second.addCheckpoint(3, proof, other).status == 422)
                #expect(try await second.addCheckpoint(8, [], note).status == 400, "an old size beyond the head")
                let mirrored = try #require(second.node.ledger.log(origin: Served.center))
                let kept = try second.node.ledger.cosigned(of: mirrored, covering: 0, limit: 10)
                #expect(try kept.allSatisfy { try Note($0).text == Note(small).text })
                async let right = second.addCheckpoint(3, proof, note)
                _ = try await second.mirroring.pull()
                let got = try await right
                // Where the mirror was faster, the witness remembers this head already.
                #expect(got.status == 200 || got.status == 409 && got.text == "7\n", "\(got.text)")
            }
        }
    }

    @Test("A head that no key of the log has signed is answered with 403, one of an unknown log with 404.")
    func unsigned() async throws {
        try await Served.run { served in
            #expect(try await served.record(1).status == 201)
            try await SecondNode.run(beside: served) { second in
                _ = try await second.mirroring.pull()
                let root = try Checkpoint(Note(try await Self.head(served)).text).root
                let stranger = try SignerKey(
                    name: Served.center, type: .ed25519, seed: [UInt8](repeating: 9, count: 32))
                let foreign = try Checkpoint(origin: Served.center, size: 1, root: root).signed(by: stranger)
                #expect(try await second.addCheckpoint(1, [], foreign.encoded).status == 403)
                let key = try SignerKey(name: "unknown.example", type: .ed25519, seed: [UInt8](repeating: 9, count: 32))
                let unknown = try Checkpoint(origin: "unknown.example", size: 1, root: root).signed(by: key)
                #expect(try await second.addCheckpoint(0, [], unknown.encoded).status == 404)
            }
        }
    }

    /// The secret key of the center's log, as a thief has it.
    private static func key(of served: Served) throws -> SignerKey {
        let file = "\(served.node.ledger.directory.path)/keys/center-210200/log"
        return try SignerKey(String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .newlines))
    }
}
