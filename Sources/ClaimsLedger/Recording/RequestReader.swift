/// Reads the JSON object of a request (RFC 8259) in one pass: its own few fields, and where the event begins and ends. What is inside
/// the event is left to who knows the event's type, and checked there.
///
/// A field that stands twice is an error: readers of JSON differ on which of the two counts.
struct RequestReader {
    /// What is wrong with a request.
    struct Fault: Error {
        let reason: String

        static let notJSON = Fault(reason: "it is not JSON")
    }

    /// How deep an event's lists and objects may lie in each other, as for the reader of the event itself.
    private static let depth = 100

    private let bytes: [UInt8]
    private var at: Int
    private let end: Int

    /// - Parameters:
    ///   - bytes: UTF-8 text.
    ///   - range: where the request's text stands in it.
    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        at = range.lowerBound
        end = range.upperBound
    }

    /// Reads a line of a batch; nil where it is empty.
    static func line(of bytes: [UInt8], _ range: Range<Int>) throws(Fault) -> RecordRequest? {
        var reader = RequestReader(bytes, range)
        reader.skipSpace()
        guard reader.at < reader.end else { return nil }
        reader.at = range.lowerBound
        return try reader.request(stream: nil)
    }

    /// Reads the request.
    /// - Parameter known: the stream where the object names none; one that it names has to be the same.
    mutating func request(stream known: String?) throws(Fault) -> RecordRequest {
        guard end - at <= RecordRequest.maximumEventBytes else {
            throw Fault(reason: "it has more than \(RecordRequest.maximumEventBytes) bytes")
        }
        skipSpace()
        guard at < end else { throw .notJSON }
        guard take(UInt8(ascii: "{")) else { throw Fault(reason: "it is no JSON object") }
        var fields = Fields()
        skipSpace()
        if !take(UInt8(ascii: "}")) {
            repeat {
                skipSpace()
                let name = try text()
                skipSpace()
                guard take(UInt8(ascii: ":")) else { throw .notJSON }
                skipSpace()
                try field(name, &fields)
                skipSpace()
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "}")) else { throw .notJSON }
        }
        skipSpace()
        guard at == end else { throw .notJSON }
        return try fields.request(stream: known)
    }

    private struct Fields {
        var stream: String?
        var type: String?
        var event: String?
        var eventID: String?
        var expect: UInt64?
        var author: String?

        func request(stream known: String?) throws(Fault) -> RecordRequest {
            guard let stream = stream ?? known else { throw Fault(reason: "“stream” is missing or no text") }
            if let known, known != stream {
                throw Fault(reason: "it is of the stream \(stream), not of \(known)")
            }
            guard let type else { throw Fault(reason: "“type” is missing") }
            guard let event else { throw Fault(reason: "“event” is missing or no JSON object") }
            return RecordRequest(
                stream: stream, type: type, event: event, eventId: eventID, expect: expect, author: author)
        }
    }

    private mutating func field(_ name: String, _ fields: inout Fields) throws(Fault) {
        switch name {
        case "stream": try set(&fields.stream, name, to: try text(or: "“stream” is missing or no text"))
        case "type":
            let isNumber = try isDigit()
            try set(&fields.type, name, to: isNumber ? String(try count()) : try text(or: "“type” is missing"))
        case "event": try set(&fields.event, name, to: try object())
        case "eventId": try set(&fields.eventID, name, to: try text(or: "“eventId” is no text"))
        case "expect":
            guard try isDigit() else { throw Fault(reason: "“expect” is no count") }
            try set(&fields.expect, name, to: try count())
        case "author": try set(&fields.author, name, to: try text(or: "“author” is no text"))
        default: throw Fault(reason: "it has a field “\(name)” that is not known")
        }
    }

    private func set<Value>(_ field: inout Value?, _ name: String, to value: Value) throws(Fault) {
        guard field == nil else { throw Fault(reason: "it has the field “\(name)” twice") }
        field = value
    }

    // MARK: Values

    private mutating func skipSpace() {
        while at < end {
            switch bytes[at] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): at += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard at < end, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    private func isDigit() throws(Fault) -> Bool {
        guard at < end else { throw .notJSON }
        return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[at])
    }

    /// A whole number without sign, point or exponent.
    private mutating func count() throws(Fault) -> UInt64 {
        let start = at
        var value: UInt64 = 0
        while at < end, try isDigit() {
            let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isLarger) = tens.addingReportingOverflow(UInt64(bytes[at] - UInt8(ascii: "0")))
            guard !isTooLarge, !isLarger else { throw Fault(reason: "a number in it is too large") }
            value = sum
            at += 1
        }
        // A number has no zeros before it, and what follows it is no part of one.
        guard at - start == 1 || bytes[start] != UInt8(ascii: "0") else { throw .notJSON }
        return value
    }

    private mutating func text(or reason: String) throws(Fault) -> String {
        guard at < end, bytes[at] == UInt8(ascii: "\"") else { throw Fault(reason: reason) }
        return try text()
    }

    private mutating func text() throws(Fault) -> String {
        guard take(UInt8(ascii: "\"")) else { throw .notJSON }
        let start = at
        while at < end, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\"), bytes[at] >= 0x20 { at += 1 }
        guard at < end, bytes[at] != UInt8(ascii: "\"") else {
            guard at < end else { throw .notJSON }
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
            case 0..<0x20: throw .notJSON
            default: decoded.append(byte)
            }
        }
        throw .notJSON
    }

    /// What stands for one character after a backslash (RFC 8259, section 7).
    private mutating func escaped() throws(Fault) -> String {
        guard at < end else { throw .notJSON }
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
                    throw .notJSON
                }
                let low = try hexadecimal(after: at + 2)
                guard (0xDC00..<0xE000).contains(low) else { throw .notJSON }
                unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
                at += 6
            }
            guard let scalar = Unicode.Scalar(unit) else { throw .notJSON }
            return String(scalar)
        default: throw .notJSON
        }
    }

    /// Four hexadecimal digits after a place.
    private func hexadecimal(after place: Int) throws(Fault) -> UInt32 {
        guard end - place > 4 else { throw .notJSON }
        var unit: UInt32 = 0
        for byte in bytes[place + 1...place + 4] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): unit = unit << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): unit = unit << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: throw .notJSON
            }
        }
        return unit
    }

    /// The text of an object, from its first brace to the one that closes it. Only where it ends is found: a bracket that closes what
    /// another kind has opened ends up in the text, which is refused by who reads it.
    private mutating func object() throws(Fault) -> String {
        guard at < end, bytes[at] == UInt8(ascii: "{") else {
            throw Fault(reason: "“event” is missing or no JSON object")
        }
        let start = at
        var open = 0
        while at < end {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                open += 1
                guard open <= Self.depth else {
                    throw Fault(reason: "its event lies more than \(Self.depth) levels deep")
                }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                open -= 1
                if open == 0 { return String(decoding: bytes[start..<at], as: UTF8.self) }
            case UInt8(ascii: "\""): try skipText()
            default: break
            }
        }
        throw .notJSON
    }

    /// Goes on after the end of a text, whose first quotation mark was taken.
    private mutating func skipText() throws(Fault) {
        while at < end {
            let byte = bytes[at]
            at += 1
            if byte == UInt8(ascii: "\"") { return }
            if byte == UInt8(ascii: "\\") { at += 1 }
        }
        throw .notJSON
    }
}
