import EntryFormat
import Ledger
import Measuring

/// Appends entries of a given size to a ledger, one proposal of `batch` events after the other is answered: with hashing, tree,
/// signed checkpoint, and the views that need no payload, which are the streams' names, heads and readers' chains.
///
/// As the peer in C does, all entries have one payload; their streams are drawn at random from names made before. Making the
/// proposals between the appends is not timed. What is timed ends with the last answer, while the views are flushed in the background; with
/// `--flush 1` it ends when the views are durable as well. `node-append` is the same with views that decode and fold.
enum LedgerAppend {
    private static let party = "center:210200"
    private static let origin = "triplicate.example/center-210200"
    private static let clerk = "clerk.wang"

    static func run(_ arguments: Arguments) throws -> Measured {
        let entries = try arguments.number("entries")
        let batch = try arguments.number("batch")
        guard batch > 0, batch <= Proposal.maximumEvents else { throw Misuse(message: "--batch must be 1 to 10,000") }
        let flushes = try arguments.number("flush") != 0
        let directory = DataDirectory(path: try arguments.text("directory") + "/node")
        try Ledger.addParty(
            in: directory, role: "center", code: "210200", name: "Benchmark", origin: origin, logMapBytes: 16 << 30,
            viewsMapBytes: 16 << 30)
        let streams = try (0..<arguments.number("streams")).map {
            try StreamName("claim/210200/2026-\(1_000_000 + $0)")
        }
        // Some in turn, because callers do not share one payload among all their events.
        let payload = try payload(size: arguments.number("size"), stream: streams[0])
        let payloads = (0..<UInt8(64)).map { number in payload.map { $0 ^ number } }
        var options = Ledger.Options()
        options.flushEntries = try arguments.number("flush-after")
        let ledger = try Ledger(directory, decider: { "center:\($0.decider)" }, options: options)
        defer { ledger.close() }
        var state: UInt64 = 1
        let measurement = try Measured("ledger-append") { pauses in
            var appended = 0
            while appended < entries {
                let proposal = pauses.here {
                    let events = (0..<min(batch, entries - appended)).map { _ in
                        // Knuth's MMIX generator: the same streams in every run.
                        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                        return Proposal.Event(
                            stream: streams[Int((state >> 33) % UInt64(streams.count))], type: 1,
                            payload: payloads[Int(state >> 58)])
                    }
                    return Proposal(party: party, operatorName: clerk, events: events)
                }
                appended += try ledger.appendAndWait(proposal).count
            }
            if flushes { try ledger.flushViews() }
            return appended
        }
        let counted = try streams.reduce(0) { try $0 + Int(ledger.version(of: $1)) }
        guard measurement.operations == entries, try ledger.end() == UInt64(entries), counted == entries else {
            throw Misuse(
                message: "of \(entries) entries \(measurement.operations) were answered and \(counted) counted")
        }
        return measurement
    }

    /// A payload that makes entries of `size` bytes; all names of streams are of one length.
    private static func payload(size: Int, stream: StreamName) throws -> [UInt8] {
        let taken = EntryLimit.headerBytes + origin.utf8.count + stream.text.utf8.count + clerk.utf8.count
        guard size >= taken else { throw Misuse(message: "--size must be at least \(taken)") }
        return [UInt8](repeating: 0xA5, count: size - taken)
    }
}
