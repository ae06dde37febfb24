/// What is wrong with a JSON text, and where.
struct JSONDamage: Error {
    var code: FHIRError.Code
    var message: String
    var offset: Int
    /// The innermost open container, -1 at the top.
    var container: Int
}

/// Reads a JSON text strictly as RFC 8259 has it, in one pass and without recursion.
///
/// Stricter than many: a member's name stands once in its object (RFC 8259 only says that it should), strings are valid
/// UTF-8 and hold no lone surrogate, and depth, size and number of values are limited, so that no input exhausts the
/// machine. A byte order mark at the start is passed over.
struct JSONParser {
    /// How many containers may be open at once. FHIR needs about twenty; a Protobuf reader stops at a hundred.
    static let deepest = 64
    static let mostBytes = 128 << 20
    static let mostValues = 16_000_000

    let bytes: [UInt8]
    private(set) var nodes: [JSONNode] = []
    private var at = 0
    private var open = -1
    private var depth = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads the whole text. After damage `nodes` holds what stands before it, so that the place can be named.
    mutating func parse() throws(JSONDamage) {
        guard bytes.count <= Self.mostBytes else {
            throw damage(.tooLarge, "the file has \(bytes.count) bytes; at most \(Self.mostBytes) are read")
        }
        nodes.reserveCapacity(bytes.count / 24)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
        skipSpace()
        guard at < bytes.count else { throw damage(.notJSON, "the file is empty") }
        repeat {
            try value()
        } while try continues()
        skipSpace()
        guard at == bytes.count else { throw damage(.notJSON, "something follows the end of the JSON text") }
    }

    // MARK: Containers

    /// Reads a scalar or an empty container, or opens a container up to its first value.
    private mutating func value() throws(JSONDamage) {
        while true {
            skipSpace()
            switch try peek() {
            case UInt8(ascii: "{"):
                try openContainer(.object)
                if try peek() == UInt8(ascii: "}") { return try closeContainer() }
                try name()
            case UInt8(ascii: "["):
                try openContainer(.array)
                if try peek() == UInt8(ascii: "]") { return try closeContainer() }
            case UInt8(ascii: "\""): return try string(.string)
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
            case UInt8(ascii: "t"): return try literal("true", .boolean)
            case UInt8(ascii: "f"): return try literal("false", .boolean)
            case UInt8(ascii: "n"): return try literal("null", .null)
            default: throw unexpected("a value")
            }
        }
    }

    /// After a value: closes what ends here. True if another value follows.
    private mutating func continues() throws(JSONDamage) -> Bool {
        while open >= 0 {
            skipSpace()
            let inObject = nodes[open].kind == .object
            switch try peek() {
            case UInt8(ascii: ","):
                at += 1
                skipSpace()
                if inObject { try name() }
                return true
            case UInt8(ascii: "}") where inObject: try closeContainer()
            case UInt8(ascii: "]") where !inObject: try closeContainer()
            default: throw unexpected(inObject ? "a comma or }" : "a comma or ]")
            }
        }
        return false
    }

    private mutating func openContainer(_ kind: JSONNode.Kind) throws(JSONDamage) {
        guard depth < Self.deepest else {
            throw damage(.tooDeep, "values are nested more than \(Self.deepest) deep")
        }
        try append(kind, start: at, end: at)
        open = nodes.count - 1
        depth += 1
        at += 1
        skipSpace()
    }

    private mutating func closeContainer() throws(JSONDamage) {
        at += 1
        depth -= 1
        nodes[open].end = Int32(at)
        nodes[open].next = Int32(nodes.count)
        if nodes[open].kind == .object { try checkNames(of: open) }
        open = Int(nodes[open].parent)
    }

    private mutating func name() throws(JSONDamage) {
        guard try peek() == UInt8(ascii: "\"") else { throw unexpected("a member's name in quotation marks") }
        try string(.name)
        skipSpace()
        guard try peek() == UInt8(ascii: ":") else { throw unexpected("a colon") }
        at += 1
    }

    private mutating func append(
        _ kind: JSONNode.Kind, start: Int, end: Int, escaped: Bool = false
    ) throws(JSONDamage) {
        guard nodes.count < Self.mostValues else {
            throw damage(.tooLarge, "the file has more than \(Self.mostValues) values")
        }
        let ordinal = open >= 0 ? nodes[open].count : 0
        if open >= 0, kind != .name { nodes[open].count += 1 }
        nodes.append(
            JSONNode(
                kind: kind, escaped: escaped, start: Int32(start), end: Int32(end), parent: Int32(open),
                next: Int32(nodes.count + 1), ordinal: ordinal))
    }

    /// Refuses an object with one name twice: which of the two would count?
    private func checkNames(of object: Int) throws(JSONDamage) {
        let count = nodes[object].count
        guard count > 1 else { return }
        // Few names are compared in pairs; many by a set, so that the time stays linear whatever comes in.
        var seen: Set<[UInt8]> = []
        var index = object + 1
        for position in 0..<count {
            if count <= 12 {
                var earlier = object + 1
                for _ in 0..<position {
                    if sameName(earlier, index) { throw duplicate(index, in: object) }
                    earlier = Int(nodes[earlier + 1].next)
                }
            } else if !seen.insert(Array(nodes[index].content(in: bytes))).inserted {
                throw duplicate(index, in: object)
            }
            index = Int(nodes[index + 1].next)
        }
    }

