import Foundation
import Testing

/// The forged invoice's case with `Examples/dispute` played on it.
private struct PlayedDispute {
    static let stream = "dispute/110000/2019-000009"
    static let arbiter = "110000"
    static let batches = [
        ("1-center-opening", "210200", "center"), ("2-arbiter-notice", "110000", ""),
        ("3-hospital-statement", PlayedCase.hospital, "hospital"), ("4-center-statement", "210200", ""),
        ("5-arbiter-ruling", "110000", "arbiter"), ("6-center-appeal", "210200", ""),
        ("7-arbiter-appeal", "110000", ""), ("8-center-measures", "210200", ""),
        ("9-center-consequences", "210200", ""),
    ]
    static let folder = "\(Tool.project)/Examples/dispute"

    let node: PlayedCase

    /// - Parameter steps: how many of the batches are played.
    init(steps: Int = 9) throws {
        node = try PlayedCase(steps: 6)
        let made = try node.run(
            "init", "--data", node.node, "--role", "arbiter", "--code", "110000", "--name", "省际争议裁决处", "--origin",
            "triplicate.example/arbiter-110000")
        try #require(made.status == 0, "\(made.errors)")
        for step in 0..<steps { try play(step) }
    }

    func play(_ step: Int) throws {
        let (file, party, papers) = Self.batches[step]
        // A code may be of several roles.
        let role = file.split(separator: "-")[1]
        var arguments = ["record", "--batch", "\(Self.folder)/\(file).jsonl", "--as", "\(role):\(party)"]
        if !papers.isEmpty { arguments += ["--attach", "\(Self.folder)/papers/\(papers)"] }
        let run = try Tool.run(arguments, node: node.node)
        try #require(run.status == 0, "\(file): \(run.errors)\(run.output)")
    }
}

@Suite("disputes on the command line")
struct DisputeCommandTests {
    @Test(
        "L4: Examples/dispute is played from the opening over ruling and appeal to what was carried out, twice the same."
    )
    func played() throws {
        let played = try PlayedDispute()
        let node = played.node
        let show = try node.run("show", PlayedDispute.stream)
        #expect(show.status == 0, "\(show.errors)")
        for text in [
            "final", "Ruling of 2019-02-01", "dismissed", "carried out on 2019-02-21", "after the last decision",
            "on paper, not signed by the institution",
            "the ruling stands", "Clock", "90,000.00",
        ] {
            #expect(show.output.contains(text), "\(text) in \(show.output)")
        }
        #expect(!show.output.contains("irregular") && !show.output.contains("pending"))
        let ruling = try #require(show.output.range(of: "dismissed, on 2019-02-01"))
        let statements = try #require(show.output.range(of: "Statements"))
        #expect(ruling.lowerBound < statements.lowerBound, "what came of it stands first")
        let chinese = try node.run("show", PlayedDispute.stream, "--language", "zh").output
        for word in ["时限", "被申请方待陈述", "按时", "所述理由", "最后决定之后"] {
            #expect(chinese.contains(word), "\(word) in \(chinese)")
        }
        #expect(try node.run("list", "disputes", "--status", "final").output.contains(PlayedDispute.stream))
        #expect(try node.run("list", "disputes", "--institution", PlayedCase.hospital).output.contains("90,000.00"))
        #expect(try node.run("list", "claims").output.contains(PlayedCase.claim))
        let before = try node.run("show", PlayedDispute.stream, "--json").output
        try played.play(4)
        #expect(try node.run("show", PlayedDispute.stream, "--json").output == before)
        #expect(try node.run("verify").status == 0)
    }

