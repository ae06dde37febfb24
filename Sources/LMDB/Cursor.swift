internal import CLMDB

/// A place in a table, moved in the order of its keys.
///
/// A new cursor stands before the first entry and after the last: `next()` goes to the first, `previous()` to the last.
/// Where a move returns false the cursor stands at no entry: past the end after `next()` and `seek`, before the
/// beginning after `previous()`, and the opposite move comes back. `key`, `integerKey` and `value` may be asked only after
/// a move that returned true.
///
/// A move takes amortised constant time, a seek logarithmic time. None allocates memory.
@safe
public struct Cursor: ~Copyable, ~Escapable {
    private let handle: OpaquePointer
    private let table: Table
    private let environment: Environment
    private var place = Place.new
    private var keyStart: UnsafeRawPointer?
    private var keyCount = 0
    private var valueStart: UnsafeRawPointer?
    private var valueCount = 0

    private enum Place {
        case new, entry, beforeFirst, afterLast
    }

    /// The caller binds the cursor to its transaction.
    @_lifetime(immortal)
    init(_ handle: OpaquePointer, _ table: Table, _ environment: Environment) {
        unsafe self.handle = handle
        self.table = table
        self.environment = environment
    }

    deinit {
        unsafe mdb_cursor_close(handle)
    }

    /// Goes to the first entry.
    ///
    /// - Returns: False if the table is empty.
    /// - Throws: `corrupted`, `pageNotFound`.
    @_lifetime(self: copy self)
    public mutating func first() throws(LMDBError) -> Bool {
        try move(MDB_FIRST, otherwise: .afterLast)
    }

    /// Goes to the last entry.
    ///
    /// - Returns: False if the table is empty.
    /// - Throws: `corrupted`, `pageNotFound`.
    @_lifetime(self: copy self)
    public mutating func last() throws(LMDBError) -> Bool {
        try move(MDB_LAST, otherwise: .beforeFirst)
    }

    /// Goes to the next entry.
    ///
    /// - Returns: False if there is none.
    /// - Throws: `corrupted`, `pageNotFound`. Never is an error taken for the end.
    @_lifetime(self: copy self)
    public mutating func next() throws(LMDBError) -> Bool {
        switch place {
        case .entry: try move(MDB_NEXT, otherwise: .afterLast)
        case .new, .beforeFirst: try move(MDB_FIRST, otherwise: .afterLast)
        case .afterLast: false
        }
    }

    /// Goes to the entry before.
    ///
    /// - Returns: False if there is none.
    /// - Throws: `corrupted`, `pageNotFound`.
    @_lifetime(self: copy self)
    public mutating func previous() throws(LMDBError) -> Bool {
        switch place {
        case .entry: try move(MDB_PREV, otherwise: .beforeFirst)
        case .new, .afterLast: try move(MDB_LAST, otherwise: .beforeFirst)
        case .beforeFirst: false
        }
    }

    /// Goes to the entry of the smallest integer key that is not smaller than `key`.
    ///
    /// - Returns: False if there is none.
    /// - Throws: `wrongKeyKind`, `corrupted`, `pageNotFound`.
    @_lifetime(self: copy self)
    public mutating func seek(atOrAfter key: UInt64) throws(LMDBError) -> Bool {
        guard table.keys == .integer else { throw environment.refusal(table, .integer, "seek in") }
        var key = key
        let size = MemoryLayout<UInt64>.size
        let (code, found, value) = unsafe withUnsafeMutablePointer(to: &key) { start in
            var key = unsafe MDB_val(mv_size: size, mv_data: start)
            var value = unsafe MDB_val()
            let code = unsafe mdb_cursor_get(handle, &key, &value, MDB_SET_RANGE)
            return unsafe (code, key, value)
        }
        return try unsafe arrive(code, found, value, otherwise: .afterLast)
    }

