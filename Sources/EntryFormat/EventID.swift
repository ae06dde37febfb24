/// The event id: the key under which an author may retry, unique within its log and stream.
public struct EventID: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
    /// Bytes in an event id.
    public static let byteCount = 16

    /// The bytes, eight to a word, each word in memory order.
    public let words: (UInt64, UInt64)

    /// An id from two words in memory order.
    public init(words: (UInt64, UInt64)) { self.words = words }

    /// An id from exactly 16 bytes; `nil` from any other number.
    public init?(_ bytes: RawSpan) {
        guard bytes.byteCount == EventID.byteCount else { return nil }
        self.init(bytes, at: 0)
    }

    /// An id from exactly 16 bytes; `nil` from any other number.
    public init?(_ bytes: [UInt8]) { self.init(bytes.span.bytes) }

    init(_ bytes: RawSpan, at offset: Int) { words = pair(bytes, at: offset) }

    /// The 16 bytes.
    public var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0) } }

    /// 32 lower-case hexadecimal digits.
    public var description: String { hexadecimal(bytes) }

    public static func == (left: EventID, right: EventID) -> Bool { left.words == right.words }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
    }
}

/// Two words in memory order from an offset, which must lie within the span with its sixteen bytes.
func pair(_ bytes: RawSpan, at offset: Int) -> (UInt64, UInt64) {
    (
        bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self),
        bytes.unsafeLoadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
    )
}
