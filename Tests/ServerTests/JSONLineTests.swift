import Foundation
import Testing

@testable import ClaimsLedger
@testable import Server

@Suite("Lines of JSON")
struct JSONLineTests {
    @Test("What was recorded is written as the encoder would write it, whatever its texts hold.")
    func twin() throws {
        let pieces = (0..<0x22).map { String(UnicodeScalar($0)) } + ["\\", "/", "\u{7f}", "医", "😀", "é"]
        for first in pieces {
            for second in ["", "a", "\"", "\u{1}"] {
                let text = "\(second)\(first)x\(second)"
                let recorded = Recorded(
                    stream: text, log: first, number: .max, position: 0, eventId: second, checkpoint: text, version: 7,
                    time: "", alreadyPresent: first == second)
                let bytes = recorded.jsonLine.ended()
                #expect(bytes == Array(try JSONEncoder.plain.encode(recorded)))
                #expect(try JSONDecoder().decode(Recorded.self, from: Data(bytes)) == recorded)
            }
        }
    }

    @Test("A list of texts, a value that is JSON already, and the end of a line stand where they belong.")
    func parts() {
        var line = JSONLine()
        line.add("none", [])
        line.add("some", ["a", "\n"])
        line.add("event", json: #"{"a":1}"#)
        #expect(
            String(decoding: line.ended(isLine: true), as: UTF8.self)
                == #"{"none":[],"some":["a","\n"],"event":{"a":1}}"# + "\n")
    }
}
