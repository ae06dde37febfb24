import EntryFormat
import Glibc
import Ledger

/// Appends entries of a given size to a ledger, one proposal of `batch` events after the other is answered: with hashing, tree,
/// signed checkpoint, heads and a view. The proposals are made before, as a client makes them.
///
/// What is timed ends with the last answer; with `--flush 1` with the views' flush, so that all views are durable too.
enum LedgerAppend {
    private static let party = "center:210200"
    private static let origin = "triplicate.example/center-210200"

    static func run(_ arguments: Arguments) throws -> Measurement {
        let entries = try arguments.number("entries")
        let batch = try arguments.number("batch")
        guard batch > 0, batch <= Proposal.maximumEvents else { throw Misuse(message: "--batch must be 1 to 10,000") }
        let flushes = try arguments.number("flush") != 0
        let directory = DataDirectory(path: try arguments.text("directory") + "/node")
        try Ledger.addParty(
            in: directory, role: "center", code: "210200", name: "Benchmark", origin: origin, logMapBytes: 16 << 30,
            viewsMapBytes: 16 << 30)
        let proposals = try proposals(
            entries: entries, batch: batch, size: arguments.number("size"), streams: arguments.number("streams"))
        var options = Ledger.Options()
        options.flushEntries = try arguments.number("flush-after")
        let ledger = try Ledger(
            directory, projections: [Counts()], decider: { "center:\($0.decider)" }, options: options)
        defer { ledger.close() }
        let measurement = try Measurement("ledger-append") {
            var appended = 0
            for proposal in proposals { appended += try ledger.appendAndWait(proposal).count }
            if flushes { try ledger.flushViews() }
            return appended
        }
        guard measurement.operations == entries, try ledger.end() == UInt64(entries),
            try ledger.rows(of: "counts").reduce(0, { $0 + (Int(String(decoding: $1.value, as: UTF8.self)) ?? 0) })
                == entries
        else { throw Misuse(message: "\(measurement.operations) entries were answered of \(entries)") }
        return measurement
    }

    /// Events of streams drawn at random, with payloads that make entries of `size` bytes.
    private static func proposals(entries: Int, batch: Int, size: Int, streams: Int) throws -> [Proposal] {
        var state: UInt64 = 1
        func random(below bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        return try stride(from: 0, to: entries, by: batch).map { start in
            let events = try (start..<min(start + batch, entries)).map { number in
                let stream = try StreamName("claim/210200/2026-\(1_000_000 + random(below: streams))")
                let texts = origin.utf8.count + stream.text.utf8.count + "clerk.wang".utf8.count
                let taken = EntryLimit.headerBytes + texts
                guard size >= taken + 8 else { throw Misuse(message: "--size must be at least \(taken + 8)") }
                var payload = [UInt8](repeating: 0xA5, count: size - taken)
                withUnsafeBytes(of: UInt64(number)) { payload.replaceSubrange(0..<8, with: $0) }
                return Proposal.Event(stream: stream, type: 1, payload: payload)
            }
            return Proposal(party: party, operatorName: "clerk.wang", events: events)
        }
    }
}

/// How many entries each claim has: the least that a view can say.
private struct Counts: Projection {
    let name = "counts"
    let version: UInt32 = 1
    func covers(kind: String) -> Bool { kind == "claim" }
    func rows(of stream: StreamContents) throws -> [ViewRow] {
        [ViewRow(key: Array(stream.name.text.utf8), value: Array("\(stream.version)".utf8))]
    }
}
