internal import CLMDB
internal import Glibc
internal import Synchronization

extension Environment {
    /// The state of an environment at one moment.
    public struct Info: Sendable, Equatable {
        /// The greatest size of the data file, in bytes.
        public let mapSize: Int
        /// The number of the last page in use, counted from 0. The file's data take `(lastPage + 1) * pageSize` bytes.
        public let lastPage: Int
        /// Bytes in a page.
        public let pageSize: Int
        /// How many reader slots have been in use at once, over all processes.
        public let readers: Int
        /// How many there may be.
        public let maxReaders: Int
        /// The number of the last committed transaction.
        public let lastTransaction: Int
    }

    /// Sizes, readers and the last transaction.
    ///
    /// - Throws: `closed`.
    public var info: Info {
        get throws(LMDBError) {
            try enter(reading: false, operation: "get information")
            defer { leave(reading: false) }
            var info = unsafe MDB_envinfo()
            var status = MDB_stat()
            _ = unsafe mdb_env_info(handle, &info)
            _ = unsafe mdb_env_stat(handle, &status)
            return unsafe Info(
                mapSize: info.me_mapsize, lastPage: info.me_last_pgno, pageSize: Int(status.ms_psize),
                readers: Int(info.me_numreaders), maxReaders: Int(info.me_maxreaders),
                lastTransaction: info.me_last_txnid)
        }
    }

    /// Brings all commits to the disk. Needed only where `Options.synced` is false.
    ///
    /// - Throws: `closed`, `readOnly`, or the system's error: then what was committed since the last sync may be lost at a
    ///   loss of power.
    public func sync() throws(LMDBError) {
        try perform("sync") { unsafe mdb_env_sync(handle, 1) }
    }

    /// Copies the committed state to another directory, while the environment may be read and written.
    ///
    /// The copy is a reading transaction: as long as it runs, pages freed by writers are not used again. Where it does
    /// not compact, it waits at its beginning for a writer to end.
    ///
    /// - Parameters:
    ///   - path: An existing directory without a `data.mdb`.
    ///   - compacting: Whether free pages are left out and pages renumbered. Slower; it needs the old and the new
    ///     file's space, and fails on a file with leaked pages.
    /// - Throws: `closed`, `noSuchDirectory`, `diskFull`, an error with `EEXIST` where there is a data file, or another;
    ///   `writerOnThisThread` if this thread has a writing transaction.
    @available(*, noasync, message: "Copy in a synchronous function, on a thread that may block")
    public func copy(to path: String, compacting: Bool) throws(LMDBError) {
        guard writerThread.load(ordering: .relaxed) != currentThread() else {
            throw failure(OwnCode.writerOnThisThread, "copy")
        }
        try perform("copy \(self.path)", path: path) {
            unsafe mdb_env_copy2(handle, path, compacting ? UInt32(MDB_CP_COMPACT) : 0)
        }
    }

    /// Frees the reader slots of processes that died while reading.
    ///
    /// - Returns: How many were freed.
    /// - Throws: `closed`, or an error of the lock file.
    @discardableResult
    public func clearStaleReaders() throws(LMDBError) -> Int {
        var cleared: Int32 = 0
        try perform("clear stale readers") { unsafe mdb_reader_check(handle, &cleared) }
        return Int(cleared)
    }

    /// Runs an operation on the handle while it cannot be closed.
    private func perform(_ operation: String, path: String? = nil, _ body: () -> Int32) throws(LMDBError) {
        try enter(reading: false, operation: operation)
        defer { leave(reading: false) }
        let code = body()
        guard code == MDB_SUCCESS else { throw failure(code, operation, path: path) }
    }

    /// Makes the error of a failed operation, with the table's name and the limits that were met. Off the hot path.
    @inline(never)
    func failure(_ code: Int32, _ operation: String, table: Table? = nil, path: String? = nil) -> LMDBError {
        var operation = operation
        if let table {
            let name = state.withLock { state in state.tables.first { $0.value == table }?.key }
            operation += name.map { " table \"\($0)\"" } ?? " unknown table"
        }
        let path = path ?? self.path
        let usual = LMDBError(code: code, operation: operation, path: path)
        let message: String
        switch code {
        case MDB_MAP_FULL: message = "the map of \(options.mapSize) bytes is full"
        case MDB_READERS_FULL:
            var info = unsafe MDB_envinfo()
            _ = unsafe mdb_env_info(handle, &info)
            message = unsafe "all \(info.me_maxreaders) reader slots are taken"
        case MDB_DBS_FULL: message = "there are more than \(options.maxTables) tables"
        default: return usual
        }
        return LMDBError(code: code, operation: operation, path: path, message: message, remedy: usual.remedy)
    }
}
