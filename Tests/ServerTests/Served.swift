import AsyncHTTPClient
import ClaimsLedger
import Foundation
import Ledger
import Logging
import NIOCore
import NIOHTTP1
import Replication
import Synchronization
import TransparencyLog

@testable import ReplicationHTTP
@testable import Server

/// A node with a center and a hospital, served on a free port of loopback, that goes away when the test ends.
final class Served: Sendable {
    static let center = "triplicate.example/center-210200"
    static let hospital = "triplicate.example/hospital-h11019900001"

    /// What a request came to.
    struct Got {
        let status: Int
        let fields: HTTPHeaders
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
        /// The number of the problem document.
        var number: Int? { (try? JSONDecoder().decode(Problem.self, from: Data(body)))?.number }
        func json<T: Decodable>(_ type: T.Type) throws -> T { try JSONDecoder().decode(type, from: Data(body)) }
    }

    let node: Node
    let address: String
    let token: String
    /// What the server knows of parties.
    let parties: Mutex<PartyDirectory>
    let relay: RelayQueue
    let server: NodeServer

    private init(
        node: Node, address: String, token: String, parties: consuming Mutex<PartyDirectory>, relay: RelayQueue,
        server: NodeServer
    ) {
        self.server = server
        self.node = node
        self.address = address
        self.token = token
        self.parties = parties
        self.relay = relay
    }

    /// A party that the server knows, with its transport key.
    struct Peer: Sendable {
        let record: PartyRecord
        let key: SignerKey

        init(_ party: String, origin: String, seed: UInt8, fullMirrors: Set<String> = []) throws {
            key = try SignerKey(
                name: "\(origin)/transport", type: .transport, seed: [UInt8](repeating: seed, count: 32))
            var record = PartyRecord(party: party, name: party, origin: origin, logKeys: [])
            record.transportKeys = [key.verifierKey]
            record.witnessKeys = [try Self.witness(origin, seed).verifierKey]
            record.fullMirrors = fullMirrors
            self.record = record
        }

        static func witness(_ origin: String, _ seed: UInt8) throws -> SignerKey {
            try SignerKey(name: "\(origin)/witness", type: .cosignature, seed: [UInt8](repeating: seed, count: 32))
        }

        func token(for audience: String = Served.center, at time: Int64? = nil) async throws -> String {
            try await PeerToken.signed(
                issuer: record.origin, audience: audience, by: key,
                at: time ?? Int64(Date().timeIntervalSince1970), id: (0..<16).map { _ in .random(in: 0...255) })
        }
    }

    /// Serves a new node while `body` runs.
    static func run<R: Sendable>(
        knowing peers: [PartyRecord] = [], requestSeconds: Int64 = 30, status: ServerStatus = ServerStatus(),
        certificate: (file: String, key: String)? = nil,
        prepare: @Sendable (Node) throws -> Void = { _ in }, _ body: @Sendable (Served) async throws -> R
    ) async throws -> R {
        let folder = "\(NSTemporaryDirectory())triplicate-served-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (role, code, origin) in [("center", "210200", center), ("hospital", "H11019900001", hospital)] {
            _ = try Node.initialize(folder, role: role, code: code, name: code, origin: origin)
        }
        let node = try Node(folder, readOnly: false)
        defer { node.close() }
        try prepare(node)
        let known = Known(PartyDirectory(peers))
        let relay = RelayQueue()
        var configuration = NodeServer.Configuration(listen: ListenAddress(host: "127.0.0.1", port: 0))
        configuration.requestSeconds = requestSeconds
        configuration.certificate = certificate?.file
        configuration.key = certificate?.key
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let server = NodeServer(
            node, configuration: configuration,
            parties: ServerParties(directory: { known.value }, ledger: node.ledger, relay: relay), status: { status },
            log: log)
        let (addresses, ready) = AsyncStream.makeStream(of: String.self)
        let serving = Task { try await server.run { ready.yield($0) } }
        var iterator = addresses.makeAsyncIterator()
        guard let address = await iterator.next(), let file = ServeFile.read(in: folder) else {
            throw ServerError.gap
        }
        let served = Served(
            node: node, address: address, token: file.token, parties: Mutex(PartyDirectory(peers)), relay: relay,
            server: server)
        let result: Result<R, any Error>
        do { result = .success(try await body(served)) } catch { result = .failure(error) }
        serving.cancel()
        _ = try? await serving.value
        return try result.get()
    }

    private final class Known: Sendable {
        let value: PartyDirectory
        init(_ value: PartyDirectory) { self.value = value }
    }

    // MARK: Asking

    /// Sends a request; `token` nil sends none.
    func ask(
        _ method: HTTPMethod = .GET, _ path: String, token: String? = nil, fields: [(String, String)] = [],
        body: [UInt8] = []
    ) async throws -> Got {
        var request = HTTPClientRequest(url: address + path)
        request.method = method
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        for (name, value) in fields { request.headers.add(name: name, value: value) }
        if !body.isEmpty { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 64 << 20)
        return Got(status: Int(response.status.code), fields: response.headers, body: Array(bytes.readableBytesView))
    }

    /// As the operator on this machine.
    func local(
        _ method: HTTPMethod = .GET, _ path: String, fields: [(String, String)] = [], body: String = ""
    ) async throws -> Got {
        try await ask(method, path, token: token, fields: fields, body: Array(body.utf8))
    }

    // MARK: Recording

    static let acting = "as=210200&operator=clerk.wang"

    /// The stream and the body of an event that stands alone: an institution is designated.
    static func event(_ number: Int) -> (stream: String, body: String) {
        let digits = String(number)
        let code = "H110" + String(repeating: "0", count: 8 - digits.count) + digits
        return (
            "institution/210200/\(code)",
            #"{"type":"InstitutionDesignated","event":{"code":"\#(code)","name":"医院 \#(number)","place":"110100","level":3,"kind":"综合医院","ownership":"PUBLIC","validFrom":"2015-01-01","beds":900}}"#
        )
    }

    /// Records an event over HTTP.
    func record(_ number: Int, key: String? = nil, fields: [(String, String)] = []) async throws -> Got {
        let (stream, body) = Self.event(number)
        return try await local(
            .POST, "/api/v1/streams/\(stream)/events?\(Self.acting)",
            fields: fields + (key.map { [("Idempotency-Key", $0)] } ?? []), body: body)
    }
}
