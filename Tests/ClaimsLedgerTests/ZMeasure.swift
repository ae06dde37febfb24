import Claims
import EntryFormat
import Foundation
import Ledger
import SwiftProtobuf
import Testing

@testable import ClaimsLedger

extension ClearingRoadTests {
    @Test("measure", .enabled(if: ProcessInfo.processInfo.environment["MEASURE"] != nil))
    func measure() throws {
        for n in (ProcessInfo.processInfo.environment["MEASURE"] ?? "").split(separator: ",").compactMap({ Int($0) }) {
            let (office, node) = try settled()
            defer {
                node.close()
                withExtendedLifetime(office) {}
            }
            let agency = try node.actor(as: "310100", operatorName: "settler")
            let center = try node.actor(as: "210200", operatorName: "clerk")
            let clock = ContinuousClock()
            for first in stride(from: 2, through: n, by: 500) { _ = try copies(first...min(n, first + 499), node) }
            let stream = "clearing/210200/310100/2024-05"
            var lines = try node.clearingLines(of: "2024-05", by: "310100", at: "210200")
            // Another clearing around, of as many lines that are all wrong.
            for index in lines.indices { lines[index].fund += 1 }
            let around = try clock.measure { _ = try node.list(lines, in: "clearing/210200/310100/2024-06", by: agency) }
            let first = try clock.measure { _ = try node.answerClearing("clearing/210200/310100/2024-06", by: center) }
            let paper = try node.storeBlob([UInt8]("bank note".utf8))
            let maintain = try clock.measure {
                _ = try node.record(batch: try (1...n).map { number in
                    var answer = ClearingLineAnswered()
                    answer.line = UInt32(number)
                    answer.answer = .maintained
                    answer.documents = [.with { $0.kind = .other; $0.sha256 = "\(paper)" }]
                    return try Node.request(.clearingLineAnswered(answer), in: "clearing/210200/310100/2024-06")
                }, by: agency, atomic: false)
            }
            let still = try clock.measure { _ = try node.answerClearing("clearing/210200/310100/2024-06", by: center) }
            let opened = try clock.measure { _ = try node.openClearing(of: "2024-07", at: "210200", by: agency) }
            for index in lines.indices { lines[index].fund -= 1 }
            let right = try clock.measure { _ = try node.list(lines, in: stream, by: agency) }
            let answered = try clock.measure { _ = try node.answerClearing(stream, by: center) }
            let again = try clock.measure { _ = try node.answerClearing(stream, by: center) }
            print("MEASURE", n, "list wrong", around, "dispute", first, "maintain", maintain, "still", still, "open none", opened, "list right", right, "answer", answered, "again", again)
        }
    }
}
