import LMDB
import Testing
import TransparencyLog

@testable import Ledger

/// Entries are hashed ahead, part by part, by another core than the one that checks them.
@Suite("Verifying in parts")
struct VerifierTests {
    private static let parts = [1, 2, 7, 299, 300, 301, 8_192]

    /// A closed node of 300 entries of two logs.
    private func node() throws -> Workbench {
        let bench = try Workbench(parties: [("center", "210200"), ("hospital", "H11010500001")])
        let ledger = try bench.open()
        for start in stride(from: 0, to: 300, by: 10) {
            try ledger.add(start..<start + 8) { $0 % 3 == 0 ? [Workbench.hospital] : [] }
            try ledger.add(start + 8..<start + 10, by: Workbench.hospital)
        }
        ledger.close()
        return bench
    }

    private func verify(_ bench: Workbench, _ part: Int) throws -> Verification {
        let store = try LogStore(path: bench.directory.log, mapBytes: 1 << 34, access: .reading)
        defer { store.close() }
        var verifier = LogVerifier(store: store, entriesAtOnce: part) { _, _ in }
        verifier.run()
        return verifier.result
    }

    /// What every part's size must find alike.
    private func requireAlike(_ bench: Workbench) throws -> Verification {
        let whole = try verify(bench, 100_000)
        for part in Self.parts {
            let result = try verify(bench, part)
            #expect(result.problems == whole.problems && result.problemCount == whole.problemCount, "parts of \(part)")
            #expect(result.entries == whole.entries && result.bytes == whole.bytes && result.unsigned == whole.unsigned)
        }
        return whole
    }

    @Test("A sound log is found sound, whatever the size of the parts.")
    func sound() throws {
        let result = try requireAlike(try node())
        #expect(result.ok && result.entries == 300)
    }

    @Test("Flipped bits are found alike, whatever the size of the parts.")
    func flips() throws {
        let bench = try node()
        let file = try DataFile("\(bench.directory.log)/data.mdb")
        for position in [0, 6, 7, 150, 298, 299] as [UInt64] {
            let store = try LogStore(path: bench.directory.log, mapBytes: 1 << 34, access: .reading)
            let record = try #require(try store.read { try $0.copy(store.tables.entries, key: position) })
            store.close()
            let places = file.places(of: record)
            try #require(!places.isEmpty)
            // In the local fields, in the entry's header, and at its end.
            for bit in [70, 8 * 40 + 3, 8 * record.count - 1] {
                try file.withFlip(bit, behind: places) {
                    let result = try requireAlike(bench)
                    #expect(result.problemCount == 1 && result.problems.first?.position == position)
                }
            }
        }
    }

    @Test("Entries that are gone, cut short or doubled are found alike, whatever the size of the parts.")
    func changedTable() throws {
        for change in 0..<4 {
            let bench = try node()
            let environment = try Environment(
                path: bench.directory.log, options: .init(mapSize: 1 << 34, maxTables: 16))
            try environment.write { transaction in
                let entries = try transaction.openTable("entries", keys: .integer)
                switch change {
                case 0: for key in [5, 6, 7, 100, 299] as [UInt64] { _ = try transaction.delete(entries, key: key) }
                case 1: try transaction.put(entries, key: 9, value: [1, 2, 3].span.bytes)
                case 2:
                    let record = try #require(try transaction.copy(entries, key: 20))
                    try transaction.put(entries, key: 300, value: record.span.bytes)
                default:
                    let record = try #require(try transaction.copy(entries, key: 20))
                    try transaction.put(entries, key: 21, value: record.span.bytes)
                    try transaction.put(entries, key: 1 << 40, value: record.span.bytes)
                }
            }
            environment.close()
            #expect(try !requireAlike(bench).ok)
        }
    }

    @Test("The newest numbers of names are those of a dictionary, as many as there are, and whatever their hashes.")
    func newestNumbers() {
        var random = SeededGenerator(11)
        var table = NewestNumbers()
        var twin: [UInt64: UInt64] = [:]
        // Few values, so that they come again; multiples of a power of two, which fall on one place; and any.
        let shapes: [(inout SeededGenerator) -> UInt64] = [
            { .random(in: 1...3_000, using: &$0) }, { .random(in: 1...500, using: &$0) << 40 }, { max($0.next(), 1) },
        ]
        for round in 0..<20_000 as Range<UInt64> {
            let name = shapes[Int(round % 3)](&random)
            #expect(table.update(round, for: name) == twin.updateValue(round, forKey: name))
        }
        #expect(table.count == twin.count && twin.count > 5_000)
        #expect(table.update(7, for: 0) == nil || twin[1] != nil)
    }
}
