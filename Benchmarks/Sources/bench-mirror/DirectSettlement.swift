import Claims
import ClaimsLedger
import Foundation
import Ledger
import Logging
import Measuring
import Replication
import ReplicationHTTP
import Server
import Synchronization
import TransparencyLog

/// A direct settlement between two nodes over loopback: from the hospital's request recorded on its node to the center's priced answer readable
/// there. Both nodes are served and mirror each other live; the center's answers by itself, as `serve` has it.
enum DirectSettlement {
    /// Seconds without an answer after which the row is given up.
    private static let patience = 60.0
    /// Requests before the measured ones.
    private static let warmUp = 8

    /// The hospital's side: `samples` requests, of which `together` are under way at a time.
    static func run(_ arguments: Arguments) throws -> Measured {
        let (samples, together) = (try arguments.number("samples"), max(1, try arguments.number("together")))
        let poll = try arguments.number("poll")
        let path = "\(try arguments.text("directory"))/hospital-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: path) }
        _ = try Node.initialize(
            path, role: "hospital", code: SettlementCases.hospital, name: "Benchmark",
            origin: "triplicate.example/hospital-h31019900001")
        let served = try ServedParty(path)
        defer { served.node.close() }
        let center = try CenterProcess(arguments, beside: served.description)
        defer { center.end() }
        let cases = SettlementCases(people: CenterProcess.people, scan: "")
        let actor = try served.node.actor(as: SettlementCases.hospital, operatorName: "window.3")
        let mirroring = try served.mirroring(of: center.description, pollMilliseconds: poll)
        try MirrorCatchUp.wait { try await mirroring.start() }
        let bell = Bell(served.node.ledger)
        @Sendable func settle(_ index: Int) throws -> Times {
            let request = cases.request(index)
            _ = try served.node.record(request, by: actor)
            let recorded = Measured.now(CLOCK_REALTIME)
            while true {
                let heard = bell.count
                if case .settlement(let state)? = try served.node.state(of: request.stream).subject,
                    state.status != .requested
                {
                    guard state.status == .priced else { throw Misuse(message: "\(request.stream) is \(state.status)") }
                    return Times(
                        recorded: recorded, priced: Double(state.priced.milliseconds) / 1_000,
                        seen: Measured.now(CLOCK_REALTIME))
                }
                guard bell.wait(past: heard, seconds: patience) else {
                    throw Misuse(message: "\(request.stream) is not answered: \(mirroring.statuses)")
                }
            }
        }
        for index in 0..<warmUp { _ = try settle(index) }
        let results = Mutex<[Result<Times, any Error>]>([])
        let next = Atomic(warmUp)
        let served0 = center.processorSeconds
        var measurement = Measured("direct-settlement") {
            DispatchQueue.concurrentPerform(iterations: together) { _ in
                while true {
                    let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    guard index < warmUp + samples else { return }
                    let result = Result { try settle(index) }
                    results.withLock { $0.append(result) }
                    if case .failure = result { return }
                }
            }
            return samples
        }
        let times = try results.withLock { $0 }.map { try $0.get() }
        guard times.count == samples else { throw Misuse(message: "\(times.count) of \(samples) were answered") }
        func figure(_ name: String, _ seconds: (Times) -> Double) {
            let sorted = times.map(seconds).sorted()
            measurement.figures["\(name) p50"] = sorted[sorted.count / 2]
            measurement.figures["\(name) p99"] = sorted[sorted.count * 99 / 100]
        }
        figure("answer") { $0.seen - $0.recorded }
        figure("there") { max(0, $0.priced - $0.recorded) }
        figure("back") { max(0, $0.seen - $0.priced) }
        measurement.figures["bothProcessor"] =
            measurement.processor / Double(samples) + (center.processorSeconds - served0) / Double(samples)
        try MirrorCatchUp.wait { await mirroring.stop() }
        return measurement
    }

    /// When a request was recorded, priced by the center's clock, to the millisecond, and seen to be: seconds since 1970.
    private struct Times: Sendable {
        let recorded: Double
        let priced: Double
        let seen: Double
    }

