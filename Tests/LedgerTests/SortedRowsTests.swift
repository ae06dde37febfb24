import Testing

@testable import Ledger

@Suite("Rows in the order of their keys")
struct SortedRowsTests {
    private func all(_ rows: SortedRows, from key: [UInt8] = []) -> [ViewRow] {
        var found: [ViewRow] = []
        var place = rows.place(of: key)
        while let row = rows[place] {
            found.append(row)
            place = rows.place(after: place)
        }
        return found
    }

    @Test("They are what a dictionary has, sorted, whatever is added and removed.", arguments: 1...6)
    func twin(seed: UInt64) {
        var state = seed &* 0x9e37_79b9_7f4a_7c15
        func draw(_ count: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % count
        }
        func key() -> [UInt8] { (0...draw(2)).map { _ in UInt8(draw(seed % 2 == 0 ? 200 : 12)) } }
        var rows = SortedRows()
        var twin: [[UInt8]: [UInt8]] = [:]
        for step in 0..<6_000 {
            let key = key()
            // It grows, then shrinks.
            if draw(10) < (step < 4_000 ? 8 : 2) {
                let value = [UInt8(draw(256))]
                rows.insert(ViewRow(key: key, value: value))
                twin[key] = value
            } else {
                rows.remove(key)
                twin[key] = nil
            }
            #expect(rows.count == twin.count)
            guard step % 500 == 0 else { continue }
            let sorted = twin.map { ViewRow(key: $0.key, value: $0.value) }.sorted {
                $0.key.lexicographicallyPrecedes($1.key)
            }
            #expect(all(rows) == sorted)
            #expect(all(rows, from: key) == sorted.filter { !$0.key.lexicographicallyPrecedes(key) })
        }
        for key in twin.keys { rows.remove(key) }
        #expect(rows.count == 0 && all(rows).isEmpty)
    }
}
