import Evidence
import Foundation
import Testing
import TransparencyLog

@Suite("Forged evidence")
struct ForgeryTests {
    @Test("A forgery is refused, for its reason.", arguments: Forgery.all)
    func refused(forgery: Forgery) throws {
        let trust = try SampleCase().trust
        #expect(refusal(of: forgery.bytes, trust: trust) == forgery.code, "\(forgery.name)")
    }

    @Test("There is a forgery for every reason that a file of version 1 can give.")
    func everyReason() {
        let missing = Set(EvidenceError.Code.all.filter { $0.rawValue <= 1133 }).subtracting(Forgery.all.map(\.code))
        #expect(missing == [.trust])
        #expect(Set(Forgery.all.map(\.name)).count == Forgery.all.count)
        #expect(Forgery.all.count > 100)
    }

    @Test("A file with a bit flipped in any byte is refused.")
    func everyByte() throws {
        let sample = try SampleCase()
        let trust = sample.trust
        let bytes = try sample.small().encoded()
        try #require(refusal(of: bytes, trust: trust) == nil)
        for place in bytes.indices {
            var flipped = bytes
            flipped[place] ^= 1 << UInt8(place % 8)
            #expect(refusal(of: flipped, trust: trust) != nil, "byte \(place)")
        }
    }

    @Test("A file with a byte left out, or twice, is refused.")
    func leftOutOrTwice() throws {
        let sample = try SampleCase()
        let trust = sample.trust
        let bytes = try sample.small().encoded()
        for place in stride(from: 0, to: bytes.count, by: 5) {
            var shorter = bytes
            shorter.remove(at: place)
            #expect(refusal(of: shorter, trust: trust) != nil, "byte \(place) left out")
            var longer = bytes
            longer.insert(bytes[place], at: place)
            #expect(refusal(of: longer, trust: trust) != nil, "byte \(place) twice")
        }
    }

    @Test("A file cut anywhere is refused as cut.")
    func everyCut() throws {
        let sample = try SampleCase()
        let bytes = try sample.small().encoded()
        for length in stride(from: 0, to: bytes.count, by: 3) {
            #expect(refusal(of: Array(bytes[..<length]), trust: sample.trust) == .truncated)
        }
    }

    @Test("What is read is what would be written: changed lines never make a second form of one content.")
    func canonical() throws {
        let sample = try SampleCase()
        for forgery in Forgery.all {
            guard let file = try? EvidenceFile(parsing: forgery.bytes) else { continue }
            #expect(file.encoded() == forgery.bytes, "\(forgery.name)")
        }
        #expect(try EvidenceFile(parsing: sample.file().encoded()).encoded() == sample.file().encoded())
    }

    @Test("Lines at random never crash the reader, and what it reads it writes the same.")
    func randomLines() throws {
        let sample = try SampleCase()
        let text = EvidenceText(try sample.file().encoded())
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<600 {
            var changed = text
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<changed.lines.count, using: &generator)
                let other = text.lines.randomElement(using: &generator) ?? ""
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: changed = changed.removing(place)
                case 1: changed = changed.inserting(other, at: place)
                case 2: changed = changed.replacing(place, other)
                default: changed = changed.replacing(place, String(changed.lines[place].dropLast()))
                }
            }
            guard let file = try? EvidenceFile(parsing: changed.bytes) else { continue }
            #expect(file.encoded() == changed.bytes)
            if (try? file.verify(trust: sample.trust)) != nil { #expect(isLess(changed, than: text)) }
        }
    }

    /// Whether a file shows a part of what another shows: the only change that leaves it true.
    private func isLess(_ changed: EvidenceText, than text: EvidenceText) -> Bool {
        changed.lines.count < text.lines.count && Set(changed.lines).isSubset(of: Set(text.lines))
            || changed.lines == text.lines
    }

    /// Where the independent verifier lies.
    static let independent = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Independent")
    static let hasVerifier = FileManager.default.fileExists(
        atPath: independent.appending(path: "verify_evidence.py").path())

    @Test(
        "A verifier in another language accepts the honest files and refuses every forgery.",
        .enabled(if: hasVerifier, "Tests/Independent/verify_evidence.py is not there"))
    func independentVerifier() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "evidence-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try EvidenceFolder.write(to: folder)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", Self.independent.appending(path: "check_forgeries.py").path(), folder.path()]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(text)")
    }

    @Test(
        "The files for other verifiers are written where TRIPLICATE_FORGERIES says.",
        .enabled(
            if: ProcessInfo.processInfo.environment["TRIPLICATE_FORGERIES"] != nil, "TRIPLICATE_FORGERIES is not set"))
    func write() throws {
        let folder = try #require(ProcessInfo.processInfo.environment["TRIPLICATE_FORGERIES"])
        try EvidenceFolder.write(to: URL(filePath: folder))
    }
}

/// The honest and forged files, for verifiers in other languages.
///
/// `trust.vkeys` holds the trusted keys; `honest-….evidence` must be accepted and `forged-….evidence` refused;
/// `reasons.txt` has for each forged file its name, a tab, the number of the reason, a tab, and what was forged.
enum EvidenceFolder {
    static func write(to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let sample = try SampleCase()
        let keys = sample.trust.map { $0.text + "\n" }.joined()
        try Data("# The keys of the sample case\n\n\(keys)".utf8).write(to: folder.appending(path: "trust.vkeys"))
        try Data(sample.file().encoded()).write(to: folder.appending(path: "honest-case.evidence"))
        try Data(sample.small().encoded()).write(to: folder.appending(path: "honest-small.evidence"))
        // Trusted by its own file of keys.
        let federation = try SampleFederation(fromSize: 6, lastGood: 2)
        let file = try federation.file(exhibits: [federation.exhibit(size: 3)])
        try Data(file.encoded()).write(to: folder.appending(path: "federation.evidence"))
        let registrar = "registrar \(federation.registrar.signer.verifierKey.text)\n"
        try Data(registrar.utf8).write(to: folder.appending(path: "registrar.vkeys"))
        var reasons = ""
        for (index, forgery) in Forgery.all.enumerated() {
            let name = "forged-\(1000 + index).evidence"
            try Data(forgery.bytes).write(to: folder.appending(path: name))
            reasons += "\(name)\t\(forgery.code.rawValue)\t\(forgery.name)\n"
        }
        let small = try sample.small().encoded()
        for place in stride(from: 0, to: small.count, by: 7) {
            var flipped = small
            flipped[place] ^= 1 << UInt8(place % 8)
            let name = "forged-bit-\(10_000 + place).evidence"
            try Data(flipped).write(to: folder.appending(path: name))
            let code = refusal(of: flipped, trust: sample.trust)?.rawValue ?? 0
            reasons += "\(name)\t\(code)\ta bit flipped in byte \(place)\n"
        }
        try Data(reasons.utf8).write(to: folder.appending(path: "reasons.txt"))
    }
}
