internal import CLMDB
internal import Glibc
internal import Synchronization

/// The one writing transaction of an environment: it sees its own changes at once, others see all of them after
/// `commit()`, or none.
///
/// It aborts if it is released without a commit. It must be begun, used and ended on one thread, because LMDB's lock on
/// the writer belongs to that thread. Bytes that it lends are valid until its next write; the compiler holds to that,
/// because writing needs exclusive access.
///
/// After an error of a write other than `keyExists`, `badSize`, `wrongKeyKind` and `badTable` it can only be aborted:
/// further use throws `badTransaction`.
@safe
public struct WriteTransaction: Transaction, ~Copyable {
    let environment: Environment
    let handle: OpaquePointer
    private var isOpen = true
    /// The commit on which it builds, in an environment with sums.
    let base: PageSnapshot?

    init(_ environment: Environment) throws(LMDBError) {
        let operation = "begin writing"
        guard !environment.options.readOnly else { throw environment.failure(OwnCode.readOnly, operation) }
        let thread = currentThread()
        guard environment.writerThread.load(ordering: .relaxed) != thread else {
            throw environment.failure(OwnCode.writerOnThisThread, operation)
        }
        try environment.enter(reading: false, operation: operation)
        do throws(LMDBError) {
            let begun = try unsafe environment.begin(reading: false)
            do throws(LMDBError) {
                try environment.sums?.prepare()
            } catch {
                unsafe mdb_txn_abort(begun)
                throw error
            }
            unsafe handle = begun
            base = environment.sums?.newest
        } catch {
            environment.leave(reading: false)
            throw error
        }
        environment.writerThread.store(thread, ordering: .relaxed)
        self.environment = environment
    }

    deinit {
        if isOpen {
            precondition(isOnItsThread, "A writing transaction was released on another thread than it was begun on.")
            end()
            let address = unsafe UInt(bitPattern: handle)
            unsafe mdb_txn_abort(handle)
            environment.endOpening(address, keep: false)
            environment.leave(reading: false)
        }
    }

    /// The number that its commit will have: one more than that of the newest commit.
    public var number: UInt64 { unsafe UInt64(mdb_txn_id(handle)) }

    /// Stores all changes, durably if the environment is `synced`, and ends the transaction.
    ///
    /// - Throws: `diskFull` and `mapFull`: nothing was stored. Any other error, as one of the disk while syncing, leaves it
    ///   unknown whether the changes were stored: close the environment, open it again, and compare. `wrongThread`: the
    ///   transaction stays open for ever and so does the writer's lock, because only the thread that began it can end it.
    @available(*, noasync, message: "A writing transaction must stay on one thread")
    public consuming func commit() throws(LMDBError) {
        guard isOnItsThread else {
            isOpen = false
            throw environment.failure(OwnCode.wrongThread, "commit")
        }
        isOpen = false
        end()
        defer { environment.leave(reading: false) }
        try unsafe environment.commit(handle)
    }

    /// Gives up all changes, as releasing the transaction does.
    @available(*, noasync, message: "A writing transaction must stay on one thread")
    public consuming func abort() {}

    /// A table, created if there is none of that name.
    ///
    /// A table that is created here can be used in this transaction, and after its commit in those that begin then. If
    /// the transaction aborts, the table is invalid.
    ///
    /// - Parameters:
    ///   - name: 1 to 511 bytes of UTF-8 without a zero byte.
    ///   - keys: How its keys are given, for ever.
    ///   - create: Whether an absent table is created.
    /// - Throws: `notFound` if it is absent and not to be created; `incompatible` if its keys are of another kind;
    ///   `tablesFull`, `tableBusy`, `badOption` for a bad name, or an error of a write.
    @available(*, noasync, message: "A writing transaction must stay on one thread")
    public mutating func openTable(_ name: String, keys: KeyKind, create: Bool = true) throws(LMDBError) -> Table {
        guard let table = try unsafe environment.table(name, keys: keys, in: handle, create: create) else {
            throw environment.failure(MDB_NOTFOUND, "open table \"\(name)\"")
        }
        return table
    }

    @_lifetime(borrow self)
    public borrowing func get(_ table: Table, key: UInt64) throws(LMDBError) -> RawSpan? {
        if let base { try environment.prove(table, key: key, in: base) }
        guard let bytes = try unsafe environment.get(table, key: key, in: handle) else { return nil }
        return unsafe _overrideLifetime(RawSpan(_unsafeBytes: bytes), borrowing: self)
    }

    @_lifetime(borrow self)
    public borrowing func get(_ table: Table, key: RawSpan) throws(LMDBError) -> RawSpan? {
        if let base { try environment.prove(table, key: key, in: base) }
        guard let bytes = try unsafe environment.get(table, key: key, in: handle) else { return nil }
        return unsafe _overrideLifetime(RawSpan(_unsafeBytes: bytes), borrowing: self)
    }

    public borrowing func count(_ table: Table) throws(LMDBError) -> Int {
        try unsafe environment.count(table, in: handle)
    }

    @_lifetime(borrow self)
    public borrowing func cursor(_ table: Table) throws(LMDBError) -> Cursor {
        let cursor = try unsafe environment.cursor(table, in: handle)
        return unsafe _overrideLifetime(Cursor(cursor, table, environment, writing: true), borrowing: self)
    }

    private var isOnItsThread: Bool {
        environment.writerThread.load(ordering: .relaxed) == currentThread()
    }

    /// Frees the writer's place in this process, before LMDB gives its lock to the next.
    private borrowing func end() {
        environment.writerThread.store(0, ordering: .relaxed)
        environment.endedWriters.add(1, ordering: .relaxed)
    }
}

/// A number that no other living thread of the process has, and never 0.
func currentThread() -> UInt {
    UInt(pthread_self())
}
