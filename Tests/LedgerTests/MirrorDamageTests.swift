import EntryFormat
import Foundation
import LMDB
import Testing
import TransparencyLog

@testable import Ledger

@Suite("A damaged mirror, its backup, and its death", .serialized)
struct MirrorDamageTests {
    /// A closed node with a sparse mirrored log of 700 entries, between own entries, and cosigned heads of both logs.
    private func node() throws -> Workbench {
        let bench = try Workbench()
        let ledger = try bench.open(projections: [CountView()])
        var foreign = try ForeignLog()
        try foreign.add(0..<1200)
        let log = try ledger.mirror(foreign)
        let witness = try SignerKey(name: "witness.example", type: .cosignature, seed: [UInt8](repeating: 3, count: 32))
        _ = try ledger.addMirror(
            origin: foreign.origin, party: foreign.party, name: "Hospital",
            verifierKeys: [foreign.key.verifierKey.text, witness.verifierKey.text], record: [])
        try ledger.add("own", to: "claim/210200/1")
        try ledger.commitAndWait(try foreign.commit(log, from: 0, to: 300, entries: [270, 280]))
        try ledger.add("own", to: "claim/210200/2")
        try ledger.commitAndWait(
            try foreign.commit(log, from: 300, to: 1100, entries: [3, 40, 41, 600], record: [7, 8, 9]))
        for log in ledger.logs {
            let note = try Note(#require(try ledger.checkpoint(of: log)))
            let checkpoint = try Checkpoint(note.text)
            let cosignature = try witness.cosign(checkpoint, at: 1_800_000_000)
            try ledger.keepCosigned(note.adding([cosignature]).encoded, of: log, size: checkpoint.size)
        }
        ledger.close()
        let result = try Ledger.verify(bench.directory)
        #expect(result.ok && result.entries == 8 && result.signatures == 4, "\(result.problems.map(\.message))")
        return bench
    }

    private func value(
        _ bench: Workbench, _ table: KeyPath<LogStore.Tables, Table>, _ key: UInt64
    ) throws -> [UInt8] {
        let store = try LogStore(path: bench.directory.log, mapBytes: 1 << 34, access: .reading)
        defer { store.close() }
        return try #require(try store.read { try $0.copy(store.tables[keyPath: table], key: key) })
    }

    private func flip(
        _ bench: Workbench, _ pattern: [UInt8], every step: Int, _ check: (Int, Verification) -> Void = { _, _ in }
    ) throws {
        let file = try DataFile("\(bench.directory.log)/data.mdb")
        let places = file.places(of: pattern)
        try #require(!places.isEmpty)
        for bit in stride(from: 0, to: 8 * pattern.count, by: step) {
            try file.withFlip(bit, behind: places) {
                let result = try Ledger.verify(bench.directory)
                #expect(!result.ok, "bit \(bit) was flipped unnoticed")
                check(bit, result)
            }
        }
        #expect(try Ledger.verify(bench.directory).ok)
    }

    @Test("A flipped bit of anything that is stored of a mirror is reported, with the entry where there is one.")
    func flips() throws {
        let bench = try node()
        // Positions: own 0, mirrored 1 and 2 (270, 280), own 3, then 3, 40, 41, 600.
        for (position, number) in [1: 270, 5: 40, 7: 600] as [UInt64: UInt64] {
            try flip(bench, try value(bench, \.entries, position), every: 37) { bit, result in
                #expect(result.problemCount == 1, "bit \(bit): \(result.problems.map(\.message))")
                #expect(result.problems[0].number == number && result.problems[0].position == position)
            }
        }
        // Rows with entries, of an old edge, of the edge, and above.
        let rows: [(Int, UInt64, Int)] = [(0, 1, 101), (0, 9, 301), (0, 34, 301), (1, 0, 61)]
        for (level, row, step) in rows {
            let key = RowKey.hashes(log: 1, tileLevel: level, row: row)
            try flip(bench, try value(bench, \.hashes, key), every: step) { bit, result in
                if level == 0, row == 1, (8..<10).contains(bit / 256) {
                    #expect(result.problems.contains { $0.number == 32 + UInt64(bit / 256) })
                }
            }
        }
        // Holes, and places.
        try flip(bench, try value(bench, \.sequence, RowKey.sequence(log: 1, row: 0)), every: 13) { bit, result in
            #expect(result.problems.contains { $0.number == UInt64(bit / 64) })
        }
        try flip(bench, try value(bench, \.frontiers, 1), every: 17)
        try flip(bench, try value(bench, \.checkpoints, 1), every: 11)
        try flip(bench, try value(bench, \.logs, 1), every: 17)
        let store = try LogStore(path: bench.directory.log, mapBytes: 1 << 34, access: .reading)
        let (record, cosigned) = try store.read { transaction in
            let log = try store.tables.identities(in: transaction)[1]
            let table = try #require(store.tables.cosigned)
            let mirrors = try #require(store.tables.mirrors)
            let key = CosignedHeads.key(log, 1100)
            return (
                try #require(try transaction.copy(mirrors, key: 1)),
                try #require(try transaction.copy(table, key: key.span.bytes))
            )
        }
        store.close()
        try flip(bench, record, every: 1)
        try flip(bench, cosigned, every: 43)
    }

    /// Changes the store behind the ledger's back.
    private func change(_ bench: Workbench, _ body: (LogStore.Tables, inout WriteTransaction) throws -> Void) throws {
        let store = try LogStore(path: bench.directory.log, mapBytes: 1 << 34, access: .writing)
        defer { store.close() }
        try store.write { try body(store.tables, &$0) }
    }

    @Test("Rows that are gone, too many, exchanged or of another form are reported.")
    func rows() throws {
        let changes: [(String, (LogStore.Tables, inout WriteTransaction) throws -> Void)] = [
            ("missing entry", { _ = try $1.delete($0.entries, key: 5) }),
            ("missing last entry", { _ = try $1.delete($0.entries, key: 7) }),
            ("missing row of places", { _ = try $1.delete($0.sequence, key: RowKey.sequence(log: 1, row: 0)) }),
            (
                "row of holes",
                { tables, transaction in
                    let holes = [UInt64](repeating: RowKey.hole, count: 2)
                    try CommitDraft.put(holes, at: RowKey.sequence(log: 1, row: 2), tables.sequence, &transaction)
                }
            ),
            ("missing hashes", { _ = try $1.delete($0.hashes, key: RowKey.hashes(log: 1, tileLevel: 0, row: 1)) }),
            (
                "missing edge",
                { tables, transaction in
                    for row in 32..<35 as Range<UInt64> {
                        _ = try transaction.delete(tables.hashes, key: RowKey.hashes(log: 1, tileLevel: 0, row: row))
                    }
                }
            ),
            (
                "missing upper hashes",
                { _ = try $1.delete($0.hashes, key: RowKey.hashes(log: 1, tileLevel: 1, row: 0)) }
            ),
            (
                "hashes behind the end",
                {
                    try $1.put($0.hashes, key: RowKey.hashes(log: 1, tileLevel: 0, row: 80), value: [1].span.bytes)
                }
            ),
            (
                "hashes of a level too high",
                {
                    try $1.put($0.hashes, key: RowKey.hashes(log: 1, tileLevel: 9, row: 0), value: [1].span.bytes)
                }
            ),
            ("no frontier", { _ = try $1.delete($0.frontiers, key: 1) }),
            ("no checkpoint", { _ = try $1.delete($0.checkpoints, key: 1) }),
            ("no record", { _ = try $1.delete(#require($0.mirrors), key: 1) }),
            ("record of nobody", { try $1.put(#require($0.mirrors), key: 9, value: [1].span.bytes) }),
            (
                "cosigned by nobody",
                { tables, transaction in
                    try transaction.put(#require(tables.cosigned), key: [1, 2].span.bytes, value: [1].span.bytes)
                }
            ),
            (
                "rows of no log",
                { try $1.put($0.sequence, key: RowKey.sequence(log: 5, row: 0), value: [1].span.bytes) }
            ),
            (
                "exchanged",
                { tables, transaction in
                    var places = try #require(
                        try transaction.copy(tables.sequence, key: RowKey.sequence(log: 1, row: 0)))
                    (places[8 * 40], places[8 * 41]) = (places[8 * 41], places[8 * 40])
                    try transaction.put(
                        tables.sequence, key: RowKey.sequence(log: 1, row: 0), value: places.span.bytes)
                }
            ),
            (
                "older checkpoint",
                { tables, transaction in
                    var foreign = try ForeignLog()
                    try foreign.add(0..<300)
                    let note = try foreign.checkpoint(300)
                    try transaction.put(tables.checkpoints, key: 1, value: note.utf8.span.bytes)
                }
            ),
        ]
        for (name, body) in changes {
            let bench = try node()
            try change(bench, body)
            let result = try Ledger.verify(bench.directory)
            #expect(!result.ok, "\(name) was not noticed")
            if name == "missing entry" { #expect(result.problems.contains { $0.number == 40 }) }
            if name == "exchanged" { #expect(Set(result.problems.compactMap(\.number)) == [40, 41]) }
        }
    }

    /// Every row of the log's store.
    private func everything(_ directory: DataDirectory) throws -> [String: [[UInt8]]] {
        let store = try LogStore(path: directory.log, mapBytes: 1 << 34, access: .reading)
        defer { store.close() }
        return try store.read { transaction in
            let tables = store.tables
            var everything: [String: [[UInt8]]] = [:]
            let all: [(String, Table?)] = [
                ("entries", tables.entries), ("sequence", tables.sequence), ("hashes", tables.hashes),
                ("frontiers", tables.frontiers), ("logs", tables.logs), ("checkpoints", tables.checkpoints),
                ("meta", tables.meta), ("mirrors", tables.mirrors), ("cosigned", tables.cosigned),
            ]
            for (name, table) in all {
                var rows: [[UInt8]] = []
                var cursor = try transaction.cursor(#require(table))
                while try cursor.next() { rows.append(Array(copying: cursor.key) + Array(copying: cursor.value)) }
                everything[name] = rows
            }
            return everything
        }
    }

    @Test(
        "A backup, in one run or several, brings a mirror back row by row; one that is of another history is refused.")
    func backup() throws {
        let bench = try node()
        let path = "\(bench.folder)/backup"
        var ledger = try bench.open()
        #expect(try ledger.backUp(to: path) == BackupSummary(entries: 8, added: 8, blobs: 0, logs: 2))
        var foreign = try ForeignLog()
        try foreign.add(0..<1200)
        var log = ledger.logs[1]
        try ledger.commitAndWait(try foreign.commit(log, from: 1100, to: 1150, entries: [2, 900], record: [5]))
        #expect(try ledger.backUp(to: path).added == 2)
        try ledger.commitAndWait(try foreign.commit(log, from: 1150, to: 1200, entries: [1199], record: [6]))
        var other = try ForeignLog("H2", seed: 9)
        try other.add(0..<5)
        _ = try ledger.mirror(other)
        #expect(try ledger.backUp(to: path).added == 1)
        #expect(try ledger.backUp(to: path).added == 0)
        ledger.close()
        let target = DataDirectory(path: "\(bench.folder)/restored")
        _ = try Ledger.restore(
            from: path, to: target, keys: bench.directory.keys, logMapBytes: 1 << 34, viewsMapBytes: 1 << 34)
        let (before, after) = (try everything(bench.directory), try everything(target))
        // The restored node's own log has new witness and mirror keys.
        for (name, rows) in before where name != "logs" { #expect(after[name] == rows, "\(name)") }
        var options = Ledger.Options()
        options.readOnly = true
        let logs = try Ledger(target, decider: { _ in "" }, options: options).closing { $0.logs }
        #expect(logs.count == 3 && logs[0].verifierKeys[0] == ledger.logs[0].verifierKeys[0])
        #expect(logs[0].verifierKeys[1] != ledger.logs[0].verifierKeys[1] && logs[1...] == ledger.logs[1...])
        #expect(try Ledger.verify(target).ok)
        // A node that holds less of the mirrored log than the file does is older than its backup.
        let past = try node()
        try FileManager.default.removeItem(atPath: "\(past.directory.path)")
        try FileManager.default.copyItem(atPath: target.path, toPath: past.directory.path)
        ledger = try past.open()
        log = ledger.logs[1]
        try foreign.add(1200..<1300)
        try ledger.commitAndWait(try foreign.commit(log, from: 1200, to: 1300, entries: []))
        _ = try ledger.backUp(to: path)
        ledger.close()
        ledger = try bench.open()
        #expect(throws: LedgerError(.backupMismatch, "", remedy: "")) { try ledger.backUp(to: path) }
        ledger.close()
    }

    @Test(
        "A mirror killed between its packages loses nothing that it acknowledged, and its record is that of its tree.")
    func killed() throws {
        let bench = try Workbench()
        var newest: UInt64 = 0
        for _ in 0..<6 {
            let child = try Child("mirror", bench.directory.path)
            #expect(child.wait(for: "open"))
            _ = child.wait(forLines: Int.random(in: 2...20))
            child.kill()
            for line in child.finish().lines where line.hasPrefix("mirrored ") {
                newest = max(newest, UInt64(line.dropFirst(9)) ?? 0)
            }
            let ledger = try bench.open(projections: [CountView()])
            defer { ledger.close() }
            let size = try ledger.tree(of: ledger.logs[1]).frontier.size
            #expect(size >= newest && size <= newest + 100)
            #expect(try ledger.mirrorRecord(of: ledger.logs[1]) == (size == 0 ? [] : Array("\(size)".utf8)))
            #expect(try ledger.held(of: ledger.logs[1]) == size)
            let result = try ledger.verify()
            #expect(result.ok, "\(result.problems.map(\.message))")
            newest = size
        }
        #expect(newest > 0)
    }
}
