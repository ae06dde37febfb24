import Foundation
import JWTKit
public import TransparencyLog

extension PeerToken {
    /// Checks a token as strictly as it was made.
    ///
    /// Everything that follows from the text alone comes first, then the key, then the signature; nothing of it is believed before that.
    /// Refused are: another algorithm than EdDSA (`none` above all), header fields besides `alg`, `kid` and `typ` (a key or a certificate
    /// that the token brings itself), no `exp` or one more than 60 seconds after `iat`, another audience, a time of more than 30 seconds
    /// from this clock, a key that is not the issuer's.
    ///
    /// - Parameters:
    ///   - text: the token, without `Bearer `.
    ///   - audiences: the origins that this node hosts.
    ///   - seconds: now, since 1970.
    ///   - key: the issuer's transport key with this id; nil where there is none, or the party is suspended.
    /// - Throws: `PeersError` `badToken`. Its message is for the callee's log: the caller is told 401 and no more.
    public static func verified(
        _ text: String, audiences: Set<String>, at seconds: Int64,
        key: (_ issuer: String, _ keyID: UInt32) -> VerifierKey?
    ) async throws -> PeerToken {
        guard text.utf8.count <= maximumByteCount else { throw refusal("it has \(text.utf8.count) characters") }
        let isBase64URL = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
        }
        guard isBase64URL else { throw refusal("it is not three parts of base64url") }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = decoded(parts[0]), let payload = decoded(parts[1]) else {
            throw refusal("it is not three parts of base64url")
        }
        let kid = try keyID(inHeader: header)
        guard let stated = try? JSONDecoder().decode(TokenClaims.self, from: payload) else {
            throw refusal("its claims are not those of a token between nodes")
        }
        try judge(stated, audiences: audiences, at: seconds)
        guard let verifier = key(stated.iss, kid.number), verifier.type == .transport, verifier.keyID == kid.number
        else {
            throw refusal("no transport key of \(stated.iss.prefix(200)) has this id, or the party is suspended")
        }
        let keys = JWTKeyCollection()
        await keys.add(
            eddsa: try EdDSA.PublicKey(x: base64URL(verifier.publicKey), curve: .ed25519),
            kid: JWKIdentifier(string: kid.text))
        guard let claims = try? await keys.verify(text, as: TokenClaims.self) else {
            throw refusal("\(stated.iss.prefix(200)) has not signed it")
        }
        // What is returned is what was verified, whatever a parser made of the text before.
        try judge(claims, audiences: audiences, at: seconds)
        guard claims.iss == stated.iss else { throw refusal("it names two issuers") }
        return PeerToken(
            issuer: claims.iss, audience: claims.aud, issuedAt: claims.iat, expiresAt: claims.exp, id: claims.jti,
            keyID: kid.number)
    }

    /// The key that the header names. All its members must be texts: the library's own reader of headers ends the process on a number that
    /// no integer holds, so it sees only headers that have passed here.
    private static func keyID(inHeader bytes: Data) throws -> (text: String, number: UInt32) {
        guard let header = try? JSONDecoder().decode([String: String].self, from: bytes),
            Set(header.keys).isSubset(of: ["alg", "kid", "typ"])
        else { throw refusal("its header has members that no token between nodes has") }
        guard header["alg"] == "EdDSA" else { throw refusal("it is not signed with EdDSA") }
        guard header["typ"] ?? "JWT" == "JWT" else { throw refusal("it is not of the type JWT") }
        guard let kid = header["kid"], kid.utf8.count == 8, isHexadecimal(kid), let number = UInt32(kid, radix: 16)
        else {
            throw refusal("it names no key by eight hexadecimal digits")
        }
        return (kid, number)
    }

    private static func isHexadecimal(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func decoded(_ part: Substring) -> Data? {
        let plain = part.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4))
    }

    static func judge(_ claims: TokenClaims, audiences: Set<String>, at seconds: Int64) throws {
        guard audiences.contains(claims.aud) else { throw refusal("it is for \(claims.aud.prefix(200))") }
        let (lifetime, overflows) = claims.exp.subtractingReportingOverflow(claims.iat)
        guard !overflows, lifetime > 0, lifetime <= maximumLifetimeSeconds else {
            throw refusal("it is valid for \(lifetime) seconds")
        }
        // `exp` cannot overflow here: it is at most a minute after an `iat` that is near now.
        guard claims.iat <= seconds + clockToleranceSeconds, claims.iat >= seconds - 2 * maximumLifetimeSeconds else {
            throw refusal("it was made at \(claims.iat), and now is \(seconds)")
        }
        guard seconds < claims.exp + clockToleranceSeconds else { throw refusal("it ended at \(claims.exp)") }
        guard claims.jti.utf8.count == 32, isHexadecimal(claims.jti) else {
            throw refusal("its id is not 16 bytes in hexadecimal digits")
        }
    }
}
