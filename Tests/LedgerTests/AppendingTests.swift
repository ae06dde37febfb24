import EntryFormat
import Foundation
import Testing
import TransparencyLog

@testable import Ledger

@Suite("Appending")
struct AppendingTests {
    @Test("What was appended is read back, in order, also by the next process.")
    func appendAndReopen() throws {
        let bench = try Workbench()
        let ledger = try bench.open()
        let first = try ledger.add("one", to: "claim/210200/1")
        #expect(first.number == 0 && first.position == 0 && first.version == 1 && !first.wasPresent)
        try ledger.add("other", to: "claim/210200/2")
        let second = try ledger.add("two", to: "claim/210200/1", expected: 1)
        #expect(second.number == 2 && second.version == 2)
        #expect(try ledger.texts("claim/210200/1") == ["one", "two"])
        ledger.close()
        let again = try bench.open()
        #expect(try again.texts("claim/210200/1") == ["one", "two"])
        #expect(try again.texts("claim/210200/1", asOf: .version(1)) == ["one"])
        #expect(try again.texts("claim/210200/1", asOf: .received(by: first.time)) == ["one"])
        #expect(try again.texts("claim/210200/9") == [])
        again.close()
    }

    @Test("A stale expectation is refused, names expected, actual and what came between, and changes nothing.")
    func stale() throws {
        let bench = try Workbench()
        let ledger = try bench.open()
        defer { ledger.close() }
        for text in ["a", "b", "c"] { try ledger.add(text, to: "claim/210200/1") }
        let error = #expect(throws: LedgerError.self) { try ledger.add("d", to: "claim/210200/1", expected: 1) }
        #expect(error?.code == .stale)
        #expect(error?.message.contains("holds 3 entries, not 1") == true)
        #expect(error?.message.contains("entries 2 to 3 came between") == true)
        #expect(try ledger.end() == 3)
    }

    @Test("A proposal over several streams is taken whole or not at all.")
    func atomic() throws {
        let bench = try Workbench()
        let ledger = try bench.open()
        defer { ledger.close() }
        try ledger.add("x", to: "claim/210200/1")
        let names = try ["claim/210200/1", "invoice/210200/77"].map { try StreamName($0) }
        let events = names.map { Proposal.Event(stream: $0, type: 1, payload: [1]) }
        let stale = Proposal(party: Workbench.center, events: events, expected: [names[1]: 3])
        #expect(throws: LedgerError(.stale, "", remedy: "")) { try ledger.appendAndWait(stale) }
        #expect(try ledger.end() == 1)
        let good = Proposal(party: Workbench.center, events: events, expected: [names[0]: 1, names[1]: 0])
        #expect(try ledger.appendAndWait(good).map(\.version) == [2, 1])
        let tooLarge = Proposal(
            party: Workbench.center,
            events: [
                events[0], Proposal.Event(stream: names[1], type: 1, payload: [UInt8](repeating: 0, count: 65_500)),
            ])
        #expect(throws: LedgerError(.tooLarge, "", remedy: "")) { try ledger.appendAndWait(tooLarge) }
        #expect(try ledger.end() == 3)
        #expect(try ledger.verify().ok)
    }

    @Test("A retry under the same event id appends nothing; the same id with other content is refused, for ever.")
    func idempotency() throws {
        let bench = try Workbench()
        var ledger = try bench.open()
        let id = EventID(words: (7, 7))
        let first = try ledger.add("one", to: "claim/210200/1", id: id)
        for text in ["x", "y", "z"] { try ledger.add(text, to: "claim/210200/1") }
        ledger.close()
        ledger = try bench.open()
        defer { ledger.close() }
        let retry = try ledger.add("one", to: "claim/210200/1", id: id)
        #expect(retry.wasPresent && retry.number == first.number && retry.version == 1)
        let error = #expect(throws: LedgerError.self) { try ledger.add("two", to: "claim/210200/1", id: id) }
        #expect(error?.code == .eventIDReused)
        #expect(try ledger.end() == 4)
        // Another stream has its own ids.
        #expect(try ledger.add("one", to: "claim/210200/2", id: id).wasPresent == false)
    }

