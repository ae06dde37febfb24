import Claims
import Foundation
import Testing

@testable import Policies

/// `Docs/policies.md` is what people write policies from: every example on it must hold.
@Suite("The documentation of policies")
struct DocumentationTests {
    struct Block: Sendable, CustomTestStringConvertible {
        var kind: String
        var line: Int
        var text: String
        var testDescription: String { "\(kind) in line \(line)" }
    }

    static let page: [String] = {
        let url = Examples.root.deletingLastPathComponent().appending(path: "Docs/policies.md")
        let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
        return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }()

    static let blocks: [Block] = {
        var blocks: [Block] = []
        var open: Block?
        for (index, line) in page.enumerated() {
            if line.hasPrefix("```yaml ") {
                open = Block(kind: String(line.dropFirst(8)), line: index + 1, text: "")
            } else if line == "```", let block = open {
                blocks.append(block)
                open = nil
            } else {
                open?.text += line + "\n"
            }
        }
        return blocks
    }()

    @Test("The page has examples.")
    func some() {
        #expect(Self.blocks.count >= 11)
        #expect(
            Set(Self.blocks.map(\.kind)) == ["policy", "bill", "history", "part", "catalogue", "procedure", "arbiter"])
    }

    @Test("Every example on the page is read, and its samples come out as the page says.", arguments: blocks)
    func block(_ block: Block) throws {
        switch block.kind {
        case "policy": try check(block.text)
        case "part": try check("policy: part\nstages: [{fund: pooledFund, rate: 80%}]\n" + block.text)
        case "bill": _ = try BillFile.parse(block.text)
        case "history": _ = try HistoryFile.parse(block.text)
        case "catalogue": #expect(try CatalogueFile.parse(block.text).items.count == 3)
        case "procedure": #expect(try ProcedureFile.parse(block.text).settings.holidays.count == 4)
        case "arbiter": #expect(try Procedure(ProcedureFile.parse(block.text).settings).holidays.count == 1)
        default: Issue.record("line \(block.line): a block of unknown kind \(block.kind)")
        }
    }

    private func check(_ text: String) throws {
        let report = PolicyFile.check(text)
        #expect(report.mistakes == [])
        for effect in report.samples {
            #expect(effect.differences == [])
            if case .failure(let error) = effect.result { Issue.record("\(error)") }
        }
    }

    /// The last column but the reference to a file: pieces in back quotes.
    static let patterns: [(section: String, line: Int, pieces: [String])] = {
        var patterns: [(String, Int, [String])] = []
        var section = ""
        for (index, line) in page.enumerated() {
            if line.hasPrefix("#") { section = line.drop { $0 == "#" || $0 == " " }.description }
            let isPattern = [
                "Deductible", "Rates", "Caps and guarantees", "Later stages", "Classes", "Off-site shapes",
            ].contains(section)
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard isPattern, line.hasPrefix("| "), cells.count >= 2, cells[1].contains("`"),
                cells[0] != "the notice says"
            else { continue }
            // The reference has a section "Classes" too, whose cells are not patterns.
            guard !["`no`", "`0%`"].contains(cells.last ?? "") else { continue }
            let parts = cells[1].components(separatedBy: "`")
            patterns.append((section, index + 1, stride(from: 1, to: parts.count, by: 2).map { parts[$0] }))
        }
        return patterns
    }()

    @Test("Every pattern on the page is read as part of a policy.")
    func patterns() {
        #expect(Self.patterns.count > 45)
        for (section, line, pieces) in Self.patterns {
            for piece in pieces { check(piece, pieces, section, line) }
        }
    }

    private func check(_ piece: String, _ pieces: [String], _ section: String, _ line: Int) {
        let topKeys = ["facts:", "values:", "firstSelfPay:", "refuse:"]
        let isTop = topKeys.contains { piece.hasPrefix($0) }
        let isOnTop = Self.page[line - 1].contains("on top: `caps")
        var text = "policy: pattern\n"
        if !pieces.contains(where: { $0.hasPrefix("values:") }) { text += "values: {averageWage: 8000}\n" }
        if section != "Classes" { text += "classes: {TCM: , B: }\n" }
        // What a pattern declares beside it holds for its other pieces.
        for other in pieces where other != piece && topKeys.prefix(2).contains(where: { other.hasPrefix($0) }) {
            text += other + "\n"
        }
        let isRate = ["rate:", "personalRate:", "bands:"].contains { piece.hasPrefix($0) }
        var stage = isRate ? "" : "    rate: 80%\n"
        switch section {
        case "Classes":
            guard piece.contains(": {") else { return }
            text += "classes:\n  \(piece)\n"
        case "Later stages" where piece.hasPrefix("{"):
            text += "stages:\n  - {fund: pooledFund, rate: 80%}\n  - \(piece)\n"
        default:
            if isTop || isOnTop { text += piece + "\n" } else { stage += "    \(piece)\n" }
        }
        if !text.contains("stages:") { text += "stages:\n  - fund: pooledFund\n\(stage)" }
        let report = PolicyFile.check(text)
        #expect(report.mistakes == [], "Docs/policies.md:\(line): \(piece)\n\(text)")
    }

    @Test("Every key of a policy, a bill and a history, and every name, stands on the page.")
    func complete() {
        let page = Self.page.joined(separator: "\n")
        let keys =
            PolicyFile.keys + PolicyReader.stageKeys + PolicyReader.classKeys + BillFile.keys + BillFile.lineKeys
            + HistoryFile.keys + CatalogueFile.keys + CatalogueFile.itemKeys + ProcedureFile.keys
            + Policy.builtInNames.sorted() + Expectation.fieldNames + Bill.offSiteKinds
            + PolicyReader.capKeys.map(\.key) + Policy.Period.allCases.map(\.rawValue)
            + Policy.Formula.reservedWords.sorted()
        for key in keys {
            let isThere = [
                "`\(key)`", "`\(key):", "`\(key)(", "\(key),", "{\(key)", " \(key)`", " \(key)}", " \(key) ",
            ]
            .contains { page.contains($0) }
            #expect(isThere, "\(key)")
        }
    }

    @Test("Every word that a mistake proposes for a Chinese one stands in the list of words.")
    func words() throws {
        let begin = try #require(Self.page.firstIndex(of: "## The words of notices"))
        let list = Self.page[begin...].dropFirst().prefix { !$0.hasPrefix("## ") }.joined(separator: "\n")
        for word in WritingHint.words {
            #expect(list.contains("`\(word.english)") || list.contains(": \(word.english)`"), "\(word)")
        }
    }

    @Test("Every refusal's number stands on the page.")
    func refusals() {
        let page = Self.page.joined(separator: "\n")
        for number in Array(1401...1416) + [1499] { #expect(page.contains("\n| \(number) |")) }
    }
}
