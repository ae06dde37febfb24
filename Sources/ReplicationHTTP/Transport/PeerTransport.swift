public import Ledger
public import TransparencyLog

/// One request to a peer's node.
public struct PeerRequest: Sendable, Equatable {
    /// `GET`, or `POST` with a body.
    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    public var method: Method
    /// With its query, from `/` on.
    public var path: String
    /// The origin, hosted by the callee, for which the caller's token is made; nil: ask without one.
    public var audience: String?
    public var body: [UInt8]
    public var contentType: String
    /// The longest answer that can be right, in bytes.
    public var limit: Int
    /// How long the whole answer may take.
    public var timeoutSeconds: Int
    /// An entity tag: 304 will do while what is asked for has it (`If-None-Match`).
    public var unlessTag: String?
    /// How long the server may wait before it says 304, in seconds (`Prefer: wait`, RFC 7240); 0: not at all. The time that the whole
    /// answer may take is longer.
    public var waitSeconds = 0

    public init(
        _ method: Method = .get, path: String, audience: String?, limit: Int, timeoutSeconds: Int = 30,
        body: [UInt8] = [], contentType: String = "application/octet-stream"
    ) {
        self.method = method
        self.path = path
        self.audience = audience
        self.limit = limit
        self.timeoutSeconds = timeoutSeconds
        self.body = body
        self.contentType = contentType
    }
}

/// What a peer answered.
public struct PeerAnswer: Sendable, Equatable {
    public var status: Int
    /// Not longer than the request's limit.
    public var body: [UInt8]
    /// The entity tag of what was answered; nil where there is none that can be sent back.
    public var tag: String?

    public init(status: Int, body: [UInt8], tag: String? = nil) {
        self.status = status
        self.body = body
        self.tag = tag
    }
}

/// Why there is no answer.
public enum PeerFailure: Error, Sendable, Equatable {
    /// Nobody answers, or not in time: why, in words.
    case unreachable(String)
    /// The answer is longer than any right one.
    case oversized(limit: Int)
    /// The node at the address has not the key that its party's admission pins.
    case wrongKey(String)

    /// In words for the operator.
    public var text: String {
        switch self {
        case .unreachable(let reason): reason
        case .oversized(let limit): "The answer is longer than \(limit) bytes, the most that can be right"
        case .wrongKey(let reason): reason
        }
    }
}

/// A way to a peer's node: HTTP, or the queue of a node that comes by itself.
public protocol PeerTransport: Sendable {
    /// Asks, and waits for the whole answer, at most as long as the request says.
    func send(_ request: PeerRequest) async throws(PeerFailure) -> PeerAnswer

    /// Fetches a blob into the store, from where an earlier attempt stopped, and checks it against its name.
    ///
    /// - Parameters:
    ///   - request: the blob's path; its limit and its time hold for one piece where pieces are asked for.
    /// - Returns: 200 where the blob is durably stored; the status otherwise.
    /// - Throws: ``PeerFailure``; `LedgerError` where it cannot be stored.
    func download(_ digest: Digest, _ request: PeerRequest, into blobs: BlobStore) async throws -> Int

    /// Bytes that came so far.
    var receivedBytes: UInt64 { get }
}
