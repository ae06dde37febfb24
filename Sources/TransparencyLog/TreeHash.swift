/// The two hashes that an RFC 6962 tree is made of (section 2.1), and the root of a tree without leaves.
///
/// The prefix bytes 0x00 and 0x01 keep leaves and nodes apart, so that no node can be passed off as an entry.
public enum TreeHash {
    static let leafPrefix: UInt8 = 0x00
    static let nodePrefix: UInt8 = 0x01

    /// The leaf hash of an entry: `SHA-256(0x00 || entry)`.
    ///
    /// - Complexity: O(*n*) in the bytes of the entry, which are read where they lie.
    public static func leaf(_ entry: RawSpan) -> Digest {
        NativeSHA256.isAvailable
            ? NativeSHA256.hash(prefix: leafPrefix, entry) : LibrarySHA256.hash(prefix: leafPrefix, entry)
    }

    /// The leaf hash of an entry: `SHA-256(0x00 || entry)`.
    public static func leaf(_ entry: [UInt8]) -> Digest {
        leaf(entry.span.bytes)
    }

    /// The leaf hashes of two entries, computed side by side: in less time than one after the other.
    public static func leaves(_ first: RawSpan, _ second: RawSpan) -> (Digest, Digest) {
        NativeSHA256.isAvailable
            ? NativeSHA256.hashes(prefix: leafPrefix, first, second)
            : (LibrarySHA256.hash(prefix: leafPrefix, first), LibrarySHA256.hash(prefix: leafPrefix, second))
    }

    /// The hash of an inner node: `SHA-256(0x01 || left || right)`.
    public static func node(_ left: Digest, _ right: Digest) -> Digest {
        let pair = (left, right)
        return withUnsafeBytes(of: pair) { bytes in
            NativeSHA256.isAvailable
                ? NativeSHA256.hash(prefix: nodePrefix, bytes.bytes)
                : LibrarySHA256.hash(prefix: nodePrefix, bytes.bytes)
        }
    }

    /// Puts the nodes of `pairs` pairs of hashes, which stand in `row` from `start` on, in the place of the first of them.
    static func node(pairs: Int, of row: inout [Digest], from start: Int) {
        if NativeSHA256.isAvailable {
            NativeSHA256.hash(prefix: nodePrefix, pairs: pairs, of: &row, from: start)
        } else {
            for place in 0..<pairs { row[start + place] = node(row[start + 2 * place], row[start + 2 * place + 1]) }
        }
    }

    /// The root of the tree without leaves: the SHA-256 of no bytes.
    public static let empty = Digest.sha256([])
}

extension Digest {
    /// The SHA-256 of `bytes`, with no prefix: what a blob is named by.
    public static func sha256(_ bytes: [UInt8]) -> Digest {
        NativeSHA256.isAvailable ? NativeSHA256.hash(bytes.span.bytes) : LibrarySHA256.hash(bytes.span.bytes)
    }
}
