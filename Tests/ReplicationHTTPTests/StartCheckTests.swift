import EntryFormat
import Foundation
import Ledger
import Replication
import Testing
import TransparencyLog

@testable import ReplicationHTTP

@Suite("What a node makes certain before it writes", .timeLimit(.minutes(5)))
struct StartCheckTests {
    /// A center whose hospital mirrors all of it and is its witness; the center's disk is then put back to an earlier state.
    struct Scene {
        let folder = TestFolder()
        let center: DataDirectory
        let hospital: TestNode
        let witness: VerifierKey
        /// The center's log as it stood last.
        let size: UInt64
        let root: Digest
        let origin: String

        init(lost: Int) async throws {
            let node = try TestNode()
            hospital = try TestNode("H11019900001", role: "hospital")
            origin = node.log.origin
            try node.append(700)
            center = DataDirectory(path: "\(folder.path)/old")
            var copied = node
            node.close()
            try FileManager.default.copyItem(atPath: node.directory.path, toPath: center.path)
            try copied.reopen()
            try copied.append(lost)
            let frontier = try copied.ledger.tree(of: copied.log).frontier
            (size, root) = (frontier.size, frontier.root)
            let served = ServedNode(copied.ledger)
            let server = try await TestServer { served.reply($0) }
            let mirroring = try MirroringTests.mirroring(hospital, [try copied.peer(at: server.port, mode: .full)])
            let outcome = try await mirroring.pull()[0]
            #expect(outcome.isComplete, "\(outcome.status.problems)")
            await mirroring.stop()
            await server.stop()
            witness = try VerifierKey(hospital.log.verifierKeys[1])
        }

        func open() throws -> Ledger {
            var options = Ledger.Options()
            options.holdsAppends = true
            return try Ledger(center, decider: { "center:\($0.decider)" }, options: options)
        }

        func policy(_ quorum: String = "w") throws -> TLogPolicy {
            try TLogPolicy("witness w \(witness.text)\nquorum \(quorum)\n")
        }

        func check(
            _ ledger: Ledger, _ policy: TLogPolicy?, port: Int, blobs: [Digest] = []
        ) throws -> StartCheck {
            let (directory, _) = PartyDirectory().joined(with: try list(port: port))
            let routes = PeerRoutes(relay: RelayQueue(), purse: try HTTPPeerTests.purse())
            return StartCheck(
                ledger: ledger, policy: policy, directory: directory, transport: { routes.transport(to: $0) },
                blobs: { _ in blobs }, logger: MirroringTests.quiet)
        }

        private func list(port: Int) throws -> PeerList {
            var list = PeerList()
            try list.add(hospital.peer(at: port, mode: .full))
            return list
        }
    }

    static func append(_ ledger: Ledger) throws {
        let event = Proposal.Event(stream: try .init("claim/210200/2026-000009"), type: 7, payload: [1])
        _ = try ledger.appendAndWait(Proposal(party: ledger.logs[0].party, events: [event]))
    }

    @Test(
        "A node put back to an old state takes back what it had signed since, and only then writes.",
        arguments: [1, 300])
    func recovers(lost: Int) async throws {
        let scene = try await Scene(lost: lost)
        let ledger = try scene.open()
        defer { ledger.close() }
        #expect(throws: LedgerError(.notYetSafe, "", remedy: "")) { try Self.append(ledger) }
        let served = ServedNode(scene.hospital.ledger)
        let server = try await TestServer { served.reply($0) }
        let outcomes = try await scene.check(ledger, scene.policy(), port: server.port).run()
        #expect(outcomes == [.init(origin: scene.origin, recovered: UInt64(lost), isOverridden: false)])
        let frontier = try ledger.tree(of: ledger.logs[0]).frontier
        #expect(frontier.size == scene.size)
        #expect(frontier.root == scene.root)
        try Self.append(ledger)
        await server.stop()
    }

    @Test("The blobs that its lost entries name come back with them.")
    func recoversBlobs() async throws {
        let scene = try await Scene(lost: 3)
        let ledger = try scene.open()
        defer { ledger.close() }
        let name = Digest.sha256([1, 2, 3])
        let served = ServedNode(scene.hospital.ledger)
        served.interrupt { $0.path.contains("/blob/\(name.hex)") ? .ok([1, 2, 3]) : nil }
        let server = try await TestServer { served.reply($0) }
        _ = try await scene.check(ledger, scene.policy(), port: server.port, blobs: [name]).run()
        #expect(try ledger.blobs.content(of: name) == [1, 2, 3])
        await server.stop()
    }

    @Test("Where nobody gives what is missing, the node does not write; not even an administrator's word lets it.")
    func behind() async throws {
        let scene = try await Scene(lost: 5)
        let ledger = try scene.open()
        defer { ledger.close() }
        let served = ServedNode(scene.hospital.ledger)
        served.interrupt { $0.path.contains("/tile/entries/") ? .answer(404, [], []) : nil }
        let server = try await TestServer { served.reply($0) }
        let check = try scene.check(ledger, scene.policy(), port: server.port)
        await #expect(throws: PeersError(.behindItself, "", remedy: "")) { try await check.run(override: "admin") }
        #expect(throws: LedgerError(.notYetSafe, "", remedy: "")) { try Self.append(ledger) }
        await server.stop()
    }

    @Test("Without its witnesses a node does not write, unless an administrator lets it, on record.")
    func override() async throws {
        let scene = try await Scene(lost: 1)
        let ledger = try scene.open()
        defer { ledger.close() }
        let server = try await TestServer { _ in .hangUp }
        let check = try scene.check(ledger, scene.policy(), port: server.port)
        await #expect(throws: PeersError(.noQuorum, "", remedy: "")) { try await check.run() }
        #expect(throws: LedgerError(.notYetSafe, "", remedy: "")) { try Self.append(ledger) }
        #expect(try OverrideRecord.all(in: scene.center).isEmpty)
        let outcomes = try await check.run(override: "admin.li")
        #expect(outcomes.map(\.isOverridden) == [true])
        try Self.append(ledger)
        let records = try OverrideRecord.all(in: scene.center)
        #expect(records.map(\.by) == ["admin.li"])
        #expect(records[0].origin == scene.origin)
        await server.stop()
    }

    @Test("A policy without witnesses, or none, asks nobody.")
    func nobody() async throws {
        let scene = try await Scene(lost: 1)
        for policy in [nil, try TLogPolicy("quorum none\n")] {
            let ledger = try scene.open()
            try await scene.check(ledger, policy, port: 1).run()
            #expect(!ledger.holdsAppends)
            ledger.close()
        }
    }

    @Test("A bundle that is cut short is no bundle.")
    func bundles() throws {
        #expect(try StartCheck.split([0, 1, 7, 0, 0, 0, 2, 8, 9], count: 3) == [[7], [], [8, 9]])
        #expect(try StartCheck.split([0, 1, 7, 0, 0], count: 1) == [[7]])
        for bytes: [UInt8] in [[], [0], [0, 1], [0, 2, 1]] {
            #expect(throws: PeerFailure.self) { try StartCheck.split(bytes, count: 1) }
        }
    }
}
