import ClaimsLedger
import EntryFormat
import Foundation
import Ledger
import Logging
import Measuring
import Replication
import ReplicationHTTP
import Server
import Synchronization
import TransparencyLog

/// Mirrors the log of another process over loopback: fetched, verified, committed in one store, durable.
enum MirrorCatchUp {
    /// All of a log, from nothing; operations are entries. `kind` says what the mirror is:
    ///
    /// - `full`: a ledger without views of claims, which takes every entry bundle;
    /// - `filtered`: the same for the party to which all entries are addressed, by pages of `visible`, with the tiles in which they lie;
    /// - `whole`: a full mirror that is a whole node with its search view and the rules' readings of each entry.
    static func run(_ arguments: Arguments) throws -> Measured {
        let site = try Site(arguments)
        defer { site.remove() }
        let source = try ServedLog(arguments, for: site.log, gapMilliseconds: 0)
        defer { source.end() }
        let mirroring = try site.mirroring(of: source, arguments, pollMilliseconds: 1_000)
        var outcome: PullOutcome?
        let served = source.processorSeconds
        var measurement = try Measured("mirror-catch-up") {
            // What a crowded machine has kept from coming in time is pulled again: that takes its time, which counts.
            for _ in 0..<attempts where !(outcome?.isComplete ?? false) {
                outcome = try wait { try await mirroring.pull() }.first
            }
            try site.ledger.flushViews()
            return Int(outcome?.status.filled ?? 0)
        }
        guard let outcome, outcome.isComplete, let log = site.ledger.log(origin: Workload.origin),
            try site.ledger.held(of: log) == outcome.status.size, measurement.operations > 0
        else { throw Misuse(message: "the log was not mirrored: \(outcome.map { "\($0.status)" } ?? "no outcome")") }
        let processor = measurement.processor + source.processorSeconds - served
        measurement.figures["bothProcessor"] = processor / Double(measurement.operations)
        measurement.figures["wireBytes"] = Double(mirroring.receivedBytes) / Double(measurement.operations)
        try wait { await mirroring.stop() }
        return measurement
    }

    /// Pulls before the row is given up.
    private static let attempts = 5
    /// Seconds without an entry after which a live mirror is given up.
    private static let patience = 60.0

    /// How far a live full mirror is behind: from the moment at which an append is answered at the source to the one at which the mirror has the entry
    /// durably. `poll` milliseconds lie between two looks for a new head; entries come every 7 ms.
    static func lag(_ arguments: Arguments) throws -> Measured {
        let samples = try arguments.number("samples")
        let site = try Site(arguments)
        defer { site.remove() }
        let source = try ServedLog(arguments, for: site.log, gapMilliseconds: 7)
        defer { source.end() }
        let mirroring = try site.mirroring(of: source, arguments, pollMilliseconds: arguments.number("poll"))
        try wait { try await mirroring.start() }
        func filled() -> UInt64 { mirroring.statuses.first?.filled ?? 0 }
        func checkPatience(since time: Double) throws {
            guard Measured.now(CLOCK_MONOTONIC) - time > patience else { return }
            throw Misuse(message: "the mirror does not come on: \(mirroring.statuses)")
        }
        let begun = Measured.now(CLOCK_MONOTONIC)
        while !(mirroring.statuses.first?.isIdle ?? false) {
            try checkPatience(since: begun)
            usleep(1_000)
        }
        let first = filled()
        // When the mirror was seen to hold more.
        var seen: [(filled: UInt64, time: Double)] = []
        var appended: [(number: UInt64, time: Double)] = []
        let measurement = try Measured("mirror-lag") {
            source.append(samples)
            let lines = Lines(source, count: samples)
            let began = Measured.now(CLOCK_MONOTONIC)
            while filled() < first + UInt64(samples) {
                let now = filled()
                if now > seen.last?.filled ?? first { seen.append((now, Measured.now(CLOCK_MONOTONIC))) }
                usleep(200)
                guard !lines.hasEnded else { throw Misuse(message: "the log's node has ended") }
                try checkPatience(since: seen.last?.time ?? began)
            }
            seen.append((filled(), Measured.now(CLOCK_MONOTONIC)))
            appended = lines.wait()
            return samples
        }
        var next = 0
        let lags = try appended.map { entry in
            while next < seen.count, seen[next].filled <= entry.number { next += 1 }
            guard next < seen.count else { throw Misuse(message: "entry \(entry.number) was not mirrored") }
            return max(0, seen[next].time - entry.time)
        }.sorted()
        var result = measurement
        result.figures = [
            "p50": lags[lags.count / 2], "p99": lags[lags.count * 99 / 100], "max": lags[lags.count - 1],
        ]
        try wait { await mirroring.stop() }
        return result
    }

    /// What the source prints, read beside the measurement.
    private final class Lines: Sendable {
        private let read = Mutex<[(number: UInt64, time: Double)]>([])
        private let isOver = Atomic(false)
        private let count: Int

        init(_ source: ServedLog, count: Int) {
            self.count = count
            nonisolated(unsafe) let source = source
            Thread.detachNewThread { [self] in
                for _ in 0..<count {
                    guard let words = source.line()?.split(separator: " "), words.count == 2,
                        let number = UInt64(words[0]), let time = Double(words[1])
                    else { break }
                    read.withLock { $0.append((number, time)) }
                }
                isOver.store(true, ordering: .releasing)
            }
        }

