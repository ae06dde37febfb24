import Foundation
import LMDB
import Testing

@Suite("Pages that are read as bytes")
struct PageTests {
    /// A store with small and large tables, long values, and free pages; closed.
    private func directory() throws -> ScratchDirectory {
        let scratch = try ScratchDirectory()
        let environment = try scratch.open()
        defer { environment.close() }
        let rows = try environment.create("rows")
        let names = try environment.create("names", keys: .bytes)
        _ = try environment.create("empty")
        for round in 0..<6 as Range<UInt64> {
            try environment.write { transaction in
                for key in 0..<200 as Range<UInt64> {
                    let value = [UInt8](repeating: UInt8(round), count: Int(key % 7) * 90 + Int(round))
                    try transaction.put(rows, key: key * 5 + round, value: value.span.bytes)
                    try transaction.put(
                        names, key: Array("name \(key * 31 % 97)".utf8).span.bytes, value: value.span.bytes)
                }
                let long = [UInt8](repeating: 9, count: 10_000 + 5_000 * Int(round))
                try transaction.put(rows, key: 1 << 40 + round % 2, value: long.span.bytes)
            }
        }
        return scratch
    }

    @Test("Sound ones pass, while a writer goes on, and in a store that is new or missing.")
    func sound() throws {
        let scratch = try directory()
        try Environment.checkHeads(in: scratch.path)
        let environment = try scratch.open()
        defer { environment.close() }
        try environment.checkPages()
        let done = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            defer { done.signal() }
            for round in 0..<300 as Range<UInt64> {
                try? environment.write { transaction in
                    guard let table = try? transaction.openTable("rows", keys: .integer) else { return }
                    for key in 0..<20 as Range<UInt64> {
                        try transaction.put(
                            table, key: key * 7 + round, value: [UInt8](repeating: 1, count: 300).span.bytes)
                    }
                }
            }
        }
        for _ in 0..<100 {
            try Environment.checkHeads(in: scratch.path)
            try environment.checkPages()
        }
        done.wait()
        let new = try ScratchDirectory()
        try Environment.checkHeads(in: new.path)
        let empty = try new.open()
        defer { empty.close() }
        try Environment.checkHeads(in: new.path)
        try empty.checkPages()
    }

    @Test("Whatever bit of a head's number is changed, the store is not taken for an earlier one.", arguments: [0, 1])
    func numbers(head: Int) throws {
        let scratch = try directory()
        let path = "\(scratch.path)/data.mdb"
        let sound = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        try Environment.checkHeads(in: scratch.path)
        let before = try contents(scratch)
        for bit in 0..<64 {
            let place = (head * 4096 + 144) * 8 + bit
            try flip(path, place, of: sound)
            if let after = try checkedContents(scratch) {
                #expect(after.keys == before.keys && after.sizes == before.sizes, "bit \(bit) of head \(head)")
            }
            try flip(path, place, of: sound, back: true)
        }
    }

    @Test("Any flipped bit is reported, or lies where nothing is read: then every row is as before.")
    func flipped() throws {
        let scratch = try directory()
        let path = "\(scratch.path)/data.mdb"
        let sound = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let before = try contents(scratch)
        var random = SplitMix(state: 1)
        var reported = 0
        for _ in 0..<3_000 {
            let bit = Int.random(in: 0..<min(sound.count, 60 * 4096) * 8, using: &random)
            try flip(path, bit, of: sound)
            // No damage of the tree: whatever is read is read safely; only values may differ, and keys that stay in order.
            if let after = try checkedContents(scratch) {
                #expect(after.keys.count == before.keys.count && after.sizes == before.sizes, "bit \(bit)")
            } else {
                reported += 1
            }
            try flip(path, bit, of: sound, back: true)
        }
        #expect(reported > 10)
    }

    private func flip(_ path: String, _ bit: Int, of sound: [UInt8], back: Bool = false) throws {
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try file.seek(toOffset: UInt64(bit / 8))
        try file.write(contentsOf: [sound[bit / 8] ^ (back ? 0 : 1 << UInt8(bit % 8))])
        try file.close()
    }

    /// What a store holds; nil where its check reports damage.
    private func checkedContents(_ scratch: ScratchDirectory) throws -> (keys: [[UInt8]], sizes: [Int])? {
        do {
            try Environment.checkHeads(in: scratch.path)
            let environment = try scratch.open(readOnly: true)
            defer { environment.close() }
            try environment.checkPages()
            return try contents(environment)
        } catch LMDBError.corrupted {
            return nil
        }
    }

    private func contents(_ scratch: ScratchDirectory) throws -> (keys: [[UInt8]], sizes: [Int]) {
        let environment = try scratch.open(readOnly: true)
        defer { environment.close() }
        return try contents(environment)
    }

    private func contents(_ environment: Environment) throws -> (keys: [[UInt8]], sizes: [Int]) {
        try environment.read { transaction in
            var keys: [[UInt8]] = []
            var sizes: [Int] = []
            for (name, kind) in [("rows", KeyKind.integer), ("names", .bytes)] {
                guard let table = try transaction.openTable(name, keys: kind) else { continue }
                var cursor = try transaction.cursor(table)
                while try cursor.next() {
                    keys.append(cursor.key.withUnsafeBytes { Array($0) })
                    sizes.append(cursor.value.byteCount)
                }
            }
            return (keys, sizes)
        }
    }
}
