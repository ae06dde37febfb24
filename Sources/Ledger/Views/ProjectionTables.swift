import LMDB
import TransparencyLog

/// The rows that one stream has in one view.
struct StreamRows {
    /// The stream's local number.
    let stream: UInt64
    let rows: [ViewRow]

    /// Replaces the stream's rows by these.
    func write(to tables: ProjectionTables, in transaction: inout WriteTransaction) throws {
        var keys: [UInt8] = []
        for key in try tables.keys(of: stream, in: transaction) {
            _ = try transaction.delete(tables.rows, key: key.span.bytes)
        }
        for row in rows {
            try transaction.put(tables.rows, key: row.key.span.bytes, value: row.value.span.bytes)
            keys.append(littleEndian: UInt16(row.key.count))
            keys += row.key
        }
        if keys.isEmpty {
            _ = try transaction.delete(tables.keys, key: stream)
        } else {
            try transaction.put(tables.keys, key: stream, value: keys.span.bytes)
        }
    }
}

/// The two tables of one generation of a view.
struct ProjectionTables: Sendable {
    /// Key → value.
    let rows: Table
    /// Stream → the keys of its rows, each with 2 bytes of length before it.
    let keys: Table

    static func make(
        _ view: String, generation: UInt32, in transaction: inout WriteTransaction
    ) throws -> ProjectionTables {
        ProjectionTables(
            rows: try transaction.openTable("rows.\(view).\(generation)", keys: .bytes),
            keys: try transaction.openTable("keys.\(view).\(generation)", keys: .integer))
    }

    static func open(
        _ view: String, generation: UInt32, in transaction: borrowing ReadTransaction
    ) throws -> ProjectionTables? {
        guard let rows = try transaction.openTable("rows.\(view).\(generation)", keys: .bytes),
            let keys = try transaction.openTable("keys.\(view).\(generation)", keys: .integer)
        else { return nil }
        return ProjectionTables(rows: rows, keys: keys)
    }

    static func drop(_ view: String, generation: UInt32, in transaction: inout WriteTransaction) throws {
        let tables = try make(view, generation: generation, in: &transaction)
        try transaction.clear(tables.rows)
        try transaction.clear(tables.keys)
    }

    /// The keys of a stream's rows.
    func keys<T: Transaction & ~Copyable>(of stream: UInt64, in transaction: borrowing T) throws -> [[UInt8]] {
        guard let bytes = try transaction.get(keys, key: stream) else { return [] }
        return Self.split(Array(copying: bytes))
    }

    private static func split(_ bytes: [UInt8]) -> [[UInt8]] {
        var keys: [[UInt8]] = []
        var offset = 0
        while offset + 2 <= bytes.count {
            let count = Int(bytes[offset]) | Int(bytes[offset + 1]) << 8
            guard offset + 2 + count <= bytes.count else { break }
            keys.append(Array(bytes[offset + 2..<offset + 2 + count]))
            offset += 2 + count
        }
        return keys
    }

    /// The digest of all rows: a chain of SHA-256 over each row's key and value, with their lengths, in the order of the keys.
    func digest(in transaction: borrowing ReadTransaction) throws -> Digest {
        var digest = Digest.sha256([])
        var cursor = try transaction.cursor(rows)
        var more = try cursor.first()
        var bytes: [UInt8] = []
        while more {
            bytes.removeAll(keepingCapacity: true)
            bytes += digest.bytes
            bytes.append(littleEndian: UInt32(cursor.key.byteCount))
            bytes += Array(copying: cursor.key)
            bytes.append(littleEndian: UInt32(cursor.value.byteCount))
            bytes += Array(copying: cursor.value)
            digest = Digest.sha256(bytes)
            more = try cursor.next()
        }
        return digest
    }
}

/// Which generation of a view is live, and which version of its code made it.
struct GenerationRecord {
    let version: UInt32
    let generation: UInt32

    init(version: UInt32, generation: UInt32) {
        self.version = version
        self.generation = generation
    }

    init?(view: String, store: ViewStore, in transaction: borrowing ReadTransaction) throws {
        let key = Array("view.\(view)".utf8)
        guard let bytes = try transaction.get(store.meta, key: key.span.bytes), bytes.byteCount == 8 else { return nil }
        version = UInt32(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt32.self))
        generation = UInt32(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 4, as: UInt32.self))
    }

    func write(view: String, store: ViewStore, in transaction: inout WriteTransaction) throws {
        var bytes: [UInt8] = []
        bytes.append(littleEndian: version)
        bytes.append(littleEndian: generation)
        try transaction.put(store.meta, key: Array("view.\(view)".utf8).span.bytes, value: bytes.span.bytes)
    }
}
