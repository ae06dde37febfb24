import ClaimsLedger
import Ledger
import Measuring

/// Appends through a whole node: encoding, hashing, tree, signed checkpoint, heads and the search view, each commit durable.
enum NodeAppend {
    /// The rate in proposals of `batch` events, one proposal at a time. Making the events is part of the time.
    static func run(_ arguments: Arguments) throws -> Measured {
        let entries = try arguments.number("entries")
        let batch = try arguments.number("batch")
        let node = try WorkNode.make(arguments)
        defer { node.close() }
        var workload = try Workload(skew: .zipf)
        let measurement = try Measured("node-append") {
            try WorkNode.append(&workload, entries, batch: batch, to: node)
            return entries
        }
        guard try node.ledger.end() == UInt64(entries) else { throw Misuse(message: "entries are missing") }
        return measurement
    }

    /// One client's latency: one event, waited for, then the next.
    static func latency(_ arguments: Arguments) throws -> Measured {
        let entries = try arguments.number("entries")
        let node = try WorkNode.make(arguments)
        defer { node.close() }
        var workload = try Workload(skew: .zipf)
        try WorkNode.append(&workload, 10, batch: 1, to: node)
        var latencies = Latencies()
        var measurement = try Measured("append-latency") {
            for _ in 0..<entries {
                let proposal = try workload.proposal(1)
                try latencies.time { _ = try node.ledger.appendAndWait(proposal) }
            }
            return entries
        }
        measurement.figures = latencies.figures
        return measurement
    }
}
