import LMDB
import Measuring

/// Appends entries through the module `LMDB`, as Benchmarks/C/append.c does without it.
enum LMDBAppend {
    static func run(_ arguments: Arguments) throws -> Measured {
        let entries = try arguments.number("entries")
        let batch = try arguments.number("batch")
        let size = try arguments.number("size")
        let environment = try Environment(
            path: arguments.text("directory"),
            options: .init(mapSize: 16 << 30, synced: arguments.number("synced") != 0))
        let table = try environment.write { try $0.openTable("entries", keys: .integer) }
        return try Measured("lmdb-append") {
            try append(environment, table, entries: entries, batch: batch, size: size)
            return entries
        }
    }

    /// Appends entries 0 ..< count in transactions of `batch`. Each value begins with its key.
    static func append(_ environment: Environment, _ table: Table, entries: Int, batch: Int, size: Int) throws {
        guard batch > 0, size >= 8 else { throw Misuse(message: "--batch must be positive and --size at least 8") }
        var bytes = [UInt8](repeating: 0xA5, count: size)
        var key = 0
        while key < entries {
            try environment.write { transaction in
                for number in key..<min(key + batch, entries) {
                    var span = bytes.mutableSpan
                    var raw = span.mutableBytes
                    raw.storeBytes(of: UInt64(number), as: UInt64.self)
                    try transaction.put(table, key: UInt64(number), value: raw.bytes, append: true)
                }
            }
            key += batch
        }
    }
}
