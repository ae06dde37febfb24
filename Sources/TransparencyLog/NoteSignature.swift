/// One signature of a note: which key made it, by its own account, and its bytes. It is worth nothing until verified.
public struct NoteSignature: Sendable {
    /// The name of the key.
    public let keyName: String
    /// The ID of the key.
    public let keyID: UInt32
    /// What follows the key ID: 64 bytes for type ``SignatureType/ed25519``, 8 of time and 64 for a cosignature, anything
    /// else for types that are not known here.
    public let signature: [UInt8]

    /// - Throws: ``TransparencyError`` `.badKeyName`; `.malformedSignatureLine` if the signature is empty.
    public init(keyName: String, keyID: UInt32, signature: [UInt8]) throws(TransparencyError) {
        guard NoteText.isKeyName(keyName) else { throw TransparencyError.keyName(keyName) }
        guard !signature.isEmpty else { throw TransparencyError.signatureLine(keyName) }
        self.keyName = keyName
        self.keyID = keyID
        self.signature = signature
    }

    init(key: VerifierKey, signature: [UInt8]) {
        keyName = key.name
        keyID = key.keyID
        self.signature = signature
    }

    /// Reads a signature line, without its newline: an em dash, a space, the key's name, a space, the base64 of the key ID
    /// and the signature.
    ///
    /// - Throws: ``TransparencyError`` `.malformedSignatureLine`, `.badKeyName`.
    public init(line: some StringProtocol) throws(TransparencyError) {
        let bytes = String(line).utf8
        guard bytes.starts(with: Self.mark.utf8) else { throw TransparencyError.signatureLine(line) }
        let parts = bytes.dropFirst(Self.mark.utf8.count).split(
            separator: UInt8(ascii: " "), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let raw = Base64.decode(parts[1]), raw.count > 4 else {
            throw TransparencyError.signatureLine(line)
        }
        try self.init(
            keyName: String(Substring(parts[0])),
            keyID: raw[..<4].reduce(0) { $0 << 8 | UInt32($1) },
            signature: Array(raw[4...]))
    }

    /// The signature line, without its newline.
    public var line: String {
        let raw = withUnsafeBytes(of: keyID.bigEndian) { [UInt8]($0) } + signature
        return "\(Self.mark)\(keyName) \(Base64.encode(raw))"
    }

    /// Whether this signature says that `key` made it.
    public func names(_ key: VerifierKey) -> Bool {
        keyID == key.keyID && NoteText.same(keyName, key.name)
    }

    func hasSameKey(as other: NoteSignature) -> Bool {
        keyID == other.keyID && NoteText.same(keyName, other.keyName)
    }

    /// An em dash (U+2014) and a space.
    private static let mark = "\u{2014} "
}

extension NoteSignature: Equatable {
    public static func == (left: NoteSignature, right: NoteSignature) -> Bool {
        left.hasSameKey(as: right) && left.signature == right.signature
    }
}

extension TransparencyError {
    fileprivate static func signatureLine(_ line: some StringProtocol) -> TransparencyError {
        TransparencyError(
            .malformedSignatureLine, "\"\(NoteText.excerpt(line))\" is not a signature line",
            remedy: "A signature line is an em dash, a space, the key's name, a space and base64 of five bytes or more."
        )
    }
}
