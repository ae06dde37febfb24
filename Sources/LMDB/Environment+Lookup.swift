internal import CLMDB
internal import Glibc

/// What both kinds of transaction do, on LMDB's handles. The callers bind what is returned to their own lifetime.
extension Environment {
    @inline(__always)
    func get(
        _ table: Table, key: UInt64, in transaction: OpaquePointer
    ) throws(LMDBError) -> UnsafeRawBufferPointer? {
        guard isOpen(table), table.keys == .integer else { throw refusal(table, .integer, "get from") }
        var key = key
        return try unsafe withUnsafeMutableBytes(of: &key) { bytes throws(LMDBError) in
            try unsafe get(table, bytes.baseAddress, bytes.count, in: transaction)
        }
    }

    @inline(__always)
    func get(
        _ table: Table, key: RawSpan, in transaction: OpaquePointer
    ) throws(LMDBError) -> UnsafeRawBufferPointer? {
        guard isOpen(table), table.keys == .bytes else { throw refusal(table, .bytes, "get from") }
        return try unsafe key.withUnsafeBytes { bytes throws(LMDBError) in
            try unsafe get(table, UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count, in: transaction)
        }
    }

    @inline(__always)
    private func get(
        _ table: Table, _ start: UnsafeMutableRawPointer?, _ count: Int, in transaction: OpaquePointer
    ) throws(LMDBError) -> UnsafeRawBufferPointer? {
        var key = unsafe MDB_val(mv_size: count, mv_data: start)
        var value = unsafe MDB_val()
        let code = unsafe mdb_get(transaction, table.index, &key, &value)
        guard code == MDB_SUCCESS else {
            if code == MDB_NOTFOUND { return nil }
            throw failure(tableCode(code), "get from", table: table)
        }
        return unsafe UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size)
    }

    func count(_ table: Table, in transaction: OpaquePointer) throws(LMDBError) -> Int {
        guard isOpen(table) else { throw refusal(table, table.keys, "count") }
        var status = MDB_stat()
        let code = unsafe mdb_stat(transaction, table.index, &status)
        guard code == MDB_SUCCESS else { throw failure(tableCode(code), "count", table: table) }
        return status.ms_entries
    }

    func cursor(_ table: Table, in transaction: OpaquePointer) throws(LMDBError) -> OpaquePointer {
        guard isOpen(table) else { throw refusal(table, table.keys, "open cursor on") }
        var cursor: OpaquePointer?
        let code = unsafe mdb_cursor_open(transaction, table.index, &cursor)
        guard code == MDB_SUCCESS, let cursor = unsafe cursor else {
            throw failure(tableCode(code), "open cursor on", table: table)
        }
        return unsafe cursor
    }

    /// The error for a table that is not open here, or whose keys are of the other kind.
    @inline(never)
    func refusal(_ table: Table, _ keys: KeyKind, _ operation: String) -> LMDBError {
        failure(isOpen(table) ? OwnCode.wrongKeyKind : MDB_BAD_DBI, operation, table: table)
    }

    /// LMDB answers EINVAL where a transaction began before the table was opened.
    func tableCode(_ code: Int32) -> Int32 {
        code == EINVAL ? MDB_BAD_DBI : code
    }
}
