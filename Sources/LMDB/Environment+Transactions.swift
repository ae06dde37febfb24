internal import CLMDB
internal import Glibc

extension Environment {
    /// Runs a function on a view of the environment.
    ///
    /// - Parameter body: Reads. It cannot keep the transaction or bytes that it lends.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws; before it `closed`, `readersFull`, `mapResized`, `panic`, `permissionDenied`.
    @available(*, noasync, message: "Read in a synchronous function, on a thread that may block")
    public func read<R: ~Copyable>(_ body: (borrowing ReadTransaction) throws -> R) throws -> R {
        let transaction = try ReadTransaction(self)
        return try body(transaction)
    }

    /// Begins a view of the environment, for scans that reset and renew it. It ends when it is released.
    ///
    /// - Throws: `closed`, `readersFull`, `mapResized`, `panic`.
    @available(*, noasync, message: "Read in a synchronous function, on a thread that may block")
    public func beginRead() throws(LMDBError) -> ReadTransaction {
        try ReadTransaction(self)
    }

    /// Runs a function on the writing transaction, commits when it returns and aborts if it throws.
    ///
    /// Waits until no other thread and no other process writes.
    ///
    /// - Parameter body: Reads and writes, on the calling thread.
    /// - Returns: What `body` returns, once it is stored.
    /// - Throws: What `body` throws; before it `closed`, `readOnly`, `writerOnThisThread`, `vanished`, `panic`; after it what
    ///   `WriteTransaction.commit()` throws.
    @available(*, noasync, message: "Write in a synchronous function: a writing transaction must stay on one thread")
    public func write<R: ~Copyable>(_ body: (inout WriteTransaction) throws -> R) throws -> R {
        var transaction = try WriteTransaction(self)
        let result = try body(&transaction)
        try transaction.commit()
        return result
    }

    /// Begins the writing transaction, once no other thread and no other process writes. It must be used and ended on
    /// this thread.
    ///
    /// - Throws: `closed`, `readOnly`, `writerOnThisThread`, `vanished`, `panic`, `mapResized`.
    @available(*, noasync, message: "Write in a synchronous function: a writing transaction must stay on one thread")
    public func beginWrite() throws(LMDBError) -> WriteTransaction {
        try WriteTransaction(self)
    }

    /// Begins LMDB's transaction. The caller has entered.
    func begin(reading: Bool) throws(LMDBError) -> OpaquePointer {
        let operation = reading ? "begin reading" : "begin writing"
        if !reading && !dataFileIsInPlace {
            throw failure(OwnCode.vanished, operation)
        }
        var begun: OpaquePointer?
        let code = unsafe mdb_txn_begin(handle, nil, reading ? UInt32(MDB_RDONLY) : 0, &begun)
        guard code == MDB_SUCCESS, let transaction = unsafe begun else { throw failure(code, operation) }
        return unsafe transaction
    }

    /// Ends LMDB's transaction, keeping its changes. The caller leaves afterwards.
    func commit(_ transaction: OpaquePointer) throws(LMDBError) {
        guard let sums else { return try unsafe commitAlone(transaction) }
        let number = unsafe UInt64(mdb_txn_id(transaction))
        // LMDB lets the next writer begin at once; it waits for this turn's end before it looks at the sums.
        try sums.turn.withLock { _ throws(LMDBError) in
            try unsafe commitAlone(transaction)
            if let record = try sums.committed(number) { sums.write(record) }
        }
    }

    private func commitAlone(_ transaction: OpaquePointer) throws(LMDBError) {
        let address = UInt(bitPattern: transaction)
        let code = unsafe mdb_txn_commit(transaction)
        endOpening(address, keep: code == MDB_SUCCESS)
        switch code {
        case MDB_SUCCESS: return
        // LMDB answers EIO where the last bytes of a disk took only the beginning of its pages.
        case EIO where diskIsFull: throw failure(ENOSPC, "commit")
        default: throw failure(code, "commit")
        }
    }

    /// Whether the file system of the data file has less than a mebibyte left.
    private var diskIsFull: Bool {
        var descriptor: mdb_filehandle_t = -1
        var status = statvfs()
        guard unsafe mdb_env_get_fd(handle, &descriptor) == MDB_SUCCESS, unsafe fstatvfs(descriptor, &status) == 0
        else { return false }
        return status.f_bavail * status.f_frsize < 1 << 20
    }

    /// Whether `close()` was called.
    var isClosing: Bool {
        state.withLock { $0.closing }
    }

    /// Whether the open data file still has a name: without one, all that is written is lost when it is closed.
    private var dataFileIsInPlace: Bool {
        var descriptor: mdb_filehandle_t = -1
        let code = unsafe mdb_env_get_fd(handle, &descriptor)
        return code == MDB_SUCCESS && OpenFiles.Identity(descriptor: descriptor) != nil
    }
}
