extension Digest: CustomStringConvertible {
    /// The digest as 64 lower-case hexadecimal digits.
    public var hex: String {
        withBytes { Hexadecimal.encode($0) }
    }

    /// The digest in standard base64 (RFC 4648, section 4), 44 characters: the form that checkpoints and proofs have.
    public var base64: String {
        withBytes { Base64.encode($0) }
    }

    /// The same as ``base64``.
    public var description: String { base64 }

    /// Reads 64 hexadecimal digits of either case.
    ///
    /// - Returns: `nil` if `hex` is anything else.
    public init?(hex: some StringProtocol) {
        guard let bytes = Hexadecimal.decode(hex.utf8) else { return nil }
        self.init(bytes)
    }

    /// Reads the one canonical base64 form of 32 bytes.
    ///
    /// - Returns: `nil` if `base64` has another length, another alphabet, white space, or padding bits that are not zero.
    public init?(base64: some StringProtocol) {
        guard let bytes = Base64.decode(base64.utf8) else { return nil }
        self.init(bytes)
    }
}
