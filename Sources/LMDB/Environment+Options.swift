internal import CLMDB
internal import Glibc

extension Environment {
    /// Sizes and modes with which an environment is opened.
    public struct Options: Sendable, Equatable {
        /// The greatest size of the data file in bytes, rounded up to whole pages. Address space only: the file grows
        /// as data comes.
        public var mapSize: Int
        /// How many tables may be open: 1 to 4,096. Each costs every transaction some bytes and nanoseconds.
        public var maxTables: Int
        /// How many reading transactions may be open at once, over all processes: 1 to 65,536. Fixed by the first
        /// process that opens the environment.
        public var maxReaders: Int
        /// The file mode of files that are created, before the umask.
        public var mode: UInt16
        /// Whether writing is refused. The directory's files must exist.
        public var readOnly: Bool
        /// Whether each commit is on the disk when it returns. Without that, what the last commits wrote may be lost
        /// or torn after a loss of power (not after a crash of the process); call `sync()`.
        public var synced: Bool
        /// Whether the system reads ahead in the map: good for scans of data that fit in memory, bad for reads at
        /// random of data that do not.
        public var readAhead: Bool
        /// Whether a file beside the data file keeps a sum of every page, and nothing is believed that does not agree with it: what is read
        /// by transactions that only read, and that there is no such row, is what was once written, or `corrupted` is thrown. Of a file
        /// that was damaged before it was written everything is refused; so it is of one that was written without the sums, as `unproven`.
        public var sums = false

        /// The options, each with the usual value.
        ///
        /// - Parameters:
        ///   - mapSize: Bytes, greater than 0; 64 GiB.
        ///   - maxTables: 1 to 4,096; 32.
        ///   - maxReaders: 1 to 65,536; 126, as LMDB has it.
        ///   - mode: 0600.
        ///   - readOnly: false.
        ///   - synced: true.
        ///   - readAhead: true.
        public init(
            mapSize: Int = 64 << 30, maxTables: Int = 32, maxReaders: Int = 126, mode: UInt16 = 0o600,
            readOnly: Bool = false, synced: Bool = true, readAhead: Bool = true
        ) {
            self.mapSize = mapSize
            self.maxTables = maxTables
            self.maxReaders = maxReaders
            self.mode = mode
            self.readOnly = readOnly
            self.synced = synced
            self.readAhead = readAhead
        }
    }
}

extension Environment.Options {
    /// LMDB's flags. `MDB_NOTLS` always: a reader slot belongs to its transaction and not to a thread.
    var flags: UInt32 {
        var flags = MDB_NOTLS
        if readOnly { flags |= MDB_RDONLY }
        if !synced { flags |= MDB_NOSYNC }
        if !readAhead { flags |= MDB_NORDAHEAD }
        return UInt32(flags)
    }

    /// Refuses what LMDB would misread or silently change.
    func check(path: String) throws(LMDBError) {
        func refuse(_ message: String, _ remedy: String) -> LMDBError {
            LMDBError(
                code: OwnCode.badOption, operation: "open environment", path: path, message: message, remedy: remedy)
        }
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw refuse("the path is empty or has a zero byte", "Give the path of an existing directory.")
        }
        guard mapSize > 0 else {
            throw refuse("mapSize is \(mapSize)", "Give a positive number of bytes.")
        }
        guard (1...4_096).contains(maxTables) else {
            throw refuse("maxTables is \(maxTables)", "Give 1 to 4,096.")
        }
        guard (1...65_536).contains(maxReaders) else {
            throw refuse("maxReaders is \(maxReaders)", "Give 1 to 65,536.")
        }
    }
}
