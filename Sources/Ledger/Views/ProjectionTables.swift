import LMDB
import TransparencyLog

/// The rows that one stream has in one view.
struct StreamRows: Sendable {
    /// The stream's local number.
    let stream: UInt64
    let rows: [ViewRow]
}

/// The two tables of one generation of a view.
struct ProjectionTables: Sendable {
    /// Key → value.
    let rows: Table
    /// Stream → the keys of its rows, each with 2 bytes of length before it.
    let keys: Table

    /// The tables, made where they are missing.
    static func make(
        _ view: String, generation: UInt32, in transaction: inout WriteTransaction
    ) throws -> ProjectionTables {
        ProjectionTables(
            rows: try transaction.openTable("rows.\(view).\(generation)", keys: .bytes),
            keys: try transaction.openTable("keys.\(view).\(generation)", keys: .integer))
    }

    /// The tables, or nil where they are missing.
    static func open(
        _ view: String, generation: UInt32, in transaction: borrowing ReadTransaction
    ) throws -> ProjectionTables? {
        guard let rows = try transaction.openTable("rows.\(view).\(generation)", keys: .bytes),
            let keys = try transaction.openTable("keys.\(view).\(generation)", keys: .integer)
        else { return nil }
        return ProjectionTables(rows: rows, keys: keys)
    }

    /// Empties both tables, and makes them where they are missing.
    static func clear(_ view: String, generation: UInt32, in transaction: inout WriteTransaction) throws {
        let tables = try make(view, generation: generation, in: &transaction)
        try transaction.clear(tables.rows)
        try transaction.clear(tables.keys)
    }

    /// Replaces the rows of streams, which stand in the order of their numbers. Each table is written in the order of its keys.
    func replace(_ changed: [StreamRows], in transaction: inout WriteTransaction) throws {
        var changes: [(key: [UInt8], value: [UInt8]?)] = []
        var list: [UInt8] = []
        for stream in changed {
            for key in try keys(of: stream.stream, in: transaction) { changes.append((key, nil)) }
            list.removeAll(keepingCapacity: true)
            for row in stream.rows {
                changes.append((row.key, row.value))
                list.append(littleEndian: UInt16(row.key.count))
                list += row.key
            }
            if list.isEmpty {
                try transaction.delete(keys, key: stream.stream)
            } else {
                try transaction.put(keys, key: stream.stream, value: list.span.bytes)
            }
        }
        // Of one key, what is removed stands before what is put.
        changes.sort { left, right in
            left.key == right.key
                ? left.value == nil && right.value != nil : left.key.lexicographicallyPrecedes(right.key)
        }
        for (index, change) in changes.enumerated() {
            if let value = change.value {
                try transaction.put(rows, key: change.key.span.bytes, value: value.span.bytes)
            } else if index + 1 == changes.count || changes[index + 1].key != change.key {
                try transaction.delete(rows, key: change.key.span.bytes)
            }
        }
    }

    /// The keys of a stream's rows.
    func keys<T: Transaction & ~Copyable>(of stream: UInt64, in transaction: borrowing T) throws -> [[UInt8]] {
        guard let list = try transaction.get(keys, key: stream) else { return [] }
        var keys: [[UInt8]] = []
        var offset = 0
        while offset + 2 <= list.byteCount {
            let count = Int(UInt16(littleEndian: list.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)))
            guard offset + 2 + count <= list.byteCount else { break }
            keys.append(Array(copying: list.extracting(offset + 2..<offset + 2 + count)))
            offset += 2 + count
        }
        return keys
    }

    /// The digest of all rows: a chain of SHA-256 over each row's key and value, with their lengths, in the order of the keys.
    func digest(in transaction: borrowing ReadTransaction) throws -> Digest {
        var digest = Digest.sha256([])
        var cursor = try transaction.cursor(rows)
        var bytes: [UInt8] = []
        while try cursor.next() {
            bytes.removeAll(keepingCapacity: true)
            digest.withBytes { digest in digest.withUnsafeBytes { bytes.append(contentsOf: $0) } }
            bytes.append(littleEndian: UInt32(cursor.key.byteCount))
            cursor.key.withUnsafeBytes { bytes.append(contentsOf: $0) }
            bytes.append(littleEndian: UInt32(cursor.value.byteCount))
            cursor.value.withUnsafeBytes { bytes.append(contentsOf: $0) }
            digest = Digest.sha256(bytes)
        }
        return digest
    }
}
