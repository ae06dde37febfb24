import EntryFormat
import Evidence
import Foundation
import Testing
import TransparencyLog

@Suite("Evidence on both sides of a change of a log's key")
struct RotationTests {
    /// The center's entries 3 and 5 of one claim: the old key signed the first head that has entry 3, the new one that of entry 5.
    private static let shown: [UInt64] = [3, 5]

    private func sample(from size: UInt64 = 5, signed: UInt64? = nil) throws -> SampleFederation {
        var sample = try SampleFederation(fromSize: size, signedFrom: signed)
        try sample.center.append(SampleFederation.claim)
        return sample
    }

    /// The reason of our verifier, which must be that of the one in Python; nil: both accept.
    private func reason(
        _ bytes: [UInt8], trust: [VerifierKey] = [], registrars: [VerifierKey] = [],
        _ at: SourceLocation = #_sourceLocation
    ) throws -> EvidenceError.Code? {
        var found: EvidenceError.Code?
        do throws(EvidenceError) {
            _ = try EvidenceFile(parsing: bytes).verify(trust: trust, registrars: registrars)
        } catch { found = error.code }
        let (status, text) = try python(
            bytes, keys: trust.map(\.text) + registrars.map { "registrar \($0.text)" })
        #expect(status == (found == nil ? 0 : 1), "\(text)", sourceLocation: at)
        if let found { #expect(text.contains("(\(found.rawValue) "), "\(text)", sourceLocation: at) }
        return found
    }

    private func python(_ bytes: [UInt8], keys: [String]) throws -> (status: Int32, text: String) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rotation-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let (file, trust) = (folder.appending(path: "file.evidence"), folder.appending(path: "trust.vkeys"))
        try Data(bytes).write(to: file)
        try Data((keys.joined(separator: "\n") + "\n").utf8).write(to: trust)
        let process = Process()
        let python = ProcessInfo.processInfo.environment["TRIPLICATE_PYTHON"]
        process.executableURL = URL(filePath: python ?? "/usr/bin/env")
        let verifier = ForgeryTests.independent.appending(path: "verify_evidence.py").path()
        process.arguments = (python == nil ? ["python3"] : []) + [verifier, file.path(), "--trust", trust.path()]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    @Test("Entries from before and after hold under the new key's head, for both verifiers.")
    func honest() throws {
        let sample = try sample()
        let file = try sample.file(centerKey: sample.rotated, showing: Self.shown)
        let registrars = [sample.registrar.signer.verifierKey]
        #expect(try reason(file.encoded(), registrars: registrars) == nil)
        let verdict = try file.verify(trust: [], registrars: registrars)
        #expect(verdict.heads[0].range?.from == 5 && verdict.heads[0].range?.until == nil)
        let shown = verdict.entries.filter { $0.fields.origin == sample.center.origin }.map(\.number)
        #expect(shown == Self.shown)
    }

    @Test("The old key signs no head at which the new one counts, and is not enough to trust.")
    func oldKey() throws {
        let sample = try sample()
        let registrars = [sample.registrar.signer.verifierKey]
        let late = try sample.file(centerKey: sample.center.signer, showing: Self.shown).encoded()
        #expect(try reason(late, registrars: registrars) == .keyNotValid)
        let honest = try sample.file(centerKey: sample.rotated, showing: Self.shown).encoded()
        let old = sample.center.signer.verifierKey
        #expect(try reason(honest, trust: [old]) == .untrusted)
        // Nor where all other logs' keys are trusted besides.
        let others = [sample.hospital.signer.verifierKey, sample.registrar.signer.verifierKey]
        #expect(try reason(honest, trust: [old] + others) == .untrusted)
        #expect(try reason(honest, trust: [sample.rotated.verifierKey] + others) == nil)
    }

    @Test(
        "A range that the old key has not signed counts for nothing, whoever recorded it.",
        arguments: [4, 6, 7] as [UInt64])
    func forgedRange(signed: UInt64) throws {
        let sample = try sample(signed: signed)
        let file = try sample.file(centerKey: sample.rotated, showing: Self.shown).encoded()
        #expect(try reason(file, registrars: [sample.registrar.signer.verifierKey]) == .untrusted)
    }

    @Test("A range that was changed in the file is none that the registrar signed.")
    func changedRange() throws {
        let (sample, other) = (try sample(), try sample(from: 7))
        var text = EvidenceText(try sample.file(centerKey: sample.rotated, showing: Self.shown).encoded())
        let forged = EvidenceText(try other.file(centerKey: other.rotated, showing: Self.shown).encoded())
        let places = text.places(of: "bytes").filter { text.lines[$0] != forged.lines[$0] }
        try #require(places.count == 1)
        text = text.replacing(places[0], forged.lines[places[0]])
        #expect(try reason(text.bytes, registrars: [sample.registrar.signer.verifierKey]) == .root)
    }
}
