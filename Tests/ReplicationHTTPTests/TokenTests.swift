import Foundation
import Replication
import Testing
import TransparencyLog

@testable import ReplicationHTTP

@Suite("Tokens between nodes")
struct TokenTests {
    static let now: Int64 = 1_800_000_000
    static let issuer = "test.example/hospital"
    static let audience = "test.example/center"

    static func key(_ name: String = "\(issuer)/transport", type: SignatureType = .transport, seed: UInt8 = 7) throws
        -> SignerKey
    {
        try SignerKey(name: name, type: type, seed: [UInt8](repeating: seed, count: 32))
    }

    static func token(lifetimeSeconds: Int64 = 60, at time: Int64 = now) async throws -> String {
        try await PeerToken.signed(
            issuer: issuer, audience: audience, by: key(), at: time, lifetimeSeconds: lifetimeSeconds,
            id: [UInt8](0..<16))
    }

    static func verify(_ token: String, at time: Int64 = now, audiences: Set<String> = [audience]) async throws
        -> PeerToken
    {
        let key = try key().verifierKey
        return try await PeerToken.verified(token, audiences: audiences, at: time) { issuer, id in
            issuer == Self.issuer && id == key.keyID ? key : nil
        }
    }

    /// A token of any header and claims, rightly signed.
    static func forged(_ header: String, _ claims: String, by signer: SignerKey? = nil) throws -> String {
        let signed = "\(PeerToken.base64URL(Array(header.utf8))).\(PeerToken.base64URL(Array(claims.utf8)))"
        let signature = try (signer ?? key()).sign(message: Array(signed.utf8))
        return "\(signed).\(PeerToken.base64URL(signature))"
    }

    static func header() throws -> String {
        "{\"alg\":\"EdDSA\",\"kid\":\"\(String(format: "%08x", try key().keyID))\",\"typ\":\"JWT\"}"
    }

    static func claims(
        iss: String = "\"\(issuer)\"", aud: String = "\"\(audience)\"", iat: String = "\(now)",
        exp: String = "\(now + 60)",
        jti: String = "\"000102030405060708090a0b0c0d0e0f\""
    ) -> String { "{\"iss\":\(iss),\"aud\":\(aud),\"iat\":\(iat),\"exp\":\(exp),\"jti\":\(jti)}" }

    @Test(
        "A token that was made is taken, by whom it is for, within its minute and the clocks' tolerance, as often as it comes."
    )
    func taken() async throws {
        let token = try await Self.token()
        let keyID = try Self.key().keyID
        for time in [Self.now, Self.now + 59, Self.now + 89, Self.now - 30] {
            let verified = try await Self.verify(token, at: time)
            #expect(verified.issuer == Self.issuer)
            #expect(verified.audience == Self.audience)
            #expect(verified.expiresAt == Self.now + 60)
            #expect(verified.id == "000102030405060708090a0b0c0d0e0f")
            #expect(verified.keyID == keyID)
        }
    }

    @Test("Its header and claims are those of the protocol.")
    func form() async throws {
        let parts = try await Self.token().split(separator: ".").map(String.init)
        func json(_ part: String) throws -> [String: Any] {
            let plain = part.replacing("-", with: "+").replacing("_", with: "/")
            let padded = plain + String(repeating: "=", count: (4 - plain.count % 4) % 4)
            let data = try #require(Data(base64Encoded: padded))
            return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        }
        let header = try json(parts[0])
        #expect(header["alg"] as? String == "EdDSA")
        let keyID = String(format: "%08x", try Self.key().keyID)
        #expect(header["kid"] as? String == keyID)
        let claims = try json(parts[1])
        #expect(Set(claims.keys) == ["iss", "aud", "iat", "exp", "jti"])
        #expect((claims["jti"] as? String)?.count == 32)
        #expect(claims["aud"] as? String == Self.audience)
    }

