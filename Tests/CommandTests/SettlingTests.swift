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

    @Test("policy check shows what a policy pays for every kind of case, and that its samples are as expected.")
    func showsEffects() throws {
        let folder = "\(Tool.project)/Examples/policies"
        let page = try Tool.run(["policy", "check", "\(folder)/guangzhou-employees.yaml"])
        #expect(page.status == 0, "\(page.errors)")
        #expect(page.output.contains("no mistakes") && page.output.contains("all as expected"))
        #expect(page.output.contains("level 3, status retiree") && page.output.contains("pooledFund"))
        let run = try Tool.run(["policy", "check", "\(folder)/guangzhou-employees.yaml", "--json"])
        let effects = try #require(try run.object["effects"] as? [[String: Any]])
        #expect(effects.count >= 18)
        for effect in effects {
            let amounts = ["total", "fundTotal", "personalShare"].compactMap {
                (effect[$0] as? String).flatMap { Int($0) }
            }
            #expect(amounts.count == 3 && amounts[0] == amounts[1] + amounts[2])
        }
        #expect(try (run.object["samples"] as? [Any])?.isEmpty == false)
        let classes = try Tool.run([
            "policy", "check", "\(Tool.project)/Examples/published/02-elderly-resident-major-illness/policy.yaml",
        ])
        #expect(classes.output.contains("What is in scope of one item of 1,000.00 of each class"))
        #expect(classes.output.contains("30.00    970.00"), "\(classes.output)")
    }

    @Test("A sample that comes out otherwise is an error with its place, after the steps that led to it.")
    func failingSample() throws {
        let scratch = try Scratch()
        let policy = try scratch.file(
            "policy.yaml",
            """
            policy: p
            stages:
              - {fund: pooledFund, deductible: 500, rate: {by: level, 1: 90%, 3: 80%}}
            samples:
              - {title: the notice, bill: {inScope: 1000.00, level: 3}, expect: {pooledFund: 450.00}}
              - {title: another, bill: {inScope: 1000.00, level: 2}}
            """)
        let run = try Tool.run(["policy", "check", policy])
        #expect(run.status == 1)
        #expect(run.output.contains("the notice, step by step"))
        #expect(run.output.contains("(1000.00 − 500.00) × 80% = 400.00"))
        #expect(run.errors.contains("line 5, column 5: samples[1]: the notice: pooledFund is 400.00, expected 450.00"))
        #expect(run.errors.contains("line 6, column 5: samples[2]: another: cannot be priced: no row for level \"2\""))
        #expect(run.errors.contains("(line 3, column 52)"), "\(run.errors)")
        let json = try Tool.run(["policy", "check", policy, "--json"])
        #expect(json.status == 1)
        #expect(try json.error["number"] as? Int == 1502)
    }

    @Test("Rules printed elsewhere come out through the program as they are worked by hand.")
    func elsewhere() throws {
        let folder = "\(Tool.project)/Examples/published-elsewhere/04-hanzhong-outpatient"
        let run = try Tool.run([
            "settle", "--policy", "\(folder)/policy.yaml", "--bill", "\(folder)/bill.yaml", "--history",
            "\(folder)/history.yaml", "--json",
        ])
        #expect(run.status == 0, "\(run.errors)")
        #expect(try run.object["pooledFund"] as? String == "63750")
        #expect(try run.object["deductible"] as? String == "5000")
    }

    @Test("Random policies and bills agree with a program that was written from the page alone.")
    func twin() throws {
        let python = ProcessInfo.processInfo.environment["TRIPLICATE_PYTHON"] ?? "/usr/bin/env"
        let arguments = python == "/usr/bin/env" ? ["python3"] : []
        let run = try Tool.start(
            python,
            arguments + [
                "\(Tool.project)/Tests/Independent/settle_twin.py", Tool.path, "--cases", "40", "--seed", "2025",
            ])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("40 of 40 cases agree"), "\(run.output)")
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
