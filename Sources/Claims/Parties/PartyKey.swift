private import Crypto

/// A verifier key as C2SP signed-note writes it, `name+id+base64`, as far as the rules about parties need it.
struct PartyKey: Hashable {
    /// As the signature lines of the key show it.
    let name: String
    /// What the key signs: 1 checkpoints of its log, 4 cosignatures, 255 tokens.
    let type: UInt8
    /// The 32 bytes of the Ed25519 public key.
    let publicKey: [UInt8]

    /// - Returns: `nil` if the text is no verifier key: its shape, its length, or a key id that its bytes do not give.
    init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard text.utf8.count <= 400, parts.count == 3, parts[1].count == 8,
            let material = Base64Text.bytes(Array(parts[2])), let first = material.first,
            let prefix = PartyKey.prefix(of: first), material.count == prefix.count + 32, material.starts(with: prefix),
            PartyKey.isName(String(Substring(parts[0])))
        else { return nil }
        name = String(Substring(parts[0]))
        type = first
        publicKey = Array(material.suffix(32))
        var hash = SHA256()
        hash.update(data: Array(name.utf8) + [0x0a] + material)
        guard ContentHash.hex(hash.finalize().prefix(4)) == String(Substring(parts[1])) else { return nil }
    }

    /// What stands before the public key in a key of a type: the type, and of a transport key the name that Docs/format.md gives it.
    private static func prefix(of type: UInt8) -> [UInt8]? {
        switch type {
        case 1, 4: [type]
        case 255: [type] + Array("triplicate/transport-ed25519/v1".utf8)
        default: nil
        }
    }

    /// Whether `signature` is this key's Ed25519 signature over these bytes.
    /// - Complexity: one verification, about 0.1 ms.
    func isValidSignature(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: message)
    }

    /// A key's name, and a log's origin: not empty, without spaces, plus signs and control characters.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.value > 0x20 && scalar.value != 0x7f && scalar != "+" && !(0x80...0x9f).contains(scalar.value)
                    && !scalar.properties.isWhitespace
            }
    }
}

/// Base64 of RFC 4648, with its padding.
private enum Base64Text {
    /// The bytes that a text stands for; `nil` if it is not exactly what they encode to.
    static func bytes(_ text: [UInt8]) -> [UInt8]? {
        guard !text.isEmpty, text.count % 4 == 0 else { return nil }
        let padding = text.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding <= 2 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var bits: UInt32 = 0
        var count = 0
        for digit in text.dropLast(padding) {
            guard let value = value(digit) else { return nil }
            bits = bits << 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        // What is left over of the last digit is zero, so that a key has one form only.
        guard bits & (1 << count - 1) == 0 else { return nil }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a") + 26)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0") + 52)
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}

extension KeyPurpose {
    /// The purpose in plain English, as a rotation's signed text has it.
    public var word: String {
        switch self {
        case .logKey: "log"
        case .witnessKey: "witness"
        case .mirrorKey: "mirror"
        case .transportKey: "transport"
        default: "unknown"
        }
    }

    /// The type of signature that a key of this purpose makes.
    var signatureType: UInt8? {
        switch self {
        case .logKey: 1
        case .witnessKey, .mirrorKey: 4
        case .transportKey: 255
        default: nil
        }
    }
}

extension KeyRotated {
    /// The text that the old key signs.
    /// - Parameter registrar: The registrar that records the rotation, as `registrar:210200`.
    public func signedText(registrar: String) -> String {
        let lines = [
            "triplicate/key-rotation/1", origin, purpose.word, oldKey, newKey, String(fromSize), registrar,
        ]
        return lines.map { $0 + "\n" }.joined()
    }
}
