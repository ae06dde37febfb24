/// The bytes of an entry bundle (C2SP tlog-tiles): up to 256 entries, each after its length as a big-endian number of two
/// bytes. Read in place.
public struct EntryBundle: ~Escapable {
    /// The longest entry: 65,535 bytes.
    public static let maximumEntryByteCount = Int(UInt16.max)

    /// The number of entries.
    public let count: Int
    private let bytes: RawSpan

    /// Checks that `bytes` are exactly `count` entries.
    ///
    /// - Throws: ``TransparencyError`` `.badEntryBundle`.
    /// - Complexity: O(`count`): the entries themselves are not read.
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan, count: Int) throws(TransparencyError) {
        var offset = 0
        var found = 0
        while offset < bytes.byteCount {
            guard bytes.byteCount - offset >= 2 else { throw Self.cutShort(found) }
            let next = offset + 2 + Self.length(in: bytes, at: offset)
            guard next <= bytes.byteCount else { throw Self.cutShort(found) }
            offset = next
            found += 1
        }
        guard found == count else {
            throw TransparencyError(
                .badEntryBundle, "The entry bundle holds \(found) entries, and not \(count)", remedy: "Fetch it again.")
        }
        self.bytes = bytes
        self.count = count
    }

    /// Lends each entry in turn, with its number in the bundle. The span is valid within `body` only.
    public func forEachEntry<Failure: Error>(
        _ body: (_ number: Int, _ entry: RawSpan) throws(Failure) -> Void
    ) throws(Failure) {
        var offset = 0
        for number in 0..<count {
            let length = Self.length(in: bytes, at: offset)
            try body(number, bytes.extracting(offset + 2..<offset + 2 + length))
            offset += 2 + length
        }
    }

    /// Appends an entry, after its length, to the bytes of a bundle.
    ///
    /// - Throws: ``TransparencyError`` `.entryTooLong`; `bundle` is then unchanged.
    public static func append(_ entry: RawSpan, to bundle: inout [UInt8]) throws(TransparencyError) {
        let length = entry.byteCount
        guard length <= maximumEntryByteCount else {
            throw TransparencyError(
                .entryTooLong, "The entry is \(length) bytes long, and \(maximumEntryByteCount) are the limit",
                remedy: "Keep what is large in a blob and name it in the entry.")
        }
        bundle.append(UInt8(length >> 8))
        bundle.append(UInt8(length & 0xff))
        entry.withUnsafeBytes { bundle.append(contentsOf: $0) }
    }

    private static func length(in bytes: RawSpan, at offset: Int) -> Int {
        Int(UInt16(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)))
    }

    private static func cutShort(_ found: Int) -> TransparencyError {
        TransparencyError(
            .badEntryBundle, "The entry bundle is cut short after \(found) entries", remedy: "Fetch it again.")
    }
}
