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
    /// Stream → the keys of its rows, as a ``KeyList``.
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

    /// What happens to one row.
    private struct Change {
        let key: [UInt8]
        /// Nil where the row is removed.
        let value: [UInt8]?

        /// By key; of one key, what is removed stands before what is put.
        static func precedes(_ left: Change, _ right: Change) -> Bool {
            let order = left.key.span.bytes.order(to: right.key.span.bytes)
            return order == 0 ? left.value == nil && right.value != nil : order < 0
        }

        /// The places of changes in their order.
        static func order(of changes: [Change]) -> [Int] {
            var words = changes.indices.map { KeyWord(changes[$0].key, place: $0) }
            words.sort { left, right in
                if left.first != right.first { return left.first < right.first }
                if left.second != right.second { return left.second < right.second }
                return precedes(changes[left.place], changes[right.place])
            }
            return words.map(\.place)
        }
    }

    /// Replaces the rows of streams, which stand in the order of their numbers. Each table is written in the order of its keys, and
    /// only where it differs: a page that stays as it is is not written.
    /// - Parameter damage: The error where a list of keys is not whole.
    func replace(
        _ changed: [StreamRows], in transaction: inout WriteTransaction, orThrow damage: @autoclosure () -> LedgerError
    ) throws {
        var changes: [Change] = []
        changes.reserveCapacity(changed.reduce(0) { $0 + $1.rows.count })
        var list: [UInt8] = []
        for stream in changed {
            for row in stream.rows { changes.append(Change(key: row.key, value: row.value)) }
            KeyList.write(stream.rows, into: &list)
            guard let before = try keysBefore(of: stream.stream, unless: list, in: transaction, damage) else {
                continue
            }
            for key in before { changes.append(Change(key: key, value: nil)) }
            if list.isEmpty {
                try transaction.delete(keys, key: stream.stream)
            } else {
                try transaction.put(keys, key: stream.stream, value: list.span.bytes)
            }
        }
        let order = Change.order(of: changes)
        for (index, place) in order.enumerated() {
            let change = changes[place]
            if let value = change.value {
                if try !holds(value, at: change.key, in: transaction) {
                    try transaction.put(rows, key: change.key.span.bytes, value: value.span.bytes)
                }
            } else if index + 1 == order.count || changes[order[index + 1]].key != change.key {
                try transaction.delete(rows, key: change.key.span.bytes)
            }
        }
    }

    /// Writes the lists of the keys of streams that have none, and whose numbers are greater than those of all that have.
    func append(listsOf rows: GatheredRows, in transaction: inout WriteTransaction) throws {
        try rows.forEachList { try transaction.put(keys, key: $0, value: $1, append: true) }
    }

    /// Writes the next rows of an order behind all that the table has.
    /// - Parameter most: how many at most.
    /// - Returns: how many were written; fewer than `most` at the end.
    func append(
        _ most: Int, of runs: RowRuns, in transaction: inout WriteTransaction
    ) throws -> Int {
        var written = 0
        while written < most,
            try runs.next({ try transaction.put(rows, key: $0, value: $1, append: true) })
        {
            written += 1
        }
        return written
    }

    /// The keys that a stream's rows had; nil where the list of them is `list` already.
    private func keysBefore(
        of stream: UInt64, unless list: [UInt8], in transaction: borrowing WriteTransaction, _ damage: () -> LedgerError
    ) throws -> [[UInt8]]? {
        guard let before = try transaction.get(keys, key: stream) else { return list.isEmpty ? nil : [] }
        guard !before.equals(list.span.bytes) else { return nil }
        guard let keys = KeyList.keys(in: before) else { throw damage() }
        return keys
    }

    private func holds(_ value: [UInt8], at key: [UInt8], in transaction: borrowing WriteTransaction) throws -> Bool {
        guard let found = try transaction.get(rows, key: key.span.bytes) else { return false }
        return found.equals(value.span.bytes)
    }

    /// The keys of a stream's rows.
    /// - Parameter damage: The error where the list of them is not whole.
    func keys<T: Transaction & ~Copyable>(
        of stream: UInt64, in transaction: borrowing T, orThrow damage: @autoclosure () -> LedgerError
    ) throws -> [[UInt8]] {
        guard let list = try transaction.get(keys, key: stream) else { return [] }
        guard let found = KeyList.keys(in: list) else { throw damage() }
        return found
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
