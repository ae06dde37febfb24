import AsyncHTTPClient
import ClaimsLedger
import Foundation
import Ledger
import Logging
import NIOCore
import NIOHTTP1
import Replication
import TransparencyLog

@testable import ReplicationHTTP
@testable import Server

/// An agency's node that mirrors the log of a served center, and is served itself.
final class SecondNode: Sendable {
    static let origin = "triplicate.example/agency-110100"

    let node: Node
    let mirroring: Mirroring
    let address: String

    private init(node: Node, mirroring: Mirroring, address: String) {
        self.node = node
        self.mirroring = mirroring
        self.address = address
    }

    /// Serves a new node while `body` runs. It pulls when it is told to.
    /// - Parameters:
    ///   - center: where the center is reached; the served node's own address without.
    ///   - pins: the keys that the center's certificate may have.
    static func run<R: Sendable>(
        beside served: Served, at center: String? = nil, pins: [Digest] = [],
        _ body: @Sendable (SecondNode) async throws -> R
    ) async throws -> R {
        let folder = "\(NSTemporaryDirectory())triplicate-second-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try Node.initialize(folder, role: "agency", code: "110100", name: "agency", origin: origin)
        let node = try Node(folder, readOnly: false)
        defer { node.close() }
        guard let log = served.node.ledger.log(origin: Served.center) else { throw ServerError.gap }
        let keys = try log.verifierKeys.map { try VerifierKey($0) }
        var peers = PeerList()
        try peers.add(
            Peer(
                origin: Served.center, party: "center:210200", name: "center",
                address: PeerAddress(center ?? served.address),
                keys: Peer.Keys(log: keys[0], witness: keys[1], mirror: keys[2], transport: keys[3]), pins: pins,
                mode: .heads))
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        // It looks for new heads when a test says so, and never by itself.
        var options = Mirroring.Options()
        options.pollMilliseconds = 3_600_000
        let mirroring = try Mirroring(
            ledger: node.ledger, host: NodeMirrorHost(node), peers: peers, options: options, logger: quiet)
        let server = NodeServer(
            node, configuration: .init(listen: ListenAddress(host: "127.0.0.1", port: 0)),
            parties: ServerParties(
                directory: { mirroring.directory }, ledger: node.ledger, relay: mirroring.relay), log: quiet)
        let (addresses, ready) = AsyncStream.makeStream(of: String.self)
        let serving = Task { try await server.run { ready.yield($0) } }
        var iterator = addresses.makeAsyncIterator()
        guard let address = await iterator.next() else { throw ServerError.gap }
        let result: Result<R, any Error>
        do {
            result = .success(try await body(SecondNode(node: node, mirroring: mirroring, address: address)))
        } catch { result = .failure(error) }
        await mirroring.stop()
        serving.cancel()
        _ = try? await serving.value
        return try result.get()
    }

    /// Asks it as a witness.
    func addCheckpoint(_ oldSize: UInt64, _ proof: [Digest], _ note: String) async throws -> Served.Got {
        var request = HTTPClientRequest(url: "\(address)/witness/add-checkpoint")
        request.method = .POST
        request.body = .bytes(
            ByteBuffer(string: Witness.Request(oldSize: oldSize, proof: proof, note: note).body))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 1 << 20)
        return Served.Got(
            status: Int(response.status.code), fields: response.headers, body: Array(bytes.readableBytesView))
    }
}