        /// Whether it ended before it had appended all.
        var hasEnded: Bool { isOver.load(ordering: .acquiring) && read.withLock { $0.count } < count }

        func wait() -> [(number: UInt64, time: Double)] {
            while !isOver.load(ordering: .acquiring) { usleep(200) }
            return read.withLock { $0 }
        }
    }

    /// The mirror's side: an empty node.
    private struct Site {
        let ledger: Ledger
        let host: any MirrorHost
        let log: LogIdentity
        private let path: String
        private let node: Node?

        init(_ arguments: Arguments) throws {
            path = "\(try arguments.text("directory"))/mirror-\(getpid())"
            let kind = try arguments.text("kind")
            let unit = Workload.unit.split(separator: ":").map(String.init)
            let (role, code) = kind == "filtered" ? (unit[0], unit[1]) : ("agency", "110100")
            let origin = "triplicate.example/\(role)-\(code.lowercased())"
            switch kind {
            case "whole":
                _ = try Node.initialize(path, role: role, code: code, name: "Benchmark", origin: origin)
                let node = try Node(path, readOnly: false)
                self.node = node
                ledger = node.ledger
                host = PaperlessHost(host: NodeMirrorHost(node))
            case "full", "filtered":
                let directory = DataDirectory(path: path)
                try Ledger.addParty(
                    in: directory, role: role, code: code, name: "Benchmark", origin: origin, logMapBytes: 16 << 30,
                    viewsMapBytes: 16 << 30)
                ledger = try Ledger(directory, decider: { "center:\($0.decider)" })
                node = nil
                host = LedgerHost()
            default: throw Misuse(message: "--kind is full, filtered or whole")
            }
            guard let own = ledger.logs.first(where: \.isHosted) else { throw Misuse(message: "the mirror has no log") }
            log = own
        }

        func mirroring(of source: ServedLog, _ arguments: Arguments, pollMilliseconds: Int) throws -> Mirroring {
            let settings = DataDirectory(path: "\(try arguments.text("directory"))/node")
            let original = try Ledger(settings, decider: { "center:\($0.decider)" }, options: readOnly)
            defer { original.close() }
            let log = original.logs[0]
            let keys = try log.verifierKeys.map { try VerifierKey($0) }
            var peers = PeerList()
            _ = try peers.add(
                Peer(
                    origin: log.origin, party: log.party, name: log.name, address: try PeerAddress(source.address),
                    keys: Peer.Keys(log: keys[0], witness: keys[1], mirror: keys[2], transport: keys[3]),
                    mode: host.isFiltered(self.log) ? .filtered : .full))
            var options = Mirroring.Options()
            options.pollMilliseconds = Int64(pollMilliseconds)
            return try Mirroring(
                ledger: ledger, host: host, peers: peers, options: options,
                logger: Logger(label: "bench") { StreamLogHandler.standardError(label: $0) })
        }

        private var readOnly: Ledger.Options {
            var options = Ledger.Options()
            options.readOnly = true
            return options
        }

        func remove() {
            if let node { node.close() } else { ledger.close() }
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    /// Waits on this thread for what other threads do.
    static func wait<R: Sendable>(_ body: @escaping @Sendable () async throws -> R) throws -> R {
        let done = DispatchSemaphore(value: 0)
        let result = Mutex<Result<R, any Error>?>(nil)
        Task.detached {
            let value: Result<R, any Error>
            do { value = .success(try await body()) } catch { value = .failure(error) }
            result.withLock { $0 = value }
            done.signal()
        }
        done.wait()
        guard let value = result.withLock({ $0 }) else { throw Misuse(message: "nothing came") }
        return try value.get()
    }
}

extension MirrorHost {
    fileprivate func isFiltered(_ log: LogIdentity) -> Bool { log.party == Workload.unit }
}

/// Knows no events: no entry names a document or opens another, and receipts are not recorded.
private struct LedgerHost: MirrorHost {
    var receiptTypes: Set<UInt16> { [] }
    func blobs(namedIn entry: [UInt8]) -> [Digest] { [] }
    func grants(in entry: [UInt8], number: UInt64) -> [UInt64] { [] }
    func recordReceipt(reader: String, log: String, number: UInt64, leaf: Digest) throws {}
    func directory(registrars: [String]) throws -> PartyDirectory { PartyDirectory() }
}

/// A whole node, but for the documents that the invented entries name and that nobody has: each entry is read for them, and they are not
/// fetched.
private struct PaperlessHost: MirrorHost {
    let host: NodeMirrorHost

    var receiptTypes: Set<UInt16> { host.receiptTypes }
    func blobs(namedIn entry: [UInt8]) -> [Digest] {
        _ = host.blobs(namedIn: entry)
        return []
    }
    func grants(in entry: [UInt8], number: UInt64) -> [UInt64] { host.grants(in: entry, number: number) }
    func recordReceipt(reader: String, log: String, number: UInt64, leaf: Digest) throws {
        try host.recordReceipt(reader: reader, log: log, number: number, leaf: leaf)
    }
    func directory(registrars: [String]) throws -> PartyDirectory { try host.directory(registrars: registrars) }
}
