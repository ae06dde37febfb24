import EntryFormat
import Foundation
import Testing
import TransparencyLog

@testable import Ledger

@Suite("Backup and restore")
struct BackupTests {
    private let files = FileManager.default

    /// A node with two parties, some entries and blobs.
    private func node(entries: Int = 30) throws -> (bench: Workbench, ledger: Ledger) {
        let bench = try Workbench(parties: [("center", "210200"), ("hospital", "H11010500001")])
        let ledger = try bench.open(projections: [CountView()])
        try add(entries, to: ledger)
        return (bench, ledger)
    }

    private func add(_ entries: Int, to ledger: Ledger) throws {
        let events = try (0..<entries).map { step in
            Proposal.Event(
                stream: try StreamName("claim/210200/\(step % 5)"), type: 1, payload: Array("\(step)".utf8),
                readers: step % 3 == 0 ? [Workbench.hospital] : [])
        }
        _ = try ledger.appendAndWait(Proposal(party: Workbench.center, events: events))
        try ledger.add("note", to: "stay/H11010500001/1", by: Workbench.hospital, readers: [Workbench.center])
        _ = try ledger.blobs.store(Array("scan \(entries)".utf8))
    }

    private func restored(_ bench: Workbench, _ path: String, keys: String? = nil) throws -> DataDirectory {
        let target = DataDirectory(path: "\(bench.folder)/restored-\(UUID().uuidString)")
        _ = try Ledger.restore(
            from: path, to: target, keys: keys, logMapBytes: 1 << 34, viewsMapBytes: 1 << 34)
        return target
    }

    /// What a node holds, apart from where it lies.
    private func contents(_ directory: DataDirectory) throws -> [String] {
        var options = Ledger.Options()
        options.readOnly = true
        let ledger = try Ledger(
            directory, projections: [CountView()], decider: { "center:\($0.decider)" }, options: options)
        defer { ledger.close() }
        var contents = try ledger.entries(from: 0, limit: .max).map {
            "\($0.position) \($0.receivedAt) \($0.party) \($0.number) \($0.leaf)"
        }
        contents += try ledger.logs.map { try #require(try ledger.checkpoint(of: $0)) }
        contents += try ledger.blobs.list().blobs.map(\.hex)
        contents += try ledger.rows(of: "counts").map { "\($0.key) \($0.value)" }
        for stream in try ledger.streams(prefix: "", limit: .max) {
            contents.append("\(stream) \(try ledger.contents(of: stream).entries.map(\.position))")
        }
        return contents
    }

    @Test("A node that waits for entries of others waits on after a backup and a restore, until they are given up.")
    func awaiting() throws {
        let (bench, first) = try node()
        first.close()
        let lines = "7 triplicate.example/one\n12 triplicate.example/two\n"
        let path = "\(bench.folder)/backup"
        @discardableResult
        func backUp() throws -> Int {
            let ledger = try bench.open(projections: [CountView()])
            defer { ledger.close() }
            return try ledger.backUp(to: path).awaited
        }
        try backUp()
        #expect(try bench.directory.file(AwaitedEntries.file, limit: 1_000) == nil)
        try bench.directory.write(Array(lines.utf8), to: AwaitedEntries.file)
        #expect(try backUp() == 2)
        let target = try restored(bench, path, keys: bench.directory.keys)
        #expect(try target.file(AwaitedEntries.file, limit: 1_000) == Array(lines.utf8))
        let open = { try Ledger(target, projections: [CountView()], decider: { "center:\($0.decider)" }) }
        let ledger = try open()
        let refusal = #expect(throws: LedgerError.self) { try self.add(1, to: ledger) }
        #expect(refusal?.code == .notYetSafe && refusal?.remedy.contains("recover --give-up") == true)
        #expect(throws: LedgerError(.secondWriter, "", remedy: "")) {
            try Ledger.giveUpAwaited(in: target) { _ in Issue.record("given up beside a writer") }
        }
        ledger.close()

        let both = [
            AwaitedEntry(origin: "triplicate.example/one", number: 7),
            AwaitedEntry(origin: "triplicate.example/two", number: 12),
        ]
        #expect(try Ledger.awaited(in: target) == both)
        // What cannot be put on record is not given up.
        #expect(throws: LedgerError(.noSpace, "", remedy: "")) {
            try Ledger.giveUpAwaited(in: target) { _ in throw LedgerError(.noSpace, "", remedy: "") }
        }
        #expect(try Ledger.awaited(in: target) == both)
        let one = try Ledger.giveUpAwaited(of: [both[0].origin], in: target) { #expect($0 == [both[0]]) }
        #expect(one == [both[0]])
        let still = try open()
        #expect(throws: LedgerError(.notYetSafe, "", remedy: "")) { try self.add(1, to: still) }
        still.close()
        #expect(try Ledger.giveUpAwaited(in: target) { _ in } == [both[1]])
        #expect(try Ledger.giveUpAwaited(in: target) { _ in Issue.record("nothing is awaited") } == [])
        let after = try open()
        try add(1, to: after)
        #expect(try after.verify().ok)
        after.close()

        // The node itself has what it waited for: the next run says so.
        try bench.directory.write([], to: AwaitedEntries.file)
        try backUp()
        #expect(try restored(bench, path).file(AwaitedEntries.file, limit: 1_000) == nil)
    }

