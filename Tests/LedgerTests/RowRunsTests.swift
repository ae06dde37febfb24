import Foundation
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
        try runs.rewind()
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
            try runs.add(rows.sorted(), rows: rows.count)
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
        try runs.add(GatheredRows().sorted(), rows: 0)
        #expect(runs.isEmpty && !runs.hasFile && runs.count == 0)
        #expect(try merged(runs).isEmpty)
    }

    @Test("A file that cannot be made is said, with its place.")
    func unusable() {
        let runs = RowRuns(folder: "/nowhere", bytesInMemory: 0)
        var rows = GatheredRows()
        rows.add([ViewRow(key: [1], value: [2])], of: 0)
        let sorted = rows.sorted()
        let error = #expect(throws: LedgerError.self) { try runs.add(sorted, rows: 1) }
        #expect(error?.code == .directoryUnusable && error?.message.contains("/nowhere/rows.part") == true)
    }
}
