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
        mapSize: Int = 64 << 20, maxTables: Int = 8, maxReaders: Int = 126, readOnly: Bool = false, synced: Bool = false
    ) throws(LMDBError) -> Environment {
        try Environment(
            path: path,
            options: .init(
                mapSize: mapSize, maxTables: maxTables, maxReaders: maxReaders, readOnly: readOnly, synced: synced))
    }
}

extension RawSpan {
    /// A copy of the bytes.
    var array: [UInt8] {
        withUnsafeBytes { Array($0) }
    }
}

extension Transaction where Self: ~Copyable {
    /// A copy of the value of an integer key.
    borrowing func bytes(_ table: Table, _ key: UInt64) throws(LMDBError) -> [UInt8]? {
        try get(table, key: key)?.array
    }

    /// A copy of the value of a byte key.
    borrowing func bytes(_ table: Table, _ key: [UInt8]) throws(LMDBError) -> [UInt8]? {
        try get(table, key: key.span.bytes)?.array
    }

    /// All integer keys, in the cursor's order.
    borrowing func integerKeys(_ table: Table) throws(LMDBError) -> [UInt64] {
        var cursor = try cursor(table)
        var keys: [UInt64] = []
        while try cursor.next() {
            keys.append(cursor.integerKey)
        }
        return keys
    }

    /// All byte keys, in the cursor's order.
    borrowing func byteKeys(_ table: Table) throws(LMDBError) -> [[UInt8]] {
        var cursor = try cursor(table)
        var keys: [[UInt8]] = []
        while try cursor.next() {
            keys.append(cursor.key.array)
        }
        return keys
    }
}

extension WriteTransaction {
    /// Stores a copy of bytes under an integer key.
    mutating func put(_ table: Table, _ key: UInt64, _ value: [UInt8], append: Bool = false) throws(LMDBError) {
        try put(table, key: key, value: value.span.bytes, append: append)
    }

    /// Stores a copy of bytes under a byte key.
    mutating func put(_ table: Table, _ key: [UInt8], _ value: [UInt8], append: Bool = false) throws(LMDBError) {
        try put(table, key: key.span.bytes, value: value.span.bytes, append: append)
    }
}

extension Environment {
    /// Creates a table in a transaction of its own.
    func create(_ name: String, keys: KeyKind = .integer) throws -> Table {
        try write { transaction in try transaction.openTable(name, keys: keys) }
    }
}
