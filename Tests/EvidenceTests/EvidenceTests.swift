import EntryFormat
import Evidence
import Foundation
import Testing
import TransparencyLog

@Suite("Evidence files")
struct EvidenceTests {
    let sample: SampleCase
    let file: EvidenceFile

    init() throws {
        sample = try SampleCase()
        file = try sample.file()
    }

    @Test("An honest file is written, read and holds.")
    func honest() throws {
        let read = try EvidenceFile(parsing: file.encoded())
        #expect(read == file)
        let verdict = try read.verify(trust: sample.trust)
        #expect(verdict.stream?.text == SampleCase.claim)
        #expect(verdict.related.map(\.text) == [SampleCase.stay])
        #expect(verdict.heads.map(\.origin) == [sample.center.origin, sample.hospital.origin, sample.unit.origin])
        #expect(verdict.heads.map(\.size) == [sample.center.size, sample.hospital.size, sample.unit.size])
        #expect(verdict.heads[0].root == sample.center.root)
        #expect(verdict.heads.map(\.cosignatures.count) == [1, 0, 1])
        #expect(verdict.heads[0].cosignatures[0].timestamp == 1_767_225_700)
        #expect(verdict.heads.map(\.otherWitnesses) == [[sample.second.verifierKey], [], []])
        #expect(verdict.entries.map(\.number) == [3, 5, 3, 4, 0, 1])
        #expect(verdict.entries.map(\.leaf)[2] == sample.hospital.leaf(3))
        #expect(verdict.entries[0].fields.operatorName == "clerk.wang")
        #expect(verdict.entries.flatMap(\.blobs) == [SampleCase.textBlob, SampleCase.blob])
    }

    @Test("References to what the file does not hold are reported, and refuse nothing.")
    func outside() throws {
        let verdict = try file.verify(trust: sample.trust)
        #expect(verdict.outside.map(\.reference) == [sample.center.reference(1)])
        #expect(verdict.outside[0].origin == sample.center.origin && verdict.outside[0].number == 3)
        #expect(verdict.outside[0].isBasis)
        let less = try EvidenceFile(stream: StreamName(SampleCase.claim), logs: [sample.center.part([3])])
        let reported = try less.verify(trust: sample.trust).outside
        #expect(reported.map(\.isBasis) == [false, false, true, true])
    }

    @Test("Cosignatures of witnesses who are not trusted are checked, and count for nothing.")
    func otherWitnesses() throws {
        let verdict = try file.verify(trust: Array(sample.trust.dropLast()))
        let (one, two) = (sample.witness.verifierKey, sample.second.verifierKey)
        #expect(verdict.heads.map(\.cosignatures.count) == [0, 0, 0])
        #expect(verdict.heads.map(\.otherWitnesses) == [[one, two], [], [one]])
    }

