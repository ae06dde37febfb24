import Foundation
import Testing

@testable import triplicate

@Suite("findings")
struct FindingsCommandTests {
    private func rows(_ run: Tool.Run) throws -> [[String: Any]] {
        try #require(try run.object["rows"] as? [[String: Any]], "\(run.errors)")
    }

    private func numbers(_ run: Tool.Run) throws -> [Int] {
        try rows(run).compactMap { ($0["finding"] as? [String: Any])?["number"] as? Int }
    }

    @Test("The findings of the node, each with its stream, its severity and the entries that prove it.")
    func list() throws {
        let node = try PlayedCase()
        let run = try node.run("findings", "--json")
        #expect(run.status == 0)
        #expect(try numbers(run) == [1, 3])
        let row = try #require(try rows(run).first)
        #expect(row["stream"] as? String == PlayedCase.claim)
        let finding = try #require(row["finding"] as? [String: Any])
        #expect(finding["severity"] as? String == "alarm" && (finding["evidence"] as? [Any])?.count == 2)
        let page = try node.run("findings")
        #expect(
            page.output.contains("1 claim-differs-from-hospital-bill") && page.output.contains("2 streams examined"))
        #expect(try numbers(node.run("findings", "--number", "3", "--json")) == [3])
        #expect(try numbers(node.run("findings", "--severity", "alarm", "--json")) == [1])
    }

    @Test("--since examines what later entries touched, and nothing where none came.")
    func since() throws {
        let node = try PlayedCase(steps: 5)
        let first = try node.run("findings", "--json")
        #expect(try rows(first).isEmpty)
        let through = try #require(first.object["through"] as? Int)
        #expect(try node.run("findings", "--since", "\(through)").output.contains("0 streams examined"))
        let later = try PlayedCase()
        #expect(try numbers(later.run("findings", "--since", "\(through)", "--json")) == [1, 3])
    }

    @Test("A rule that there is not, a wrong severity, limit or stream is misuse.")
    func misuse() throws {
        let node = try PlayedCase(steps: 1)
        for arguments in [
            ["--number", "99"], ["--severity", "grave"], ["--limit", "0"], ["--after", "claims"],
        ] { #expect(try Tool.run(["findings"] + arguments, node: node.node).status == 2, "\(arguments)") }
    }
}
