package import EntryFormat

/// What is printed on a form so that it finds its entry again: twelve characters, `7K2M-9QXD-3PFC`.
///
/// Eleven characters of Crockford's base 32 are the first 55 bits of the entry's leaf hash; the twelfth checks them. So a code that
/// was copied wrongly is told from one that is not here, and a code that is found names bytes that nobody can exchange.
///
/// The check character is the sum of the digits, each times a power of a generator of GF(32) (x⁵ + x² + 1): it finds every
/// single wrong character and every exchange of two.
public struct ShortCode: Hashable, Sendable, CustomStringConvertible {
    /// The twelve characters without hyphens, in capitals.
    public let text: String

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    private static let dataDigits = 11

    /// The code of an entry.
    package init(_ leaf: LeafHash) {
        let bits = leaf.bytes.prefix(7).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } >> 1
        var digits = (0..<Self.dataDigits).map { UInt8(truncatingIfNeeded: bits >> UInt64(5 * (10 - $0)) & 31) }
        digits.append(Self.check(digits))
        text = String(decoding: digits.map { Self.alphabet[Int($0)] }, as: UTF8.self)
    }

    /// Reads a code as people type it: in small letters, with or without hyphens and spaces, full-width, and with the letters that
    /// Crockford's base 32 forgives: O for 0, I and L for 1.
    /// - Returns: `nil` if it has not twelve characters of the alphabet, or its check character is wrong.
    public init?(_ typed: String) {
        var digits: [UInt8] = []
        for byte in SearchText.folded(typed).utf8 {
            switch byte {
            case UInt8(ascii: "-"), UInt8(ascii: " "): continue
            case UInt8(ascii: "o"): digits.append(0)
            case UInt8(ascii: "i"), UInt8(ascii: "l"): digits.append(1)
            default:
                let capital = byte >= UInt8(ascii: "a") ? byte & 0xdf : byte
                guard let digit = Self.alphabet.firstIndex(of: capital) else { return nil }
                digits.append(UInt8(digit))
            }
            guard digits.count <= Self.dataDigits + 1 else { return nil }
        }
        guard digits.count == Self.dataDigits + 1, Self.check(digits.dropLast()) == digits.last else { return nil }
        text = String(decoding: digits.map { Self.alphabet[Int($0)] }, as: UTF8.self)
    }

    /// In three groups of four.
    public var description: String {
        let characters = Array(text)
        return stride(from: 0, to: 12, by: 4).map { String(characters[$0..<$0 + 4]) }.joined(separator: "-")
    }

    private static func check(_ digits: some Sequence<UInt8>) -> UInt8 {
        // Horner's rule: each digit is multiplied by another power of 2, the generator, and none by its zeroth, which is the
        // check character's own.
        digits.reduce(0) { doubled($0 ^ $1) }
    }

    /// Times 2 in GF(32).
    private static func doubled(_ digit: UInt8) -> UInt8 {
        let shifted = digit << 1
        return shifted & 32 == 0 ? shifted : (shifted ^ 0b10_0101) & 31
    }
}
