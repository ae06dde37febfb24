public import CLMDB
internal import Synchronization

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
    // What a scan touches is inlined where it is used, across modules too; a call for each entry would show.
    @usableFromInline var entry: Entry
    @usableFromInline let table: Table
    private let environment: Environment
    /// In a writing transaction: how many such had ended as it began.
    private let endedWriters: UInt64?
    @usableFromInline var place = Place.new
    /// Moves in place of LMDB's cursor where pages are compared with their sums.
    private let checked: PageCursor?
    @usableFromInline let isChecked: Bool

    @usableFromInline
    enum Place {
        case new, entry, beforeFirst, afterLast
    }

    /// The caller binds the cursor to its transaction.
    @_lifetime(immortal)
    init(
        _ handle: OpaquePointer, _ table: Table, _ environment: Environment, writing: Bool, checked: PageCursor? = nil
    ) {
        entry = unsafe Entry(handle: handle)
        self.checked = checked
        isChecked = checked != nil
        self.table = table
        self.environment = environment
        endedWriters = writing ? environment.endedWriters.load(ordering: .relaxed) : nil
    }

    deinit {
        // The compiler sees to it that a cursor is not used after its transaction, but may destroy it after that: LMDB has
        // then freed a cursor of a writing transaction already. One of a reading transaction is always ours to free.
        if let endedWriters, environment.endedWriters.load(ordering: .relaxed) != endedWriters { return }
        unsafe mdb_cursor_close(entry.handle)
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
    @inlinable
    @_lifetime(self: copy self)
    public mutating func next() throws(LMDBError) -> Bool {
        switch place {
        case .entry:
            if isChecked { return try move(MDB_NEXT, otherwise: .afterLast) }
            // The way of a scan: LMDB writes where the entry is to this cursor's own fields, and nothing else happens.
            let code = entry.find(MDB_NEXT)
            guard code == MDB_SUCCESS, keyHasItsSize else { return try settle(code, otherwise: .afterLast) }
            entry.expectNext()
            return true
        case .new, .beforeFirst: return try move(MDB_FIRST, otherwise: .afterLast)
        case .afterLast: return false
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
        if let checked { return try settle(checked, checked.seek(.integer(key)), otherwise: .afterLast) }
        return try settle(entry.find(atOrAfter: key), otherwise: .afterLast)
    }

    /// Goes to the entry of the first key that is not before `key`.
    ///
    /// - Parameter key: 1 to 511 bytes.
    /// - Returns: False if there is none.
    /// - Throws: `wrongKeyKind`, `badSize` if the key is empty, `corrupted`, `pageNotFound`.
    @_lifetime(self: copy self)
    public mutating func seek(atOrAfter key: RawSpan) throws(LMDBError) -> Bool {
        guard table.keys == .bytes else { throw environment.refusal(table, .bytes, "seek in") }
        if let checked {
            guard key.byteCount > 0 else { throw environment.failure(MDB_BAD_VALSIZE, "seek in", table: table) }
            let found = try unsafe key.withUnsafeBytes { (key) throws(LMDBError) in try unsafe checked.seek(.bytes(key))
            }
            return try settle(checked, found, otherwise: .afterLast)
        }
        return try settle(entry.find(atOrAfter: key), otherwise: .afterLast)
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
    @inlinable
    public var integerKey: UInt64 {
        guard let start = unsafe entry.key.mv_data, table.keys == .integer else {
            preconditionFailure("The cursor stands at no entry of a table with integer keys.")
        }
        return unsafe start.loadUnaligned(as: UInt64.self)
    }

    /// The entry's key. Its bytes are valid as long as the borrow of the transaction, wherever the cursor goes.
    ///
    /// The cursor must stand at an entry.
    @inlinable
    public var key: RawSpan {
        @_lifetime(copy self)
        get {
            guard let start = unsafe entry.key.mv_data else { preconditionFailure("The cursor stands at no entry.") }
            return unsafe _overrideLifetime(RawSpan(_unsafeStart: start, byteCount: entry.key.mv_size), copying: self)
        }
    }

    /// The entry's value, at any address. Its bytes are valid as long as the borrow of the transaction, wherever the
    /// cursor goes.
    ///
    /// The cursor must stand at an entry.
    @inlinable
    public var value: RawSpan {
        @_lifetime(copy self)
        get {
            guard let start = unsafe entry.value.mv_data else { preconditionFailure("The cursor stands at no entry.") }
            return unsafe _overrideLifetime(RawSpan(_unsafeStart: start, byteCount: entry.value.mv_size), copying: self)
        }
    }

    /// Whether the entry's key has these bytes.
    private func isAt(_ other: RawSpan) -> Bool {
        guard unsafe other.byteCount == entry.key.mv_size else { return false }
        return unsafe other.withUnsafeBytes { bytes in
            unsafe bytes.elementsEqual(UnsafeRawBufferPointer(start: entry.key.mv_data, count: entry.key.mv_size))
        }
    }

    /// A table that another program wrote may hold integers of another size.
    @inlinable
    var keyHasItsSize: Bool {
        unsafe table.keys == .bytes || entry.key.mv_size == MemoryLayout<UInt64>.size
    }

    @usableFromInline
    @_lifetime(self: copy self)
    mutating func move(_ operation: MDB_cursor_op, otherwise: Place) throws(LMDBError) -> Bool {
        if let checked {
            let found =
                switch operation {
                case MDB_FIRST: try checked.end(isLast: false)
                case MDB_LAST: try checked.end(isLast: true)
                case MDB_NEXT: try checked.step(forward: true)
                default: try checked.step(forward: false)
                }
            return try settle(checked, found, otherwise: otherwise)
        }
        return try settle(entry.find(operation), otherwise: otherwise)
    }

    /// Takes over where the checked cursor went.
    @_lifetime(self: copy self)
    private mutating func settle(_ cursor: PageCursor, _ found: Bool, otherwise: Place) throws(LMDBError) -> Bool {
        guard found, let row = try unsafe cursor.row else { return try settle(MDB_NOTFOUND, otherwise: otherwise) }
        unsafe entry.key = MDB_val(
            mv_size: row.key.count, mv_data: UnsafeMutableRawPointer(mutating: row.key.baseAddress))
        unsafe entry.value = MDB_val(
            mv_size: row.value.count, mv_data: UnsafeMutableRawPointer(mutating: row.value.baseAddress))
        return try settle(MDB_SUCCESS, otherwise: otherwise)
    }

    /// Takes over where LMDB's cursor went.
    ///
    /// - Parameter otherwise: Where it stands if there was no entry.
    @usableFromInline
    @_lifetime(self: copy self)
    mutating func settle(_ code: Int32, otherwise: Place) throws(LMDBError) -> Bool {
        if code == MDB_SUCCESS, keyHasItsSize {
            place = .entry
            return true
        }
        place = otherwise
        unsafe entry.key = MDB_val()
        unsafe entry.value = MDB_val()
        switch code {
        case MDB_NOTFOUND: return false
        case MDB_SUCCESS: throw environment.failure(MDB_CORRUPTED, "read integer key in", table: table)
        default: throw environment.failure(code, "move cursor in", table: table)
        }
    }
}

/// LMDB's cursor, and where it says that its entry is. Without an address where it stands at no entry.
///
/// Apart from `Cursor`, which may not lend its own fields to C because its lifetime is bound to a transaction.
@safe
@usableFromInline
struct Entry {
    @usableFromInline let handle: OpaquePointer
    @usableFromInline var key = unsafe MDB_val()
    @usableFromInline var value = unsafe MDB_val()

    init(handle: OpaquePointer) {
        unsafe self.handle = handle
    }

    @inlinable
    mutating func find(_ operation: MDB_cursor_op) -> Int32 {
        unsafe mdb_cursor_get(handle, &key, &value, operation)
    }

    /// Brings the beginning of the third entry after this one to the cache, where entries were appended: LMDB fills a page from its
    /// end, so that entries of about this size stand one before the other. Where it is elsewhere, nothing is lost.
    ///
    /// The next one would come too late: what a caller does with an entry leaves the processor no room to look further ahead itself
    /// (`header-scan` in `Benchmarks/RESULTS.md`).
    @inlinable
    func expectNext() {
        let header = 16 as UInt
        let ahead = 3 as UInt
        let step = unsafe UInt(value.mv_size) &+ header
        let expected = unsafe UInt(bitPattern: value.mv_data) &- ahead &* step &- header
        for line in 0..<4 as Range<UInt> {
            unsafe clmdb_prefetch(UnsafeRawPointer(bitPattern: expected &+ 64 &* line))
        }
    }

    mutating func find(atOrAfter wanted: UInt64) -> Int32 {
        var wanted = wanted
        return unsafe withUnsafeMutableBytes(of: &wanted) { bytes in
            unsafe key = MDB_val(mv_size: bytes.count, mv_data: bytes.baseAddress)
            return find(MDB_SET_RANGE)
        }
    }

    mutating func find(atOrAfter wanted: RawSpan) -> Int32 {
        unsafe wanted.withUnsafeBytes { bytes in
            unsafe key = MDB_val(
                mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
            return find(MDB_SET_RANGE)
        }
    }
}
