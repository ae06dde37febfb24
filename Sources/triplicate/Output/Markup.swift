/// HTML text. A literal is HTML as the program wrote it; a text that is put into it comes from outside and is escaped, so that
/// nothing that a person or another system wrote can become a tag, an attribute or an invisible mark.
///
/// ```swift
/// let row: Markup = "<td>\(name)</td>"
/// ```
struct Markup: Sendable, Equatable, ExpressibleByStringInterpolation {
    private(set) var text: String

    init(stringLiteral text: String) { self.text = text }

    init(stringInterpolation interpolation: StringInterpolation) { text = interpolation.text }

    var isEmpty: Bool { text.isEmpty }

    static func += (left: inout Markup, right: Markup) { left.text += right.text }

    static func + (left: Markup, right: Markup) -> Markup { "\(left)\(right)" }

    struct StringInterpolation: StringInterpolationProtocol {
        var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 24 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { text += literal }

        mutating func appendInterpolation(_ outside: String) { Markup.escape(outside, into: &text) }

        mutating func appendInterpolation(_ outside: Substring) { Markup.escape(String(outside), into: &text) }

        mutating func appendInterpolation(_ inside: Markup) { text += inside.text }

        mutating func appendInterpolation(_ number: some BinaryInteger) { text += String(number) }
    }

    // MARK: Escaping

    private static func escape(_ outside: String, into text: inout String) {
        // Most texts need nothing: digits, Latin letters, ideographs.
        guard outside.unicodeScalars.contains(where: { needsCare($0) }) else {
            text += outside
            return
        }
        for scalar in outside.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            case "\n", "\t", "\r": text += " "
            default: text.unicodeScalars.append(isUnseen(scalar) ? "\u{fffd}" : scalar)
            }
        }
    }

    private static func needsCare(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x4e00...0x9fff: false
        case 0x22, 0x26, 0x27, 0x3c, 0x3e: true
        default: isUnseen(scalar)
        }
    }

    /// Control characters, marks that turn the direction of writing, and characters without a shape: what would make a page show
    /// something else than it says. The joiners that some scripts need stay.
    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7e: return false
        case 0x200c, 0x200d: return false
        case 0xfffe, 0xffff, 0x115f, 0x1160, 0x3164, 0xffa0, 0x2800: return true
        default: break
        }
        return switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator, .privateUse: true
        default: scalar.properties.isNoncharacterCodePoint
        }
    }
}

extension Sequence where Element == Markup {
    /// All of them, one after the other, with `separator` between.
    func joined(separator: Markup = "") -> Markup {
        var result: Markup = ""
        var isFirst = true
        for element in self {
            if !isFirst { result += separator }
            result += element
            isFirst = false
        }
        return result
    }
}
