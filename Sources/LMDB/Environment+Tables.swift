internal import CLMDB
internal import Synchronization

/// The one transaction that may open, create or drop tables: LMDB wants it ended before another does the like
/// (lmdb.h, mdb_dbi_open).
struct TableOpening: Sendable {
    /// The address of the transaction.
    let transaction: UInt
    /// The tables that it opened. They are forgotten again unless it ends well.
    var names: [String] = []
}

extension Environment {
    /// Numbers the openings of tables over all environments.
    private static let lastGeneration = Atomic<UInt64>(0)

    /// Whether the table is open in this environment.
    @inline(__always)
    func isOpen(_ table: Table) -> Bool {
        guard Int(table.index) < options.maxTables + Self.coreTables else { return false }
        return unsafe generations[Int(table.index)] == table.generation
    }

    /// Opens every table that the file holds, so that no reader needs to later.
    func openExistingTables() throws(LMDBError) {
        var begun: OpaquePointer?
        var code = unsafe mdb_txn_begin(handle, nil, UInt32(MDB_RDONLY), &begun)
        guard code == MDB_SUCCESS, let transaction = unsafe begun else {
            throw failure(code, "begin reading")
        }
        do {
            for name in try unsafe names(in: transaction) {
                _ = try unsafe open(name, keys: nil, in: transaction, create: false)
            }
        } catch {
            unsafe mdb_txn_abort(transaction)
            throw error
        }
        code = unsafe mdb_txn_commit(transaction)
        guard code == MDB_SUCCESS else { throw failure(code, "open tables") }
        endOpening(UInt(bitPattern: transaction), keep: true)
    }

    /// The names in the table of tables, in order. What is no table there is left out when it cannot be opened.
    private func names(in transaction: OpaquePointer) throws(LMDBError) -> [String] {
        var main: MDB_dbi = 0
        var cursor: OpaquePointer?
        var code = unsafe mdb_dbi_open(transaction, nil, 0, &main)
        if code == MDB_SUCCESS {
            code = unsafe mdb_cursor_open(transaction, main, &cursor)
        }
        guard code == MDB_SUCCESS else { throw failure(code, "list tables") }
        defer { unsafe mdb_cursor_close(cursor) }
        var names: [String] = []
        var key = unsafe MDB_val()
        while true {
            code = unsafe mdb_cursor_get(cursor, &key, nil, MDB_NEXT)
            guard code == MDB_SUCCESS else { break }
            let bytes = unsafe UnsafeRawBufferPointer(start: key.mv_data, count: key.mv_size)
            if let name = unsafe String(validating: bytes, as: UTF8.self), !name.utf8.contains(0) {
                names.append(name)
            }
        }
        guard code == MDB_NOTFOUND else { throw failure(code, "list tables") }
        return names
    }

    /// The table of a name as a transaction sees it, or nil if it is absent there and not to be created.
    func table(
        _ name: String, keys: KeyKind, in transaction: OpaquePointer, create: Bool
    ) throws(LMDBError) -> Table? {
        guard (1...511).contains(name.utf8.count), !name.utf8.contains(0) else {
            throw LMDBError(code: OwnCode.badOption, operation: "open table \"\(name)\"", path: path)
        }
        let known = state.withLock { $0.tables[name] }
        let exists = try unsafe exists(name, in: transaction)
        switch (known, exists) {
        case (let table?, true):
            guard table.keys == keys else { throw failure(MDB_INCOMPATIBLE, "open table \"\(name)\"") }
            return table
        case (nil, false) where !create, (_?, false) where !create:
            return nil
        case (_?, false):
            // Another process dropped the table under our handle, or this reader is older than the table.
            throw failure(MDB_BAD_DBI, "create table \"\(name)\"")
        case (nil, _):
            return try unsafe open(name, keys: keys, in: transaction, create: create)
        }
    }