    @Test("What is restored is what was backed up: entries, blobs, heads, views and checkpoints; runs add what is new.")
    func roundTrip() throws {
        let (bench, ledger) = try node()
        let path = "\(bench.folder)/backup"
        let first = try ledger.backUp(to: path)
        #expect(first == BackupSummary(entries: 31, added: 31, blobs: 1, logs: 2))
        let again = try ledger.backUp(to: path)
        #expect(again == BackupSummary(entries: 31, added: 0, blobs: 1, logs: 2))
        try add(40, to: ledger)
        let more = try ledger.backUp(to: path)
        #expect(more == BackupSummary(entries: 72, added: 41, blobs: 2, logs: 2))
        ledger.close()
        let target = try restored(bench, path)
        #expect(try contents(target) == contents(bench.directory))
        let result = try Ledger.verify(target)
        #expect(result.ok && result.entries == 72 && result.unsigned == 0 && result.blobs == 2)
        // No key has left the node.
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(bytes.range(of: Data("PRIVATE".utf8)) == nil)
        for party in ["center-210200", "hospital-H11010500001"] {
            let key = try SignerKey(
                String(contentsOfFile: "\(bench.directory.keys)/\(party)/log", encoding: .utf8).dropLast())
            #expect(bytes.range(of: Data(key.seed)) == nil)
        }
    }

    @Test("A party that was added since stands in the next run.")
    func newParty() throws {
        let (bench, ledger) = try node()
        let path = "\(bench.folder)/backup"
        _ = try ledger.backUp(to: path)
        ledger.close()
        try Ledger.addParty(
            in: bench.directory, role: "unit", code: "1", name: "Unit", origin: "triplicate.example/unit-1")
        let larger = try bench.open()
        try larger.add("hello", to: "claim/210200/1", by: "unit:1")
        #expect(try larger.backUp(to: path).logs == 3)
        larger.close()
        #expect(try contents(restored(bench, path)) == contents(bench.directory))
    }

