/// One value, or one member's name, of a parsed JSON text.
struct JSONNode {
    enum Kind: UInt8 {
        case object, array, string, number, boolean, null
        /// The name of an object's member; its value is the next node.
        case name
    }

    var kind: Kind
    /// A string or a name with at least one backslash.
    var escaped = false
    /// Offset of the first byte, and of the byte after the last (quotation marks and brackets included).
    var start: Int32
    var end: Int32
    /// The container, -1 for the outermost value.
    var parent: Int32
    /// The node after this one and all that it contains.
    var next: Int32
    /// Which value of its container this is, from 0.
    var ordinal: Int32
    /// Of a container: how many values it holds.
    var count: Int32 = 0
}

/// A JSON text (RFC 8259) as a flat list of places in its bytes.
///
/// Nothing is converted before it is asked for, so that a number keeps the text that the source prints, and every value
/// knows its place. Foundation's decoders give neither. `JSONParser` makes one.
final class JSONDocument: Sendable {
    let bytes: [UInt8]
    let nodes: [JSONNode]

    init(bytes: [UInt8], nodes: [JSONNode]) {
        self.bytes = bytes
        self.nodes = nodes
    }

    /// The values of an array, in order. O(number of values).
    func elements(of array: Int) -> [Int] {
        var result: [Int] = []
        result.reserveCapacity(Int(nodes[array].count))
        var index = array + 1
        while index < Int(nodes[array].next) {
            result.append(index)
            index = Int(nodes[index].next)
        }
        return result
    }

    /// The members of an object, in order. O(number of members).
    func members(of object: Int) -> [(name: String, value: Int)] {
        var result: [(name: String, value: Int)] = []
        result.reserveCapacity(Int(nodes[object].count))
        var index = object + 1
        while index < Int(nodes[object].next) {
            result.append((text(of: index), index + 1))
            index = Int(nodes[index + 1].next)
        }
        return result
    }

    /// The value of an object's member, or nil.
    func member(_ name: String, of object: Int) -> Int? {
        members(of: object).first { $0.name == name }?.value
    }

    /// What a string or a name says.
    func text(of node: Int) -> String {
        String(decoding: nodes[node].content(in: bytes), as: UTF8.self)
    }

    /// The text of a number, as printed.
    func printed(_ node: Int) -> String {
        String(decoding: bytes[Int(nodes[node].start)..<Int(nodes[node].end)], as: UTF8.self)
    }

    /// A value's JSON text without the white space between tokens; strings and numbers as printed.
    func compact(_ node: Int) -> String {
        var result: [UInt8] = []
        var quoted = false
        var index = Int(nodes[node].start)
        let end = Int(nodes[node].end)
        while index < end {
            let byte = bytes[index]
            if quoted {
                result.append(byte)
                if byte == UInt8(ascii: "\\") {
                    index += 1
                    result.append(bytes[index])
                } else if byte == UInt8(ascii: "\"") {
                    quoted = false
                }
            } else if !byte.isJSONSpace {
                result.append(byte)
                quoted = byte == UInt8(ascii: "\"")
            }
            index += 1
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension JSONNode {
    /// The bytes that a string or a name stands for, its escapes resolved.
    ///
    /// The parser has checked them: they are UTF-8, and every escape is whole.
    func content(in bytes: [UInt8]) -> ArraySlice<UInt8> {
        let raw = bytes[(Int(start) + 1)..<(Int(end) - 1)]
        return escaped ? Self.resolved(raw)[...] : raw
    }

    private static func resolved(_ raw: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(raw.count)
        var index = raw.startIndex
        while index < raw.endIndex {
            guard raw[index] == UInt8(ascii: "\\") else {
                result.append(raw[index])
                index += 1
                continue
            }
            let letter = raw[index + 1]
            index += 2
            guard letter == UInt8(ascii: "u") else {
                result.append(letter.escapedByte)
                continue
            }
            var scalar = codeUnit(raw, index)
            index += 4
            if scalar >= 0xD800, scalar < 0xDC00 {
                scalar = 0x10000 + (scalar - 0xD800) << 10 + (codeUnit(raw, index + 2) - 0xDC00)
                index += 6
            }
            if let scalar = Unicode.Scalar(scalar) {
                result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        return result
    }

    private static func codeUnit(_ raw: ArraySlice<UInt8>, _ index: Int) -> UInt32 {
        raw[index..<(index + 4)].reduce(0) { $0 << 4 | UInt32($1.hexadecimalDigit ?? 0) }
    }
}

extension UInt8 {
    /// Space, tab, line feed, carriage return.
    var isJSONSpace: Bool {
        self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09
    }

    var isDecimalDigit: Bool {
        self >= 0x30 && self <= 0x39
    }

    var hexadecimalDigit: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }

    /// The byte that this letter stands for after a backslash: `n` for a line feed. Itself for `"`, `\` and `/`.
    fileprivate var escapedByte: UInt8 {
        switch self {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: self
        }
    }
}
