import EntryFormat
import TransparencyLog

/// The keys of logs and witnesses as registrars' entries have them.
///
/// An entry that the register would call irregular has no effect here either; one that cannot be read is refused.
struct PartyKeys {
    /// The types of the events that speak of keys.
    private enum EventType {
        static let admitted: UInt16 = 370
        static let rotated: UInt16 = 372
        static let revoked: UInt16 = 373
    }

    /// `KeyPurpose`; transport keys (4) sign nothing that evidence shows.
    private enum Purpose: UInt64 {
        case log = 1
        case witness = 2
        case mirror = 3

        var word: String {
            switch self {
            case .log: "log"
            case .witness: "witness"
            case .mirror: "mirror"
            }
        }
    }

    private struct PartyKey {
        let key: VerifierKey
        let purpose: Purpose
        let from: UInt64
        var until: UInt64?
        var isRotated = false
        var isRevoked = false
        var lastGood: (size: UInt64, root: Digest?)?

        init(_ key: VerifierKey, _ purpose: Purpose, from: UInt64 = 0) {
            self.key = key
            self.purpose = purpose
            self.from = from
        }
    }

    /// What the registrars have said of one log.
    private struct Party {
        let party: String
        let registrar: String
        let stream: String
        var keys: [PartyKey]
    }

    private var parties: [String: Party] = [:]

    /// The party, `role:code`, that was admitted with a log of this origin.
    func party(of origin: String) -> String? { parties[origin]?.party }

    /// The range of sizes at which a key signs for its log; nil if no registrar's entry gives it to the log.
    func range(of key: VerifierKey) -> Verdict.KeyRange? {
        guard let party = parties[key.name], let found = party.keys.last(where: { $0.key == key && $0.purpose == .log })
        else { return nil }
        return Verdict.KeyRange(
            registrar: party.registrar, from: found.from, until: found.until, isRevoked: found.isRevoked)
    }

    /// Whether a key that was admitted may have signed this head.
    func mayHaveSigned(_ key: VerifierKey, size: UInt64, root: Digest) -> Bool {
        let found = parties[key.name]?.keys.last { $0.key == key && $0.purpose == .log }
        guard let found else { return true }
        if let good = found.lastGood, good.size == size, let known = good.root, known != root { return false }
        return found.from <= size && size < found.until ?? .max
    }

    /// The witnesses' and mirrors' keys that were admitted and not revoked. One that was replaced still counts: nobody stole it.
    var witnesses: Set<VerifierKey> {
        Set(parties.values.flatMap(\.keys).filter { $0.purpose != .log && !$0.isRevoked }.map(\.key))
    }

    /// Takes an entry of a registrar's log, in the order of the log.
    ///
    /// - Throws: `.partyEntry` if it is of a stream `party/…`, of a type that speaks of keys, and cannot be read.
    mutating func take(_ entry: Verdict.ProvenEntry) throws(EvidenceError) {
        let type = entry.fields.type
        guard let stream = try? StreamName(entry.fields.stream), stream.kind == "party",
            [EventType.admitted, EventType.rotated, EventType.revoked].contains(type)
        else { return }
        guard let event = WireMessage.event(entry.fields.payload, type: type) else { throw Self.unreadable(entry) }
        switch type {
        case EventType.admitted:
            guard let message = WireMessage(event, parts: [1, 3, 4]),
                let keys = WireMessage(message.bytes(4), parts: [1, 2, 3])
            else { throw Self.unreadable(entry) }
            admit(message, keys, stream, entry.fields.origin)
        case EventType.rotated:
            guard let message = WireMessage(event, numbers: [2, 5], parts: [1, 3, 4, 6]) else {
                throw Self.unreadable(entry)
            }
            rotate(message, stream, entry.fields.origin)
        default:
            guard let message = WireMessage(event, numbers: [2, 4], parts: [1, 3, 5]) else {
                throw Self.unreadable(entry)
            }
            revoke(message, stream, entry.fields.origin)
        }
    }

    private static func unreadable(_ entry: Verdict.ProvenEntry) -> EvidenceError {
        EvidenceError(
            .partyEntry, at: "entry \(entry.number) of \(entry.fields.origin)",
            "its payload is no message of its type, or has a field twice")
    }

