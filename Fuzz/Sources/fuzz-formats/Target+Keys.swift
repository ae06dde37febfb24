import Evidence
import FuzzDriver
import TransparencyLog

extension FuzzTarget {
    /// A verifier key: as it comes, and a key of the same name and bytes with the right key ID.
    static let verifierKey = FuzzTarget.onBytes("verifier-key", longest: 512) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        do {
            let key = try VerifierKey(text)
            demand(key.text.utf8.elementsEqual(text.utf8), "there is one text for one key")
        } catch {
            show(error)
        }
        // The name up to the first plus sign, then a type and 32 bytes.
        let raw = Array(bytes)
        let name = String(decoding: raw.prefix { $0 != UInt8(ascii: "+") }, as: UTF8.self)
        guard let type = raw.last,
            let key = try? VerifierKey(
                name: name, type: SignatureType(rawValue: type), publicKey: Digest.sha256(raw).bytes)
        else { return }
        let again = must("what was written can be read") { try VerifierKey(key.text) }
        demand(again == key, "reading gives the same key")
    }

    /// A private key, as it stands in a key file.
    static let signerKey = FuzzTarget.onBytes("signer-key", longest: 512) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        do {
            let key = try SignerKey(text)
            demand(key.secretText.utf8.elementsEqual(text.utf8), "there is one text for one key")
            demand(!"\(key)".contains("PRIVATE"), "a description shows no secret")
        } catch {
            show(error)
            let parts = text.utf8.split(separator: UInt8(ascii: "+")).map { String(Substring($0)) }
            let secret = parts.last ?? ""
            // A text that is its own name is none.
            if secret.utf8.count >= 40, !parts.dropLast().contains(where: { $0.contains(secret) }) {
                demand(!"\(error)".contains(secret), "a message shows no secret")
            }
        }
        let raw = Array(bytes)
        let name = String(decoding: raw.prefix { $0 != UInt8(ascii: "+") }, as: UTF8.self)
        guard let type = raw.last,
            let key = try? SignerKey(
                name: name, type: SignatureType(rawValue: type), seed: Digest.sha256(raw).bytes)
        else { return }
        let again = must("what was written can be read") { try SignerKey(key.secretText) }
        demand(again.verifierKey == key.verifierKey && again.seed == key.seed, "reading gives the same key")
    }

    /// A file of trusted keys.
    static let trustedKeys = FuzzTarget.onArray("trusted-keys", longest: 4096) { bytes in
        let trusted: TrustedKeys
        do {
            trusted = try TrustedKeys(parsing: bytes)
        } catch {
            return show(error)
        }
        let text = trusted.keys.map { $0.text + "\n" }.joined()
        let again = must("the keys can be written and read") { try TrustedKeys(parsing: Array(text.utf8)) }
        demand(again.keys == trusted.keys, "reading gives the same keys")
    }
}
