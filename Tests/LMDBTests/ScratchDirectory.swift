import Foundation
import LMDB

/// A new directory that is removed when it is released.
final class ScratchDirectory: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "triplicate-lmdb-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Opens the environment in this directory: small and unsynced unless told otherwise, because most tests are not
    /// about the disk.
    func open(
        mapSize: Int = 64 << 20, maxTables: Int = 8, maxReaders: Int = 126, readOnly: Bool = false,
        synced: Bool = false,
        sums: Bool = false
    ) throws(LMDBError) -> Environment {
        var options = Environment.Options(
            mapSize: mapSize, maxTables: maxTables, maxReaders: maxReaders, readOnly: readOnly, synced: synced)
        options.sums = sums
        return try Environment(path: path, options: options)
    }
}

extension Environment {
    /// Creates a table in a transaction of its own.
    func create(_ name: String, keys: KeyKind = .integer) throws -> Table {
        try write { transaction in try transaction.openTable(name, keys: keys) }
    }
}
