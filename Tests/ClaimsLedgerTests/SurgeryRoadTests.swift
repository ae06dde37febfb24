import Claims
import Foundation
import Ledger
import Testing

@testable import ClaimsLedger

@Suite("S10 and S11: surgery, through one node")
struct SurgeryRoadTests {
    private static let claim = "claim/210200/2018-000900"
    private static let insured = """
        {"name": "林海生", "residentId": "210299195603120007", "cardNumber": "LN21029900012345"}
        """
    private static let unit = "91210299MA0TRPLC1U"
    private static let hospital = "H11019900001"

    private func record(
        _ node: Node, _ stream: String, _ type: String, _ event: String, as code: String = "210200",
        by name: String = "clerk"
    ) throws {
        _ = try node.record(
            RecordRequest(stream: stream, type: type, event: event), by: node.actor(as: code, operatorName: name))
    }

    /// The unit's claim of an operation under a filing, taken up and priced.
    private func claim(_ node: Node, under filing: String) throws {
        let paper = try node.storeBlob(Array("paper".utf8))
        let papers = ["CARD", "APPLICATION_FORM", "DISCHARGE_CERTIFICATE", "ITEMISED_LIST", "INVOICE"].map {
            #"{"kind": "\#($0)", "sha256": "\#(paper)", "bothSides": true, "signedOnBack": true}"#
        }
        let event = """
            {"person": "person/210200/000123", "insured": \(Self.insured), "filing": "\(filing)", "unit": "\(Self.unit)",
            "hospital": "\(Self.hospital)", "admittedOn": "2018-08-25", "dischargedOn": "2018-10-11",
            "bill": {"invoice": {"code": "111001807", "number": "20189000", "issuedOn": "2018-10-11",
            "amount": "100000"}, "lines": [{"name": "阑尾切除术", "itemClass": "CLASS_A", "category": "OPERATION",
            "amount": "100000"}], "total": "100000"}, "documents": [\(papers.joined(separator: ","))],
            "payee": {"name": "林海生", "bank": "示例银行", "account": "6222"}, "lateReason": "补报"}
            """
        try record(node, Self.claim, "ClaimSubmitted", event, as: Self.unit)
        try record(node, Self.claim, "ClaimAccepted", #"{"latenessExcused": "第十二条"}"#)
        let split = """
            {"split": {"total": "100000", "inScope": "100000", "pooledFund": "100000", "fundTotal": "100000"}}
            """
        try record(node, Self.claim, "ClaimAdjudicated", split)
    }

    private func approve(_ node: Node) throws {
        try record(node, Self.claim, "ClaimApproved", #"{"amount": "100000"}"#, by: "approver")
    }

    private func order(_ node: Node, _ kind: String) throws {
        let order = """
            {"kind": "\(kind)", "subject": "\(Self.claim)", "person": "person/210200/000123",
            "hospital": "\(Self.hospital)", "staff": ["何审计"], "dueOn": "\(node.today)"}
            """
        try record(node, "audit/210200/1", "AuditOrdered", order)
    }

    private func conclude(_ node: Node) throws {
        let conclusion = #"{"result": "CONFIRMED", "concludedOn": "2018-11-02", "summary": "属实"}"#
        try record(node, "audit/210200/1", "AuditConcluded", conclusion)
    }

    @Test("S11: the operation of a resettled retiree waits for its photographs, whose bytes are there.")
    func photographs() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 4)
        let settings = """
            {"name": "procedure", "version": "1", "effectiveFrom": "2018-01-01",
            "procedure": {"photographsAfterSurgery": true}}
            """
        try record(node, "policy/210200/procedure", "PolicyPublished", settings)
        try claim(node, under: "filing/210200/2018-000045")
        #expect(throws: Refusal(.photographsOutstanding, "")) { try approve(node) }
        try order(node, "PHOTOGRAPHS_AFTER_SURGERY")
        for subject in ["OPERATED_PART", "WHOLE_BODY"] {
            let hash = try node.storeBlob(Array(subject.utf8))
            let photograph = """
                {"photograph": {"kind": "PHOTOGRAPH", "sha256": "\(hash)"}, "subject": "\(subject)",
                "takenOn": "2018-10-20", "place": "中心", "takenBy": "何审计"}
                """
            #expect(throws: Refusal.self, "not both are there") { try conclude(node) }
            try record(node, "audit/210200/1", "PhotographTaken", photograph)
        }
        #expect(throws: Refusal(.photographsOutstanding, "")) { try approve(node) }
        try conclude(node)
        try approve(node)
        let head = try #require(try node.state(of: "audit/210200/1").entries.last?.act.entry)
        #expect(try node.state(of: Self.claim).entries.last?.basis.contains(head) == true)
        #expect(try node.verify().ok)
    }

    @Test("S10: an operation that was evaluated before the transfer waits for the inspection of its result.")
    func inspection() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 1)
        let filing = "filing/210200/2018-000050"
        let application = """
            {"kind": "REFERRAL", "person": "person/210200/000123", "insured": \(Self.insured), "unit": "\(Self.unit)",
            "place": "110100", "hospitals": ["\(Self.hospital)"], "validFrom": "2018-03-01", "validTo": "2018-12-31",
            "reason": "本地无法手术"}
            """
        try record(node, filing, "ApplicationSubmitted", application, as: Self.unit)
        let evaluation = """
            {"evaluatedOn": "2018-02-10", "seen": true, "diagnosis": "阑尾炎", "found": "须手术", "opinion": "SUPPORTED",
            "inspectionNeeded": true, "plannedOperation": "阑尾切除术"}
            """
        try record(node, filing, "PreEvaluated", evaluation)
        let stamp = #"{"hospital": "H11019900001", "stampedOn": "2018-02-12", "officer": "李"}"#
        try record(node, filing, "FormStamped", stamp, as: Self.hospital)
        try record(node, filing, "RecordFiled", #"{"validFrom": "2018-03-01", "validTo": "2018-12-31"}"#)
        try claim(node, under: filing)
        let comparison = """
            {"claim": "\(Self.claim)", "comparedOn": "2018-11-02", "agrees": true, "result": "相符"}
            """
        try record(node, filing, "TransferCompared", comparison)
        #expect(throws: Refusal(.inspectionOutstanding, "")) { try approve(node) }
        try order(node, "INSPECTION_AFTER_SURGERY")
        let inspection = """
            {"inspectedOn": "2018-10-20", "staff": ["何审计"], "operation": "阑尾切除术", "agrees": true, "found": "疤痕五厘米"}
            """
        try record(node, "audit/210200/1", "OperationInspected", inspection)
        #expect(throws: Refusal(.inspectionOutstanding, "")) { try approve(node) }
        try conclude(node)
        try approve(node)
        #expect(try node.findings(on: Self.claim).allSatisfy { ![15, 17].contains($0.number) })
    }
}
