import EntryFormat
import Foundation
import LMDB
import Testing

@testable import Ledger

/// “A clear sentence with a remedy, a numbered reason, and nothing changed.”
@Suite("Bad input")
struct BadInputTests {
    private let files = FileManager.default

    @Test("A directory that is no node, or none at all, is refused by name.")
    func notANode() throws {
        let bench = try Workbench(parties: [])
        for path in ["\(bench.folder)/nowhere", bench.folder] {
            let error = #expect(throws: LedgerError.self) {
                try Ledger(DataDirectory(path: path), decider: { _ in "" })
            }
            #expect(error?.code == .notANode && error?.message.contains(path) == true)
            #expect(error?.remedy.contains("init") == true)
        }
        try Data("{".utf8).write(to: URL(fileURLWithPath: "\(bench.folder)/config"))
        let error = #expect(throws: LedgerError.self) {
            try Ledger(DataDirectory(path: bench.folder), decider: { _ in "" })
        }
        #expect(error?.code == .damaged)
    }

    @Test("A directory of a newer format is refused for reading and for writing, and nothing in it changes.")
    func newerFormat() throws {
        let bench = try Workbench()
        let path = "\(bench.directory.path)/config"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let newer = text.replacing("\"format\" : 1", with: "\"format\" : 2, \"future\" : true")
        #expect(newer != text)
        try newer.write(toFile: path, atomically: true, encoding: .utf8)
        let before = try Data(contentsOf: URL(fileURLWithPath: "\(bench.directory.log)/data.mdb"))
        for readOnly in [true, false] {
            let error = #expect(throws: LedgerError.self) { try bench.open(readOnly: readOnly) }
            #expect(error?.code == .newerFormat && error?.message.contains("format 2") == true)
        }
        #expect(throws: LedgerError(.newerFormat, "", remedy: "")) { try Ledger.verify(bench.directory) }
        #expect(throws: LedgerError(.newerFormat, "", remedy: "")) {
            try Ledger.addParty(
                in: bench.directory, role: "unit", code: "1", name: "Unit", origin: "triplicate.example/unit-1")
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: "\(bench.directory.log)/data.mdb")) == before)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        try bench.open().close()
        // The log's own store knows its format too.
        let store = try LogStore(path: bench.directory.log, mapBytes: 1 << 30, access: .writing)
        try store.write {
            try $0.put(store.tables.meta, key: Array("format".utf8).span.bytes, value: ([9] as [UInt8]).span.bytes)
        }
        store.close()
        #expect(throws: LedgerError(.newerFormat, "", remedy: "")) { try bench.open() }
    }

    @Test("A second writer in another process is refused and named; a reader is not, and sees what is written.")
    func secondProcess() throws {
        let bench = try Workbench()
        let child = try Child("hold", bench.directory.path)
        #expect(child.wait(for: "open"))
        let error = #expect(throws: LedgerError.self) { try bench.open() }
        #expect(error?.code == .secondWriter)
        #expect(error?.message.contains(bench.directory.path) == true)
        #expect(throws: LedgerError(.secondWriter, "", remedy: "")) {
            try Ledger.addParty(
                in: bench.directory, role: "unit", code: "1", name: "Unit", origin: "triplicate.example/unit-1")
        }
        try bench.open(readOnly: true).close()
        try child.letGo()
        #expect(child.finish().status == 0)
        let ledger = try bench.open()
        let second = try Child("hold", bench.directory.path).finish()
        #expect(second.status == 1 && second.lines.first?.hasPrefix("error 1203") == true, "\(second.lines)")
        let reader = try Child("watch", bench.directory.path, 200).finish()
        #expect(reader.status == 0 && reader.lines.last?.hasPrefix("looked") == true, "\(reader.lines)")
        ledger.close()
    }

    @Test("One process opens a directory once.")
    func twice() throws {
        let bench = try Workbench()
        let reader = try bench.open(readOnly: true)
        #expect(throws: LedgerError(.secondWriter, "", remedy: "")) { try bench.open(readOnly: true) }
        #expect(throws: LedgerError(.secondWriter, "", remedy: "")) { try bench.open() }
        reader.close()
        try bench.open().close()
    }

    @Test("A directory that vanishes while it is open refuses writes; what was committed is read on.")
    func vanished() throws {
        let bench = try Workbench()
        let ledger = try bench.open()
        defer { ledger.close() }
        try ledger.add("one", to: "claim/210200/1")
        try files.moveItem(atPath: bench.directory.path, toPath: "\(bench.folder)/moved")
        // It is still the same files.
        try ledger.add("two", to: "claim/210200/1")
        try files.removeItem(atPath: "\(bench.folder)/moved")
        let error = #expect(throws: LedgerError.self) { try ledger.add("three", to: "claim/210200/1") }
        #expect(error?.code == .directoryUnusable)
        #expect(try ledger.texts("claim/210200/1") == ["one", "two"])
        #expect(throws: LedgerError(.directoryUnusable, "", remedy: "")) { try ledger.blobs.store([1]) }
    }

    @Test("A directory that may not be written is refused for writing, in words.", .enabled(if: geteuid() != 0))
    func readOnlyDirectory() throws {
        let bench = try Workbench()
        try files.setAttributes([.posixPermissions: 0o500], ofItemAtPath: bench.directory.path)
        try files.setAttributes([.posixPermissions: 0o400], ofItemAtPath: "\(bench.directory.log)/data.mdb")
        defer { try? files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: bench.directory.path) }
        #expect(throws: LedgerError(.directoryUnusable, "", remedy: "")) { try bench.open() }
    }

    @Test("A full map refuses, names the remedy, loses nothing, and small entries still fit where large ones do not.")
    func fullMap() throws {
        let bench = try Workbench(parties: [])
        try Ledger.addParty(
            in: bench.directory, role: "center", code: "210200", name: "x", origin: "triplicate.example/center-210200",
            logMapBytes: 1 << 20, viewsMapBytes: 1 << 20)
        let ledger = try bench.open()
        defer { ledger.close() }
        var acknowledged: UInt64 = 0
        var refusal: LedgerError?
        let text = String(repeating: "x", count: 20_000)
        while refusal == nil, acknowledged < 200 {
            do {
                try ledger.add(text, to: "claim/210200/1")
                acknowledged += 1
            } catch {
                refusal = error as? LedgerError
            }
        }
        #expect(refusal?.code == .noSpace && refusal?.remedy.contains("Enlarge its map in config") == true)
        #expect(acknowledged > 5)
        #expect(try ledger.end() == acknowledged)
        #expect(throws: LedgerError(.noSpace, "", remedy: "")) { try ledger.add(text, to: "claim/210200/1") }
        #expect(try ledger.end() == acknowledged)
        #expect(try ledger.verify().ok)
        ledger.close()
        // Enlarged as the remedy says, it goes on.
        var settings = try bench.directory.settings()
        settings.logMapBytes = 1 << 24
        try settings.write(to: bench.directory.configuration)
        let larger = try bench.open()
        defer { larger.close() }
        #expect(try larger.add(text, to: "claim/210200/1").number == acknowledged)
        #expect(try larger.verify().ok)
    }

    @Test(
        "A full disk refuses each commit whole; when space returns the same ledger goes on.",
        arguments: [200, 700, 1_300])
    func fullDisk(kilobytes: Int) throws {
        let bench = try Workbench()
        let (lines, status) = try Child("fill", bench.directory.path, kilobytes << 10).finish()
        #expect(status == 0)
        let errors = lines.filter { $0.hasPrefix("error") }
        #expect(errors.count == 3 && errors.allSatisfy { $0.hasPrefix("error 1205") }, "\(lines)")
        for start in ["acknowledged", "went on"] {
            let words = lines.first { $0.hasPrefix(start) }?.split(separator: " ").suffix(2)
            #expect(words?.count == 2 && words?.first == words?.last, "\(lines)")
        }
        let result = try Ledger.verify(bench.directory)
        #expect(result.ok, "\(result.problems.map(\.message))")
    }

    @Test("A disk that is really full refuses, and clears when space returns.", .enabled(if: SmallDisk.isPossible))
    func smallDisk() throws {
        let disk = try SmallDisk(megabytes: 4)
        let directory = DataDirectory(path: "\(disk.path)/node")
        try Ledger.addParty(
            in: directory, role: "center", code: "210200", name: "x", origin: "triplicate.example/center-210200")
        let ledger = try Ledger(directory, projections: [CountView()], decider: { "center:\($0.decider)" })
        defer { ledger.close() }
        var acknowledged: UInt64 = 0
        var refusals: [LedgerError] = []
        while refusals.count < 5, acknowledged < 10_000 {
            do {
                try ledger.add(String(repeating: "x", count: 5_000), to: "claim/210200/\(acknowledged % 50)")
                acknowledged += 1
                if acknowledged == 100 {
                    try Data(repeating: 1, count: 1 << 20).write(to: URL(fileURLWithPath: "\(disk.path)/ballast"))
                }
            } catch {
                refusals.append(try #require(error as? LedgerError))
            }
        }
        #expect(refusals.allSatisfy { $0.code == .noSpace }, "\(refusals)")
        #expect(try ledger.end() == acknowledged)
        #expect(throws: LedgerError(.noSpace, "", remedy: "")) {
            for size in 1...40 { _ = try ledger.blobs.store([UInt8](repeating: UInt8(size), count: 100_000)) }
        }
        try files.removeItem(atPath: "\(disk.path)/ballast")
        #expect(try ledger.add("again", to: "claim/210200/0").number == acknowledged)
        let result = try ledger.verify()
        #expect(result.ok, "\(result.problems.map(\.message))")
    }

    @Test("What is too large, too many or unknown is refused with its number, and changes nothing.")
    func limits() throws {
        let bench = try Workbench()
        let ledger = try bench.open()
        defer { ledger.close() }
        let stream = try StreamName("claim/210200/1")
        func refused(_ code: LedgerError.Code, _ proposal: Proposal, _ note: Comment) {
            let error = #expect(throws: LedgerError.self, note) { try ledger.appendAndWait(proposal) }
            #expect(error?.code == code, note)
            #expect(error?.remedy.isEmpty == false)
        }
        func one(_ bytes: Int) -> Proposal.Event {
            .init(stream: stream, type: 1, payload: .init(repeating: 1, count: bytes))
        }
        refused(.badProposal, Proposal(party: Workbench.center, events: []), "no event")
        let many = Array(repeating: one(1), count: 10_001)
        refused(.badProposal, Proposal(party: Workbench.center, events: many), "10,001 events")
        refused(
            .badProposal, Proposal(party: Workbench.center, events: Array(repeating: one(60_000), count: 1_200)),
            "bytes")
        refused(.tooLarge, Proposal(party: Workbench.center, events: [one(65_536)]), "oversize")
        var crowded = one(1)
        crowded.readers = Set((0..<65).map { "unit:\($0)" })
        refused(.badProposal, Proposal(party: Workbench.center, events: [crowded]), "65 readers")
        crowded.readers = Set((0..<64).map { "unit:\($0)" })
        #expect(try ledger.appendAndWait(Proposal(party: Workbench.center, events: [crowded])).count == 1)
        // The largest entry that fits, and one byte more.
        let header = 64 + "triplicate.example/center-210200".utf8.count + stream.text.utf8.count
        let largest = try ledger.appendAndWait(Proposal(party: Workbench.center, events: [one(65_535 - header)]))
        #expect(largest[0].number == 1)
        refused(.tooLarge, Proposal(party: Workbench.center, events: [one(65_536 - header)]), "one byte more")
        for event in [
            Proposal.Event(stream: stream, type: 0, payload: []),
            Proposal.Event(stream: stream, type: 1, payload: [], readers: ["nobody"]),
        ] {
            #expect(throws: EntryError.self) {
                try ledger.appendAndWait(Proposal(party: Workbench.center, events: [one(1), event]))
            }
        }
        #expect(throws: EntryError.self) {
            try ledger.appendAndWait(Proposal(party: Workbench.center, operatorName: "a\u{1}b", events: [one(1)]))
        }
        #expect(throws: LedgerError(.tooLarge, "", remedy: "")) {
            try ledger.blobs.store([UInt8](repeating: 0, count: BlobStore.maximumBytes + 1))
        }
        #expect(try ledger.end() == 2)
        let most = try ledger.appendAndWait(
            Proposal(party: Workbench.center, events: Array(repeating: one(1), count: Proposal.maximumEvents)))
        #expect(most.last?.version == 10_002)
        #expect(try ledger.verify().ok)
    }

    @Test("Too many readers at once are told so.")
    func readers() throws {
        let bench = try Workbench()
        let ledger = try bench.open()
        defer { ledger.close() }
        try ledger.add("x", to: "claim/210200/1")
        func nest(_ depth: Int) throws -> UInt64 {
            try ledger.store.read { _ in depth == 0 ? 0 : try nest(depth - 1) }
        }
        let error = #expect(throws: LedgerError.self) { try nest(200) }
        #expect(error?.code == .busy)
        #expect(try ledger.texts("claim/210200/1") == ["x"])
    }

    @Test("A full queue pushes back, and answers everybody whom it took.")
    func fullQueue() async throws {
        let queue = ProposalQueue()
        let event = Proposal.Event(
            stream: try StreamName("claim/210200/1"), type: 1, payload: [UInt8](repeating: 0, count: 60_000))
        let proposal = Proposal(party: Workbench.center, events: Array(repeating: event, count: 100))
        var taken = 0
        let error = #expect(throws: LedgerError.self) {
            while true {
                try queue.add(QueuedProposal(proposal) { _ in })
                taken += 1
            }
        }
        #expect(error?.code == .busy)
        #expect(taken == ProposalQueue.capacityBytes / 6_000_000 && queue.count == taken)
        queue.close()
        #expect(throws: LedgerError(.closed, "", remedy: "")) { try queue.add(QueuedProposal(proposal) { _ in }) }
        var fetched = 0
        while case .batch(let batch) = queue.take(restingAfter: 1) {
            // Two of 6 MB fit into a commit of 16 MiB.
            #expect(batch.count <= 2)
            fetched += batch.count
        }
        #expect(fetched == taken)
        guard case .end = queue.take(restingAfter: 1) else {
            Issue.record("a closed and empty queue goes on")
            return
        }
    }

    @Test("Names that cannot stand in an entry are refused before a key is made.")
    func names() throws {
        let bench = try Workbench()
        func add(_ role: String, _ code: String, _ name: String, _ origin: String) throws {
            try Ledger.addParty(in: bench.directory, role: role, code: code, name: name, origin: origin)
        }
        for (role, code, name, origin) in [
            ("unit", "1", "", "a/b"), ("unit", "1", "a\nb", "a/b"), ("unit", "1", "A", ""), ("unit", "1", "A", "a b"),
            ("unit", "1", "A", "a+b"), ("unit", "1", "A", "a//b"), ("unit", "1", "A", "../b"),
            ("unit", "1", "A", "https://é"),
            ("unit", "1", "A", String(repeating: "a", count: 201)), ("Unit", "1", "A", "a/b"), ("unit", "", "A", "a/b"),
            ("unit", "1/2", "A", "a/b"), ("unit", "1 2", "A", "a/b"),
        ] {
            #expect(throws: LedgerError(.badName, "", remedy: ""), "\(role) \(code) \(name) \(origin)") {
                try add(role, code, name, origin)
            }
        }
        #expect(throws: LedgerError(.alreadyHosted, "", remedy: "")) {
            try add("center", "210200", "A", "other.example/center")
        }
        #expect(throws: LedgerError(.alreadyHosted, "", remedy: "")) {
            try add("unit", "1", "A", "triplicate.example/center-210200")
        }
        // Two parties whose keys would lie in one folder.
        try add("a-b", "c", "A", "example.org/1")
        #expect(throws: LedgerError(.missingKey, "", remedy: "")) { try add("a", "b-c", "A", "example.org/2") }
        try bench.open().closing { #expect($0.logs.map(\.party) == [Workbench.center, "a-b:c"]) }
    }

    @Test("Without the right key a log is read, not written; the key put back, it goes on.")
    func keys() throws {
        let bench = try Workbench()
        let ledger = try bench.open()
        try ledger.add("x", to: "claim/210200/1")
        ledger.close()
        let key = "\(bench.directory.keys)/center-210200/log"
        let kept = try String(contentsOfFile: key, encoding: .utf8)
        let other = try Workbench(parties: [("center", "210200")])
        let foreign = try String(contentsOfFile: "\(other.directory.keys)/center-210200/log", encoding: .utf8)
        for content in [nil, "", "nonsense", foreign] {
            try? files.removeItem(atPath: key)
            if let content { try content.write(toFile: key, atomically: true, encoding: .utf8) }
            let error = #expect(throws: LedgerError.self) { try bench.open() }
            #expect(error?.code == .missingKey)
            #expect(error?.message.contains("\(bench.directory.keys)/center-210200") == true)
            #expect(error?.message.contains(kept.dropLast()) == false && error?.message.contains("PRIVATE") == false)
            let reader = try bench.open(readOnly: true)
            #expect(try reader.texts("claim/210200/1") == ["x"])
            reader.close()
        }
        try kept.write(toFile: key, atomically: true, encoding: .utf8)
        let again = try bench.open()
        try again.add("y", to: "claim/210200/1")
        again.close()
        let mode = try #require(
            files.attributesOfItem(atPath: "\(bench.directory.keys)/center-210200/witness")[.posixPermissions])
        #expect((mode as? NSNumber)?.intValue == 0o600)
    }
}

/// A small file system in memory, where this process may mount one.
final class SmallDisk {
    let path: String

    static let isPossible: Bool = {
        guard let disk = try? SmallDisk(megabytes: 1) else { return false }
        withExtendedLifetime(disk) {}
        return true
    }()

    init(megabytes: Int) throws {
        path = "\(NSTemporaryDirectory())triplicate-disk-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            try FileManager.default.removeItem(atPath: path)
            throw CocoaError(.fileWriteUnknown)
        }
    }

    deinit {
        umount2(path, Int32(MNT_DETACH))
        try? FileManager.default.removeItem(atPath: path)
    }
}