    private func exists(_ name: String, in transaction: OpaquePointer) throws(LMDBError) -> Bool {
        var main: MDB_dbi = 0
        var code = unsafe mdb_dbi_open(transaction, nil, 0, &main)
        guard code == MDB_SUCCESS else { throw failure(code, "open table \"\(name)\"") }
        var name = name
        code = name.withUTF8 { bytes in
            var key = unsafe MDB_val(
                mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
            var value = unsafe MDB_val()
            return unsafe mdb_get(transaction, main, &key, &value)
        }
        guard code == MDB_SUCCESS || code == MDB_NOTFOUND else { throw failure(code, "open table \"\(name)\"") }
        return code == MDB_SUCCESS
    }

    /// Has LMDB open a table, as the only transaction that does so.
    ///
    /// - Parameter keys: The kind of key that is wanted, or nil for whatever the table has.
    private func open(
        _ name: String, keys: KeyKind?, in transaction: OpaquePointer, create: Bool
    ) throws(LMDBError) -> Table? {
        let operation = "open table \"\(name)\""
        try startOpening(UInt(bitPattern: transaction), operation)
        var flags: Int32 = create ? MDB_CREATE : 0
        if keys == .integer { flags |= MDB_INTEGERKEY }
        var index: MDB_dbi = 0
        var code = unsafe mdb_dbi_open(transaction, name, UInt32(flags), &index)
        // Whatever else lies among the tables' names is no table.
        if code == MDB_INCOMPATIBLE && keys == nil { return nil }
        guard code == MDB_SUCCESS else { throw failure(code, operation) }
        var found: UInt32 = 0
        code = unsafe mdb_dbi_flags(transaction, index, &found)
        guard code == MDB_SUCCESS else { throw failure(code, operation) }
        let kind: KeyKind
        switch Int32(found) {
        case 0: kind = .bytes
        case MDB_INTEGERKEY: kind = .integer
        default:
            // Tables with several values a key, or keys in reverse, are not ours to read.
            if keys == nil { return nil }
            throw failure(MDB_INCOMPATIBLE, operation)
        }
        let generation = Self.lastGeneration.add(1, ordering: .relaxed).newValue
        let table = Table(keys: kind, index: index, generation: generation)
        state.withLock { state in
            unsafe generations[Int(index)] = generation
            state.tables[name] = table
            state.opening?.names.append(name)
        }
        guard keys == nil || keys == kind else { throw failure(MDB_INCOMPATIBLE, operation) }
        return table
    }

    private func startOpening(_ transaction: UInt, _ operation: String) throws(LMDBError) {
        let free = state.withLock { state in
            if state.opening == nil {
                state.opening = TableOpening(transaction: transaction)
            }
            return state.opening?.transaction == transaction
        }
        guard free else { throw failure(OwnCode.tableBusy, operation) }
    }

    /// Whether the transaction has opened, created or dropped a table.
    func isOpening(_ transaction: UInt) -> Bool {
        state.withLock { $0.opening?.transaction == transaction }
    }

    /// Settles the tables that a transaction opened, as it ends.
    ///
    /// - Parameter keep: Whether it ended well; otherwise LMDB has closed them again.
    func endOpening(_ transaction: UInt, keep: Bool) {
        state.withLock { state in
            guard let opening = state.opening, opening.transaction == transaction else { return }
            if !keep {
                for name in opening.names {
                    if let table = state.tables.removeValue(forKey: name) {
                        unsafe generations[Int(table.index)] = 0
                    }
                }
            }
            state.opening = nil
        }
    }

    /// Removes a table and closes its handle, which LMDB does at once and whether or not the transaction commits.
    func drop(_ table: Table, in transaction: OpaquePointer) throws(LMDBError) {
        guard isOpen(table) else { throw failure(MDB_BAD_DBI, "drop", table: table) }
        guard state.withLock({ $0.readers == 0 }) else { throw failure(OwnCode.readersOpen, "drop", table: table) }
        try startOpening(UInt(bitPattern: transaction), "drop table")
        // Emptied first, which takes time with the size of the table, so that the lock is held for a moment only.
        var code = unsafe mdb_drop(transaction, table.index, 0)
        guard code == MDB_SUCCESS else { throw failure(code, "drop", table: table) }
        code = state.withLock { state in
            // No reader can begin meanwhile, and none may be there: it would use the closed handle.
            guard state.readers == 0 else { return OwnCode.readersOpen }
            let code = unsafe mdb_drop(transaction, table.index, 1)
            if code == MDB_SUCCESS {
                unsafe generations[Int(table.index)] = 0
                if let name = state.tables.first(where: { $0.value == table })?.key {
                    state.tables[name] = nil
                }
            }
            return code
        }
        guard code == MDB_SUCCESS else { throw failure(code, "drop", table: table) }
    }
}
