import EntryFormat
import Evidence
import TransparencyLog

/// A claim of a center and a hospital, with a receipt, a hidden entry, a policy, and their keys in a registrar's log.
struct SampleFederation {
    static let claim = "claim/210200/2026-000123"
    static let receipts = "receipt/H11010500001/hospital/center-210200/2026-01-01"
    static let centerParty = "center:210200"
    static let hospitalParty = "hospital:H11010500001"

    /// The center's log, signed by its first key; its second key is `rotated`.
    var center: SampleLog
    var hospital: SampleLog
    var registrar: SampleLog
    let rotated: SignerKey
    let witness: SignerKey
    let mirror: SignerKey
    let policy: EvidencePolicy
    /// From which size the center's second key signs; nil: it was never rotated.
    var fromSize: UInt64?
    /// The last good size of the hospital's key; nil: it was never revoked.
    var lastGood: UInt64?
    var receiptNumber: UInt64 = 0

    /// - Parameter signedFrom: the size for which the center's first key signs the rotation, where that is another than what the
    ///   registrar's entry says.
    init(
        fromSize: UInt64? = nil, signedFrom: UInt64? = nil, lastGood: UInt64? = nil,
        readers: [String] = [hospitalParty],
        leaf: LeafHash? = nil
    ) throws {
        self.fromSize = fromSize
        self.lastGood = lastGood
        center = try SampleLog(origin: "triplicate.example/center-210200", seed: 1)
        hospital = try SampleLog(origin: "triplicate.example/hospital-h11010500001", seed: 2)
        registrar = try SampleLog(origin: "triplicate.example/registrar-210000", seed: 4)
        rotated = try SignerKey(name: center.origin, type: .ed25519, seed: [UInt8](repeating: 21, count: 32))
        witness = try Self.cosigner(hospital.origin + "/witness", 22)
        mirror = try Self.cosigner(hospital.origin + "/mirror", 23)
        let lines = [
            "witness w \(witness.verifierKey.text)", "witness m \(mirror.verifierKey.text)", "group g all w m",
        ]
        policy = try EvidencePolicy(file: (lines + ["quorum g"]).joined(separator: "\n"))
        for _ in 0..<2 { try center.append("claim/210200/2026-000001") }
        try center.append(Self.claim)  // 2, hidden
        let readers = readers.map { Reader(party: $0, previous: nil) }
        try center.append(Self.claim, readers: readers, payload: [])  // 3
        receiptNumber = hospital.next
        try hospital.append(
            Self.receipts, payload: Self.received(center.origin, 3, leaf ?? center.leaf(3)), type: 333)
        try hospital.append(Self.claim, after: [center.reference(3)])
        try center.append("claim/210200/2026-000001")
        try admit(Self.centerParty, center, nil)
        try admit(Self.hospitalParty, hospital, (witness, mirror))
        if let fromSize { try rotate(fromSize, signed: signedFrom ?? fromSize) }
        if let lastGood { try revoke(lastGood) }
    }

    private static func cosigner(_ name: String, _ seed: UInt8) throws -> SignerKey {
        try SignerKey(name: name, type: .cosignature, seed: [UInt8](repeating: seed, count: 32))
    }

    // MARK: Protobuf, as far as it is needed

    static func field(_ number: Int, _ bytes: some Sequence<UInt8>) -> [UInt8] {
        let bytes = Array(bytes)
        return varint(UInt64(number << 3 | 2)) + varint(UInt64(bytes.count)) + bytes
    }

    static func field(_ number: Int, number value: UInt64) -> [UInt8] {
        varint(UInt64(number << 3)) + varint(value)
    }

    private static func varint(_ value: UInt64) -> [UInt8] {
        value < 128 ? [UInt8(value)] : [UInt8(value & 127 | 128)] + varint(value >> 7)
    }

    static func received(_ origin: String, _ number: UInt64, _ leaf: LeafHash) -> [UInt8] {
        let entry = field(1, origin.utf8) + field(2, number: number)
        return field(333, field(1, entry) + field(2, leaf.description.utf8))
    }

    private mutating func say(_ party: String, _ type: UInt16, _ message: [UInt8]) throws {
        let segment = String(party.map { $0 == ":" ? "-" : $0 })
        try registrar.append("party/210000/\(segment)", payload: Self.field(Int(type), message), type: type)
    }

