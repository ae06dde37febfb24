import LMDB

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
