import Claims
import EntryFormat
import Ledger
import Testing

@testable import ClaimsLedger

@Suite("Streams that decisions have read lately")
struct FoldedStreamTests {
    @Test("What was folded before and goes on is what is folded anew, step by step, in every stream.")
    func goingOn() throws {
        let office = try SettlementOffice()
        let node = try office.open()
        defer { node.close() }
        var longest = 0
        for step in 1...9 {
            try SettlementOffice.play(node, step...step)
            _ = try node.react()
            for name in try node.ledger.streams(prefix: "", limit: 1_000) {
                let contents = try node.ledger.contents(of: name)
                for _ in 0..<2 {
                    let folded = try node.folded(name.text)
                    #expect(folded.contents.sequence == contents.sequence)
                    #expect(folded.contents.version == contents.version)
                    #expect(folded.contents.entries.map(\.leaf) == contents.entries.map(\.leaf))
                    #expect(folded.contents.entries.map(\.position) == contents.entries.map(\.position))
                    let events = try contents.recordedEvents()
                    #expect(folded.events.map(\.reference) == events.map(\.reference))
                    #expect(folded.events.map(\.pending) == events.map(\.pending))
                    #expect(try folded.fold.state == node.state(of: name.text))
                    longest = max(longest, folded.events.count)
                }
            }
        }
        #expect(longest > 5)
    }

    @Test("What comes before what was known is folded anew: a decision covers what was pending.")
    func covered() throws {
        let office = try SettlementOffice()
        let node = try office.open()
        defer { node.close() }
        // The unit applies and the hospital stamps, both pending until the center has recorded.
        var orders: Set<String> = []
        for step in 1...4 {
            try SettlementOffice.play(node, step...step)
            for name in try node.ledger.streams(prefix: "filing/", limit: 10) {
                let folded = try node.folded(name.text)
                orders.insert(folded.events.map { "\($0.pending)" }.joined(separator: " "))
                #expect(try folded.fold.state == node.state(of: name.text))
            }
        }
        #expect(orders == ["true", "true true", "false false false"])
    }

    @Test("The entry under an event id is the one that a search finds, in a stream that grows, and with ids twice.")
    func eventIDs() throws {
        let office = try SettlementOffice()
        let node = try office.open()
        defer { node.close() }
        for step in 1...9 {
            try SettlementOffice.play(node, step...step)
            _ = try node.react()
        }
        let entries = try node.ledger.entries(from: 0, limit: 1_000)
        try #require(entries.count > 20)
        let all = entries + entries[3..<9] + entries
        let index = EntryIndex()
        let strangers = [EventID(words: (1, 2))]
        // Also of what it was before: whoever holds that asks as well.
        for count in [0, 4, entries.count, 7, all.count, 2, entries.count + 5] {
            let stream = Array(all[..<count])
            for id in all.map(\.fields.id) + strangers {
                for party in Set(all.map(\.party)) {
                    #expect(
                        index.place(of: id, by: party, in: stream) == EntryIndex.search(id, by: party, in: stream))
                }
            }
        }
    }

    @Test("A stream that is read again and again drives out no other.")
    func kept() throws {
        let office = try SettlementOffice()
        let node = try office.open()
        defer { node.close() }
        try SettlementOffice.play(node, 1...2)
        let filing = try #require(try node.ledger.streams(prefix: "filing/", limit: 1).first).text
        let held = FoldedStreams()
        held.keep(try node.folded(filing))
        #expect(held.stream(filing) != nil)
        let person = try #require(try node.ledger.streams(prefix: "person/", limit: 1).first).text
        let often = try node.folded(person)
        for _ in 0..<15_000 { held.keep(often) }
        #expect(held.stream(filing) != nil)
    }
}
