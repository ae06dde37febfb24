public import Foundation

/// A `GET` that somebody wants of a node that cannot be reached (`Docs/protocol.md`).
public struct RelayRequest: Sendable, Codable, Equatable {
    /// Names it until it is answered.
    public var id: String
    /// From `/` on, with its query.
    public var path: String
    /// The asker's token for the node; empty: none.
    public var token: String
    /// The tokens of further parties that the asker hosts.
    public var also: [String]?
    /// The bytes that are wanted of a blob, as the header `Range` writes them: `bytes=0-1048575`.
    public var range: String?

    public init(id: String, path: String, token: String, also: [String]? = nil, range: String? = nil) {
        self.id = id
        self.path = path
        self.token = token
        self.also = also
        self.range = range
    }
}

/// The answer to a ``RelayRequest``.
public struct RelayAnswer: Sendable, Codable, Equatable {
    public var id: String
    /// As over HTTP; 206 where a range was asked for.
    public var status: Int
    /// In base64 on the way.
    public var body: Data

    public init(id: String, status: Int, body: [UInt8]) {
        self.id = id
        self.status = status
        self.body = Data(body)
    }
}

/// What a node brings with `POST /api/v1/relay`.
public struct RelayAnswers: Sendable, Codable, Equatable {
    public var answers: [RelayAnswer]

    public init(_ answers: [RelayAnswer]) { self.answers = answers }
}

/// What it takes away.
public struct RelayRequests: Sendable, Codable, Equatable {
    public var requests: [RelayRequest]

    public init(_ requests: [RelayRequest]) { self.requests = requests }
}
