import Foundation
import Testing

@Suite("settle")
struct SettlingTests {
    @Test(
        "Printed examples come out to the fen.",
        arguments: [
            ("01-fuzhou-resident", "3558830", "1059496"), ("03-jiuquan-resident", "408750", "241250"),
            ("09-guangzhou", "520000", "480000"),
        ])
    func published(example: String, fund: String, cash: String) throws {
        let folder = "\(Tool.project)/Examples/published/\(example)"
        let run = try Tool.run([
            "settle", "--policy", "\(folder)/policy.yaml", "--bill", "\(folder)/bill.yaml", "--json",
        ])
        #expect(run.status == 0, "\(run.errors)")
        let settlement = try run.object
        #expect(settlement["fundTotal"] as? String == fund)
        #expect(settlement["pooledFund"] as? String == fund)
        #expect(settlement["cash"] as? String == cash)
        #expect(settlement["account"] as? String == "0")
        let split = try #require(settlement["split"] as? [String: Any])
        for member in ["fundTotal", "pooledFund", "cash", "inScope"] {
            #expect(split[member] as? String == settlement[member] as? String, "\(member)")
        }
        #expect(split["policy"] == nil && split["lines"] == nil)
        let steps = try #require(settlement["steps"] as? [[String: Any]])
        #expect(steps.count > 2)
        #expect(steps.allSatisfy { !($0["label"] as? String ?? "").isEmpty })
        let page = try Tool.run(["settle", "--policy", "\(folder)/policy.yaml", "--bill", "\(folder)/bill.yaml"])
        #expect(page.output.contains("Step by step"))
    }

    @Test("A policy with mistakes is refused with line, column and what may have been meant.")
    func mistakes() throws {
        let scratch = try Scratch()
        let policy = try scratch.file(
            "policy.yaml", "policy: p\nstages:\n  - fund: pooledFund\n    deductable: 100\n    rate: 80%\n")
        let bill = try scratch.file("bill.yaml", "total: 100.00\n")
        let run = try Tool.run(["settle", "--policy", policy, "--bill", bill, "--json"])
        #expect(run.status == 1)
        #expect(try run.error["number"] as? Int == 1502)
        let message = try #require(try run.error["message"] as? String)
        #expect(message.contains("line 4"))
        #expect(message.contains("Did you mean \"deductible\"?"))
    }

    @Test("policy check accepts every policy of the examples, and names every mistake of a wrong one.")
    func checksPolicies() throws {
        let folder = "\(Tool.project)/Examples"
        let policies = try FileManager.default.subpathsOfDirectory(atPath: folder).filter {
            $0.hasSuffix("policy.yaml")
        }
        #expect(policies.count >= 9)
        for policy in policies {
            let run = try Tool.run(["policy", "check", "\(folder)/\(policy)", "--json"])
            #expect(run.status == 0, "\(policy): \(run.errors)")
            #expect(try run.object["ok"] as? Bool == true)
        }
        let scratch = try Scratch()
        let wrong = try scratch.file(
            "wrong.yaml", "policy: p\nstages:\n  - fund: pooledFund\n    rate: 180%\n    deductable: 1\n")
        let run = try Tool.run(["policy", "check", wrong])
        #expect(run.status == 1)
        #expect(run.errors.contains("wrong.yaml, line 4") && run.errors.contains("wrong.yaml, line 5"), "\(run.errors)")
    }

    @Test("A bill that does not add up is refused by number.")
    func doesNotAddUp() throws {
        let scratch = try Scratch()
        let bill = try scratch.file("bill.yaml", "total: 100.00\nlines:\n  - {name: a, class: A, amount: 60.00}\n")
        let run = try Tool.run([
            "settle", "--policy", "\(Tool.project)/Examples/published/09-guangzhou/policy.yaml", "--bill", bill,
            "--json",
        ])
        #expect(run.status == 1)
        #expect(try run.error["area"] as? String == "settlement")
    }
}
