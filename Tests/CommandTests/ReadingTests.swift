import Foundation
import Testing

@Suite("show, list, trace, status")
struct ReadingTests {
    @Test("show prints a claim's state as proto3 JSON, and for people.")
    func showsClaim() throws {
        let node = try PlayedCase()
        let state = try node.run("show", PlayedCase.claim, "--json").object
        let claim = try #require(state["claim"] as? [String: Any])
        #expect(claim["status"] as? String == "REFUSED")
        #expect(claim["held"] as? Bool == true)
        let bill = (claim["submission"] as? [String: Any])?["bill"] as? [String: Any]
        #expect(bill?["total"] as? String == "10526314")
        #expect((state["entries"] as? [Any])?.count == 5)
        #expect(state["audience"] as? [String] == ["center:210200", "unit:91210299MA0TRPLC1U"])
        let page = try node.run("show", PlayedCase.claim).output
        #expect(page.contains("refused, payment held"))
        #expect(page.contains("105,263.14"))
        let operation = page.split(separator: "\n").first { $0.contains("OPR-452") }
        #expect(operation?.split(separator: " ") == ["OPR-452", "清创缝合术", "A", "1", "5,452.00", "5,452.00"])
        #expect(page.contains("2 findings: triplicate trace"))
        #expect(!page.contains("\u{1b}"))
    }

    @Test("show --as-of shows the first entries, or what the node held at a time.")
    func showsThen() throws {
        let node = try PlayedCase()
        let first = try node.run("show", PlayedCase.claim, "--as-of", "1", "--json").object
        #expect((first["claim"] as? [String: Any])?["status"] as? String == "SUBMITTED")
        #expect((first["entries"] as? [Any])?.count == 1)
        let before = try node.run("show", PlayedCase.claim, "--as-of", "2019-01-15T10:00:00+08:00")
        #expect(before.status == 1)
        #expect(before.errors.contains("held no entry of \(PlayedCase.claim) then"))
        let after = try node.run("show", PlayedCase.claim, "--as-of", "2999-12-31", "--json").object
        #expect((after["entries"] as? [Any])?.count == 5)
        let many = try node.run("show", PlayedCase.claim, "--as-of", "99")
        #expect(many.status == 0)
        #expect(many.errors.contains("holds 5 entries here, not 99"))
    }

    @Test("The time that show prints can be given as --as-of: it is the end of its second.")
    func pastesTimes() throws {
        let node = try PlayedCase()
        let page = try node.run("show", PlayedCase.claim).output
        let times = page.matches(of: /[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}/).map { String($0.output) }
        let newest = try #require(times.max())
        for text in [newest, newest.replacing(" ", with: "T"), "\(newest.replacing(" ", with: "T"))+08:00"] {
            let then = try node.run("show", PlayedCase.claim, "--as-of", text, "--json").object
            #expect((then["entries"] as? [Any])?.count == 5, "\(text)")
        }
    }

    @Test("Every reference to an entry has its number in JSON, also if that is 0.")
    func referencesAreWhole() throws {
        let json = try PlayedCase().run("show", "filing/210200/2018-000045", "--json").output
        #expect(json.contains(#"{"origin":"triplicate.example/hospital-h11019900001","number":"0"}"#))
        #expect(json.firstMatch(of: /\{"origin":"[^"]*"\}/) == nil)
    }

    @Test(
        "Every kind of stream has its page.",
        arguments: [
            ("person/210200/000123", "card locked"), ("institution/210200/H11019900001", "北京示范医院"),
            ("filing/210200/2018-000045", "recorded"), (PlayedCase.stay, "48, together 15,263.14"),
        ])
    func showsKinds(stream: String, text: String) throws {
        let run = try PlayedCase().run("show", stream)
        #expect(run.status == 0)
        #expect(run.output.contains(text))
        #expect(run.output.hasPrefix(stream))
    }

    @Test(
        "list finds claims by each condition, and nothing by a wrong one.",
        arguments: [
            ("--person", "林海生", "丘海生"), ("--person", "210299195603120007", "34052419800101001X"),
            ("--invoice", "111001807-20181011", "111001807-20181012"), ("--invoice", "20181011", "2018101"),
            ("--institution", "H11019900001", "H11019900002"), ("--unit", "91210299MA0TRPLC1U", "91210299MA0TRPLC1X"),
            ("--status", "refused", "paid"), ("--status", "REFUSED", "Paid"), ("--from", "2018-10-11", "2018-10-12"),
            ("--to", "2018-10-11", "2018-10-10"),
        ])
    func lists(option: String, right: String, wrong: String) throws {
        let node = try PlayedCase()
        let found = try node.run("list", "claims", option, right, "--json").object["rows"] as? [[String: Any]]
        #expect(found?.map { $0["stream"] as? String } == [PlayedCase.claim])
        #expect(found?[0]["amount"] as? String == "10526314")
        let missed = try node.run("list", "claims", option, wrong, "--json")
        #expect(missed.status == 0)
        #expect((try missed.object["rows"] as? [Any])?.isEmpty == true)
        #expect(try node.run("list", "claims", option, wrong).output == "None.\n")
    }

