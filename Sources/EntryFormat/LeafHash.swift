/// The RFC 6962 leaf hash of an entry: `SHA-256(0x00 || entry)`, 32 bytes.
///
/// It is kept as four words that hold the bytes in memory order, so that comparing and hashing cost four steps.
public struct LeafHash: Hashable, Sendable, BitwiseCopyable {
    /// Bytes in a leaf hash.
    public static let byteCount = 32

    /// The bytes, eight to a word, each word in memory order.
    public let words: (UInt64, UInt64, UInt64, UInt64)

    /// A hash from four words in memory order.
    public init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

    /// A hash from exactly 32 bytes; `nil` from any other number.
    public init?(_ bytes: RawSpan) {
        guard bytes.byteCount == LeafHash.byteCount else { return nil }
        self.init(bytes, at: 0)
    }

    /// A hash from exactly 32 bytes; `nil` from any other number.
    public init?(_ bytes: [UInt8]) { self.init(bytes.span.bytes) }

    /// The 32 bytes at an offset, which must lie within the span.
    init(_ bytes: RawSpan, at offset: Int) {
        words = (
            bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self),
            bytes.unsafeLoadUnaligned(fromByteOffset: offset + 8, as: UInt64.self),
            bytes.unsafeLoadUnaligned(fromByteOffset: offset + 16, as: UInt64.self),
            bytes.unsafeLoadUnaligned(fromByteOffset: offset + 24, as: UInt64.self)
        )
    }

    /// The 32 bytes.
    public var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0) } }

    public static func == (left: LeafHash, right: LeafHash) -> Bool { left.words == right.words }

    public func hash(into hasher: inout Hasher) {
        // A hash's words are as good as random; one of them is enough to spread a table.
        hasher.combine(words.0)
    }
}

extension LeafHash: Comparable {
    /// The order of the bytes.
    public static func < (left: LeafHash, right: LeafHash) -> Bool {
        left.ordered < right.ordered
    }

    private var ordered: (UInt64, UInt64, UInt64, UInt64) {
        (
            UInt64(bigEndian: words.0), UInt64(bigEndian: words.1),
            UInt64(bigEndian: words.2), UInt64(bigEndian: words.3)
        )
    }
}

extension LeafHash: CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    public var description: String { hexadecimal(bytes) }
}

/// Lower-case hexadecimal digits, two to a byte.
func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(2 * bytes.count)
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}
