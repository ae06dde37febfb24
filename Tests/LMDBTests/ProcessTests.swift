import Foundation
import LMDB
import Testing

/// What takes a second process: each exit test runs a function of `Child` in one.
struct ProcessTests {
    let directory: ScratchDirectory

    init() throws {
        directory = try ScratchDirectory()
    }

    @Test("A table that another process creates is found by the next reader here, and stays open.")
    func tableOfAnotherProcess() async throws {
        let environment = try directory.open()
        await #expect(processExitsWith: .success) { [path = directory.path as String] in
            try Child.createTables(path)
        }
        try readTableOfAnotherProcess(environment)
    }

    private func readTableOfAnotherProcess(_ environment: Environment) throws {
        #expect(throws: LMDBError.incompatible) {
            try environment.read { transaction in _ = try transaction.openTable("two", keys: .bytes) }
        }
        var reader = try environment.beginRead()
        let table = try #require(try reader.openTable("one", keys: .integer))
        let seen = try reader.bytes(table, 1)
        #expect(seen == [1])
        reader.reset()
        try reader.renew()
        let again = try reader.bytes(table, 1)
        #expect(again == [1])
        try environment.write { transaction in try transaction.put(table, 1, [2]) }
        #expect(try environment.read { try $0.bytes(table, 1) } == [2])
    }

    @Test("While one transaction opens a table of another process, no other opens one.")
    func tableBusy() async throws {
        let environment = try directory.open()
        await #expect(processExitsWith: .success) { [path = directory.path as String] in
            try Child.createTables(path)
        }
        try openTablesAtOnce(environment)
    }

    private func openTablesAtOnce(_ environment: Environment) throws {
        do {
            let reader = try environment.beginRead()
            let one = try reader.openTable("one", keys: .integer)
            #expect(one != nil)
            #expect(throws: LMDBError.tableBusy) { _ = try environment.create("two") }
            #expect(throws: LMDBError.tableBusy) { _ = try environment.create("three") }
            let two = try reader.openTable("two", keys: .integer)
            #expect(two != nil)
        }
        _ = try environment.create("three")
    }

    @Test("A process that dies while writing leaves what was committed, and the writer's place is free.")
    func deathOfAWriter() async throws {
        let environment = try directory.open(synced: true)
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = directory.path as String] in
            try Child.dieWhileWriting(path)
        }
        let table = try environment.create("one")
        try put(environment, table, 2)
        #expect(try keys(environment, table) == [1, 2])
    }

    private func put(_ environment: Environment, _ table: Table, _ key: UInt64) throws {
        try environment.write { transaction in try transaction.put(table, key, [2]) }
    }

    private func keys(_ environment: Environment, _ table: Table) throws -> [UInt64] {
        try environment.read { try $0.integerKeys(table) }
    }

    @Test("The reader slot of a process that died is cleared.")
    func staleReader() async throws {
        let environment = try directory.open(maxReaders: 1)
        await #expect(processExitsWith: .exitCode(7)) { [path = directory.path as String] in
            try Child.dieWhileReading(path)
        }
        #expect(throws: LMDBError.readersFull) { try environment.read { _ in } }
        #expect(try environment.clearStaleReaders() == 1)
        #expect(try environment.clearStaleReaders() == 0)
        #expect(throws: Never.self) { try environment.read { _ in } }
    }

    @Test("Data beyond this process's map are reported, and cured by opening with the other's size.")
    func mapResized() async throws {
        let environment = try directory.open(mapSize: 1 << 20)
        await #expect(processExitsWith: .success) { [path = directory.path as String] in
            try Child.createLargeTable(path)
        }
        #expect(throws: LMDBError.mapResized) { try environment.read { _ in } }
        environment.close()
        let larger = try directory.open()
        #expect(try keys(larger, larger.create("large")) == [1])
    }

    @Test("A directory without permission is refused as such.")
    func permission() async throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: directory.path)
        await #expect(processExitsWith: .success) { [path = directory.path as String] in
            // Root is let in everywhere, so become nobody.
            #expect(geteuid() != 0 || seteuid(65_534) == 0)
            let error = #expect(throws: LMDBError.permissionDenied) { _ = try Environment(path: path) }
            #expect(error?.remedy.contains("data.mdb") == true)
        }
    }

    @Test("A file that may not grow is an error of the commit that stores nothing, and clears when there is room.")
    func fileSizeLimit() async throws {
        await #expect(processExitsWith: .success) { [path = directory.path as String] in
            try Child.meetFileSizeLimit(path)
        }
    }

    @Test("A writing transaction that is released on another thread stops the program instead of breaking the lock.")
    func wrongThread() async throws {
        await #expect(processExitsWith: .failure) { [path = directory.path as String] in
            try Child.releaseOnAnotherThread(path)
        }
        await #expect(processExitsWith: .exitCode(9)) { [path = directory.path as String] in
            try Child.commitOnAnotherThread(path)
        }
    }

    @Test("Reserved room that is overfilled, or exchanged for other room, stops the program.")
    func misusedReserve() async throws {
        await #expect(processExitsWith: .failure) { [path = directory.path as String] in
            try Child.reserve(path) { output in
                for _ in 0..<9 { output.append(1) }
            }
        }
        await #expect(processExitsWith: .failure) { [path = directory.path as String] in
            try Child.reserve(path) { output in output = OutputRawSpan() }
        }
        await #expect(processExitsWith: .success) { [path = directory.path as String] in
            try Child.reserve(path) { output in
                for _ in 0..<8 { output.append(1) }
            }
        }
    }
}

