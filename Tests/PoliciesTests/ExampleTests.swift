import Claims
import Foundation
import Testing

@testable import Policies

/// The folders of `Examples/`, found from this file.
enum Examples {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Examples")

    static let published: [String] = names(in: root.appending(path: "published"))
    static let elsewhere: [String] = names(in: root.appending(path: "published-elsewhere")).filter { $0 != "README.md" }

    static func names(in folder: URL) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    }

    static func text(_ folder: String, _ file: String) throws -> String {
        try String(contentsOf: root.appending(path: folder).appending(path: file), encoding: .utf8)
    }
}

@Suite("Published examples")
struct ExampleTests {
    @Test("Every published example is there.")
    func all() {
        #expect(
            Examples.published.filter { !$0.hasPrefix("wrong") }.map { $0.prefix(2) }
                == ["01", "02", "03", "04", "06", "08", "09", "11", "12"])
        #expect(Examples.published.filter { $0.hasPrefix("wrong") }.count == 2)
    }

    @Test(
        "Each published example comes out as printed, to the fen, and the two misprints come out right.",
        arguments: Examples.published)
    func example(_ name: String) throws {
        try check("published/\(name)", name)
    }

    @Test(
        "Each rule printed elsewhere comes out as it is worked by hand, and stands in the list.",
        arguments: Examples.elsewhere)
    func elsewhere(_ name: String) throws {
        try check("published-elsewhere/\(name)", name)
        let list = try Examples.text("published-elsewhere", "README.md")
        #expect(list.contains("| \(name) |"))
        #expect(try !PolicyFile.parse(try Examples.text("published-elsewhere/\(name)", "policy.yaml")).source.isEmpty)
    }

    private func check(_ folder: String, _ name: String) throws {
        let policy = try PolicyFile.parse(try Examples.text(folder, "policy.yaml"))
        let cases = try ExpectedCase.parse(
            try Examples.text(folder, "expect.yaml"), funds: policy.stages.map(\.fund))
        #expect(!cases.isEmpty)
        for expected in cases {
            #expect(!expected.expectation.amounts.isEmpty)
            let bill = try BillFile.parse(try Examples.text(folder, expected.bill))
            let history = try expected.history.map { try HistoryFile.parse(try Examples.text(folder, $0)) }
            let settlement = try settle(bill, policy: policy, history: history ?? BenefitHistory())
            #expect(expected.expectation.differences(from: settlement) == [])
            #expect(settlement.brokenInvariant == nil)
            #expect(!settlement.steps.isEmpty)
            if ProcessInfo.processInfo.environment["SHOW_STEPS"] != nil {
                for step in settlement.steps { print(name, "|", step.label, "|", step.formula, "|", step.clause) }
            }
        }
    }
}
