import EntryFormat
import Evidence
import TransparencyLog

/// A claim between a center, a hospital and a unit, told in three logs, with a witness.
struct SampleCase {
    static let claim = "claim/210200/2026-000123"
    static let stay = "stay/H11010500001/2026-77"
    static let other = "claim/210200/2026-000999"
    static let blob = Digest.sha256(Array("a scan of an invoice".utf8))
    static let textBlob = Digest.sha256(Array("a photograph".utf8))

    var center: SampleLog
    var hospital: SampleLog
    var unit: SampleLog
    let witness: SignerKey
    /// A witness that nobody trusts.
    let second: SignerKey

    init() throws {
        center = try SampleLog(origin: "triplicate.example/center-210200", seed: 1)
        hospital = try SampleLog(origin: "triplicate.example/hospital-h11010500001", seed: 2)
        unit = try SampleLog(origin: "triplicate.example/unit-91210200ma0000000x", seed: 3)
        witness = try SignerKey(
            name: "witness.example/one", type: .cosignature, seed: [UInt8](repeating: 9, count: 32))
        second = try SignerKey(
            name: "witness.example/two", type: .cosignature, seed: [UInt8](repeating: 10, count: 32))
        for _ in 0..<3 {
            try center.append(Self.other)
            try hospital.append(Self.other)
        }
        try hospital.append(Self.stay)  // 3
        try unit.append(Self.claim, payload: [0x12, 32] + Self.blob.bytes)  // 0
        try hospital.append(Self.claim, after: [unit.reference(0)])  // 4
        try center.append(  // 3
            Self.claim, after: [hospital.reference(4), unit.reference(0)],
            basis: [center.reference(1), hospital.reference(3)], payload: [0x12, 64] + Self.textBlob.hex.utf8)
        try unit.append(Self.claim, after: [center.reference(3), hospital.reference(4)])  // 1
        try center.append(Self.other)
        try center.append(Self.claim, after: [unit.reference(1)])  // 5
        for _ in 0..<4 {
            try center.append(Self.other)
            try hospital.append(Self.other)
            try unit.append(Self.other)
        }
    }

    var trust: [VerifierKey] {
        [center.signer.verifierKey, hospital.signer.verifierKey, unit.signer.verifierKey, witness.verifierKey]
    }

    /// The file as an honest node exports it.
    func file() throws -> EvidenceFile {
        try EvidenceFile(
            version: .one, stream: StreamName(Self.claim), related: [StreamName(Self.stay)],
            logs: [
                center.part([3, 5], cosigned: [witness, second], blobs: [Self.textBlob]), hospital.part([3, 4]),
                unit.part([0, 1], cosigned: [witness], blobs: [Self.blob]),
            ])
    }

    /// A file of one log.
    func small() throws -> EvidenceFile {
        try EvidenceFile(
            version: .one, stream: StreamName(Self.claim),
            logs: [unit.part([0, 1], cosigned: [second, witness], blobs: [Self.blob])])
    }
}