/// What runs in the other process.
private enum Child {
    static func open(_ path: String) throws -> Environment {
        try Environment(path: path, options: .init(mapSize: 64 << 20, maxTables: 8))
    }

    static func createTables(_ path: String) throws {
        let environment = try open(path)
        for name in ["one", "two"] {
            let table = try environment.create(name)
            try environment.write { transaction in try transaction.put(table, 1, [1]) }
        }
    }

    static func dieWhileWriting(_ path: String) throws {
        let environment = try open(path)
        let table = try environment.create("one")
        try environment.write { transaction in try transaction.put(table, 1, [1]) }
        try environment.write { transaction in
            for key in 2..<5_000 { try transaction.put(table, UInt64(key), [UInt8](repeating: 1, count: 100)) }
            kill(getpid(), SIGKILL)
        }
    }

    static func dieWhileReading(_ path: String) throws {
        try open(path).read { _ in _exit(7) }
    }

    static func createLargeTable(_ path: String) throws {
        let environment = try open(path)
        let table = try environment.create("large")
        try environment.write { transaction in
            try transaction.put(table, 1, [UInt8](repeating: 1, count: 4 << 20))
        }
    }

    /// The limit on the size of files stands in for a full disk: the same system call fails in the same place.
    static func meetFileSizeLimit(_ path: String) throws {
        signal(SIGXFSZ, SIG_IGN)
        let environment = try open(path)
        let table = try environment.create("entries")
        try environment.write { transaction in try transaction.put(table, 1, [1]) }
        func putLarge() throws {
            try environment.write { transaction in
                try transaction.put(table, 2, [UInt8](repeating: 1, count: 4 << 20))
            }
        }
        let size = try environment.info.lastPage * 4_096 + 4_096
        // At the end of the file nothing can be written; a little behind it, only the beginning of the pages.
        for (room, code) in [(0, EFBIG), (100_000, EIO)] {
            try withFileSizeLimit(size + room) { () throws -> Void in
                let error = #expect(throws: LMDBError(code: code, operation: "", path: "")) { try putLarge() }
                #expect(error?.operation == "commit")
                #expect(try environment.read { try $0.integerKeys(table) } == [1])
            }
        }
        try putLarge()
        #expect(try environment.read { try $0.integerKeys(table) } == [1, 2])
    }

    private static func withFileSizeLimit(_ size: Int, _ body: () throws -> Void) rethrows {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        let usual = limit.rlim_cur
        limit.rlim_cur = UInt(size)
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        defer {
            limit.rlim_cur = usual
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        }
        try body()
    }

    static func reserve(_ path: String, _ fill: (inout OutputRawSpan) -> Void) throws {
        let environment = try open(path)
        let table = try environment.create("entries")
        try environment.write { transaction in try transaction.reserve(table, key: 1, size: 8, fill) }
    }

    /// Holds a writing transaction where any thread can reach it, as no program should.
    final class Holder: @unchecked Sendable {
        var transaction: WriteTransaction?

        init(_ environment: Environment) throws {
            transaction = try environment.beginWrite()
        }
    }

    static func onAnotherThread(_ body: @escaping @Sendable () -> Void) {
        let ended = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            body()
            ended.signal()
        }
        ended.wait()
    }

    static func releaseOnAnotherThread(_ path: String) throws {
        let holder = try Holder(open(path))
        onAnotherThread { holder.transaction = nil }
    }

    static func commitOnAnotherThread(_ path: String) throws {
        let holder = try Holder(open(path))
        onAnotherThread {
            do throws(LMDBError) {
                try holder.transaction.take()?.commit()
            } catch {
                _exit(error == .wrongThread ? 9 : 1)
            }
        }
    }
}
