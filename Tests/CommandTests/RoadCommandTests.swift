import Foundation
import Testing

@Suite("Roads of a claim from the command line")
struct RoadCommandTests {
    /// A node with the register of the played case, on which a claim in sudden illness goes its way.
    private struct Road {
        static let claim = "claim/210200/2026-000007"
        static let person = "person/210200/000123"
        /// SHA-256 of "paper".
        static let paper = "382635c9325bf3273d195ff1b8a44e5b11afd7d97addeb8863ea35feb98c1a07"

        let node: PlayedCase
        private let file: String

        init() throws {
            node = try PlayedCase(steps: 5)
            file = try node.file("paper.txt", "paper")
        }

        /// Records an event of the center, unless another party is named.
        @discardableResult
        func record(
            _ type: String, _ event: String, as party: String = PlayedCase.center, by name: String = "clerk.wang",
            for whom: String = ""
        ) throws -> Tool.Run {
            var arguments = [
                "record", Road.claim, type, "--as", party, "--operator", name, "--attach", file, "--json",
            ]
            if !whom.isEmpty { arguments += ["--on-behalf-of", whom] }
            return try Tool.run(arguments, node: node.node, input: event)
        }

        /// The entry that an event became, as JSON.
        func entry(
            _ type: String, _ event: String, as party: String = PlayedCase.center, by name: String = "clerk.wang",
            for whom: String = ""
        ) throws -> String {
            let run = try record(type, event, as: party, by: name, for: whom)
            try #require(run.status == 0, "\(type): \(run.errors)\(run.output)")
            let recorded = try run.object
            let log = try #require(recorded["log"] as? String)
            let number = try #require(recorded["number"] as? Int)
            return #"{"origin": "\#(log)", "number": "\#(number)"}"#
        }

