/// Sixteen random bytes in each entry, so that a leaf hash says nothing about an entry that is hidden.
public struct Salt: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
    /// Bytes in a salt.
    public static let byteCount = 16

    /// The bytes, eight to a word, each word in memory order.
    public let words: (UInt64, UInt64)

    /// A salt from two words: where the randomness comes from is the caller's affair.
    public init(words: (UInt64, UInt64)) { self.words = words }

    /// A salt from exactly 16 bytes; `nil` from any other number.
    public init?(_ bytes: RawSpan) {
        guard bytes.byteCount == Salt.byteCount else { return nil }
        self.init(bytes, at: 0)
    }

    /// A salt from exactly 16 bytes; `nil` from any other number.
    public init?(_ bytes: [UInt8]) { self.init(bytes.span.bytes) }

    init(_ bytes: RawSpan, at offset: Int) { words = pair(bytes, at: offset) }

    /// The 16 bytes.
    public var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0) } }

    /// 32 lower-case hexadecimal digits.
    public var description: String { hexadecimal(bytes) }

    public static func == (left: Salt, right: Salt) -> Bool { left.words == right.words }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
    }
}
