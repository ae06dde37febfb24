private import Crypto

/// The two hashes that an RFC 6962 tree is made of (section 2.1), and the root of a tree without leaves.
///
/// The prefix bytes 0x00 and 0x01 keep leaves and nodes apart, so that no node can be passed off as an entry.
public enum TreeHash {
    /// The leaf hash of an entry: `SHA-256(0x00 || entry)`.
    ///
    /// - Complexity: O(*n*) in the bytes of the entry, which are read where they lie.
    public static func leaf(_ entry: RawSpan) -> Digest {
        var hash = SHA256()
        withUnsafeBytes(of: 0 as UInt8) { hash.update(bufferPointer: $0) }
        entry.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return Digest(hash.finalize())
    }

    /// The leaf hash of an entry: `SHA-256(0x00 || entry)`.
    public static func leaf(_ entry: [UInt8]) -> Digest {
        leaf(entry.span.bytes)
    }

    /// The hash of an inner node: `SHA-256(0x01 || left || right)`.
    public static func node(_ left: Digest, _ right: Digest) -> Digest {
        // The prefix is the last of eight bytes, so that both digests lie aligned after it and one update takes all 65.
        let message = (UInt64(0x01).bigEndian, left, right)
        return withUnsafeBytes(of: message) { bytes in
            var hash = SHA256()
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[7...]))
            return Digest(hash.finalize())
        }
    }

    /// The root of the tree without leaves: the SHA-256 of no bytes.
    public static let empty = Digest(SHA256().finalize())
}

extension Digest {
    /// The SHA-256 of `bytes`, with no prefix: what a blob is named by.
    public static func sha256(_ bytes: [UInt8]) -> Digest {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return Digest(hash.finalize())
    }

    fileprivate init(_ digest: SHA256Digest) {
        self = digest.withUnsafeBytes { Digest(unchecked: $0.bytes, at: 0) }
    }
}