    private mutating func admit(
        _ party: String, _ log: SampleLog, _ cosigners: (witness: SignerKey, mirror: SignerKey)?
    ) throws {
        var keys = Self.field(1, log.signer.verifierKey.text.utf8)
        if let cosigners {
            keys += Self.field(2, cosigners.witness.verifierKey.text.utf8)
            keys += Self.field(3, cosigners.mirror.verifierKey.text.utf8)
        }
        let head = Self.field(1, party.utf8) + Self.field(3, log.origin.utf8)
        try say(party, 370, head + Self.field(4, keys))
    }

    private mutating func rotate(_ size: UInt64, signed: UInt64) throws {
        let (old, new) = (center.signer.verifierKey.text, rotated.verifierKey.text)
        let text = "triplicate/key-rotation/1\n\(center.origin)\nlog\n\(old)\n\(new)\n\(signed)\nregistrar:210000\n"
        let signature = try center.signer.sign(noteText: text).signature
        let parts: [[UInt8]] = [
            Self.field(1, center.origin.utf8), Self.field(2, number: 1), Self.field(3, old.utf8),
            Self.field(4, new.utf8), Self.field(5, number: size), Self.field(6, signature),
        ]
        try say(Self.centerParty, 372, parts.flatMap { $0 })
    }

    private mutating func revoke(_ size: UInt64) throws {
        let parts: [[UInt8]] = [
            Self.field(1, hospital.origin.utf8), Self.field(2, number: 1),
            Self.field(3, hospital.signer.verifierKey.text.utf8), Self.field(4, number: size),
            Self.field(5, hospital.root.hex.utf8),
        ]
        try say(Self.hospitalParty, 373, parts.flatMap { $0 })
    }

    // MARK: The file

    /// The center's part, signed by one of its keys.
    func centerPart(signedBy key: SignerKey? = nil, showing numbers: [UInt64] = [3]) throws -> EvidenceFile.Log {
        let key = key ?? center.signer
        let checkpoint = try Checkpoint(origin: center.origin, size: center.size, root: center.root)
        let cosigned = [(witness, UInt64(1_767_225_700)), (mirror, 1_767_225_800)]
        let note = try checkpoint.signed(by: key).adding(cosigned.map { try $0.0.cosign(checkpoint, at: $0.1) })
        let hidden = try center.entry(2)
        return try EvidenceFile.Log(
            key: key.verifierKey, witnesses: [witness.verifierKey, mirror.verifierKey], policy: policy,
            checkpoint: note, entries: numbers.map { try center.entry($0) },
            hidden: [.init(number: 2, leaf: TreeHash.leaf(hidden.bytes), proof: hidden.proof)])
    }

    func file(
        centerKey: SignerKey? = nil, showing numbers: [UInt64] = [3], exhibits: [EvidenceFile.Exhibit] = []
    ) throws -> EvidenceFile {
        let related = [
            "party/210000/center-210200", "party/210000/hospital-H11010500001", Self.receipts,
        ]
        return try EvidenceFile(
            stream: StreamName(Self.claim), related: related.map { try StreamName($0) }, policy: policy,
            logs: [
                centerPart(signedBy: centerKey, showing: numbers), hospital.part([0, 1]),
                registrar.part(Array(0..<registrar.size)),
            ], exhibits: exhibits)
    }

    /// Two heads of the center's log: the true one and one at `size` of another history; or, if `honest`, of the same.
    func exhibit(size: UInt64, honest: Bool = false) throws -> EvidenceFile.Exhibit {
        var other = try SampleLog(origin: center.origin, seed: 1)
        for (number, entry) in center.entries.prefix(Int(size)).enumerated() {
            other.append(honest || number > 0 ? entry : [0])
        }
        let leaves = center.entries.map { TreeHash.leaf($0) }
        let opening = try MerkleTree.opening(from: size, to: center.size) { level, index in
            let width = UInt64(1) << UInt64(level)
            return MerkleTree.root(of: Array(leaves[Int(index * width)..<Int((index + 1) * width)]))
        }
        return try EvidenceFile.Exhibit(
            smaller: other.checkpoint(), larger: center.checkpoint(), keys: [center.signer.verifierKey],
            opening: opening)
    }
}
