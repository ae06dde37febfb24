import TransparencyLog

/// Which blobs a payload names: by 32 bytes anywhere in it, or by 64 lower-case hexadecimal digits.
///
/// Payloads and blobs come from outside, so all blobs are looked for in one pass, whose length depends on nothing that they hold.
enum BlobNames {
    /// The first of `blobs` that `payload` does not name; `nil` if it names them all.
    ///
    /// - Complexity: O(bytes of the payload + blobs).
    static func firstMissing(of blobs: [Digest], in payload: [UInt8]) -> Digest? {
        guard !blobs.isEmpty else { return nil }
        var missing = Set(blobs)
        var bytes = Window()
        var digits = Window()
        for byte in payload {
            bytes.shift(in: byte, bits: 8)
            if bytes.isFull { missing.remove(bytes.digest) }
            if let digit = digit(byte) {
                digits.shift(in: digit, bits: 4)
                if digits.isFull { missing.remove(digits.digest) }
            } else {
                digits = Window()
            }
            if missing.isEmpty { return nil }
        }
        return blobs.first { missing.contains($0) }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    /// The last 256 bits that went in, the first of them uppermost.
    private struct Window {
        private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        private var count = 0

        var isFull: Bool { count >= 256 }

        var digest: Digest {
            Digest(
                word0: words.0.bigEndian, word1: words.1.bigEndian, word2: words.2.bigEndian, word3: words.3.bigEndian)
        }

        mutating func shift(in value: UInt8, bits: Int) {
            let rest = UInt64.bitWidth - bits
            words.0 = words.0 << bits | words.1 >> rest
            words.1 = words.1 << bits | words.2 >> rest
            words.2 = words.2 << bits | words.3 >> rest
            words.3 = words.3 << bits | UInt64(value)
            count = min(count + bits, 256)
        }
    }
}