    @Test("Each log's entries name the newest entry that their author held of the stream in the other logs.")
    func references() throws {
        let bench = try Workbench(parties: [("center", "210200"), ("hospital", "H11010500001")])
        let ledger = try bench.open()
        defer { ledger.close() }
        try ledger.add("admitted", to: "stay/H11010500001/1", by: Workbench.hospital, readers: [Workbench.center])
        try ledger.add("asked", to: "stay/H11010500001/1", by: Workbench.center, readers: [Workbench.hospital])
        try ledger.add(
            "claim", to: "claim/210200/1", by: Workbench.center, readers: [Workbench.hospital],
            basis: ["stay/H11010500001/1"])
        try ledger.add("settled", to: "stay/H11010500001/1", by: Workbench.hospital, readers: [Workbench.center])
        let stay = try ledger.contents(of: StreamName("stay/H11010500001/1"))
        #expect(stay.entries[0].fields.after == [])
        #expect(stay.entries[1].fields.after == [stay.entries[0].reference])
        #expect(stay.entries[2].fields.after == [stay.entries[1].reference])
        #expect(stay.entries[2].fields.readers == [Reader(party: Workbench.center, previous: 0)])
        let claim = try ledger.contents(of: StreamName("claim/210200/1"))
        #expect(
            claim.entries[0].fields.basis
                == [stay.entries[1].reference, stay.entries[0].reference].sorted { $0.origin < $1.origin })
        #expect(claim.entries[0].fields.readers == [Reader(party: Workbench.hospital, previous: 0)])
        #expect(try ledger.verify().ok)
    }

    @Test("A second writer is refused by the process that has the directory; a reader is not.")
    func secondWriter() throws {
        let bench = try Workbench()
        let ledger = try bench.open()
        defer { ledger.close() }
        let error = #expect(throws: LedgerError.self) { try bench.open() }
        #expect(error?.code == .secondWriter)
        #expect(error?.message.contains("\(ProcessInfo.processInfo.processIdentifier)") == true)
    }

    @Test("An unknown party, an empty proposal and a read-only ledger refuse.")
    func refusals() throws {
        let bench = try Workbench()
        let ledger = try bench.open()
        #expect(throws: LedgerError(.unknownLog, "", remedy: "")) {
            try ledger.add("x", to: "claim/210200/1", by: "unit:1")
        }
        #expect(throws: LedgerError(.badProposal, "", remedy: "")) {
            try ledger.appendAndWait(Proposal(party: Workbench.center, events: []))
        }
        try ledger.add("x", to: "claim/210200/1")
        ledger.close()
        #expect(throws: LedgerError(.closed, "", remedy: "")) { try ledger.add("x", to: "claim/210200/1") }
        let reader = try bench.open(readOnly: true)
        defer { reader.close() }
        #expect(try reader.texts("claim/210200/1") == ["x"])
        #expect(throws: LedgerError(.readOnly, "", remedy: "")) { try reader.add("y", to: "claim/210200/1") }
    }

    @Test("Many callers at once each get their own answer, and the log's tree is that of its entries.")
    func concurrent() async throws {
        let bench = try Workbench()
        let ledger = try bench.open(flushEntries: 100)
        defer { ledger.close() }
        try await withThrowingTaskGroup(of: UInt64.self) { group in
            for index in 0..<500 {
                group.addTask {
                    let event = Proposal.Event(
                        stream: try StreamName("claim/210200/\(index % 7)"), type: 1, payload: Array("\(index)".utf8))
                    return try await ledger.append(Proposal(party: Workbench.center, events: [event]))[0].number
                }
            }
            var numbers: Set<UInt64> = []
            for try await number in group { numbers.insert(number) }
            #expect(numbers == Set(0..<500))
        }
        var frontier = Frontier()
        for position in 0..<UInt64(500) {
            let entry = try #require(try ledger.entry(at: position))
            frontier.append(Digest(entry.leaf))
        }
        let checkpoint = try Checkpoint(Note(#require(try ledger.checkpoint(of: ledger.logs[0]))).text)
        #expect(checkpoint.size == 500 && checkpoint.root == frontier.root)
        #expect(try ledger.verify().ok)
    }
}
