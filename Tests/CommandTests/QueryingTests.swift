import Foundation
import Testing

@testable import triplicate

@Suite("find, list --overdue, as of, publishing and pricing again")
struct QueryingTests {
    private static let policy = """
        policy: retirees
        version: "2018"
        effective: {from: 2018-01-01, to: 2018-12-31}
        classes: {A: , B: {firstSelfPay: 10%}, C: {excluded: yes}}
        stages:
          - fund: pooledFund
            deductible: 850
            rate: {by: status, retiree: 90%, else: 85%}
        """

    private static let examples = "\(Tool.project)/Examples/policies"

    @Test("find shows where a name stands, however it is typed, and ends with 1 if it stands nowhere.")
    func finds() throws {
        let node = try PlayedCase()
        let run = try node.run("find", "林", "海生")
        #expect(run.status == 0, "\(run.errors)")
        for stream in ["person/210200/000123", "filing/210200/2018-000045", PlayedCase.claim, PlayedCase.stay] {
            #expect(run.output.contains(stream))
        }
        let found = try #require(try node.run("find", "林海", "--json").object["found"] as? [[String: Any]])
        #expect(found.count == 4 && found.allSatisfy { $0["match"] as? String == "beginning" })
        let nothing = try node.run("find", "王小明")
        #expect(nothing.status == 1 && nothing.output == "Nothing.\n" && nothing.errors.isEmpty)
        #expect(try node.run("find", " ").status == 2)
        #expect(try node.run("find").status == 2)
    }

    @Test("show prints the short code of each entry, and find proves the entry by it.")
    func shortCodes() throws {
        let node = try PlayedCase()
        let page = try node.run("show", "filing/210200/2018-000045").output
        let code = try #require(page.firstMatch(of: /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/)).output
        let run = try node.run("find", code.lowercased().replacing("-", with: ""))
        #expect(run.status == 0 && run.output.contains("proven"), "\(run.output)")
        #expect(run.output.contains("filing/210200/2018-000045"))
        #expect(try node.run("list", "filings", "--short-code", String(code)).output.contains("2018-000045"))
        let wrong = try node.run("list", "filings", "--short-code", "0000-0000-0001")
        #expect(wrong.status == 2 && wrong.errors.contains("short code"))
        // Well formed: eleven zeros check to zero.
        let absent = try node.run("find", "0000-0000-0000")
        #expect(absent.status == 1 && absent.output.contains("no entry here has it"))
    }

