import EntryFormat
import Glibc
import LMDB
import Synchronization
import TransparencyLog

/// The log's store: the truth, always fully synced.
///
/// Tables: `entries` (position → local fields and entry), `sequence` (rows of positions a log), `hashes` (rows of the tree's
/// tile-level hashes), `frontiers` (log → compact frontier), `logs` (log → identity), `checkpoints` (log → newest signed
/// checkpoint), `meta`.
///
/// `@unchecked Sendable`: the environment is replaced only under `gate`'s write lock, and used only under its read lock.
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

    let path: String
    let isReadOnly: Bool
    let tables: Tables
    private let options: Environment.Options
    private var environment: Environment
    private let gate: UnsafeMutablePointer<pthread_rwlock_t>

    /// Opens the store, making its tables where they are missing and it may be written.
    init(path: String, mapBytes: Int, readOnly: Bool) throws {
        self.path = path
        isReadOnly = readOnly
        var options = Environment.Options()
        options.mapSize = mapBytes
        options.maxTables = 16
        options.readOnly = readOnly
        self.options = options
        let environment = try LMDBFailure.translating { try Environment(path: path, options: options) }
        self.environment = environment
        tables = try LMDBFailure.translating { try Self.openTables(environment, readOnly: readOnly) }
        gate = .allocate(capacity: 1)
        pthread_rwlock_init(gate, nil)
    }

    deinit {
        pthread_rwlock_destroy(gate)
        gate.deallocate()
    }

    private static func openTables(_ environment: Environment, readOnly: Bool) throws -> Tables {
        let names: [(String, KeyKind)] = [
            ("entries", .integer), ("sequence", .integer), ("hashes", .integer), ("frontiers", .integer),
            ("logs", .integer), ("checkpoints", .integer), ("meta", .bytes),
        ]
        var opened: [Table] = []
        if readOnly {
            opened = try environment.read { transaction in
                var tables: [Table] = []
                for (name, keys) in names {
                    guard let table = try transaction.openTable(name, keys: keys) else {
                        throw LedgerError(
                            .damaged, "The log has no table \(name).",
                            remedy: "Open the directory once for writing; if it was damaged, restore it from a backup.")
                    }
                    tables.append(table)
                }
                return tables
            }
        } else {
            opened = try environment.write { transaction in
                var tables: [Table] = []
                for (name, keys) in names { tables.append(try transaction.openTable(name, keys: keys)) }
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

    /// Runs `body` in the write transaction and commits it durably when `body` returns. On the writer's thread only.
    func write<R>(_ body: (inout WriteTransaction) throws -> R) throws -> R {
        pthread_rwlock_rdlock(gate)
        defer { pthread_rwlock_unlock(gate) }
        return try LMDBFailure.translating { try environment.write(body) }
    }

    /// Closes and opens the environment again, so that what is read afterwards is what the file holds: after a commit whose
    /// outcome is unknown. Waits for every reader.
    func reopen() throws {
        pthread_rwlock_wrlock(gate)
        defer { pthread_rwlock_unlock(gate) }
        environment.close()
        environment = try LMDBFailure.translating { try Environment(path: path, options: options) }
        _ = try LMDBFailure.translating { try Self.openTables(environment, readOnly: isReadOnly) }
    }

    func close() {
        pthread_rwlock_wrlock(gate)
        defer { pthread_rwlock_unlock(gate) }
        environment.close()
    }

    /// Figures of the store's file: bytes reserved, bytes used.
    func usage() throws -> (mapBytes: Int, usedBytes: Int) {
        let info = try LMDBFailure.translating { try environment.info }
        return (info.mapSize, (info.lastPage + 1) * info.pageSize)
    }
}
