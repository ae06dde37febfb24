import Claims
import Testing

@testable import ClaimsLedger

@Suite("Limits on a batch")
struct LimitTests {
    private static func line(_ event: String) -> String {
        #"{"stream": "person/210200/1", "type": "PersonRegistered", "event": \#(event)}"#
    }

    @Test("A line of as many bytes as one may have is read, and one more is refused, with the line's number.")
    func length() throws {
        let most = RecordRequest.maximumEventBytes
        let rest = most - Self.line(#"{"name": ""}"#).utf8.count
        let longest = Self.line(#"{"name": "\#(String(repeating: "x", count: rest))"}"#)
        #expect(longest.utf8.count == most)
        #expect(try RecordRequest.lines("\n" + longest).count == 1)
        let error = #expect(throws: Refusal.self) { try RecordRequest.lines("\n" + longest + " ") }
        #expect(error?.message.contains("Line 2") == true && error?.message.contains("\(most) bytes") == true)
    }

    @Test("A line that is nested too deeply is refused, and ends nothing.", arguments: [600, 100_000])
    func depth(_ levels: Int) {
        let event = String(repeating: #"{"a":"#, count: levels) + "1" + String(repeating: "}", count: levels)
        #expect(throws: Refusal.self) { try RecordRequest.lines(Self.line(event)) }
        let lists = #"{"a":"# + String(repeating: "[", count: levels) + String(repeating: "]", count: levels) + "}"
        #expect(throws: Refusal.self) { try RecordRequest.lines(Self.line(lists)) }
    }
}
