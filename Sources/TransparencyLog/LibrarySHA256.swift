private import Crypto

/// SHA-256 by swift-crypto, for processors that `NativeSHA256` has nothing for, and what that is tested against.
///
/// The library makes an object for each hash, which for entries of a few hundred bytes takes longer than hashing them.
enum LibrarySHA256 {
    static func hash(_ bytes: RawSpan) -> Digest {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return Digest(hash.finalize())
    }

    static func hash(prefix: UInt8, _ bytes: RawSpan) -> Digest {
        var hash = SHA256()
        withUnsafeBytes(of: prefix) { hash.update(bufferPointer: $0) }
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return Digest(hash.finalize())
    }
}

extension Digest {
    fileprivate init(_ digest: SHA256Digest) {
        self = digest.withUnsafeBytes { Digest(unchecked: $0.bytes, at: 0) }
    }
}
