private import CSHA256

/// SHA-256 by the processor's own instructions, where it has them: nothing is copied or allocated, and what does not depend on
/// each other is computed side by side. `Docs/decisions/0015-sha-256-in-place.md` says why it stands beside the library.
enum NativeSHA256 {
    /// Whether anything else here may be called.
    static let isAvailable = csha256_is_available()

    static func hash(_ bytes: RawSpan) -> Digest {
        bytes.withUnsafeBytes { bytes in
            Digest { csha256_plain(bytes.baseAddress, bytes.count, $0) }
        }
    }

    static func hash(prefix: UInt8, _ bytes: RawSpan) -> Digest {
        bytes.withUnsafeBytes { bytes in
            Digest { csha256_prefixed(prefix, bytes.baseAddress, bytes.count, $0) }
        }
    }

    static func hashes(prefix: UInt8, _ first: RawSpan, _ second: RawSpan) -> (Digest, Digest) {
        let zero = Digest(word0: 0, word1: 0, word2: 0, word3: 0)
        var digests = (zero, zero)
        first.withUnsafeBytes { first in
            second.withUnsafeBytes { second in
                withUnsafeMutablePointer(to: &digests) { digests in
                    let place = UnsafeMutableRawPointer(digests)
                    csha256_prefixed_2(
                        prefix, first.baseAddress, first.count, place, second.baseAddress, second.count,
                        place + Digest.byteCount)
                }
            }
        }
        return digests
    }

    /// As `TreeHash.node(pairs:of:from:)`.
    static func hash(prefix: UInt8, pairs: Int, of row: inout [Digest], from start: Int) {
        precondition(pairs >= 0 && start >= 0 && start + 2 * pairs <= row.count)
        row.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            let place = base + start * Digest.byteCount
            csha256_pairs(prefix, place, pairs, place)
        }
    }
}

extension Digest {
    /// The digest that `write` writes.
    @inline(__always)
    fileprivate init(_ write: (UnsafeMutableRawPointer) -> Void) {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        withUnsafeMutablePointer(to: &words) { write(UnsafeMutableRawPointer($0)) }
        self.init(word0: words.0, word1: words.1, word2: words.2, word3: words.3)
    }
}