    @Test("P7: what is over is listed, shown and traced; what was done late says by how many days.")
    func overdue() throws {
        let node = try PlayedDispute(steps: 2).node
        let list = try node.run("list", "disputes", "--overdue", "--on", "2019-03-20", "--json")
        #expect(list.status == 0, "\(list.errors)")
        let rows = try #require(try list.object["rows"] as? [[String: Any]])
        let days = Dictionary(
            rows.map { ("\($0["kind"] ?? "")", $0["lastDay"] as? String ?? "") },
            uniquingKeysWith: { a, b in max(a, b) })
        // 17 January 2019 is a Thursday; without holidays in the settings, fifteen working days end on 7 February.
        #expect(
            days == ["dispute-statement": "2019-01-24", "dispute-ruling": "2019-02-07", "inquiry": "2019-03-19"])
        #expect(rows.count == 4)
        #expect(try node.run("list", "all", "--overdue", "--on", "2019-03-20").output.contains("the ruling"))
        #expect(try node.run("show", PlayedDispute.stream).output.contains("overdue by"))
        #expect(try node.run("trace", PlayedDispute.stream).output.contains("overdue by"))
        let early = try node.run("list", "disputes", "--overdue", "--on", "2019-01-24", "--json")
        #expect((try early.object["rows"] as? [Any])?.isEmpty == true)
        // The arbiter's settings.
        let file = try node.file(
            "arbiter.yaml",
            "procedure: p\nversion: \"1\"\neffective: {from: 2019-01-01}\ndisputeRulingDays: 3\nholidays: {2019: [2019-01-18]}\n"
        )
        let settings = try node.run("policy", "publish", file, "--as", "arbiter:110000", "--json")
        #expect(settings.status == 0, "\(settings.errors)")
        #expect(
            (try settings.object["recorded"] as? [String: Any])?["stream"] as? String
                == "policy/110000/arbiter/procedure")
        #expect(try node.run("policy", "check", file).status == 0)
        let center = try node.run("policy", "publish", file, "--as", "center:210200", "--json")
        #expect(try center.error["number"] as? Int == 906)
        let months = try node.file(
            "center.yaml", "procedure: p\nversion: \"2\"\neffective: {from: 2019-01-01}\nclaimMonths: 2\n")
        let arbiter = try node.run("policy", "publish", months, "--as", "arbiter:110000", "--json")
        #expect(try arbiter.error["number"] as? Int == 906)
        // Another version takes what it does not state from the first.
        let second = try node.file(
            "second.yaml",
            "procedure: p\nversion: \"2\"\nextends: \"1\"\neffective: {from: 2019-01-01}\nappealDays: 20\n")
        #expect(try node.run("policy", "publish", second, "--as", "arbiter:110000").status == 0)
        let changed = try node.run("list", "disputes", "--overdue", "--on", "2019-01-24").output
        #expect(changed.contains("the ruling") && changed.contains("2019-01-23"), "\(changed)")
    }

    @Test(
        "L5: a trace gathers the streams of the dispute and their parties, both sides next to each other, and the clock."
    )
    func traced() throws {
        let node = try PlayedDispute().node
        let text = try node.run("trace", PlayedDispute.stream, "--language", "en").output
        for word in [
            "Both sides", "claimant center:210200", "respondent hospital:H11019900001", "Clock", PlayedCase.claim,
            PlayedCase.stay, "filing/210200/2018-000045", "person/210200/000123", "claim-differs-from-hospital-bill",
            "in dispute", "arbiter:110000",
        ] {
            #expect(text.contains(word), "\(word)")
        }
        #expect(!text.contains("pending: no decision") && text.contains("after the last decision: the case is closed"))
        #expect(text.contains("dismissed, on 2019-02-01"))
        let trace = try node.run("trace", PlayedDispute.stream, "--json").object
        let dispute = try #require(trace["dispute"] as? [String: Any])
        #expect((dispute["ruling"] as? [String: Any])?["ruledOn"] as? String == "2019-02-01")
        let late = try #require(trace["events"] as? [[String: Any]]).filter { $0["closed"] as? Bool == true }
        #expect(!late.isEmpty && late.allSatisfy { $0["standing"] as? String == "pending" })
        let steps = try #require(dispute["steps"] as? [[String: Any]])
        #expect(steps.filter { $0["side"] as? String == "claimant" }.count == 6)
        #expect(steps.filter { $0["side"] as? String == "respondent" }.count == 2)
        #expect((dispute["clock"] as? [Any])?.count == 9)
        #expect(Set((trace["parties"] as? [[String: Any]] ?? []).compactMap { $0["party"] as? String }).count == 4)
        #expect((trace["verification"] as? [String: Any])?["ok"] as? Bool == true)

        // What a claim's trace says of its disputes, and a dispute's of what it is about.
        #expect(dispute["subjects"] as? [String] == [PlayedCase.claim, PlayedCase.stay])
        for stream in [PlayedCase.claim, PlayedCase.stay] {
            let about = try node.run("trace", stream, "--json").object["disputes"] as? [[String: Any]]
            #expect(about?.compactMap { $0["stream"] as? String } == [PlayedDispute.stream])
            #expect(try node.run("show", stream).output.contains("triplicate trace \(PlayedDispute.stream)"))
        }
        #expect((trace["disputes"] as? [Any])?.isEmpty == true)
        // Carried out on the days that the reports state; the statement has no day but that of its record, and says why.
        let clock = try #require(dispute["clock"] as? [[String: Any]])
        let done = clock.filter { $0["kind"] as? String == "consequence" }
        #expect(done.compactMap { $0["doneOn"] as? String } == ["2019-02-21", "2019-02-21", "2019-02-22"])
        #expect(done.allSatisfy { ($0["daysOver"] as? Int ?? 1) <= 0 })
        let statement = clock.first { $0["kind"] as? String == "dispute-statement" }
        #expect((statement?["lateReason"] as? String)?.hasPrefix("示例") == true && text.contains("示例在播放时记录"))

        // Who knew what when: the hospital named the opening and the notice in its statement, and nothing since.
        let known = try #require(dispute["knowledge"] as? [[String: Any]])
        func holders(_ party: String) -> [String: Int] {
            known.flatMap { $0["parties"] as? [[String: Any]] ?? [] }.filter { $0["party"] as? String == party }
                .reduce(into: [:]) { $0[$1["standing"] as? String ?? "", default: 0] += 1 }
        }
        // 14 entries of the dispute and five that it cites: the bill, the claim, and what carried it out.
        #expect(known.count == 19)
        #expect(
            holders("hospital:\(PlayedCase.hospital)") == [
                "own": 3, "acknowledged": 4, "notAcknowledged": 8, "notAddressed": 4,
            ])
        #expect(holders("arbiter:110000")["own"] == 6)
        let opening = try #require(known.first { ($0["entry"] as? [String: Any])?["number"] as? Int == 3 })
        let held = try #require(
            (opening["parties"] as? [[String: Any]])?.first { $0["party"] as? String == "arbiter:110000" })
        #expect((held["by"] as? [String: Any])?["number"] as? Int == 0 && held["since"] != nil)
        #expect(text.contains("Who knew what when") && text.contains("not acknowledged"))

        // As the hospital had acknowledged it when it made its statement: nothing of what followed.
        let then = try node.run("trace", PlayedDispute.stream, "--known-by", "hospital:\(PlayedCase.hospital)").output
        #expect(then.contains("Not acknowledged") || then.contains("As known by"))
        #expect(!then.contains("appealed:"))
    }

    @Test("L5: the page has both sides in two columns, the clock and the documents, and needs nothing else.")
    func page() throws {
        let node = try PlayedDispute().node
        let run = try node.run("trace", PlayedDispute.stream, "--html", "-")
        #expect(run.status == 0, "\(run.errors)")
        let page = try run.page
        let ids = page.elements.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count && ids.contains("dispute"))
        for link in page.all("a") {
            #expect(ids.contains(String(link.attributes["href"]?.dropFirst() ?? "")), "\(link)")
        }
        for word in [
            "双方", "Both sides", "claimant", "医保办陈述", "时限", "纸质来函", "北京第二示范医院复函", "谁在何时知道什么",
            "Who knew what when", "示例在播放时记录",
        ] {
            #expect(run.output.contains(word), "\(word)")
        }
        #expect(ids.contains("clock") && ids.contains("known"))
        let claim = try node.run("trace", PlayedCase.claim, "--html", "-")
        let claimPage = try claim.page
        #expect(claim.output.contains(PlayedDispute.stream))
        #expect(claimPage.elements.contains { $0.attributes["id"] == "disputes" })
        #expect(claimPage.all("a").contains { $0.attributes["href"] == "#disputes" })
        let foreign = ["script", "img", "iframe", "form"]
        #expect(Set(page.elements.map(\.name)).isDisjoint(with: foreign))
    }

    @Test(
        "L4: the evidence of a dispute has its stream and what its rulings cite, and verifies here and independently.")
    func evidence() throws {
        let node = try PlayedDispute().node
        let file = node.path("dispute.evidence")
        let export = try node.run("evidence", "export", PlayedDispute.stream, "--out", file, "--json")
        #expect(export.status == 0, "\(export.errors)")
        let trust = try node.file("trust.vkeys", node.run("evidence", "keys").output)
        let verdict = try Tool.run(["evidence", "verify", file, "--trust", trust, "--json"])
        #expect(verdict.status == 0, "\(verdict.errors)\(verdict.output)")
        let entries = try #require(try verdict.object["entries"] as? [[String: Any]])
        let types = entries.compactMap { $0["type"] as? String }
        #expect(types.contains("DisputeSettled") && types.contains("BillSettled") && types.contains("ClaimSubmitted"))
        #expect(!types.contains("DayBilled") && !types.contains("PersonRegistered"))
        #expect(types.count == 16, "\(types)")
        let independent = try Tool.start(
            "/usr/bin/env",
            ["python3", "\(Tool.project)/Tests/Independent/verify_evidence.py", file, "--trust", trust])
        #expect(independent.status == 0, "\(independent.errors)\(independent.output)")
    }

    @Test("L4: what is not held is not cited, and what carried nothing out is refused by number.")
    func refusals() throws {
        let node = try PlayedDispute(steps: 7).node
        let unknown = try node.run(
            "record", PlayedDispute.stream, "StatementFiled", "--as", "hospital:\(PlayedCase.hospital)", "--json",
            input: #"{"text": "x", "cited": [{"entry": {"origin": "triplicate.example/nobody", "number": "1"}}]}"#)
        #expect(unknown.status == 1)
        #expect(try unknown.error["number"] as? Int == 865)
        #expect(unknown.output.contains("no such log is on this node") && unknown.output.contains("mirrored here"))
        let absent = try node.run(
            "record", PlayedDispute.stream, "StatementFiled", "--as", "hospital:\(PlayedCase.hospital)", "--json",
            input:
                #"{"text": "x", "cited": [{"entry": {"origin": "triplicate.example/center-210200", "number": "9999"}}]}"#
        )
        #expect(try absent.error["number"] as? Int == 865)
        #expect(absent.output.contains("entry 9999 of triplicate.example/center-210200 is unknown here"))
        // A dispute about nothing that is there, before nobody; what another node's party decides may be there.
        func open(_ stream: String, about subject: String) throws -> Tool.Run {
            try node.run(
                "record", stream, "DisputeOpened", "--as", "center:210200", "--json",
                input: """
                    {"claimant": "center:210200", "respondent": "hospital:\(PlayedCase.hospital)", "subjects": ["\(subject)"], \
                    "demand": "更正", "grounds": [{"number": 10010, "text": "不符"}], "lodgedOn": "2019-01-17"}
                    """)
        }
        let nothing = try open("dispute/110000/2019-000010", about: "claim/210200/2019-999999")
        #expect(try nothing.error["number"] as? Int == 866 && nothing.output.contains("claim/210200/2019-999999"))
        #expect(
            try open("dispute/110000/2019-000010", about: "stay/\(PlayedCase.hospital)/0").error["number"] as? Int
                == 866)
        let nobody = try open("dispute/210200/2019-000010", about: PlayedCase.claim)
        #expect(try nobody.error["number"] as? Int == 867)
        #expect(nobody.output.contains("center:210200 is no arbiter"))
        let elsewhere = try open("dispute/110000/2019-000010", about: "stay/H11010500001/2018-000001")
        #expect(elsewhere.status == 0, "\(elsewhere.output)")
        #expect(elsewhere.errors.contains("holds nothing of stay/H11010500001/2018-000001"))
        #expect(
            try node.run("show", "dispute/110000/2019-000010", "--language", "en").output.contains(
                "This node holds nothing of stay/H11010500001/2018-000001."))
        let page = try node.run("trace", "dispute/110000/2019-000010", "--html", "-").output
        #expect(page.contains("nothing of it is held here") && page.contains("本节点未持有"))
        let wrong = try node.run(
            "record", PlayedDispute.stream, "ConsequenceCarriedOut", "--as", "center:210200", "--json",
            input: #"{"number": 1, "entry": {"entry": {"origin": "triplicate.example/center-210200", "number": "3"}}}"#)
        #expect(try wrong.error["number"] as? Int == 879)
        let late = try node.run(
            "record", PlayedDispute.stream, "StatementFiled", "--as", "hospital:\(PlayedCase.hospital)", "--json",
            input: #"{"text": "after all was decided", "lateReason": "x"}"#)
        #expect(try late.error["number"] as? Int == 848)
        for (role, code) in [("arbiter", "H11019900001"), ("arbiter", "11000")] {
            let run = try node.run(
                "init", "--data", node.path("other"), "--role", role, "--code", code, "--name", "x", "--origin",
                "triplicate.example/x")
            #expect(run.status != 0)
        }
    }
}
