import Foundation
import Testing

@testable import triplicate

@Suite("Commands that speak both languages")
struct LanguageTests {
    @Test("What is in both languages is printed in the one that is asked for, or that the environment asks for.")
    func both() throws {
        let node = try PlayedCase(steps: 6)
        let runs: [([String], english: [String], chinese: [String])] = [
            (
                ["findings"], ["claim-differs-from-hospital-bill", "alarm", "proof:", "examined"],
                ["申报的账单与医院自己的结算单不符", "警报", "证据：", "已检查"]
            ),
            (["list", "claims"], ["stream", "submitted"], ["业务", "已申报"]),
            (["list", "all", "--overdue", "--on", "2018-11-30"], ["overdue on"], ["无逾期事项"]),
            (
                ["changes", "--from", "0"], ["before", "New entries", "Findings that appeared", "proof:"],
                ["之前", "新记录", "新出现的发现", "逾期申报"]
            ),
            (["worklist", "--day", "2018-09-01"], ["In hospital on 2018-09-01"], ["2018-09-01 在院"]),
            (["reconcile", "--month", "2018-10"], ["nothing was settled directly"], ["无直接结算"]),
            (["books"], ["trial balance of all streams, yuan"], ["全部业务试算平衡表，元", "平衡"]),
            (["show", PlayedCase.claim], ["2 findings"], ["发现 2 项"]),
        ]
        for (arguments, english, chinese) in runs {
            let command = arguments[0] == "worklist" ? arguments + ["--as", "center:\(PlayedCase.center)"] : arguments
            let first = try Tool.run(command + ["--language", "en"], node: node.node)
            let second = try Tool.run(command + ["--language", "zh"], node: node.node)
            #expect(first.status == second.status, "\(arguments): \(second.errors)")
            for word in english {
                #expect(first.output.contains(word), "\(word) in \(first.output)")
                #expect(!second.output.contains(word) || word == "submitted", "\(word) in \(second.output)")
            }
            for word in chinese {
                #expect(second.output.contains(word), "\(word) in \(second.output)")
                #expect(!first.output.contains(word), "\(word) in \(first.output)")
            }
            // A script reads the same in both.
            let json = try ["en", "zh"].map {
                try Tool.run(command + ["--language", $0, "--json"], node: node.node).output
            }
            #expect(json[0] == json[1], "\(arguments)")
        }
        #expect(try node.run("findings", "--language", "fr").status != 0)
    }

    @Test("Every name of a field that show prints has a Chinese word.")
    func fields() throws {
        let folder = "\(Tool.project)/Sources/triplicate/Pages"
        // A tuple's first text, not a function's.
        let name = try NSRegularExpression(pattern: #"(?<![A-Za-z0-9_.])\(\s*"([^"\\]+)","#)
        var names: Set<String> = []
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) where file.hasPrefix("Page+") {
            let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            for part in text.components(separatedBy: "facts([").dropFirst() {
                var depth = 1
                let block = String(
                    part.prefix { character in
                        depth += character == "[" ? 1 : character == "]" ? -1 : 0
                        return depth > 0
                    })
                for match in name.matches(in: block, range: NSRange(block.startIndex..., in: block)) {
                    if let range = Range(match.range(at: 1), in: block) { names.insert(String(block[range])) }
                }
            }
        }
        #expect(names.count > 100 && names.contains("person") && names.contains("concluded"))
        for name in names.sorted() {
            #expect(TraceWords.fields[name]?.contains { !$0.isASCII } == true, "\(name) has no Chinese word")
        }
        // And none has one that is shown nowhere.
        #expect(Set(TraceWords.fields.keys).subtracting(names) == ["wanting papers"])
        #expect(TraceWords.fieldsOfKind.keys.allSatisfy { names.contains(String($0.split(separator: ":")[1])) })
    }

