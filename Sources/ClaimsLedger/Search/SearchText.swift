import Foundation

/// How texts are compared when somebody searches: by what they say, not by how they were typed.
///
/// Two texts that fold to the same are the same name or number to a clerk: full-width and half-width forms (Unicode
/// NFKC), capital and small letters, spaces between Chinese characters, and the many dots that stand in names of minorities.
/// Characters that only look alike are never the same: folding knows no lookalikes, so nothing matches that is another name.
enum SearchText {
    /// The folded form. Idempotent: folding it again changes nothing.
    /// - Complexity: linear in the text.
    static func folded(_ text: String) -> String { foldedPlain(text) ?? foldedFully(text) }

    /// As ``folded(_:)``, by the rules for every character.
    static func foldedFully(_ text: String) -> String {
        // Lower case first brings forms that NFKC takes apart again, so it is normalised once more.
        let folded = text.precomposedStringWithCompatibilityMapping.lowercased()
            .precomposedStringWithCompatibilityMapping
        var scalars: [Unicode.Scalar] = []
        scalars.reserveCapacity(folded.unicodeScalars.count)
        for scalar in folded.unicodeScalars where !isIgnored(scalar) {
            scalars.append(isDot(scalar) ? "·" : scalar)
        }
        return joined(scalars)
    }

    /// The folded form of what most texts are: visible ASCII with single spaces between words, or with ideographs and middle dots
    /// between them but without spaces and full stops. There only capital letters change. Nil for other texts.
    private static func foldedPlain(_ text: String) -> String? {
        guard let hasCapital = plainHasCapital(text.utf8.span) else { return nil }
        guard hasCapital else { return text }
        return String(decoding: text.utf8.map { capitals.contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    private static let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")

    /// Whether a text is plain, as ``foldedPlain(_:)`` says, and has a capital letter; nil where it is not plain.
    private static func plainHasCapital(_ bytes: Span<UInt8>) -> Bool? {
        var index = 0
        var hasCapital = false
        // A full stop between ideographs is a dot, and spaces beside one are none: neither is plain beside the other.
        var hasSpaceOrStop = false
        var hasIdeographOrDot = false
        var wasSpace = true
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case 0x20:
                guard !wasSpace else { return nil }
                wasSpace = true
                hasSpaceOrStop = true
                index += 1
                continue
            case 0x21...0x7e:
                if capitals.contains(byte) { hasCapital = true }
                if byte == 0x2e { hasSpaceOrStop = true }
                index += 1
            case 0xc2:
                guard bytes[index + 1] == 0xb7 else { return nil }
                hasIdeographOrDot = true
                index += 2
            case 0xe4...0xe9:
                // U+4E00 to U+9FEF, the first block of ideographs as it was filled by Unicode 11: none has another form.
                let (second, third) = (bytes[index + 1], bytes[index + 2])
                guard byte > 0xe4 || second >= 0xb8, byte < 0xe9 || second < 0xbf || third <= 0xaf else { return nil }
                hasIdeographOrDot = true
                index += 3
            default: return nil
            }
            wasSpace = false
        }
        guard !wasSpace || bytes.isEmpty, !hasIdeographOrDot || !hasSpaceOrStop else { return nil }
        return hasCapital
    }

    /// Runs of white space as one space, and none at the ends, beside a dot, or between two letters of which one is of a script
    /// that is written without spaces.
    private static func joined(_ scalars: [Unicode.Scalar]) -> String {
        var result = String.UnicodeScalarView()
        var last: Unicode.Scalar?
        var hasSpace = false
        for (index, scalar) in scalars.enumerated() {
            if scalar.properties.isWhitespace {
                hasSpace = true
                continue
            }
            var scalar = scalar
            if scalar == ".", let last, isIdeograph(last), let next = next(in: scalars, after: index), isIdeograph(next)
            {
                // Typed for want of a middle dot.
                scalar = "·"
            }
            if hasSpace, let last, needsSpace(last), needsSpace(scalar) { result.append(" ") }
            hasSpace = false
            result.append(scalar)
            last = scalar
        }
        return String(result)
    }

    private static func next(in scalars: [Unicode.Scalar], after index: Int) -> Unicode.Scalar? {
        scalars[(index + 1)...].first { !$0.properties.isWhitespace }
    }

    /// Whether a space beside this character separates words.
    private static func needsSpace(_ scalar: Unicode.Scalar) -> Bool { scalar != "·" && !isIdeograph(scalar) }

    /// Han of every plane, the extensions B and beyond included.
    private static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isIdeographic
    }

    /// Dots that separate the parts of a name: middle dot, bullets, Katakana and Hebrew dots, dot operators.
    private static func isDot(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00b7, 0x0387, 0x2022, 0x2024, 0x2027, 0x2219, 0x22c5, 0x25cf, 0x25e6, 0x2e31, 0x2e33, 0x30fb, 0xa78f:
            true
        default: false
        }
    }

    /// What is not seen: selectors of a glyph's variant, joiners, marks of order.
    private static func isIgnored(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isVariationSelector
    }
}
