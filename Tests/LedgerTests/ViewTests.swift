import EntryFormat
import Foundation
import LMDB
import Synchronization
import Testing

@testable import Ledger

/// Several rows a stream, which come and go: for each entry's text a row that says how often it stands in the stream, and no
/// row at all once the stream holds the text `end`.
private struct WordView: Projection {
    var name = "words"
    var version: UInt32 = 1
    func covers(kind: String) -> Bool { kind != "audit" }
    func rows(of stream: StreamContents) throws -> [ViewRow] {
        let words = stream.entries.map { String(decoding: $0.fields.payload, as: UTF8.self) }
        if words.contains("end") { return [] }
        return Set(words).map { word in
            ViewRow(
                key: Array("\(word)/\(stream.name.number).\(stream.name.kind)".utf8),
                value: Array("\(version):\(words.count { $0 == word })".utf8))
        }
    }
}

/// Fails on one stream, once it is told to.
private struct FailingView: Projection {
    final class Trap: Sendable { let isSet = Atomic(false) }
    struct Failure: Error {}

    let name = "failing"
    let version: UInt32 = 1
    let trap: Trap
    func covers(kind: String) -> Bool { true }
    func rows(of stream: StreamContents) throws -> [ViewRow] {
        if stream.name.number == "last", trap.isSet.load(ordering: .relaxed) { throw Failure() }
        return [ViewRow(key: Array(stream.name.text.utf8), value: [1])]
    }
}

/// Shows which logs decide in a stream, and up to where.
private struct OrderView: Projection {
    let name = "order"
    let version: UInt32 = 1
    func covers(kind: String) -> Bool { kind == "claim" }
    func rows(of stream: StreamContents) throws -> [ViewRow] {
        let logs = stream.sequence.deciders.map { "\($0.origin) \($0.size.map(String.init) ?? "-")" }
        return [ViewRow(key: Array(stream.name.text.utf8), value: Array(logs.joined(separator: ", ").utf8))]
    }
}

@Suite("Views")
struct ViewTests {
    @Test("Once a log has ended, or another goes on from it, the views read their streams in the new order.")
    func reordered() throws {
        let bench = try Workbench()
        let origin = "triplicate.example/center-210200"
        func shown(_ ledger: Ledger) throws -> Set<String> {
            Set(try ledger.rows(of: "order").map { String(decoding: $0.value, as: UTF8.self) })
        }
        let ledger = try bench.open(projections: [OrderView()], flushEntries: 3)
        for number in 0..<9 { try ledger.add("one", to: "claim/210200/\(number % 4)") }
        try ledger.flushViews()
        try ledger.add("not flushed yet", to: "claim/210200/0")
        #expect(try shown(ledger) == ["\(origin) -"])
        try ledger.noteSuccession(of: origin, end: 8, continues: nil)
        ledger.views.reordering.queue.sync {}
        #expect(ledger.flushFailure == nil)
        #expect(try shown(ledger) == ["\(origin) 8"])
        #expect(try ledger.replay(view: "order", check: true).matches == true)
        ledger.close()
        // A process that ended before it had built them again does so at its next start; so does one that only reads.
        let next = origin + "-2"
        try Ledger.addParty(
            in: bench.directory, role: "center", code: "210200", name: "Test", origin: next, continues: (origin, 8))
        let order: Set = ["\(origin) 8, \(next) -"]
        let read = try bench.open(projections: [OrderView()], readOnly: true)
        #expect(try shown(read) == order)
        read.close()
        let written = try bench.open(projections: [OrderView()])
        defer { written.close() }
        #expect(try shown(written) == order)
        #expect(try written.replay(view: "order", check: true).matches == true)
    }

    @Test("A view that was built beside the live one leaves no row behind where its building fails.")
    func failedBeside() throws {
        let bench = try Workbench()
        let trap = FailingView.Trap()
        let ledger = try bench.open(projections: [FailingView(trap: trap)], streamsOfRun: 50)
        defer { ledger.close() }
        // More streams than are built at once, the failing one behind them.
        let names = (0..<2_050).map { "claim/210200/\($0)" } + ["claim/210200/last"]
        let events = try names.map { Proposal.Event(stream: try StreamName($0), type: 1, payload: [1]) }
        _ = try ledger.appendAndWait(Proposal(party: Workbench.center, events: events))
        let past = try ledger.replay(view: "failing", asOf: .first(UInt64(names.count)))
        #expect(past.rows == names.count)
        trap.isSet.store(true, ordering: .relaxed)
        #expect(throws: FailingView.Failure.self) { try ledger.replay(view: "failing", asOf: .first(3_000)) }
        #expect(throws: FailingView.Failure.self) { try ledger.replay(view: "failing", check: true) }
        let store = ledger.views.store
        let counts = try (0...1).map { generation in
            try store.read { transaction in
                try ProjectionTables.open("failing", generation: UInt32(generation), in: transaction).map {
                    [try transaction.count($0.rows), try transaction.count($0.keys)]
                } ?? [0, 0]
            }
        }
        #expect(counts.sorted { $0[0] < $1[0] } == [[0, 0], [names.count, names.count]])
    }