    /// Goes to the entry of the first key that is not before `key`.
    ///
    /// - Parameter key: 1 to 511 bytes.
    /// - Returns: False if there is none.
    /// - Throws: `wrongKeyKind`, `badSize` if the key is empty, `corrupted`, `pageNotFound`.
    @_lifetime(self: copy self)
    public mutating func seek(atOrAfter key: RawSpan) throws(LMDBError) -> Bool {
        guard table.keys == .bytes else { throw environment.refusal(table, .bytes, "seek in") }
        let (code, found, value) = unsafe key.withUnsafeBytes { bytes in
            var key = unsafe MDB_val(
                mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
            var value = unsafe MDB_val()
            let code = unsafe mdb_cursor_get(handle, &key, &value, MDB_SET_RANGE)
            return unsafe (code, key, value)
        }
        return try unsafe arrive(code, found, value, otherwise: .afterLast)
    }

    /// Goes to the entry of the greatest integer key that is not greater than `key`.
    ///
    /// - Returns: False if there is none.
    /// - Throws: `wrongKeyKind`, `corrupted`, `pageNotFound`.
    @_lifetime(self: copy self)
    public mutating func seek(atOrBefore key: UInt64) throws(LMDBError) -> Bool {
        guard try seek(atOrAfter: key) else { return try previous() }
        return integerKey == key ? true : try previous()
    }

    /// Goes to the entry of the last key that is not after `key`.
    ///
    /// - Parameter key: 1 to 511 bytes.
    /// - Returns: False if there is none.
    /// - Throws: `wrongKeyKind`, `badSize` if the key is empty, `corrupted`, `pageNotFound`.
    @_lifetime(self: copy self)
    public mutating func seek(atOrBefore key: RawSpan) throws(LMDBError) -> Bool {
        guard try seek(atOrAfter: key) else { return try previous() }
        return isAt(key) ? true : try previous()
    }

    /// The entry's key, in a table with integer keys.
    ///
    /// The cursor must stand at an entry of such a table.
    public var integerKey: UInt64 {
        guard let keyStart = unsafe keyStart, table.keys == .integer else {
            preconditionFailure("The cursor stands at no entry of a table with integer keys.")
        }
        return unsafe keyStart.loadUnaligned(as: UInt64.self)
    }

    /// The entry's key. Its bytes are valid as long as the borrow of the transaction, wherever the cursor goes.
    ///
    /// The cursor must stand at an entry.
    public var key: RawSpan {
        @_lifetime(copy self)
        get {
            guard let keyStart = unsafe keyStart else { preconditionFailure("The cursor stands at no entry.") }
            return unsafe _overrideLifetime(RawSpan(_unsafeStart: keyStart, byteCount: keyCount), copying: self)
        }
    }

    /// The entry's value, at any address. Its bytes are valid as long as the borrow of the transaction, wherever the
    /// cursor goes.
    ///
    /// The cursor must stand at an entry.
    public var value: RawSpan {
        @_lifetime(copy self)
        get {
            guard let valueStart = unsafe valueStart else { preconditionFailure("The cursor stands at no entry.") }
            return unsafe _overrideLifetime(RawSpan(_unsafeStart: valueStart, byteCount: valueCount), copying: self)
        }
    }

    /// Whether the entry's key has these bytes.
    private func isAt(_ other: RawSpan) -> Bool {
        guard let keyStart = unsafe keyStart, other.byteCount == keyCount else { return false }
        return unsafe other.withUnsafeBytes { bytes in
            unsafe bytes.elementsEqual(UnsafeRawBufferPointer(start: keyStart, count: keyCount))
        }
    }

    @_lifetime(self: copy self)
    private mutating func move(_ operation: MDB_cursor_op, otherwise: Place) throws(LMDBError) -> Bool {
        var key = unsafe MDB_val()
        var value = unsafe MDB_val()
        let code = unsafe mdb_cursor_get(handle, &key, &value, operation)
        return try unsafe arrive(code, key, value, otherwise: otherwise)
    }

    /// Takes over where LMDB's cursor went.
    @inline(__always)
    @_lifetime(self: copy self)
    private mutating func arrive(
        _ code: Int32, _ key: MDB_val, _ value: MDB_val, otherwise: Place
    ) throws(LMDBError) -> Bool {
        guard code == MDB_SUCCESS else {
            place = otherwise
            unsafe keyStart = nil
            unsafe valueStart = nil
            if code == MDB_NOTFOUND { return false }
            throw environment.failure(code, "move cursor in", table: table)
        }
        // A table that another program wrote may hold integers of another size.
        guard unsafe table.keys == .bytes || key.mv_size == MemoryLayout<UInt64>.size else {
            throw environment.failure(MDB_CORRUPTED, "read integer key in", table: table)
        }
        place = .entry
        unsafe keyStart = UnsafeRawPointer(key.mv_data)
        unsafe keyCount = key.mv_size
        unsafe valueStart = UnsafeRawPointer(value.mv_data)
        unsafe valueCount = value.mv_size
        return true
    }
}
