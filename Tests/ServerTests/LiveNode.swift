import ClaimsLedger
import Foundation
import Ledger
import Logging
import Replication
import ReplicationHTTP
import Synchronization
import TransparencyLog

@testable import Server

/// A node that is served, mirrors others live, and does by itself what it has to, as `serve` has it.
final class LiveNode: Sendable {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    let node: Node
    let address: String
    private let mirroring: Slot
    private let reacting: Mutex<Reacting?>
    private let serving: Task<Void, any Error>

    /// Opens the node of a folder and serves it.
    /// - Parameter port: 0 for any that is free.
    init(_ folder: String, port: Int = 0) async throws {
        let node = try Node(folder, readOnly: false)
        let mirroring = Slot()
        let server = NodeServer(
            node, configuration: .init(listen: ListenAddress(host: "127.0.0.1", port: port)),
            parties: ServerParties(directory: { mirroring.value?.directory ?? .init() }, ledger: node.ledger),
            log: Self.quiet)
        let (addresses, ready) = AsyncStream.makeStream(of: String.self)
        serving = Task { try await server.run { ready.yield($0) } }
        var iterator = addresses.makeAsyncIterator()
        guard let address = await iterator.next() else { throw ServerError.gap }
        self.node = node
        self.address = address
        self.mirroring = mirroring
        reacting = Mutex(nil)
    }

    private final class Slot: Sendable {
        private let held = Mutex<Mirroring?>(nil)
        var value: Mirroring? {
            get { held.withLock { $0 } }
            set { held.withLock { $0 = newValue } }
        }
    }

    var port: Int { address.split(separator: ":").last.flatMap { Int($0) } ?? 0 }

    /// The logs that it writes, as others are told of them.
    func peers() throws -> [Peer] {
        try node.ledger.logs.filter(\.isHosted).map { log in
            let keys = try log.verifierKeys.map { try VerifierKey($0) }
            return Peer(
                origin: log.origin, party: log.party, name: log.name, address: try PeerAddress(address),
                keys: Peer.Keys(log: keys[0], witness: keys[1], mirror: keys[2], transport: keys[3]), mode: .filtered)
        }
    }

    /// Mirrors these logs from now on. It looks for new heads once, and then learns of them from their servers.
    func mirror(_ peers: [Peer], pollMilliseconds: Int64 = 3_600_000) async throws {
        var list = PeerList()
        for peer in peers { try list.add(peer) }
        var options = Mirroring.Options()
        options.pollMilliseconds = pollMilliseconds
        let started = try Mirroring(
            ledger: node.ledger, host: NodeMirrorHost(node), peers: list, options: options, logger: Self.quiet)
        mirroring.value = started
        try await started.start()
    }

    /// Answers by itself from now on.
    func react() {
        let started = Reacting(node, log: Self.quiet)
        reacting.withLock { $0 = started }
        started.start()
    }

    /// Ends it.
    func stop() async {
        await reacting.withLock { $0 }?.stop()
        await mirroring.value?.stop()
        serving.cancel()
        _ = try? await serving.value
        node.close()
    }
}
