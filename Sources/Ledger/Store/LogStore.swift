import EntryFormat
import Glibc
import LMDB
import TransparencyLog

/// The log's store: the truth, always fully synced.
///
/// Tables: `entries` (position → local fields and entry), `sequence` (rows of positions a log), `hashes` (rows of the tree's
/// tile-level hashes), `frontiers` (log → compact frontier), `logs` (log → identity), `checkpoints` (log → newest signed
/// checkpoint), `meta` (the format), `mirrors` (mirrored log → what the mirror wants remembered), `cosigned` (log and size →
/// checkpoint with cosignatures). The last two are made by the first writer that knows them: an older directory lacks them.
///
/// `@unchecked Sendable`: environment and tables are replaced only under `gate`'s write lock, and used only under its read lock.
final class LogStore: @unchecked Sendable {
    struct Tables: Sendable {
        let entries: Table
        let sequence: Table
        let hashes: Table
        let frontiers: Table
        let logs: Table
        let checkpoints: Table
        let meta: Table
        /// Nil in a directory that no writer that knows mirrors has opened.
        let mirrors: Table?
        /// Nil where `mirrors` is.
        let cosigned: Table?
    }

    /// How a store is opened.
    enum Access {
        /// The files must be there.
        case reading
        /// The files must be there: a log that is gone must not begin anew under the keys of the old one.
        case writing
        /// Makes what is missing.
        case making
    }

    let path: String
    let isReadOnly: Bool
    /// Valid within `read` and `write` only.
    private(set) var tables: Tables
    private let options: Environment.Options
    private var environment: Environment
    /// The number of a commit that failed here, and in whose place none has been made since. Changed by whoever writes.
    private var failedCommit: UInt64?
    private let gate: UnsafeMutablePointer<pthread_rwlock_t>

    /// Whether all pages were read as bytes before anything else was.
    let hasCheckedPages: Bool

    /// Opens the store.
    /// - Parameter checksPages: whether every page is checked before anything is read through the map.
    /// - Throws: `LedgerError`: `damaged`, `newerFormat`, `noSpace`, `directoryUnusable`, `secondWriter` where this process has it open.
    init(path: String, mapBytes: Int, access: Access, checksPages: Bool = false) throws {
        self.path = path
        hasCheckedPages = checksPages
        isReadOnly = access == .reading
        var options = Environment.Options()
        options.mapSize = mapBytes
        options.maxTables = 16
        options.readOnly = isReadOnly
        self.options = options
        if access == .making { try Self.make(in: path, options: options) }
        try Self.checkFile(path)
        try LMDBFailure.translating { try Environment.checkHeads(in: path) }
        let environment = try LMDBFailure.translating { try Environment(path: path, options: options) }
        guard try LMDBFailure.translating({ try environment.holdsItsPages }) else {
            throw LedgerError(
                .damaged, "The log \(path)/data.mdb was cut short.", remedy: "Restore the node from a backup.")
        }
        if checksPages { try LMDBFailure.translating { try environment.checkPages() } }
        self.environment = environment
        tables = try LMDBFailure.translating { try Self.openTables(environment, access: access) }
        gate = .allocate(capacity: 1)
        pthread_rwlock_init(gate, nil)
        try read { try checkFormat(in: $0) }
    }

    deinit {
        pthread_rwlock_destroy(gate)
        gate.deallocate()
    }

    /// LMDB takes a missing or empty file for a new store.
    private static func checkFile(_ path: String) throws(LedgerError) {
        guard try DurableFile.size(of: "\(path)/data.mdb").map({ $0 > 0 }) ?? false else {
            throw LedgerError(
                .damaged, "The log \(path)/data.mdb is missing or empty.",
                remedy:
                    "Repeat init if it was interrupted; else put the file back or restore the node from a backup, and do not begin anew with the same keys."
            )
        }
    }

    static func openTables(_ environment: Environment, access: Access) throws -> Tables {
        let names: [(String, KeyKind)] = [
            ("entries", .integer), ("sequence", .integer), ("hashes", .integer), ("frontiers", .integer),
            ("logs", .integer), ("checkpoints", .integer), ("meta", .bytes),
        ]
        let opened: [Table]
        var added: [Table?] = []
        let later: [(String, KeyKind)] = [("mirrors", .integer), ("cosigned", .bytes)]
        if access == .making {
            opened = try environment.write { transaction in
                var tables: [Table] = []
                for (name, keys) in names { tables.append(try transaction.openTable(name, keys: keys)) }
                return tables
            }
        } else {
            opened = try environment.read { transaction in
                var tables: [Table] = []
                for (name, keys) in names {
                    guard let table = try transaction.openTable(name, keys: keys) else {
                        throw LedgerError(
                            .damaged, "The log \(environment.path) has no table \(name).",
                            remedy: "Repeat init if it was interrupted; else restore the node from a backup.")
                    }
                    tables.append(table)
                }
                return tables
            }
        }
        added = try environment.read { transaction in
            var tables: [Table?] = []
            for (name, keys) in later { tables.append(try transaction.openTable(name, keys: keys)) }
            return tables
        }
        if access != .reading, added.contains(where: { $0 == nil }) {
            added = try environment.write { transaction in
                var tables: [Table?] = []
                for (name, keys) in later { tables.append(try transaction.openTable(name, keys: keys)) }
                return tables
            }
        }
        return Tables(
            entries: opened[0], sequence: opened[1], hashes: opened[2], frontiers: opened[3], logs: opened[4],
            checkpoints: opened[5], meta: opened[6], mirrors: added[0], cosigned: added[1])
    }

