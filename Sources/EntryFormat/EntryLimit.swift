/// The limits of format version 1.
public enum EntryLimit {
    /// The format version that this module reads and writes.
    public static let version: UInt8 = 1
    /// Bytes in the fixed header.
    public static let headerBytes = 64
    /// Bytes in an entry, as C2SP tlog-tiles allows in an entry bundle.
    public static let entryBytes = 65_535
    /// Bytes in an origin, an operator or an on-behalf-of.
    public static let textBytes = 255
    /// Bytes in a stream's name.
    public static let streamBytes = 200
    /// Bytes in a party's name.
    public static let partyBytes = 3...64
    /// Readers, `after` references and `basis` references, each.
    public static let records = 64
    /// The largest number of an entry in a log: a log's size then fits a signed 64-bit integer.
    public static let number: UInt64 = (1 << 63) - 2
}

/// Where the fields of the fixed header stand, in bytes from the entry's start.
enum HeaderOffset {
    static let version = 0
    static let flags = 1
    static let type = 2
    static let length = 4
    static let time = 8
    static let id = 16
    static let salt = 32
    static let originLength = 48
    static let streamLength = 49
    static let operatorLength = 50
    static let onBehalfOfLength = 51
    static let keyIDLength = 52
    static let readersCount = 53
    static let afterCount = 54
    static let basisCount = 55
    static let readersLength = 56
    static let afterLength = 58
    static let basisLength = 60
    static let payloadLength = 62
}

/// The bits of the flags.
enum Flag {
    static let sealed: UInt8 = 1
}
