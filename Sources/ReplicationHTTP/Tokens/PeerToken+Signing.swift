import Foundation
import JWTKit
public import TransparencyLog

extension PeerToken {
    /// Makes a token.
    ///
    /// - Parameters:
    ///   - issuer: the origin of the caller's log.
    ///   - audience: an origin that the callee hosts.
    ///   - key: the caller's transport key.
    ///   - seconds: now, since 1970.
    ///   - id: 16 random bytes.
    /// - Throws: `PeersError` `badToken` where the key is no transport key.
    public static func signed(
        issuer: String, audience: String, by key: SignerKey, at seconds: Int64,
        lifetimeSeconds: Int64 = maximumLifetimeSeconds, id: [UInt8]
    ) async throws -> String {
        guard key.type == .transport else {
            throw refusal("the key \(key.name) is no transport key")
        }
        let claims = TokenClaims(
            iss: issuer, aud: audience, iat: seconds, exp: seconds + lifetimeSeconds, jti: Self.hexadecimal(id))
        let kid = Self.hexadecimal(withUnsafeBytes(of: key.keyID.bigEndian) { [UInt8]($0) })
        let keys = JWTKeyCollection()
        let identifier = JWKIdentifier(string: kid)
        await keys.add(
            eddsa: try EdDSA.PrivateKey(d: Self.base64URL(key.seed), curve: .ed25519), kid: identifier)
        return try await keys.sign(
            claims, kid: identifier, header: ["alg": "EdDSA", "kid": .string(kid), "typ": "JWT"])
    }

    static func refusal(_ reason: String) -> PeersError {
        PeersError(
            .badToken, "The token cannot be taken: \(reason).",
            remedy: "Make one with the transport key that the party's registrar has admitted, and set the clock.")
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    static func base64URL(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

/// What stands in a token. An audience that is a list, or a time that is no whole number, does not decode.
struct TokenClaims: JWTPayload {
    let iss: String
    let aud: String
    let iat: Int64
    let exp: Int64
    let jti: String

    /// Times and audience are judged by ``PeerToken/verified(_:audiences:at:key:)``, which knows them.
    func verify(using algorithm: some JWTAlgorithm) throws {}
}
