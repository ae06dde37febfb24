import Testing

@testable import TransparencyLog

@Suite("Keys")
struct KeyTests {
    struct Keys: Decodable {
        struct Verifier: Decodable {
            var key: String
            var name: String
            var keyID: String
            var type: UInt8
            var publicKey: String?
        }
        struct Refused: Decodable {
            var key: String
            var code: UInt16
        }
        struct Signer: Decodable {
            var key: String
            var verifierKey: String
        }
        var verifierKeys: [Verifier]
        var refused: [Refused]
        var signerKeys: [Signer]
    }

    @Test("Published verifier keys are read, and written as they were.")
    func published() throws {
        for vector in try Vectors.load("keys.json", as: Keys.self).verifierKeys {
            let key = try VerifierKey(vector.key)
            #expect(key.name == vector.name)
            #expect(Hexadecimal.encode(key.keyID) == vector.keyID)
            #expect(key.type.rawValue == vector.type)
            #expect(key.text == vector.key)
            if let publicKey = vector.publicKey { #expect(try key.publicKey == bytes(hex: publicKey)) }
            #expect(try VerifierKey(name: key.name, type: key.type, publicKey: key.publicKey) == key)
        }
    }

    @Test("Published private keys give their verifier keys, and are written as they were.")
    func publishedSigners() throws {
        for vector in try Vectors.load("keys.json", as: Keys.self).signerKeys {
            let key = try SignerKey(vector.key)
            #expect(key.verifierKey.text == vector.verifierKey)
            #expect(key.secretText == vector.key)
            #expect(try SignerKey(name: key.name, type: key.type, seed: key.seed).secretText == vector.key)
        }
    }

    @Test("Published keys that are malformed or of other types are refused.")
    func publishedRefusals() throws {
        for vector in try Vectors.load("keys.json", as: Keys.self).refused {
            #expect(refusal { _ = try VerifierKey(vector.key) }?.rawValue == vector.code, "\(vector.key)")
        }
    }

    private let peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    private let peterSecret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"

    @Test("No part of a key is a key, and no key with one byte changed.")
    func mangled() {
        for text in [peter, peterSecret] {
            let bytes = Array(text.utf8)
            func check(_ mangled: [UInt8]) {
                let mangled = String(decoding: mangled, as: UTF8.self)
                #expect(refusal { _ = try VerifierKey(mangled) } != nil)
                #expect(refusal { _ = try SignerKey(mangled) } != nil)
            }
            for start in bytes.indices {
                for end in start...bytes.count where end - start < bytes.count { check(Array(bytes[start..<end])) }
            }
            for place in bytes.indices {
                var changed = bytes
                changed[place] += 1
                check(changed)
                changed[place] = 0xff
                check(changed)
            }
            check(bytes + [10])
        }
    }

    @Test(
        "Each fault of a verifier key has its reason.",
        arguments: [
            ("PeterNeumann+c74f20a3", TransparencyError.Code.malformedKey),
            ("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", .malformedKey),
            ("PeterNeumann+c74f20a3+", .malformedKey),
            ("+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", .badKeyName),
            ("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", .badKeyName),
            ("Peter\u{a0}Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", .badKeyName),
            ("Peter\u{3000}Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", .badKeyName),
            ("Peter\u{1b}Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", .badKeyName),
            ("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", .wrongKeyID),
            ("PeterNeumann+c74f20a3+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", .wrongKeyID),
            ("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10Q=", .badKeyLength),
            ("PeterNeumann+c74f20a3+AQ==", .badKeyLength),
            ("PeterNeumann+c74f20a3+/xpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", .unsupportedKeyType),
        ])
    func malformed(text: String, code: TransparencyError.Code) {
        #expect(refusal { _ = try VerifierKey(text) } == code)
    }

    private let seed = [UInt8](0..<32)

    @Test("There is one text for one private key: a key ID in upper case is refused.")
    func privateUpperCase() throws {
        let text = try SignerKey(name: "example.com/log", type: .ed25519, seed: seed).secretText
        var parts = text.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
        try #require(parts[3] != parts[3].uppercased())
        parts[3] = parts[3].uppercased()
        #expect(refusal { _ = try SignerKey(parts.joined(separator: "+")) } == .malformedKey)
    }

    @Test("The same seed gives different key IDs for each type, and each key comes back from its texts.")
    func types() throws {
        let keys = try [SignatureType.ed25519, .cosignature, .transport].map { type in
            try SignerKey(name: "triplicate.example/center-210200", type: type, seed: seed)
        }
        #expect(Set(keys.map(\.keyID)).count == 3)
        #expect(Set(keys.map(\.verifierKey)).count == 3)
        for key in keys {
            #expect(try SignerKey(key.secretText).verifierKey == key.verifierKey)
            #expect(try VerifierKey(key.verifierKey.text) == key.verifierKey)
        }
        // RFC 8032 public key of the seed 00 01 ... 1f.
        #expect(
            try keys[0].verifierKey.publicKey
                == bytes(hex: "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"))
        // The transport key's text: 0xff, the identifier, the key.
        let material = [0xff] + Array("triplicate/transport-ed25519/v1".utf8) + keys[2].verifierKey.publicKey
        #expect(keys[2].verifierKey.text.hasSuffix("+" + Base64.encode(material)))
    }

