import ClaimsLedger
import EntryFormat
import LMDB
import Measuring

/// Reads stream, type and time of every entry of a node's log, in place, as an audit trail does. Benchmarks/C/scanlog.c reads the
/// same file and touches one word of each record.
enum HeaderScan {
    /// What the node keeps before an entry's bytes.
    private static let localBytes = 32

    static func run(_ arguments: Arguments) throws -> Measured {
        let passes = try arguments.number("passes")
        let environment = try Environment(
            path: arguments.text("directory") + "/node/log", options: .init(mapSize: 1 << 40, readOnly: true))
        return try environment.read { transaction in
            guard let entries = try transaction.openTable("entries", keys: .integer) else {
                throw Misuse(message: "there is no log in --directory")
            }
            let warm = try scan(transaction, entries)
            var sum: UInt64 = 0
            let measurement = try Measured("header-scan") {
                var read = 0
                for _ in 0..<passes {
                    let pass = try scan(transaction, entries)
                    read += pass.read
                    sum &+= pass.sum
                }
                return read
            }
            guard sum == warm.sum &* UInt64(passes), measurement.operations == warm.read * passes, sum != 0 else {
                throw Misuse(message: "read \(measurement.operations) entries with sum \(sum)")
            }
            return measurement
        }
    }

    private static func scan(
        _ transaction: borrowing ReadTransaction, _ entries: Table
    ) throws -> (read: Int, sum: UInt64) {
        var cursor = try transaction.cursor(entries)
        var read = 0
        var sum: UInt64 = 0
        while try cursor.next() {
            let view = try EntryView(cursor.value.extracting(droppingFirst: localBytes))
            let stream = view.streamBytes
            let last = stream.unsafeLoadUnaligned(fromByteOffset: stream.byteCount - 8, as: UInt64.self)
            sum &+= last &+ UInt64(view.type) &+ UInt64(view.time)
            read += 1
        }
        return (read, sum)
    }
}
