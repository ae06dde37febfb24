/// The words of JSON (RFC 8259), byte by byte: what its readers share. Nothing is decoded but texts.
package struct JSONLexer {
    /// The text is no JSON.
    package struct NotJSON: Error {}

    package let bytes: [UInt8]
    /// Where it stands.
    package var at: Int
    package let end: Int

    /// - Parameters:
    ///   - bytes: UTF-8 text.
    ///   - range: where the JSON stands in it.
    package init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        at = range.lowerBound
        end = range.upperBound
    }

    /// The byte that comes next; nil at the end.
    package var next: UInt8? { at < end ? bytes[at] : nil }

    /// Goes on to what is no white space.
    package mutating func skipSpace() {
        while at < end {
            switch bytes[at] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): at += 1
            default: return
            }
        }
    }

    /// Goes on after the byte, if it comes next.
    package mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        at += 1
        return true
    }

    /// The text that comes next, decoded.
    package mutating func text() throws(NotJSON) -> String {
        guard take(UInt8(ascii: "\"")) else { throw NotJSON() }
        let start = at
        while at < end, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\"), bytes[at] >= 0x20 { at += 1 }
        guard at < end, bytes[at] != UInt8(ascii: "\"") else {
            guard at < end else { throw NotJSON() }
            defer { at += 1 }
            return String(decoding: bytes[start..<at], as: UTF8.self)
        }
        var decoded = Array(bytes[start..<at])
        while at < end {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: decoded, as: UTF8.self)
            case UInt8(ascii: "\\"): decoded += try escaped().utf8
            case 0..<0x20: throw NotJSON()
            default: decoded.append(byte)
            }
        }
        throw NotJSON()
    }

    /// Goes on after the end of a text, whose first quotation mark was taken.
    package mutating func skipText() throws(NotJSON) {
        while at < end {
            let byte = bytes[at]
            at += 1
            if byte == UInt8(ascii: "\"") { return }
            guard byte == UInt8(ascii: "\\") else { continue }
            guard at < end else { throw NotJSON() }
            at += 1
        }
        throw NotJSON()
    }

    /// What stands for one character after a backslash (RFC 8259, section 7).
    private mutating func escaped() throws(NotJSON) -> String {
        guard at < end else { throw NotJSON() }
        defer { at += 1 }
        switch bytes[at] {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            var unit = try hexadecimal(after: at)
            at += 4
            if (0xD800..<0xDC00).contains(unit) {
                guard end - at > 6, bytes[at + 1] == UInt8(ascii: "\\"), bytes[at + 2] == UInt8(ascii: "u") else {
                    throw NotJSON()
                }
                let low = try hexadecimal(after: at + 2)
                guard (0xDC00..<0xE000).contains(low) else { throw NotJSON() }
                unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
                at += 6
            }
            guard let scalar = Unicode.Scalar(unit) else { throw NotJSON() }
            return String(scalar)
        default: throw NotJSON()
        }
    }

    /// Four hexadecimal digits after a place.
    private func hexadecimal(after place: Int) throws(NotJSON) -> UInt32 {
        guard end - place > 4 else { throw NotJSON() }
        var unit: UInt32 = 0
        for byte in bytes[place + 1...place + 4] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): unit = unit << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): unit = unit << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: throw NotJSON()
            }
        }
        return unit
    }
}
