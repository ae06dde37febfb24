import Foundation
import Testing

@Suite("account, and the pages of registers")
struct AccountCommandTests {
    private static let account = "account/210200/000123"

    private func record(
        _ node: PlayedCase, _ stream: String, _ type: String, _ event: String, as party: String = PlayedCase.center
    ) throws {
        let run = try node.run("record", stream, type, "--as", party, "--event", "-", input: event)
        try #require(run.status == 0, "\(run.errors)")
    }

    /// A node with an account: a credit, a withdrawal, a spending that was reversed, and an open request.
    private func banked() throws -> PlayedCase {
        let node = try PlayedCase(steps: 1)
        func request(_ number: String, _ invoice: String, _ amount: Int) -> String {
            #"{"number": "\#(number)", "institution": "\#(PlayedCase.hospital)", "amount": "\#(amount)", "spentOn": "2018-07-05", "cardNumber": "LN21029900012345", "invoice": {"code": "11010500", "number": "\#(invoice)", "issuedOn": "2018-07-05", "amount": "25000"}, "purpose": "普通门诊", "kind": "OUTPATIENT"}"#
        }
        try record(
            node, Self.account, "AccountCredited",
            #"{"person": "person/210200/000123", "amount": "100000", "creditedOn": "2018-06-30", "kind": "CONTRIBUTION", "month": "2018-06", "number": "C1"}"#
        )
        try record(
            node, Self.account, "AccountWithdrawn",
            #"{"amount": "30000", "withdrawnOn": "2018-07-02", "outlet": "示范路支行", "cardNumber": "LN21029900012345", "number": "W1"}"#
        )
        try record(
            node, Self.account, "AccountSpendingRequested", request("R1", "77777777", 20_000), as: PlayedCase.hospital)
        try record(
            node, Self.account, "AccountSpent",
            #"{"institution": "\#(PlayedCase.hospital)", "number": "R1", "amount": "20000"}"#)
        let state = try node.run("show", Self.account, "--json").object
        let entry = try #require(
            ((state["entries"] as? [[String: Any]])?.last?["act"] as? [String: Any])?["entry"] as? [String: Any])
        let number = try #require(entry["number"] as? String)
        let origin = try #require(entry["origin"] as? String)
        try record(
            node, Self.account, "AccountReversed",
            #"{"entry": {"origin": "\#(origin)", "number": "\#(number)"}, "amount": "20000", "reversedOn": "2018-07-20", "reason": "重复扣款"}"#
        )
        try record(
            node, Self.account, "AccountSpendingRequested", request("R2", "88888888", 1_500), as: PlayedCase.hospital)
        return node
    }

