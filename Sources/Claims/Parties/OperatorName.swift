/// What an operator's name means, however it is typed: one person is one name.
///
/// Rules that two people act compare names in this form. It is the same on every node and in every version: letters of ASCII, also
/// full-width ones, in small letters, and no spaces; nothing that depends on a version of Unicode.
enum OperatorName {
    /// - Complexity: O(length).
    static func folded(_ name: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            var value = scalar.value
            // The full-width forms of ! to ~.
            if (0xff01...0xff5e).contains(value) { value -= 0xfee0 }
            if (0x41...0x5a).contains(value) { value += 0x20 }
            guard !isSpace(value), let plain = Unicode.Scalar(value) else { continue }
            folded.append(plain)
        }
        return String(folded)
    }

    /// Whether a name begins or ends with a space, which nobody sees.
    static func hasOuterSpace(_ name: String) -> Bool {
        [name.unicodeScalars.first, name.unicodeScalars.last].contains { $0.map { isSpace($0.value) } ?? false }
    }

    /// Spaces of every width, and marks without any.
    private static func isSpace(_ value: UInt32) -> Bool {
        switch value {
        case 0x09...0x0d, 0x20, 0x85, 0xa0, 0xad, 0x1680, 0x180e, 0x2000...0x200f, 0x2028...0x202f, 0x205f...0x2064,
            0x3000, 0xfeff:
            true
        default: false
        }
    }
}
