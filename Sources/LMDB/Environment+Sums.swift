internal import CLMDB
internal import Glibc

/// What is read in an environment with sums.
extension Environment {
    /// How often a reader begins again that another process's commits overtake.
    private static let beginnings = 100

    /// Whether a page was found that is not as it was written: nothing more is read or written then. False in an environment without sums.
    public var isDamaged: Bool { sums?.isDamaged ?? false }

    /// Compares every page in use with its sum; without effect in an environment without sums.
    ///
    /// - Throws: `corrupted` for the first page that is not as it was written; `closed`, `readersFull`.
    /// - Complexity: reads the whole file.
    @available(*, noasync, message: "Read in a synchronous function, on a thread that may block")
    public func provePages() throws(LMDBError) {
        guard let sums else { return }
        let transaction = try ReadTransaction(self)
        if let snapshot = transaction.snapshot { try sums.proveAll(snapshot) }
    }

    static func makeSums(path: String, options: Options) -> Result<PageSums, LMDBError> {
        Result { () throws(LMDBError) in
            try PageSums(path: path, mapSize: options.mapSize, pageSize: pageSize, isReadOnly: options.readOnly)
        }
    }

    /// Where the trees are that a reading transaction sees: it is renewed where another process has gone on. nil without sums.
    func snapshot(in transaction: OpaquePointer) throws(LMDBError) -> PageSnapshot? {
        guard let sums else { return nil }
        for attempt in 0..<Self.beginnings {
            if let found = try sums.snapshot(of: unsafe UInt64(mdb_txn_id(transaction))) { return found }
            unsafe mdb_txn_reset(transaction)
            if attempt > 10 { usleep(1_000) }
            let code = unsafe mdb_txn_renew(transaction)
            guard code == MDB_SUCCESS else { throw failure(code, "begin reading") }
        }
        throw sums.condemn("the sums of its pages are not those of its commit")
    }

    // MARK: Rows

    func get(_ table: Table, key: UInt64, in snapshot: PageSnapshot) throws(LMDBError) -> UnsafeRawBufferPointer? {
        guard isOpen(table), table.keys == .integer else { throw refusal(table, .integer, "get from") }
        return try unsafe get(table, .integer(key), in: snapshot)
    }

    func get(_ table: Table, key: RawSpan, in snapshot: PageSnapshot) throws(LMDBError) -> UnsafeRawBufferPointer? {
        guard isOpen(table), table.keys == .bytes else { throw refusal(table, .bytes, "get from") }
        guard key.byteCount > 0 else { throw failure(MDB_BAD_VALSIZE, "get from", table: table) }
        return try unsafe key.withUnsafeBytes { (key) throws(LMDBError) in
            try unsafe get(table, .bytes(key), in: snapshot)
        }
    }

    private func get(
        _ table: Table, _ key: PageSums.Wanted, in snapshot: PageSnapshot
    ) throws(LMDBError) -> UnsafeRawBufferPointer? {
        guard let sums else { return nil }
        return try unsafe sums.value(of: key, in: tree(of: table, in: snapshot, "get from"))
    }

    func count(_ table: Table, in snapshot: PageSnapshot) throws(LMDBError) -> Int {
        guard isOpen(table) else { throw refusal(table, table.keys, "count") }
        return Int(try tree(of: table, in: snapshot, "count").entries)
    }

    func cursor(_ table: Table, in snapshot: PageSnapshot) throws(LMDBError) -> PageCursor? {
        guard let sums else { return nil }
        return PageCursor(sums, try tree(of: table, in: snapshot, "open cursor on"))
    }

    private func tree(
        of table: Table, in snapshot: PageSnapshot, _ operation: String
    ) throws(LMDBError) -> TreeRecord {
        guard let record = snapshot.record(of: table, in: self) else {
            throw failure(MDB_BAD_DBI, operation, table: table)
        }
        return record
    }

    // MARK: What a writing transaction builds upon

    /// Compares the pages that lead to a key with their sums, before LMDB follows them.
    func prove(_ table: Table, key: UInt64, in base: PageSnapshot) throws(LMDBError) {
        guard table.keys == .integer, let sums, let record = base.record(of: table, in: self) else { return }
        try sums.prove(record, to: .integer(key))
    }

    func prove(_ table: Table, key: RawSpan, in base: PageSnapshot) throws(LMDBError) {
        guard table.keys == .bytes, let sums, let record = base.record(of: table, in: self) else { return }
        try unsafe key.withUnsafeBytes { (key) throws(LMDBError) in try unsafe sums.prove(record, to: .bytes(key)) }
    }

    /// Compares all pages of a table with their sums.
    func prove(_ table: Table, in base: PageSnapshot) throws(LMDBError) {
        guard let sums, let record = base.record(of: table, in: self) else { return }
        try sums.prove(record)
    }
}
