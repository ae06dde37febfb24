import EntryFormat
import Foundation
import Testing
import TransparencyLog

@testable import Ledger

/// A ledger as a child would write it: every entry in one array, everything found by looking through all of it.
private struct PlainLedger {
    struct Entry {
        let party: String
        let number: UInt64
        let stream: StreamName
        let type: UInt16
        let payload: [UInt8]
        let operatorName: String
        let id: EventID?
        let readers: [Reader]
        let after: [Int]
        let basis: [Int]
    }

    private(set) var entries: [Entry] = []

    func version(_ stream: StreamName) -> UInt64 { UInt64(entries.count { $0.stream == stream }) }

    /// The newest entry of each party in a stream.
    private func newest(_ stream: StreamName, before end: Int) -> [Int] {
        var newest: [String: Int] = [:]
        for (index, entry) in entries[..<end].enumerated() where entry.stream == stream { newest[entry.party] = index }
        return newest.values.sorted()
    }

    /// Takes a proposal as the ledger should, or says with which number it is refused; the positions of its events.
    mutating func append(_ proposal: Proposal) -> Result<[Int], LedgerError> {
        let before = entries.count
        var found: [Int] = []
        for event in proposal.events {
            guard let id = event.id,
                let index = entries.firstIndex(where: {
                    $0.stream == event.stream && $0.party == proposal.party && $0.id == id
                })
            else { continue }
            let entry = entries[index]
            guard entry.type == event.type, entry.payload == event.payload,
                entry.operatorName == proposal.operatorName
            else { return .failure(LedgerError(.eventIDReused, "", remedy: "")) }
            found.append(index)
        }
        if found.count == proposal.events.count { return .success(found) }
        if !found.isEmpty { return .failure(LedgerError(.eventIDReused, "", remedy: "")) }
        for (stream, expected) in proposal.expected where version(stream) != expected {
            return .failure(LedgerError(.stale, "", remedy: ""))
        }
        for event in proposal.events {
            let readers = event.readers.subtracting([proposal.party]).sorted().map { reader in
                let last = entries.last { $0.party == proposal.party && $0.readers.contains { $0.party == reader } }
                return Reader(party: reader, previous: last?.number)
            }
            let basis = Set(event.basis).subtracting([event.stream]).flatMap { newest($0, before: before) }
            entries.append(
                Entry(
                    party: proposal.party, number: UInt64(entries.count { $0.party == proposal.party }),
                    stream: event.stream, type: event.type, payload: event.payload,
                    operatorName: proposal.operatorName, id: event.id, readers: readers,
                    after: newest(event.stream, before: before).filter { entries[$0].party != proposal.party },
                    basis: basis))
        }
        return .success(Array(before..<entries.count))
    }
}

@Suite("Random histories")
struct HistoryTests {
    private static let parties = ["center:210200", "hospital:H1", "unit:9"]

    private func bench() throws -> Workbench {
        try Workbench(parties: [("center", "210200"), ("hospital", "H1"), ("unit", "9")])
    }

    @Test(
        "Numbers, readers' chains, after, basis, retries and refusals are those of a dumb twin, over flushes and openings.",
        arguments: [11, 12, 13, 14] as [UInt64])
    func twin(seed: UInt64) throws {
        let bench = try bench()
        var random = SeededGenerator(seed)
        var twin = PlainLedger()
        var ledger = try bench.open(flushEntries: 15)
        defer { ledger.close() }
        var sent: [Proposal] = []
        for _ in 0..<150 {
            if Int.random(in: 0..<25, using: &random) == 0 {
                ledger.close()
                ledger = try bench.open(flushEntries: 15)
            }
            if Int.random(in: 0..<10, using: &random) == 0 { try ledger.flushViews() }
            let proposal = try proposal(&random, twin: twin, sent: sent)
            sent.append(proposal)
            let expected = twin.append(proposal)
            let actual = Result { try ledger.appendAndWait(proposal) }
            switch (expected, actual) {
            case (.success(let positions), .success(let committed)):
                #expect(committed.map(\.position) == positions.map(UInt64.init))
                #expect(committed.map(\.number) == positions.map { twin.entries[$0].number })
                for (place, position) in zip(committed, positions) {
                    let stream = twin.entries[position].stream
                    let version = twin.entries[...position].count { $0.stream == stream }
                    #expect(place.stream == stream && place.version == UInt64(version))
                }
            case (.failure(let expected), .failure(let error)):
                #expect((error as? LedgerError) == expected, "\(error) instead of \(expected.code)")
            default: Issue.record("\(actual) instead of \(expected) for \(proposal)")
            }
        }
        try compare(ledger, with: twin)
        let result = try ledger.verify()
        #expect(result.ok, "\(result.problems.map(\.message))")
    }

