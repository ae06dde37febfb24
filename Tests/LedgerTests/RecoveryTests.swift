import EntryFormat
import Foundation
import Testing
import TransparencyLog

@testable import Ledger

@Suite("A node that may have woken up in its past")
struct RecoveryTests {
    private func open(_ directory: DataDirectory, holding: Bool) throws -> Ledger {
        var options = Ledger.Options()
        options.holdsAppends = holding
        return try Ledger(directory, projections: [CountView()], decider: { "center:\($0.decider)" }, options: options)
    }

    /// A node of 40 entries, a copy of its directory from then, and what it held when it had 640.
    private func past() throws -> (bench: Workbench, copy: DataDirectory, entries: [[UInt8]], checkpoint: String) {
        let bench = try Workbench()
        let ledger = try bench.open(projections: [CountView()])
        try ledger.add(0..<40) { $0 % 3 == 0 ? [Workbench.hospital] : [] }
        ledger.close()
        let copy = DataDirectory(path: "\(bench.folder)/copy")
        try FileManager.default.copyItem(atPath: bench.directory.path, toPath: copy.path)
        let later = try bench.open(projections: [CountView()])
        defer { later.close() }
        for start in stride(from: 40, to: 640, by: 200) {
            try later.add(start..<start + 200) { $0 % 3 == 0 ? [Workbench.hospital] : [] }
        }
        let entries = try (0..<640 as Range<UInt64>).map { try later.bytes(of: $0, in: later.logs[0]) }
        return (bench, copy, entries, try #require(try later.checkpoint(of: later.logs[0])))
    }

    @Test(
        "Appends that are held are refused with a remedy, and nothing is signed, until they are allowed; mirroring goes on."
    )
    func held() throws {
        let (bench, copy, _, _) = try past()
        defer { withExtendedLifetime(bench) {} }
        let ledger = try open(copy, holding: true)
        defer { ledger.close() }
        #expect(ledger.holdsAppends)
        for _ in 0..<2 {
            let error = #expect(throws: LedgerError.self) { try ledger.add("x", to: "claim/210200/1") }
            #expect(error?.code == .notYetSafe && error?.remedy.contains("witnesses") == true)
        }
        var foreign = try ForeignLog()
        try foreign.add(0..<10)
        let log = try ledger.mirror(foreign)
        try ledger.commitAndWait(try foreign.commit(log, from: 0, to: 10, entries: [1, 2]))
        #expect(try ledger.end() == 42 && ledger.contents(of: StreamName("claim/210200/1")).version == 6)
        ledger.allowAppends()
        #expect(!ledger.holdsAppends)
        try ledger.add("x", to: "claim/210200/1")
        #expect(try ledger.verify().ok)
    }

    @Test("What a mirror has kept of an own log is appended byte for byte, and the log goes on where it had stood.")
    func recovering() throws {
        let (bench, copy, entries, checkpoint) = try past()
        let ledger = try open(copy, holding: true)
        let log = ledger.logs[0]
        // Some of what is given is here already.
        try ledger.recover(own: log, entries: Array(entries[30...]), checkpoint: checkpoint)
        #expect(try ledger.checkpoint(of: log) == checkpoint && ledger.end() == 640)
        for number in 0..<640 { #expect(try ledger.bytes(of: UInt64(number), in: log) == entries[number]) }
        #expect(throws: LedgerError(.notYetSafe, "", remedy: "")) { try ledger.add("x", to: "claim/210200/1") }
        try ledger.recover(own: log, entries: Array(entries[600...]), checkpoint: checkpoint)
        #expect(try ledger.end() == 640)
        ledger.allowAppends()
        // The chain goes on as in the node that was lost.
        let own = try ledger.add("next", to: "claim/210200/1", readers: [Workbench.hospital])
        let original = try bench.open(projections: [CountView()])
        let there = try original.add("next", to: "claim/210200/1", readers: [Workbench.hospital])
        #expect(own.number == there.number && own.version == there.version)
        #expect(
            try ledger.entry(at: own.position)?.fields.readers == original.entry(at: there.position)?.fields.readers)
        original.close()
        #expect(try ledger.replay(view: "counts", check: true).matches == true)
        ledger.close()
        let again = try open(copy, holding: false)
        defer { again.close() }
        let result = try again.verify()
        #expect(result.ok, "\(result.problems.map(\.message))")
    }

    @Test("A recovery that was interrupted is completed by the same call.")
    func interrupted() throws {
        let (bench, copy, entries, checkpoint) = try past()
        defer { withExtendedLifetime(bench) {} }
        let first = try open(copy, holding: true)
        // As far as a crash may have let it come: whole transactions without the checkpoint at their end.
        let signer = try LogKeys(folder: copy.keys).signer(of: first.logs[0], at: 0)
        var frontier = Frontier()
        frontier.append(contentsOf: entries[..<500].map { TreeHash.leaf($0) })
        let between = try Checkpoint(origin: first.logs[0].origin, size: 500, root: frontier.root).signed(by: signer)
        try first.recover(own: first.logs[0], entries: Array(entries[40..<500]), checkpoint: between.encoded)
        first.close()
        let ledger = try open(copy, holding: true)
        defer { ledger.close() }
        try ledger.recover(own: ledger.logs[0], entries: Array(entries[40...]), checkpoint: checkpoint)
        #expect(try ledger.end() == 640 && ledger.checkpoint(of: ledger.logs[0]) == checkpoint && ledger.verify().ok)
    }

    @Test("What was taken back names entries of others: nothing is appended until they are here, through any stop.")
    func awaiting() throws {
        let bench = try Workbench()
        var foreign = try ForeignLog()
        try foreign.add(0..<10)
        let before = try bench.open(projections: [CountView()])
        let log = try before.mirror(foreign)
        try before.add(0..<40)
        before.close()
        let copy = DataDirectory(path: "\(bench.folder)/copy")
        try FileManager.default.copyItem(atPath: bench.directory.path, toPath: copy.path)
        let later = try bench.open(projections: [CountView()])
        try later.commitAndWait(try foreign.commit(log, from: 0, to: 10, entries: [1, 2]))
        try later.add("decided", to: "claim/210200/1")
        let decided = try later.bytes(of: 40, in: later.logs[0])
        let checkpoint = try #require(try later.checkpoint(of: later.logs[0]))
        later.close()

        let early = try open(copy, holding: true)
        try early.recover(own: early.logs[0], entries: [decided], checkpoint: checkpoint)
        early.allowAppends()
        #expect(early.holdsAppends)
        // Another stream may rest on what is missing as well.
        let error = #expect(throws: LedgerError.self) { try early.add("too early", to: "claim/210200/5") }
        #expect(error?.code == .notYetSafe && error?.message.contains("entry 1 of \(log.origin)") == true)
        early.close()
        let ledger = try open(copy, holding: false)
        defer { ledger.close() }
        #expect(ledger.holdsAppends)
        try ledger.commitAndWait(try foreign.commit(log, from: 0, to: 10, entries: [1, 2]))
        #expect(!ledger.holdsAppends)
        #expect(try ledger.add("now", to: "claim/210200/1").number == 41)
        #expect(try ledger.verify().ok)
    }

    @Test("What is not our own history is refused, and nothing is appended.")
    func refusals() throws {
        let (bench, copy, entries, checkpoint) = try past()
        defer { withExtendedLifetime(bench) {} }
        let ledger = try open(copy, holding: true)
        defer { ledger.close() }
        let log = ledger.logs[0]
        var foreign = try ForeignLog()
        try foreign.add(0..<640)
        func refused(_ words: String, _ entries: [[UInt8]], _ checkpoint: String) throws {
            let error = #expect(throws: LedgerError.self) {
                try ledger.recover(own: log, entries: entries, checkpoint: checkpoint)
            }
            #expect(error?.code == .badMirror && error?.message.contains(words) == true, "\(error?.message ?? "")")
            #expect(try ledger.end() == 40)
        }
        try refused("own key", Array(entries[40...]), try foreign.checkpoint(640))
        try refused("own key", Array(entries[40...]), "nonsense")
        try refused("missing", Array(entries[41...]), checkpoint)
        try refused("covers", entries + entries, checkpoint)
        try refused("forked", Array(entries[39..<639]), checkpoint)
        try refused("another log", Array(foreign.entries[40...]), checkpoint)
        var changed = Array(entries[40...])
        changed[300][changed[300].count - 1] ^= 1
        try refused("does not continue", changed, checkpoint)
        changed[300] = [1, 2, 3]
        try refused("well-formed", changed, checkpoint)
        changed = Array(entries[20...])
        changed.swapAt(0, 1)
        try refused("another one here", changed, checkpoint)
        let stranger = try ledger.mirror(foreign)
        #expect(throws: LedgerError(.unknownLog, "", remedy: "")) {
            try ledger.recover(own: stranger, entries: [], checkpoint: checkpoint)
        }
    }
}
