import AsyncHTTPClient
public import Ledger
import NIOCore
import NIOHTTP1
import Synchronization
public import TransparencyLog

/// A peer's node over HTTP.
///
/// Redirections are not followed: a peer is where its admission says. Answers are read to their limit and no further, and take no longer
/// than the request allows, however slowly they come.
public final class HTTPPeer: PeerTransport {
    /// Bytes of a blob that are put down at a time, and of any answer for which room is made before they come.
    private static let pieceBytes = 1 << 20
    private static let idleSeconds: Int64 = 20
    /// Longer than a server lets a request wait that asks to: 25 seconds, a relay's.
    private static let silenceSeconds: Int64 = 35
    /// Bytes of an entity tag that is sent back.
    private static let tagBytes = 128

    public let address: PeerAddress
    private let client: HTTPClient
    private let purse: TokenPurse
    private let disk = BlockingQueue("triplicate.peer.blobs")
    private let received = Atomic<UInt64>(0)
    private let underWay = Mutex<Set<Digest>>([])

    /// - Parameters:
    ///   - address: where the node is.
    ///   - pins: the public keys that its certificate may have, as ``PinnedKeys`` has them; empty: any that the system trusts.
    ///   - purse: the tokens with which this node asks.
    public init(_ address: PeerAddress, pins: [Digest], purse: TokenPurse) {
        self.address = address
        self.purse = purse
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(
                connect: .seconds(10), read: .seconds(Self.silenceSeconds),
                write: .seconds(Self.idleSeconds)),
            // One of them is the request's that waits for the log to grow.
            connectionPool: .init(idleTimeout: .seconds(50), concurrentHTTP1ConnectionsPerHostSoftLimit: 9),
            decompression: .disabled)
        // A connection that cannot be made is the machine's to try again, with its own patience.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        if !pins.isEmpty { PinnedKeys(pins).enforce(in: &configuration) }
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// The client wants to be shut down before it goes: whoever drops a peer need not know.
    deinit {
        let client = client
        Task.detached { try? await client.shutdown() }
    }

    public var receivedBytes: UInt64 { received.load(ordering: .relaxed) }

    /// Closes the connections. Requests under way fail.
    public func close() async { try? await client.shutdown() }

    public func send(_ request: PeerRequest) async throws(PeerFailure) -> PeerAnswer {
        do {
            return try await withTimeLimit(seconds: request.timeoutSeconds) {
                let response = try await self.client.execute(
                    try await self.prepared(request), timeout: .seconds(Int64(request.timeoutSeconds)))
                var body: [UInt8] = []
                let announced = response.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
                body.reserveCapacity(max(0, min(announced, request.limit, Self.pieceBytes)))
                for try await piece in response.body {
                    self.received.add(UInt64(piece.readableBytes), ordering: .relaxed)
                    guard body.count + piece.readableBytes <= request.limit else {
                        throw PeerFailure.oversized(limit: request.limit)
                    }
                    body.append(contentsOf: piece.readableBytesView)
                }
                return PeerAnswer(
                    status: Int(response.status.code), body: body,
                    tag: response.headers.first(name: "ETag").flatMap(Self.tag))
            }
        } catch {
            throw failure(error)
        }
    }

    public func download(_ digest: Digest, _ request: PeerRequest, into blobs: BlobStore) async throws -> Int {
        guard underWay.withLock({ $0.insert(digest).inserted }) else {
            throw PeerFailure.unreachable("The blob \(digest.hex) is on its way already")
        }
        defer { _ = underWay.withLock { $0.remove(digest) } }
        if blobs.holds(digest) { return 200 }
        let start = try await disk.run { try blobs.arrivedBytes(of: digest) }
        var prepared = try await prepared(request)
        if start > 0 { prepared.headers.add(name: "Range", value: "bytes=\(start)-") }
        let asked = prepared
        do {
            return try await withTimeLimit(seconds: request.timeoutSeconds) {
                try await self.download(digest, asked, from: start, limit: request.limit, into: blobs)
            }
        } catch let error as LedgerError {
            throw error
        } catch {
            throw failure(error)
        }
    }

