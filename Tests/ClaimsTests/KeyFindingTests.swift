import Claims
import SwiftProtobuf
import Testing

@Suite("Finding 25: stamped by an office whose key was not valid then")
struct KeyFindingTests {
    private func found(_ desk: Desk, on stream: String = Sample.claim) throws -> [Finding] {
        try desk.findings(stream).filter { $0.number == 25 }
    }

    /// The number of the hospital's stamp in its log.
    private func stamp(_ desk: Desk) throws -> EntryReference {
        guard case .filing(let filing)? = try desk.state(Sample.filing).subject else { return EntryReference() }
        return try #require(filing.stamps.first { $0.form.hospital == Sample.hospital.code }).act.entry
    }

    @Test("A key that is valid is no finding, nor is a party of which no registrar says anything.")
    func valid() throws {
        #expect(try found(Desk.admitted(at: .submitted)).isEmpty)
        #expect(try found(Desk.at(.submitted)).isEmpty)
    }

    @Test("A key whose last good head is without the stamp: one entry decides.")
    func revoked() throws {
        var desk = try Desk.admitted(at: .stamped)
        let stamp = try stamp(desk)
        var other = desk
        try desk.register(.keyRevoked(Sample.revoked(lastGood: stamp.number + 1)))
        #expect(try found(desk, on: Sample.filing).isEmpty, "the last good head has it")
        let revocation = try other.register(.keyRevoked(Sample.revoked(lastGood: stamp.number)))
        let findings = try found(other, on: Sample.filing)
        #expect(findings.map(\.severity) == [.alarm])
        #expect(findings[0].evidence.contains(stamp) && findings[0].evidence.contains(revocation))
    }

    @Test("The claim under that filing shows it, and the hospital's bill is found likewise.")
    func claim() throws {
        var desk = try Desk.admitted(at: .submitted)
        try desk.register(.keyRevoked(Sample.revoked(lastGood: 0)))
        let findings = try found(desk)
        #expect(findings.count == 2 && findings.allSatisfy { $0.severity == .alarm })
        #expect(findings[1].english.contains("The bill in \(Sample.stay)"))
    }

    @Test(
        "A replaced key covers what stood before its end, the new one what comes after; between them lies nothing valid."
    )
    func rotated() throws {
        var desk = try Desk.admitted(at: .stamped)
        let size = try stamp(desk).number + 1
        var gap = desk
        try desk.register(.keyRotated(Sample.rotated(from: size + 5)))
        #expect(try found(desk, on: Sample.filing).isEmpty)
        try gap.register(.keyRotated(Sample.rotated(from: size + 5)))
        try gap.register(.keyRevoked(Sample.revoked(lastGood: size - 1)))
        #expect(try found(gap, on: Sample.filing).count == 1)
    }

    @Test("A stamp behind the end of its log, or in a log that no registrar admitted.")
    func ended() throws {
        var desk = try Desk.admitted(at: .stamped)
        let stamp = try stamp(desk)
        try desk.register(.logEnded(Sample.ended(at: stamp.number + 1)))
        #expect(try found(desk, on: Sample.filing).isEmpty, "the last undisputed head has it")
        var late = try Desk.admitted(at: .stamped)
        try late.register(.logEnded(Sample.ended(at: stamp.number)))
        #expect(try found(late, on: Sample.filing).count == 1)
        var foreign = try Desk.at(.stamped)
        try foreign.record(
            Event(.partyAdmitted(Sample.admitted(origin: "test.example/elsewhere"))), in: Sample.partyStream,
            by: Sample.registry, on: "2018-01-02")
        #expect(try found(foreign, on: Sample.filing).count == 1)
    }
}
