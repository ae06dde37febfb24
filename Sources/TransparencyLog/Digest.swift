/// A SHA-256 value: a leaf hash, a tree node or a root.
///
/// The 32 bytes are held as four words *in memory order*: an array of digests has, byte for byte, the form of a hash tile.
/// Two digests are equal when their bytes are; they are ordered as their bytes are (as `memcmp` does).
@frozen
public struct Digest: Hashable, Sendable {
    /// The number of bytes of a digest: 32.
    public static var byteCount: Int { 32 }

    /// Bytes 0 to 7, loaded as this machine loads a word from memory.
    public let word0: UInt64
    /// Bytes 8 to 15.
    public let word1: UInt64
    /// Bytes 16 to 23.
    public let word2: UInt64
    /// Bytes 24 to 31.
    public let word3: UInt64

    /// Makes a digest of four words in memory order (not big-endian numbers).
    @inlinable
    public init(word0: UInt64, word1: UInt64, word2: UInt64, word3: UInt64) {
        self.word0 = word0
        self.word1 = word1
        self.word2 = word2
        self.word3 = word3
    }

    /// Copies the digest out of 32 bytes, which need no alignment.
    ///
    /// - Returns: `nil` unless `span` is exactly 32 bytes long.
    @inlinable
    public init?(_ span: RawSpan) {
        guard span.byteCount == Self.byteCount else { return nil }
        self.init(unchecked: span, at: 0)
    }

    /// Copies the digest that begins `offset` bytes into `span`; traps if it does not lie wholly within.
    @inlinable
    init(unchecked span: RawSpan, at offset: Int) {
        self.init(
            word0: span.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self),
            word1: span.unsafeLoadUnaligned(fromByteOffset: offset + 8, as: UInt64.self),
            word2: span.unsafeLoadUnaligned(fromByteOffset: offset + 16, as: UInt64.self),
            word3: span.unsafeLoadUnaligned(fromByteOffset: offset + 24, as: UInt64.self))
    }

    /// Copies the digest out of 32 bytes.
    ///
    /// - Returns: `nil` unless there are exactly 32.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self = [UInt8](bytes).withUnsafeBytes { Digest(unchecked: $0.bytes, at: 0) }
    }

    /// Lends the 32 bytes. The span is valid within `body` only.
    @inlinable
    public func withBytes<Result, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withUnsafeBytes(of: self) { (buffer) throws(Failure) in try body(buffer.bytes) }
    }

    /// A copy of the 32 bytes.
    public var bytes: [UInt8] {
        withUnsafeBytes(of: self) { [UInt8]($0) }
    }
}

extension Digest: Comparable {
    /// The order of the bytes, as `memcmp` has it.
    @inlinable
    public static func < (left: Digest, right: Digest) -> Bool {
        if left.word0 != right.word0 { return left.word0.bigEndian < right.word0.bigEndian }
        if left.word1 != right.word1 { return left.word1.bigEndian < right.word1.bigEndian }
        if left.word2 != right.word2 { return left.word2.bigEndian < right.word2.bigEndian }
        return left.word3.bigEndian < right.word3.bigEndian
    }
}
