import Claims

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

    private var lexer: JSONLexer

    /// - Parameters:
    ///   - bytes: UTF-8 text.
    ///   - range: where the request's text stands in it.
    init(_ bytes: [UInt8], _ range: Range<Int>) {
        lexer = JSONLexer(bytes, range)
    }

    /// Reads a line of a batch; nil where it is empty.
    static func line(of bytes: [UInt8], _ range: Range<Int>) throws(Fault) -> RecordRequest? {
        var reader = RequestReader(bytes, range)
        reader.lexer.skipSpace()
        guard reader.lexer.next != nil else { return nil }
        reader.lexer.at = range.lowerBound
        return try reader.request(stream: nil)
    }

    /// Reads the request.
    /// - Parameter known: the stream where the object names none; one that it names has to be the same.
    mutating func request(stream known: String?) throws(Fault) -> RecordRequest {
        guard lexer.end - lexer.at <= RecordRequest.maximumEventBytes else {
            throw Fault(reason: "it has more than \(RecordRequest.maximumEventBytes) bytes")
        }
        lexer.skipSpace()
        guard lexer.at < lexer.end else { throw .notJSON }
        guard lexer.take(UInt8(ascii: "{")) else { throw Fault(reason: "it is no JSON object") }
        var fields = Fields()
        lexer.skipSpace()
        if !lexer.take(UInt8(ascii: "}")) {
            repeat {
                lexer.skipSpace()
                let name = try text()
                lexer.skipSpace()
                guard lexer.take(UInt8(ascii: ":")) else { throw .notJSON }
                lexer.skipSpace()
                try field(name, &fields)
                lexer.skipSpace()
            } while lexer.take(UInt8(ascii: ","))
            guard lexer.take(UInt8(ascii: "}")) else { throw .notJSON }
        }
        lexer.skipSpace()
        guard lexer.at == lexer.end else { throw .notJSON }
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

    private func isDigit() throws(Fault) -> Bool {
        guard let byte = lexer.next else { throw .notJSON }
        return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// A whole number without sign, point or exponent.
    private mutating func count() throws(Fault) -> UInt64 {
        let start = lexer.at
        var value: UInt64 = 0
        while lexer.at < lexer.end, try isDigit() {
            let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isLarger) = tens.addingReportingOverflow(UInt64(lexer.bytes[lexer.at] - UInt8(ascii: "0")))
            guard !isTooLarge, !isLarger else { throw Fault(reason: "a number in it is too large") }
            value = sum
            lexer.at += 1
        }
        // A number has no zeros before it, and what follows it is no part of one.
        guard lexer.at - start == 1 || lexer.bytes[start] != UInt8(ascii: "0") else { throw .notJSON }
        return value
    }

    private mutating func text(or reason: String) throws(Fault) -> String {
        guard lexer.next == UInt8(ascii: "\"") else { throw Fault(reason: reason) }
        return try text()
    }

    private mutating func text() throws(Fault) -> String {
        do { return try lexer.text() } catch { throw .notJSON }
    }

    /// The text of an object, from its first brace to the one that closes it. Only where it ends is found: a bracket that closes what
    /// another kind has opened ends up in the text, which is refused by who reads it.
    private mutating func object() throws(Fault) -> String {
        guard lexer.next == UInt8(ascii: "{") else {
            throw Fault(reason: "“event” is missing or no JSON object")
        }
        let start = lexer.at
        var open = 0
        while lexer.at < lexer.end {
            let byte = lexer.bytes[lexer.at]
            lexer.at += 1
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                open += 1
                guard open <= Self.depth else {
                    throw Fault(reason: "its event lies more than \(Self.depth) levels deep")
                }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                open -= 1
                if open == 0 { return String(decoding: lexer.bytes[start..<lexer.at], as: UTF8.self) }
            case UInt8(ascii: "\""): do { try lexer.skipText() } catch { throw .notJSON }
            default: break
            }
        }
        throw .notJSON
    }
}
