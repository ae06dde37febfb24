import Claims
import Foundation
import Testing

@Suite("Refusals")
struct RefusalTests {
    @Test("Every numbered refusal is reached, and is the one that its rule says.", arguments: Refusal.Rule.all)
    func reached(rule: Refusal.Rule) throws {
        let violation = try #require(Violations.all().byNumber[rule.number], "no test breaks \(rule.code)")
        let found = refusal(violation)
        #expect(found?.number == rule.number, "\(rule.code): \(found.map(\.description) ?? "not refused")")
        #expect(found?.message.hasSuffix(".") == true)
        #expect(found?.remedy.isEmpty == false)
    }

    @Test("Numbers and codes of refusals are unique, and ascending.")
    func unique() {
        let numbers = Refusal.Rule.all.map(\.number)
        #expect(numbers == numbers.sorted())
        #expect(Set(numbers).count == numbers.count)
        #expect(Set(Refusal.Rule.all.map(\.code)).count == numbers.count)
    }

    @Test("Docs/refusals.md lists every refusal with its number, code, rule and remedy, and no other.")
    func documented() throws {
        let rows = try documentRows("refusals.md")
        let expected = Refusal.Rule.all.map { "| \($0.number) | `\($0.code)` | \($0.rule) | \($0.remedy) |" }
        #expect(rows == expected)
    }

    @Test("Refusals are equal by number, and a rule catches its refusals.")
    func equality() {
        let late = Refusal(.claimLate, "Late.")
        #expect(late == Refusal(.claimLate, "Later."))
        #expect(late != Refusal(.papersMissing, "Late."))
        let error: any Error = late
        switch error {
        case Refusal.Rule.papersMissing: Issue.record("caught by another rule")
        case Refusal.Rule.claimLate: break
        default: Issue.record("not caught")
        }
    }
}

/// The rows of a document's tables that begin with a number.
func documentRows(_ name: String) throws -> [String] {
    try documentLines(name).filter { $0.hasPrefix("| ") && $0.dropFirst(2).first?.isNumber == true }
}

/// The lines of a page in Docs.
func documentLines(_ name: String, file: String = #filePath) throws -> [String] {
    let root = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let text = try String(contentsOf: root.appendingPathComponent("Docs/\(name)"), encoding: .utf8)
    return text.split(separator: "\n").map(String.init)
}
