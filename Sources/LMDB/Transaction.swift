/// What can be read in a transaction, whether it only reads or also writes.
///
/// A function that works in both takes `borrowing some Transaction & ~Copyable`.
///
/// All operations take time logarithmic in the table's size, and none copies a value or allocates memory (a cursor
/// allocates once).
public protocol Transaction: ~Copyable {
    /// The value of an integer key, or nil if the table does not hold it.
    ///
    /// - Parameters:
    ///   - table: A table with integer keys.
    ///   - key: The key.
    /// - Returns: The value's bytes in the map. They lie at any address, so load them unaligned. They are valid until
    ///   the transaction ends or is reset, and in a writing transaction until its next write.
    /// - Throws: `wrongKeyKind`, `badTable`, `badTransaction`, or `corrupted` and `pageNotFound` if the file is damaged.
    @_lifetime(borrow self)
    borrowing func get(_ table: Table, key: UInt64) throws(LMDBError) -> RawSpan?

    /// The value of a byte key, or nil if the table does not hold it.
    ///
    /// - Parameters:
    ///   - table: A table with byte keys.
    ///   - key: 1 to 511 bytes; a longer key is in no table.
    /// - Returns: The value's bytes, valid as those of an integer key.
    /// - Throws: As for an integer key, and `badSize` if the key is empty.
    @_lifetime(borrow self)
    borrowing func get(_ table: Table, key: RawSpan) throws(LMDBError) -> RawSpan?

    /// How many entries the table holds. Takes constant time.
    ///
    /// - Throws: `badTable`, `badTransaction`.
    borrowing func count(_ table: Table) throws(LMDBError) -> Int

    /// A cursor over the table, before its first entry.
    ///
    /// It borrows the transaction: while it is there, nothing can be written and the transaction cannot end.
    ///
    /// - Throws: `badTable`, `badTransaction`.
    @_lifetime(borrow self)
    borrowing func cursor(_ table: Table) throws(LMDBError) -> Cursor
}
