/// The rules of C2SP signed-note for what may stand in a note.
enum NoteText {
    /// The bytes as text.
    ///
    /// - Throws: `.notUTF8`, `.controlCharacter`.
    static func decode(_ bytes: RawSpan, _ what: String) throws(TransparencyError) -> String {
        // Copied once, so that the bytes that are checked are the bytes that are kept.
        let copy = bytes.withUnsafeBytes { [UInt8]($0) }
        guard let text = String(validating: copy, as: UTF8.self) else {
            throw TransparencyError(
                .notUTF8, "\(what) is not valid UTF-8", remedy: "Fetch it again, and send it as UTF-8.")
        }
        try checkControlCharacters(text, what)
        return text
    }

    /// Refuses ASCII control characters other than newline.
    static func checkControlCharacters(_ text: String, _ what: String) throws(TransparencyError) {
        for byte in text.utf8 where byte < 0x20 && byte != newline {
            throw TransparencyError(
                .controlCharacter, "\(what) holds the control character \(byte)",
                remedy: "Only newlines may separate lines: remove carriage returns, tabs and the like.")
        }
    }

    /// Whether `name` may be a key's name: not empty, no Unicode space, no plus sign, no control character.
    static func isKeyName(_ name: some StringProtocol) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy {
                $0.value >= 0x20 && $0 != "+" && !$0.properties.isWhitespace
            }
    }

    /// A decimal number below 2^63 without sign or leading zeros.
    ///
    /// - Returns: `nil` for any other text.
    static func number(_ text: some StringProtocol) -> UInt64? {
        let digits = text.utf8
        guard let first = digits.first, digits.count <= 19, first != UInt8(ascii: "0") || digits.count == 1 else {
            return nil
        }
        var number: UInt64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            number = number * 10 + UInt64(digit - UInt8(ascii: "0"))
        }
        return number <= UInt64(Int64.max) ? number : nil
    }

    /// The beginning of a text from outside, for a message: at most 60 characters, and nothing that a terminal obeys or that
    /// turns the direction of writing.
    static func excerpt(_ text: some StringProtocol) -> String {
        var excerpt = ""
        for scalar in text.unicodeScalars.prefix(60) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                excerpt += "\\u{\(String(scalar.value, radix: 16))}"
            default: excerpt.unicodeScalars.append(scalar)
            }
        }
        return text.unicodeScalars.dropFirst(60).isEmpty ? excerpt : excerpt + "…"
    }

    /// Whether two texts have the same bytes. (`==` of `String` takes different bytes for equal if they look alike.)
    static func same(_ left: some StringProtocol, _ right: some StringProtocol) -> Bool {
        left.utf8.elementsEqual(right.utf8)
    }

    static let newline = UInt8(ascii: "\n")
}