    /// A node of 12,000 entries in 5,000 streams, in a few of them several words, closed again.
    private func longNode() throws -> (bench: Workbench, words: [String: [String]]) {
        let bench = try Workbench()
        let ledger = try bench.open()
        defer { ledger.close() }
        var random = SeededGenerator(11)
        var words: [String: [String]] = [:]
        for _ in 0..<12 {
            let events = try (0..<1_000).map { _ in
                let number = Int.random(in: 0..<5_000, using: &random)
                let word = ["a", "b", "c", "c", "end"].randomElement(using: &random)!
                words["\(number)", default: []].append(word)
                return Proposal.Event(
                    stream: try StreamName("claim/210200/\(number)"), type: 1, payload: Array(word.utf8))
            }
            _ = try ledger.appendAndWait(Proposal(party: Workbench.center, events: events))
        }
        return (bench, words)
    }

    private func expected(_ words: [String: [String]]) -> [String: String] {
        var rows: [String: String] = [:]
        for (number, words) in words where !words.contains("end") {
            for word in Set(words) { rows["\(word)/\(number).claim"] = "1:\(words.count { $0 == word })" }
        }
        return rows
    }

    @Test(
        "Views that are missing are built whole at the start, in runs in memory and in a file; later flushes replace their rows.",
        arguments: [0, 20_000, Int.max])
    func builtAtStart(bytesOfRuns: Int) throws {
        var (bench, words) = try longNode()
        ViewStore.removeFiles(in: bench.directory.views)
        let ledger = try bench.open(projections: [WordView()], streamsOfRun: 300, bytesOfRuns: bytesOfRuns)
        defer { ledger.close() }
        #expect(try ledger.views.heads.baseEnd == ledger.end())
        #expect(try rows(ledger, "words") == expected(words))
        for number in 0..<200 {
            try ledger.add(number % 3 == 0 ? "end" : "d", to: "claim/210200/\(number * 30)")
            words["\(number * 30)", default: []].append(number % 3 == 0 ? "end" : "d")
        }
        try ledger.flushViews()
        #expect(try rows(ledger, "words") == expected(words))
        #expect(try ledger.replay(view: "words", check: true).matches == true)
        #expect(try !FileManager.default.contentsOfDirectory(atPath: bench.directory.views).contains(RowRuns.fileName))
    }