    @Test("A key does only what its type is for.")
    func purposes() throws {
        let name = "triplicate.example/center-210200"
        let log = try SignerKey(name: name, type: .ed25519, seed: seed)
        let witness = try SignerKey(name: name, type: .cosignature, seed: seed)
        let transport = try SignerKey(name: name, type: .transport, seed: seed)
        let checkpoint = try Checkpoint(origin: name, size: 1, root: TreeHash.leaf([]))
        for key in [witness, transport] {
            #expect(refusal { _ = try key.sign(noteText: checkpoint.text) } == .wrongKeyType)
            #expect(refusal { _ = try checkpoint.signed(by: key) } == .wrongKeyType)
        }
        for key in [log, transport] { #expect(refusal { _ = try key.cosign(checkpoint, at: 1) } == .wrongKeyType) }
        for key in [log, witness] { #expect(refusal { _ = try key.sign(message: [1]) } == .wrongKeyType) }
        let signature = try transport.sign(message: [1, 2, 3])
        #expect(transport.verifierKey.isValidSignature(signature, for: [1, 2, 3]))
        #expect(!transport.verifierKey.isValidSignature(signature, for: [1, 2, 4]))
        #expect(!transport.verifierKey.isValidSignature(Array(signature.dropLast()), for: [1, 2, 3]))
        #expect(!transport.verifierKey.isValidSignature([], for: [1, 2, 3]))
    }

    @Test("Signing is deterministic, so that a head that is signed again after a crash is the same.")
    func deterministic() throws {
        let key = try SignerKey(name: "example.com/log", type: .ed25519, seed: seed)
        #expect(try key.sign(noteText: "text\n") == key.sign(noteText: "text\n"))
    }

    @Test("Nothing that shows or dumps a private key shows its secret.")
    func secrecy() throws {
        let key = try SignerKey(peterSecret)
        let secret = "YEKFALVFGyNhPJEMzD1QIDr"
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), String(describing: key), dumped] {
            #expect(!text.contains(secret) && text.contains("PeterNeumann"))
        }
        let damaged = peterSecret.replacing("c74f20a3", with: "c74f20a4")
        do {
            _ = try SignerKey(damaged)
            Issue.record("accepted")
        } catch {
            #expect(error.code == .wrongKeyID && !error.description.contains(secret))
        }
    }

    @Test("Seeds and names that cannot be are refused.")
    func badSeeds() {
        #expect(
            refusal { _ = try SignerKey(name: "a", type: .ed25519, seed: Array(seed.dropLast())) } == .badKeyLength)
        #expect(refusal { _ = try SignerKey(name: "a", type: .ed25519, seed: seed + [1]) } == .badKeyLength)
        for name in ["", "a b", "a+b", "a\nb", "a\u{2028}b"] {
            #expect(refusal { _ = try SignerKey(name: name, type: .ed25519, seed: seed) } == .badKeyName)
            #expect(!VerifierKey.isValidName(name))
        }
        #expect(
            refusal { _ = try SignerKey(name: "a", type: SignatureType(rawValue: 2), seed: seed) }
                == .unsupportedKeyType)
    }

    @Test("Names that look alike but have other bytes are other keys' names.")
    func lookAlikes() throws {
        // é as one character and as two: String takes them for equal, signatures do not.
        let composed = try SignerKey(name: "caf\u{e9}", type: .ed25519, seed: seed)
        let decomposed = try SignerKey(name: "cafe\u{301}", type: .ed25519, seed: seed)
        #expect(composed.name == decomposed.name)
        #expect(composed.verifierKey != decomposed.verifierKey)
        #expect(try composed.sign(noteText: "a\n") != decomposed.sign(noteText: "a\n"))
    }
}
