internal import CLMDB
internal import Glibc

/// The codes that callers tell apart. Compare with `==` or `catch`; their operation and path are empty.
extension LMDBError {
    /// A table, or a key that must be there, is absent.
    public static let notFound = LMDBError(code: MDB_NOTFOUND)
    /// An appended key is not greater than the table's last.
    public static let keyExists = LMDBError(code: MDB_KEYEXIST)
    /// The map (and with it the data file) has reached its greatest size.
    public static let mapFull = LMDBError(code: MDB_MAP_FULL)
    /// The disk has no space left. Nothing was committed.
    public static let diskFull = LMDBError(code: ENOSPC)
    /// The operating system refuses access to the directory or its files.
    public static let permissionDenied = LMDBError(code: EACCES)
    /// The directory does not exist.
    public static let noSuchDirectory = LMDBError(code: ENOENT)
    /// Every slot for reading transactions is taken, by this or other processes.
    public static let readersFull = LMDBError(code: MDB_READERS_FULL)
    /// The environment holds more tables than `Options.maxTables`.
    public static let tablesFull = LMDBError(code: MDB_DBS_FULL)
    /// The data file is not of LMDB.
    public static let invalidFile = LMDBError(code: MDB_INVALID)
    /// The files are of another version or build of LMDB.
    public static let versionMismatch = LMDBError(code: MDB_VERSION_MISMATCH)
    /// A page's contents contradict themselves.
    public static let corrupted = LMDBError(code: MDB_CORRUPTED)
    /// A page that another one names does not exist.
    public static let pageNotFound = LMDBError(code: MDB_PAGE_NOTFOUND)
    /// The environment failed while writing and must be opened anew.
    public static let panic = LMDBError(code: MDB_PANIC)
    /// Another process made the data file larger than this environment's map.
    public static let mapResized = LMDBError(code: MDB_MAP_RESIZED)
    /// The table exists with another kind of key, or the name is not a table's.
    public static let incompatible = LMDBError(code: MDB_INCOMPATIBLE)
    /// A key is empty or longer than 511 bytes, or a value longer than 4 GiB.
    public static let badSize = LMDBError(code: MDB_BAD_VALSIZE)
    /// The transaction cannot go on: an earlier error ended it, or it was reset and not renewed.
    public static let badTransaction = LMDBError(code: MDB_BAD_TXN)
    /// The transaction does not know the table.
    public static let badTable = LMDBError(code: MDB_BAD_DBI)

    /// The same files are already open in this process.
    public static let alreadyOpen = LMDBError(code: OwnCode.alreadyOpen)
    /// The environment was closed.
    public static let closed = LMDBError(code: OwnCode.closed)
    /// The environment was opened for reading only.
    public static let readOnly = LMDBError(code: OwnCode.readOnly)
    /// The calling thread already has a writing transaction on this environment.
    public static let writerOnThisThread = LMDBError(code: OwnCode.writerOnThisThread)
    /// A writing transaction was ended on another thread than the one that began it.
    public static let wrongThread = LMDBError(code: OwnCode.wrongThread)
    /// The data file was removed or replaced while open.
    public static let vanished = LMDBError(code: OwnCode.vanished)
    /// An integer key was used on a table of byte keys, or the reverse.
    public static let wrongKeyKind = LMDBError(code: OwnCode.wrongKeyKind)
    /// Another transaction is opening, creating or dropping a table.
    public static let tableBusy = LMDBError(code: OwnCode.tableBusy)
    /// Readers are open in this process, so a table cannot be dropped.
    public static let readersOpen = LMDBError(code: OwnCode.readersOpen)
    /// An option or name is outside what is allowed.
    public static let badOption = LMDBError(code: OwnCode.badOption)
    /// There are no sums of the pages, or those of another version: no page is believed, and none is known to be damaged.
    public static let unproven = LMDBError(code: OwnCode.unproven)

    private init(code: Int32) {
        self.init(code: code, operation: "", path: "")
    }
}

/// Codes of this module, below LMDB's own.
enum OwnCode {
    static let alreadyOpen: Int32 = -31_000
    static let closed: Int32 = -31_001
    static let readOnly: Int32 = -31_002
    static let writerOnThisThread: Int32 = -31_003
    static let wrongThread: Int32 = -31_004
    static let vanished: Int32 = -31_005
    static let wrongKeyKind: Int32 = -31_006
    static let tableBusy: Int32 = -31_007
    static let readersOpen: Int32 = -31_008
    static let badOption: Int32 = -31_009
    static let unproven: Int32 = -31_010
}
