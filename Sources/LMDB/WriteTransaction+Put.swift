internal import CLMDB

extension WriteTransaction {
    /// Stores a value under an integer key, in place of the one that was there.
    ///
    /// - Parameters:
    ///   - table: A table with integer keys.
    ///   - key: The key.
    ///   - value: 0 to 4,294,967,295 bytes; copied. It must not be bytes of this transaction, and the compiler does not
    ///     let it.
    ///   - append: Whether the key is greater than all in the table. This is faster and fills pages to the brim.
    /// - Throws: `keyExists` if `append` is set and the key is not greater than the last one; `mapFull`; `diskFull`;
    ///   `wrongKeyKind`, `badTable`, `badTransaction`, `badSize`.
    /// - Complexity: O(log n); with `append` along the right-hand edge only.
    @available(*, noasync, message: "A writing transaction must stay on one thread")
    public mutating func put(
        _ table: Table, key: UInt64, value: RawSpan, append: Bool = false
    ) throws(LMDBError) {
        guard environment.isOpen(table), table.keys == .integer else {
            throw environment.refusal(table, .integer, "put in")
        }
        if let base { try environment.prove(table, key: key, in: base) }
        var key = key
        let code = unsafe withUnsafeMutableBytes(of: &key) { keyBytes in
            unsafe value.withUnsafeBytes { valueBytes in
                var key = unsafe MDB_val(mv_size: keyBytes.count, mv_data: keyBytes.baseAddress)
                var value = unsafe MDB_val(
                    mv_size: valueBytes.count, mv_data: UnsafeMutableRawPointer(mutating: valueBytes.baseAddress))
                return unsafe mdb_put(handle, table.index, &key, &value, append ? UInt32(MDB_APPEND) : 0)
            }
        }
        guard code == MDB_SUCCESS else {
            throw environment.failure(environment.tableCode(code), "put in", table: table)
        }
    }

    /// Stores a value under a byte key, in place of the one that was there.
    ///
    /// - Parameters:
    ///   - table: A table with byte keys.
    ///   - key: 1 to 511 bytes; copied.
    ///   - value: 0 to 4,294,967,295 bytes; copied.
    ///   - append: Whether the key is greater than all in the table.
    /// - Throws: As for integer keys, and `badSize` if the key is empty or too long.
    /// - Complexity: O(log n).
    @available(*, noasync, message: "A writing transaction must stay on one thread")
    public mutating func put(
        _ table: Table, key: RawSpan, value: RawSpan, append: Bool = false
    ) throws(LMDBError) {
        guard environment.isOpen(table), table.keys == .bytes else {
            throw environment.refusal(table, .bytes, "put in")
        }
        if let base { try environment.prove(table, key: key, in: base) }
        let code = unsafe key.withUnsafeBytes { keyBytes in
            unsafe value.withUnsafeBytes { valueBytes in
                var key = unsafe MDB_val(
                    mv_size: keyBytes.count, mv_data: UnsafeMutableRawPointer(mutating: keyBytes.baseAddress))
                var value = unsafe MDB_val(
                    mv_size: valueBytes.count, mv_data: UnsafeMutableRawPointer(mutating: valueBytes.baseAddress))
                return unsafe mdb_put(handle, table.index, &key, &value, append ? UInt32(MDB_APPEND) : 0)
            }
        }
        guard code == MDB_SUCCESS else {
            throw environment.failure(environment.tableCode(code), "put in", table: table)
        }
    }

    /// Stores a value that is written in place, without a copy of it elsewhere.
    ///
    /// - Parameters:
    ///   - table: A table with integer keys.
    ///   - key: The key.
    ///   - size: How many bytes the value has.
    ///   - append: Whether the key is greater than all in the table.
    ///   - fill: Writes the value, at most `size` bytes from its beginning. What it leaves unwritten is zero. To write more,
    ///     or to exchange the span for another, is a programmer error and stops the program.
    /// - Throws: As `put`.
    /// - Complexity: O(log n), and the value's size.
    @available(*, noasync, message: "A writing transaction must stay on one thread")
    public mutating func reserve(
        _ table: Table, key: UInt64, size: Int, append: Bool = false, _ fill: (inout OutputRawSpan) -> Void
    ) throws(LMDBError) {
        guard environment.isOpen(table), table.keys == .integer else {
            throw environment.refusal(table, .integer, "reserve in")
        }
        var key = key
        let value = try unsafe withUnsafeMutableBytes(of: &key) {
            bytes throws(LMDBError) -> UnsafeMutableRawBufferPointer in
            try unsafe room(in: table, key: UnsafeRawBufferPointer(bytes), size: size, append: append)
        }
        unsafe Self.fill(value, fill)
    }

    /// Stores a value that is written in place under a byte key, as under an integer key.
    ///
    /// - Parameters:
    ///   - table: A table with byte keys.
    ///   - key: 1 to 511 bytes; copied.
    ///   - size: How many bytes the value has.
    ///   - append: Whether the key is greater than all in the table.
    ///   - fill: Writes the value, as for integer keys.
    /// - Throws: As `put`.
    /// - Complexity: O(log n), and the value's size.
    @available(*, noasync, message: "A writing transaction must stay on one thread")
    public mutating func reserve(
        _ table: Table, key: RawSpan, size: Int, append: Bool = false, _ fill: (inout OutputRawSpan) -> Void
    ) throws(LMDBError) {
        guard environment.isOpen(table), table.keys == .bytes else {
            throw environment.refusal(table, .bytes, "reserve in")
        }
        let value = try unsafe key.withUnsafeBytes { bytes throws(LMDBError) -> UnsafeMutableRawBufferPointer in
            try unsafe room(in: table, key: bytes, size: size, append: append)
        }
        unsafe Self.fill(value, fill)
    }

