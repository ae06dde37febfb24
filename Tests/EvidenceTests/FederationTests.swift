import EntryFormat
import Evidence
import Foundation
import Testing
import TransparencyLog

@Suite("Evidence of all parties")
struct FederationTests {
    @Test("Whoever trusts the registrar's key alone sees whose each log is, who witnessed it, and what was received.")
    func registrarAlone() throws {
        let sample = try SampleFederation()
        let file = try sample.file()
        let read = try EvidenceFile(parsing: file.encoded())
        #expect(read == file)
        let verdict = try read.verify(trust: [], registrars: [sample.registrar.signer.verifierKey])
        #expect(verdict.heads.map(\.party) == [SampleFederation.centerParty, SampleFederation.hospitalParty, nil])
        #expect(
            verdict.heads[0].cosignatures.map(\.timestamp).sorted { $0 ?? 0 < $1 ?? 0 } == [
                1_767_225_700, 1_767_225_800,
            ])
        #expect(verdict.heads[0].quorum == 1_767_225_800 && verdict.heads[0].trustedQuorum == 1_767_225_800)
        #expect(verdict.heads[1].quorum == nil)
        #expect(verdict.heads.map(\.isRegistrar) == [false, false, true])
        #expect(verdict.heads[2].isWhole && !verdict.heads[1].isRegistrar)
        #expect(verdict.hidden.map(\.number) == [2] && verdict.hidden[0].leaf == sample.center.leaf(2))
        #expect(verdict.receipts.count == 1)
        #expect(verdict.receipts[0].reader == SampleFederation.hospitalParty)
        #expect(verdict.receipts[0].acknowledged == sample.center.reference(3))
        #expect(verdict.receipts[0].covered == [3])
        #expect(verdict.outside.isEmpty && verdict.convictions.isEmpty)
    }

    @Test("A registrar's key that is trusted as any log's vouches for nobody.")
    func ordinaryKey() throws {
        let sample = try SampleFederation()
        let code = refusal(of: try sample.file(), trust: [sample.registrar.signer.verifierKey])
        #expect(code == .untrusted)
    }

    @Test("Before and after a rotation, each key signs for its own sizes only.", arguments: [3, 5, 6] as [UInt64])
    func rotation(from size: UInt64) throws {
        let sample = try SampleFederation(fromSize: size)
        let registrars = [sample.registrar.signer.verifierKey]
        let old = refusal(of: try sample.file(), registrars: registrars)
        let new = refusal(of: try sample.file(centerKey: sample.rotated), registrars: registrars)
        // The head has five entries.
        #expect(old == (size <= 5 ? .keyNotValid : nil))
        #expect(new == (size <= 5 ? nil : .keyNotValid))
    }

    @Test(
        "A revoked key's head counts up to the last good size, and with the good root there.",
        arguments: [1, 2, 3] as [UInt64])
    func revocation(lastGood: UInt64) throws {
        let sample = try SampleFederation(lastGood: lastGood)
        let code = refusal(of: try sample.file(), registrars: [sample.registrar.signer.verifierKey])
        #expect(code == (lastGood < 2 ? .keyNotValid : nil))
    }

    @Test("A receipt with another leaf hash, or of a party that the entry is not addressed to, is refused.")
    func receipts() throws {
        let wrongLeaf = try SampleFederation(leaf: LeafHash(words: (1, 2, 3, 4)))
        #expect(refusal(of: try wrongLeaf.file(), registrars: [wrongLeaf.registrar.signer.verifierKey]) == .receiptLeaf)
        let wrongReader = try SampleFederation(readers: ["unit:9121"])
        let code = refusal(of: try wrongReader.file(), registrars: [wrongReader.registrar.signer.verifierKey])
        #expect(code == .receiptParty)
    }

    @Test(
        "Two heads that contradict each other convict by themselves, at every size.",
        arguments: 1...5 as ClosedRange<UInt64>)
    func conviction(size: UInt64) throws {
        let sample = try SampleFederation()
        let file = try EvidenceFile(stream: nil, exhibits: [sample.exhibit(size: size)])
        let verdict = try EvidenceFile(parsing: file.encoded()).verify(trust: [sample.center.signer.verifierKey])
        #expect(verdict.stream == nil && verdict.entries.isEmpty)
        #expect(verdict.convictions.map(\.origin) == [sample.center.origin])
        #expect(refusal(of: file, trust: [sample.hospital.signer.verifierKey]) == .untrusted)
    }

    @Test(
        "Heads of one history convict nobody, whatever hashes come with them.", arguments: 1...4 as ClosedRange<UInt64>)
    func honestLog(size: UInt64) throws {
        let sample = try SampleFederation()
        let trust = [sample.center.signer.verifierKey]
        let honest = try sample.exhibit(size: size, honest: true)
        #expect(refusal(of: try EvidenceFile(stream: nil, exhibits: [honest]), trust: trust) == .noContradiction)
        let lying = try EvidenceFile.Exhibit(
            smaller: honest.smaller.checkpoint, larger: honest.larger.checkpoint, keys: trust,
            opening: sample.exhibit(size: size).opening.map { TreeHash.node($0, $0) })
        #expect(refusal(of: try EvidenceFile(stream: nil, exhibits: [lying]), trust: trust) == .opening)
    }

    @Test("One head twice, and two heads in the wrong order, are no exhibit.")
    func exhibitForm() throws {
        let sample = try SampleFederation()
        let (small, large) = (try sample.center.checkpoint(size: 3), try sample.center.checkpoint())
        for (first, second) in [(small, small), (large, small)] {
            let exhibit = try EvidenceFile.Exhibit(
                smaller: first, larger: second, keys: [sample.center.signer.verifierKey], opening: [])
            let error = #expect(throws: EvidenceError.self) { try EvidenceFile(stream: nil, exhibits: [exhibit]) }
            #expect(error?.code == .exhibitHeads)
        }
    }

    @Test("A policy that the cosignatures do not meet, or met at another time, is not said to be met.")
    func policy() throws {
        let sample = try SampleFederation()
        let text = EvidenceText(try sample.file().encoded())
        let place = text.places(of: "quorum")[0]
        let registrars = [sample.registrar.signer.verifierKey]
        #expect(text.lines[place] == "quorum 1767225800")
        for time in ["1767225799", "1767225801", "0"] {
            let forged = text.replacing(place, "quorum \(time)")
            #expect(refusal(of: try EvidenceFile(parsing: forged.bytes), registrars: registrars) == .quorumNotMet)
        }
        let without = text.removing(place)
        let verdict = try EvidenceFile(parsing: without.bytes).verify(trust: [], registrars: registrars)
        #expect(verdict.heads[0].quorum == 1_767_225_800)
    }

    @Test("What version 2 adds stands in no file of version 1.")
    func firstVersion() throws {
        let sample = try SampleFederation()
        let text = EvidenceText(try sample.file(exhibits: [sample.exhibit(size: 3)]).encoded())
        let first = text.replacing(0, "triplicate/evidence/v1")
        let error = #expect(throws: EvidenceError.self) { try EvidenceFile(parsing: first.bytes) }
        #expect(error?.code == .line)
    }

    @Test("The published file of version 2 is what the sample gives, and holds with the registrar's key alone.")
    func published() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Vectors/Evidence")
        let trusted = try TrustedKeys(parsing: Array(Data(contentsOf: folder.appending(path: "registrar.vkeys"))))
        let sample = try SampleFederation(fromSize: 6, lastGood: 2)
        #expect(trusted.keys.isEmpty && trusted.registrars == [sample.registrar.signer.verifierKey])
        let file = try sample.file(exhibits: [sample.exhibit(size: 3)])
        let bytes = try Array(Data(contentsOf: folder.appending(path: "federation.evidence")))
        #expect(bytes == file.encoded())
        let verdict = try file.verify(trust: [], registrars: trusted.registrars)
        #expect(verdict.heads[0].range?.until == 6 && verdict.heads[1].range?.isRevoked == true)
        #expect(verdict.convictions.map(\.party) == [SampleFederation.centerParty])
    }

    private func refusal(
        of file: EvidenceFile, trust: [VerifierKey] = [], registrars: [VerifierKey] = []
    ) -> EvidenceError.Code? {
        do {
            _ = try file.verify(trust: trust, registrars: registrars)
            return nil
        } catch {
            return error.code
        }
    }
}
