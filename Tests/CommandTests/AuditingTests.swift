import Foundation
import Testing

@Suite("worklist and review")
struct AuditingTests {
    private func rows(_ run: Tool.Run) throws -> [[String: Any]] {
        try #require(try run.object["rows"] as? [[String: Any]])
    }

    @Test("S9: from the declaration over the audit with its photograph to the conclusion, on the command line.")
    func auditing() throws {
        let node = try PlayedCase(steps: 4)
        #expect(try node.run("worklist").output.hasPrefix("Nobody is in hospital"))
        let declared = try node.run(
            "record", "admission/210200/2018-000007", "AdmissionDeclared", "--as", PlayedCase.hospital,
            input: """
                {"person": "person/210200/000123", "unit": "\(PlayedCase.unit)", "hospital": "\(PlayedCase.hospital)",
                "insured": {"name": "林海生", "residentId": "210299195603120007", "cardNumber": "LN21029900012345"},
                "ward": "骨科", "bed": "12", "admittedOn": "2018-08-25", "declaredBy": "陈护士长"}
                """)
        #expect(declared.status == 0, "\(declared.errors)")
        var list = try node.run("worklist", "--as", "210200", "--json")
        var row = try #require(try rows(list).first)
        #expect(row["admission"] as? String == "admission/210200/2018-000007")
        #expect(row["filing"] as? String == "filing/210200/2018-000045", "the one that covers the stay")
        #expect(row["residentID"] == nil)
        #expect(
            (row["reasons"] as? [[String: Any]])?.compactMap { $0["code"] as? String } == [
                "history-unclear", "no-audit",
            ])

