import EntryFormat
import Foundation
import LMDB
import Testing
import TransparencyLog

@testable import Ledger

@Suite("Mirrored logs")
struct MirrorTests {
    @Test(
        "A mirrored log appears while the node runs, durably, for readers beside it too; the same again is no change.")
    func adding() throws {
        let bench = try Workbench()
        let reader = try Child("logs", bench.directory.path)
        let ledger = try bench.open()
        #expect(reader.wait(for: "open 1"))
        let foreign = try ForeignLog()
        let log = try ledger.mirror(foreign, record: [4, 5])
        #expect(log.local == 1 && !log.isHosted && ledger.logs.count == 2 && ledger.log(origin: foreign.origin) == log)
        #expect(try ledger.mirror(foreign, record: [9]) == log && ledger.mirrorRecord(of: log) == [4, 5])
        #expect(try ledger.checkpoint(of: log) == nil && ledger.tree(of: log).frontier.size == 0)
        #expect(try ledger.mirrorRecord(of: ledger.logs[0]) == nil)
        // A reader that was open before sees the log, and the entries that came since.
        var longer = foreign
        try longer.add(0..<10)
        try ledger.commitAndWait(try longer.commit(log, from: 0, to: 10, entries: [3, 4], record: [4, 5]))
        try reader.letGo()
        #expect(reader.finish().lines.last == "logs 2 [4, 5] 10 1")
        // A key that comes later is added; none is dropped.
        let second = try ForeignLog(seed: 8).key.verifierKey.text
        let rotated = try ledger.addMirror(
            origin: foreign.origin, party: foreign.party, name: "New name", verifierKeys: [second], record: [])
        #expect(rotated.verifierKeys == log.verifierKeys + [second] && rotated.name == "New name")
        ledger.close()
        let again = try bench.open()
        defer { again.close() }
        #expect(again.logs[1] == rotated)
        let result = try again.verify()
        #expect(result.ok, "\(result.problems.map(\.message))")
    }