    /// Runs `body` in a read transaction. Not from a thread of Swift's cooperative pool when the scan is long.
    func read<R>(_ body: (borrowing ReadTransaction) throws -> R) throws -> R {
        pthread_rwlock_rdlock(gate)
        defer { pthread_rwlock_unlock(gate) }
        return try LMDBFailure.translating { try environment.read(body) }
    }

    /// Runs `body` in the write transaction and commits it durably when `body` returns. On one thread at a time.
    func write<R>(_ body: (inout WriteTransaction) throws -> R) throws -> R {
        pthread_rwlock_rdlock(gate)
        defer { pthread_rwlock_unlock(gate) }
        return try LMDBFailure.translating {
            var transaction = try environment.beginWrite()
            let result = try body(&transaction)
            failedCommit = transaction.number
            try transaction.commit()
            failedCommit = nil
            return result
        }
    }

    /// Where a commit of this store failed and nothing of it took effect, makes another in its place that changes nothing.
    ///
    /// A head that cannot be written whole is left by LMDB with the trees of the failed commit under its old number. Until the next
    /// commit that is just what a newest head looks like whose number has rotted, and `verify` has to raise the alarm. Who has seen the
    /// commit fail knows better, and nobody else: it is never done for what a store is found with when it is opened. Only the older head is
    /// written over, as by any commit, and only where the newest is the one before the commit that failed; with
    /// that head every commit is there that was ever answered.
    ///
    /// Where this commit fails too, as the disk is still full, the store is as before, and `verify` tells of it until one succeeds.
    /// - Precondition: the store was opened again after the failure.
    /// - Throws: `LedgerError` where it cannot be opened any more.
    func makeGood() throws {
        guard let failedCommit, try lastTransaction() == Int(failedCommit) - 1 else { return }
        do { try write { try writeFormat(in: &$0) } } catch { try reopen() }
    }

    /// The number of the newest commit, of whatever process.
    func lastTransaction() throws -> Int {
        pthread_rwlock_rdlock(gate)
        defer { pthread_rwlock_unlock(gate) }
        return try LMDBFailure.translating { try environment.info.lastTransaction }
    }

    /// Opens the tables that another process has made since this one opened the store for reading. Waits for every reader.
    func openLaterTables() throws {
        pthread_rwlock_rdlock(gate)
        let isComplete = !isReadOnly || tables.mirrors != nil
        pthread_rwlock_unlock(gate)
        if isComplete { return }
        pthread_rwlock_wrlock(gate)
        defer { pthread_rwlock_unlock(gate) }
        tables = try LMDBFailure.translating { try Self.openTables(environment, access: .reading) }
    }

    /// Closes and opens the environment again and syncs its file, so that what is read afterwards is what the disk holds:
    /// after a commit whose outcome is unknown. Waits for every reader.
    func reopen() throws {
        pthread_rwlock_wrlock(gate)
        defer { pthread_rwlock_unlock(gate) }
        environment.close()
        try LMDBFailure.translating { try Environment.checkHeads(in: path) }
        environment = try LMDBFailure.translating { try Environment(path: path, options: options) }
        tables = try LMDBFailure.translating { try Self.openTables(environment, access: .writing) }
        try LMDBFailure.translating { try environment.sync() }
    }

    /// Closes the store, once. A commit that failed is made good before, if it can be.
    func close() {
        if failedCommit != nil, (try? reopen()) != nil { try? makeGood() }
        pthread_rwlock_wrlock(gate)
        defer { pthread_rwlock_unlock(gate) }
        environment.close()
    }

    /// Reads every page of the store's trees as bytes, before anything trusts them.
    /// - Throws: `damaged` names the page and the table.
    func checkPages() throws {
        pthread_rwlock_rdlock(gate)
        defer { pthread_rwlock_unlock(gate) }
        try LMDBFailure.translating { try environment.checkPages() }
    }

    /// Figures of the store's file: bytes reserved, bytes used.
    func usage() throws -> (mapBytes: Int, usedBytes: Int) {
        pthread_rwlock_rdlock(gate)
        defer { pthread_rwlock_unlock(gate) }
        let info = try LMDBFailure.translating { try environment.info }
        return (info.mapSize, (info.lastPage + 1) * info.pageSize)
    }
}

extension LogStore {
    private static let formatKey = Array("format".utf8)
    /// The format of a store that has held mirrored logs: sparse rows, and entries out of the order of their numbers.
    static let formatWithMirrors = 2

    /// Marks the store with its format, which never becomes smaller: see `Docs/decisions/0021-mirrored-logs.md`.
    func writeFormat(holdsMirrors: Bool = false, in transaction: inout WriteTransaction) throws {
        let present = try transaction.copy(tables.meta, key: Self.formatKey.span.bytes)
        let format = holdsMirrors ? Self.formatWithMirrors : DataDirectory.format
        try transaction.put(
            tables.meta, key: Self.formatKey.span.bytes,
            value: [max(UInt8(format), present?.first ?? 0)].span.bytes)
    }

    /// A store has its format from its first log on.
    func checkFormat(in transaction: borrowing ReadTransaction) throws {
        let format = try transaction.copy(tables.meta, key: Self.formatKey.span.bytes)
        if let format, format.count == 1, Int(format[0]) > Self.formatWithMirrors {
            throw LedgerError.newerFormat(Int(format[0]), known: Self.formatWithMirrors)
        }
        let isNew = try format == nil && transaction.count(tables.logs) == 0
        guard isNew || format?.count == 1 && format != [0] else {
            throw LedgerError(
                .damaged, "The log \(path) does not say of which format it is.",
                remedy: "Run verify; restore the node from a backup.")
        }
    }
}
