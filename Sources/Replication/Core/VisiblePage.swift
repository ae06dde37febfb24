/// Entries of a log that a reader may see, as they travel.
///
/// Bytes: `through` (8, little-endian: all visible entries with smaller numbers, and not below the number asked for, are in the page),
/// the count of its entries (4, little-endian), then for each entry, in ascending order: its number (8, little-endian), its length (2, little-endian), its bytes.
public struct VisiblePage: Sendable, Equatable {
    /// All visible entries with smaller numbers are here.
    public var through: UInt64
    public var entries: [(number: UInt64, bytes: [UInt8])]

    public init(through: UInt64, entries: [(number: UInt64, bytes: [UInt8])]) {
        self.through = through
        self.entries = entries
    }

    public static func == (left: VisiblePage, right: VisiblePage) -> Bool {
        left.through == right.through
            && left.entries.elementsEqual(right.entries) { $0.number == $1.number && $0.bytes == $1.bytes }
    }
}