    @Test("list goes from page to page.")
    func pages() throws {
        let node = try PlayedCase(steps: 0)
        let lines = (1...5).map { number in
            """
            {"stream": "institution/210200/H1101990000\(number)", "type": "InstitutionDesignated", "event": {"code": "H1101990000\(number)", "name": "院\(number)", "place": "110100", "level": 3, "ownership": "PUBLIC", "validFrom": "2015-01-01"}}
            """
        }
        let file = try node.file("five.jsonl", lines.joined(separator: "\n"))
        #expect(try node.run("record", "--batch", file, "--as", "210200").status == 0)
        var seen: [String] = []
        var after: String?
        repeat {
            let more = after.map { ["--after", $0] } ?? []
            let page = try Tool.run(["list", "institutions", "--limit", "2", "--json"] + more, node: node.node).object
            seen += (page["rows"] as? [[String: Any]])?.compactMap { $0["title"] as? String } ?? []
            after = page["next"] as? String
        } while after != nil
        #expect(seen == ["院1", "院2", "院3", "院4", "院5"])
    }

    @Test("trace shows every party's entries, the findings with their proof, and that all of it is signed.")
    func traces() throws {
        let node = try PlayedCase()
        let trace = try node.run("trace", PlayedCase.claim, "--json").object
        #expect((trace["events"] as? [Any])?.count == 61)
        let findings = try #require(trace["findings"] as? [[String: Any]])
        #expect(findings.map { $0["code"] as? String } == ["claim-differs-from-hospital-bill", "late-submission"])
        let amounts = findings[0]["amounts"] as? [[String: Any]]
        #expect(amounts?.map { $0["fen"] as? String } == ["10526314", "1526314", "9000000"])
        #expect((findings[0]["lines"] as? [Any])?.count == 6)
        let evidence = findings[0]["evidence"] as? [[String: Any]]
        #expect(evidence?.map { $0["number"] as? Int } == [1, 51])
        #expect((trace["verification"] as? [String: Any])?["ok"] as? Bool == true)
        let events = try #require(trace["events"] as? [[String: Any]])
        let held = try #require(events.first { $0["type"] as? String == "PaymentHeld" })
        let after = held["after"] as? [[String: Any]]
        #expect(after?.map { $0["log"] as? String } == ["triplicate.example/unit-91210299ma0trplc1u"])
        #expect(after?.map { $0["number"] as? Int } == [1])
    }

    @Test("The traced page has a lane for each party, entries that follow each other in one line, or all of them.")
    func tracesPage() throws {
        let node = try PlayedCase()
        let page = try node.run("trace", PlayedCase.claim).output
        #expect(page.contains("recorded             C U H"))
        #expect(page.contains("│ │ ●  billed the day 2018-08-25 … billed the day 2018-10-11 (48)  15,263.14"))
        #expect(
            page.contains("105,263.14 is claimed, the hospital's own bill is 15,263.14, the difference is 90,000.00"))
        #expect(page.contains("proof: U#1, H#51"))
        #expect(page.contains("Every entry above is in a tree whose head its party signed."))
        let all = try node.run("trace", PlayedCase.claim, "--all").output
        #expect(all.split(separator: "\n").count { $0.contains("billed the day") } == 48)
        let chinese = try Tool.run(["trace", PlayedCase.claim], node: node.node, environment: ["LANG": "zh_CN.UTF-8"])
        #expect(chinese.output.contains("申报 105,263.14 元，医院结算单 15,263.14 元，相差 90,000.00 元"))
        #expect(chinese.output.contains("1 申报的账单与医院自己的结算单不符  警报"))
        let english = [
            "Parties", "What happened", "Findings", "Money", "Proof", "refused", "alarm", "after", "read ", "claimed",
            "claim-differs", "size", "log ",
        ]
        for word in english { #expect(!chinese.output.contains(word), "\(word)") }
    }

    @Test("The traced page for a browser is whole, and what people wrote is escaped in it.")
    func tracesHTML() throws {
        let node = try PlayedCase(steps: 6)
        let held = #"{"grounds":[{"number":10001,"text":"<script>alert(1)</script> & \"x\""}]}"#
        #expect(try node.run("record", PlayedCase.claim, "PaymentHeld", "--as", "210200", input: held).status == 0)
        let file = node.path("case.html")
        #expect(try node.run("trace", PlayedCase.claim, "--html", file).status == 0)
        let html = try String(contentsOfFile: file, encoding: .utf8)
        #expect(html.hasPrefix("<!doctype html>") && html.hasSuffix("</body></html>\n"))
        #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;"))
        #expect(!html.contains("<script"))
        #expect(html.contains("15,263.14"))
        #expect(try node.run("trace", PlayedCase.claim, "--html", "-").output == html)
    }

    @Test("A page is not written over a file that is there, unless that is asked for.")
    func replacesPages() throws {
        let node = try PlayedCase()
        let mine = try node.file("mine.html", "something of mine\n")
        let refused = try node.run("trace", PlayedCase.claim, "--html", mine)
        #expect(refused.status == 2 && refused.errors.contains("is there already"), "\(refused.errors)")
        #expect(try String(contentsOfFile: mine, encoding: .utf8) == "something of mine\n")
        #expect(try node.run("trace", PlayedCase.claim, "--html", mine, "--replace").status == 0)
        #expect(try String(contentsOfFile: mine, encoding: .utf8).hasPrefix("<!doctype html>"))
        #expect(try node.run("trace", PlayedCase.claim, "--html", "-", "--replace").status == 0)
    }

    @Test("status counts what is there and how far it is signed.")
    func status() throws {
        let node = try PlayedCase()
        let status = try node.run("status", "--json").object
        #expect(status["entries"] as? Int == 62)
        #expect(status["blobs"] as? Int == 6)
        let logs = try #require(status["logs"] as? [[String: Any]])
        #expect(logs.map { $0["entries"] as? Int } == [8, 2, 52])
        #expect(logs.map { $0["signed"] as? Int } == [8, 2, 52])
        #expect(try node.run("status").output.contains("hospital:H11019900001"))
    }
}
