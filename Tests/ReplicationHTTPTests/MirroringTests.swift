import EntryFormat
import Foundation
import Ledger
import Logging
import Replication
import Synchronization
import Testing
import TransparencyLog

@testable import ReplicationHTTP

@Suite("Mirrors that run", .timeLimit(.minutes(5)))
struct MirroringTests {
    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func mirroring(_ node: TestNode, _ peers: [Peer], _ host: PlainHost = PlainHost()) throws -> Mirroring {
        var list = PeerList()
        for peer in peers { try list.add(peer) }
        var options = Mirroring.Options()
        options.pollMilliseconds = 50
        options.gossipSeconds = 1
        return try Mirroring(ledger: node.ledger, host: host, peers: list, options: options, logger: quiet)
    }

    /// Waits for something that is to happen; the suite's time limit ends what does not.
    static func until(_ condition: () throws -> Bool) async throws {
        while !(try condition()) { try await Task.sleep(for: .milliseconds(10)) }
    }

    static func same(_ mirror: TestNode, _ original: TestNode) throws -> Bool {
        guard let log = mirror.ledger.log(origin: original.log.origin) else { return false }
        let (ours, theirs) = (
            try mirror.ledger.tree(of: log).frontier, try original.ledger.tree(of: original.log).frontier
        )
        return ours.size == theirs.size && ours.root == theirs.root
    }

    @Test("A full mirror that pulls once holds all of the log, and its cosignatures come back.")
    func full() async throws {
        let (center, hospital) = (try TestNode(), try TestNode("H11019900001", role: "hospital"))
        try center.append(2_700)
        let served = ServedNode(center.ledger)
        let server = try await TestServer { served.reply($0) }
        let mirroring = try Self.mirroring(hospital, [try center.peer(at: server.port, mode: .full)])
        let outcomes = try await mirroring.pull()
        #expect(outcomes.count == 1)
        #expect(outcomes[0].isComplete, "\(outcomes[0].status.problems)")
        #expect(outcomes[0].status.filled == 2_700)
        #expect(outcomes[0].status.shownSize == 2_700)
        #expect(try Self.same(hospital, center))
        let log = try #require(hospital.ledger.log(origin: center.log.origin))
        #expect(try hospital.ledger.held(of: log) == 2_700)
        // Both statements: seen, and held.
        let keys = try hospital.log.verifierKeys[1...2].map { try VerifierKey($0) }
        var signers: Set<VerifierKey> = []
        for body in served.received {
            let head = try #require(try center.ledger.checkpoint(of: center.log))
            let note = try Note(body)
            #expect(try Note(head).text == note.text)
            signers.formUnion(try note.verified(by: keys).map(\.key))
        }
        #expect(signers == Set(keys))
        #expect(mirroring.receivedBytes > 2_700 * 100)
        // Again, with nothing new: nothing is lost, nothing comes.
        let again = try await mirroring.pull()
        #expect(again[0].from == 2_700)
        #expect(again[0].isComplete)
        await mirroring.stop()
        await server.stop()
    }

    @Test(
        "A filtered mirror holds the entries for its party, gives a receipt for them, and the tree alone of the rest.")
    func filtered() async throws {
        let (center, hospital) = (try TestNode(), try TestNode("H11019900001", role: "hospital"))
        try center.append(1_200, to: [hospital.log.party])
        let served = ServedNode(center.ledger, readers: [hospital.log.party])
        let server = try await TestServer { served.reply($0) }
        let host = PlainHost()
        let mirroring = try Self.mirroring(hospital, [try center.peer(at: server.port, mode: .filtered)], host)
        let outcome = try await mirroring.pull()[0]
        #expect(outcome.isComplete, "\(outcome.status.problems)")
        #expect(try Self.same(hospital, center))
        let log = try #require(hospital.ledger.log(origin: center.log.origin))
        #expect(try hospital.ledger.held(of: log) == 400)
        #expect(host.recorded == [hospital.log.party: 1_197])
        #expect(outcome.status.receipted == [hospital.log.party: 1_197])
        await mirroring.stop()
        await server.stop()
    }

    @Test(
        "What a mirror lacks of its entries' blobs is durable with the entries: no receipt is given after a crash either."
    )
    func missingBlobs() async throws {
        let (center, hospital) = (try TestNode(), try TestNode("H11019900001", role: "hospital"))
        try center.append(9, to: [hospital.log.party])
        let served = ServedNode(center.ledger, readers: [hospital.log.party])
        let server = try await TestServer { served.reply($0) }
        let blob = Digest.sha256([1])
        let host = PlainHost(naming: blob)
        let mirroring = try Self.mirroring(hospital, [try center.peer(at: server.port, mode: .filtered)], host)
        let outcome = try await mirroring.pull()[0]
        #expect(!outcome.isComplete)
        #expect(outcome.status.missingBlobs == 1)
        #expect(host.recorded.isEmpty)
        await mirroring.stop()
        // What the next process would read.
        let log = try #require(hospital.ledger.log(origin: center.log.origin))
        let tree = try hospital.ledger.tree(of: log)
        let record = try #require(try hospital.ledger.mirrorRecord(of: log))
        let state = try #require(MirrorState(bytes: record, frontier: tree.frontier, edge: tree.edge))
        #expect(state.filled == 9)
        #expect(state.missingBlobs == [blob: 0])
        await server.stop()
    }

