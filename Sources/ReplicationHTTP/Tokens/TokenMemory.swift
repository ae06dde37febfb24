import Synchronization
public import TransparencyLog

/// Tokens whose signatures were found right: a peer sends the same one with each of its requests for some seconds.
///
/// Remembered is only that a key has signed a text, which stays so. Everything else is judged anew each time: whether the key is still the
/// issuer's, whom the token is for, and when.
public final class TokenMemory: Sendable {
    private struct Known {
        let token: PeerToken
        let key: VerifierKey
    }

    private let maximumCount: Int
    private let known = Mutex<[String: Known]>([:])

    /// - Parameter maximumCount: how many are remembered: as many as peers may use at once, some of them one for each of several parties.
    public init(maximumCount: Int = 4_096) { self.maximumCount = maximumCount }

    /// How many are remembered.
    var count: Int { known.withLock { $0.count } }

    /// As ``PeerToken/verified(_:audiences:at:key:)``, and as strict, at less cost where the token came before.
    public func verified(
        _ text: String, audiences: Set<String>, at seconds: Int64,
        key: (_ issuer: String, _ keyID: UInt32) -> VerifierKey?
    ) async throws -> PeerToken {
        if let present = known.withLock({ $0[text] }), present.token.isGood(for: audiences, at: seconds),
            key(present.token.issuer, present.token.keyID) == present.key
        {
            return present.token
        }
        var used: VerifierKey?
        let token = try await PeerToken.verified(text, audiences: audiences, at: seconds) { issuer, keyID in
            used = key(issuer, keyID)
            return used
        }
        guard let used else { return token }
        known.withLock { known in
            if known.count >= maximumCount {
                known = known.filter { $0.value.token.expiresAt + PeerToken.clockToleranceSeconds > seconds }
                if known.count >= maximumCount { known = [:] }
            }
            known[text] = Known(token: token, key: used)
        }
        return token
    }
}

extension PeerToken {
    /// Whether a token that was taken once would still be taken, as far as its text says.
    fileprivate func isGood(for audiences: Set<String>, at seconds: Int64) -> Bool {
        let claims = TokenClaims(iss: issuer, aud: audience, iat: issuedAt, exp: expiresAt, jti: id)
        return (try? Self.judge(claims, audiences: audiences, at: seconds)) != nil
    }
}
