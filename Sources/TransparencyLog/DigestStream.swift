import Crypto

/// SHA-256 of bytes that come in pieces and are not kept.
public struct DigestStream: Sendable {
    private var hash = SHA256()

    public init() {}

    /// Adds bytes.
    public mutating func update(_ bytes: ArraySlice<UInt8>) { hash.update(data: bytes) }

    /// The digest of what was added so far.
    public var digest: Digest { hash.finalize().withUnsafeBytes { Digest(unchecked: $0.bytes, at: 0) } }
}
