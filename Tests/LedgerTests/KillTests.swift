import EntryFormat
import Foundation
import Testing
import TransparencyLog

@testable import Ledger

/// “`kill -9` of a real node under load: nothing acknowledged lost, no torn state, next start < 1 s.”
@Suite("A writer killed under load")
struct KillTests {
    /// How often; `Scripts/kill-test --times N` sets it.
    private static let times = ProcessInfo.processInfo.environment["TRIPLICATE_KILLS"].flatMap { Int($0) } ?? 15

    private struct Acknowledged: Hashable {
        let stream: String
        let origin: String
        let number: UInt64
        let position: UInt64
        let id: String
    }

    /// What one node has said so far.
    private struct Node {
        let bench: Workbench
        var acknowledged: [Acknowledged] = []
        var checkpoints: [Checkpoint] = []

        init() throws { bench = try Workbench(parties: [("center", "210200"), ("hospital", "H11010500001")]) }
    }

    /// Each round checks the whole log, so a node that is never replaced would cost the square of the rounds.
    private static let roundsOfANode = 50

    @Test("It loses nothing that it acknowledged, contradicts no checkpoint, and starts again within a second.")
    func kill() throws {
        var node = try Node()
        var found = 0
        var starts: [Double] = []
        for round in 1...Self.times {
            let isLast = round == Self.times || round % Self.roundsOfANode == 0
            try write(&node)
            starts.append(try check(&node, all: isLast))
            guard isLast else { continue }
            found += node.acknowledged.count
            if round < Self.times { node = try Node() }
        }
        starts.sort()
        let (median, slowest) = (starts[starts.count / 2], starts[starts.count - 1])
        print(
            "killed \(Self.times) times: \(found) acknowledged entries found, starts \(Self.milliseconds(median)) (median) to \(Self.milliseconds(slowest))"
        )
        #expect(found > Self.times)
        #expect(slowest < 1)
    }

    /// Writes for a random time, is killed, and notes what it had acknowledged.
    private func write(_ node: inout Node) throws {
        let child = try Child("write", node.bench.directory.path)
        #expect(child.wait(for: "open"))
        _ = child.wait(forLines: Int.random(in: 1...200))
        usleep(UInt32.random(in: 0...50_000))
        child.kill()
        for line in child.finish().lines {
            let words = line.split(separator: " ")
            switch words.first {
            case "entry": node.acknowledged.append(try entry(words))
            case "checkpoint":
                let note = try #require(Data(base64Encoded: String(words[1])))
                node.checkpoints.append(try Checkpoint(Note(Array(note)).text))
            default: #expect(line == "open")
            }
        }
    }

    /// Starts the node again and looks at everything.
    /// - Returns: How long the start took, in seconds.
    private func check(_ node: inout Node, all: Bool) throws -> Double {
        let start = Date()
        let ledger = try node.bench.open(projections: [CountView()], flushEntries: 200)
        let seconds = Date().timeIntervalSince(start)
        defer { ledger.close() }
        try check(node.acknowledged, in: ledger, all: all)
        for log in ledger.logs {
            node.checkpoints.append(try Checkpoint(Note(#require(try ledger.checkpoint(of: log))).text))
        }
        try check(node.checkpoints, in: ledger, all: all)
        let result = try ledger.verify()
        #expect(result.ok, "\(result.problems.map(\.message))")
        #expect(try ledger.replay(view: "counts", check: true).matches == true)
        return seconds
    }

    private static func milliseconds(_ seconds: Double) -> String { "\(Int((seconds * 1000).rounded())) ms" }

    private func entry(_ words: [Substring]) throws -> Acknowledged {
        Acknowledged(
            stream: String(words[1]), origin: String(words[2]), number: try #require(UInt64(words[3])),
            position: try #require(UInt64(words[4])), id: String(words[5]))
    }

    /// Each acknowledged entry is where the answer said. Those of earlier rounds are looked at again in the end.
    private func check(_ acknowledged: [Acknowledged], in ledger: Ledger, all: Bool) throws {
        if all { #expect(Set(acknowledged).count == acknowledged.count) }
        for expected in all ? acknowledged[...] : acknowledged.suffix(2_000) {
            let entry = try #require(try ledger.entry(at: expected.position), "\(expected) is lost")
            #expect(entry.number == expected.number && entry.origin == expected.origin)
            #expect(entry.fields.stream == expected.stream && entry.fields.id.description == expected.id)
        }
    }

    /// Each checkpoint ever seen is a head that the log has had. Those of earlier rounds are looked at again in the end.
    private func check(_ checkpoints: [Checkpoint], in ledger: Ledger, all: Bool) throws {
        let store = ledger.store
        try store.read { transaction in
            for checkpoint in all ? checkpoints[...] : checkpoints.suffix(1_000) {
                let log = try #require(ledger.logs.first { $0.origin == checkpoint.origin })
                let size = try store.tables.frontier(log: log.local, in: transaction).size
                #expect(checkpoint.size <= size)
                let root = try store.tables.root(log: log.local, size: checkpoint.size, in: transaction)
                #expect(root == checkpoint.root, "the checkpoint \(checkpoint) is contradicted")
            }
        }
    }

    @Test("What was killed within init, or left a blob half written, is completed by the next call.")
    func interrupted() throws {
        let bench = try Workbench()
        let blobs = BlobStore(folder: bench.directory.blobs)
        let digest = try blobs.store([1, 2, 3])
        try Data([1]).write(to: URL(fileURLWithPath: "\(bench.directory.blobs)/incoming/77-1.part"))
        let ledger = try bench.open()
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(bench.directory.blobs)/incoming").isEmpty)
        #expect(try ledger.blobs.content(of: digest) == [1, 2, 3])
        #expect(try ledger.verify().ok)
        ledger.close()
        // Killed after the keys were made, and before the log was written down.
        let keys = LogKeys(folder: bench.directory.keys)
        let made = try keys.make(party: "unit:1", origin: "triplicate.example/unit-1")
        let added = try Ledger.addParty(
            in: bench.directory, role: "unit", code: "1", name: "Unit", origin: "triplicate.example/unit-1")
        #expect(added.verifierKeys == made && added.local == 1)
        // Killed before anything but the settings was there.
        let early = DataDirectory(path: "\(bench.folder)/early")
        try early.create(settings: NodeSettings(logMapBytes: 1 << 30, viewsMapBytes: 1 << 30))
        #expect(throws: LedgerError.self) { try Ledger(early, decider: { _ in "" }) }
        try Ledger.addParty(in: early, role: "unit", code: "1", name: "Unit", origin: "triplicate.example/unit-1")
        try Ledger(early, decider: { _ in "" }).closing { #expect($0.logs.count == 1) }
    }

    @Test("A reader beside it sees whole states only, over flushes and kills, and never goes back.")
    func readers() throws {
        let bench = try Workbench()
        for _ in 0..<2 {
            let writer = try Child("write", bench.directory.path)
            #expect(writer.wait(for: "entry"))
            let readers = try (0..<2).map { _ in try Child("watch", bench.directory.path, 1_000) }
            for reader in readers {
                let (lines, status) = reader.finish()
                #expect(status == 0 && lines.count == 1 && lines[0].hasPrefix("looked"), "\(lines)")
            }
            writer.kill()
            #expect(writer.finish().lines.count > 10)
        }
        let ledger = try bench.open(projections: [CountView()])
        defer { ledger.close() }
        #expect(try ledger.verify().ok)
        #expect(try ledger.replay(view: "counts", check: true).matches == true)
    }
}