    @Test(
        "A token of another time is refused.", arguments: [-31, 90, 91, 3_600, -3_600, 1 << 40, -(1 << 40)] as [Int64])
    func times(offset: Int64) async throws {
        let token = try await Self.token()
        await #expect(throws: PeersError(.badToken, "", remedy: "")) {
            try await Self.verify(token, at: Self.now + offset)
        }
    }

    @Test(
        "A token that is valid for no time, or for more than a minute, is refused.",
        arguments: [0, -1, 61, 86_400] as [Int64])
    func lifetimes(seconds: Int64) async throws {
        let token = try await Self.token(lifetimeSeconds: seconds)
        await #expect(throws: PeersError(.badToken, "", remedy: "")) { try await Self.verify(token) }
    }

    @Test("A token for somebody else is refused.")
    func audience() async throws {
        let token = try await Self.token()
        await #expect(throws: PeersError(.badToken, "", remedy: "")) {
            try await Self.verify(token, audiences: ["test.example/other"])
        }
    }

    @Test("What is rightly signed and wrongly written is refused; written as it should be, the same way is taken.")
    func forgeries() async throws {
        let kid = String(format: "%08x", try Self.key().keyID)
        #expect(try await Self.verify(Self.forged(Self.header(), Self.claims())).issuer == Self.issuer)
        let headers = [
            "{\"alg\":\"none\",\"kid\":\"\(kid)\"}", "{\"alg\":\"HS256\",\"kid\":\"\(kid)\"}",
            "{\"alg\":\"eddsa\",\"kid\":\"\(kid)\"}", "{\"kid\":\"\(kid)\"}", "{\"alg\":\"EdDSA\"}",
            "{\"alg\":\"EdDSA\",\"kid\":\"\(kid.uppercased())x\"}", "{\"alg\":\"EdDSA\",\"kid\":\"00000000\"}",
            "{\"alg\":\"EdDSA\",\"kid\":\"\(kid)\",\"jwk\":{\"kty\":\"OKP\"}}",
            "{\"alg\":\"EdDSA\",\"kid\":\"\(kid)\",\"crit\":[\"exp\"]}",
            "{\"alg\":\"EdDSA\",\"kid\":\"\(kid)\",\"x\":1e300}", "{\"alg\":\"EdDSA\",\"kid\":1e300}", "[]", "1e300",
            "",
        ]
        for header in headers {
            await #expect(throws: PeersError(.badToken, "", remedy: ""), "\(header)") {
                try await Self.verify(Self.forged(header, Self.claims()))
            }
        }
        let claims = [
            Self.claims(exp: "null"), Self.claims(exp: "\"\(Self.now)\""), Self.claims(exp: "1e300"),
            Self.claims(iat: "\(Self.now).5"), Self.claims(iat: "-9223372036854775808", exp: "9223372036854775807"),
            Self.claims(iat: "9223372036854775800", exp: "9223372036854775807"),
            Self.claims(aud: "[\"\(Self.audience)\"]"), Self.claims(iss: "\"test.example/other\""),
            Self.claims(iss: "7"),
            Self.claims(jti: "\"\""), Self.claims(jti: "\"zz\""),
            "{\"iss\":\"\(Self.issuer)\",\"aud\":\"\(Self.audience)\",\"iat\":\(Self.now),\"jti\":\"000102030405060708090a0b0c0d0e0f\"}",
            "{}", "[]", "",
        ]
        for claims in claims {
            await #expect(throws: PeersError(.badToken, "", remedy: ""), "\(claims)") {
                try await Self.verify(Self.forged(Self.header(), claims))
            }
        }
    }

    @Test("Another's signature, a cut one, a changed token, and none at all are refused.")
    func signatures() async throws {
        let token = try await Self.token()
        let parts = token.split(separator: ".").map(String.init)
        let other = try await PeerToken.signed(
            issuer: Self.issuer, audience: "test.example/third", by: Self.key(), at: Self.now, id: [UInt8](0..<16))
        let stranger = try Self.forged(Self.header(), Self.claims(), by: Self.key(seed: 8))
        let changed = [
            stranger, "\(parts[0]).\(parts[1]).", "\(parts[0]).\(parts[1])", "..", "", "\(token)=",
            "\(parts[0]).\(parts[1]).\(parts[2].dropLast(4))", " \(token)",
            "\(parts[0]).\(parts[1]).\(other.split(separator: ".")[2])", String(repeating: "a.", count: 40_000),
        ]
        for text in changed {
            await #expect(throws: PeersError(.badToken, "", remedy: "")) { try await Self.verify(text) }
        }
    }

    @Test(
        "A token that was taken is taken again without its signature being looked at, and refused again once it is late, for somebody else, or its key no longer the party's."
    )
    func remembered() async throws {
        let memory = TokenMemory()
        let token = try await Self.token()
        let key = try Self.key().verifierKey
        let another = try Self.key(seed: 8).verifierKey
        func take(
            _ text: String, at time: Int64 = Self.now, for audience: String = Self.audience, key: VerifierKey?
        ) async -> PeerToken? {
            try? await memory.verified(text, audiences: [audience], at: time) { _, _ in key }
        }
        let first = await take(token, key: key)
        #expect(first?.issuer == Self.issuer)
        for time in [Self.now, Self.now + 89, Self.now - 30] { #expect(await take(token, at: time, key: key) == first) }
        for time in [Self.now + 90, Self.now - 31] { #expect(await take(token, at: time, key: key) == nil) }
        #expect(await take(token, for: "test.example/other", key: key) == nil)
        #expect(await take(token, key: nil) == nil)
        #expect(await take(token, key: another) == nil)
        // What one text has proved, no other has.
        #expect(await take(String(token.dropLast()), key: key) == nil)
        let stranger = try Self.forged(Self.header(), Self.claims(), by: Self.key(seed: 8))
        for _ in 0..<2 { #expect(await take(stranger, key: key) == nil) }
        #expect(await take(token, key: key) == first)
    }

    @Test("Of more tokens than are remembered each is still judged by itself.")
    func rememberedMany() async throws {
        let memory = TokenMemory(maximumCount: 2)
        let key = try Self.key().verifierKey
        for time in [0, 1, 2, 200, 201, 202].map({ Self.now + $0 }) {
            let token = try await Self.token(at: time)
            for _ in 0..<2 {
                let taken = try await memory.verified(token, audiences: [Self.audience], at: time) { _, _ in key }
                #expect(taken.issuedAt == time)
            }
            #expect(memory.count <= 2)
        }
    }

    @Test(
        "Only a transport key makes tokens, and only the transport key of a party that is not suspended is found for them."
    )
    func keys() async throws {
        await #expect(throws: PeersError(.badToken, "", remedy: "")) {
            _ = try await PeerToken.signed(
                issuer: Self.issuer, audience: Self.audience, by: Self.key(Self.issuer, type: .ed25519), at: Self.now,
                id: [])
        }
        let key = try Self.key().verifierKey
        var record = PartyRecord(party: "hospital:H1", name: "One", origin: Self.issuer, logKeys: [])
        record.transportKeys = [key]
        #expect(PartyDirectory([record]).transportKey(issuer: Self.issuer, keyID: key.keyID) == key)
        #expect(PartyDirectory([record]).transportKey(issuer: Self.issuer, keyID: 1) == nil)
        #expect(PartyDirectory([record]).transportKey(issuer: "test.example/other", keyID: key.keyID) == nil)
        record.isSuspended = true
        #expect(PartyDirectory([record]).transportKey(issuer: Self.issuer, keyID: key.keyID) == nil)
    }
}
