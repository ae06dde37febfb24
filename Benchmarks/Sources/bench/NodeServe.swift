import Claims
import ClaimsLedger
import Foundation
import Ledger
import Measuring

/// What a node of some size costs: its start after a crash, opening claims and traces, appending, its files and its memory.
///
/// The node is abandoned again, so that the next run begins after a crash too.
enum NodeServe {
    static func run(_ arguments: Arguments) throws -> Measured {
        let samples = try arguments.number("samples")
        let appends = try arguments.number("appends")
        var figures: [String: Double] = [:]
        var start = Latencies()
        let node = try start.time { try WorkNode.open(arguments) }
        figures["start"] = start.figures["max"]
        WorkNode.abandon(node)
        let end = try node.ledger.end()
        guard end > 0 else { throw Misuse(message: "the node is empty") }
        figures["entries"] = Double(end)

        let claims = Workload.claims(in: end)
        var random = Generator(state: 7)
        let chosen = (0..<samples).map { _ in Workload.claim(random.below(claims)) }
        figures.merge(try states(chosen, node)) { $1 }
        figures.merge(try traces(Array(chosen.prefix(max(1, samples / 4))), node)) { $1 }

        try node.ledger.flushViews()
        let usage = try node.ledger.usage()
        let entries = Double(try node.ledger.end())
        figures["logBytes"] = Double(usage.log.usedBytes) / entries
        figures["viewBytes"] = Double(usage.views.usedBytes) / entries
        figures["diskRatio"] =
            Double(usage.log.usedBytes + usage.views.usedBytes) / entries / Double(Workload.entryBytes)
        var workload = try Workload(skew: WorkNode.skew(arguments), from: end)
        try WorkNode.append(&workload, 1_000, batch: 1_000, to: node)
        let measurement = try Measured("node-serve") {
            try WorkNode.append(&workload, appends, batch: 1_000, to: node)
            return appends
        }
        figures["append"] = measurement.seconds / Double(appends)
        figures["appendProcessor"] = measurement.processor / Double(appends)
        figures["memory"] = try privateMemory()
        var result = measurement
        result.figures = figures
        return result
    }

    /// Opens each claim twice and measures the second time. Every entry must have been judged regular.
    private static func states(_ streams: [String], _ node: Node) throws -> [String: Double] {
        for stream in streams {
            let state = try node.state(of: stream)
            guard !state.entries.isEmpty, state.entries.allSatisfy({ $0.verdict == .regular }) else {
                throw Misuse(message: "\(stream) is not as it was written: \(state.entries.map(\.reason))")
            }
        }
        var latencies = Latencies()
        for stream in streams { _ = try latencies.time { try node.state(of: stream) } }
        return latencies.figures("state ")
    }

    private static func traces(_ streams: [String], _ node: Node) throws -> [String: Double] {
        for stream in streams {
            let trace = try node.trace(stream)
            guard trace.verification.ok, !trace.events.isEmpty else {
                throw Misuse(message: "the trace of \(stream) does not verify: \(trace.verification.problems)")
            }
        }
        var latencies = Latencies()
        for stream in streams { _ = try latencies.time { try node.trace(stream) } }
        return latencies.figures("trace ")
    }

    /// Bytes of memory that are this process's own: not those of mapped files.
    private static func privateMemory() throws -> Double {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("RssAnon:") }),
            let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
        else { throw Misuse(message: "/proc/self/status says no RssAnon") }
        return kilobytes * 1024
    }
}
