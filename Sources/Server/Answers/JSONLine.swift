/// Writes one flat JSON object, field after field: for answers of many lines, or many answers a second, where an encoder that looks at
/// types as it runs costs more than what it writes. The names are the program's own; texts are escaped as RFC 8259 wants it.
struct JSONLine {
    private(set) var bytes: [UInt8] = [UInt8(ascii: "{")]

    private mutating func name(_ name: StaticString) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    mutating func add(_ name: StaticString, _ text: String) {
        self.name(name)
        append(text)
    }

    mutating func add(_ name: StaticString, _ number: UInt64) { add(name, json: String(number)) }

    mutating func add(_ name: StaticString, _ value: Bool) { add(name, json: value ? "true" : "false") }

    mutating func add(_ name: StaticString, _ texts: [String]) {
        self.name(name)
        bytes.append(UInt8(ascii: "["))
        for (index, text) in texts.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(text)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// - Parameter json: a value as JSON.
    mutating func add(_ name: StaticString, json: String) {
        self.name(name)
        bytes.append(contentsOf: json.utf8)
    }

    /// Ends the object; nothing may be added after it.
    /// - Parameter isLine: whether a line feed follows.
    consuming func ended(isLine: Bool = false) -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        if isLine { bytes.append(UInt8(ascii: "\n")) }
        return bytes
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private mutating func append(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            if utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
                bytes.append(contentsOf: utf8)
            } else {
                for byte in utf8 { escape(byte) }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        let letter: UInt8? =
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
            case 0x08: UInt8(ascii: "b")
            case 0x0C: UInt8(ascii: "f")
            case 0x0A: UInt8(ascii: "n")
            case 0x0D: UInt8(ascii: "r")
            case 0x09: UInt8(ascii: "t")
            default: nil
            }
        if let letter {
            bytes += [UInt8(ascii: "\\"), letter]
        } else if byte < 0x20 {
            bytes += [UInt8(ascii: "\\"), UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0")]
            bytes += [Self.digits[Int(byte >> 4)], Self.digits[Int(byte & 15)]]
        } else {
            bytes.append(byte)
        }
    }
}
