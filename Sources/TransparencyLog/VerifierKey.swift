import Crypto

/// A public key with its name: what C2SP signed-note calls a verifier key, or vkey.
///
/// Its text is `name+id+base64`, as `example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k`: the key ID in
/// eight hexadecimal digits, then the base64 of the signature type and the public key.
public struct VerifierKey: Sendable {
    /// The name, as signature lines show it: not empty, without spaces, plus signs and control characters.
    public let name: String
    /// The first four bytes of `SHA-256(name || 0x0A || type || public key)`, as a big-endian number.
    public let keyID: UInt32
    /// What the key signs.
    public let type: SignatureType
    /// The 32 bytes of the Ed25519 public key.
    public let publicKey: [UInt8]

    private let key: Curve25519.Signing.PublicKey

    /// Makes a verifier key of a name and an Ed25519 public key.
    ///
    /// - Throws: ``TransparencyError`` `.badKeyName`, `.unsupportedKeyType`, `.badKeyLength`.
    public init(name: String, type: SignatureType, publicKey: [UInt8]) throws(TransparencyError) {
        guard NoteText.isKeyName(name) else { throw TransparencyError.keyName(name) }
        guard let prefix = type.prefix else { throw TransparencyError.unsupported(type.rawValue, name) }
        guard publicKey.count == 32, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else {
            throw TransparencyError(
                .badKeyLength, "The key of \(name) is \(publicKey.count) bytes long, and not 32",
                remedy: "Copy the whole verifier key again from its owner.")
        }
        self.name = name
        self.type = type
        self.publicKey = publicKey
        self.key = key
        keyID = Self.keyID(name: name, material: prefix + publicKey)
    }

    /// Reads a vkey.
    ///
    /// - Throws: ``TransparencyError`` `.malformedKey`, `.badKeyName`, `.unsupportedKeyType`, `.badKeyLength`, `.wrongKeyID`.
    public init(_ vkey: some StringProtocol) throws(TransparencyError) {
        let parts = String(vkey).utf8.split(
            separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].count == 8,
            !parts[1].contains(where: Hexadecimal.isUpperCase),
            let id = Hexadecimal.decode(parts[1]), let material = Base64.decode(parts[2]), let first = material.first
        else {
            throw TransparencyError(
                .malformedKey, "\"\(NoteText.excerpt(vkey))\" is not a verifier key",
                remedy:
                    "A verifier key is name+id+key: the id in eight lower-case hexadecimal digits, the key in base64.")
        }
        let name = String(Substring(parts[0]))
        let type = SignatureType(rawValue: first)
        guard let prefix = type.prefix, material.starts(with: prefix) else {
            throw TransparencyError.unsupported(first, name)
        }
        try self.init(name: name, type: type, publicKey: Array(material.dropFirst(prefix.count)))
        let written = id.reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
        guard written == keyID else {
            throw TransparencyError(
                .wrongKeyID,
                "The verifier key of \(name) says key ID \(Hexadecimal.encode(written)), but its bytes give "
                    + Hexadecimal.encode(keyID),
                remedy: "The name or the key was changed: copy the verifier key again from its owner.")
        }
    }

    /// The vkey text.
    public var text: String {
        "\(name)+\(Hexadecimal.encode(keyID))+\(Base64.encode((type.prefix ?? []) + publicKey))"
    }

    /// Whether `signature` is this key's Ed25519 signature over exactly these bytes. Says nothing of types: see
    /// ``Note/verified(by:)``.
    ///
    /// - Complexity: one Ed25519 verification, about 0.1 ms.
    public func isValidSignature(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        key.isValidSignature(signature, for: message)
    }

    /// Whether `name` may be a key's name: not empty, no Unicode space, no plus sign, no control character.
    public static func isValidName(_ name: String) -> Bool { NoteText.isKeyName(name) }

    /// `SHA-256(name || 0x0A || material)[:4]`, where the material begins with the signature type.
    static func keyID(name: String, material: [UInt8]) -> UInt32 {
        let digest = Digest.sha256(Array(name.utf8) + [NoteText.newline] + material)
        return UInt32(truncatingIfNeeded: digest.word0.bigEndian >> 32)
    }
}

extension VerifierKey: Hashable, CustomStringConvertible {
    /// The same as ``text``.
    public var description: String { text }

    /// Whether both keys have the same type, the same bytes and, byte for byte, the same name.
    public static func == (left: VerifierKey, right: VerifierKey) -> Bool {
        left.keyID == right.keyID && left.type == right.type && left.publicKey == right.publicKey
            && NoteText.same(left.name, right.name)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(keyID)
        hasher.combine(publicKey)
    }
}

extension TransparencyError {
    static func keyName(_ name: String) -> TransparencyError {
        TransparencyError(
            .badKeyName, "\"\(NoteText.excerpt(name))\" cannot be the name of a key",
            remedy: "Use a name such as example.com/log, without spaces, plus signs and control characters.")
    }

    static func unsupported(_ type: UInt8, _ name: String) -> TransparencyError {
        TransparencyError(
            .unsupportedKeyType,
            "The key of \(NoteText.excerpt(name)) has the signature type \(type), which is not supported",
            remedy: "Use a key of type 1 (Ed25519), 4 (cosignature/v1) or 255 (transport).")
    }
}