    @Test("Without keys a restored node is read, not written; with them it goes on where the other stood.")
    func keys() throws {
        let (bench, ledger) = try node()
        let path = "\(bench.folder)/backup"
        _ = try ledger.backUp(to: path)
        ledger.close()
        let bare = try restored(bench, path)
        #expect(throws: LedgerError(.missingKey, "", remedy: "")) {
            try Ledger(bare, decider: { "center:\($0.decider)" })
        }
        let whole = try restored(bench, path, keys: bench.directory.keys)
        let again = try Ledger(whole, decider: { "center:\($0.decider)" })
        #expect(try again.add("on", to: "claim/210200/1").position == 31)
        #expect(try again.verify().ok)
        again.close()
        let mode = try files.attributesOfItem(atPath: "\(whole.keys)/center-210200/log")[.posixPermissions]
        #expect((mode as? NSNumber)?.intValue == 0o600)
        // Keys of another node, and a folder without keys, leave nothing.
        let other = try Workbench(parties: [("center", "210200"), ("hospital", "H11010500001")])
        for keys in [other.directory.keys, bench.folder] {
            let target = DataDirectory(path: "\(bench.folder)/none")
            let error = #expect(throws: LedgerError.self) {
                try Ledger.restore(from: path, to: target, keys: keys)
            }
            #expect(error?.code == .missingKey)
            #expect(try files.contentsOfDirectory(atPath: bench.folder).allSatisfy { !$0.hasPrefix("none") })
        }
    }

    @Test("A backup that was cut off, at any section's end or within, holds what its complete runs hold.")
    func cutOff() throws {
        let (bench, ledger) = try node(entries: 3)
        let path = "\(bench.folder)/backup"
        _ = try ledger.backUp(to: path)
        let one = try Data(contentsOf: URL(fileURLWithPath: path))
        let before = try {
            ledger.close()
            return try contents(bench.directory)
        }()
        let later = try bench.open(projections: [CountView()])
        try add(2, to: later)
        _ = try later.backUp(to: path)
        later.close()
        let after = try contents(bench.directory)
        let both = try Data(contentsOf: URL(fileURLWithPath: path))
        try #require(both.starts(with: one))
        var ends = [8]
        let reader = try BackupReader(path: path)
        while try reader.next() != nil { ends.append(Int(reader.offset)) }
        #expect(ends.count == 11 && ends.contains(one.count) && ends.last == both.count)
        var cuts: Set<Int> = [0, 1]
        for end in ends { cuts.formUnion([-1, 0, 1, 12, 13, 20].map { end + $0 }) }
        for (index, cut) in cuts.sorted().enumerated() where cut < both.count {
            for zeros in Set([0, [1, 50, 5_000][index % 3]]) {
                try (both[..<cut] + Data(repeating: 0, count: zeros)).write(to: URL(fileURLWithPath: path))
                let target = DataDirectory(path: "\(bench.folder)/restored")
                defer { try? files.removeItem(atPath: target.path) }
                // A section that ends in zeros was interrupted; one of which a byte of its checks is wrong is damaged.
                let isInChecks = ends.contains(cut + 1) || ends.contains(cut - 12)
                if cut < one.count || zeros > 0 && isInChecks && both[cut] != 0 {
                    let error = #expect(throws: LedgerError.self, "cut at \(cut), \(zeros) zeros") {
                        try Ledger.restore(from: path, to: target, logMapBytes: 1 << 30, viewsMapBytes: 1 << 30)
                    }
                    #expect(error?.code == .backupDamaged)
                    #expect(!files.fileExists(atPath: target.path))
                } else {
                    _ = try Ledger.restore(from: path, to: target, logMapBytes: 1 << 30, viewsMapBytes: 1 << 30)
                    #expect(try contents(target) == before)
                }
            }
            // The next run mends it.
            try both[..<cut].write(to: URL(fileURLWithPath: path))
            if cut < 8 || index % 5 > 0 { continue }
            let node = try bench.open(projections: [CountView()], readOnly: true)
            _ = try node.backUp(to: path)
            node.close()
            #expect(try contents(restored(bench, path)) == after)
        }
        #expect(try files.contentsOfDirectory(atPath: bench.folder).filter { $0.contains("restoring") } == [])
    }

    @Test("A backup with any byte flipped is refused, and nothing is restored.")
    func flipped() throws {
        let (bench, ledger) = try node(entries: 3)
        let path = "\(bench.folder)/backup"
        _ = try ledger.backUp(to: path)
        try add(2, to: ledger)
        _ = try ledger.backUp(to: path)
        ledger.close()
        let file = try DataFile(path)
        let target = DataDirectory(path: "\(bench.folder)/restored")
        for byte in 0..<file.count {
            try file.withFlip(8 * byte + byte % 8, behind: [0]) {
                let error = #expect(throws: LedgerError.self, "byte \(byte)") {
                    try Ledger.restore(from: path, to: target, logMapBytes: 1 << 30, viewsMapBytes: 1 << 30)
                }
                #expect(error?.code == .backupDamaged)
            }
        }
        #expect(!files.fileExists(atPath: target.path))
        _ = try Ledger.restore(from: path, to: target, logMapBytes: 1 << 30, viewsMapBytes: 1 << 30)
    }

    @Test("A file that is another node's backup, another history's, or none, is not added to.")
    func foreign() throws {
        let (bench, ledger) = try node()
        let path = "\(bench.folder)/backup"
        _ = try ledger.backUp(to: path)
        ledger.close()
        let kept = try Data(contentsOf: URL(fileURLWithPath: path))
        let (otherBench, other) = try node()
        #expect(throws: LedgerError(.backupMismatch, "", remedy: "")) { try other.backUp(to: path) }
        other.close()
        // The same keys, another history.
        let twin = DataDirectory(path: "\(bench.folder)/twin")
        try files.copyItem(atPath: bench.directory.path, toPath: twin.path)
        let written = try bench.open()
        try written.add("one", to: "claim/210200/1")
        _ = try written.backUp(to: path)
        written.close()
        let longer = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(longer.count > kept.count)
        let fork = try Ledger(twin, decider: { "center:\($0.decider)" })
        #expect(throws: LedgerError(.backupMismatch, "", remedy: "")) { try fork.backUp(to: path) }
        for text in ["two", "three"] { try fork.add(text, to: "claim/210200/1") }
        let error = #expect(throws: LedgerError.self) { try fork.backUp(to: path) }
        #expect(error?.code == .backupMismatch && error?.message.contains("does not continue") == true)
        fork.close()
        try Data("a letter".utf8).write(to: URL(fileURLWithPath: "\(bench.folder)/letter"))
        let third = try otherBench.open(readOnly: true)
        #expect(throws: LedgerError(.backupDamaged, "", remedy: "")) { try third.backUp(to: "\(bench.folder)/letter") }
        third.close()
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == longer)
        #expect(try String(contentsOfFile: "\(bench.folder)/letter", encoding: .utf8) == "a letter")
    }

    @Test("Only a new or an empty directory is restored into, only a trusted log, and only a file that is there.")
    func targets() throws {
        let (bench, ledger) = try node()
        let path = "\(bench.folder)/backup"
        _ = try ledger.backUp(to: path)
        let trusted = try ledger.logs.map { try VerifierKey(try #require($0.verifierKeys.first)) }
        ledger.close()
        let before = try contents(bench.directory)
        #expect(throws: LedgerError(.backupMismatch, "", remedy: "")) {
            try Ledger.restore(from: path, to: bench.directory)
        }
        #expect(throws: LedgerError(.backupMismatch, "", remedy: "")) {
            try Ledger.restore(from: path, to: DataDirectory(path: path))
        }
        #expect(try contents(bench.directory) == before)
        let empty = DataDirectory(path: "\(bench.folder)/empty")
        try files.createDirectory(atPath: empty.path, withIntermediateDirectories: false)
        #expect(throws: LedgerError(.backupMismatch, "", remedy: "")) {
            try Ledger.restore(from: path, to: empty, trust: [trusted[0]])
        }
        #expect(throws: LedgerError(.directoryUnusable, "", remedy: "")) {
            try Ledger.restore(from: "\(bench.folder)/nothing", to: empty)
        }
        #expect(try files.contentsOfDirectory(atPath: empty.path).isEmpty)
        _ = try Ledger.restore(from: path, to: empty, trust: trusted, logMapBytes: 1 << 30, viewsMapBytes: 1 << 30)
        #expect(try contents(empty) == before)
        #expect(try files.contentsOfDirectory(atPath: bench.folder).filter { $0.contains("restoring") } == [])
    }

    @Test("A backup taken while the node is written to is whole.")
    func beside() async throws {
        let (bench, ledger) = try node()
        let path = "\(bench.folder)/backup"
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<4 {
                group.addTask {
                    for step in 0..<50 {
                        let event = Proposal.Event(
                            stream: try StreamName("claim/210200/\(step)"), type: 1, payload: Array("\(caller)".utf8))
                        _ = try await ledger.append(Proposal(party: Workbench.center, events: [event]))
                    }
                }
            }
            group.addTask {
                for _ in 0..<8 { _ = try ledger.backUp(to: path) }
            }
            try await group.waitForAll()
        }
        let summary = try ledger.backUp(to: path)
        #expect(summary.entries == 231)
        ledger.close()
        #expect(try contents(restored(bench, path)) == contents(bench.directory))
    }
}
