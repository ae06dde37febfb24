import Testing

@testable import Ledger

@Suite("The stored keys of a stream's rows")
struct KeyListTests {
    @Test("They are read back as they were written, whatever they end with.", arguments: 1...200 as ClosedRange<UInt64>)
    func twin(seed: UInt64) {
        var random = SeededGenerator(seed)
        let name = (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        let rows = (0..<Int.random(in: 0...12, using: &random)).map { _ in
            var key = (0..<Int.random(in: 0...20, using: &random)).map { _ in UInt8.random(in: 0...3, using: &random) }
            if Int.random(in: 0...4, using: &random) > 0 { key += name }
            return ViewRow(key: key, value: [])
        }
        var list: [UInt8] = [1, 2, 3]
        KeyList.write(rows, into: &list)
        #expect(KeyList.keys(in: list.span.bytes) == rows.map(\.key))
        #expect(list.isEmpty == rows.isEmpty)
    }

    @Test("The stream's name stands in them once.")
    func short() {
        let name = Array("claim/210200/2019-000123".utf8)
        let rows = ["s/", "x/card=12345\u{1f}", "x/unit=67890\u{1f}", "x/status=claim:paid\u{1f}"].map {
            ViewRow(key: Array($0.utf8) + name, value: [])
        }
        var list: [UInt8] = []
        KeyList.write(rows, into: &list)
        #expect(list.count < rows.reduce(0) { $0 + $1.key.count + 2 } - 2 * name.count)
    }

    @Test("A list that was cut off within a key gives no keys at all; one cut between two gives those before.")
    func cut() {
        let rows = (0..<5).map { ViewRow(key: Array("x/\($0)/claim/210200/1".utf8), value: []) }
        var list: [UInt8] = []
        KeyList.write(rows, into: &list)
        var whole = 0
        for count in 0..<list.count {
            let cut = Array(list.prefix(count))
            guard let keys = KeyList.keys(in: cut.span.bytes) else { continue }
            whole += 1
            #expect(keys.count < rows.count && keys == rows.prefix(keys.count).map(\.key))
        }
        // Nothing, the common end alone, and behind each key but the last.
        #expect(whole == 2 + rows.count - 1)
    }
}
