import Glibc
import LMDB
import Testing

struct CursorTests {
    let directory: ScratchDirectory
    let environment: Environment
    let integers: Table
    let names: Table

    /// In the order of their bytes: a prefix stands before what it begins, and bytes count as unsigned.
    static let orderedNames: [[UInt8]] = [
        [0], [0, 0], [0, 0xFF], [1], Array("a".utf8), Array("aa".utf8), Array("b".utf8), [0x7F], [0x80], [0xFF],
        [0xFF, 0],
    ]
    /// In the order of their values, which is not that of their bytes in memory.
    static let orderedIntegers: [UInt64] = [
        0, 1, 2, 255, 256, 257, 65_535, 65_536, 1 << 32, (1 << 63) - 1, 1 << 63, .max,
    ]

    init() throws {
        directory = try ScratchDirectory()
        environment = try directory.open()
        let integers = try environment.create("entries", keys: .integer)
        let names = try environment.create("names", keys: .bytes)
        try environment.write { transaction in
            for key in Self.orderedIntegers.shuffled() { try transaction.put(integers, key, Array("\(key)".utf8)) }
            for key in Self.orderedNames.shuffled() { try transaction.put(names, key, key.reversed()) }
        }
        self.integers = integers
        self.names = names
    }

    @Test("Integer keys come in the order of their values, in both directions.")
    func integerOrder() throws {
        try environment.read { transaction in
            let forward = try transaction.integerKeys(integers)
            #expect(forward == Self.orderedIntegers)
            var cursor = try transaction.cursor(integers)
            var backward: [UInt64] = []
            while try cursor.previous() {
                backward.append(cursor.integerKey)
                let value = cursor.value.array
                #expect(value == Array("\(cursor.integerKey)".utf8))
            }
            #expect(backward == Self.orderedIntegers.reversed())
        }
    }

    @Test("Byte keys come in the order of their bytes, in both directions.")
    func byteOrder() throws {
        try environment.read { transaction in
            let forward = try transaction.byteKeys(names)
            #expect(forward == Self.orderedNames)
            var cursor = try transaction.cursor(names)
            var backward: [[UInt8]] = []
            while try cursor.previous() {
                backward.append(cursor.key.array)
                let value = cursor.value.array
                let key = cursor.key.array
                #expect(value == key.reversed())
            }
            #expect(backward == Self.orderedNames.reversed())
        }
    }

    @Test("A seek finds the nearest integer key on either side.")
    func seekInteger() throws {
        try environment.read { transaction in
            var cursor = try transaction.cursor(integers)
            for probe: UInt64 in [
                0, 1, 3, 254, 255, 258, 65_537, 1 << 40, (1 << 63) - 1, (1 << 63) + 1, .max - 1, .max,
            ] {
                let found = try cursor.seek(atOrAfter: probe)
                #expect(found)
                #expect(cursor.integerKey == Self.orderedIntegers.first { $0 >= probe })
                let foundBefore = try cursor.seek(atOrBefore: probe)
                #expect(foundBefore)
                #expect(cursor.integerKey == Self.orderedIntegers.last { $0 <= probe })
            }
        }
    }

    @Test("A seek finds the nearest byte key on either side, or none.")
    func seekBytes() throws {
        let probes: [[UInt8]] = [
            [0], [0, 1], [2], [0x60], [0x61, 0], [0x62, 0], [0xFE], [0xFF, 0], [0xFF, 0, 0], [0xFF, 1],
        ]
        try environment.read { transaction in
            var cursor = try transaction.cursor(names)
            for probe in probes {
                let after = try cursor.seek(atOrAfter: probe.span.bytes) ? cursor.key.array : nil
                #expect(after == Self.orderedNames.first { !$0.lexicographicallyPrecedes(probe) })
                let before = try cursor.seek(atOrBefore: probe.span.bytes) ? cursor.key.array : nil
                #expect(before == Self.orderedNames.last { !probe.lexicographicallyPrecedes($0) })
            }
        }
    }

    @Test("A cursor past either end stays there, and comes back with the opposite move.")
    func ends() throws {
        try environment.read { transaction in
            var cursor = try transaction.cursor(integers)
            var moved = try cursor.last()
            #expect(moved && cursor.integerKey == .max)
            moved = try cursor.next()
            #expect(!moved)
            moved = try cursor.next()
            #expect(!moved)
            moved = try cursor.previous()
            #expect(moved && cursor.integerKey == .max)
            moved = try cursor.first()
            #expect(moved && cursor.integerKey == 0)
            moved = try cursor.previous()
            #expect(!moved)
            moved = try cursor.previous()
            #expect(!moved)
            moved = try cursor.next()
            #expect(moved && cursor.integerKey == 0)
        }
    }