    private mutating func admit(
        _ message: WireMessage, _ keys: WireMessage, _ stream: StreamName, _ registrar: String
    ) {
        guard OriginName.isValid(message.bytes(3).span.bytes), PartyName.isValid(message.bytes(1).span.bytes) else {
            return
        }
        let origin = String(decoding: message.bytes(3), as: UTF8.self)
        let party = String(decoding: message.bytes(1), as: UTF8.self)
        guard parties[origin] == nil, Self.segment(party) == stream.number,
            let log = Self.key(keys.bytes(1), .log, origin)
        else { return }
        var admitted = [PartyKey(log, .log)]
        for (field, purpose) in [(2, Purpose.witness), (3, Purpose.mirror)] {
            let text = keys.bytes(UInt32(field))
            guard !text.isEmpty else { continue }
            guard let key = Self.key(text, purpose, origin) else { return }
            admitted.append(PartyKey(key, purpose))
        }
        parties[origin] = Party(party: party, registrar: registrar, stream: stream.text, keys: admitted)
    }

    private mutating func rotate(_ message: WireMessage, _ stream: StreamName, _ registrar: String) {
        let origin = String(decoding: message.bytes(1), as: UTF8.self)
        guard let purpose = Purpose(rawValue: message.number(2)),
            let place = place(of: message.bytes(3), purpose, origin, stream, registrar),
            let new = Self.key(message.bytes(4), purpose, origin), let old = parties[origin]?.keys[place],
            !(parties[origin]?.keys.contains { $0.key.publicKey == new.publicKey } ?? true)
        else { return }
        let size = message.number(5)
        guard !old.isRotated, purpose != .log || !old.isRevoked && size > old.from && size <= EntryLimit.number else {
            return
        }
        let signature = Array(message.bytes(6))
        if purpose == .log || !signature.isEmpty {
            let text =
                "triplicate/key-rotation/1\n\(origin)\n\(purpose.word)\n\(old.key.text)\n\(new.text)\n\(size)\n"
                + "registrar:\(stream.decider)\n"
            guard signature.count == 64, old.key.isValidSignature(signature, for: Array(text.utf8)) else { return }
        }
        parties[origin]?.keys[place].isRotated = true
        if purpose == .log { parties[origin]?.keys[place].until = size }
        parties[origin]?.keys.append(PartyKey(new, purpose, from: purpose == .log ? size : 0))
    }

    private mutating func revoke(_ message: WireMessage, _ stream: StreamName, _ registrar: String) {
        let origin = String(decoding: message.bytes(1), as: UTF8.self)
        guard let purpose = Purpose(rawValue: message.number(2)),
            let place = place(of: message.bytes(3), purpose, origin, stream, registrar),
            let key = parties[origin]?.keys[place], !key.isRevoked
        else { return }
        if purpose == .log {
            let last = message.number(4)
            guard last <= EntryLimit.number, last + 1 >= key.from, key.until.map({ last < $0 }) ?? true else { return }
            parties[origin]?.keys[place].until = last + 1
            parties[origin]?.keys[place].lastGood = (last, Self.root(message.bytes(5)))
        }
        parties[origin]?.keys[place].isRevoked = true
    }

    /// Where the key of this text and purpose stands among those of a log that was admitted in this very stream.
    private func place(
        of text: ArraySlice<UInt8>, _ purpose: Purpose, _ origin: String, _ stream: StreamName, _ registrar: String
    ) -> Int? {
        guard let party = parties[origin], party.stream == stream.text, party.registrar == registrar else { return nil }
        return party.keys.lastIndex { $0.purpose == purpose && $0.key.text.utf8.elementsEqual(text) }
    }

    /// A verifier key of the type that its purpose asks for; the key of a log has its origin for a name.
    private static func key(_ text: ArraySlice<UInt8>, _ purpose: Purpose, _ origin: String) -> VerifierKey? {
        guard let key = EvidenceParser.key(text, purpose == .log ? .ed25519 : .cosignature),
            purpose != .log || key.name.utf8.elementsEqual(origin.utf8)
        else { return nil }
        return key
    }

    private static func root(_ text: ArraySlice<UInt8>) -> Digest? {
        let root = Digest(hex: String(decoding: text, as: UTF8.self))
        return root.flatMap { $0.hex.utf8.elementsEqual(text) ? $0 : nil }
    }

    /// `role:code` as a segment of a stream's name, `role-code`.
    static func segment(_ party: String) -> String {
        var bytes = Array(party.utf8)
        if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) { bytes[colon] = UInt8(ascii: "-") }
        return String(decoding: bytes, as: UTF8.self)
    }
}