        let ordered = try node.run(
            "record", "audit/210200/2018-000003", "AuditOrdered", "--as", "210200", "--operator", "auditor.he",
            input: """
                {"kind": "SITE_VISIT", "subject": "admission/210200/2018-000007", "staff": ["何审计"],
                "dueOn": "2099-12-31", "grounds": [{"number": 10001, "text": "病史不清"}]}
                """)
        #expect(ordered.status == 0, "\(ordered.errors)")
        let picture = try node.file("bed-12.jpg", "a patient at the bed")
        let hash = try #require(
            try Tool.start("/usr/bin/sha256sum", [picture]).output.split(separator: " ").first)
        let taken = try node.run(
            "record", "audit/210200/2018-000003", "PhotographTaken", "--as", "210200", "--attach", picture,
            input: """
                {"photograph": {"kind": "PHOTOGRAPH", "sha256": "\(hash)", "title": "床旁"}, "subject": "PATIENT_AT_BED",
                "takenOn": "2018-09-03", "place": "骨科 12 床", "takenBy": "何审计"}
                """)
        #expect(taken.status == 0, "\(taken.errors)")
        let early = try node.run(
            "record", "audit/210200/2018-000003", "AuditConcluded", "--as", "210200", "--json",
            input: #"{"result": "CONFIRMED", "concludedOn": "2018-09-04", "summary": "属实"}"#)
        #expect(early.status == 1)
        #expect(try early.error["number"] as? Int == 526)
        let shown = try node.run("show", "audit/210200/2018-000003").output
        #expect(shown.contains("patient at the bed") && shown.contains(hash) && shown.contains("missing"))
        list = try node.run("worklist")
        #expect(list.output.contains("audit/210200/2018-000003 open until 2099-12-31"))
        for (type, event) in [
            (
                "SiteVisited",
                #"{"visitedOn": "2018-09-03", "place": "骨科", "staff": ["何审计"], "patientPresent": true, "found": "在床"}"#
            ), ("AuditConcluded", #"{"result": "CONFIRMED", "concludedOn": "2018-09-04", "summary": "属实"}"#),
        ] {
            let run = try node.run("record", "audit/210200/2018-000003", type, "--as", "210200", input: event)
            #expect(run.status == 0, "\(run.errors)")
        }
        row = try #require(try rows(try node.run("worklist", "--json")).first)
        #expect((row["audits"] as? [[String: Any]])?.first?["result"] as? String == "confirmed")
        let audits = try node.run("show", "admission/210200/2018-000007").output
        #expect(audits.contains("Audits and reviews") && audits.contains("audit/210200/2018-000003"))
        #expect(try node.run("list", "audits", "--status", "concluded").output.contains("audit/210200/2018-000003"))
        #expect(try node.run("list", "admissions", "--person", "林海生").output.contains("declared"))
        let closed = try node.run(
            "record", "admission/210200/2018-000007", "AdmissionClosed", "--as", PlayedCase.unit,
            input: #"{"dischargedOn": "2018-10-11"}"#)
        #expect(closed.status == 0, "\(closed.errors)")
        #expect(try rows(try node.run("worklist", "--json")).isEmpty)
        #expect(try rows(try node.run("worklist", "--day", "2018-10-10", "--json")).count == 1)
        #expect(try node.run("verify").status == 0)
    }

    @Test("S9: what cannot be listed is misuse or is refused in words.")
    func worklistRefusals() throws {
        let node = try PlayedCase(steps: 5)
        #expect(try rows(try node.run("worklist", "--day", "2018-09-01", "--json")).count == 1)
        #expect(try node.run("worklist", "--day", "2018-02-30").status == 2)
        #expect(try node.run("worklist", "--hospital", "210200").status == 2)
        let hospital = try node.run("worklist", "--as", PlayedCase.hospital, "--json")
        #expect(hospital.status == 1)
        #expect(try hospital.error["number"] as? Int == 107)
    }

    @Test(
        "P3: a draw is made and checked on the command line; a claim under review is marked, and a forged draw is found out."
    )
    func reviewing() throws {
        let node = try PlayedCase(steps: 6)
        let accepted = try node.run(
            "record", PlayedCase.claim, "ClaimAccepted", "--as", "210200", input: #"{"latenessExcused": "第十二条"}"#)
        #expect(accepted.status == 0, "\(accepted.errors)")
        let draw = ["review", "draw", "--as", "210200", "--from", "2020-01-01", "--to"]
        func day(_ seconds: Double) -> String {
            Date(timeIntervalSinceNow: 28_800 + seconds).formatted(.iso8601.year().month().day())
        }
        let (today, yesterday) = (day(0), day(-86_400))
        // The claim was taken up today, and is in no population before tomorrow.
        let drawn = try Tool.run(
            draw + [yesterday, "--share", "5%", "--value", "50000", "--number", "1", "--json"], node: node.node)
        #expect(drawn.status == 0, "\(drawn.errors)")
        #expect(try drawn.object["population"] as? Int == 0)
        #expect(try #require(try drawn.object["claims"] as? [[String: Any]]).isEmpty)
        let check = try node.run("review", "check", "review/210200/1", "--json")
        #expect(check.status == 0)
        #expect(try check.object["honest"] as? Bool == true)
        #expect(try node.run("trace", "review/210200/1").status == 0)

        // A draw of a claim that was not in its population.
        let root = try #require(try drawn.object["checkpointRoot"] as? String)
        let size = try #require(try drawn.object["checkpointSize"] as? Int)
        let forged = try node.run(
            "record", "review/210200/2", "ReviewDrawn", "--as", "210200",
            input: """
                {"acceptedFrom": "2020-01-01", "acceptedTo": "\(yesterday)", "checkpointSize": "\(size)",
                "checkpointRoot": "\(root)", "randomShare": "0.05", "valueFrom": "5000000", "population": 1,
                "claims": [{"claim": "\(PlayedCase.claim)", "causes": ["RANDOM", "VALUE"]}]}
                """)
        #expect(forged.status == 0, "\(forged.errors)")
        let found = try node.run("review", "check", "review/210200/2")
        #expect(found.status == 1)
        #expect(found.output.contains("not honest") && found.output.contains("by the rule not drawn"))
        #expect(found.output.contains("1 entry stands between"))
        #expect(try node.run("list", "claims").output.contains("accepted, under review"))
        #expect(try node.run("show", PlayedCase.claim).output.contains("at random, by value"))
        #expect(try node.run("show", "review/210200/2").output.contains("1 open"))

        let again = try Tool.run(draw + [yesterday, "--share", "5%", "--number", "1", "--json"], node: node.node)
        #expect(try again.error["number"] as? Int == 971)
        for late in [today, "2099-01-01"] {
            let ahead = try Tool.run(draw + [late, "--share", "5%", "--json"], node: node.node)
            #expect(try ahead.error["number"] as? Int == 537)
        }
        for wrong in [["--share", "101%"], ["--share", "x"], ["--value", "0"], ["--deviation", "1"], []] {
            #expect(try Tool.run(draw + [yesterday] + wrong, node: node.node).status == 2, "\(wrong)")
        }
        #expect(try node.run("review", "check", "review/210200/none").status == 1)
    }
}