    @Test("A view whose building ends in an error at the start is built at the next one.")
    func failedAtStart() throws {
        let (bench, words) = try longNode()
        do {
            let ledger = try bench.open()
            try ledger.add("z", to: "claim/210200/last")
            try ledger.flushViews()
            ledger.close()
        }
        let trap = FailingView.Trap()
        trap.isSet.store(true, ordering: .relaxed)
        for _ in 0..<2 {
            #expect(throws: FailingView.Failure.self) {
                try bench.open(projections: [FailingView(trap: trap)], streamsOfRun: 300)
            }
        }
        trap.isSet.store(false, ordering: .relaxed)
        let ledger = try bench.open(projections: [FailingView(trap: trap)], streamsOfRun: 300)
        defer { ledger.close() }
        #expect(try ledger.rows(of: "failing").count == words.count + 1)
        #expect(try ledger.replay(view: "failing", check: true).matches == true)
    }

    private func rows(_ ledger: Ledger, _ view: String = "counts") throws -> [String: String] {
        var rows: [String: String] = [:]
        for row in try ledger.rows(of: view) {
            #expect(
                rows.updateValue(
                    String(decoding: row.value, as: UTF8.self), forKey: String(decoding: row.key, as: UTF8.self)) == nil
            )
        }
        return rows
    }

    @Test(
        "A view serves what was written at once, over flushes, reopening and rebuilding, equal to a dumb twin.",
        arguments: [1, 2, 3])
    func twin(seed: UInt64) throws {
        let bench = try Workbench()
        var random = SeededGenerator(seed)
        var twin: [String: Int] = [:]
        var ledger = try bench.open(projections: [CountView()], flushEntries: 20)
        for step in 0..<400 {
            let stream = "claim/210200/\(Int.random(in: 0..<30, using: &random))"
            try ledger.add("\(step)", to: stream)
            twin[stream, default: 0] += 1
            if step % 50 == 7 { #expect(try rows(ledger) == twin.mapValues(String.init)) }
            if step % 130 == 129 {
                ledger.close()
                ledger = try bench.open(projections: [CountView()], flushEntries: 20)
                #expect(try rows(ledger) == twin.mapValues(String.init))
            }
        }
        let live = try ledger.replay(view: "counts", check: true)
        #expect(live.matches == true)
        #expect(live.rows == twin.count)
        let rebuilt = try ledger.replay(view: "counts", check: false)
        #expect(rebuilt.digest == live.digest)
        #expect(try rows(ledger) == twin.mapValues(String.init))
        ledger.close()
        // The views may be deleted at any time.
        try FileManager.default.removeItem(atPath: bench.directory.views)
        ledger = try bench.open(projections: [CountView()])
        #expect(try rows(ledger) == twin.mapValues(String.init))
        #expect(try ledger.replay(view: "counts", check: true).digest == live.digest)
        ledger.close()
        // A view of another version is built again.
        var changed = CountView()
        changed.version = 2
        ledger = try bench.open(projections: [changed])
        #expect(try rows(ledger) == twin.mapValues(String.init))
        ledger.close()
    }

    /// The rows that `WordView` should have.
    private func words(_ streams: [String: [String]], version: Int = 1) -> [String: String] {
        var rows: [String: String] = [:]
        for (stream, words) in streams where !stream.hasPrefix("audit") && !words.contains("end") {
            let parts = stream.split(separator: "/")
            for word in words {
                rows["\(word)/\(parts[2]).\(parts[0])"] = "\(version):\(words.count { $0 == word })"
            }
        }
        return rows
    }

    @Test(
        "Rows that come and go are those of a dumb twin, in pages and by prefix, whatever is flushed, rebuilt and reopened when.",
        arguments: [21, 22, 23, 24] as [UInt64])
    func comingAndGoing(seed: UInt64) throws {
        let bench = try Workbench()
        var random = SeededGenerator(seed)
        var streams: [String: [String]] = [:]
        var view = WordView()
        var ledger = try bench.open(projections: [view, CountView()], flushEntries: 1_000)
        defer { ledger.close() }
        for step in 0..<250 {
            let stream =
                ["claim", "stay", "audit"].randomElement(using: &random)!
                + "/210200/\(Int.random(in: 0..<12, using: &random))"
            let word =
                Int.random(in: 0..<40, using: &random) == 0
                ? "end" : ["a", "b", "ba", "c"].randomElement(using: &random)!
            try ledger.add(word, to: stream)
            streams[stream, default: []].append(word)
            switch Int.random(in: 0..<40, using: &random) {
            case 0, 1, 2: try ledger.flushViews()
            case 3: _ = try ledger.replay(view: "words", check: false)
            case 4: #expect(try ledger.replay(view: "words", check: true).matches == true)
            case 5:
                ledger.close()
                // Another process may have opened the directory without the views, and flushed.
                if Bool.random(using: &random) {
                    let other = try bench.open()
                    try other.add("b", to: "claim/210200/0")
                    streams["claim/210200/0", default: []].append("b")
                    try other.flushViews()
                    other.close()
                }
                if Bool.random(using: &random) { view.version += 1 }
                ledger = try bench.open(projections: [view, CountView()], flushEntries: 1_000)
            case 6...15:
                let expected = words(streams, version: Int(view.version))
                #expect(try rows(ledger, "words") == expected, "after \(step) steps")
                try comparePages(ledger, expected, &random)
            case 16...25:
                // Of other kinds there may be more or less.
                for kind in ["claim", "stay"] {
                    let expected = words(streams, version: Int(view.version)).filter { $0.key.hasSuffix(".\(kind)") }
                    let rows = try ledger.rows(of: "words", kinds: [kind]).map {
                        (String(decoding: $0.key, as: UTF8.self), String(decoding: $0.value, as: UTF8.self))
                    }
                    #expect(
                        Dictionary(uniqueKeysWithValues: rows).filter { $0.key.hasSuffix(".\(kind)") } == expected)
                }
            default: break
            }
        }
        #expect(try rows(ledger, "words") == words(streams, version: Int(view.version)))
        #expect(try ledger.replay(view: "counts", check: true).matches == true)
        #expect(Set(try ledger.streams(prefix: "", limit: .max).map(\.text)) == Set(streams.keys))
        let some = try ledger.streams(prefix: "claim/210200/1", after: "claim/210200/10", limit: 2).map(\.text)
        #expect(
            some
                == Array(
                    streams.keys.filter { $0.hasPrefix("claim/210200/1") && $0 > "claim/210200/10" }.sorted().prefix(2))
        )
    }

    private func comparePages(
        _ ledger: Ledger, _ expected: [String: String], _ random: inout SeededGenerator
    ) throws {
        let prefix = ["", "a", "b", "ba", "b/", "zz"].randomElement(using: &random)!
        let limit = Int.random(in: 1...5, using: &random)
        var pages: [String] = []
        var last: [UInt8]?
        while true {
            let page = try ledger.rows(of: "words", prefix: Array(prefix.utf8), after: last, limit: limit)
            pages += page.map { String(decoding: $0.key, as: UTF8.self) }
            #expect(page.count <= limit)
            guard page.count == limit else { break }
            last = page.last?.key
        }
        #expect(pages == expected.keys.filter { $0.hasPrefix(prefix) }.sorted())
        // A place before the prefix, and one that is no row.
        let early = try ledger.rows(of: "words", prefix: Array("b".utf8), after: [0], limit: .max)
        #expect(early.count == expected.keys.count { $0.hasPrefix("b") })
        let between = try ledger.rows(of: "words", after: Array("b/5x".utf8)).map {
            String(decoding: $0.key, as: UTF8.self)
        }
        #expect(between == expected.keys.filter { $0 > "b/5x" }.sorted())
    }

    @Test("The digest of a view is the same however the entries were flushed.")
    func digest() throws {
        var digests: Set<String> = []
        for flushEntries in [1, 7, 50, 10_000] {
            let bench = try Workbench()
            var random = SeededGenerator(5)
            let ledger = try bench.open(projections: [WordView()], flushEntries: flushEntries)
            defer { ledger.close() }
            for _ in 0..<120 {
                try ledger.add(
                    ["a", "b", "c"].randomElement(using: &random)!,
                    to: "claim/210200/\(Int.random(in: 0..<9, using: &random))")
            }
            let replay = try ledger.replay(view: "words", check: true)
            #expect(replay.matches == true && replay.rows > 9)
            digests.insert(replay.digest)
        }
        #expect(digests.count == 1)
    }

    @Test("Views are read, flushed and rebuilt while they are written, and nobody sees a row twice or misses one.")
    func concurrent() async throws {
        let bench = try Workbench()
        let ledger = try bench.open(projections: [CountView(), WordView()], flushEntries: 30)
        defer { ledger.close() }
        final class Acknowledged: Sendable { let versions = Mutex<[String: UInt64]>([:]) }
        let acknowledged = Acknowledged()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<3 {
                group.addTask {
                    for step in 0..<150 {
                        let stream = try StreamName("claim/210200/\((step * 7 + caller) % 20)")
                        let event = Proposal.Event(stream: stream, type: 1, payload: Array("w\(step % 3)".utf8))
                        let version = try await ledger.append(Proposal(party: Workbench.center, events: [event]))[0]
                            .version
                        acknowledged.versions.withLock { $0[stream.text] = max($0[stream.text] ?? 0, version) }
                    }
                }
            }
            for round in 0..<2 {
                group.addTask {
                    for _ in 0..<60 {
                        let known = acknowledged.versions.withLock { $0 }
                        let rows = try ledger.rows(of: "counts")
                        #expect(Set(rows.map(\.key)).count == rows.count)
                        for row in rows {
                            let count = UInt64(String(decoding: row.value, as: UTF8.self)) ?? 0
                            #expect(count >= known[String(decoding: row.key, as: UTF8.self)] ?? 0)
                        }
                        #expect(rows.count >= known.count)
                        if round == 0 { _ = try ledger.rows(of: "words", prefix: Array("w1".utf8), limit: 3) }
                    }
                }
            }
            group.addTask {
                for round in 0..<12 {
                    let replay = try ledger.replay(view: round % 2 == 0 ? "counts" : "words", check: round % 3 == 0)
                    #expect(replay.matches ?? true)
                    try ledger.flushViews()
                }
            }
            try await group.waitForAll()
        }
        #expect(try ledger.replay(view: "counts", check: true).matches == true)
        #expect(try ledger.replay(view: "words", check: true).matches == true)
        #expect(ledger.flushFailure == nil)
        #expect(try rows(ledger).values.compactMap { Int($0) }.reduce(0, +) == 450)
    }

    @Test("However often views are built again, the store's tables and its size stay bounded.")
    func generations() throws {
        let bench = try Workbench()
        let ledger = try bench.open(projections: [CountView(), WordView()])
        defer { ledger.close() }
        for step in 0..<50 { try ledger.add("a", to: "claim/210200/\(step)") }
        for _ in 0..<5 { _ = try ledger.replay(view: "counts", check: false) }
        let pages = try ledger.views.store.environment.info.lastPage
        for round in 0..<60 { _ = try ledger.replay(view: "counts", check: round % 2 == 0) }
        #expect(try ledger.views.store.environment.info.lastPage <= pages + 20)
        #expect(try rows(ledger).count == 50)
    }

    @Test("A row with a key that cannot be stored is refused by the view's name, and the log goes on.")
    func badRows() throws {
        struct WrongView: Projection {
            let name = "wrong"
            let version: UInt32 = 1
            let length: Int
            func covers(kind: String) -> Bool { kind == "claim" }
            func rows(of stream: StreamContents) throws -> [ViewRow] {
                [ViewRow(key: [UInt8](repeating: 1, count: stream.version > 2 ? length : 1), value: [])]
            }
        }
        for length in [0, 501] {
            let bench = try Workbench()
            let ledger = try bench.open(projections: [WrongView(length: length), CountView()], flushEntries: 2)
            defer { ledger.close() }
            for _ in 0..<6 { try ledger.add("a", to: "claim/210200/1") }
            let error = #expect(throws: LedgerError.self) { try ledger.rows(of: "wrong") }
            #expect(error?.code == .tooLarge && error?.message.contains("The view wrong") == true)
            #expect(throws: LedgerError.self) { try ledger.flushViews() }
            // Other views, streams and the log are not touched by it.
            #expect(try rows(ledger) == ["claim/210200/1": "6"])
            #expect(try ledger.texts("claim/210200/1").count == 6)
            #expect(throws: LedgerError(.unknownView, "", remedy: "")) { try ledger.rows(of: "none") }
            #expect(throws: LedgerError(.unknownView, "", remedy: "")) { try ledger.replay(view: "none", check: true) }
        }
    }

    @Test(
        "A reader in this process sees what was committed before it was opened, and builds nothing in the node's folder."
    )
    func readOnly() throws {
        let bench = try Workbench()
        let ledger = try bench.open(projections: [CountView()])
        for step in 0..<30 { try ledger.add("a", to: "claim/210200/\(step % 4)") }
        ledger.close()
        let before = try Data(contentsOf: URL(fileURLWithPath: "\(bench.directory.views)/data.mdb"))
        // One that the base does not have.
        var newer = CountView()
        newer.version = 9
        for view in [CountView(), newer] {
            let reader = try bench.open(projections: [view], readOnly: true)
            #expect(try rows(reader).values.sorted() == ["7", "7", "8", "8"])
            #expect(throws: LedgerError(.readOnly, "", remedy: "")) { try reader.replay(view: "counts", check: true) }
            reader.close()
            #expect(throws: LedgerError(.closed, "", remedy: "")) { try reader.end() }
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: "\(bench.directory.views)/data.mdb")) == before)
    }

    @Test("A ledger that is let go in an answer, on the writer's thread, closes its files all the same.")
    func lettingGo() throws {
        let bench = try Workbench()
        let answered = DispatchSemaphore(value: 0)
        for explicitly in [false, true] {
            do {
                let ledger = try bench.open()
                let event = Proposal.Event(stream: try StreamName("claim/210200/1"), type: 1, payload: [])
                ledger.submit(Proposal(party: Workbench.center, events: [event])) { [ledger] _ in
                    if explicitly { ledger.close() }
                    answered.signal()
                }
            }
            answered.wait()
            // The lock is given back last.
            var again: Ledger?
            for _ in 0..<500 {
                again = try? bench.open()
                if again != nil { break }
                usleep(10_000)
            }
            #expect(again != nil)
            again?.close()
        }
    }
}

/// SplitMix64: the same sequence for the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
