package import EntryFormat

/// What is printed on a form so that it finds its entry again: twelve characters, `0003-9QXD-3PFC`.
///
/// In Crockford's base 32: the entry's number in its log, in six digits (in more from 2³⁰ entries on); the first 25 bits of its leaf
/// hash; and a character that checks the others. So it needs no index; a code that was copied wrongly is told from one that is not
/// here; and, as a log only grows, a code that is found names one entry of that log for good. Of the logs that a node holds another
/// may have an entry of the same number and bits, once in 33 million: then both are found.
///
/// The check character is the sum of the digits, each times a power of a generator of GF(32) (x⁵ + x² + 1): it finds every
/// single wrong character and every exchange of two.
public struct ShortCode: Hashable, Sendable, CustomStringConvertible {
    /// The characters without hyphens, in capitals: twelve, or more for numbers from 2³⁰ on.
    public let text: String
    /// The entry's number in its log.
    package let number: UInt64
    /// The first 25 bits of the entry's leaf hash.
    private let leafBits: UInt32

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    private static let leastNumberDigits = 6
    private static let leafDigits = 5
    /// A number of 64 bits has 13 digits.
    private static let mostDigits = 13 + leafDigits + 1

    /// The code of an entry.
    package init(number: UInt64, leaf: LeafHash) {
        self.init(number: number, leafBits: Self.bits(of: leaf))
    }

    private init(number: UInt64, leafBits: UInt32) {
        self.number = number
        self.leafBits = leafBits
        let count = max(Self.leastNumberDigits, (64 - number.leadingZeroBitCount + 4) / 5)
        var digits = (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt64(5 * (count - 1 - $0)) & 31) }
        digits += (0..<Self.leafDigits).map { UInt8(truncatingIfNeeded: leafBits >> UInt32(5 * (4 - $0)) & 31) }
        digits.append(Self.check(digits))
        text = String(decoding: digits.map { Self.alphabet[Int($0)] }, as: UTF8.self)
    }

    private static func bits(of leaf: LeafHash) -> UInt32 {
        leaf.bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) } >> 7
    }

    /// Whether an entry of that number has this code.
    package func names(_ leaf: LeafHash) -> Bool { leafBits == Self.bits(of: leaf) }

    /// Reads a code as people type it: in small letters, with or without hyphens and spaces, full-width, and with the letters that
    /// Crockford's base 32 forgives: O for 0, I and L for 1.
    /// - Returns: `nil` if it has fewer than twelve characters of the alphabet, more than a number can have, or its check character
    ///   is wrong.
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
            guard digits.count <= Self.mostDigits else { return nil }
        }
        guard digits.count >= Self.leastNumberDigits + Self.leafDigits + 1,
            Self.check(digits.dropLast()) == digits.last
        else { return nil }
        var number: UInt64 = 0
        for digit in digits.dropLast(Self.leafDigits + 1) {
            guard number >> 59 == 0 else { return nil }
            number = number << 5 | UInt64(digit)
        }
        let leafBits = digits.dropLast().suffix(Self.leafDigits).reduce(UInt32(0)) { $0 << 5 | UInt32($1) }
        self.init(number: number, leafBits: leafBits)
        // A number has no digits before its own but up to six.
        guard text.utf8.count == digits.count else { return nil }
    }

    /// In groups of four.
    public var description: String {
        let characters = Array(text)
        return stride(from: 0, to: characters.count, by: 4).map { start in
            String(characters[start..<min(start + 4, characters.count)])
        }.joined(separator: "-")
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
