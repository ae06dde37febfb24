/// The integer keys of the tables that hold many small values a row, so that every log's newest rows lie together.
enum RowKey {
    /// Hashes a row: a tile of 256 in one value would take three pages.
    static let hashesPerRow: UInt64 = 32
    /// Positions a row of `sequence`.
    static let positionsPerRow: UInt64 = 64
    /// What stands in a row of `sequence` in place of the position of an entry that is not held.
    static let hole = UInt64.max
    /// Logs a node can hold: their number has 20 bits in a key.
    static let maximumLogs: UInt32 = 1 << 20

    /// Entries that the rows of a log can count: beyond any log that is kept here, and far below what an entry can name.
    static let maximumEntries: UInt64 = 1 << 45

    /// Bits 44 to 63: log, 40 to 43: tile level, 0 to 39: row.
    static func hashes(log: UInt32, tileLevel: Int, row: UInt64) -> UInt64 {
        precondition(log < maximumLogs && tileLevel < 16 && row < 1 << 40)
        return UInt64(log) << 44 | UInt64(tileLevel) << 40 | row
    }

    /// Bits 44 to 63: log, 0 to 43: row.
    static func sequence(log: UInt32, row: UInt64) -> UInt64 {
        precondition(log < maximumLogs && row < 1 << 44)
        return UInt64(log) << 44 | row
    }
}
