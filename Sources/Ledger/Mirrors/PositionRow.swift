import LMDB

/// The row of a mirrored log's sequence that is being filled: entries come mostly in order, so each row is read and written once.
///
/// A row reaches to the last entry in it that is held; before it `RowKey.hole` stands for each that is not.
struct PositionRow {
    private var log: UInt32 = .max
    private var row: UInt64 = .max
    private var values: [UInt64] = []
    private var isChanged = false

    init() { values.reserveCapacity(Int(RowKey.positionsPerRow)) }

    /// Where an entry stands; nil where it is not held.
    mutating func position<T: Transaction & ~Copyable>(
        of number: UInt64, of log: UInt32, _ tables: LogStore.Tables, in transaction: borrowing T
    ) throws -> UInt64? {
        try read(number / RowKey.positionsPerRow, of: log, tables, in: transaction)
        let place = Int(number % RowKey.positionsPerRow)
        return place < values.count && values[place] != RowKey.hole ? values[place] : nil
    }

    /// Notes where an entry stands; the row before is written where it is another.
    mutating func place(
        _ number: UInt64, of log: UInt32, at position: UInt64, _ tables: LogStore.Tables,
        in transaction: inout WriteTransaction
    ) throws {
        if row != number / RowKey.positionsPerRow || self.log != log { try write(tables, in: &transaction) }
        try read(number / RowKey.positionsPerRow, of: log, tables, in: transaction)
        let place = Int(number % RowKey.positionsPerRow)
        while values.count <= place { values.append(RowKey.hole) }
        values[place] = position
        isChanged = true
    }

    /// Writes the row, where it has changed, and forgets it: what is in the store may change before the next.
    mutating func write(_ tables: LogStore.Tables, in transaction: inout WriteTransaction) throws {
        if isChanged {
            try CommitDraft.put(values, at: RowKey.sequence(log: log, row: row), tables.sequence, &transaction)
        }
        row = .max
        isChanged = false
    }

    private mutating func read<T: Transaction & ~Copyable>(
        _ row: UInt64, of log: UInt32, _ tables: LogStore.Tables, in transaction: borrowing T
    ) throws {
        guard self.row != row || self.log != log else { return }
        self.row = row
        self.log = log
        values.removeAll(keepingCapacity: true)
        try tables.withPositions(log: log, row: row, in: transaction) { bytes in
            for offset in stride(from: 0, to: bytes.byteCount - 7, by: 8) {
                let word = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
                values.append(UInt64(littleEndian: word))
            }
        }
    }
}