    /// A proposal of one to four events, some of which name ids, readers, expectations and other streams; now and then a
    /// retry, whole, changed, or in part.
    private func proposal(_ random: inout SeededGenerator, twin: PlainLedger, sent: [Proposal]) throws -> Proposal {
        if let old = sent.randomElement(using: &random), Int.random(in: 0..<5, using: &random) == 0 {
            var retry = old
            switch Int.random(in: 0..<6, using: &random) {
            case 0: retry.events[0].payload.append(1)
            case 1: retry.events[0].type += 1
            case 2: retry.operatorName += "x"
            case 3: retry.events.append(try event(&random))
            case 4: retry.party = try #require(Self.parties.randomElement(using: &random))
            default: break
            }
            return retry
        }
        var events: [Proposal.Event] = []
        for _ in 0..<Int.random(in: 1...4, using: &random) { events.append(try event(&random)) }
        var expected: [StreamName: UInt64] = [:]
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let stream = try stream(&random)
            let isStale = Int.random(in: 0..<8, using: &random) == 0
            expected[stream] = twin.version(stream) + (isStale ? 1 : 0)
        }
        return Proposal(
            party: try #require(Self.parties.randomElement(using: &random)), operatorName: "clerk", events: events,
            expected: expected)
    }

    private func stream(_ random: inout SeededGenerator) throws -> StreamName {
        try StreamName("claim/210200/\(Int.random(in: 0..<6, using: &random))")
    }

    private func event(_ random: inout SeededGenerator) throws -> Proposal.Event {
        let hasID = Bool.random(using: &random)
        var basis: [StreamName] = []
        for _ in 0..<Int.random(in: 0...2, using: &random) { basis.append(try stream(&random)) }
        return Proposal.Event(
            stream: try stream(&random), type: 1, payload: [UInt8.random(in: 0...3, using: &random)],
            id: hasID ? EventID(words: (random.next(), 0)) : nil,
            readers: Set((Self.parties + ["pharmacy:7"]).filter { _ in Int.random(in: 0..<3, using: &random) == 0 }),
            basis: basis)
    }

    private func compare(_ ledger: Ledger, with twin: PlainLedger) throws {
        let entries = try ledger.entries(from: 0, limit: .max)
        try #require(entries.count == twin.entries.count)
        func references(_ positions: [Int]) -> [Reference] {
            positions.map { entries[$0].reference }.sorted { ($0.origin, $0.number) < ($1.origin, $1.number) }
        }
        for (entry, expected) in zip(entries, twin.entries) {
            #expect(entry.party == expected.party && entry.number == expected.number)
            #expect(entry.fields.stream == expected.stream.text && entry.fields.payload == expected.payload)
            #expect(entry.fields.readers == expected.readers, "at \(entry.position)")
            #expect(entry.fields.after == references(expected.after), "at \(entry.position)")
            #expect(entry.fields.basis == references(expected.basis), "at \(entry.position)")
        }
        for stream in Set(twin.entries.map(\.stream)) {
            let positions = twin.entries.indices.filter { twin.entries[$0].stream == stream }.map(UInt64.init)
            #expect(try ledger.contents(of: stream).entries.map(\.position) == positions)
        }
    }

    @Test("Of many who decide on the same state at once, one wins each time, and no proposal is taken in part.")
    func concurrency() async throws {
        let bench = try bench()
        let ledger = try bench.open(flushEntries: 40)
        defer { ledger.close() }
        let streams = try (0..<4).map { try StreamName("account/210200/\($0)") }
        let results = try await withThrowingTaskGroup(of: (wins: Int, losses: Int).self) { group in
            for caller in 0..<12 {
                group.addTask {
                    var random = SeededGenerator(UInt64(caller))
                    var result = (wins: 0, losses: 0)
                    for _ in 0..<15 {
                        // Reads two accounts, writes both: a transfer, which is right only if neither has moved.
                        let pair = Array(streams.shuffled(using: &random).prefix(2))
                        var expected: [StreamName: UInt64] = [:]
                        for stream in pair { expected[stream] = try ledger.version(of: stream) }
                        let events = pair.map { Proposal.Event(stream: $0, type: 1, payload: [UInt8(caller)]) }
                        let proposal = Proposal(
                            party: Self.parties[caller % 3], events: events, expected: expected)
                        do {
                            let committed = try await ledger.append(proposal)
                            for (stream, place) in zip(pair, committed) {
                                #expect(place.version == (expected[stream] ?? 0) + 1)
                            }
                            result.wins += 1
                        } catch LedgerError.Code.stale {
                            result.losses += 1
                        }
                    }
                    return result
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let won = results.reduce(0) { $0 + $1.wins }
        #expect(won + results.reduce(0) { $0 + $1.losses } == 180 && won >= 15)
        #expect(try ledger.end() == UInt64(2 * won))
        // Both halves of a transfer stand side by side.
        let entries = try ledger.entries(from: 0, limit: .max)
        for index in stride(from: 0, to: entries.count, by: 2) {
            #expect(entries[index].fields.payload == entries[index + 1].fields.payload)
            #expect(entries[index].fields.stream != entries[index + 1].fields.stream)
        }
        #expect(try ledger.verify().ok)
    }

    @Test("The same retry from many callers at once is appended once, and everybody is told where.")
    func concurrentRetries() async throws {
        let bench = try bench()
        let ledger = try bench.open()
        defer { ledger.close() }
        let event = Proposal.Event(
            stream: try StreamName("claim/210200/1"), type: 1, payload: [7], id: EventID(words: (4, 2)))
        let proposal = Proposal(party: Self.parties[0], events: [event])
        let answers = try await withThrowingTaskGroup(of: Committed.self) { group in
            for _ in 0..<50 { group.addTask { try await ledger.append(proposal)[0] } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count { !$0.wasPresent } == 1)
        #expect(Set(answers.map(\.position)) == [0] && Set(answers.map(\.version)) == [1])
        #expect(try ledger.end() == 1)
    }

    @Test("The clock may go back; a log's entries never do. A clock before 1970 is refused.")
    func clock() throws {
        let bench = try bench()
        let ledger = try bench.open()
        defer { ledger.close() }
        bench.clock.set(2_000_000_000_000)
        let first = try ledger.add("a", to: "claim/210200/1", by: Self.parties[0])
        bench.clock.set(1_000_000_000_000)
        let second = try ledger.add("b", to: "claim/210200/1", by: Self.parties[0])
        let other = try ledger.add("c", to: "claim/210200/1", by: Self.parties[1])
        #expect(second.time == first.time && other.time < first.time)
        let received = try ledger.contents(of: StreamName("claim/210200/1")).entries.map(\.receivedAt)
        #expect(received[1] < received[0])
        bench.clock.set(-5_000)
        #expect(throws: EntryError.self) { try ledger.add("d", to: "claim/210200/1", by: Self.parties[2]) }
        #expect(try ledger.end() == 3)
    }

    @Test(
        "A proof that a log holds an entry is accepted against each of its heads, and none is given for what is not there."
    )
    func proofs() throws {
        let bench = try bench()
        let ledger = try bench.open()
        defer { ledger.close() }
        var roots: [Digest] = []
        for step in 0..<40 {
            try ledger.add("\(step)", to: "claim/210200/\(step % 3)")
            try ledger.add("between", to: "stay/H1/1", by: Self.parties[1])
            roots.append(try Checkpoint(Note(#require(try ledger.checkpoint(of: ledger.logs[0]))).text).root)
        }
        for size in [1, 2, 31, 32, 33, 40] as [UInt64] {
            for number in 0..<size {
                let proof = try #require(try ledger.proof(of: number, in: ledger.logs[0], size: size))
                #expect(proof.number == number)
                let leaf = TreeHash.leaf(proof.entry)
                #expect(throws: Never.self) {
                    try MerkleTree.verifyInclusion(
                        leaf: leaf, index: number, size: size, proof: proof.hashes, root: roots[Int(size) - 1])
                }
            }
        }
        #expect(try ledger.proof(of: 40, in: ledger.logs[0], size: 40) == nil)
        #expect(try ledger.proof(of: 0, in: ledger.logs[0], size: 41) == nil)
        #expect(try ledger.proof(of: 0, in: ledger.logs[2], size: 1) == nil)
    }
}