    @Test("A seek behind the last key leaves the cursor past the end, so that a scan from there is empty.")
    func seekPastEnd() throws {
        try environment.read { transaction in
            var cursor = try transaction.cursor(names)
            let beyond: [UInt8] = [0xFF, 0xFF]
            // Once from a new cursor, and once from one that stood somewhere.
            for _ in 0..<2 {
                var moved = try cursor.seek(atOrAfter: beyond.span.bytes)
                #expect(!moved)
                moved = try cursor.next()
                #expect(!moved)
                moved = try cursor.previous()
                #expect(moved)
                let key = cursor.key.array
                #expect(key == [0xFF, 0])
            }
        }
    }

    @Test("Nothing is found in an empty table, whichever way the cursor goes.")
    func empty() throws {
        let empty = try environment.create("empty")
        try environment.read { transaction in
            var cursor = try transaction.cursor(empty)
            let moves = [
                try cursor.first(), try cursor.last(), try cursor.next(), try cursor.previous(),
                try cursor.seek(atOrAfter: 0), try cursor.seek(atOrBefore: .max),
            ]
            #expect(moves == [Bool](repeating: false, count: 6))
            let count = try transaction.count(empty)
            #expect(count == 0)
        }
    }

    @Test("A value stays readable after its cursor has moved on and is gone.")
    func valueOutlivesMove() throws {
        #expect(try environment.read { try keptValue($0, 256) } == Array("256".utf8))
    }

    private func keptValue(_ transaction: borrowing ReadTransaction, _ key: UInt64) throws -> [UInt8] {
        let kept: RawSpan
        do {
            var cursor = try transaction.cursor(integers)
            _ = try cursor.seek(atOrAfter: key)
            let span = cursor.value
            _ = try cursor.last()
            kept = span
        }
        return kept.array
    }

    @Test("A cursor of a writing transaction sees what it has written.")
    func cursorInWriter() throws {
        try environment.write { transaction in
            try transaction.delete(integers, key: 0)
            try transaction.put(integers, 3, [])
            let keys = try transaction.integerKeys(integers)
            #expect(keys == [1, 2, 3] + Self.orderedIntegers.dropFirst(3))
        }
    }

    @Test(
        "A cursor whose scope ends after its writing transaction is not closed a second time.",
        arguments: [true, false])
    func scopeAfterCommit(committed: Bool) throws {
        // LMDB's own structure for a cursor, which it frees with the transaction. Were it freed again as the cursor's scope
        // ends, then the block that has taken its place would be given out twice.
        let size = 392
        for round in 0..<20 {
            let block = try leaveCursorBehind(UInt64(round), committed: committed, size)
            let next = malloc(size)
            #expect(next != block)
            free(next)
            if next != block { free(block) }
        }
    }

    /// The compiler lets a writing transaction end after the last use of its cursor, and destroys the cursor later.
    private func leaveCursorBehind(_ key: UInt64, committed: Bool, _ size: Int) throws -> UnsafeMutableRawPointer? {
        var transaction = try environment.beginWrite()
        var cursor = try transaction.cursor(integers)
        let found = try cursor.last()
        #expect(found)
        try transaction.put(integers, key, [])
        if committed {
            try transaction.commit()
        } else {
            transaction.abort()
        }
        // Zero, as a cursor that is not yet closed has it.
        let block = malloc(size)
        if let block { memset(block, 0, size) }
        return block
    }

    @Test("Keys of 511 bytes are kept; longer ones and empty ones are refused.")
    func keyLengths() throws {
        let longest = [UInt8](repeating: 0xEE, count: 511)
        try environment.write { transaction in try transaction.put(names, longest, [1]) }
        #expect(try environment.read { try $0.bytes(names, longest) } == [1])
        for count in [0, 512, 4_096] {
            let key = [UInt8](repeating: 0xEE, count: count)
            let error = #expect(throws: LMDBError.badSize) {
                try environment.write { transaction in try transaction.put(names, key, [1]) }
            }
            #expect(error?.remedy.contains("511") == true)
        }
        #expect(throws: LMDBError.badSize) { try environment.read { _ = try $0.bytes(names, []) } }
        #expect(throws: LMDBError.badSize) {
            try environment.read { transaction in
                var cursor = try transaction.cursor(names)
                _ = try cursor.seek(atOrAfter: RawSpan())
            }
        }
        // Longer than any key can be, so simply not there.
        #expect(try environment.read { try $0.bytes(names, [UInt8](repeating: 0xEE, count: 512)) } == nil)
    }
}