    @Test("account prints a statement: opening balance, movements, closing balance, open requests.")
    func statement() throws {
        let node = try banked()
        let whole = try node.run("account", Self.account)
        #expect(whole.status == 0, "\(whole.errors)")
        for text in [
            "opening  0.00", "closing  700.00", "示范路支行", "-300.00", "Open requests", "R2", "普通门诊", "reversed by #",
        ] {
            #expect(whole.output.contains(text), "\(text) in \(whole.output)")
        }
        let chinese = try node.run("account", Self.account, "--language", "zh").output
        for word in ["期初余额", "收支明细", "划入", "提取"] { #expect(chinese.contains(word), "\(word) in \(chinese)") }
        let july = try node.run("account", Self.account, "--from", "2018-07-01", "--to", "2018-07-05", "--json").object
        #expect(july["opening"] as? String == "100000" && july["closing"] as? String == "50000")
        let movements = try #require(july["movements"] as? [[String: Any]])
        #expect(movements.map { $0["kind"] as? String } == ["withdrawal", "spending"])
        #expect(movements.map { $0["balance"] as? String } == ["70000", "50000"])
        #expect((july["openRequests"] as? [[String: Any]])?.map { $0["number"] as? String } == ["R2"])
        let after = try node.run("account", Self.account, "--from", "2018-07-06", "--json").object
        #expect(after["opening"] as? String == "50000" && after["closing"] as? String == "70000")
        #expect(try node.run("verify", "--json").object["ok"] as? Bool == true)
        let page = try node.run("show", Self.account).output
        #expect(page.contains("balance 700.00") && page.contains("person/210200/000123"))
    }

    @Test("account refuses what is no account, no date, a period that is reversed, and a stream that is not there.")
    func refuses() throws {
        let node = try PlayedCase(steps: 1)
        let missing = try node.run("account", Self.account, "--json")
        #expect(missing.status == 1)
        #expect(try (missing.error["message"] as? String)?.contains("holds no entry") == true)
        for arguments in [
            ["account", "person/210200/000123"], ["account", Self.account, "--from", "2018-02-30"],
            ["account", Self.account, "--from", "2018-02-02", "--to", "2018-02-01"],
        ] {
            #expect(try Tool.run(arguments, node: node.node).status == 2)
        }
    }

    @Test("show says who stands for a duplicate, who died, which designation rests, and what was evaluated.")
    func pages() throws {
        let node = try PlayedCase(steps: 1)
        let duplicate = "person/210200/000124"
        try record(
            node, duplicate, "PersonRegistered",
            #"{"name": "林海生", "residentId": "210299195603120015", "cardNumber": "LN21029900099999", "status": "RETIREE", "insuredFrom": "2001-01-01"}"#
        )
        try record(
            node, duplicate, "PersonMerged", #"{"into": "person/210200/000123", "reason": "重复登记"}"#)
        #expect(try node.run("show", duplicate).output.contains("a duplicate of person/210200/000123"))
        let rows = try #require(
            try node.run("list", "persons", "--person", duplicate, "--json").object["rows"] as? [[String: Any]])
        #expect(rows.map { $0["stream"] as? String } == ["person/210200/000123", duplicate])
        let hospital = "institution/210200/\(PlayedCase.hospital)"
        try record(
            node, hospital, "DesignationEnded",
            #"{"effectiveFrom": "2020-02-01", "effectiveTo": "2020-02-29", "reason": "停业整顿"}"#)
        let page = try node.run("show", hospital).output
        #expect(page.contains("rests") && page.contains("2020-02-29") && page.contains("停业整顿"))
        let filing = "filing/210200/2018-000046"
        try record(
            node, filing, "ApplicationSubmitted",
            #"{"kind": "REFERRAL", "person": "person/210200/000123", "insured": {"name": "林海生", "residentId": "210299195603120007", "cardNumber": "LN21029900012345"}, "unit": "\#(PlayedCase.unit)", "place": "110100", "hospitals": ["\#(PlayedCase.hospital)"], "validFrom": "2018-03-01", "validTo": "2018-12-31"}"#,
            as: PlayedCase.unit)
        try record(
            node, filing, "PreEvaluated",
            #"{"evaluatedOn": "2018-02-20", "seen": true, "diagnosis": "腰椎损伤", "found": "本地无法手术", "opinion": "NOT_SUPPORTED", "inspectionNeeded": true}"#
        )
        let transfer = try node.run("show", filing).output
        #expect(transfer.contains("Evaluated on 2018-02-20") && transfer.contains("not supported"))
        #expect(transfer.contains("to be inspected before anything is reimbursed"))
        let future = try node.run(
            "record", "person/210200/000123", "CardReplaced", "--as", PlayedCase.center, "--json",
            input: #"{"cardNumber": "LN21029900012345", "replacedOn": "2018-01-01", "reason": "x"}"#)
        #expect(try future.error["number"] as? Int == 308)
    }

    @Test("show prints a history for the center, and a specific item with its period.")
    func careFiles() throws {
        let node = try PlayedCase(steps: 1)
        let item = "item/210200/2018-000007"
        try record(
            node, item, "SpecificItemApplied",
            #"{"person": "person/210200/000123", "insured": {"name": "林海生", "residentId": "210299195603120007", "cardNumber": "LN21029900012345"}, "unit": "\#(PlayedCase.unit)", "diseaseCode": "M00500", "disease": "尿毒症透析", "institutions": ["\#(PlayedCase.hospital)"], "validFrom": "2018-06-01"}"#,
            as: PlayedCase.unit)
        try record(
            node, item, "SpecificItemApproved",
            #"{"validFrom": "2018-06-01", "validTo": "2019-05-31", "institutions": ["\#(PlayedCase.hospital)"]}"#)
        let page = try node.run("show", item).output
        #expect(page.contains("approved") && page.contains("尿毒症透析") && page.contains("2018-06-01 to 2019-05-31"))
        let refused = try node.run(
            "record", "history/210200/000123", "HistoryVerified", "--as", PlayedCase.center, "--json",
            input:
                #"{"person": "person/210200/000123", "claim": "claim/210200/2019-000123", "hospital": "\#(PlayedCase.hospital)", "admittedOn": "2018-08-25", "dischargedOn": "2018-10-11", "diagnosis": "x", "verifiedBy": "y"}"#
        )
        #expect(refused.status == 1)
        #expect(try refused.error["number"] as? Int == 964)
    }
}