    @Test("Of a checkpoint with more signatures, a file shows the log's and those of the witnesses named.")
    func selectedSignatures() throws {
        let stranger = try SignerKey(name: "stranger.example", type: .ed25519, seed: [UInt8](repeating: 4, count: 32))
        let note = try sample.center.checkpoint(cosigned: [sample.second, sample.witness])
        let more = try note.adding([stranger.sign(noteText: note.text)])
        let log = try EvidenceFile.Log(
            key: sample.center.signer.verifierKey,
            witnesses: [sample.second.verifierKey, sample.witness.verifierKey, sample.witness.verifierKey],
            checkpoint: more, entries: [])
        #expect(log.witnesses == [sample.witness.verifierKey, sample.second.verifierKey])
        #expect(
            log.checkpoint.signatures.map(\.keyName) == [
                sample.center.origin, "witness.example/one", "witness.example/two",
            ])
        let alone = try EvidenceFile.Log(key: sample.center.signer.verifierKey, checkpoint: more, entries: [])
        #expect(alone.checkpoint.signatures.count == 1)
        let error = try #require(throws: EvidenceError.self) {
            _ = try EvidenceFile.Log(key: sample.unit.signer.verifierKey, checkpoint: more, entries: [])
        }
        #expect(error.code == .signers)
    }

    @Test("A log whose key is not trusted is refused, whatever else is trusted.")
    func trust() throws {
        for missing in 0..<3 {
            var trust = sample.trust
            trust.remove(at: missing)
            let error = try #require(throws: EvidenceError.self) { _ = try file.verify(trust: trust) }
            #expect(error.code == .untrusted)
        }
        #expect(throws: EvidenceError.self) { _ = try file.verify(trust: []) }
    }

    @Test("What is out of order or beyond a limit cannot even be put together.")
    func construction() throws {
        let logs = file.logs
        for (related, parts, code) in [
            ([try #require(file.stream)], logs, EvidenceError.Code.relatedOrder),
            (file.related, logs.reversed(), .logOrder),
            (file.related, [logs[0], logs[0]], .logOrder),
            (file.related, [], .line),
            (
                file.related,
                [try EvidenceFile.Log(key: logs[0].key, checkpoint: logs[0].checkpoint, entries: [])], .line
            ),
            (
                file.related,
                [
                    try EvidenceFile.Log(
                        key: logs[0].key, checkpoint: logs[0].checkpoint, entries: logs[0].entries.reversed())
                ], .entryOrder
            ),
        ] {
            let error = try #require(throws: EvidenceError.self) {
                _ = try EvidenceFile(stream: file.stream, related: related, logs: parts)
            }
            #expect(error.code == code)
        }
    }

    @Test("The published files are what the sample case gives, and hold.")
    func published() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Vectors/Evidence")
        let trust = try TrustedKeys(parsing: Array(Data(contentsOf: folder.appending(path: "trust.vkeys"))))
        #expect(trust.keys == sample.trust)
        let claim = try Array(Data(contentsOf: folder.appending(path: "claim.evidence")))
        #expect(claim == file.encoded())
        let small = try Array(Data(contentsOf: folder.appending(path: "small.evidence")))
        #expect(try small == sample.small().encoded())
        for bytes in [claim, small] { _ = try EvidenceFile(parsing: bytes).verify(trust: trust.keys) }
    }

    @Test("A file of one entry in a log of one entry needs no proof.")
    func smallest() throws {
        var log = try SampleLog(origin: "a", seed: 5)
        try log.append("a/b/c")
        let file = try EvidenceFile(stream: StreamName("a/b/c"), logs: [log.part([0])])
        #expect(file.logs[0].entries[0].proof.isEmpty)
        let verdict = try EvidenceFile(parsing: file.encoded()).verify(trust: [log.signer.verifierKey])
        #expect(verdict.entries.count == 1)
    }

    @Test("Every reason has a number, a name and a remedy of its own.")
    func reasons() {
        #expect(EvidenceError.Code.all.map(\.rawValue) == Array(1101...1145))
        #expect(Set(EvidenceError.Code.all.map(\.name)).count == 45)
        #expect(EvidenceError.Code.all.allSatisfy { $0.remedy.hasSuffix(".") })
        #expect(EvidenceError.Code(rawValue: 7).name == "unknown")
    }
}

@Suite("Trusted keys")
struct TrustedKeysTests {
    @Test("Keys are read one a line; comments, empty lines and keys for other ends are skipped.")
    func read() throws {
        let sample = try SampleCase()
        let transport = try SignerKey(
            name: "triplicate.example/transport", type: .transport, seed: [UInt8](repeating: 8, count: 32))
        let text =
            "# the center\n" + sample.trust[0].text + "\n\n" + transport.verifierKey.text + "\n" + sample.trust[3].text
        #expect(try TrustedKeys(parsing: Array(text.utf8)).keys == [sample.trust[0], sample.trust[3]])
        #expect(try TrustedKeys(parsing: []).keys.isEmpty)
    }

    @Test(
        "What is no key is refused with its line.",
        arguments: ["nonsense", " # a space first", "a+00000000+AQ==", "a b", "\u{FEFF}# mark"])
    func malformed(line: String) throws {
        let error = try #require(throws: EvidenceError.self) {
            _ = try TrustedKeys(parsing: Array("# first\n\(line)\n".utf8))
        }
        #expect(error.code == .trust)
        #expect(error.place == "trusted keys, line 2")
    }

    @Test("Bytes that are no text, and a file that is too long, are refused.")
    func unusable() {
        #expect(throws: EvidenceError.self) { _ = try TrustedKeys(parsing: [0xFF, 0xFE]) }
        let long = [UInt8](repeating: 10, count: TrustedKeys.maximumByteCount + 1)
        #expect(throws: EvidenceError.self) { _ = try TrustedKeys(parsing: long) }
    }
}
