import Claims
import Foundation
import Testing

@testable import ClaimsLedger

@Suite("Reading requests")
struct RequestReaderTests {
    /// What a random request is made of.
    private struct Words {
        var random = Seeded(7)

        mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

        mutating func text() -> String {
            let pieces = [
                "a", "\"", "\\", "/", "\n", "\t", "\u{8}", "\u{c}", "\u{1}", "\u{1f}", "医", "😀", "{", "}", "[", " ",
                "é",
            ]
            return (0..<below(12)).map { _ in pieces[below(pieces.count)] }.joined()
        }

        mutating func value(_ depth: Int) -> Any {
            switch below(depth > 3 ? 4 : 6) {
            case 0: text()
            case 1: below(1_000_000)
            case 2: below(2) == 0
            case 3: NSNull()
            case 4: (0..<below(4)).map { _ in value(depth + 1) }
            default: object(depth + 1)
            }
        }

        mutating func object(_ depth: Int) -> [String: Any] {
            var object: [String: Any] = [:]
            for _ in 0..<below(4) { object[text()] = value(depth) }
            return object
        }
    }

    private static func read(_ text: String) throws -> RecordRequest {
        try #require(try RecordRequest.lines(text).first)
    }

    @Test("What another reader of JSON finds in a request is found in it, whatever its texts and its event hold.")
    func twin() throws {
        var words = Words()
        for round in 0..<2_000 {
            var object: [String: Any] = ["stream": words.text(), "type": words.text(), "event": words.object(0)]
            if words.below(2) == 0 { object["eventId"] = words.text() }
            if words.below(2) == 0 { object["author"] = words.text() }
            if words.below(2) == 0 { object["expect"] = words.below(1 << 30) }
            if words.below(4) == 0 { object["type"] = words.below(65_536) }
            let options: JSONSerialization.WritingOptions = round % 2 == 0 ? [] : .withoutEscapingSlashes
            let bytes = try JSONSerialization.data(withJSONObject: object, options: options)
            let text = String(decoding: bytes, as: UTF8.self)
            let request = try Self.read(round % 3 == 0 ? " \t\(text)\r" : text)
            #expect(request.stream == object["stream"] as? String)
            #expect(request.type == (object["type"] as? Int).map(String.init) ?? (object["type"] as? String))
            #expect(request.eventId == object["eventId"] as? String)
            #expect(request.author == object["author"] as? String)
            #expect(request.expect == (object["expect"] as? Int).map(UInt64.init))
            let event = try JSONSerialization.jsonObject(with: Data(request.event.utf8)) as? NSDictionary
            #expect(event == object["event"] as? NSDictionary, "\(request.event)")
        }
    }

    @Test("Texts may have every escape.")
    func escapes() throws {
        let request = try Self.read(
            #"{"\u0073tream":"\"\\\/\b\f\n\r\t\u533B\u533b\uD83D\uDE00","type":"","event":{"a":"\"}"}}"#)
        #expect(request.stream == "\"\\/\u{8}\u{c}\n\r\t医医😀")
        #expect(request.event == #"{"a":"\"}"}"#)
    }

    @Test(
        "What is no request is refused, and what is wrong with it is said.",
        arguments: [
            ("[]", "it is no JSON object"), ("1", "it is no JSON object"), ("{", "it is not JSON"),
            (#"{"stream"}"#, "it is not JSON"), (#"{"stream":"a",}"#, "it is not JSON"),
            (#"{"stream":"a"} x"#, "it is not JSON"), (#"{"stream":"a"}{}"#, "it is not JSON"),
            (#"{"stream":"a"#, "it is not JSON"), (#"{"stream":"\x"}"#, "it is not JSON"),
            (#"{"stream":"\u12"#, "it is not JSON"), (#"{"stream":"\u12g4"}"#, "it is not JSON"),
            (#"{"stream":"\ud800"}"#, "it is not JSON"), (#"{"stream":"\ud800\u0041"}"#, "it is not JSON"),
            (#"{"stream":"\udc00"}"#, "it is not JSON"), ("{\"stream\":\"a\u{1}\"}", "it is not JSON"),
            (#"{"stream":"a\"#, "it is not JSON"), (#"{"event":{"a":"b\"#, "it is not JSON"),
            (#"{"event":{"a":[}"#, "it is not JSON"),
            (#"{"stream":null}"#, "“stream” is missing or no text"), (#"{}"#, "“stream” is missing or no text"),
            (#"{"stream":"a"}"#, "“type” is missing"), (#"{"stream":"a","type":[]}"#, "“type” is missing"),
            (#"{"stream":"a","type":"b"}"#, "“event” is missing or no JSON object"),
            (#"{"stream":"a","type":"b","event":[]}"#, "“event” is missing or no JSON object"),
            (#"{"stream":"a","type":"b","event":"{}"}"#, "“event” is missing or no JSON object"),
            (#"{"eventId":1}"#, "“eventId” is no text"), (#"{"author":null}"#, "“author” is no text"),
            (#"{"expect":-1}"#, "“expect” is no count"), (#"{"expect":"1"}"#, "“expect” is no count"),
            (#"{"expect":1.5}"#, "it is not JSON"), (#"{"expect":01}"#, "it is not JSON"),
            (#"{"expect":18446744073709551616}"#, "a number in it is too large"),
            (#"{"stream":"a","stream":"b"}"#, "it has the field “stream” twice"),
            (#"{"event":{},"event":{}}"#, "it has the field “event” twice"),
            (#"{"strem":"a"}"#, "it has a field “strem” that is not known"),
        ])
    func refusals(_ text: String, _ reason: String) {
        let error = #expect(throws: Refusal.self) { try RecordRequest.lines("\r\n\n" + text) }
        #expect(error?.number == Refusal.Rule.malformedEvent.number)
        #expect(error?.message == "Line 3 of the batch: \(reason).")
    }

    @Test("An event that closes a bracket which it has not opened is refused when it is read.")
    func brackets() throws {
        let request = try Self.read(#"{"stream":"person/210200/1","type":"PersonRegistered","event":{"name":["a"}]}"#)
        #expect(throws: Refusal.self) { try request.read() }
    }

    @Test("A request of a stream may leave its name out, and may name no other.")
    func knownStream() throws {
        let request = try RecordRequest(Array(#"{"type":"A","event":{}}"#.utf8), stream: "a/b")
        #expect(request.stream == "a/b")
        let error = #expect(throws: Refusal.self) {
            try RecordRequest(Array(#"{"stream":"c","type":"A","event":{}}"#.utf8), stream: "a/b")
        }
        #expect(error?.message.contains("it is of the stream c, not of a/b") == true)
    }

    @Test("A byte order mark at the start of a batch is passed over, and nowhere else.")
    func byteOrderMark() throws {
        let line = Array(#"{"stream":"claim/210200/1","type":"ClaimApproved","event":{}}"#.utf8)
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        #expect(try RecordRequest.lines(mark + line).map(\.stream) == ["claim/210200/1"])
        #expect(try RecordRequest.lines(mark).isEmpty)
        #expect(throws: Refusal.self) { try RecordRequest.lines(line + [0x0A] + mark + line) }
        #expect(throws: Refusal.self) { try RecordRequest.lines(mark + mark + line) }
    }
}
