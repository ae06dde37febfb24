import LMDB
import Testing

struct TableTests {
    let directory: ScratchDirectory
    let environment: Environment

    init() throws {
        directory = try ScratchDirectory()
        environment = try directory.open()
    }

    /// The error that reading a key of a table ends with, if any.
    private func errorOfGet(_ table: Table, in environment: Environment) throws -> LMDBError? {
        try environment.read { transaction -> LMDBError? in
            do throws(LMDBError) {
                _ = try transaction.bytes(table, 1)
                return nil
            } catch {
                return error
            }
        }
    }

    @Test("A reader finds no table that was never created; a writer that may not create it gets an error.")
    func absent() throws {
        let found = try environment.read { transaction in try transaction.openTable("entries", keys: .integer) }
        #expect(found == nil)
        #expect(throws: LMDBError.notFound) {
            try environment.write { transaction in
                _ = try transaction.openTable("entries", keys: .integer, create: false)
            }
        }
    }

    @Test("Opening a table again gives the same table.")
    func same() throws {
        let created = try environment.create("entries")
        let written = try environment.create("entries")
        let read = try environment.read { transaction in try transaction.openTable("entries", keys: .integer) }
        #expect(created == written)
        #expect(created == read)
    }

    @Test("A table keeps its kind of key, also after the environment is opened again.", arguments: [false, true])
    func kind(reopened: Bool) throws {
        _ = try environment.create("entries", keys: .integer)
        _ = try environment.create("names", keys: .bytes)
        let environment: Environment
        if reopened {
            self.environment.close()
            environment = try directory.open()
        } else {
            environment = self.environment
        }
        #expect(throws: LMDBError.incompatible) { _ = try environment.create("entries", keys: .bytes) }
        #expect(throws: LMDBError.incompatible) { _ = try environment.create("names", keys: .integer) }
        #expect(throws: LMDBError.incompatible) {
            try environment.read { transaction in _ = try transaction.openTable("names", keys: .integer) }
        }
        _ = try environment.create("entries", keys: .integer)
        _ = try environment.create("names", keys: .bytes)
    }

    @Test("A key of the other kind is refused by every operation.")
    func wrongKind() throws {
        let integers = try environment.create("entries", keys: .integer)
        let bytes = try environment.create("names", keys: .bytes)
        let key: [UInt8] = [1]
        func refused(_ body: (inout WriteTransaction) throws -> Void) {
            #expect(throws: LMDBError.wrongKeyKind) { try environment.write(body) }
        }
        refused { try $0.put(integers, key, key) }
        refused { try $0.put(bytes, 1, key) }
        refused { _ = try $0.bytes(integers, key) }
        refused { _ = try $0.bytes(bytes, 1) }
        refused { try $0.delete(integers, key: key.span.bytes) }
        refused { try $0.delete(bytes, key: 1) }
        refused { try $0.reserve(bytes, key: 1, size: 1) { _ in } }
        refused { try $0.reserve(integers, key: key.span.bytes, size: 1) { _ in } }
        refused { transaction in
            var cursor = try transaction.cursor(integers)
            _ = try cursor.seek(atOrAfter: key.span.bytes)
        }
        refused { transaction in
            var cursor = try transaction.cursor(bytes)
            _ = try cursor.seek(atOrAfter: 1)
        }
    }

    @Test("A table whose creation was aborted is refused, and can be created again.")
    func abortedCreation() throws {
        var transaction = try environment.beginWrite()
        let lost = try transaction.openTable("entries", keys: .integer)
        try transaction.put(lost, 1, [1])
        transaction.abort()
        #expect(try errorOfGet(lost, in: environment) == .badTable)
        let table = try environment.create("entries")
        #expect(try errorOfGet(table, in: environment) == nil)
        #expect(try errorOfGet(lost, in: environment) == .badTable)
    }

    @Test("A reader that began before a table was created does not know it.")
    func youngerTable() throws {
        let reader = try environment.beginRead()
        let table = try environment.create("entries")
        let found = try reader.openTable("entries", keys: .integer)
        #expect(found == nil)
        var code: Int32 = 0
        do {
            _ = try reader.bytes(table, 1)
        } catch {
            code = error.code
        }
        #expect(code == LMDBError.badTable.code)
    }

    @Test("A table of another environment is refused, even where it has the same index.")
    func foreignTable() throws {
        let elsewhere = try ScratchDirectory()
        let other = try elsewhere.open()
        let table = try environment.create("entries")
        _ = try other.create("entries")
        let error = try errorOfGet(table, in: other)
        #expect(error == .badTable)
        #expect(error?.path == elsewhere.path)
    }

    @Test("A cleared table is empty and stays; an aborted clearing changes nothing.")
    func clear() throws {
        let table = try environment.create("entries")
        try environment.write { transaction in
            for key in 0..<1_000 { try transaction.put(table, UInt64(key), [1]) }
        }
        var transaction = try environment.beginWrite()
        try transaction.clear(table)
        let within = try transaction.count(table)
        transaction.abort()
        #expect(within == 0)
        #expect(try environment.read { try $0.count(table) } == 1_000)
        try environment.write { transaction in try transaction.clear(table) }
        #expect(try environment.read { try $0.count(table) } == 0)
        try environment.write { transaction in try transaction.put(table, 1, [1], append: true) }
    }

    @Test("A dropped table is gone, its handle is refused, and its name is free for another kind of table.")
    func drop() throws {
        let dropped = try environment.create("entries")
        let kept = try environment.create("kept")
        try environment.write { transaction in
            try transaction.put(dropped, 1, [1])
            try transaction.put(kept, 1, [2])
        }
        try environment.write { transaction in try transaction.drop(dropped) }
        #expect(try errorOfGet(dropped, in: environment) == .badTable)
        #expect(try environment.read { try $0.openTable("entries", keys: .integer) } == nil)
        _ = try environment.create("entries", keys: .bytes)
        #expect(try errorOfGet(dropped, in: environment) == .badTable)
        #expect(try environment.read { try $0.bytes(kept, 1) } == [2])
    }

    @Test("A table that was dropped in an aborted transaction is there when it is opened again.")
    func abortedDrop() throws {
        let table = try environment.create("entries")
        try environment.write { transaction in try transaction.put(table, 1, [1]) }
        var transaction = try environment.beginWrite()
        try transaction.drop(table)
        transaction.abort()
        #expect(try errorOfGet(table, in: environment) == .badTable)
        let again = try environment.create("entries")
        #expect(try environment.read { try $0.bytes(again, 1) } == [1])
    }

    @Test("A table is dropped and created again within one transaction.")
    func recreated() throws {
        let table = try environment.create("entries")
        try environment.write { transaction in try transaction.put(table, 1, [1]) }
        let again = try environment.write { transaction in
            try transaction.drop(table)
            let again = try transaction.openTable("entries", keys: .bytes)
            try transaction.put(again, [9], [9])
            return again
        }
        #expect(try environment.read { try $0.byteKeys(again) } == [[9]])
    }

    @Test("A table is not dropped under an open reader, which goes on reading.")
    func dropUnderReader() throws {
        let table = try environment.create("entries")
        try environment.write { transaction in try transaction.put(table, 1, [1]) }
        let reader = try environment.beginRead()
        #expect(throws: LMDBError.readersOpen) {
            try environment.write { transaction in try transaction.drop(table) }
        }
        let seen = try reader.bytes(table, 1)
        #expect(seen == [1])
    }

    @Test("More tables than maxTables are refused with the number, when they are created and when they are opened.")
    func tooManyTables() throws {
        for name in 0..<8 { _ = try environment.create("table \(name)") }
        let error = #expect(throws: LMDBError.tablesFull) { _ = try environment.create("one more") }
        #expect(error?.message.contains("8") == true)
        #expect(error?.remedy.contains("maxTables") == true)
        environment.close()
        #expect(throws: LMDBError.tablesFull) { _ = try directory.open(maxTables: 7) }
        _ = try directory.open(maxTables: 8)
    }

    @Test(
        "A name that LMDB could not keep is refused.",
        arguments: ["", "a\0b", String(repeating: "n", count: 512)])
    func badName(name: String) throws {
        #expect(throws: LMDBError.badOption) { _ = try environment.create(name) }
        #expect(throws: LMDBError.badOption) {
            try environment.read { transaction in _ = try transaction.openTable(name, keys: .bytes) }
        }
    }

    @Test("A name may have any other character and 511 bytes.", arguments: ["备案", String(repeating: "n", count: 511)])
    func goodName(name: String) throws {
        let table = try environment.create(name)
        environment.close()
        let again = try directory.open()
        #expect(try again.read { try $0.openTable(name, keys: .integer) } != nil)
        #expect(try errorOfGet(table, in: again) == .badTable)
    }
}