    @Test("list --overdue names what is over, its last day and by how many days, for one kind or all.")
    func overdue() throws {
        let node = try PlayedCase(steps: 5)
        let run = try node.run("list", "all", "--overdue", "--on", "2018-11-21")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("the unit's month to claim") && run.output.contains("2018-11-11"))
        #expect(run.output.contains(PlayedCase.stay))
        let page = try node.run("list", "stays", "--overdue", "--on", "2018-11-21", "--json").object
        let rows = try #require(page["rows"] as? [[String: Any]])
        #expect(rows.map { $0["daysOver"] as? Int } == [10] && page["total"] as? Int == 1)
        #expect(
            try node.run("list", "stays", "--overdue", "--on", "2018-11-11").output
                == "Nothing is overdue on 2018-11-11.\n")
        #expect(
            try node.run("list", "stays", "--overdue", "--on", "2018-11-01", "--within", "10").output.contains("-10"))
        #expect(try node.run("list", "claims", "--overdue", "--on", "2018-11-21").output.hasPrefix("Nothing"))
        // Without a day it is today.
        #expect(try node.run("list", "all", "--overdue").output.contains("2018-11-11"))
    }

    @Test(
        "list refuses what does not go together.",
        arguments: [
            ["all"], ["claims", "--on", "2018-01-01"], ["claims", "--within", "3"],
            ["claims", "--overdue", "--as-of", "2"],
            ["claims", "--overdue", "--on", "yesterday"], ["claims", "--place", "Beijing"],
            ["claims", "--overdue", "--within", "-1"],
        ])
    func misuse(arguments: [String]) throws {
        let node = try PlayedCase(steps: 1)
        let run = try Tool.run(["list"] + arguments, node: node.node)
        #expect(run.status == 2, "\(run.output)")
    }

    @Test("list, trace and replay show an earlier moment; replay says the digest that was then.")
    func asOf() throws {
        let node = try PlayedCase()
        let before = try PlayedCase(steps: 5)
        let end = try #require(try before.run("status", "--json").object["entries"] as? Int)
        let then = try #require(try before.run("replay", "--check", "--json").object["views"] as? [[String: Any]])
        let now = try #require(
            try node.run("replay", "--as-of", "\(end)", "--json").object["views"] as? [[String: Any]])
        // Two nodes with parties of their own keys: the rows are the same but for the short codes.
        #expect(now.map { $0["rows"] as? Int } == then.map { $0["rows"] as? Int })
        #expect(now.map { $0["entries"] as? Int } == [end])
        #expect(try node.run("replay", "--as-of", "1", "--check").status == 2)
        let beyond = try node.run("replay", "--as-of", "99999")
        #expect(beyond.status == 2 && beyond.errors.contains("fewer than 99999"), "\(beyond.errors)")
        #expect(try node.run("list", "claims", "--as-of", "\(end)").output == "None.\n")
        #expect(try node.run("list", "stays", "--as-of", "\(end)", "--json").object["rows"] as? [[String: Any]] != nil)
        #expect(try node.run("list", "claims", "--as-of", "2099-01-01").output.contains(PlayedCase.claim))
        let trace = try node.run("trace", PlayedCase.claim, "--as-of", "1", "--json").object
        #expect(trace["status"] as? String == "submitted")
        #expect(try node.run("trace", PlayedCase.claim, "--as-of", "2000-01-01").status == 1)
        #expect(try node.run("trace", PlayedCase.claim, "--as-of", "then").status == 2)
    }

    @Test("Holidays, a policy and a catalogue are published from their files; the second time they are already there.")
    func publishes() throws {
        let node = try PlayedCase(steps: 1)
        let policy = try node.file("policy.yaml", Self.policy)
        for (command, file) in [
            ("policy", policy), ("policy", "\(Self.examples)/procedure-2025-2026.yaml"),
            ("catalogue", "\(Self.examples)/catalogue-sample.yaml"),
        ] {
            let first = try node.run(command, "publish", file, "--as", "210200", "--json")
            #expect(first.status == 0, "\(first.errors)")
            let recorded = try first.object["recorded"] as? [String: Any]
            #expect(recorded?["alreadyPresent"] as? Bool == false)
            let second = try node.run(command, "publish", file, "--as", "210200")
            #expect(second.status == 0 && second.output.contains("already there"))
        }
        #expect(try node.run("show", "policy/210200/procedure").output.contains("2025-2026"))
        #expect(try node.run("show", "catalogue/210200/treating-place").output.contains("2018-1"))
        #expect(try node.run("list", "catalogues").output.contains("treating-place 2018-1"))
        let wrong = try node.file("wrong.yaml", "catalogue: c\nitems:\n  - {name: a, class: X}\n")
        for command in [["catalogue", "check", wrong], ["catalogue", "publish", wrong, "--as", "210200"]] {
            let run = try Tool.run(command, node: node.node)
            #expect(run.status == 1 && run.errors.contains("wrong.yaml, line 3, column 22"), "\(run.errors)")
        }
        let trace = try node.run("trace", "catalogue/210200/treating-place").output
        #expect(trace.contains("published catalogue treating-place 2018-1 (9 items, from 2018-01-01)"))
        #expect(try node.run("trace", "catalogue/210200/treating-place", "--language", "zh").output.contains("发布目录"))
    }

    @Test("catalogue check counts what a catalogue has.")
    func checks() throws {
        let run = try Tool.run(["catalogue", "check", "\(Self.examples)/catalogue-sample.yaml", "--json"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(try run.object["items"] as? Int == 9)
        #expect(try (run.object["classes"] as? [String: Int]) == ["A": 4, "B": 4, "C": 1])
        let settings = try Tool.run(["policy", "check", "\(Self.examples)/procedure-2025-2026.yaml", "--json"])
        #expect(settings.status == 0, "\(settings.errors)")
        #expect(try settings.object["holidays"] as? Int == 61)
    }

    @Test(
        "settle --claim compares an adjudication with its policy, puts another beside it, and offers what the catalogue adjusts."
    )
    func prices() throws {
        let node = try PlayedCase(steps: 6)
        let policy = try node.file("policy.yaml", Self.policy)
        let half = try node.file("half.yaml", Self.policy.replacing("90%", with: "50%"))
        #expect(try node.run("policy", "publish", policy, "--as", "210200").status == 0)
        #expect(
            try node.run("catalogue", "publish", "\(Self.examples)/catalogue-sample.yaml", "--as", "210200").status == 0
        )
        #expect(
            try node.run(
                "record", PlayedCase.claim, "ClaimAccepted", "--as", "210200", input: #"{"latenessExcused":"ill"}"#
            ).status == 0)
        // Not priced yet: the policy is asked, and nothing compared.
        let unknown = try node.run(
            "settle", "--claim", PlayedCase.claim, "--policy", "policy/210200/retirees", "--fact", "colour=red")
        #expect(unknown.status != 0 && unknown.errors.contains("“colour” is no fact"), "\(unknown.errors)")
        let asked = try node.run("settle", "--claim", PlayedCase.claim, "--policy", "policy/210200/retirees", "--json")
        #expect(asked.status == 0, "\(asked.errors)")
        #expect(try asked.object["agrees"] == nil)
        let computed = try #require(try asked.object["computed"] as? [String: Any])
        let settlement = try #require(computed["settlement"] as? [String: Any])
        #expect(settlement["fundTotal"] as? String == "9379183")
        let split = String(
            decoding: try JSONSerialization.data(withJSONObject: try #require(settlement["split"])), as: UTF8.self)
        #expect(
            try node.run(
                "record", PlayedCase.claim, "ClaimAdjudicated", "--as", "210200",
                input: #"{"split":\#(split),"policy":"policy/210200/retirees","policyVersion":"2018"}"#
            ).status == 0)
        let same = try node.run("settle", "--claim", PlayedCase.claim)
        #expect(same.status == 0, "\(same.errors)")
        #expect(same.output.contains("the adjudication is what the policy gives"))
        #expect(same.output.contains("B") && same.output.contains("清创缝合术") && same.output.contains("12.0 times"))
        let run = try node.run("settle", "--claim", PlayedCase.claim, "--what-if", half, "--json")
        #expect(run.status == 0, "\(run.errors)")
        let amounts = try #require(try run.object["amounts"] as? [[String: Any]])
        let fund = try #require(amounts.first { $0["name"] as? String == "fundTotal" })
        #expect(fund["recorded"] as? String == "9379183" && fund["computed"] as? String == "9379183")
        #expect(fund["whatIf"] as? String == "5210657" && fund["whatIfDifference"] as? String == "-4168526")
        let adjustments = try #require(try run.object["adjustments"] as? [[String: Any]])
        #expect(adjustments.count == 5)
        let decision = try #require(adjustments[0]["decision"] as? [String: Any])
        #expect(decision["billed"] as? String == "545200" && decision["adjusted"] as? String == "50000")
        // Another policy is another result: what was recorded differs from it.
        let other = try node.run("settle", "--claim", PlayedCase.claim, "--policy", half)
        #expect(other.status == 1 && other.output.contains("the adjudication differs"))
        #expect(other.output.contains("-41,685.26"))
    }

    @Test(
        "settle refuses what does not go together.",
        arguments: [
            [], ["--claim", "claim/210200/1", "--bill", "b.yaml"], ["--bill", "b.yaml"],
            ["--claim", "claim/210200/1", "--fact", "networked"],
            ["--policy", "p.yaml", "--bill", "b.yaml", "--what-if", "p.yaml"],
        ])
    func settleMisuse(arguments: [String]) throws {
        #expect(try Tool.run(["settle"] + arguments).status == 2)
    }
}
