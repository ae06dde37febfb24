import Foundation
import Glibc
import Testing

@testable import Ledger

@Suite("Sorted runs of rows")
struct RowRunsTests {
    /// Random numbers from a seed.
    private struct Draws {
        var state: UInt64
        mutating func draw(_ count: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % count
        }
    }

    private func merged(_ runs: RowRuns) throws -> [ViewRow] {
        var rows: [ViewRow] = []
        try runs.begin()
        while try runs.next({ rows.append(ViewRow(key: Array(copying: $0), value: Array(copying: $1))) }) {}
        return rows
    }

    @Test(
        "Merged, they are what a dictionary has, sorted: in memory, and in a file that nobody else sees.",
        arguments: 1...6, [0, 5_000, Int.max])
    func twin(seed: UInt64, bytesInMemory: Int) throws {
        let folder = try TemporaryFolder(prefix: NSTemporaryDirectory() + "runs-")
        var draws = Draws(state: seed &* 0x9e37_79b9_7f4a_7c15)
        let runs = RowRuns(folder: folder.path, bytesInMemory: bytesInMemory)
        var twin: [[UInt8]: [UInt8]] = [:]
        var lists: [UInt64: [UInt8]] = [:]
        var stream: UInt64 = 0
        for _ in 0..<(1 + draws.draw(12)) {
            var rows = GatheredRows()
            for _ in 0..<draws.draw(80) {
                stream += 1 + draws.draw(3)
                let prefix = draws.draw(2) == 0 ? Array("x/resident=2102".utf8) : []
                let own = (0..<draws.draw(6)).map { _ in
                    let key = prefix + (0...draws.draw(3)).map { _ in UInt8(draws.draw(seed % 2 == 0 ? 256 : 6)) }
                    // Now and then longer than what is read at a time.
                    let length = draws.draw(200) == 0 ? 100_000 : draws.draw(40)
                    return ViewRow(key: key, value: [UInt8](repeating: UInt8(draws.draw(256)), count: Int(length)))
                }
                rows.add(own, of: stream)
                for row in own { twin[row.key] = row.value }
                var list: [UInt8] = []
                KeyList.write(own, into: &list)
                if !list.isEmpty { lists[stream] = list }
            }
            var before: UInt64 = 0
            rows.forEachList { number, list in
                #expect(number > before && lists.removeValue(forKey: number) == Array(copying: list))
                before = number
            }
            rows.sort()
            try runs.add(rows)
        }
        #expect(lists.isEmpty)
        let sorted = twin.map { ViewRow(key: $0.key, value: $0.value) }.sorted {
            $0.key.lexicographicallyPrecedes($1.key)
        }
        #expect(try merged(runs) == sorted)
        if bytesInMemory != 5_000 { #expect(runs.hasFile == (bytesInMemory == 0 && !sorted.isEmpty)) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("Without rows there is nothing, and no file.")
    func nothing() throws {
        let runs = RowRuns(folder: "/nowhere", bytesInMemory: 0)
        try runs.add(GatheredRows())
        #expect(runs.isEmpty && !runs.hasFile && runs.count == 0)
        #expect(try merged(runs).isEmpty)
    }

    @Test("A file that cannot be made is said, with its place.")
    func unusable() {
        let runs = RowRuns(folder: "/nowhere", bytesInMemory: 0)
        var rows = GatheredRows()
        rows.add([ViewRow(key: [1], value: [2])], of: 0)
        rows.sort()
        let sorted = rows
        let error = #expect(throws: LedgerError.self) { try runs.add(sorted) }
        #expect(error?.code == .directoryUnusable && error?.message.contains("/nowhere/rows.part") == true)
    }

    @Test("Any wrong bit of the file, and a missing end, is damage before the last row is taken for written.")
    func flipped() throws {
        var rows = GatheredRows()
        rows.add((0..<8).map { ViewRow(key: [$0, 7], value: [UInt8](repeating: $0, count: 5)) }, of: 0)
        rows.sort()
        let records = rows.records
        let sum = CRC32C.checksum(records.span.bytes)
        let folder = try TemporaryFolder(prefix: NSTemporaryDirectory() + "runs-")
        let path = folder.path + "/run"

        func readThrough(_ bytes: [UInt8]) throws -> Int {
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            let file = open(path, O_RDONLY)
            defer { close(file) }
            var run = RowRun(file: file, path: path, range: 0..<records.count, checksum: sum)
            var count = 0
            while try run.advance() { count += 1 }
            return count
        }

        #expect(try readThrough(records) == 8)
        for bit in 0..<8 * records.count {
            var wrong = records
            wrong[bit / 8] ^= 1 << (bit % 8)
            let error = #expect(throws: LedgerError.self) { try readThrough(wrong) }
            #expect(error?.code == .viewsDamaged)
        }
        for length in 0..<records.count {
            let error = #expect(throws: LedgerError.self) { try readThrough(Array(records[..<length])) }
            #expect(error?.code == .viewsDamaged && error?.message.contains(path) == true)
        }
    }
}
