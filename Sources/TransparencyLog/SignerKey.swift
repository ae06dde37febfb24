import Crypto

/// A private key with its name. Its text form is a secret: keep it in a file that only the node can read.
///
/// The text is that of Go's `sumdb/note`: `PRIVATE+KEY+name+id+base64`, the base64 of the signature type and the 32 bytes of
/// the Ed25519 seed (RFC 8032).
public struct SignerKey: Sendable {
    /// The public half.
    public let verifierKey: VerifierKey

    private let key: Curve25519.Signing.PrivateKey

    /// Makes a key of 32 bytes of seed, which must come from a source of randomness fit for keys.
    ///
    /// - Throws: ``TransparencyError`` `.badKeyName`, `.unsupportedKeyType`, `.badKeyLength`.
    public init(name: String, type: SignatureType, seed: [UInt8]) throws(TransparencyError) {
        guard seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw TransparencyError(
                .badKeyLength, "The seed of the key \(name) is \(seed.count) bytes long, and not 32",
                remedy: "Give 32 random bytes.")
        }
        self.key = key
        verifierKey = try VerifierKey(name: name, type: type, publicKey: Array(key.publicKey.rawRepresentation))
    }

    /// Reads the text form.
    ///
    /// - Throws: ``TransparencyError`` `.malformedKey`, `.badKeyName`, `.unsupportedKeyType`, `.badKeyLength`, `.wrongKeyID`.
    ///   No message repeats any part of the secret.
    public init(_ text: some StringProtocol) throws(TransparencyError) {
        let parts = String(text).utf8.split(
            separator: UInt8(ascii: "+"), maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].elementsEqual("PRIVATE".utf8), parts[1].elementsEqual("KEY".utf8),
            parts[3].count == 8, let id = Hexadecimal.decode(parts[3]),
            !parts[3].contains(where: Hexadecimal.isUpperCase),
            let material = Base64.decode(parts[4]), let first = material.first
        else {
            throw TransparencyError(
                .malformedKey, "This is not a private key in the form PRIVATE+KEY+name+id+base64",
                remedy: "Restore the key file from a copy; if there is none, rotate the key.")
        }
        let name = String(Substring(parts[2]))
        let type = SignatureType(rawValue: first)
        guard let prefix = type.prefix, material.starts(with: prefix) else {
            throw TransparencyError.unsupported(first, name)
        }
        try self.init(name: name, type: type, seed: Array(material.dropFirst(prefix.count)))
        guard id.reduce(0 as UInt32, { $0 << 8 | UInt32($1) }) == keyID else {
            throw TransparencyError(
                .wrongKeyID, "The private key of \(name) does not belong to the key ID written beside it",
                remedy: "The key file was changed: restore it from a copy.")
        }
    }

    /// The key's name.
    public var name: String { verifierKey.name }
    /// The key's ID.
    public var keyID: UInt32 { verifierKey.keyID }
    /// What the key signs.
    public var type: SignatureType { verifierKey.type }

    /// The text form with the secret in it.
    public var secretText: String {
        let material = (type.prefix ?? []) + seed
        return "PRIVATE+KEY+\(name)+\(Hexadecimal.encode(keyID))+\(Base64.encode(material))"
    }

    /// The secret itself: 32 bytes.
    public var seed: [UInt8] { Array(key.rawRepresentation) }

    /// Signs the text of a note with a key of type ``SignatureType/ed25519``.
    ///
    /// Ed25519 is deterministic on Linux (RFC 8032): the same text gives the same signature.
    ///
    /// - Throws: ``TransparencyError`` `.wrongKeyType` for a key of another type.
    /// - Complexity: one Ed25519 signature, about 0.025 ms.
    public func sign(noteText: String) throws(TransparencyError) -> NoteSignature {
        try check(.ed25519, "sign a note")
        return NoteSignature(key: verifierKey, signature: try signature(for: Array(noteText.utf8)))
    }

    /// Signs a message between nodes with a key of type ``SignatureType/transport``.
    ///
    /// - Returns: the 64 bytes of the Ed25519 signature.
    /// - Throws: ``TransparencyError`` `.wrongKeyType` for a key of another type, so that nothing that a peer sends to be
    ///   signed can ever be a checkpoint of ours.
    public func sign(message: [UInt8]) throws(TransparencyError) -> [UInt8] {
        try check(.transport, "sign messages")
        return try signature(for: message)
    }

    func check(_ type: SignatureType, _ purpose: String) throws(TransparencyError) {
        guard self.type == type else {
            throw TransparencyError(
                .wrongKeyType, "The key \(name) has the signature type \(self.type.rawValue) and cannot \(purpose)",
                remedy: "Use the party's key of type \(type.rawValue).")
        }
    }

    func signature(for message: [UInt8]) throws(TransparencyError) -> [UInt8] {
        do {
            return Array(try key.signature(for: message))
        } catch {
            throw TransparencyError(
                .wrongKeyType, "The key \(name) could not sign: \(error)", remedy: "Check the key file.")
        }
    }
}

extension SignerKey: CustomStringConvertible, CustomReflectable {
    /// The public half only.
    public var description: String { verifierKey.text }

    /// The public half only, so that no dump shows the secret.
    public var customMirror: Mirror { Mirror(self, children: ["verifierKey": verifierKey.text]) }
}
