internal import CLMDB
internal import Glibc
internal import Synchronization

/// A directory with one LMDB data file (`data.mdb`) and its lock file, mapped into memory.
///
/// One writer at a time, in any process, and any number of readers, none of which waits for another. A reader sees the
/// state of the last commit before it began.
///
/// An environment may be shared between threads. It must not be used in a child after `fork()`, its files must not lie
/// on a network file system, and a process may open a directory once only (a second time is refused).
///
/// Transactions cannot be used in asynchronous code: a writing transaction must begin and end on one thread, and a
/// reading one pins old pages for as long as it is open. Do the work in a synchronous function, on a thread that may
/// block.
///
/// Sendable without the compiler's check, because it owns a C handle: LMDB's environment is safe to share between
/// threads; what is not (opening and closing of tables, ending while in use) is ordered here by `state`.
@safe
public final class Environment: @unchecked Sendable {
    /// The directory, as given.
    public let path: String
    /// The options that it was opened with.
    public let options: Options

    let handle: OpaquePointer
    /// By table index: the generation of the table that is open there, or 0.
    let generations: UnsafeMutablePointer<UInt64>
    let state: Locked<State>
    /// What is known of the pages, if that is asked for.
    let sums: PageSums?
    /// The thread that has the writing transaction, or 0.
    let writerThread = Atomic<UInt>(0)
    /// How many writing transactions have ended. LMDB frees their cursors with them, so a cursor of one that has ended
    /// must not be closed.
    let endedWriters = Atomic<UInt64>(0)

    /// What several threads change.
    struct State: Sendable {
        var transactions = 0
        var readers = 0
        var closing = false
        var closed = false
        var tables: [String: Table] = [:]
        var opening: TableOpening?
        let files: Set<OpenFiles.Identity>
    }

    /// Opens the environment in a directory, and creates its files if they are not there.
    ///
    /// All tables that exist are opened with it, and the reader slots of processes that died are cleared.
    ///
    /// - Parameters:
    ///   - path: An existing directory on a local file system.
    ///   - options: Sizes and modes.
    /// - Throws: `alreadyOpen` if this process has it open; `noSuchDirectory`, `permissionDenied`, `diskFull`,
    ///   `invalidFile`, `versionMismatch`, `tablesFull`, `readersFull`, `badOption`, or another code of LMDB or of the system.
    public init(path: String, options: Options = Options()) throws(LMDBError) {
        try options.check(path: path)
        let opened = try OpenFiles.inUse.withLock { inUse throws(LMDBError) in
            let present = OpenFiles.identities(at: path)
            guard inUse.isDisjoint(with: present) else {
                throw LMDBError(code: OwnCode.alreadyOpen, operation: "open environment", path: path)
            }
            let handle = try unsafe Self.openHandle(path: path, options: options)
            let files = OpenFiles.identities(at: path)
            inUse.formUnion(files)
            return unsafe Opened(handle: handle, files: files)
        }
        self.path = path
        self.options = options
        unsafe handle = opened.handle
        unsafe generations = .allocate(capacity: options.maxTables + Self.coreTables)
        unsafe generations.initialize(repeating: 0, count: options.maxTables + Self.coreTables)
        state = Locked(State(files: opened.files))
        // From here on an error closes what is open.
        let made = options.sums ? Self.makeSums(path: path, options: options) : nil
        sums = try? made?.get()
        try made?.get().takeUp(in: self)
        try clearStaleReaders()
        try openExistingTables()
    }

    deinit {
        close()
        unsafe generations.deallocate()
    }

    /// Closes the environment: no transaction can begin any more. Where transactions are open, the files are closed as
    /// the last of them ends.
    ///
    /// Without effect on a closed environment. An environment also closes when it is released; it is kept alive by its
    /// transactions.
    public func close() {
        let last = state.withLock { state in
            state.closing = true
            return state.transactions == 0 && !state.closed.exchange(true)
        }
        if last {
            closeHandle()
        }
    }

    /// LMDB counts its two own tables (free pages, names of tables) before the named ones.
    static let coreTables = 2

    @safe
    private struct Opened {
        let handle: OpaquePointer
        let files: Set<OpenFiles.Identity>
    }

    private static func openHandle(path: String, options: Options) throws(LMDBError) -> OpaquePointer {
        var created: OpaquePointer?
        var code = unsafe mdb_env_create(&created)
        guard code == MDB_SUCCESS, let handle = unsafe created else {
            throw LMDBError(code: code, operation: "create environment", path: path)
        }
        code = unsafe mdb_env_set_mapsize(handle, options.mapSize)
        if code == MDB_SUCCESS {
            code = unsafe mdb_env_set_maxdbs(handle, UInt32(options.maxTables))
        }
        if code == MDB_SUCCESS {
            code = unsafe mdb_env_set_maxreaders(handle, UInt32(options.maxReaders))
        }
        if code == MDB_SUCCESS {
            code = unsafe mdb_env_open(handle, path, options.flags, mode_t(options.mode))
        }
        guard code == MDB_SUCCESS else {
            // A handle whose opening failed must be closed all the same (lmdb.h, mdb_env_open).
            unsafe mdb_env_close(handle)
            throw LMDBError(code: code, operation: "open environment", path: path)
        }
        return unsafe handle
    }

    private func closeHandle() {
        let files = state.withLock { $0.files }
        OpenFiles.inUse.withLock { inUse in
            unsafe mdb_env_close(handle)
            inUse.subtract(files)
        }
    }

    /// Counts a use of the handle, so that it is not closed meanwhile.
    func enter(reading: Bool, operation: String) throws(LMDBError) {
        try state.withLock { state throws(LMDBError) in
            guard !state.closing else {
                throw LMDBError(code: OwnCode.closed, operation: operation, path: path)
            }
            state.transactions += 1
            if reading {
                state.readers += 1
            }
        }
    }

    /// Ends a use of the handle, and closes it if that was asked for meanwhile and this is the last.
    func leave(reading: Bool) {
        let last = state.withLock { state in
            state.transactions -= 1
            if reading {
                state.readers -= 1
            }
            return state.closing && state.transactions == 0 && !state.closed.exchange(true)
        }
        if last {
            closeHandle()
        }
    }
}

extension Bool {
    /// Sets the value and returns the old one.
    fileprivate mutating func exchange(_ new: Bool) -> Bool {
        defer { self = new }
        return self
    }
}
