import Foundation
import LMDB
import Testing

struct EnvironmentTests {
    let directory: ScratchDirectory

    init() throws {
        directory = try ScratchDirectory()
    }

    @Test("A directory that is open in this process is refused, also by another path to it.")
    func doubleOpen() throws {
        let environment = try directory.open()
        let error = #expect(throws: LMDBError.alreadyOpen) { _ = try directory.open() }
        #expect(error?.path == directory.path)
        #expect(throws: LMDBError.alreadyOpen) { _ = try directory.open(readOnly: true) }
        let link = directory.path + "-link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: directory.path)
        defer { try? FileManager.default.removeItem(atPath: link) }
        #expect(throws: LMDBError.alreadyOpen) { _ = try Environment(path: link) }
        environment.close()
        _ = try Environment(path: link)
    }

    @Test("A directory can be opened again after the environment was released.")
    func reopenAfterRelease() throws {
        for _ in 0..<3 {
            _ = try directory.open().create("entries")
        }
    }

    @Test("An opening that fails leaves the directory free to be opened.")
    func reopenAfterFailure() throws {
        _ = try directory.open().create("one")
        _ = try directory.open().create("two")
        #expect(throws: LMDBError.tablesFull) { _ = try directory.open(maxTables: 1) }
        #expect(throws: LMDBError.badOption) { _ = try directory.open(maxTables: 0) }
        _ = try directory.open(maxTables: 2)
    }

    @Test("A closed environment begins nothing; closing it again does nothing.")
    func close() throws {
        let environment = try directory.open()
        environment.close()
        environment.close()
        #expect(throws: LMDBError.closed) { _ = try environment.beginRead() }
        #expect(throws: LMDBError.closed) { _ = try environment.beginWrite() }
        #expect(throws: LMDBError.closed) { try environment.read { _ in } }
        #expect(throws: LMDBError.closed) { try environment.write { _ in } }
        #expect(throws: LMDBError.closed) { _ = try environment.info }
        #expect(throws: LMDBError.closed) { try environment.sync() }
        #expect(throws: LMDBError.closed) { try environment.clearStaleReaders() }
        #expect(throws: LMDBError.closed) { try environment.copy(to: directory.path, compacting: false) }
    }

    @Test("Closing waits for open transactions: they go on, and only then can the directory be opened again.")
    func closeWhileReading() throws {
        let environment = try directory.open()
        let table = try environment.create("entries")
        try environment.write { transaction in try transaction.put(table, 1, [1]) }
        do {
            var reader = try environment.beginRead()
            environment.close()
            let seen = try reader.bytes(table, 1)
            #expect(seen == [1])
            #expect(throws: LMDBError.closed) { _ = try environment.beginRead() }
            #expect(throws: LMDBError.alreadyOpen) { _ = try directory.open() }
            var code: Int32 = 0
            do throws(LMDBError) { try reader.renew() } catch { code = error.code }
            #expect(code == LMDBError.closed.code)
        }
        _ = try directory.open()
    }

    @Test("A writer that is open while the environment is closed can still commit.")
    func closeWhileWriting() throws {
        let environment = try directory.open()
        let table = try environment.create("entries")
        var writer = try environment.beginWrite()
        try writer.put(table, 1, [1])
        environment.close()
        try writer.commit()
        let again = try directory.open()
        #expect(try again.read { try $0.count(again.create("entries")) } == 1)
    }

    @Test("An environment opened for reading reads, and refuses to write.")
    func readOnly() throws {
        let writable = try directory.open()
        let table = try writable.create("entries")
        try writable.write { transaction in try transaction.put(table, 1, [1]) }
        writable.close()
        let environment = try directory.open(readOnly: true)
        let seen = try environment.read { transaction in
            let table = try #require(try transaction.openTable("entries", keys: .integer))
            return try transaction.bytes(table, 1)
        }
        #expect(seen == [1])
        let error = #expect(throws: LMDBError.readOnly) { try environment.write { _ in } }
        #expect(error?.remedy.contains("readOnly") == true)
    }

    @Test("The information is that of the file.")
    func info() throws {
        let environment = try directory.open(mapSize: 1 << 22, maxReaders: 7)
        let before = try environment.info
        #expect(before.mapSize == 1 << 22)
        #expect(before.maxReaders == 7)
        let table = try environment.create("entries")
        try environment.write { transaction in
            try transaction.put(table, 1, [UInt8](repeating: 1, count: 100 * before.pageSize))
        }
        let after = try environment.info
        #expect(after.lastPage >= before.lastPage + 100)
        #expect(after.lastTransaction == before.lastTransaction + 2)
        #expect(after.readers >= 1)
    }

    @Test("New files can be read by their owner only.")
    func mode() throws {
        _ = try directory.open()
        for name in ["data.mdb", "lock.mdb"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory.path)/\(name)")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test("A copy holds what was committed, compacted or not.", arguments: [false, true])
    func copy(compacting: Bool) throws {
        let environment = try directory.open()
        let table = try environment.create("entries")
        try environment.write { transaction in
            for key in 0..<2_000 { try transaction.put(table, UInt64(key), [UInt8](repeating: 7, count: 100)) }
        }
        try environment.write { transaction in
            for key in 0..<1_900 { try transaction.delete(table, key: UInt64(key)) }
        }
        let destination = try ScratchDirectory()
        var writer = try environment.beginWrite()
        try writer.put(table, 5_000, [])
        // It would wait for itself for ever.
        #expect(throws: LMDBError.writerOnThisThread) {
            try environment.copy(to: destination.path, compacting: compacting)
        }
        writer.abort()
        try environment.copy(to: destination.path, compacting: compacting)
        let copy = try destination.open(readOnly: true)
        let keys = try copy.read { transaction in
            let table = try #require(try transaction.openTable("entries", keys: .integer))
            return try transaction.integerKeys(table)
        }
        #expect(keys == Array(1_900..<2_000))
        let size = try FileManager.default.attributesOfItem(atPath: destination.path + "/data.mdb")[.size] as? Int
        let original = try FileManager.default.attributesOfItem(atPath: directory.path + "/data.mdb")[.size] as? Int
        #expect(compacting ? try #require(size) < (try #require(original)) / 4 : size == original)
        #expect(throws: LMDBError(code: EEXIST, operation: "", path: "")) {
            try environment.copy(to: destination.path, compacting: compacting)
        }
        #expect(throws: LMDBError.noSuchDirectory) {
            try environment.copy(to: destination.path + "/absent", compacting: compacting)
        }
    }

    @Test("A synced environment and a forced sync of an unsynced one both work.", arguments: [true, false])
    func sync(synced: Bool) throws {
        let environment = try directory.open(synced: synced)
        let table = try environment.create("entries")
        try environment.write { transaction in try transaction.put(table, 1, [1]) }
        try environment.sync()
        #expect(try environment.read { try $0.bytes(table, 1) } == [1])
    }
}