    @Test(
        "Every heading and every title of a column that show prints has a Chinese word, and none has one for nothing.")
    func headings() throws {
        let folder = "\(Tool.project)/Sources/triplicate/Pages"
        var headings: Set<String> = []
        var columns: Set<String> = []
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) where file.hasPrefix("Page+") {
            let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            for match in text.matches(of: /heading\("([^"\\]+)"\)/) { headings.insert(String(match.1)) }
            // Titles that are in both languages already are no plain texts.
            for table in text.matches(of: /Table\(\s*((?:"[^"\\]*",?\s*)+)\)/) {
                for title in table.1.matches(of: /"([^"]*)"/) {
                    columns.insert(title.1.hasPrefix(">") ? String(title.1.dropFirst()) : String(title.1))
                }
            }
        }
        columns.remove("")
        #expect(headings.count > 20 && columns.count > 60)
        for name in headings.sorted() where TraceWords.headings[name] == nil { Issue.record("no Chinese: \(name)") }
        for name in columns.sorted() where TraceWords.columns[name] == nil && name != "SHA-256" {
            Issue.record("no Chinese: \(name)")
        }
        for words in [TraceWords.headings, TraceWords.columns] {
            #expect(words.values.allSatisfy { $0.contains { !$0.isASCII } })
        }
        #expect(Set(TraceWords.headings.keys).subtracting(headings).isEmpty)
        #expect(Set(TraceWords.columns.keys).subtracting(columns).isEmpty)
    }

    @Test("show names fields and the status in the language that is asked for; JSON has the same names.")
    func shown() throws {
        let node = try PlayedCase()
        for (stream, title, field) in [
            (PlayedCase.claim, "已拒付", "参保人"), (PlayedCase.stay, "已结算", "诊断"),
            ("filing/210200/2018-000045", "已备案", "单位"),
            ("person/210200/000123", "卡已锁定", "姓名"), ("institution/210200/H11019900001", "定点", "有效期"),
        ] {
            let chinese = try node.run("show", stream, "--language", "zh")
            let lines = chinese.output.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines[0].contains("  \(title)"), "\(chinese.output)\(chinese.errors)")
            let facts = lines.dropFirst().prefix { !$0.isEmpty }
            #expect(facts.contains { $0.hasPrefix("  \(field) ") }, "\(chinese.output)")
            for name in TraceWords.fields.keys {
                #expect(!facts.contains { $0.hasPrefix("  \(name) ") }, "\(name) in \(chinese.output)")
            }
            let english = try node.run("show", stream, "--language", "en").output
            #expect(!english.contains(title) && !english.contains("  \(field) "), "\(english)")
            let json = try ["en", "zh"].map { try node.run("show", stream, "--json", "--language", $0).output }
            #expect(json[0] == json[1])
        }
    }

    @Test("A held payment is in the list and among the changes, in both languages and in JSON.")
    func held() throws {
        let node = try PlayedCase(steps: 6)
        func row() throws -> [String: Any] {
            try #require((node.run("list", "claims", "--json").object["rows"] as? [[String: Any]])?.first)
        }
        #expect(try row()["held"] == nil)
        #expect(try !node.run("list", "claims").output.contains("payment held"))
        let measures = try String(contentsOfFile: "\(PlayedCase.examples)/7-center-measures.jsonl", encoding: .utf8)
        let hold = try #require(measures.split(separator: "\n").first { $0.contains("\"PaymentHeld\"") })
        let batch = try node.file("hold.jsonl", "\(hold)\n")
        let before = try #require(node.run("changes", "--from", "0", "--json").object["to"] as? [String: Any])
        let count = try #require(before["entries"] as? Int)
        #expect(try node.run("record", "--batch", batch, "--as", PlayedCase.center).status == 0)
        #expect(try row()["held"] as? Bool == true && row()["status"] as? String == "submitted")
        #expect(try node.run("list", "claims", "--language", "en").output.contains("submitted, payment held"))
        #expect(try node.run("list", "claims", "--language", "zh").output.contains("已申报，暂停支付"))
        #expect(try node.run("list", "claims", "--status", "submitted").output.contains(PlayedCase.claim))
        let changes = try node.run("changes", "--from", "\(count)", "--language", "en").output
        #expect(changes.contains("submitted, payment held"), "\(changes)")
        let streams = try node.run("changes", "--from", "\(count)", "--json").object["streams"] as? [[String: Any]]
        let claim = try #require(streams?.first { $0["stream"] as? String == PlayedCase.claim })
        #expect((claim["after"] as? [String: Any])?["held"] as? Bool == true)
        #expect((claim["before"] as? [String: Any])?["held"] == nil)
        // The view says so again when it is built again, and as of an earlier moment it was not held.
        #expect(try node.run("replay", "--check").status == 0)
        #expect(try !node.run("list", "claims", "--as-of", "\(count)").output.contains("payment held"))
    }
}
