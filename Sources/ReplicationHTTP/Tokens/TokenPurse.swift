import Synchronization
package import TransparencyLog

/// The tokens with which a node asks: made as they are needed, used for some seconds, for each hosted party and each callee.
public final class TokenPurse: Sendable {
    /// A hosted party that may ask.
    public struct Identity: Sendable {
        public let origin: String
        let key: SignerKey

        /// - Parameter key: the party's transport key.
        package init(origin: String, key: SignerKey) {
            self.origin = origin
            self.key = key
        }
    }

    private struct Place: Hashable {
        let issuer: String
        let audience: String
    }

    /// Seconds for which a token is used again: less than it is valid, by more than clocks may differ.
    private static let reuseSeconds: Int64 = 20
    /// As many as there may be peers and parties of a large node at once; beyond it all are made anew.
    private static let maximumCount = 10_000

    /// The parties that ask, the node's first party first.
    public let identities: [Identity]
    /// Seconds since 1970.
    private let clock: @Sendable () -> Int64
    private let kept = Mutex<[Place: (token: String, madeAt: Int64)]>([:])

    public init(_ identities: [Identity], clock: @escaping @Sendable () -> Int64) {
        self.identities = identities
        self.clock = clock
    }

    /// The tokens of all hosted parties for a callee.
    public func tokens(for audience: String) async throws -> [String] {
        var tokens: [String] = []
        for identity in identities { tokens.append(try await token(of: identity, for: audience)) }
        return tokens
    }

    private func token(of identity: Identity, for audience: String) async throws -> String {
        let now = clock()
        let place = Place(issuer: identity.origin, audience: audience)
        let present = kept.withLock { $0[place] }
        if let present, (0..<Self.reuseSeconds).contains(now - present.madeAt) { return present.token }
        var random = SystemRandomNumberGenerator()
        let id = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
        let token = try await PeerToken.signed(
            issuer: identity.origin, audience: audience, by: identity.key, at: now, id: id)
        kept.withLock { kept in
            if kept.count >= Self.maximumCount { kept.removeAll() }
            kept[place] = (token, now)
        }
        return token
    }
}