    /// The center's side, in a process of its own: it prints what a peer has to know of it, and ends with its input.
    static func center(_ arguments: Arguments) throws -> Measured {
        let path = "\(try arguments.text("directory"))/center-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: path) }
        _ = try Node.initialize(
            path, role: "center", code: SettlementCases.center, name: "Benchmark",
            origin: "triplicate.example/center-210200")
        let served = try ServedParty(path)
        let actor = try served.node.actor(as: SettlementCases.center, operatorName: "clerk")
        let scan = try served.node.ledger.blobs.store(Array("an invented scan".utf8))
        let cases = SettlementCases(people: CenterProcess.people, scan: scan.hex)
        _ = try served.node.record(batch: cases.register, by: actor, atomic: false)
        let mirroring = try served.mirroring(
            of: arguments.text("peer"), pollMilliseconds: arguments.number("poll"))
        let reacting = Reacting(
            served.node, log: Logger(label: "bench") { StreamLogHandler.standardError(label: $0) })
        try MirrorCatchUp.wait { try await mirroring.start() }
        reacting.start()
        MirrorSource.say(served.description)
        while readLine() != nil {}
        try MirrorCatchUp.wait { await mirroring.stop() }
        try? FileManager.default.removeItem(atPath: path)
        exit(0)
    }
}

/// A node of one party, served on a free port of loopback.
private final class ServedParty: Sendable {
    let node: Node
    /// What a peer has to know of it: address, origin, party and its four keys, with blanks between.
    let description: String
    private let mirroring: Slot

    private final class Slot: Sendable {
        let held = Mutex<Mirroring?>(nil)
    }

    init(_ path: String) throws {
        let node = try Node(path, readOnly: false)
        let slot = Slot()
        let server = NodeServer(
            node, configuration: .init(listen: ListenAddress(host: "127.0.0.1", port: 0)),
            parties: ServerParties(
                directory: { slot.held.withLock { $0 }?.directory ?? .init() }, ledger: node.ledger),
            log: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        let address = Mutex<String?>(nil)
        let ready = DispatchSemaphore(value: 0)
        Task.detached {
            do {
                try await server.run { url in
                    address.withLock { $0 = url }
                    ready.signal()
                }
            } catch { ready.signal() }
        }
        ready.wait()
        guard let url = address.withLock({ $0 }), let log = node.ledger.logs.first(where: \.isHosted) else {
            throw Misuse(message: "the node \(path) does not serve")
        }
        self.node = node
        mirroring = slot
        description = ([url, log.origin, log.party] + log.verifierKeys.prefix(4)).joined(separator: " ")
    }

    /// A mirror of the log of another such node.
    func mirroring(of description: String, pollMilliseconds: Int) throws -> Mirroring {
        let words = description.split(separator: " ").map(String.init)
        guard words.count == 7 else { throw Misuse(message: "this describes no peer: \(description)") }
        let keys = try words[3...].map { try VerifierKey($0) }
        var peers = PeerList()
        try peers.add(
            Peer(
                origin: words[1], party: words[2], name: "Benchmark", address: try PeerAddress(words[0]),
                keys: Peer.Keys(log: keys[0], witness: keys[1], mirror: keys[2], transport: keys[3]), mode: .filtered))
        var options = Mirroring.Options()
        options.pollMilliseconds = Int64(pollMilliseconds)
        let started = try Mirroring(
            ledger: node.ledger, host: NodeMirrorHost(node), peers: peers, options: options,
            logger: Logger(label: "bench") { StreamLogHandler.standardError(label: $0) })
        mirroring.held.withLock { $0 = started }
        return started
    }
}

/// Tells those who wait that something was committed.
private final class Bell: @unchecked Sendable {
    // Both below are touched under the condition's lock only, the subscription once.
    private let condition = NSCondition()
    private var commits = 0
    private var subscription: GrowthSubscription?

    init(_ ledger: Ledger) { subscription = ledger.whenGrown { [weak self] in self?.ring() } }

    private func ring() {
        condition.lock()
        commits += 1
        condition.broadcast()
        condition.unlock()
    }

    /// Commits so far.
    var count: Int {
        condition.lock()
        defer { condition.unlock() }
        return commits
    }

    /// Waits until there are more than so many.
    /// - Returns: false where none came.
    func wait(past count: Int, seconds: Double) -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        condition.lock()
        defer { condition.unlock() }
        while commits == count {
            if !condition.wait(until: end) { return commits != count }
        }
        return true
    }
}

/// The center's process, as the hospital's sees it.
private final class CenterProcess {
    /// People who are treated in turn.
    static let people = 200

    let description: String
    private let process = Process()
    private let input = Pipe()

    init(_ arguments: Arguments, beside hospital: String) throws {
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = [
            "settling-center", "--directory", try arguments.text("directory"), "--poll", try arguments.text("poll"),
            "--peer", hospital,
        ]
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var line: [UInt8] = []
        while !line.contains(10) {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw Misuse(message: "the center's node does not serve") }
            line += data
        }
        description = String(decoding: line.prefix { $0 != 10 }, as: UTF8.self)
    }

    var processorSeconds: Double { ServedLog.processorSeconds(of: process) }

    func end() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
