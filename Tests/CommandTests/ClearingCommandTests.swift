import Foundation
import Testing

@Suite("clearing, reconcile, react")
struct ClearingCommandTests {
    private static let reserve = "reserve/210200/310100/2024"
    private static let clearing = "clearing/210200/310100/2024-05"

    /// A node with a stay that was settled directly in May 2024, as Examples/direct-settlement has it.
    private static let played = Result {
        try PlayedExample("direct-settlement", isPlayed: { !$0.hasPrefix("9") }) { batch, node in
            if batch >= "6" { try #require(try Tool.run(["react"], node: node).status == 0) }
        }
    }

    /// Runs the program on a copy of the node that was played.
    private func copied(_ body: (String) throws -> Void) throws {
        let node = try Self.played.get().node
        let scratch = try Scratch()
        try FileManager.default.copyItem(atPath: node, toPath: scratch.path("node"))
        try body(scratch.path("node"))
    }

    private func record(_ node: String, _ stream: String, _ type: String, _ event: String, as code: String) throws {
        let run = try Tool.run(["record", stream, type, "--as", code, "--event", "-"], node: node, input: event)
        try #require(run.status == 0, "\(type): \(run.errors)")
    }

    @Test("A wrong option, an unknown agency or center is misuse, and is named; nothing to do is none.")
    func misuse() throws {
        let node = try Self.played.get().node
        for (arguments, named) in [
            (["reconcile", "--month", "x"], "“x” is no month"), (["reconcile", "--month", "2024-13"], "2024-13"),
            (["reconcile", "--month", "2024-05", "--agency", "31"], "“31” is no code"),
            (["reconcile", "--month", "2024-05", "--agency", "440100"], "knows no agency 440100"),
            (["reconcile", "--month", "2024-05", "--agency", "210200"], "only center:210200"),
            (
                ["clearing", "open", "--as", "310100", "--center", "440100", "--month", "2024-05"],
                "knows no center 440100"
            ),
            (
                ["clearing", "open", "--as", "310100", "--center", "440100", "--month", "2024-05", "--dry-run"],
                "knows no center 440100"
            ),
        ] {
            let run = try Tool.run(arguments, node: node)
            #expect(run.status == 2 && run.errors.contains(named), "\(arguments): \(run.errors)")
        }
        #expect(try Tool.run(["reconcile", "--month", "2024-04", "--agency", "310100"], node: node).status == 0)
    }

    @Test(
        "Whoever is no agency lists nothing, whoever is not the center answers nothing, and no month is listed early.")
    func refused() throws {
        let node = try Self.played.get().node
        for (arguments, number) in [
            (["clearing", "open", "--as", "H31019900001", "--center", "210200", "--month", "2024-01"], 106),
            (["clearing", "open", "--as", "210200", "--center", "210200", "--month", "2024-05", "--dry-run"], 106),
            (["clearing", "open", "--as", "310100", "--center", "210200", "--month", "2999-05"], 773),
            (["clearing", "open", "--as", "310100", "--center", "210200", "--month", "2999-05", "--dry-run"], 773),
        ] {
            let run = try Tool.run(arguments + ["--json"], node: node)
            #expect(run.status == 1, "\(arguments)")
            #expect(try run.error["number"] as? Int == number, "\(arguments): \(run.errors)")
        }
    }

    @Test("clearing open says of an earlier month that it was never listed.")
    func earlier() throws {
        let node = try Self.played.get().node
        let open = ["clearing", "open", "--as", "310100", "--center", "210200", "--dry-run", "--month"]
        let june = try Tool.run(open + ["2024-06", "--json"], node: node)
        #expect(june.status == 0 && june.errors.contains("note: 2024-05 was never listed"), "\(june.errors)")
        let left = try #require(try june.object["earlier"] as? [[String: Any]])
        #expect(left.count == 1 && left[0]["month"] as? String == "2024-05" && left[0]["takenIn"] as? Bool == true)
        let late = try Tool.run(open + ["2024-12"], node: node)
        #expect(late.status == 0 && late.errors.contains("list it with --month 2024-05"), "\(late.errors)")
        let own = try Tool.run(open + ["2024-05", "--json"], node: node)
        #expect(try own.errors.isEmpty && (own.object["earlier"] as? [Any])?.isEmpty == true)
    }

    @Test("react belongs on a center's node, and says so elsewhere.")
    func reactElsewhere() throws {
        let scratch = try Scratch()
        let node = scratch.path("node")
        let made = try Tool.run([
            "init", "--data", node, "--role", "hospital", "--code", "H31019900001", "--name", "上海示范医院", "--origin",
            "triplicate.example/hospital-h31019900001",
        ])
        try #require(made.status == 0, "\(made.errors)")
        let run = try Tool.run(["react"], node: node)
        #expect(run.status == 2 && run.errors.contains("hospital:H31019900001"), "\(run.errors)")
    }

    @Test("A reserve shows the share that is used, the finding proves it, and an agency is called one.")
    func views() throws {
        try copied { node in
            try record(node, Self.reserve, "ReserveOpened", "{}", as: "210200")
            try record(
                node, Self.reserve, "ReservePaid", #"{"payment": "R1", "amount": "1000000", "paidOn": "2024-01-10"}"#,
                as: "210200")
            let open = ["clearing", "open", "--as", "310100", "--center", "210200", "--month", "2024-05"]
            try #require(try Tool.run(open, node: node).status == 0)
            try #require(try Tool.run(["clearing", "answer", Self.clearing, "--as", "210200"], node: node).status == 0)
            try record(
                node, Self.clearing, "ClearingPaid",
                #"{"payment": "B1", "lines": [1], "amount": "756500", "paidOn": "2024-06-05", "fromReserve": true}"#,
                as: "210200")
            let page = try Tool.run(["show", Self.reserve], node: node).output
            #expect(page.contains("7,565.00, 75.6%") && page.contains("70% or more are used"), "\(page)")
            let found = try Tool.run(["findings", "--number", "40", "--json"], node: node)
            let rows = try #require(try found.object["rows"] as? [[String: Any]])
            let finding = try #require(rows.first?["finding"] as? [String: Any])
            #expect((finding["evidence"] as? [Any])?.count == 3, "opening, payment, use")
            #expect((finding["text"] as? [String: Any])?["en"] as? String != nil)
            for stream in [Self.reserve, Self.clearing] {
                let trace = try Tool.run(["trace", stream], node: node).output
                #expect(trace.contains("agency  "), "\(trace)")
                #expect(!trace.contains("  person"), "\(trace)")
                let html = try Tool.run(["trace", stream, "--html", "-"], node: node).output
                // The column of who did what when is headed alike.
                #expect(html.contains("经办机构") && html.components(separatedBy: "何人").count == 2)
            }
            let paidPage = try Tool.run(["trace", Self.clearing, "--html", "-"], node: node).page
            let lines = paidPage.rows(of: "全部 All lines").dropFirst()
            #expect(lines.count == 1 && lines.first?[2].contains("7,565.00") == true, "\(lines)")
            #expect(lines.first?[3].contains("paid") == true)
            let payments = paidPage.rows(of: "支付 Payments").dropFirst()
            #expect(payments.first?[0].contains("B1") == true && payments.first?[4].contains("the reserve") == true)
            let reservePage = try Tool.run(["trace", Self.reserve, "--html", "-"], node: node).page
            let movements = reservePage.rows(of: "预付金收支 Movements of the reserve").dropFirst()
            #expect(movements.map { $0[4] }.last?.contains("2,435.00") == true && movements.count == 3, "\(movements)")
            let list = try Tool.run(["show", Self.clearing], node: node).output
            #expect(list.contains("agency") && list.contains("310100") && list.contains("the reserve"))
        }
    }

    @Test("A disputed line is named, and what was withdrawn is in no sum of what is owed.")
    func withdrawn() throws {
        try copied { node in
            let open = ["clearing", "open", "--as", "310100", "--center", "210200", "--month", "2024-05"]
            try #require(try Tool.run(open, node: node).status == 0)
            try record(node, Self.clearing, "ClearingAcknowledged", #"{"lines": 1, "total": "756500"}"#, as: "210200")
            try record(
                node, Self.clearing, "ClearingDisputed",
                #"{"lines": [{"line": 1, "grounds": [{"number": 1614, "text": "The item is charged twice."}]}]}"#,
                as: "210200")
            try record(
                node, Self.clearing, "ClearingLineAnswered", #"{"line": 1, "answer": "WITHDRAWN", "note": "ours"}"#,
                as: "310100")
            let trace = try Tool.run(["trace", Self.clearing], node: node).output
            #expect(trace.contains("disputed line 1: The item is charged twice."), "\(trace)")
            let rows = try #require(
                try Tool.run(["list", "clearings", "--json"], node: node).object["rows"] as? [[String: Any]])
            #expect(rows.count == 1 && (rows[0]["amount"] as? String ?? "0") == "0", "\(rows)")
            let html = try Tool.run(["trace", Self.clearing, "--html", "-"], node: node)
            let sums = try html.page.rows(of: "列报金额及其状态 What was listed").dropFirst()
            #expect(sums.first?[0].contains("已撤回") == true && sums.last?[2].contains("0.00") == true, "\(sums)")
            #expect(html.output.contains("对第 1 笔有异议：重复收费"))
        }
    }

    @Test("A clearing that the agency pays back is paid back, not received.")
    func paidBack() throws {
        try copied { node in
            let open = ["clearing", "open", "--as", "310100", "--center", "210200", "--month"]
            try #require(try Tool.run(open + ["2024-05"], node: node).status == 0)
            try #require(try Tool.run(["clearing", "answer", Self.clearing, "--as", "210200"], node: node).status == 0)
            let reversal = try String(
                contentsOfFile: "\(Tool.project)/Examples/direct-settlement/9-hospital-reversal.jsonl", encoding: .utf8
            ).replacing("2024-05-22", with: "2024-06-22")
            let asked = try Tool.run(
                ["record", "--batch", "-", "--as", "H31019900001"], node: node, input: reversal)
            try #require(asked.status == 0, "\(asked.errors)")
            // By hand, because react reverses as of the day on which it runs, whose month is not over.
            let settlement = "settlement/210200/H31019900001202405201015000001"
            func entry(_ log: String, _ number: Int) -> String {
                #"{"origin": "triplicate.example/\#(log)", "number": "\#(number)"}"#
            }
            try record(
                node, settlement, "SettlementReversed",
                """
                {"original": \(entry("center-210200", 7)), "request": \(entry("hospital-h31019900001", 9)),
                 "fund": "756500", "reversedOn": "2024-06-22"}
                """, as: "210200")
            let settled = try Tool.run(["trace", settlement, "--html", "-"], node: node).output
            #expect(settled.contains("已冲正") && settled.contains("，基金不支付"), "the page says what it bears now")
            let june = "clearing/210200/310100/2024-06"
            let listed = try Tool.run(open + ["2024-06"], node: node)
            try #require(listed.output.contains("-7,565.00"), "\(listed.output)\(listed.errors)")
            try #require(try Tool.run(["clearing", "answer", june, "--as", "210200"], node: node).status == 0)
            try record(
                node, june, "ClearingPaid",
                #"{"payment": "B2", "lines": [1], "amount": "-756500", "paidOn": "2024-07-05"}"#, as: "210200")
            let list = try Tool.run(["list", "clearings"], node: node).output
            #expect(list.contains("paid back") && !list.contains("received"), "\(list)")
            let page = try Tool.run(["show", june], node: node).output
            #expect(page.contains("paid back") && page.contains("the agency") && !page.contains("received"), "\(page)")
            #expect(try Tool.run(["trace", june], node: node).output.contains("paid back by the agency"))
            let row = try Tool.run(["list", "clearings", "--status", "received", "--json"], node: node)
            #expect((try row.object["rows"] as? [[String: Any]])?.count == 1, "its status stays as it was")
        }
    }

    @Test("clearing answer says a line that the agency maintained and that is wrong still, with its rule.")
    func maintained() throws {
        try copied { node in
            let line = """
                {"settlement": "settlement/210200/H31019900001202405201015000001", "institution": "H31019900001", \
                "fund": "756501", "entry": {"origin": "triplicate.example/center-210200", "number": "7"}}
                """
            try record(
                node, Self.clearing, "ClearingOpened",
                #"{"part": 1, "parts": 1, "lines": [\#(line)], "total": "756501"}"#, as: "310100")
            let answer = ["clearing", "answer", Self.clearing, "--as", "210200"]
            try #require(try Tool.run(answer, node: node).status == 0)
            let paper = "\(node)-note.txt"
            try "bank note".write(toFile: paper, atomically: true, encoding: .utf8)
            let maintained = try Tool.run(
                ["record", Self.clearing, "ClearingLineAnswered", "--as", "310100", "--event", "-", "--attach", paper],
                node: node,
                input: """
                    {"line": 1, "answer": "MAINTAINED", "note": "x", "documents": [{"kind": "OTHER", "sha256": \
                    "\(Self.sha256)"}]}
                    """)
            try #require(maintained.status == 0, "\(maintained.errors)")
            let page = try Tool.run(answer, node: node)
            #expect(page.output.contains("maintained by the agency, and wrong still: 1"), "\(page.output)")
            #expect(page.output.contains("7,565.01 is listed, and 7,565.00 was recorded."))
            let object = try Tool.run(answer + ["--json"], node: node).object
            let still = try #require(object["stillDisputed"] as? [[String: Any]])
            #expect(still.count == 1 && still[0]["line"] as? Int == 1 && still[0]["number"] as? Int == 772)
            #expect((object["disputed"] as? [Any])?.isEmpty == true)
        }
    }

    /// Of the text `bank note`.
    private static let sha256 = "f97367e8733fcef3ebaca86f607ce8869660ea43e0af90bc7b24d41a248dc444"

    @Test("The personal accounts of the books have a row a person, in pages; an agency has its statement.")
    func books() throws {
        try copied { node in
            func books(_ arguments: String...) throws -> Tool.Run { try Tool.run(["books"] + arguments, node: node) }
            let one = try books("--by", "fund", "--language", "en").output
            // What was credited and spent evens out, and is shown all the same.
            #expect(one.contains("person/210200/000301  1,500.00  1,500.00    0.00"), "\(one)")
            #expect(one.contains("personalAccountsBank   0.00"), "\(one)")
            #expect(!one.contains("There are more"))
            try record(
                node, "person/210200/000302", "PersonRegistered",
                #"{"name": "王小明", "residentId": "210299195603120007", "cardNumber": "LN210299000777", "status": "RETIREE", "insuredFrom": "2001-01-01"}"#,
                as: "210200")
            try record(
                node, "account/210200/000302", "AccountCredited",
                #"{"person": "person/210200/000302", "amount": "12345", "creditedOn": "2024-03-05", "kind": "CONTRIBUTION", "number": "C9"}"#,
                as: "210200")
            let first = try books("--by", "fund", "--limit", "1", "--language", "en").output
            #expect(first.contains("repeat with --after person/210200/000301") && !first.contains("123.45  0.00"))
            let rest = try books("--by", "fund", "--limit", "1", "--after", "person/210200/000301", "--json")
            let statements = try #require(try rest.object["statements"] as? [[String: Any]])
            let accounts = try #require(statements.first { $0["group"] as? String == "personalAccounts" })
            let persons = try #require(accounts["persons"] as? [[String: Any]])
            #expect(persons.count == 1 && persons[0]["person"] as? String == "person/210200/000302")
            #expect(persons[0]["change"] as? String == "12345" && accounts["next"] == nil)
            for wrong in [
                ["--by", "month", "--after", "person/210200/000301"], ["--by", "fund", "--after", "x"],
                ["--limit", "0"],
            ] {
                #expect(try Tool.run(["books"] + wrong, node: node).status == 2, "\(wrong)")
            }
            let agencies = try books("--by", "agency", "--language", "en").output
            #expect(
                agencies.contains("Statement of agency 310100, yuan") && agencies.contains("Statement of no agency"))
            let months = try books("--by", "month", "--date", "business", "--language", "en").output
            #expect(months.contains("Statement of month 2024-05, by day of business, yuan"), "\(months)")
            let within = try books("--from", "2024-03-05", "--to", "2024-03-05", "--date", "business", "--json").object
            #expect(within["postings"] as? Int == 1 && within["date"] as? String == "business")
            let recorded = try books("--from", "2024-03-05", "--to", "2024-03-05", "--json").object
            #expect(recorded["postings"] as? Int == 0 && recorded["date"] as? String == "recorded")
        }
    }
}
