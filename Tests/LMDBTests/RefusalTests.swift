import Foundation
import LMDB
import Testing

struct RefusalTests {
    let directory: ScratchDirectory

    init() throws {
        directory = try ScratchDirectory()
    }

    /// Opens the directory's environment, which must fail.
    private func errorOfOpening() -> LMDBError? {
        do throws(LMDBError) {
            _ = try directory.open()
            return nil
        } catch {
            return error
        }
    }

    /// Changes bytes of the data file.
    private func patch(_ offset: UInt64, _ bytes: [UInt8]) throws {
        let file = try FileHandle(forUpdating: URL(filePath: directory.path + "/data.mdb"))
        try file.seek(toOffset: offset)
        try file.write(contentsOf: Data(bytes))
        try file.close()
    }

    @Test("A full map is refused with its size and a remedy, stores nothing, and is cured by a larger map.")
    func mapFull() throws {
        let environment = try directory.open(mapSize: 1 << 20)
        let table = try environment.create("entries")
        let value = [UInt8](repeating: 1, count: 1_000)
        let error = #expect(throws: LMDBError.mapFull) {
            try environment.write { transaction in
                for key in 0..<2_000 { try transaction.put(table, UInt64(key), value, append: true) }
            }
        }
        #expect(error?.message.contains("1048576") == true)
        #expect(error?.remedy.contains("mapSize") == true)
        #expect(error?.operation == "put in table \"entries\"")
        #expect(try environment.read { try $0.count(table) } == 0)
        try environment.write { transaction in try transaction.put(table, 1, value) }
        environment.close()
        let larger = try directory.open(mapSize: 1 << 24)
        let again = try larger.create("entries")
        try larger.write { transaction in
            for key in 2..<2_000 { try transaction.put(again, UInt64(key), value, append: true) }
        }
        #expect(try larger.read { try $0.count(again) } == 1_999)
    }

    @Test("A write that swallows the error of a full map cannot commit the part that fitted.")
    func swallowedMapFull() throws {
        let environment = try directory.open(mapSize: 1 << 20)
        let table = try environment.create("entries")
        #expect(throws: LMDBError.badTransaction) {
            try environment.write { transaction in
                do {
                    for key in 0..<2_000 {
                        try transaction.put(table, UInt64(key), [UInt8](repeating: 1, count: 1_000))
                    }
                } catch LMDBError.mapFull {}
            }
        }
        #expect(try environment.read { try $0.count(table) } == 0)
    }

    @Test("When every reader slot is taken the next reader is refused with the number; a slot that is freed is used.")
    func readersFull() throws {
        let environment = try directory.open(maxReaders: 2)
        let first = try environment.beginRead()
        do {
            let second = try environment.beginRead()
            let error = #expect(throws: LMDBError.readersFull) { _ = try environment.beginRead() }
            #expect(error?.message.contains("2") == true)
            _ = second
        }
        _ = try environment.beginRead()
        _ = first
    }

    @Test("A directory that does not exist, or is a file, is named.")
    func noDirectory() throws {
        let absent = directory.path + "/absent"
        let error = #expect(throws: LMDBError.noSuchDirectory) { _ = try Environment(path: absent) }
        #expect(error?.path == absent)
        #expect(error?.description.contains(absent) == true)
        let file = directory.path + "/file"
        try Data().write(to: URL(filePath: file))
        #expect(throws: LMDBError(code: ENOTDIR, operation: "", path: "")) { _ = try Environment(path: file) }
        #expect(throws: LMDBError.noSuchDirectory) {
            _ = try Environment(path: directory.path, options: .init(readOnly: true))
        }
    }

    @Test("Nothing is written to a data file that was removed while it was open.")
    func vanished() throws {
        let environment = try directory.open()
        let table = try environment.create("entries")
        try FileManager.default.removeItem(atPath: directory.path)
        #expect(throws: LMDBError.vanished) {
            try environment.write { transaction in try transaction.put(table, 1, [1]) }
        }
        try environment.read { _ = try $0.count(table) }
    }

    @Test("A removed directory's place can be opened anew only after the old environment is closed.")
    func replaced() throws {
        let environment = try directory.open()
        try FileManager.default.removeItem(atPath: directory.path + "/data.mdb")
        #expect(throws: LMDBError.alreadyOpen) { _ = try directory.open() }
        environment.close()
        _ = try directory.open()
    }

    @Test("A file that is not of LMDB is refused.")
    func invalidFile() throws {
        try Data(repeating: 0x42, count: 8_192).write(to: URL(filePath: directory.path + "/data.mdb"))
        #expect(errorOfOpening() == .invalidFile)
    }

    @Test("A file of another version of LMDB is refused.")
    func versionMismatch() throws {
        _ = try directory.open().create("entries")
        // Both head pages: 16 bytes of page header, the magic number, then the version.
        for page: UInt64 in [0, 4_096] { try patch(page + 20, [9, 0, 0, 0]) }
        let error = errorOfOpening()
        #expect(error == .versionMismatch)
        #expect(error?.remedy.isEmpty == false)
    }

    @Test("A file whose head names a page that does not exist is refused when it is opened, and is not held open.")
    func missingPage() throws {
        _ = try directory.open().create("entries")
        // In both head pages: the root of the table of tables (16 bytes of page header, 24 of the head, 48 of the
        // free list's table, 40 into the main one).
        for page: UInt64 in [0, 4_096] { try patch(page + 128, [0, 0, 16, 0, 0, 0, 0, 0]) }
        #expect(errorOfOpening() == .pageNotFound)
        #expect(errorOfOpening() == .pageNotFound)
    }

    @Test(
        "Options that make no sense are refused by name.",
        arguments: [
            (Environment.Options(mapSize: 0), "mapSize"), (.init(mapSize: -1), "mapSize"),
            (.init(maxTables: 0), "maxTables"), (.init(maxTables: 4_097), "maxTables"),
            (.init(maxReaders: 0), "maxReaders"), (.init(maxReaders: 65_537), "maxReaders"),
        ])
    func badOptions(options: Environment.Options, name: String) {
        let error = #expect(throws: LMDBError.badOption) {
            _ = try Environment(path: directory.path, options: options)
        }
        #expect(error?.message.contains(name) == true)
    }

    @Test("A path that the system would cut short is refused.", arguments: ["", "a\0b"])
    func badPath(path: String) {
        #expect(throws: LMDBError.badOption) { _ = try Environment(path: path) }
    }

    @Test(
        "Every code is explained, with a message and a remedy of its own.",
        arguments: [
            LMDBError.notFound, .keyExists, .mapFull, .diskFull, .permissionDenied, .noSuchDirectory, .readersFull,
            .tablesFull, .invalidFile, .versionMismatch, .corrupted, .panic, .mapResized, .incompatible, .badSize,
            .badTransaction, .badTable, .alreadyOpen, .closed, .readOnly, .writerOnThisThread, .wrongThread, .vanished,
            .wrongKeyKind, .tableBusy, .readersOpen, .badOption,
        ])
    func explained(error: LMDBError) {
        let unknown = LMDBError(code: 12_345, operation: "", path: "")
        #expect(!error.message.isEmpty)
        #expect(!error.message.hasSuffix("."))
        #expect(error.remedy.hasSuffix("."))
        #expect(error.remedy != unknown.remedy)
        #expect(error.description.contains("\(error.code)"))
    }

    @Test("Errors are equal by code alone, and are caught by it.")
    func equality() {
        let error: any Error = LMDBError(code: LMDBError.mapFull.code, operation: "put", path: "/srv/log")
        #expect(LMDBError.mapFull ~= error)
        #expect(!(LMDBError.diskFull ~= error))
        #expect(!(LMDBError.mapFull ~= CancellationError()))
    }
}
