import Foundation
import Testing

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