    @Test("What cannot be a mirror is refused, and nothing is made.")
    func badMirrors() throws {
        let bench = try Workbench()
        let ledger = try bench.open()
        let foreign = try ForeignLog()
        let key = foreign.key.verifierKey.text
        let witness = try SignerKey(name: "w", type: .cosignature, seed: [UInt8](repeating: 1, count: 32))
        func refused(
            _ code: LedgerError.Code, _ origin: String, _ party: String, _ keys: [String], name: String = "x"
        ) {
            let error = #expect(throws: LedgerError.self) {
                try ledger.addMirror(origin: origin, party: party, name: name, verifierKeys: keys, record: [])
            }
            #expect(error?.code == code)
        }
        refused(.alreadyHosted, ledger.logs[0].origin, Workbench.center, [key])
        refused(.badName, foreign.origin, foreign.party, [])
        refused(.badName, foreign.origin, foreign.party, ["nonsense"])
        refused(.badName, foreign.origin, foreign.party, [witness.verifierKey.text])
        refused(.badName, foreign.origin, "Nobody", [key])
        refused(.badName, "has spaces", foreign.party, [key])
        refused(.badName, foreign.origin, foreign.party, [key], name: "")
        _ = try ledger.mirror(foreign)
        refused(.alreadyHosted, foreign.origin, "hospital:other", [key])
        #expect(ledger.logs.count == 2)
        ledger.close()
        let reader = try bench.open(readOnly: true)
        defer { reader.close() }
        #expect(throws: LedgerError(.readOnly, "", remedy: "")) { try reader.mirror(try ForeignLog("H2")) }
    }

    @Test("A directory that older versions have made is opened as it is; its format changes with its first mirror.")
    func olderDirectory() throws {
        let bench = try Workbench()
        let first = try bench.open()
        try first.add("a", to: "claim/210200/1")
        first.close()
        let environment = try Environment(path: bench.directory.log, options: .init(mapSize: 1 << 34, maxTables: 16))
        try environment.write { transaction in
            try transaction.drop(try transaction.openTable("mirrors", keys: .integer))
            try transaction.drop(try transaction.openTable("cosigned", keys: .bytes))
        }
        environment.close()
        func format() throws -> [UInt8]? {
            let store = try LogStore(path: bench.directory.log, mapBytes: 1 << 34, access: .reading)
            defer { store.close() }
            return try store.read { try $0.copy(store.tables.meta, key: Array("format".utf8).span.bytes) }
        }
        #expect(try Ledger.verify(bench.directory).ok)
        let reader = try bench.open(readOnly: true)
        #expect(try reader.mirrorRecord(of: reader.logs[0]) == nil)
        #expect(try reader.cosigned(of: reader.logs[0], covering: 0, limit: 1).isEmpty)
        #expect(try reader.checkpoint(of: reader.logs[0]) != nil)
        reader.close()
        let ledger = try bench.open()
        #expect(try ledger.verify().ok && ledger.texts("claim/210200/1") == ["a"])
        ledger.close()
        #expect(try format() == [1])
        let mirroring = try bench.open()
        _ = try mirroring.mirror(try ForeignLog())
        try mirroring.add("b", to: "claim/210200/1")
        mirroring.close()
        try Ledger.addParty(
            in: bench.directory, role: "unit", code: "1", name: "Unit", origin: "triplicate.example/unit-1")
        #expect(try format() == [2])
        #expect(try Ledger.verify(bench.directory).ok)
    }

    @Test("A dense full mirror has the very rows of the hosted log.")
    func dense() throws {
        let source = try Workbench(parties: [("hospital", "H11010500001")])
        let hosted = try source.open()
        for start in stride(from: 0, to: 700, by: 100) { try hosted.add(start..<start + 100, by: Workbench.hospital) }
        let checkpoint = try #require(try hosted.checkpoint(of: hosted.logs[0]))
        let entries = try (0..<700 as Range<UInt64>).map { number in
            try hosted.store.read { transaction in
                try hosted.store.tables.withEntry(at: number, in: transaction) { (_, view) in Array(copying: view.bytes)
                }
            }
        }
        var foreign = try ForeignLog()
        foreign.entries = entries
        let own = try Workbench()
        let ledger = try own.open()
        let log = try ledger.addMirror(
            origin: hosted.logs[0].origin, party: Workbench.hospital, name: "x",
            verifierKeys: hosted.logs[0].verifierKeys, record: [])
        var done = 0
        for size in [1, 31, 256, 300, 512, 513, 700] {
            var commit = try foreign.commit(log, from: done, to: size, entries: Array(done..<size))
            commit.checkpoint =
                size == 700
                ? checkpoint
                : try Checkpoint(origin: log.origin, size: UInt64(size), root: foreign.frontier(size).root)
                    .signed(by: LogKeys(folder: source.directory.keys).signer(of: hosted.logs[0], at: 0)).encoded
            try ledger.commitAndWait(commit)
            done = size
        }
        func rows(_ ledger: Ledger, _ log: UInt64, _ table: KeyPath<LogStore.Tables, Table>) throws -> [[UInt8]] {
            try ledger.store.read { transaction in
                var rows: [[UInt8]] = []
                var cursor = try transaction.cursor(ledger.store.tables[keyPath: table])
                while try cursor.next() {
                    guard cursor.integerKey >> 44 == log else { continue }
                    var key: [UInt8] = []
                    key.append(littleEndian: cursor.integerKey & (1 << 44 - 1))
                    rows.append(key + Array(copying: cursor.value))
                }
                return rows
            }
        }
        #expect(try rows(ledger, 1, \.hashes) == rows(hosted, 0, \.hashes))
        #expect(try rows(ledger, 1, \.sequence) == rows(hosted, 0, \.sequence))
        #expect(try ledger.tree(of: log) == hosted.tree(of: hosted.logs[0]))
        #expect(try ledger.checkpoint(of: log) == checkpoint && ledger.held(of: log) == 700)
        #expect(try ledger.texts("claim/210200/3") == hosted.texts("claim/210200/3"))
        let result = try ledger.verify()
        #expect(result.ok && result.entries == 700, "\(result.problems.map(\.message))")
        ledger.close()
        hosted.close()
    }

    @Test("Every package that does not check is refused, and nothing is changed.")
    func refusals() throws {
        let bench = try Workbench()
        let ledger = try bench.open(projections: [CountView()])
        defer { ledger.close() }
        var foreign = try ForeignLog()
        try foreign.add(0..<1400)
        let log = try ledger.mirror(foreign)
        try ledger.commitAndWait(try foreign.commit(log, from: 0, to: 300, entries: [3, 40, 270]))
        let good = try foreign.commit(log, from: 300, to: 1400, entries: [2, 500, 501])
        let other = try ForeignLog(seed: 9)
        var stranger = try ForeignLog("H9")
        try stranger.add(0..<1)
        let before = try (ledger.tree(of: log), ledger.end(), ledger.mirrorRecord(of: log), ledger.checkpoint(of: log))
        func refused(_ words: String, _ change: (inout MirroredCommit) throws -> Void) throws {
            var commit = good
            try change(&commit)
            let error = #expect(throws: LedgerError.self, "\(words)") { try ledger.commitAndWait(commit) }
            #expect(
                error?.code == .badMirror && (words.isEmpty || error?.message.contains(words) == true),
                "\(error?.message ?? "")")
            #expect(try ledger.tree(of: log) == before.0 && ledger.end() == before.1)
            #expect(try ledger.mirrorRecord(of: log) == before.2 && ledger.checkpoint(of: log) == before.3)
        }
        let zero = TreeHash.empty
        func spoil(_ run: MirroredCommit.Run, at place: Int) -> MirroredCommit.Run {
            var hashes = run.hashes
            hashes[place] = zero
            return .init(tileLevel: run.tileLevel, first: run.first, hashes: hashes)
        }
        try refused("smaller") { $0 = try foreign.commit(log, from: 0, to: 299, entries: []) }
        try refused("peaks") { $0.peaks.removeLast() }
        try refused("signed over") { $0.peaks[0] = zero }
        try refused("without a checkpoint") { $0.checkpoint = nil }
        try refused("does not verify") { $0.checkpoint = "nonsense" }
        try refused("does not verify") { commit in
            commit.checkpoint = try Checkpoint(origin: foreign.origin, size: 1400, root: foreign.frontier(1400).root)
                .signed(by: other.key).encoded
        }
        try refused("does not verify") { $0.checkpoint = try stranger.checkpoint(1) }
        try refused("signed over") { $0.checkpoint = try foreign.checkpoint(1399) }
        try refused("lacks the hash 1 of tile level 1") { commit in commit.hashes.removeAll { $0.tileLevel == 1 } }
        for place in good.hashes.indices {
            try refused("") { $0.hashes[place] = spoil($0.hashes[place], at: 0) }
            try refused("") { $0.hashes[place] = spoil($0.hashes[place], at: $0.hashes[place].hashes.count - 1) }
            // The first tile is held already.
            guard good.hashes[place].tileLevel > 0 || good.hashes[place].first > 0 else { continue }
            try refused("") { _ = $0.hashes.remove(at: place) }
        }
        try refused("lie outside") { $0.hashes.append(.init(tileLevel: 9, first: 0, hashes: [zero])) }
        try refused("lie outside") { $0.hashes.append(.init(tileLevel: 0, first: 1400, hashes: [zero])) }
        try refused("lie outside") { $0.hashes.append(.init(tileLevel: 0, first: .max, hashes: [zero])) }
        try refused("lies outside") { $0.entries.append((1400, foreign.entries[2])) }
        try refused("does not have the hash") { $0.entries[0].number = 4 }
        try refused("does not have the hash") { $0.entries[1].bytes[$0.entries[1].bytes.count - 1] ^= 1 }
        try refused("not in order") { $0.entries.swapAt(1, 2) }
        try refused("not in order") { $0.entries.insert($0.entries[0], at: 0) }
        try refused("lacks the leaf hash") { $0.entries.append((600, foreign.entries[600])) }
        #expect(throws: LedgerError(.unknownLog, "", remedy: "")) {
            var commit = good
            commit.log = ledger.logs[0]
            try ledger.commitAndWait(commit)
        }
        try ledger.commitAndWait(good)
        #expect(try ledger.verify().ok)
    }
}
