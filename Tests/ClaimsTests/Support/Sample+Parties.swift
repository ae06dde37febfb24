import Claims
import Crypto
import Foundation
import SwiftProtobuf

/// A key pair with a name, as a party has it.
struct SampleKey {
    let key: Curve25519.Signing.PrivateKey
    let text: String

    /// - Parameter seed: one key a number.
    init(_ name: String, type: UInt8, seed: UInt8) {
        // A seed that a test names is no secret.
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: Data(repeating: seed, count: 32)) else {
            preconditionFailure("32 bytes are a seed")
        }
        self.key = key
        let identifier = type == 255 ? "triplicate/transport-ed25519/v1" : ""
        let material = Data([type]) + Data(identifier.utf8) + key.publicKey.rawRepresentation
        let id = SHA256.hash(data: Data(name.utf8) + Data([0x0a]) + material).prefix(4)
            .map { String(format: "%02x", $0) }.joined()
        text = "\(name)+\(id)+\(material.base64EncodedString())"
    }

    func signature(_ text: String) -> Data { (try? key.signature(for: Data(text.utf8))) ?? Data() }
}

extension Sample {
    static let registrar = party("registrar:210200")
    static let registry = Actor(party: registrar, operatorName: "registry.wu")
    static let partyStream = "party/210200/hospital-H11010500001"
    static let hospitalLog = Desk.origin(hospital)

    static func logKey(_ seed: UInt8 = 1, of origin: String = hospitalLog) -> SampleKey {
        SampleKey(origin, type: 1, seed: seed)
    }

    static func witnessKey(_ seed: UInt8 = 2) -> SampleKey { SampleKey("\(hospitalLog)/witness", type: 4, seed: seed) }

    /// The hospital, admitted with four keys of the seeds from `seed` on.
    static func admitted(origin: String = hospitalLog, seed: UInt8 = 1) -> PartyAdmitted {
        .with {
            $0.party = hospital.description
            $0.name = "北京测试医院"
            $0.origin = origin
            $0.keys.log = logKey(seed, of: origin).text
            $0.keys.witness = SampleKey("\(hospitalLog)/witness", type: 4, seed: seed + 1).text
            $0.keys.mirror = SampleKey("\(hospitalLog)/mirror", type: 4, seed: seed + 2).text
            $0.keys.transport = SampleKey("\(hospitalLog)/transport", type: 255, seed: seed + 3).text
            $0.address = "https://hospital.example:8443"
            $0.certificatePins = [hash]
            $0.fullMirrors = [otherHospital.description]
        }
    }

    /// A rotation of the log key, signed by the old one.
    static func rotated(from size: UInt64, old: UInt8 = 1, new: UInt8 = 9) -> KeyRotated {
        var rotation = KeyRotated.with {
            $0.origin = hospitalLog
            $0.purpose = .logKey
            $0.oldKey = logKey(old).text
            $0.newKey = logKey(new).text
            $0.fromSize = size
        }
        rotation.signature = logKey(old).signature(rotation.signedText(registrar: registrar.description))
        return rotation
    }

    static func revoked(lastGood size: UInt64, key: UInt8 = 1) -> KeyRevoked {
        .with {
            $0.origin = hospitalLog
            $0.purpose = .logKey
            $0.key = logKey(key).text
            $0.lastGoodSize = size
            $0.lastGoodRoot = hash
            $0.reason = "the key was stolen"
        }
    }

    static func ended(at size: UInt64, origin: String = hospitalLog) -> LogEnded {
        .with {
            $0.last.origin = origin
            $0.last.size = size
            $0.last.root = hash
            $0.reason = "it signed two histories"
        }
    }

    static func continued(at size: UInt64, _ origin: String = hospitalLog) -> LogContinued {
        .with {
            $0.last = ended(at: size, origin: origin).last
            $0.reason = "it signed two histories"
        }
    }

    static func suspended() -> PartySuspended { .with { $0.reason = "its licence is withdrawn" } }

    /// The center's receipts of the hospital's log.
    static let receipts = "receipt/210200/center/hospital-H11010500001/2018-11-02"

    static func receipt(_ number: UInt64, leaf: String = hash) -> Received {
        .with {
            $0.entry = EntryReference(origin: hospitalLog, number: number)
            $0.leafHash = leaf
        }
    }
}

extension Desk {
    /// A desk at a stage of the sample claim, with the hospital admitted by its registrar.
    static func admitted(at stage: Stage = .empty) throws -> Desk {
        var desk = try Desk.at(stage)
        try desk.record(
            Event(.partyAdmitted(Sample.admitted())), in: Sample.partyStream, by: Sample.registry, on: "2018-01-02")
        return desk
    }

    /// Proposes and appends what the registrar records of the hospital.
    @discardableResult
    mutating func register(_ kind: Event.OneOf_Kind) throws -> EntryReference {
        try record(Event(kind), in: Sample.partyStream, by: Sample.registry, on: "2018-11-02")
    }

    func party() throws -> PartyState {
        guard case .party(let party)? = try state(Sample.partyStream).subject else { return PartyState() }
        return party
    }
}
