import LMDB
import Measuring

/// Reads warm entries through the module `LMDB`, as Benchmarks/C/read.c does without it.
enum LMDBRead {
    static func run(_ arguments: Arguments) throws -> Measured {
        let entries = try arguments.number("entries")
        let passes = try arguments.number("passes")
        let scanning = try arguments.text("way") == "scan"
        let environment = try Environment(
            path: arguments.text("directory"), options: .init(mapSize: 16 << 30, synced: false))
        let table = try environment.write { try $0.openTable("entries", keys: .integer) }
        try LMDBAppend.append(environment, table, entries: entries, batch: 10_000, size: arguments.number("size"))
        return try environment.read { transaction in
            let warm = try scan(transaction, table).sum
            var sum: UInt64 = 0
            let measurement = try Measured(scanning ? "lmdb-scan" : "lmdb-get") {
                var read = 0
                for _ in 0..<passes {
                    let pass = try scanning ? scan(transaction, table) : get(transaction, table, entries: entries)
                    read += pass.read
                    sum &+= pass.sum
                }
                return read
            }
            let read = measurement.operations
            guard sum != 0, read == entries * passes, !scanning || sum == warm &* UInt64(passes) else {
                throw Misuse(message: "read \(read) entries with sum \(sum), where one pass has \(warm)")
            }
            return measurement
        }
    }

    private static func scan(
        _ transaction: borrowing ReadTransaction, _ table: Table
    ) throws -> (read: Int, sum: UInt64) {
        var cursor = try transaction.cursor(table)
        var read = 0
        var sum: UInt64 = 0
        while try cursor.next() {
            sum &+= firstWord(cursor.value)
            read += 1
        }
        return (read, sum)
    }

    private static func get(
        _ transaction: borrowing ReadTransaction, _ table: Table, entries: Int
    ) throws -> (read: Int, sum: UInt64) {
        var sum: UInt64 = 0
        var state: UInt64 = 1
        for _ in 0..<entries {
            // Knuth's MMIX generator: the same keys in the same order as the C peer.
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let key = (state >> 32) % UInt64(entries)
            guard let value = try transaction.get(table, key: key) else {
                throw Misuse(message: "entry \(key) is missing")
            }
            sum &+= firstWord(value)
        }
        return (entries, sum)
    }

    private static func firstWord(_ value: RawSpan) -> UInt64 {
        value.unsafeLoadUnaligned(as: UInt64.self) &+ UInt64(value.byteCount)
    }
}