    private func sameName(_ first: Int, _ second: Int) -> Bool {
        let (a, b) = (nodes[first], nodes[second])
        if !a.escaped, !b.escaped {
            guard a.end - a.start == b.end - b.start else { return false }
        }
        return a.content(in: bytes).elementsEqual(b.content(in: bytes))
    }

    private func duplicate(_ name: Int, in object: Int) -> JSONDamage {
        let text = String(decoding: nodes[name].content(in: bytes), as: UTF8.self)
        return JSONDamage(
            code: .duplicateName, message: "the member \(FHIRError.quoted(text)) stands twice in one object",
            offset: Int(nodes[name].start), container: object)
    }

    // MARK: Scalars

    private mutating func string(_ kind: JSONNode.Kind) throws(JSONDamage) {
        let start = at
        var escaped = false
        at += 1
        while true {
            let byte = try peek()
            switch byte {
            case UInt8(ascii: "\""):
                at += 1
                return try append(kind, start: start, end: at, escaped: escaped)
            case UInt8(ascii: "\\"):
                escaped = true
                try escape()
            case 0x20..<0x80: at += 1
            case 0..<0x20: throw damage(.notJSON, "a string holds the control character \(byte) as it is")
            default: at += try lengthOfScalar(byte)
            }
        }
    }

    private mutating func escape() throws(JSONDamage) {
        let start = at
        at += 1
        switch try peek() {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            at += 1
        case UInt8(ascii: "u"):
            at += 1
            let unit = try codeUnit()
            guard unit & 0xF800 == 0xD800 else { return }
            // A surrogate: only the first of a pair may stand here, with the second right after it.
            guard unit < 0xDC00, at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"),
                bytes[at + 1] == UInt8(ascii: "u")
            else { throw damage(at < bytes.count ? .notJSON : .truncated, "half of a surrogate pair", at: start) }
            at += 2
            guard try codeUnit() & 0xFC00 == 0xDC00 else {
                throw damage(.notJSON, "half of a surrogate pair", at: start)
            }
        default: throw damage(.notJSON, "an escape that JSON does not have", at: start)
        }
    }

    private mutating func codeUnit() throws(JSONDamage) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = try peek().hexadecimalDigit else { throw unexpected("a hexadecimal digit") }
            unit = unit << 4 | UInt32(digit)
            at += 1
        }
        return unit
    }

    /// The length of the UTF-8 sequence here, as Unicode's table 3-7 (well-formed byte sequences) has it.
    private func lengthOfScalar(_ first: UInt8) throws(JSONDamage) -> Int {
        let (length, second): (Int, ClosedRange<UInt8>) =
            switch first {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xE1...0xEF: (3, 0x80...0xBF)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: throw damage(.notUTF8, "a byte that is not UTF-8")
            }
        for index in 1..<length {
            guard at + index < bytes.count else { throw damage(.truncated, "the file ends within a character") }
            guard (index == 1 ? second : 0x80...0xBF).contains(bytes[at + index]) else {
                throw damage(.notUTF8, "a byte that is not UTF-8")
            }
        }
        return length
    }

    private mutating func number() throws(JSONDamage) {
        let start = at
        if bytes[at] == UInt8(ascii: "-") { at += 1 }
        if try peek() == UInt8(ascii: "0") {
            at += 1
        } else {
            try digits()
        }
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            at += 1
            try digits()
        }
        if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if try [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(peek()) { at += 1 }
            try digits()
        }
        try append(.number, start: start, end: at)
    }

    private mutating func digits() throws(JSONDamage) {
        guard try peek().isDecimalDigit else { throw unexpected("a digit") }
        while at < bytes.count, bytes[at].isDecimalDigit { at += 1 }
    }

    private mutating func literal(_ word: StaticString, _ kind: JSONNode.Kind) throws(JSONDamage) {
        let start = at
        for index in 0..<word.utf8CodeUnitCount {
            guard try peek() == word.utf8Start[index] else { throw unexpected("true, false or null") }
            at += 1
        }
        try append(kind, start: start, end: at)
    }

    // MARK: Bytes

    private mutating func skipSpace() {
        while at < bytes.count, bytes[at].isJSONSpace { at += 1 }
    }

    private func peek() throws(JSONDamage) -> UInt8 {
        guard at < bytes.count else { throw damage(.truncated, "the file ends in the middle of the JSON text") }
        return bytes[at]
    }

    private func unexpected(_ expected: String) -> JSONDamage {
        let byte = bytes[at]
        let found = byte > 0x20 && byte < 0x7F ? "\(Character(Unicode.Scalar(byte)))" : "byte \(byte)"
        return damage(.notJSON, "expected \(expected), found \(found)")
    }

    private func damage(_ code: FHIRError.Code, _ message: String, at offset: Int? = nil) -> JSONDamage {
        JSONDamage(code: code, message: message, offset: offset ?? at, container: open)
    }
}
