import Claims
import Foundation
import Ledger
import Testing

@testable import ClaimsLedger

@Suite("Persons, institutions, items, transfers, accounts and histories through one node")
struct CareRoadTests {
    private static let center = "210200"
    private static let unit = "91210299MA0TRPLC1U"
    private static let hospital = "H11019900001"
    private static let person = "person/210200/000123"
    private static let insured =
        #"{"name": "林海生", "residentId": "210299195603120007", "cardNumber": "LN21029900012345"}"#

    @discardableResult
    private func record(
        _ node: Node, _ stream: String, _ type: String, _ event: String, as party: String = Self.center,
        operatorName: String = "clerk"
    ) throws -> Recorded {
        try node.record(
            RecordRequest(stream: stream, type: type, event: event),
            by: node.actor(as: party, operatorName: operatorName))
    }

    private func list(_ node: Node, _ kind: String, _ change: (inout ListQuery) -> Void = { _ in }) throws -> [ListRow]
    {
        var query = ListQuery(kind: kind)
        change(&query)
        return try node.list(query).rows
    }

    /// The name of a document that the node holds.
    private func paper(_ node: Node, _ kind: String) throws -> String {
        #"{"kind": "\#(kind)", "sha256": "\#(try node.storeBlob([UInt8](kind.utf8)))"}"#
    }

