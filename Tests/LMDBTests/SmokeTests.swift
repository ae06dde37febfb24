import LMDB
import Testing

struct SmokeTests {
    @Test("What is committed is read.")
    func roundTrip() throws {
        let directory = ScratchDirectory()
        let environment = try Environment(path: directory.path, options: .init(mapSize: 1 << 24))
        let value: [UInt8] = [1, 2, 3]
        try environment.write { transaction in
            let table = try transaction.openTable("entries", keys: .integer)
            try transaction.put(table, key: 7, value: value.span.bytes, append: true)
            try transaction.reserve(table, key: 9, size: 4) { $0.append(5) }
            let names = try transaction.openTable("names", keys: .bytes)
            try transaction.put(names, key: value.span.bytes, value: value.span.bytes)
        }
        try environment.read { transaction in
            let table = try #require(try transaction.openTable("entries", keys: .integer))
            let read = try transaction.get(table, key: 7)
            #expect(read?.array == value)
            var cursor = try transaction.cursor(table)
            var keys: [UInt64] = []
            while try cursor.next() {
                keys.append(cursor.integerKey)
            }
            #expect(keys == [7, 9])
        }
    }
}
