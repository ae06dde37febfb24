public import Replication
public import TransparencyLog

/// Who asks: what a peer says of itself with each request (`Docs/protocol.md`, "Who asks").
///
/// A JWT (RFC 7519), signed with EdDSA (RFC 8037) by the caller's transport key, for one callee and at most a minute.
public struct PeerToken: Sendable, Equatable {
    /// The longest a token may be valid, in seconds.
    public static let maximumLifetimeSeconds: Int64 = 60
    /// How far two nodes' clocks may differ, in seconds.
    public static let clockToleranceSeconds: Int64 = 30
    /// The longest token, in characters.
    public static let maximumByteCount = 4_096
    /// How the header of a request names the scheme.
    public static let scheme = "Bearer "
    /// The header that brings the token of a further party that the caller's node hosts.
    public static let furtherHeader = "Triplicate-Also"

    /// The origin of the caller's log.
    public let issuer: String
    /// The origin, hosted by the callee, for which it was made.
    public let audience: String
    /// Seconds since 1970.
    public let issuedAt: Int64
    public let expiresAt: Int64
    /// 16 random bytes in hexadecimal digits.
    public let id: String
    /// The key id of the transport key that signed it.
    public let keyID: UInt32
}

extension PartyDirectory {
    /// The transport key with which a party may sign tokens now: of a party that is known and not suspended.
    public func transportKey(issuer: String, keyID: UInt32) -> VerifierKey? {
        guard let record = record(origin: issuer), !record.isSuspended else { return nil }
        return record.transportKeys.first { $0.keyID == keyID && $0.type == .transport }
    }
}
