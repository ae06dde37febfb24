import EntryFormat
import Foundation
import Testing

@testable import Ledger

/// As slow as a view whose streams are long: each takes two milliseconds.
private struct SlowView: Projection {
    var name = "slow"
    var version: UInt32 = 1
    func covers(kind: String) -> Bool { true }
    func rows(of stream: StreamContents) throws -> [ViewRow] {
        usleep(2_000)
        return [ViewRow(key: Array(stream.name.text.utf8), value: Array("\(stream.version)".utf8))]
    }
}

@Suite("Writing faster than the views are flushed")
struct FlushPressureTests {
    @Test("The base is never further behind than three flushes and a batch, those under way included.")
    func bounded() throws {
        let bench = try Workbench()
        let ledger = try bench.open(projections: [SlowView()], flushEntries: 30)
        defer { ledger.close() }
        var furthest = 0
        for step in 0..<120 {
            let events = try (0..<10).map {
                Proposal.Event(
                    stream: try StreamName("claim/210200/\(step * 10 + $0)"), type: 1, payload: Array("x".utf8))
            }
            _ = try ledger.appendAndWait(Proposal(party: Workbench.center, events: events))
            furthest = max(furthest, Int(try ledger.end()) - Int(ledger.views.heads.baseEnd))
        }
        #expect(furthest <= 100)
        // Writing did run ahead of the views; else this shows nothing.
        #expect(furthest >= 30)
        #expect(try ledger.replay(view: "slow", check: true).matches == true)
    }

    @Test("A flush of many streams is computed in parts, and is as one computed in one.")
    func parts() throws {
        var digests: Set<String> = []
        for flushEntries in [100, 100_000] {
            let bench = try Workbench()
            let ledger = try bench.open(projections: [CountView()], flushEntries: flushEntries)
            defer { ledger.close() }
            for part in 0..<9 {
                let events = try (0..<1_000).map {
                    Proposal.Event(
                        stream: try StreamName("claim/210200/\((part * 1_000 + $0) % 8_500)"), type: 1,
                        payload: Array("\($0)".utf8))
                }
                _ = try ledger.appendAndWait(Proposal(party: Workbench.center, events: events))
            }
            let replay = try ledger.replay(view: "counts", check: true)
            #expect(replay.matches == true && replay.rows == 8_500)
            digests.insert(replay.digest)
        }
        #expect(digests.count == 1)
    }

    @Test("An error in one part of a flush fails it whole, and the next one takes everything along.")
    func failing() throws {
        let parts = Array(0..<10_000)
        struct Failed: Error {}
        #expect(throws: Failed.self) {
            try parts.mapPartsInParallel(ofAtLeast: 10) { if $0.contains(9_999) { throw Failed() } }
        }
        let sums = try parts.mapPartsInParallel(ofAtLeast: 10) { $0.reduce(0, +) }
        #expect(sums.reduce(0, +) == 49_995_000)
        #expect(try [Int]().mapPartsInParallel(ofAtLeast: 10) { $0.count } == [0])
    }
}
