import EntryFormat
import Foundation
import Synchronization
import Testing

@testable import Ledger

/// Nothing may be recorded twice because a bit of the views rots.
@Suite("A flipped bit of the views")
struct ViewDamageTests {
    private static let streams = 12
    private let files = FileManager.default

    /// A node with events that have ids, two flushes, and a list of free pages.
    private static func node() throws -> Workbench {
        let bench = try Workbench()
        let ledger = try bench.open(projections: [CountView()])
        for round in 0..<3 {
            for stream in 0..<streams { try add(stream, round, to: ledger) }
            try ledger.flushViews()
        }
        ledger.close()
        return bench
    }

    @discardableResult
    private static func add(_ stream: Int, _ round: Int, to ledger: Ledger) throws -> Committed {
        try ledger.add(
            "\(round)", to: "claim/210200/\(stream)", id: EventID(words: (UInt64(stream + 1), UInt64(round + 1))),
            readers: [Workbench.hospital])
    }

    /// The views' file, and where in it the head of a stream stands.
    private static func head(of stream: Int, in ledger: Ledger, _ bench: Workbench) throws -> (DataFile, [Int]) {
        let name = try StreamName("claim/210200/\(stream)")
        let head = try #require(try ledger.views.heads.head(of: name))
        let file = try DataFile("\(bench.directory.views)/data.mdb")
        let places = file.places(of: head.record(name: name))
        try #require(!places.isEmpty)
        return (file, places)
    }

    private struct Trial {
        let bench: Workbench
        let views: [String: [UInt8]]
        let log: [UInt8]

        init(_ bench: Workbench) throws {
            self.bench = bench
            views = try ["data.mdb", "sums"].reduce(into: [:]) { views, name in
                views[name] = [UInt8](
                    try Data(contentsOf: URL(fileURLWithPath: "\(bench.directory.views)/\(name)")))
            }
            log = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(bench.directory.log)/data.mdb")))
        }

        /// Flips a bit of the views, flushes something new, and tries every event again.
        /// - Returns: how many events stand in the log twice.
        func run(bit: Int) throws -> Int {
            for (name, content) in views {
                var content = content
                if name == "data.mdb" { content[bit / 8] ^= 1 << UInt8(bit % 8) }
                try Data(content).write(to: URL(fileURLWithPath: "\(bench.directory.views)/\(name)"))
            }
            try Data(log).write(to: URL(fileURLWithPath: "\(bench.directory.log)/data.mdb"))
            for folder in [bench.directory.views, bench.directory.log] {
                try? FileManager.default.removeItem(atPath: "\(folder)/lock.mdb")
            }
            let ledger = try bench.open(projections: [CountView()])
            defer { ledger.close() }
            try ViewDamageTests.add(0, 100, to: ledger)
            try ledger.flushViews()
            var twice = 0
            for stream in 0..<streams {
                for round in 0..<3 where try !ViewDamageTests.add(stream, round, to: ledger).wasPresent { twice += 1 }
            }
            return twice
        }

        /// The bits of the newest commit's list of free pages, which is one page here.
        var freeList: [Int] {
            let data = views["data.mdb"] ?? []
            func word(_ at: Int, _ bytes: Int = 8) -> Int {
                data[at..<at + bytes].reversed().reduce(0) { $0 << 8 | Int($1) }
            }
            let head = word(144) > word(4096 + 144) ? 0 : 4096
            let page = word(head + 80) * 4096
            guard page >= 8192, page < data.count else { return [] }
            let (lower, upper) = (word(page + 12, 2), word(page + 14, 2))
            return Array(8 * page..<8 * (page + lower)) + Array(8 * (page + upper)..<8 * (page + 4096))
        }
    }

