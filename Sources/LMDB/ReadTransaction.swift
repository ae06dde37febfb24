internal import CLMDB

/// A view of the environment as the last commit before it left it, whatever is written meanwhile.
///
/// It holds a reader slot, and keeps the pages that it sees from being used again, so the file grows while a long
/// transaction is open beside a busy writer: for a long scan, `reset()` and `renew()` now and then. It ends when it is
/// released. It must not be used by two threads at once.
@safe
public struct ReadTransaction: Transaction, ~Copyable {
    let environment: Environment
    /// LMDB's transaction, or nil where it was ended by `reset()`.
    private var handle: OpaquePointer?
    private var isReset = false
    /// Where the trees are that it sees, in an environment with sums.
    private(set) var snapshot: PageSnapshot?

    init(_ environment: Environment) throws(LMDBError) {
        try environment.enter(reading: true, operation: "begin reading")
        do throws(LMDBError) {
            let begun = try unsafe environment.begin(reading: true)
            do throws(LMDBError) {
                snapshot = try unsafe environment.snapshot(in: begun)
            } catch {
                unsafe mdb_txn_abort(begun)
                throw error
            }
            unsafe handle = begun
        } catch {
            environment.leave(reading: true)
            throw error
        }
        self.environment = environment
    }

    deinit {
        finish()
        environment.leave(reading: true)
    }

    /// The number of the commit that the view shows.
    var commit: UInt64 { unsafe handle.map { unsafe UInt64(mdb_txn_id($0)) } ?? 0 }

    /// A table, or nil if there is none of that name in this view.
    ///
    /// - Parameters:
    ///   - name: 1 to 511 bytes of UTF-8 without a zero byte.
    ///   - keys: How its keys are given.
    /// - Throws: `incompatible` if its keys are of another kind; `badOption` for a bad name; `tableBusy` if another
    ///   process created it since this environment was opened, and another transaction is opening such a table too.
    public borrowing func openTable(_ name: String, keys: KeyKind) throws(LMDBError) -> Table? {
        try unsafe environment.table(name, keys: keys, in: active("open table"), create: false)
    }

    @_lifetime(borrow self)
    public borrowing func get(_ table: Table, key: UInt64) throws(LMDBError) -> RawSpan? {
        let handle = try unsafe active("get")
        let found =
            if let snapshot {
                try unsafe environment.get(table, key: key, in: snapshot)
            } else {
                try unsafe environment.get(table, key: key, in: handle)
            }
        guard let bytes = unsafe found else { return nil }
        return unsafe _overrideLifetime(RawSpan(_unsafeBytes: bytes), borrowing: self)
    }

    @_lifetime(borrow self)
    public borrowing func get(_ table: Table, key: RawSpan) throws(LMDBError) -> RawSpan? {
        let handle = try unsafe active("get")
        let found =
            if let snapshot {
                try unsafe environment.get(table, key: key, in: snapshot)
            } else {
                try unsafe environment.get(table, key: key, in: handle)
            }
        guard let bytes = unsafe found else { return nil }
        return unsafe _overrideLifetime(RawSpan(_unsafeBytes: bytes), borrowing: self)
    }

    public borrowing func count(_ table: Table) throws(LMDBError) -> Int {
        let handle = try unsafe active("count")
        if let snapshot { return try environment.count(table, in: snapshot) }
        return try unsafe environment.count(table, in: handle)
    }

    @_lifetime(borrow self)
    public borrowing func cursor(_ table: Table) throws(LMDBError) -> Cursor {
        let cursor = try unsafe environment.cursor(table, in: active("open cursor"))
        let checked =
            if let snapshot { try environment.cursor(table, in: snapshot) } else { nil as PageCursor? }
        return unsafe _overrideLifetime(
            Cursor(cursor, table, environment, writing: false, checked: checked), borrowing: self)
    }

    /// Lets go of the view, so that its pages can be used again, but keeps the reader slot. Nothing can be read until
    /// `renew()`.
    public mutating func reset() {
        guard !isReset, let open = unsafe handle else { return }
        isReset = true
        if environment.isOpening(UInt(bitPattern: open)) {
            // LMDB would close the tables that it opened; ended as committed, they stay.
            finish()
            unsafe handle = nil
        } else {
            unsafe mdb_txn_reset(open)
        }
    }

    /// Takes the newest view, after `reset()` or in place of the present one.
    ///
    /// - Throws: `closed` if the environment was closed meanwhile; `mapResized`, `panic`, `readersFull`. The transaction is
    ///   then as after `reset()`.
    public mutating func renew() throws(LMDBError) {
        reset()
        guard !environment.isClosing else {
            throw environment.failure(OwnCode.closed, "renew")
        }
        if let open = unsafe handle {
            let code = unsafe mdb_txn_renew(open)
            guard code == MDB_SUCCESS else { throw environment.failure(code, "renew") }
        } else {
            unsafe handle = try environment.begin(reading: true)
        }
        if let open = unsafe handle {
            do throws(LMDBError) {
                snapshot = try unsafe environment.snapshot(in: open)
            } catch {
                unsafe mdb_txn_reset(open)
                throw error
            }
        }
        isReset = false
    }

    /// The handle, if something can be read with it.
    @inline(__always)
    private borrowing func active(_ operation: String) throws(LMDBError) -> OpaquePointer {
        guard !isReset, let open = unsafe handle else { throw environment.failure(MDB_BAD_TXN, operation) }
        return unsafe open
    }

    /// Ends LMDB's transaction. Committed, not aborted: aborting would close the tables that it opened.
    private borrowing func finish() {
        guard let open = unsafe handle else { return }
        let address = UInt(bitPattern: open)
        _ = unsafe mdb_txn_commit(open)
        environment.endOpening(address, keep: true)
    }
}
