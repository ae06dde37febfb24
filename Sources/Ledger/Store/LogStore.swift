import EntryFormat
import Glibc
import LMDB
import TransparencyLog

/// The log's store: the truth, always fully synced.
///
/// Tables: `entries` (position → local fields and entry), `sequence` (rows of positions a log), `hashes` (rows of the tree's
/// tile-level hashes), `frontiers` (log → compact frontier), `logs` (log → identity), `checkpoints` (log → newest signed
/// checkpoint), `meta` (the format).
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
        if access != .making { try Self.checkFile(path) }
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
                remedy: "Put the file back or restore the node from a backup; do not begin anew with the same keys.")
        }
    }

    private static func openTables(_ environment: Environment, access: Access) throws -> Tables {
        let names: [(String, KeyKind)] = [
            ("entries", .integer), ("sequence", .integer), ("hashes", .integer), ("frontiers", .integer),
            ("logs", .integer), ("checkpoints", .integer), ("meta", .bytes),
        ]
        let opened: [Table]
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
        return Tables(
            entries: opened[0], sequence: opened[1], hashes: opened[2], frontiers: opened[3], logs: opened[4],
            checkpoints: opened[5], meta: opened[6])
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
        return try LMDBFailure.translating { try environment.write(body) }
    }

    /// Closes and opens the environment again and syncs its file, so that what is read afterwards is what the disk holds:
    /// after a commit whose outcome is unknown. Waits for every reader.
    func reopen() throws {
        pthread_rwlock_wrlock(gate)
        defer { pthread_rwlock_unlock(gate) }
        environment.close()
        environment = try LMDBFailure.translating { try Environment(path: path, options: options) }
        tables = try LMDBFailure.translating { try Self.openTables(environment, access: .writing) }
        try LMDBFailure.translating { try environment.sync() }
    }

    func close() {
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

    /// Marks the store as one of this version's format.
    func writeFormat(in transaction: inout WriteTransaction) throws {
        try transaction.put(
            tables.meta, key: Self.formatKey.span.bytes, value: [UInt8(DataDirectory.format)].span.bytes)
    }

    /// A store has its format from its first log on.
    func checkFormat(in transaction: borrowing ReadTransaction) throws {
        let format = try transaction.copy(tables.meta, key: Self.formatKey.span.bytes)
        if let format, format.count == 1, Int(format[0]) > DataDirectory.format {
            throw LedgerError.newerFormat(Int(format[0]))
        }
        let isNew = try format == nil && transaction.count(tables.logs) == 0
        guard isNew || format == [UInt8(DataDirectory.format)] else {
            throw LedgerError(
                .damaged, "The log \(path) does not say of which format it is.",
                remedy: "Run verify; restore the node from a backup.")
        }
    }
}