    private func download(
        _ digest: Digest, _ request: HTTPClientRequest, from start: Int, limit: Int, into blobs: BlobStore
    ) async throws -> Int {
        let response = try await client.execute(request, timeout: .seconds(Self.idleSeconds))
        var offset: Int
        switch response.status.code {
        case 200: offset = 0
        case 206:
            guard start > 0, response.headers.first(name: "Content-Range")?.hasPrefix("bytes \(start)-") ?? false else {
                throw PeerFailure.unreachable("The server answers another range than it was asked for")
            }
            offset = start
        case 416 where start > 0:
            // What has come is not shorter than the blob: it is the blob, or nothing of worth.
            try await disk.run { try blobs.complete(digest) }
            return 200
        default: return Int(response.status.code)
        }
        var piece: [UInt8] = []
        do {
            for try await part in response.body {
                received.add(UInt64(part.readableBytes), ordering: .relaxed)
                piece.append(contentsOf: part.readableBytesView)
                guard offset + piece.count <= limit else {
                    blobs.abandon(digest)
                    throw PeerFailure.oversized(limit: limit)
                }
                if piece.count >= Self.pieceBytes {
                    let (bytes, place) = (piece, offset)
                    try await disk.run { try blobs.take(bytes, of: digest, at: place) }
                    offset += piece.count
                    piece.removeAll(keepingCapacity: true)
                }
            }
        } catch let error as PeerFailure {
            throw error
        } catch let error as LedgerError {
            throw error
        } catch {
            // What came before it broke off need not come again.
            let (bytes, place) = (piece, offset)
            try await disk.run { try blobs.take(bytes, of: digest, at: place) }
            throw error
        }
        let (bytes, place) = (piece, offset)
        try await disk.run {
            try blobs.take(bytes, of: digest, at: place)
            try blobs.complete(digest)
        }
        return 200
    }

    /// An entity tag that can be sent back (RFC 9110, 8.8.3).
    private static func tag(_ text: String) -> String? {
        guard text.hasSuffix("\""), text.hasPrefix("\"") || text.hasPrefix("W/\""), text.utf8.count <= tagBytes,
            text.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else { return nil }
        return text
    }

    private func prepared(_ request: PeerRequest) async throws -> HTTPClientRequest {
        var prepared = HTTPClientRequest(url: address.text + request.path)
        prepared.method = request.method == .get ? .GET : .POST
        prepared.headers.add(name: "User-Agent", value: "triplicate")
        if let tag = request.unlessTag { prepared.headers.add(name: "If-None-Match", value: tag) }
        if request.waitSeconds > 0 { prepared.headers.add(name: "Prefer", value: "wait=\(request.waitSeconds)") }
        if request.method == .post {
            prepared.headers.add(name: "Content-Type", value: request.contentType)
            prepared.body = .bytes(request.body)
        }
        guard let audience = request.audience else { return prepared }
        for (index, token) in try await purse.tokens(for: audience).enumerated() {
            if index == 0 {
                prepared.headers.add(name: "Authorization", value: PeerToken.scheme + token)
            } else {
                prepared.headers.add(name: PeerToken.furtherHeader, value: token)
            }
        }
        return prepared
    }

    private func failure(_ error: any Error) -> PeerFailure {
        switch error {
        case let error as PeerFailure: error
        case is CancellationError: .unreachable("The request was given up")
        case let error as PinnedKeys.Mismatch:
            .wrongKey("The node at \(address) has another key than its admission pins: \(error.found)")
        default: .unreachable("\(address) does not answer: \(String(describing: error).prefix(300))")
        }
    }
}

/// Runs `body` for so many seconds at most; then it is cancelled.
/// - Throws: what `body` throws; ``PeerFailure`` `unreachable` when the time is over.
func withTimeLimit<R: Sendable>(seconds: Int, _ body: @escaping @Sendable () async throws -> R) async throws -> R {
    try await withThrowingTaskGroup(of: R.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: .seconds(seconds))
            throw PeerFailure.unreachable("The answer was not complete within \(seconds) seconds")
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw CancellationError() }
        return first
    }
}
