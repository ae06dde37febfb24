import EntryFormat
import Foundation
import LMDB
import Testing
import TransparencyLog

@testable import Ledger

@Suite("A damaged, missing or older file")
struct DamageTests {
    private let files = FileManager.default

    /// A closed node of 300 entries whose views are flushed.
    private func node() throws -> Workbench {
        let bench = try Workbench()
        let ledger = try bench.open(projections: [CountView()])
        for step in 0..<300 { try ledger.add("\(step)", to: "claim/210200/\(step % 7)") }
        try ledger.flushViews()
        ledger.close()
        return bench
    }

    private func rows(_ ledger: Ledger) throws -> [String] {
        try ledger.rows(of: "counts").map { String(decoding: $0.key + [61] + $0.value, as: UTF8.self) }
    }

    private static let expected = (0..<7).map { "claim/210200/\($0)=\($0 < 6 ? 43 : 42)" }

    @Test("A log that is missing or empty is refused, and not begun anew under the old keys.")
    func missingLog() throws {
        let bench = try node()
        let data = "\(bench.directory.log)/data.mdb"
        try files.moveItem(atPath: data, toPath: "\(bench.folder)/kept")
        for content in [nil, Data()] {
            if let content { try content.write(to: URL(fileURLWithPath: data)) }
            for readOnly in [false, true] {
                let error = #expect(throws: LedgerError.self) { try bench.open(readOnly: readOnly) }
                #expect(error?.code == .damaged)
            }
            let error = #expect(throws: LedgerError.self) {
                try Ledger.addParty(
                    in: bench.directory, role: "center", code: "210200", name: "x",
                    origin: "triplicate.example/center-210200")
            }
            #expect(error?.code == .damaged)
            #expect(try !Ledger.verify(bench.directory).ok)
        }
        try files.removeItem(atPath: data)
        try files.moveItem(atPath: "\(bench.folder)/kept", toPath: data)
        let ledger = try bench.open(projections: [CountView()])
        #expect(try rows(ledger) == Self.expected)
        ledger.close()
    }

    @Test(
        "A log that was cut short or overwritten is refused or reported, in a child that may die of it.",
        arguments: 0..<8)
    func truncatedLog(eighth: Int) throws {
        let bench = try node()
        let path = "\(bench.directory.log)/data.mdb"
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for filler in [
            Data(), Data(repeating: 0, count: whole.count / 8), Data(repeating: 0xa5, count: whole.count / 8),
        ] {
            let start = eighth * whole.count / 8
            let rest = filler.isEmpty ? Data() : filler + whole[(start + filler.count)...]
            try (whole[..<start] + rest).write(to: URL(fileURLWithPath: path))
            let (lines, status) = try Child("verify", bench.directory.path).finish()
            // What stands in pages that are not used any more may change unnoticed: then nothing else does.
            if status == 0 {
                try whole.write(to: URL(fileURLWithPath: path))
                let sound = try Child("verify", bench.directory.path).finish()
                #expect(lines == sound.lines)
            } else {
                #expect(status == 1 || status < 0, "\(lines)")
            }
        }
    }

    @Test("Views that are missing, cut short, overwritten or another node's are built again.")
    func views() throws {
        let bench = try node()
        let other = try Workbench(parties: [("center", "999999")])
        let stranger = try other.open(projections: [CountView()])
        for step in 0..<400 { try stranger.add("\(step)", to: "claim/999999/\(step)", by: "center:999999") }
        try stranger.flushViews()
        stranger.close()
        let data = "\(bench.directory.views)/data.mdb"
        let foreign = try Data(contentsOf: URL(fileURLWithPath: "\(other.directory.views)/data.mdb"))
        let garbage = Data(repeating: 0x5a, count: 100_000)
        for content in [nil, Data(), garbage, foreign] {
            for readOnly in [true, false] {
                try? files.removeItem(atPath: data)
                if let content { try content.write(to: URL(fileURLWithPath: data)) }
                var ledger: Ledger? = try bench.open(projections: [CountView()], readOnly: readOnly)
                #expect(try ledger.map(rows) == Self.expected)
                #expect(try ledger?.texts("claim/210200/3").count == 43)
                let folder = try #require(ledger?.views.store.path)
                #expect((folder == bench.directory.views) == !readOnly)
                if !readOnly { #expect(try ledger?.replay(view: "counts", check: true).matches == true) }
                ledger = nil
                // A reader built views of its own, and left nothing.
                #expect(files.fileExists(atPath: folder) == !readOnly)
            }
        }
        try files.removeItem(atPath: bench.directory.views)
        let ledger = try bench.open(projections: [CountView()])
        #expect(try rows(ledger) == Self.expected)
        ledger.close()
    }

    @Test("A flipped bit of a head, of a chain or of the views' base is noticed; the views are then built again.")
    func damagedHeads() throws {
        let bench = try Workbench()
        var ledger = try bench.open(projections: [CountView()])
        for step in 0..<60 {
            try ledger.add("\(step)", to: "claim/210200/\(step % 7)", readers: [Workbench.hospital])
        }
        try ledger.flushViews()
        let stream = try StreamName("claim/210200/3")
        let head = try #require(try ledger.views.heads.head(of: stream))
        let base = try ledger.views.store.read {
            try $0.copy(ledger.views.store.meta, key: Array("base".utf8).span.bytes)
        }
        ledger.close()
        let file = try DataFile("\(bench.directory.views)/data.mdb")
        let chain = ReaderChain.record(newest: 59)
        for pattern in [head.record(name: stream), chain, try #require(base)] {
            let places = file.places(of: pattern)
            try #require(!places.isEmpty)
            for bit in stride(from: 0, to: 8 * pattern.count, by: 37) {
                // A copy: what is damaged is replaced.
                let copy = DataDirectory(path: "\(bench.folder)/copy")
                try? files.removeItem(atPath: copy.path)
                try file.withFlip(bit, behind: places) {
                    try files.copyItem(atPath: bench.directory.path, toPath: copy.path)
                }
                ledger = try Ledger(copy, projections: [CountView()], decider: { "center:\($0.decider)" })
                defer { ledger.close() }
                do {
                    let added = try ledger.add("more", to: "claim/210200/3", readers: [Workbench.hospital])
                    #expect(added.version == 10)
                } catch {
                    #expect((error as? LedgerError)?.code == .viewsDamaged, "\(error)")
                }
                // Whatever was written is in order.
                #expect(try ledger.verify().ok, "bit \(bit) of \(pattern.count) bytes led to a wrong entry")
            }
        }
    }

    @Test(
        "An entry that stands under a wrong position is told at once when the log is opened, however far off it stands.",
        .timeLimit(.minutes(5)), arguments: [10, 1 << 20, 1 << 45, 1 << 60, .max - 1, .max] as [UInt64])
    func misplaced(position: UInt64) throws {
        let bench = try Workbench()
        let ledger = try bench.open()
        for step in 0..<10 { try ledger.add("\(step)", to: "claim/210200/\(step % 3)") }
        ledger.close()
        let store = try LogStore(path: bench.directory.log, mapBytes: 1 << 34, access: .writing)
        try store.write { transaction in
            let record = try #require(try transaction.copy(store.tables.entries, key: 9))
            try transaction.delete(store.tables.entries, key: 9)
            try transaction.put(store.tables.entries, key: position, value: record.span.bytes)
        }
        store.close()
        for readOnly in [true, false] {
            let error = #expect(throws: LedgerError.self) { try bench.open(readOnly: readOnly) }
            #expect(error?.code == .damaged, "\(String(describing: error))")
        }
        #expect(try !Ledger.verify(bench.directory).ok)
    }

    @Test("Numbers in the views that no log reaches are damage, also where their checksums hold.")
    func boundlessNumbers() throws {
        let bench = try Workbench()
        let stream = try StreamName("claim/210200/1")
        for damage in ["head", "base"] {
            var ledger = try bench.open(projections: [CountView()])
            try ledger.add("first", to: stream.text)
            try ledger.flushViews()
            let (views, old) = (ledger.views.store, try #require(try ledger.views.heads.head(of: stream)))
            try views.write { transaction in
                if damage == "head" {
                    var head = old
                    head.count = .max
                    try transaction.put(views.heads, key: head.stream, value: head.record(name: stream).span.bytes)
                } else {
                    let key = Array("base".utf8)
                    var base = try #require(try transaction.copy(views.meta, key: key.span.bytes)).dropLast(4)
                    base.replaceSubrange(8..<16, with: repeatElement(0xFF, count: 8))
                    var record = Array(base)
                    record.appendChecksum()
                    try transaction.put(views.meta, key: key.span.bytes, value: record.span.bytes)
                }
            }
            ledger.close()
            ledger = try bench.open(projections: [CountView()])
            defer { ledger.close() }
            do {
                for name in [stream.text, "claim/210200/new"] { try ledger.add(damage, to: name) }
            } catch {
                #expect((error as? LedgerError)?.code == .viewsDamaged, "\(error)")
                #expect(damage == "head")
            }
            #expect(try ledger.verify().ok)
            ledger.close()
            try files.removeItem(atPath: bench.directory.views)
        }
    }

    @Test("A log that was put back to an earlier state is read, but not written, while the views know better.")
    func rewound() throws {
        let bench = try Workbench()
        var ledger = try bench.open(projections: [CountView()])
        for step in 0..<100 { try ledger.add("\(step)", to: "claim/210200/\(step % 7)") }
        ledger.close()
        let data = "\(bench.directory.log)/data.mdb"
        let older = try Data(contentsOf: URL(fileURLWithPath: data))
        ledger = try bench.open(projections: [CountView()])
        for step in 0..<50 { try ledger.add("\(step)", to: "claim/210200/\(step % 7)") }
        try ledger.flushViews()
        ledger.close()
        try older.write(to: URL(fileURLWithPath: data))
        let error = #expect(throws: LedgerError.self) { try bench.open(projections: [CountView()]) }
        #expect(error?.code == .rewound)
        #expect(error?.remedy.contains("second history") == true)
        let reader = try bench.open(projections: [CountView()], readOnly: true)
        #expect(try reader.end() == 100)
        #expect(try reader.rows(of: "counts").count == 7)
        reader.close()
        #expect(try Ledger.verify(bench.directory).ok)
        // An administrator who knows that nothing newer has left the node removes the views.
        try files.removeItem(atPath: bench.directory.views)
        ledger = try bench.open(projections: [CountView()])
        defer { ledger.close() }
        #expect(try ledger.add("on", to: "claim/210200/0").number == 100)
        #expect(try ledger.verify().ok)
    }

    @Test("A log that does not continue the checkpoint that was signed last is not signed, nor written to.")
    func contradiction() throws {
        // Two histories under one key: the second has the first one's checkpoint in its store.
        let bench = try Workbench()
        let ledger = try bench.open()
        for step in 0..<10 { try ledger.add("\(step)", to: "claim/210200/1") }
        ledger.close()
        let twin = DataDirectory(path: "\(bench.folder)/twin")
        try files.copyItem(atPath: bench.directory.path, toPath: twin.path)
        for (directory, text) in [(bench.directory, "one"), (twin, "two")] {
            try Ledger(directory, decider: { "center:\($0.decider)" }).closing {
                _ = try $0.add(text, to: "claim/210200/1")
            }
        }
        let store = try LogStore(path: twin.log, mapBytes: 1 << 34, access: .reading)
        let note = try #require(try store.read { try $0.copy(store.tables.checkpoints, key: 0) })
        store.close()
        let changed = try LogStore(path: bench.directory.log, mapBytes: 1 << 34, access: .writing)
        try changed.write { try $0.put(changed.tables.checkpoints, key: 0, value: note.span.bytes) }
        changed.close()
        let error = #expect(throws: LedgerError.self) { try bench.open() }
        #expect(error?.code == .damaged)
        #expect(error?.message.contains("does not continue the checkpoint") == true)
        let result = try Ledger.verify(bench.directory)
        #expect(result.problems.map(\.message).contains { $0.contains("has another root than its entries") })
    }

    @Test("Entries that were never signed are compared with their hashes before they are.")
    func unsignedTail() throws {
        let bench = try Workbench()
        let ledger = try bench.open()
        try ledger.add("first", to: "claim/210200/1")
        ledger.close()
        // As a kill leaves it: committed, and no checkpoint written over it.
        let store = try LogStore(path: bench.directory.log, mapBytes: 1 << 34, access: .writing)
        let old = try LogState(identity: ledger.logs[0]).signedCheckpoint(
            by: LogKeys(folder: bench.directory.keys).signer(of: ledger.logs[0], at: 0))
        try store.write { try $0.put(store.tables.checkpoints, key: 0, value: old.utf8.span.bytes) }
        let record = try #require(try store.read { try $0.copy(store.tables.entries, key: 0) })
        store.close()
        #expect(try Ledger.verify(bench.directory).unsigned == 1)
        let file = try DataFile("\(bench.directory.log)/data.mdb")
        let places = file.places(of: record)
        for bit in stride(from: 0, to: 8 * record.count, by: 31) {
            try file.withFlip(bit, behind: places) {
                let error = #expect(throws: LedgerError.self) { try bench.open() }
                #expect(error?.code == .damaged)
            }
        }
        let again = try bench.open()
        #expect(try Checkpoint(Note(#require(try again.checkpoint(of: again.logs[0]))).text).size == 1)
        again.close()
        #expect(try Ledger.verify(bench.directory).unsigned == 0)
    }

    @Test("What a killed writer left is committed anew before anything is answered from it.")
    func unsecuredTail() throws {
        let bench = try Workbench()
        let ledger = try bench.open()
        try ledger.add("first", to: "claim/210200/1")
        ledger.close()
        let store = try LogStore(path: bench.directory.log, mapBytes: 1 << 34, access: .writing)
        let old = try LogState(identity: ledger.logs[0]).signedCheckpoint(
            by: LogKeys(folder: bench.directory.keys).signer(of: ledger.logs[0], at: 0))
        try store.write { try $0.put(store.tables.checkpoints, key: 0, value: old.utf8.span.bytes) }
        store.close()
        let again = try bench.open()
        defer { again.close() }
        // The writer rests: it has not written since it was opened.
        #expect(try again.verify().unsigned == 0)
    }

    @Test("A large log that was cut short is refused in words, for reading and for writing.")
    func cutShort() throws {
        let bench = try Workbench()
        let ledger = try bench.open()
        let event = Proposal.Event(
            stream: try StreamName("claim/210200/1"), type: 1, payload: [UInt8](repeating: 1, count: 60_000))
        _ = try ledger.appendAndWait(Proposal(party: Workbench.center, events: Array(repeating: event, count: 60)))
        ledger.close()
        let path = "\(bench.directory.log)/data.mdb"
        try #require(truncate(path, 1 << 20) == 0)
        for readOnly in [false, true] {
            let error = #expect(throws: LedgerError.self) { try bench.open(readOnly: readOnly) }
            #expect(error?.code == .damaged && error?.message.contains("cut short") == true)
        }
        #expect(try Ledger.verify(bench.directory).problems.count == 1)
    }
}
