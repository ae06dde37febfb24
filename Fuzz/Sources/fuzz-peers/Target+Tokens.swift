import FuzzDriver
import TransparencyLog

@testable import ReplicationHTTP

extension FuzzTarget {
    /// A token between nodes; or, where the input has two lines, the header and the claims of one that is rightly signed.
    static let peerToken = FuzzTarget.onText("peer-token", longest: 2048) { text in
        let token: String
        if let end = text.utf8.firstIndex(of: 0x0A) {
            let claims = text.utf8[text.utf8.index(after: end)...]
            token = signed([UInt8](text.utf8[..<end]), [UInt8](claims))
        } else {
            token = text
            // The same with our signature.
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            if parts.count == 3 { check(signed("\(parts[0]).\(parts[1])")) }
        }
        check(token)
    }

    private static let now: Int64 = 1_800_000_000
    private static let issuer = "fuzz.example/hospital"
    private static let audience = "fuzz.example/center"
    private static let key = must("a sample key can be made") {
        try SignerKey(name: "\(issuer)/transport", type: .transport, seed: [UInt8](repeating: 7, count: 32))
    }
    /// Another key under the same number, as nobody can make one.
    private static let other = must("a sample key can be made") {
        try SignerKey(name: "\(issuer)/transport", type: .transport, seed: [UInt8](repeating: 8, count: 32))
    }

    private static func signed(_ header: [UInt8], _ claims: [UInt8]) -> String {
        signed("\(PeerToken.base64URL(header)).\(PeerToken.base64URL(claims))")
    }

    private static func signed(_ text: String) -> String {
        let signature = must("anything can be signed") { try key.sign(message: Array(text.utf8)) }
        return "\(text).\(PeerToken.base64URL(signature))"
    }

    private static func verify(
        _ token: String, at seconds: Int64 = now, audiences: Set<String> = [audience], by key: SignerKey = key
    ) throws -> PeerToken {
        let verifier = key.verifierKey
        return try wait {
            try await PeerToken.verified(token, audiences: audiences, at: seconds) { issuer, id in
                issuer == Self.issuer && id == verifier.keyID ? verifier : nil
            }
        }
    }

    private static func check(_ text: String) {
        let token: PeerToken
        do {
            token = try verify(text)
        } catch {
            return show(error)
        }
        demand(text.utf8.count <= PeerToken.maximumByteCount, "a token has as many characters as it may")
        demand(token.issuer == issuer && token.audience == audience, "a token is of whom it says, for whom it says")
        demand(token.keyID == key.keyID, "a token says which key has signed it")
        demand(
            (1...PeerToken.maximumLifetimeSeconds).contains(token.expiresAt - token.issuedAt),
            "a token is valid for a minute")
        demand(
            token.issuedAt <= now + PeerToken.clockToleranceSeconds
                && now < token.expiresAt + PeerToken.clockToleranceSeconds, "a token is of now")
        demand(token.id.utf8.count == 32, "a token has an id")
        demand(
            (try? verify(text)) == token, "the same token is read alike")
        mustRefuse("a token is for one node") { try verify(text, audiences: ["fuzz.example/other"]) }
        mustRefuse("a token ends") { try verify(text, at: token.expiresAt + PeerToken.clockToleranceSeconds) }
        mustRefuse("a token begins") { try verify(text, at: token.issuedAt - PeerToken.clockToleranceSeconds - 1) }
        mustRefuse("a token is of one key") { try verify(text, by: other) }
        // The claims may not be changed, nor what they are signed with.
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        mustRefuse("a token without its signature is none") { try verify("\(parts[0]).\(parts[1]).") }
        mustRefuse("what comes after a token is not passed over") { try verify(text + ".AA") }
    }
}