        func submission(care: String = "SUDDEN_ILLNESS_STAY") -> String {
            let kinds = [
                #""GUARANTEE""#, #""CARD", "bothSides": true"#, #""DISCHARGE_CERTIFICATE""#, #""ITEMISED_LIST""#,
                #""INVOICE", "signedOnBack": true"#, #""MEDICAL_RECORD""#,
            ]
            let papers = kinds.map { #"{"kind": \#($0), "sha256": "\#(Road.paper)"}"# }.joined(separator: ", ")
            return #"""
                {"person": "\#(Road.person)", "unit": "\#(PlayedCase.unit)", "agent": "赵", "care": "\#(care)",
                 "guarantor": "\#(PlayedCase.unit)", "hospital": "\#(PlayedCase.hospital)",
                 "insured": {"name": "林海生", "residentId": "210299195603120007", "cardNumber": "LN21029900012345"},
                 "admittedOn": "2025-03-01", "dischargedOn": "2025-03-05", "lateReason": "邮寄延误",
                 "bill": {"invoice": {"code": "111001807", "number": "20250305", "issuedOn": "2025-03-05", "amount": "100000"},
                          "lines": [{"name": "清创缝合术", "itemClass": "CLASS_A", "amount": "80000"},
                                    {"name": "特需病房", "itemClass": "SELF_PAY", "amount": "20000"}],
                          "total": "100000"},
                 "documents": [\#(papers)],
                 "payee": {"name": "林海生", "bank": "示例银行", "account": "6222000000000000"}}
                """#
        }

        /// 1,000.00: a ward that nobody needed is not recognised, the fund pays 600.00 of the rest.
        static let priced = #"""
            {"split": {"total": "80000", "inScope": "80000", "pooledFund": "60000", "fundTotal": "60000",
                       "personalShare": "20000", "cash": "20000"},
             "lines": [{"line": 1, "billed": "80000", "adjusted": "80000", "inScope": "80000", "approved": "60000"},
                       {"line": 2, "billed": "20000", "grounds": [{"number": 1620, "text": "非必需"}]}]}
            """#
    }

    @Test("S7: a stay in sudden illness is claimed without a filing, taken up on approval; outpatient care is refused.")
    func suddenIllness() throws {
        let road = try Road()
        let refused = try road.record("ClaimSubmitted", road.submission(care: "OUTPATIENT"), as: PlayedCase.unit)
        #expect(refused.status == 1)
        #expect(try refused.error["number"] as? Int == 627)
        _ = try road.entry("ClaimSubmitted", road.submission(), as: PlayedCase.unit)
        let excused = #"{"latenessExcused": "邮戳为凭"}"#
        #expect(try road.record("ClaimAccepted", excused).error["number"] as? Int == 630)
        _ = try road.entry("ClaimAccepted", #"{"latenessExcused": "邮戳为凭", "approvedBecause": "单位担保属实"}"#)
        let page = try road.node.run("show", Road.claim).output
        #expect(page.contains("stay in sudden illness") && page.contains("单位担保属实"))
        #expect(page.contains("certificate of the guarantor"))
        let trace = try road.node.run("trace", Road.claim, "--language", "zh").output
        #expect(trace.contains("突发急病住院"))
    }

    @Test("S16, S17, P1: excluded, advanced, priced by line, paid and recovered, as show, list and trace tell it.")
    func recovery() throws {
        let road = try Road()
        _ = try road.entry("ClaimSubmitted", road.submission(), as: PlayedCase.unit)
        _ = try road.entry("ClaimAccepted", #"{"latenessExcused": "邮戳为凭", "approvedBecause": "单位担保属实"}"#)
        let exclusion = try road.entry(
            "LineExcluded",
            #"{"lines": [1], "cause": "THIRD_PARTY", "ground": {"number": 1602, "text": "肇事方应负担"}, "liable": "肇事司机"}"#)
        #expect(try road.record("ClaimAdjudicated", Road.priced).error["number"] as? Int == 638)
        _ = try road.entry(
            "AdvanceGranted",
            #"{"exclusion": \#(exclusion), "request": {"kind": "WRITTEN_REQUEST", "sha256": "\#(Road.paper)"}, "requestedOn": "2025-04-01", "reason": "肇事方逃逸"}"#
        )
        _ = try road.entry("ClaimAdjudicated", Road.priced)
        _ = try road.entry("ClaimApproved", #"{"amount": "60000"}"#, by: "approver.li")
        _ = try road.entry(
            "PaymentOrdered",
            #"{"order": "1", "amount": "60000", "payee": {"name": "林海生", "bank": "示例银行", "account": "6222000000000000"}}"#
        )
        _ = try road.entry(
            "PaymentMade", #"{"order": "1", "payment": "B1", "amount": "60000", "paidOn": "2025-05-01"}"#,
            by: "cashier.zhao")
        _ = try road.entry(
            "RecoveryDemanded",
            #"{"demand": "D1", "from": "肇事方保险", "amount": "60000", "demandedOn": "2025-05-02", "dueOn": "2025-06-02"}"#)
        let receipt =
            #"{"receipt": "R1", "demand": "D1", "from": "肇事方保险", "amount": "45000", "receivedOn": "2025-06-01"}"#
        _ = try road.entry("RecoveryReceived", receipt, by: "cashier.zhao")
        #expect(try road.record("RecoveryReceived", receipt).error["number"] as? Int == 725)

        let page = try road.node.run("show", Road.claim).output
        func row(_ text: String) -> [Substring] {
            page.split(separator: "\n").first { $0.contains(text) }?.split(separator: " ") ?? []
        }
        #expect(
            row("清创缝合术") == [
                "1", "清创缝合术", "A", "800.00", "800.00", "800.00", "600.00", "600.00", "600.00", "excluded:", "liable",
                "third", "party,", "advanced",
            ])
        #expect(
            row("特需病房") == [
                "2", "特需病房", "own", "pay", "200.00", "0.00", "0.00", "0.00", "0.00", "0.00", "非必需", "[1620]",
            ])
        #expect(page.contains("Advance and recovery") && row("outstanding") == ["outstanding", "150.00"])
        let list = try road.node.run("list", "claims", "--person", Road.person)
        #expect(list.output.contains("150.00") && list.output.contains("outstanding"))
        for (language, words) in [
            ("zh", ["准予先行支付", "待追偿", "收到肇事方保险追偿款 R1"]), ("en", ["granted an advance", "outstanding"]),
        ] {
            let trace = try road.node.run("trace", Road.claim, "--language", language).output
            for word in words { #expect(trace.contains(word), "\(word) in \(language)") }
        }
        let verified = try road.node.run("verify")
        #expect(verified.status == 0, "\(verified.errors)\(verified.output)")
    }

    @Test("P4: feedback that denies is a finding; an objection is decided by somebody else, and the claim restored.")
    func voices() throws {
        let road = try Road()
        _ = try road.entry("ClaimSubmitted", road.submission(), as: PlayedCase.unit)
        _ = try road.entry(
            "FeedbackGiven", #"{"answer": "NOT_ALL", "givenOn": "2025-04-02", "means": "电话", "text": "未住特需病房"}"#,
            for: Road.person)
        let trace = try road.node.run("trace", Road.claim, "--json").object
        let findings = try #require(trace["findings"] as? [[String: Any]])
        #expect(findings.compactMap { $0["number"] as? Int } == [3, 11, 16])
        let refusal = try road.entry(
            "ClaimRefused", #"{"grounds": [{"number": 11, "text": "参保人否认"}]}"#, by: "approver.li")
        var shanghai = Calendar(identifier: .gregorian)
        shanghai.timeZone = try #require(TimeZone(identifier: "Asia/Shanghai"))
        let parts = shanghai.dateComponents([.year, .month, .day], from: Date())
        let today = String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
        let objection = #"{"number": "O1", "against": \#(refusal), "filedOn": "\#(today)", "text": "住院属实"}"#
        #expect(try road.record("ObjectionFiled", objection).error["number"] as? Int == 981)
        _ = try road.entry("ObjectionFiled", objection, for: Road.person)
        let open = try road.node.run("show", Road.claim).output
        #expect(open.contains("decide objection O1") && open.contains("Deadlines"))
        let decided =
            #"{"number": "O1", "upheld": true, "grounds": [{"number": 10001, "text": "医院确认"}], "decidedOn": "\#(today)"}"#
        #expect(try road.record("ObjectionDecided", decided, by: "approver.li").error["number"] as? Int == 987)
        _ = try road.entry("ObjectionDecided", decided)
        _ = try road.entry("ClaimRestored", #"{"reason": "异议 O1 成立"}"#)
        let page = try road.node.run("show", Road.claim).output
        #expect(page.contains("not all that is billed happened") && page.contains("upheld on \(today)"))
        #expect(try road.node.run("trace", Road.claim, "--language", "en").output.contains("upheld objection O1"))
    }
}