    @Test("A peer whose log cannot be mirrored keeps no other from being.")
    func oneBadPeer() async throws {
        let (center, hospital) = (try TestNode(), try TestNode("H11019900001", role: "hospital"))
        try center.append(9)
        let served = ServedNode(center.ledger)
        let server = try await TestServer { served.reply($0) }
        let peers = [
            try hospital.peer(at: server.port, mode: .full), try center.peer(at: server.port, mode: .full),
        ]
        let mirroring = try Self.mirroring(hospital, peers)
        let outcomes = try await mirroring.pull()
        let (good, bad) = (
            try #require(outcomes.first { $0.origin == center.log.origin }),
            try #require(outcomes.first { $0.origin == hospital.log.origin })
        )
        #expect(good.isComplete, "\(good.status.problems)")
        #expect(!bad.isComplete)
        #expect(bad.status.problems.map(\.number) == [LedgerError.Code.alreadyHosted.rawValue])
        await mirroring.stop()
        await server.stop()
    }

    @Test("A node that is shown a newer head of its own log than it has records nothing more.")
    func oldCopy() async throws {
        let hospital = try TestNode("H11019900001", role: "hospital")
        var center = try TestNode()
        try center.append(5)
        center.close()
        let folder = TestFolder()
        let copy = DataDirectory(path: "\(folder.path)/node")
        try FileManager.default.copyItem(atPath: center.directory.path, toPath: copy.path)
        try center.reopen()
        try center.append(5)
        let newer = try #require(try center.ledger.checkpoint(of: center.log))
        let origin = center.log.origin
        let served = ServedNode(hospital.ledger)
        served.interrupt { asked in
            guard asked.path == "/api/v1/heads" else { return nil }
            return .ok(Array("\(PeerHead(origin: origin, checkpoint: newer).line)\n".utf8))
        }
        let server = try await TestServer { served.reply($0) }
        let old = try Ledger(copy, decider: { "center:\($0.decider)" })
        defer { old.close() }
        var list = PeerList()
        try list.add(try hospital.peer(at: server.port, mode: .heads))
        let mirroring = try Mirroring(ledger: old, host: PlainHost(), peers: list, logger: Self.quiet)
        #expect(!old.holdsAppends)
        try await mirroring.start()
        try await Self.until { old.holdsAppends }
        let events = [
            Proposal.Event(stream: try StreamName("claim/210200/2026-000001"), type: 7, payload: [1], readers: [])
        ]
        #expect {
            _ = try old.appendAndWait(Proposal(party: center.log.party, events: events))
        } throws: {
            LedgerError.Code.notYetSafe ~= $0
        }
        await mirroring.stop()
        await server.stop()
    }

    @Test("A log that does not answer takes its own share of the requests under way, and no more.")
    func shares() async throws {
        let gate = RequestGate(limit: 5, share: 2)
        let (held, release) = AsyncStream<Void>.makeStream()
        let slow = (0..<4).map { _ in Task { await gate.pass(for: "slow") { for await _ in held {} } } }
        for number in 0..<20 { #expect(await gate.pass(for: "quick") { number } == number) }
        release.finish()
        for task in slow { await task.value }
    }

    @Test("A live mirror follows its log.")
    func live() async throws {
        let (center, hospital) = (try TestNode(), try TestNode("H11019900001", role: "hospital"))
        try center.append(300)
        let served = ServedNode(center.ledger)
        let server = try await TestServer { served.reply($0) }
        let mirroring = try Self.mirroring(hospital, [try center.peer(at: server.port, mode: .full)])
        try await mirroring.start()
        for _ in 0..<3 {
            try await Self.until { try Self.same(hospital, center) && mirroring.statuses[0].isIdle }
            try center.append(1)
        }
        try await Self.until { try Self.same(hospital, center) && mirroring.statuses[0].size == 303 }
        await mirroring.stop()
        await server.stop()
    }

    @Test(
        "A live mirror follows a server that gives no tag, one that gives tags and waits for nobody, and one that does not answer who waits.",
        arguments: [Waits.unknown, .ignored, .never])
    func liveWithout(waits: Waits) async throws {
        let (center, hospital) = (try TestNode(), try TestNode("H11019900001", role: "hospital"))
        try center.append(300)
        let served = ServedNode(center.ledger)
        let (ledger, log) = (center.ledger, center.log)
        served.interrupt { asked in
            guard waits != .unknown, asked.path.hasSuffix("/checkpoint") else { return nil }
            if waits == .never, asked.headers["prefer"] != nil { return .silence }
            guard let note = try? ledger.checkpoint(of: log) else { return nil }
            return .answer(200, [("ETag", "\"\(note.utf8.count)\"")], Array(note.utf8))
        }
        let server = try await TestServer { served.reply($0) }
        let mirroring = try Self.mirroring(hospital, [try center.peer(at: server.port, mode: .full)])
        try await mirroring.start()
        try await Self.until { try Self.same(hospital, center) && mirroring.statuses[0].isIdle }
        let asked = server.asked.count
        try center.append(1)
        try await Self.until { try Self.same(hospital, center) && mirroring.statuses[0].size == 301 }
        if waits != .never {
            // By looking, as ever.
            try await Self.until { server.asked.count > asked + 10 }
        }
        let waiting = server.asked.filter { $0.headers["prefer"] != nil }
        #expect(waiting.count == (waits == .unknown ? 0 : 1))
        #expect(waiting.allSatisfy { $0.headers["prefer"] == "wait=1" && $0.headers["if-none-match"] != nil })
        await mirroring.stop()
        await server.stop()
    }

    enum Waits: Sendable {
        case unknown, ignored, never
    }

    @Test(
        "Wherever a catch-up is interrupted, on either side, it goes on and ends equal.", arguments: [1, 2, 5, 9, 14])
    func interrupted(answers: Int) async throws {
        let center = try TestNode()
        var hospital = try TestNode("H11019900001", role: "hospital")
        try center.append(3_000)
        let served = ServedNode(center.ledger)
        let count = Mutex(0)
        served.interrupt { _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            return number > answers ? .hangUp : nil
        }
        var server = try await TestServer { served.reply($0) }
        let first = try Self.mirroring(hospital, [try center.peer(at: server.port, mode: .full)])
        let outcome = try await first.pull()[0]
        #expect(!outcome.isComplete)
        #expect(!outcome.status.problems.isEmpty)
        await first.stop()
        await server.stop()
        // This side dies too, and starts again from its disk.
        try hospital.reopen()
        served.interrupt(nil)
        server = try await TestServer { served.reply($0) }
        let second = try Self.mirroring(hospital, [try center.peer(at: server.port, mode: .full)])
        #expect(try await second.pull()[0].isComplete)
        #expect(try Self.same(hospital, center))
        await second.stop()
        await server.stop()
    }

    @Test("One peer that is silent does not hold up another; both are told apart.")
    func silentPeer() async throws {
        let (center, agency, hospital) =
            (try TestNode(), try TestNode("210300", role: "agency"), try TestNode("H11019900001", role: "hospital"))
        try center.append(100)
        try agency.append(100)
        let served = ServedNode(center.ledger)
        let good = try await TestServer { served.reply($0) }
        let silent = try await TestServer { _ in .silence }
        let mirroring = try Self.mirroring(
            hospital,
            [try center.peer(at: good.port, mode: .full), try agency.peer(at: silent.port, mode: .full)])
        try await mirroring.start()
        // The status follows the commit.
        try await Self.until { try Self.same(hospital, center) && mirroring.statuses.map(\.size).max() == 100 }
        #expect(try Self.same(hospital, agency) == false)
        await mirroring.stop()
        await good.stop()
        await silent.stop()
    }

    @Test("A node that cannot be reached is mirrored over the connection that it keeps.")
    func relayed() async throws {
        let (center, hospital) = (try TestNode(), try TestNode("H11019900001", role: "hospital"))
        try hospital.append(500)
        var unreachable = try hospital.peer(at: 1, mode: .full)
        unreachable.address = nil
        let mirroring = try Self.mirroring(center, [unreachable])
        let served = ServedNode(hospital.ledger)
        // The center's route, and the hospital's loop.
        let relay = mirroring.relay
        let origin = hospital.log.origin
        let loop = Task {
            var answers: [RelayAnswer] = []
            while !Task.isCancelled {
                let requests = await relay.exchange(origins: [origin], answers: answers, waitSeconds: 5)
                answers = requests.map { request in
                    guard
                        case .answer(let status, _, let body) = served.reply(
                            .init(method: "GET", path: request.path, headers: [:], body: []))
                    else { return RelayAnswer(id: request.id, status: 500, body: []) }
                    return RelayAnswer(id: request.id, status: status, body: body)
                }
            }
        }
        let outcome = try await mirroring.pull()[0]
        #expect(outcome.isComplete, "\(outcome.status.problems)")
        #expect(try Self.same(center, hospital))
        #expect(await relay.isConnected(origin))
        loop.cancel()
        await loop.value
        await mirroring.stop()
    }
}
