import EntryFormat
import Foundation
import Testing

@testable import Ledger

@Suite("Views")
struct ViewTests {
    private func rows(_ ledger: Ledger) throws -> [String: String] {
        var rows: [String: String] = [:]
        for row in try ledger.rows(of: "counts") {
            rows[String(decoding: row.key, as: UTF8.self)] = String(decoding: row.value, as: UTF8.self)
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
        try FileManager.default.removeItem(atPath: "\(bench.directory.path)/views")
        try FileManager.default.createDirectory(
            atPath: "\(bench.directory.path)/views", withIntermediateDirectories: true)
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
