import ClaimsLedger
import Foundation
import Testing

@testable import triplicate

@Suite("The page of a traced case")
struct CasePageTests {
    private func page(_ node: PlayedCase, _ stream: String = PlayedCase.claim, _ more: String...) throws -> HTMLPage {
        let run = try Tool.run(["trace", stream, "--html", "-"] + more, node: node.node)
        try #require(run.status == 0, "\(run.errors)")
        return try run.page
    }

    @Test("It is whole by itself: one style that its policy names by hash, no script, nothing to load, no handler.")
    func selfContained() throws {
        let page = try page(try PlayedCase())
        let names = Set(page.elements.map(\.name))
        #expect(
            names.isDisjoint(with: ["script", "img", "link", "iframe", "object", "embed", "form", "base", "video"]))
        for element in page.elements {
            for (name, value) in element.attributes {
                #expect(!name.hasPrefix("on") && name != "src" && name != "style", "\(element.name) \(name)")
                if name == "href" { #expect(value.hasPrefix("#"), "\(value)") }
            }
        }
        let style = try #require(page.all("style").first?.text)
        #expect(page.all("style").count == 1 && !style.contains("url(") && !style.contains("@import"))
        let digest = try Tool.start("/usr/bin/sha256sum", [], input: style).output.prefix(64)
        let bytes = stride(from: 0, to: 64, by: 2).map { place in
            UInt8(digest.dropFirst(place).prefix(2), radix: 16) ?? 0
        }
        let policy = try #require(
            page.all("meta").first { $0.attributes["http-equiv"] == "Content-Security-Policy" }?.attributes["content"])
        #expect(
            policy
                == "default-src 'none'; style-src 'sha256-\(Data(bytes).base64EncodedString())'; base-uri 'none'; form-action 'none'"
        )
    }

    @Test("Every link leads to one place on the page, and no place has the name of another.")
    func links() throws {
        for stream in [PlayedCase.claim, PlayedCase.stay, "person/210200/000123"] {
            let page = try page(try PlayedCase(), stream)
            let ids = page.elements.compactMap { $0.attributes["id"] }
            #expect(Set(ids).count == ids.count)
            for link in page.all("a") {
                #expect(ids.contains(String(link.attributes["href"]?.dropFirst() ?? "")), "\(link)")
            }
        }
    }

    @Test("Both languages are in it; the option says which one is seen first.", arguments: ["zh", "en"])
    func languages(first: String) throws {
        let page = try page(try PlayedCase(), PlayedCase.claim, "--language", first)
        #expect(page.all("html").first?.attributes["lang"] == first)
        let choices = page.all("input")
        #expect(choices.map { $0.attributes["id"] } == ["zh", "en"])
        #expect(choices.filter { $0.attributes["checked"] != nil }.map { $0.attributes["id"] } == [first])
        // What stands in one language stands in the other beside it.
        let spans = page.all("span").compactMap { $0.attributes["lang"] }
        #expect(spans.count > 200 && spans.count { $0 == "zh" } == spans.count { $0 == "en" })
        let headings = page.all("h2").map(\.text)
        #expect(headings.contains("发现Findings") && headings.contains("经过What happened"))
    }

    @Test(
        "It can be heard: landmarks, one heading of the first level, tables with heads that say what they are heads of."
    )
    func heard() throws {
        let page = try page(try PlayedCase())
        for landmark in ["header", "nav", "main", "footer", "h1"] {
            #expect(page.all(landmark).count == 1, "\(landmark)")
        }
        #expect(page.all("th").allSatisfy { $0.attributes["scope"] != nil })
        #expect(page.all("section").allSatisfy { $0.attributes["aria-labelledby"] != nil })
        let regions = page.elements.filter { $0.attributes["role"] == "region" }
        #expect(regions.count >= 6 && regions.allSatisfy { $0.attributes["tabindex"] == "0" })
        #expect(page.all("svg").allSatisfy { $0.path.contains("div") || $0.path.contains("td") })
    }

    @Test("The first lines say who, where, when, how much, how it stands, and what is wrong.")
    func summary() throws {
        let page = try page(try PlayedCase())
        let values = page.all("dd").map(\.text)
        try #require(page.all("dt").map(\.text).count == 6 && values.count == 6)
        #expect(values[0].contains("refused") && values[0].contains("已拒付") && values[0].contains("暂停支付"))
        #expect(values[1].contains("the difference is 90,000.00") && values[1].contains("逾期 "))
        #expect(values[2].hasPrefix("林海生") && values[2].contains("海燕机械有限公司"))
        #expect(values[3].hasPrefix("北京示范医院"))
        #expect(values[4].contains("2018-08-25 – 2018-10-11") && values[4].contains("47 days"))
        #expect(values[5].contains("105,263.14") && values[5].contains("0.00"))
        let first = try #require(page.elements.firstIndex { $0.name == "h2" })
        #expect(page.elements.lastIndex { $0.name == "dd" } ?? .max < first)
        // What is not wrong is said too.
        let clean = try self.page(try PlayedCase(), PlayedCase.stay)
        #expect(clean.all("dd").contains { $0.text == "未发现问题nothing found" })
    }

    @Test("A finding leads to the entries that prove it, each of which has a row with its leaf hash and its proof.")
    func proven() throws {
        let node = try PlayedCase()
        let page = try page(node)
        let rows = page.elements.filter { $0.name == "tr" && $0.attributes["id"]?.hasPrefix("e-") == true }
        #expect(rows.count == 61)
        for row in rows {
            #expect(row.text.contains("✓") && row.text.contains(/[0-9a-f]{64}/), "\(row.text)")
        }
        let finding = try #require(page.element(id: "f-1"))
        #expect(finding.name == "article" && finding.text.contains("U#1") && finding.text.contains("H#51"))
        #expect(page.element(id: "e-U-1")?.text.contains("ClaimSubmitted") == true)
        #expect(page.element(id: "e-H-51")?.text.contains("BillSettled") == true)
        let heads = page.rows(of: "日志 Logs").dropFirst()
        #expect(heads.map { $0[4] } == ["7 / 7", "52 / 52", "2 / 2"])
        #expect(page.all("pre").count == 3)
        #expect(page.all("pre").allSatisfy { $0.text.hasPrefix("triplicate.example/") && $0.text.contains("\n— ") })
    }

    @Test("A day has its place in the picture, to scale; the year without entries is cut and says how long it is.")
    func scale() throws {
        let page = try page(try PlayedCase())
        let marks = page.all("circle").compactMap { Int($0.attributes["cx"] ?? "") }
        #expect(marks.count > 40 && marks.allSatisfy { (40...990).contains($0) })
        let words = page.all("text").map(\.text)
        #expect(words.contains("2018-02-12"))
        #expect(words.contains { $0.hasSuffix(" days") } && words.contains { $0.hasSuffix(" 天") })
    }

    @Test("A document is said to be whole, not held, or damaged, as its bytes are.")
    func documents() throws {
        let node = try PlayedCase()
        func held() throws -> [String] { try page(node).rows(of: "材料 Documents").dropFirst().map { $0[3] } }
        #expect(try held().count == 6 && held().allSatisfy { $0.hasPrefix("完整whole") })
        let hashes = try page(node).rows(of: "材料 Documents").dropFirst().map { $0[2] }
        func file(_ hash: String) -> String { "\(node.node)/blobs/\(hash.prefix(2))/\(hash.dropFirst(2))" }
        try FileManager.default.removeItem(atPath: file(hashes[0]))
        let handle = try #require(FileHandle(forWritingAtPath: file(hashes[1])))
        try handle.write(contentsOf: Data("x".utf8))
        try handle.close()
        let now = try held()
        #expect(now[0] == "未保存not held here")
        #expect(now[1].hasPrefix("已损坏"))
        #expect(now.dropFirst(2).allSatisfy { $0.hasPrefix("完整whole") })
        let troubles = try page(node).all("dd")[1].text
        #expect(troubles.contains("documents not held here: 1") && troubles.contains("1 份材料已损坏"))
    }

    @Test("What was refused is not on the page; what moved or held the money is.")
    func refused() throws {
        let node = try PlayedCase()
        let again = #"{"order":"1","payment":"P1","amount":"100","paidOn":"2019-02-01"}"#
        let run = try node.run("record", PlayedCase.claim, "PaymentMade", "--as", "210200", input: again)
        #expect(run.status == 1)
        #expect(try page(node).rows(of: "审批、暂停、支付与追回 Movements").count == 2)
    }

    @Test("The trace in JSON is as it was: the page's own facts are not in it.")
    func contract() throws {
        let trace = try PlayedCase().run("trace", PlayedCase.claim, "--json").object
        #expect(
            Set(trace.keys) == [
                "stream", "status", "subject", "parties", "events", "related", "findings", "money", "timeliness",
                "verification", "disputes",
            ])
        let event = try #require((trace["events"] as? [[String: Any]])?.first)
        #expect(
            Set(event.keys) == [
                "entry", "stream", "type", "text", "party", "operatorName", "onBehalfOf", "time", "receivedAt",
                "standing", "verdict", "after", "basis", "readers",
            ])
        let log = ((trace["verification"] as? [String: Any])?["logs"] as? [[String: Any]])?.first
        #expect(log.map { Set($0.keys) } == ["origin", "size", "root", "entries"])
    }

    // MARK: Hostile texts

    @Test(
        "Nothing that a person wrote becomes a tag, an attribute, a reference or an unseen mark.",
        arguments: [
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</title></style><h1>x", "' onclick='x",
            "<!-- ", "]]>", "&lt;b&gt; &#x202e;", "javascript:alert(1)", "\u{200b}\u{200f}\u{61c}\u{feff}\u{e0041}x",
            "מחיר 5 שקל", "#e-U-1", "{{x}} ${x}",
        ])
    func hostile(text: String) throws {
        let node = try PlayedCase(steps: 6)
        let clean = try page(node)
        let ground = try String(
            decoding: JSONSerialization.data(withJSONObject: ["grounds": [["number": 10001, "text": text]]]),
            as: UTF8.self)
        let run = try node.run(
            "record", PlayedCase.claim, "PaymentHeld", "--as", "210200", "--operator", "x", input: ground)
        try #require(run.status == 0, "\(run.errors)")
        let output = try node.run("trace", PlayedCase.claim, "--html", "-").output
        let page = try HTMLPage(output)
        // The page has the elements that it had, and those of one more entry; the text is there as text.
        #expect(Set(page.elements.map(\.name)) == Set(clean.elements.map(\.name)))
        #expect(page.all("h1").count == 1 && page.all("title").count == 1)
        let unseen = output.unicodeScalars.filter { scalar in
            scalar != "\n" && [.control, .format, .privateUse].contains(scalar.properties.generalCategory)
        }
        #expect(unseen.isEmpty, "\(unseen)")
        if text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .format }) {
            #expect(page.all("bdi").contains { $0.text.contains(text) })
        }
    }

    @Test("A word of two thousand letters, and ten thousand entries, neither break the page nor take long.")
    func large() throws {
        let played = try PlayedCase()
        var trace = try played.run("trace", PlayedCase.claim, "--json").object
        let events = try #require(trace["events"] as? [[String: Any]])
        let word = String(repeating: "长", count: 2_000)
        trace["events"] = (0..<10_000).map { number in
            var event = events[number % events.count]
            let entry = event["entry"] as? [String: Any]
            event["entry"] = ["log": entry?["log"] ?? "", "number": number]
            if number == 7 { event["text"] = ["zh": word, "en": word] }
            return event
        }
        let data = try JSONSerialization.data(withJSONObject: trace)
        let node = try Node(played.node, readOnly: true)
        defer { node.close() }
        let file = try node.caseFile(of: JSONDecoder().decode(Trace.self, from: data))
        var html = ""
        let time = ContinuousClock().measure { html = CaseDocument(file, isChinese: true).text }
        #expect(time < .seconds(60))
        #expect(html.utf8.count < 20_000_000 && html.hasSuffix("</html>\n"))
        #expect(html.ranges(of: "<tr id=\"e-").count == 10_000)
        #expect(html.contains(word))
    }
}