    @Test("S1: a person entered twice is merged, found under either, and refused under the duplicate.")
    func merging() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 4)
        let duplicate = "person/210200/000124"
        try record(
            node, duplicate, "PersonRegistered",
            #"{"name": "林海生", "residentId": "210299195603120015", "cardNumber": "LN21029900099999", "status": "RETIREE", "unit": "91210299MA0TRPLC1U", "insuredFrom": "2001-01-01"}"#
        )
        #expect(try list(node, "persons") { $0.person = duplicate }.map(\.stream) == [duplicate])
        try record(
            node, duplicate, "PersonMerged", #"{"into": "\#(Self.person)", "reason": "户口簿核对，重复登记"}"#)
        for text in [duplicate, Self.person, "LN21029900099999", "210299195603120007"] {
            let rows = try list(node, "persons") { $0.person = text }
            #expect(rows.map(\.stream) == [Self.person, duplicate], "\(text)")
            #expect(rows.map(\.status) == ["registered", "merged"])
            #expect(rows.allSatisfy { $0.person == Self.person })
        }
        #expect(try list(node, "persons") { $0.status = "merged" }.map(\.stream) == [duplicate])
        // What was filed for the one is found under the other.
        #expect(try list(node, "filings") { $0.person = duplicate }.map(\.stream) == ["filing/210200/2018-000045"])
        let refused = #expect(throws: Refusal.self) {
            try record(
                node, "account/210200/000124", "AccountCredited",
                #"{"person": "\#(duplicate)", "amount": "100", "creditedOn": "2018-06-30", "kind": "CONTRIBUTION", "number": "C1"}"#
            )
        }
        #expect(refused?.rule.code == "person-merged" && refused?.message.contains(Self.person) == true)
        try record(node, duplicate, "PersonUnmerged", #"{"reason": "父子同名"}"#)
        #expect(try list(node, "persons") { $0.person = duplicate }.map(\.stream) == [duplicate])
        #expect(try node.replay(view: nil, check: true).allSatisfy { $0.matches == true })
    }

    @Test("S1: a resident ID or card that somebody has is refused by the index, in one batch with the other too.")
    func takenNumbers() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 1)
        func person(_ number: Int, _ id: String, _ card: String) -> RecordRequest {
            RecordRequest(
                stream: "person/210200/\(number)", type: "PersonRegistered",
                event: """
                    {"name": "林海平", "residentId": "\(id)", "cardNumber": "\(card)", "status": "RETIREE", \
                    "insuredFrom": "2001-01-01"}
                    """)
        }
        let clerk = try node.actor(as: "210200", operatorName: "clerk")
        for (id, card, rule) in [
            ("210299195603120007", "LN21029900099999", Refusal.Rule.residentIDOfAnother),
            ("210299195603120015", "LN21029900012345", .cardOfAnother),
            ("210299195603120015", "ln21029900012345", .cardOfAnother),
        ] {
            let refused = #expect(throws: Refusal.self) { try node.record(person(900, id, card), by: clerk) }
            #expect(refused == Refusal(rule, "") && refused?.message.contains(Self.person) == true)
        }
        for atomic in [true, false] {
            let batch = [
                person(atomic ? 901 : 902, "210299195603120015", "LN21029900099999"),
                person(903, "210299195603120015", "LN21029900088888"),
            ]
            let refused = #expect(throws: BatchRefusal.self) {
                try node.record(batch: batch, by: clerk, atomic: atomic)
            }
            #expect(refused?.place == 2 && refused?.cause as? Refusal == Refusal(.residentIDOfAnother, ""))
        }
        #expect(try list(node, "persons").count == 2)
        try node.ledger.flushViews()
        #expect(throws: Refusal(.residentIDOfAnother, "")) {
            try node.record(person(903, "210299195603120015", "LN21029900088888"), by: clerk)
        }
    }

    @Test("S1: a death is recorded with its certificate, which the node must hold.")
    func death() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 1)
        let missing = String(repeating: "ab", count: 32)
        #expect(throws: LedgerError(.blobDamaged, "", remedy: "")) {
            try record(
                node, Self.person, "PersonDied",
                #"{"diedOn": "2018-12-01", "certificate": {"kind": "OTHER", "sha256": "\#(missing)"}}"#)
        }
        try record(
            node, Self.person, "PersonDied", #"{"diedOn": "2018-12-01", "certificate": \#(try paper(node, "OTHER"))}"#)
        #expect(try list(node, "persons").map(\.status) == ["died"])
        #expect(try node.verify().ok)
    }

    @Test("S3: an institution whose designation ended is refused on that day, and listed as ended.")
    func ending() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 1)
        let stream = "institution/210200/\(Self.hospital)"
        try record(
            node, stream, "DesignationEnded", #"{"effectiveFrom": "2018-02-01", "reason": "协议到期未续"}"#)
        #expect(try list(node, "institutions") { $0.status = "ended" }.map(\.stream) == [stream])
        let application = try #require(try Office.batches()[1].requests.first)
        let refused = #expect(throws: Refusal.self) {
            try node.record(application, by: node.actor(as: Self.unit, operatorName: "agent"))
        }
        #expect(refused?.rule.code == "institution-not-designated")
    }

    @Test("S5: a specific item is applied for by the unit, approved by the center, and found by its person.")
    func item() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 1)
        let item = "item/210200/2018-000007"
        try record(
            node, item, "SpecificItemApplied",
            #"{"person": "\#(Self.person)", "insured": \#(Self.insured), "unit": "\#(Self.unit)", "diseaseCode": "M00500", "disease": "尿毒症透析", "institutions": ["\#(Self.hospital)"], "validFrom": "2018-06-01", "validTo": "2019-05-31", "documents": [\#(try paper(node, "DIAGNOSIS_CERTIFICATE"))]}"#,
            as: Self.unit)
        #expect(try list(node, "items") { $0.status = "applied" }.map(\.stream) == [item])
        try record(
            node, item, "SpecificItemApproved",
            #"{"validFrom": "2018-06-01", "validTo": "2019-05-31", "institutions": ["\#(Self.hospital)"]}"#)
        for change: (inout ListQuery) -> Void in [
            { $0.person = Self.person }, { $0.person = "林海生" }, { $0.institution = Self.hospital },
            { $0.status = "approved" }, { $0.unit = Self.unit },
        ] {
            #expect(try list(node, "items", change).map(\.stream) == [item])
        }
        #expect(
            try node.state(of: item).audience == [
                "center:210200", "hospital:\(Self.hospital)", "unit:\(Self.unit)",
            ])
    }

    @Test("S4: an account is credited, drawn from, and asked by a hospital; books and views agree.")
    func account() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 1)
        let account = "account/210200/000123"
        func drawn(_ number: String, _ amount: Int) -> String {
            #"{"amount": "\#(amount)", "withdrawnOn": "2018-07-02", "outlet": "工行示范路支行", "cardNumber": "LN21029900012345", "number": "\#(number)"}"#
        }
        try record(
            node, account, "AccountCredited",
            #"{"person": "\#(Self.person)", "amount": "100000", "creditedOn": "2018-06-30", "kind": "CONTRIBUTION", "month": "2018-06", "number": "C1"}"#
        )
        try record(node, account, "AccountWithdrawn", drawn("W1", 30_000))
        let refused = #expect(throws: Refusal.self) {
            try record(node, account, "AccountWithdrawn", drawn("W2", 70_001))
        }
        #expect(refused?.rule.code == "balance-too-small")
        try record(
            node, account, "AccountSpendingRequested",
            #"{"number": "R1", "institution": "\#(Self.hospital)", "amount": "20000", "spentOn": "2018-07-05", "cardNumber": "LN21029900012345", "invoice": {"code": "11010500", "number": "77777777", "issuedOn": "2018-07-05", "amount": "25000"}, "purpose": "普通门诊", "kind": "OUTPATIENT"}"#,
            as: Self.hospital)
        #expect(try list(node, "accounts") { $0.status = "requested" }.map(\.stream) == [account])
        try record(
            node, account, "AccountSpent", #"{"institution": "\#(Self.hospital)", "number": "R1", "amount": "20000"}"#)
        let rows = try list(node, "accounts") { $0.person = "林海生" }
        #expect(rows.map(\.stream) == [account] && rows.map(\.amount) == [50_000] && rows.map(\.status) == ["open"])
        #expect(try list(node, "accounts") { $0.institution = Self.hospital }.count == 1)
        let state = try node.state(of: account)
        #expect(TrialBalance(of: [state])[.personalAccounts] == -50_000)
        #expect(try node.findings(on: account).isEmpty)
        let trace = try node.trace(account)
        #expect(trace.events.map(\.text.zh).contains { $0.contains("支取") })
        #expect(trace.events.map(\.text.en).contains { $0.contains("asked the account to pay R1") })
        #expect(try node.verify().ok)
        #expect(try node.replay(view: nil, check: true).allSatisfy { $0.matches == true })
    }

    @Test(
        "S8, S12: evaluated after its history was read, on record, claimed, compared, approved, entered in the history."
    )
    func transfer() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 1)
        let filing = "filing/210200/2018-000046"
        let claim = Office.claim
        try record(
            node, "policy/210200/procedure", "PolicyPublished",
            #"{"name": "procedure", "version": "1", "effectiveFrom": "2018-01-01", "procedure": {"preEvaluation": true}}"#
        )
        try record(
            node, filing, "ApplicationSubmitted",
            #"{"kind": "REFERRAL", "person": "\#(Self.person)", "insured": \#(Self.insured), "unit": "\#(Self.unit)", "place": "110100", "hospitals": ["\#(Self.hospital)"], "validFrom": "2018-03-01", "validTo": "2018-12-31"}"#,
            as: Self.unit)
        try record(
            node, filing, "FormStamped",
            #"{"hospital": "\#(Self.hospital)", "stampedOn": "2018-02-12", "officer": "李"}"#, as: Self.hospital)
        let record = #"{"validFrom": "2018-03-01", "validTo": "2018-12-31"}"#
        let early = #expect(throws: Refusal.self) { try self.record(node, filing, "RecordFiled", record) }
        #expect(early?.rule.code == "evaluation-missing")
        try self.record(
            node, filing, "PreEvaluated",
            #"{"evaluatedOn": "2018-02-20", "seen": true, "diagnosis": "腰椎损伤", "found": "本地无法手术", "opinion": "SUPPORTED"}"#
        )
        try self.record(node, filing, "RecordFiled", record)
        var submission = try #require(try Office.batches()[5].requests.first)
        submission.event = submission.event.replacing("2018-000045", with: "2018-000046")
        let papers = Office.root.appending(path: "Examples/forged-invoice/papers/unit")
        for file in try FileManager.default.subpathsOfDirectory(atPath: papers.path) where file.hasSuffix(".txt") {
            _ = try node.storeBlob([UInt8](Data(contentsOf: papers.appending(path: file))))
        }
        _ = try node.record(submission, by: node.actor(as: Self.unit, operatorName: "agent"))
        try self.record(node, claim, "ClaimAccepted", #"{"latenessExcused": "病情所致"}"#)
        try self.record(
            node, claim, "ClaimAdjudicated",
            #"{"split": {"total": "10526314", "inScope": "10526314", "pooledFund": "5000000", "fundTotal": "5000000", "personalShare": "5526314", "cash": "5526314"}}"#
        )
        let approval = #"{"amount": "5000000"}"#
        let blind = #expect(throws: Refusal.self) { try self.record(node, claim, "ClaimApproved", approval) }
        #expect(blind?.rule.code == "comparison-missing")
        try self.record(
            node, filing, "TransferCompared",
            #"{"claim": "\#(claim)", "comparedOn": "2019-02-01", "agrees": true, "result": "出院记录、清单相符"}"#)
        try self.record(node, claim, "ClaimApproved", approval, operatorName: "approver")

        let history = "history/210200/000123"
        let stay =
            #"{"person": "\#(Self.person)", "claim": "\#(claim)", "hospital": "\#(Self.hospital)", "admittedOn": "2018-08-25", "dischargedOn": "2018-10-11", "diagnosis": "腰椎损伤", "verifiedBy": "出院记录"}"#
        let entry = try self.record(node, history, "HistoryVerified", stay)
        #expect(try list(node, "histories").map(\.status) == ["verified"])
        #expect(try node.state(of: history).audience == ["center:210200"])
        // The next referral names what was read of it.
        let next = "filing/210200/2019-000001"
        try self.record(
            node, next, "ApplicationSubmitted",
            #"{"kind": "REFERRAL", "person": "\#(Self.person)", "insured": \#(Self.insured), "unit": "\#(Self.unit)", "place": "110100", "hospitals": ["\#(Self.hospital)"], "validFrom": "2019-03-01", "validTo": "2019-12-31"}"#,
            as: Self.unit)
        func evaluation(_ read: String) -> String {
            #"{"evaluatedOn": "2019-02-20", "diagnosis": "复查", "found": "需复查", "opinion": "SUPPORTED"\#(read)}"#
        }
        let unread = #expect(throws: Refusal.self) { try self.record(node, next, "PreEvaluated", evaluation("")) }
        #expect(unread?.rule.code == "history-not-consulted")
        try self.record(
            node, next, "PreEvaluated",
            evaluation(#", "history": {"origin": "\#(entry.log)", "number": "\#(entry.number)"}"#))
        // A claim's trace tells nothing of the history.
        let trace = try node.trace(claim)
        #expect(!trace.events.contains { $0.stream == history } && !trace.related.contains { $0.stream == history })
        #expect(trace.events.contains { $0.type == "PreEvaluated" && $0.text.zh.contains("同意") })
        #expect(trace.events.contains { $0.type == "TransferCompared" && $0.text.en.contains("agrees") })
        #expect(try node.verify().ok)
    }
}