    @Test(
        "In the list of free pages or anywhere else: every event is found when it is tried again, and is not recorded twice."
    )
    func retried() throws {
        let bench = try Self.node()
        let trial = try Trial(bench)
        #expect(trial.freeList.count > 500)
        var random = SeededGenerator(27)
        var bits = stride(from: 0, to: trial.freeList.count, by: 11).map { trial.freeList[$0] }
        bits += (0..<150).map { _ in Int.random(in: 0..<8 * (trial.views["data.mdb"]?.count ?? 0), using: &random) }
        for bit in bits { #expect(try trial.run(bit: bit) == 0, "bit \(bit)") }
        #expect(try Ledger.verify(bench.directory).ok)
    }

    @Test("Where pages are not compared with their sums, the same bits have events recorded twice.")
    func canary() throws {
        let bench = try Self.node()
        let trial = try Trial(bench)
        // Numbers of free pages, which become those of live ones: in processes of their own, for LMDB ends some.
        let numbers = trial.freeList.filter { $0 / 8 % 8 == 0 && $0 % 8 < 6 && $0 / 8 % 4096 > 200 }
        var found: Int?
        for (place, bit) in numbers.enumerated() where found == nil {
            let copy = "\(bench.folder)/copy-\(place)"
            try files.copyItem(atPath: bench.directory.path, toPath: copy)
            if try Child("view-flip-unchecked", copy, bit).finish().lines == ["twice"] { found = bit }
            try files.removeItem(atPath: copy)
        }
        let bit = try #require(found)
        let (lines, status) = try Child("view-flip", bench.directory.path, bit).finish()
        #expect(lines == ["mended"] && status == 0)
    }

    @Test("Of a page while the node runs: the views are built again by themselves, said once, and go on.")
    func running() throws {
        let bench = try Self.node()
        let notices = Mutex<[LedgerError]>([])
        var options = Ledger.Options()
        options.notice = { notice in notices.withLock { $0.append(notice) } }
        let ledger = try Ledger(
            bench.directory, projections: [CountView()], decider: { "center:\($0.decider)" }, options: options)
        defer { ledger.close() }
        let (file, places) = try Self.head(of: 3, in: ledger, bench)
        try file.withFlip(70, behind: places) {
            try Self.add(4, 50, to: ledger)
            #expect(throws: LedgerError(.viewsDamaged, "", remedy: "")) { try ledger.flushViews() }
            for stream in 0..<Self.streams {
                for round in 0..<3 { #expect(try Self.add(stream, round, to: ledger).wasPresent) }
            }
            #expect(try Self.add(4, 50, to: ledger).wasPresent)
            #expect(notices.withLock(\.count) == 1)
            #expect(notices.withLock { $0.first?.code } == .viewsDamaged)
        }
        #expect(try !Self.add(3, 51, to: ledger).wasPresent)
        try ledger.flushViews()
        #expect(try ledger.replay(view: "counts", check: true).matches == true)
        #expect(try ledger.rows(of: "counts").count == Self.streams)
        #expect(try ledger.verify().ok)
    }

    @Test("That cannot be built again: everything is refused, nothing is recorded, and it is tried again until it can.")
    func unmended() throws {
        let bench = try Self.node()
        let notices = Mutex(0)
        var options = Ledger.Options()
        options.notice = { _ in notices.withLock { $0 += 1 } }
        let ledger = try Ledger(
            bench.directory, projections: [CountView()], decider: { "center:\($0.decider)" }, options: options)
        defer { ledger.close() }
        let (file, places) = try Self.head(of: 3, in: ledger, bench)
        let damaged = LedgerError(.viewsDamaged, "", remedy: "")
        let entries = try ledger.store.read { try ledger.store.tables.end(in: $0) }
        try file.withFlip(70, behind: places) {
            // Something that is no folder stands where the views are to be built.
            let aside = "\(bench.directory.views).aside"
            try files.moveItem(atPath: bench.directory.views, toPath: aside)
            try Data().write(to: URL(fileURLWithPath: bench.directory.views))
            try Self.add(4, 50, to: ledger)
            #expect(throws: damaged) { try ledger.flushViews() }
            for _ in 0..<3 {
                #expect(throws: damaged) { try Self.add(3, 51, to: ledger) }
                #expect(throws: damaged) { try ledger.rows(of: "counts") }
            }
            #expect(try ledger.store.read { try ledger.store.tables.end(in: $0) } == entries + 1)
            try files.removeItem(atPath: bench.directory.views)
            try files.createDirectory(atPath: bench.directory.views, withIntermediateDirectories: false)
            // A read that meets it has the writer try again: no event has to come.
            var rows: [ViewRow]?
            for _ in 0..<400 where rows == nil {
                rows = try? ledger.rows(of: "counts")
                if rows == nil { usleep(10_000) }
            }
            #expect(rows?.count == Self.streams)
        }
        #expect(notices.withLock(\.self) == 1)
        #expect(try !Self.add(3, 51, to: ledger).wasPresent)
        #expect(try Self.add(4, 50, to: ledger).wasPresent)
        try ledger.flushViews()
        #expect(try ledger.replay(view: "counts", check: true).matches == true)
        #expect(try ledger.verify().ok)
    }

    @Test(
        "That cannot be built again: who is told of commits and reads the views then does not wake the writer without an end."
    )
    func toldOnce() throws {
        let bench = try Self.node()
        let time = Mutex<Int64>(5_000)
        var options = Ledger.Options()
        options.uptime = { time.withLock(\.self) }
        let ledger = try Ledger(
            bench.directory, projections: [CountView()], decider: { "center:\($0.decider)" }, options: options)
        defer { ledger.close() }
        let (file, places) = try Self.head(of: 3, in: ledger, bench)
        try file.withFlip(70, behind: places) {
            let aside = "\(bench.directory.views).aside"
            try files.moveItem(atPath: bench.directory.views, toPath: aside)
            try Data().write(to: URL(fileURLWithPath: bench.directory.views))
            try Self.add(4, 50, to: ledger)
            #expect(throws: LedgerError(.viewsDamaged, "", remedy: "")) { try ledger.flushViews() }
            let told = Mutex(0)
            let queue = DispatchQueue(label: "listener")
            let subscription = ledger.whenGrown {
                told.withLock { $0 += 1 }
                queue.async { _ = try? ledger.rows(of: "counts") }
            }
            for _ in 0..<20 {
                _ = try? ledger.rows(of: "counts")
                _ = try? Self.add(3, 51, to: ledger)
                usleep(10_000)
            }
            #expect(told.withLock(\.self) == 0)
            // Once they stand again it is told, and what it then reads wakes nobody.
            try files.removeItem(atPath: bench.directory.views)
            try files.createDirectory(atPath: bench.directory.views, withIntermediateDirectories: false)
            time.withLock { $0 += 600_000 }
            for _ in 0..<400 where (try? ledger.rows(of: "counts")) == nil { usleep(10_000) }
            for _ in 0..<400 where told.withLock(\.self) == 0 { usleep(10_000) }
            usleep(100_000)
            #expect((1...3).contains(told.withLock(\.self)))
            withExtendedLifetime(subscription) {}
        }
        #expect(try ledger.verify().ok)
    }

    @Test("After they were built again, streams that moved since are all listed, however often was asked before.")
    func movedSince() throws {
        let bench = try Workbench()
        let ledger = try bench.open(projections: [CountView()])
        defer { ledger.close() }
        func names() throws -> [String] { try ledger.streams(prefix: "claim/", after: nil, limit: 1_000).map(\.text) }
        let heads = ledger.views.heads
        for round in 0..<5 {
            for stream in 0..<20 { try Self.add(stream, round, to: ledger) }
        }
        #expect(try names().count == 20)
        // As a mend does: nothing was flushed, so the base ends where it did, and all moves are taken in anew, once for each stream.
        heads.adopt(baseEnd: 0, nextStream: 0)
        try ledger.views.takeTail(to: ledger.end())
        for stream in 20..<200 { try Self.add(stream, 0, to: ledger) }
        #expect(try names().count == 200)
    }

    @Test("That cannot be built again is tried again after a pause that doubles, from a second to a minute.")
    func pauses() throws {
        let bench = try Self.node()
        let time = Mutex<Int64>(5_000)
        var options = Ledger.Options()
        options.uptime = { time.withLock(\.self) }
        let ledger = try Ledger(
            bench.directory, projections: [CountView()], decider: { "center:\($0.decider)" }, options: options)
        defer { ledger.close() }
        let (file, places) = try Self.head(of: 3, in: ledger, bench)
        /// The seconds that the refusal names.
        func refused(after milliseconds: Int64) throws -> String {
            time.withLock { $0 += milliseconds }
            do {
                try Self.add(3, 51, to: ledger)
            } catch let error as LedgerError {
                return
                    "\(error.code == .viewsDamaged ? "viewsDamaged" : error.message) \(error.remedy.split(separator: " ").last { $0.allSatisfy(\.isNumber) } ?? "")"
            }
            return "recorded"
        }
        try file.withFlip(70, behind: places) {
            try files.moveItem(atPath: bench.directory.views, toPath: "\(bench.directory.views).aside")
            try Data().write(to: URL(fileURLWithPath: bench.directory.views))
            try Self.add(4, 50, to: ledger)
            #expect(throws: LedgerError(.viewsDamaged, "", remedy: "")) { try ledger.flushViews() }
            #expect(try refused(after: 0) == "viewsDamaged 1")
            // A try that failed has the longer pause: until then the refusal is the earlier one.
            for (pause, next) in [(1, 2), (2, 4), (4, 8), (8, 16), (16, 32), (32, 60), (60, 60)] as [(Int64, Int)] {
                #expect(try refused(after: pause * 1_000 - 1) == "viewsDamaged \(pause)")
                #expect(try refused(after: 1) == "viewsDamaged \(next)")
            }
            try files.removeItem(atPath: bench.directory.views)
            try files.createDirectory(atPath: bench.directory.views, withIntermediateDirectories: false)
            // It could be built again, and is not tried before the pause is over.
            #expect(try refused(after: 59_999) == "viewsDamaged 60")
            #expect(try refused(after: 1) == "recorded")
        }
        #expect(try ledger.replay(view: "counts", check: true).matches == true)
        #expect(try ledger.verify().ok)
    }

    @Test("Views without sums are of an earlier version: said so, read all the same, and built again by who writes.")
    func withoutSums() throws {
        let bench = try Self.node()
        let notices = Mutex<[LedgerError]>([])
        func look(readOnly: Bool) throws -> Int {
            var options = Ledger.Options()
            options.readOnly = readOnly
            options.notice = { notice in notices.withLock { $0.append(notice) } }
            let ledger = try Ledger(
                bench.directory, projections: [CountView()], decider: { "center:\($0.decider)" }, options: options)
            defer { ledger.close() }
            return try ledger.rows(of: "counts").count
        }
        try files.removeItem(atPath: "\(bench.directory.views)/sums")
        for readOnly in [true, true, false, true, false] {
            #expect(try look(readOnly: readOnly) == Self.streams)
        }
        // Two readers and the writer; then there are sums.
        let said = notices.withLock(\.self)
        #expect(said.map(\.code) == [.viewsUnproven, .viewsUnproven, .viewsUnproven])
        #expect(said.allSatisfy { !$0.message.contains("damage") && !$0.remedy.contains("disk") })
        #expect(said.first?.remedy.contains("the next one that writes") == true)
        #expect(try Ledger.verify(bench.directory).ok)
    }
}
