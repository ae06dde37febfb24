import EntryFormat
import Foundation
import Testing
import TransparencyLog

@testable import Ledger

@Suite("Random histories of mirrors")
struct MirrorHistoryTests {
    /// What a child would keep of it: who holds which entries, in order of arrival.
    private struct Twin {
        var arrivals: [(log: Int, number: Int, stream: String, payload: [UInt8])] = []

        func stream(_ name: String) -> [Int] { arrivals.indices.filter { arrivals[$0].stream == name } }
        /// The greatest number that a log has in a stream.
        func newest(_ log: Int, _ name: String) -> Int? {
            arrivals.filter { $0.log == log && $0.stream == name }.map(\.number).max()
        }
        func holds(_ log: Int, _ number: Int) -> Bool { arrivals.contains { $0.log == log && $0.number == number } }
    }

    @Test(
        "Late, sparse and dense entries of several logs, own appends between them, retries and openings, are those of a dumb twin.",
        arguments: [21, 22, 23] as [UInt64])
    func twin(seed: UInt64) throws {
        let bench = try Workbench()
        var random = SeededGenerator(seed)
        var twin = Twin()
        var ledger = try bench.open(projections: [CountView()], flushEntries: 40)
        defer { ledger.close() }
        var foreign = [try ForeignLog("H1"), try ForeignLog("H2", seed: 8)]
        for index in foreign.indices { try foreign[index].add(0..<1200) }
        var logs = try foreign.map { try ledger.mirror($0) }
        var sizes = [0, 0]
        var last: MirroredCommit?
        for step in 0..<60 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                ledger.close()
                ledger = try bench.open(projections: [CountView()], flushEntries: 40)
                logs = Array(ledger.logs.dropFirst())
            case 1: try ledger.flushViews()
            case 2...4:
                let stream = "claim/210200/\(Int.random(in: 0..<7, using: &random))"
                let committed = try ledger.add("own \(step)", to: stream)
                let entry = try #require(try ledger.entry(at: committed.position))
                for reference in entry.fields.after {
                    let index = try #require(foreign.firstIndex { $0.origin == reference.origin })
                    #expect(Int(reference.number) == twin.newest(index + 1, stream))
                    #expect(reference.leaf == LeafHash(foreign[index].leaves[Int(reference.number)]))
                }
                #expect(entry.fields.after.count == [1, 2].count { twin.newest($0, stream) != nil })
                twin.arrivals.append((0, Int(committed.number), stream, Array("own \(step)".utf8)))
            case 5 where last != nil:
                // Its outcome was not known, and it is tried again: no change, unless the tree has moved on.
                guard let commit = last, Int(commit.size) == sizes[Int(commit.log.local) - 1] else { continue }
                let end = try ledger.end()
                try ledger.commitAndWait(commit)
                #expect(try ledger.end() == end)
            default:
                let index = Int.random(in: 0..<2, using: &random)
                let old = sizes[index]
                let size = Bool.random(using: &random) ? min(1200, old + Int.random(in: 0...400, using: &random)) : old
                let chance = [2, 30].randomElement(using: &random) ?? 2
                let start = Int.random(in: 0...max(0, size), using: &random)
                let numbers = (start..<min(size, start + 90)).filter {
                    Int.random(in: 0..<chance, using: &random) == 0 && !twin.holds(index + 1, $0)
                }
                let commit = try foreign[index].commit(
                    logs[index], from: old, to: size, entries: numbers, record: [UInt8(step)])
                try ledger.commitAndWait(commit)
                last = commit
                sizes[index] = size
                for number in numbers {
                    twin.arrivals.append(
                        (index + 1, number, "claim/210200/\(number % 7)", Array("\(number)".utf8)))
                }
                #expect(try ledger.mirrorRecord(of: logs[index]) == [UInt8(step)])
            }
        }
        try compare(ledger, twin, foreign, sizes)
        ledger.close()
        ledger = try bench.open(projections: [CountView()])
        try compare(ledger, twin, foreign, sizes)
        let result = try ledger.verify()
        #expect(result.ok && Int(result.entries) == twin.arrivals.count, "\(result.problems.map(\.message))")
        #expect(try ledger.replay(view: "counts", check: true).matches == true)
        ledger.close()
        ledger = try bench.open(projections: [CountView()], readOnly: true)
        try compare(ledger, twin, foreign, sizes)
    }

    private func compare(_ ledger: Ledger, _ twin: Twin, _ foreign: [ForeignLog], _ sizes: [Int]) throws {
        let entries = try ledger.entries(from: 0, limit: .max)
        try #require(entries.count == twin.arrivals.count)
        for (entry, expected) in zip(entries, twin.arrivals) {
            #expect(entry.party == ledger.logs[expected.log].party && Int(entry.number) == expected.number)
            #expect(entry.fields.stream == expected.stream && entry.fields.payload == expected.payload)
        }
        for number in 0..<7 {
            let name = "claim/210200/\(number)"
            let contents = try ledger.contents(of: StreamName(name))
            #expect(contents.entries.map { Int($0.position) } == twin.stream(name))
            #expect(try ledger.version(of: StreamName(name)) == UInt64(twin.stream(name).count))
        }
        for (index, source) in foreign.enumerated() {
            let log = ledger.logs[index + 1]
            let size = sizes[index]
            #expect(try ledger.tree(of: log).frontier == source.frontier(size))
            #expect(try ledger.tree(of: log).edge == Array(source.leaves[(size - size % 256)..<size]))
            #expect(try Int(ledger.held(of: log)) == twin.arrivals.count { $0.log == index + 1 })
            if size > 0 { #expect(try ledger.checkpoint(of: log) == source.checkpoint(size)) }
            for number in stride(from: 0, to: 1200, by: 37) {
                let entry = try ledger.entry(number: UInt64(number), in: log)
                #expect((entry != nil) == twin.holds(index + 1, number))
                guard entry != nil else { continue }
                let proof = try #require(try ledger.proof(of: UInt64(number), in: log, size: UInt64(size)))
                #expect(throws: Never.self) {
                    try MerkleTree.verifyInclusion(
                        leaf: source.leaves[number], index: UInt64(number), size: UInt64(size), proof: proof.hashes,
                        root: source.frontier(size).root)
                }
            }
        }
    }
}
