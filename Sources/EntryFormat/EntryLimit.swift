/// The limits of format version 1.
public enum EntryLimit {
    /// The format version that this module reads and writes.
    public static let version: UInt8 = 1
    /// Bytes in the fixed header.
    @inlinable public static var headerBytes: Int { 64 }
    /// Bytes in an entry, as C2SP tlog-tiles allows in an entry bundle.
    @inlinable public static var entryBytes: Int { 65_535 }
    /// Bytes in an origin, an operator or an on-behalf-of.
    public static let textBytes = 255
    /// Bytes in a stream's name.
    @inlinable public static var streamBytes: Int { 200 }
    /// Bytes in a party's name.
    public static let partyBytes = 3...64
    /// Readers, `after` references and `basis` references, each.
    @inlinable public static var records: Int { 64 }
    /// The largest number of an entry in a log: a log's size then fits a signed 64-bit integer.
    public static let number: UInt64 = (1 << 63) - 2
}

/// Where the fields of the fixed header stand, in bytes from the entry's start. Computed, so that a reader of another module
/// has them as constants.
@usableFromInline
enum HeaderOffset {
    @inlinable static var version: Int { 0 }
    @inlinable static var flags: Int { 1 }
    @inlinable static var type: Int { 2 }
    @inlinable static var length: Int { 4 }
    @inlinable static var time: Int { 8 }
    @inlinable static var id: Int { 16 }
    @inlinable static var salt: Int { 32 }
    @inlinable static var originLength: Int { 48 }
    @inlinable static var streamLength: Int { 49 }
    @inlinable static var operatorLength: Int { 50 }
    @inlinable static var onBehalfOfLength: Int { 51 }
    @inlinable static var keyIDLength: Int { 52 }
    @inlinable static var readersCount: Int { 53 }
    @inlinable static var afterCount: Int { 54 }
    @inlinable static var basisCount: Int { 55 }
    @inlinable static var readersLength: Int { 56 }
    @inlinable static var afterLength: Int { 58 }
    @inlinable static var basisLength: Int { 60 }
    @inlinable static var payloadLength: Int { 62 }
}

/// The bits of the flags.
enum Flag {
    static let sealed: UInt8 = 1
}
