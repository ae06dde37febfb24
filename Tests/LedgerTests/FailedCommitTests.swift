import EntryFormat
import Foundation
import LMDB
import Testing

@testable import Ledger

/// LMDB gives a head that it could not write the failed commit's trees, under the head's old number.
@Suite("A commit that failed in its head")
struct FailedCommitTests {
    private let files = FileManager.default

    /// A closed node of five entries, whose checkpoints are written down.
    private func node() throws -> Workbench {
        let bench = try Workbench()
        let ledger = try bench.open()
        for step in 0..<5 { try ledger.add("\(step)", to: "claim/210200/1") }
        ledger.close()
        return bench
    }

    private func data(_ bench: Workbench) -> String { "\(bench.directory.log)/data.mdb" }

    private func store(_ bench: Workbench) throws -> LogStore {
        try LogStore(path: bench.directory.log, mapBytes: 1 << 34, access: .writing)
    }

    /// Takes from this process's open store the right to write its heads, until it is opened again: they alone go through a
    /// descriptor of their own, opened with `O_DSYNC`.
    private func refuseHeads(_ bench: Workbench) throws {
        var expected = stat()
        try #require(stat(data(bench), &expected) == 0)
        let descriptors = try files.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
        let own = descriptors.filter { descriptor in
            var found = stat()
            return fstat(descriptor, &found) == 0 && found.st_ino == expected.st_ino
                && found.st_dev == expected.st_dev && fcntl(descriptor, F_GETFL) & O_DSYNC == O_DSYNC
        }
        try #require(own.count == 1)
        let reading = open(data(bench), O_RDONLY | O_CLOEXEC)
        try #require(reading >= 0)
        defer { close(reading) }
        try #require(dup2(reading, own[0]) == own[0])
    }

    /// A store with such a commit, open.
    private func failed(_ bench: Workbench) throws -> LogStore {
        let store = try store(bench)
        try refuseHeads(bench)
        let error = #expect(throws: LedgerError.self) { try store.write { try store.writeFormat(in: &$0) } }
        #expect(error?.code == .directoryUnusable)
        return store
    }

    private func expectAlarm(_ store: LogStore) {
        let alarm = #expect(throws: LedgerError.self) { try store.checkPages() }
        #expect(alarm?.code == .damaged)
        #expect(alarm?.message.contains("the older head says that it is of the commit") ?? false)
    }

    @Test("Whoever has seen it fail makes it good by another commit, which changes nothing.")
    func madeGood() throws {
        let bench = try node()
        let store = try failed(bench)
        try store.reopen()
        let before = try store.lastTransaction()
        expectAlarm(store)
        try store.makeGood()
        try store.checkPages()
        #expect(try store.lastTransaction() == before + 1)
        try store.makeGood()
        #expect(try store.lastTransaction() == before + 1)
        store.close()
        let report = try Ledger.verify(bench.directory)
        #expect(report.ok && report.entries == 5)
    }

    @Test("It is made good where the store is just closed afterwards.")
    func closed() throws {
        let bench = try node()
        try failed(bench).close()
        let report = try Ledger.verify(bench.directory)
        #expect(report.ok && report.entries == 5)
    }

    @Test("It stays an alarm for whoever finds it, until there is something to commit: it may be a damaged head.")
    func found() throws {
        let bench = try node()
        let store = try failed(bench)
        try files.copyItem(atPath: data(bench), toPath: "\(bench.folder)/kept")
        store.close()
        try files.removeItem(atPath: data(bench))
        try files.moveItem(atPath: "\(bench.folder)/kept", toPath: data(bench))
        let finder = try self.store(bench)
        expectAlarm(finder)
        finder.close()
        try bench.open().close()
        let report = try Ledger.verify(bench.directory)
        #expect(!report.ok && report.problems.count == 1)
        let ledger = try bench.open()
        try ledger.add("6", to: "claim/210200/1")
        #expect(try ledger.verify().ok)
        ledger.close()
    }

    @Test("A ledger refuses what it could not commit, is sound at once, and goes on.")
    func ledger() throws {
        let bench = try node()
        let ledger = try bench.open()
        try refuseHeads(bench)
        let error = #expect(throws: LedgerError.self) { try ledger.add("6", to: "claim/210200/1") }
        #expect(error?.code == .directoryUnusable)
        let sound = try ledger.verify()
        #expect(sound.ok && sound.entries == 5, "\(sound.problems.map(\.message))")
        #expect(try ledger.add("7", to: "claim/210200/1").number == 5)
        ledger.close()
        let report = try Ledger.verify(bench.directory)
        #expect(report.ok && report.entries == 6)
    }
}