    /// Has LMDB make room for a value in one of the transaction's own pages.
    private mutating func room(
        in table: Table, key: UnsafeRawBufferPointer, size: Int, append: Bool
    ) throws(LMDBError) -> UnsafeMutableRawBufferPointer {
        guard size >= 0 else {
            throw environment.failure(MDB_BAD_VALSIZE, "reserve \(size) bytes in", table: table)
        }
        var name = unsafe MDB_val(mv_size: key.count, mv_data: UnsafeMutableRawPointer(mutating: key.baseAddress))
        var value = unsafe MDB_val(mv_size: size, mv_data: nil)
        let flags = UInt32(MDB_RESERVE | (append ? MDB_APPEND : 0))
        let code = unsafe mdb_put(handle, table.index, &name, &value, flags)
        guard code == MDB_SUCCESS else {
            throw environment.failure(environment.tableCode(code), "reserve in", table: table)
        }
        return unsafe UnsafeMutableRawBufferPointer(start: value.mv_data, count: size)
    }

    /// Has the caller write the value, and clears the rest: the page may hold anything.
    private static func fill(_ room: UnsafeMutableRawBufferPointer, _ fill: (inout OutputRawSpan) -> Void) {
        var output = unsafe OutputRawSpan(buffer: room, initializedCount: 0)
        fill(&output)
        let written = unsafe output.finalize(for: room)
        unsafe UnsafeMutableRawBufferPointer(rebasing: room[written...]).initializeMemory(as: UInt8.self, repeating: 0)
    }

    /// Removes an integer key and its value.
    ///
    /// - Returns: Whether it was there.
    /// - Throws: `mapFull` (removing writes pages too), `wrongKeyKind`, `badTable`, `badTransaction`.
    @available(*, noasync, message: "A writing transaction must stay on one thread")
    @discardableResult
    public mutating func delete(_ table: Table, key: UInt64) throws(LMDBError) -> Bool {
        guard environment.isOpen(table), table.keys == .integer else {
            throw environment.refusal(table, .integer, "delete from")
        }
        if let base { try environment.prove(table, key: key, in: base) }
        var key = key
        let code = unsafe withUnsafeMutableBytes(of: &key) { bytes in
            var key = unsafe MDB_val(mv_size: bytes.count, mv_data: bytes.baseAddress)
            return unsafe mdb_del(handle, table.index, &key, nil)
        }
        return try deleted(code, table)
    }

    /// Removes a byte key and its value.
    ///
    /// - Returns: Whether it was there.
    /// - Throws: As for integer keys, and `badSize` if the key is empty.
    @available(*, noasync, message: "A writing transaction must stay on one thread")
    @discardableResult
    public mutating func delete(_ table: Table, key: RawSpan) throws(LMDBError) -> Bool {
        guard environment.isOpen(table), table.keys == .bytes else {
            throw environment.refusal(table, .bytes, "delete from")
        }
        if let base { try environment.prove(table, key: key, in: base) }
        let code = unsafe key.withUnsafeBytes { bytes in
            var key = unsafe MDB_val(
                mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
            return unsafe mdb_del(handle, table.index, &key, nil)
        }
        return try deleted(code, table)
    }

    private func deleted(_ code: Int32, _ table: Table) throws(LMDBError) -> Bool {
        switch code {
        case MDB_SUCCESS: return true
        case MDB_NOTFOUND: return false
        default: throw environment.failure(environment.tableCode(code), "delete from", table: table)
        }
    }

    /// Removes all entries of a table. The table stays.
    ///
    /// - Throws: `mapFull`, `badTable`, `badTransaction`.
    /// - Complexity: O(pages of the table).
    @available(*, noasync, message: "A writing transaction must stay on one thread")
    public mutating func clear(_ table: Table) throws(LMDBError) {
        guard environment.isOpen(table) else { throw environment.refusal(table, table.keys, "clear") }
        if let base { try environment.prove(table, in: base) }
        let code = unsafe mdb_drop(handle, table.index, 0)
        guard code == MDB_SUCCESS else {
            throw environment.failure(environment.tableCode(code), "clear", table: table)
        }
    }

    /// Removes a table and its name. The `Table` is invalid from now on, even if the transaction aborts; open it again
    /// then.
    ///
    /// - Throws: `readersOpen` if a reading transaction is open in this process (abort this transaction then: the table may
    ///   be empty in it); `tableBusy`, `mapFull`, `badTable`, `badTransaction`.
    /// - Complexity: O(pages of the table).
    @available(*, noasync, message: "A writing transaction must stay on one thread")
    public mutating func drop(_ table: Table) throws(LMDBError) {
        if let base { try environment.prove(table, in: base) }
        try unsafe environment.drop(table, in: handle)
    }
}
