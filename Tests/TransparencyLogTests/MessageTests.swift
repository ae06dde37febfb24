import Testing

@testable import TransparencyLog

@Suite("Messages about what came from outside")
struct MessageTests {
    @Test("A message repeats no more than the beginning of what it refuses, and nothing that a terminal obeys.")
    func excerpts() throws {
        let long = String(repeating: "x", count: 100_000)
        let evil = "a\u{1b}[2J\u{9b}31m\u{202e}\u{2028}\r\nb"
        let key = try SignerKey(name: "a", type: .ed25519, seed: [UInt8](repeating: 1, count: 32)).verifierKey
        for text in [long, evil] {
            let attempts: [() throws -> Void] = [
                { _ = try VerifierKey(text) },
                { _ = try VerifierKey(name: text + " ", type: .ed25519, publicKey: key.publicKey) },
                { _ = try NoteSignature(line: text) },
                { _ = try NoteSignature(line: "\u{2014} " + text + " AAAA") },
                { _ = try Checkpoint(text + "\n1\n1\n") },
                { _ = try Checkpoint("a\n" + text + "\n1\n") },
                { _ = try Checkpoint("a\n1\n" + text + "\n") },
                { _ = try Checkpoint(origin: text + "\n", size: 1, root: TreeHash.empty) },
                { _ = try Checkpoint(origin: "a", size: 1, root: TreeHash.empty, extensionLines: [text + "\n"]) },
                { _ = try Tile(path: text) },
                { _ = try TLogProof("c2sp.org/tlog-proof@v1\nindex " + text + "\n") },
                { _ = try TLogProof("c2sp.org/tlog-proof@v1\nindex 1\n" + text + "\n") },
            ]
            for attempt in attempts {
                do {
                    try attempt()
                    Issue.record("accepted")
                } catch let error as TransparencyError {
                    #expect(error.description.utf8.count < 700)
                    #expect(!error.description.unicodeScalars.contains { $0.properties.generalCategory == .control })
                    #expect(!error.description.contains("\u{202e}") && !error.description.contains("\u{2028}"))
                }
            }
        }
        // Many signatures of long names.
        let names = (0..<20).map { "\u{2014} \(long.prefix(5000))\($0) AAAAAAAA\n" }.joined()
        do {
            _ = try Note("a\n\n" + names).verified(by: [key])
            Issue.record("accepted")
        } catch {
            #expect(error.code == .noKnownSignature && error.description.utf8.count < 700)
        }
    }

    @Test("A note of a hundred thousand lines is refused at its first.")
    func manyLines() {
        #expect(refusal { _ = try Note("a\n\n" + String(repeating: "b\n", count: 100_000)) } == .malformedSignatureLine)
        #expect(refusal { _ = try Note(String(repeating: "\n", count: 100_000)) } == .noSignatureBlock)
    }
}
