import Claims
import Foundation
import Ledger
import Testing
import TransparencyLog

@testable import ClaimsLedger

@Suite("S9: the worklist")
struct WorklistTests {
    private static let admission = "admission/210200/1"
    private static let stay = "stay/H11019900001/2018-004711"

    /// A node on which the filing is on record and the hospital has admitted the person.
    private func admitted(_ office: Office) throws -> Node {
        let node = try office.open()
        try Office.play(node, through: 4)
        let hospital = try node.actor(as: "H11019900001", operatorName: "ward")
        _ = try node.record(try Office.batches()[4].requests[0], by: hospital)
        return node
    }

    private func record(
        _ node: Node, _ stream: String, _ type: String, _ event: String, as code: String = "210200",
        for whom: String = ""
    ) throws {
        _ = try node.record(
            RecordRequest(stream: stream, type: type, event: event),
            by: node.actor(as: code, operatorName: "auditor", onBehalfOf: whom))
    }

    private func declaration(_ change: [String: String] = [:]) -> String {
        var fields = [
            "person": #""person/210200/000123""#, "unit": #""91210299MA0TRPLC1U""#, "hospital": #""H11019900001""#,
            "insured":
                #"{"name": "林海生", "residentId": "210299195603120007", "cardNumber": "LN21029900012345"}"#,
            "ward": #""骨科""#, "bed": #""12""#, "admittedOn": #""2018-08-25""#,
            "filing": #""filing/210200/2018-000045""#,
        ]
        fields.merge(change) { $1 }
        return "{\(fields.filter { !$0.value.isEmpty }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", "))}"
    }

    private func rows(_ node: Node, on day: String? = nil, hospital: String? = nil) throws -> [Worklist.Row] {
        var query = WorklistQuery(day: day.flatMap { CalendarDate($0) } ?? node.today)
        query.hospital = hospital
        return try node.worklist(query, of: try Party("center:210200")).rows
    }

    @Test(
        "S9: a stay that the hospital records is on the list; declared as well, it stands once; discharged, not at all."
    )
    func oneRow() throws {
        let office = try Office()
        let node = try admitted(office)
        defer { node.close() }
        var row = try #require(try rows(node).first)
        #expect(
            row.stay == Self.stay && row.admission.isEmpty && row.ward == "骨科" && row.person == "person/210200/000123")
        #expect(row.filing == "filing/210200/2018-000045")
        #expect(row.reasons.map(\.code) == ["history-unclear", "no-audit"])
        try record(node, Self.admission, "AdmissionDeclared", declaration(), as: "H11019900001")
        #expect(try rows(node).count == 1)
        row = try #require(try rows(node).first)
        #expect(row.stay == Self.stay && row.admission == Self.admission && row.bed == "12")
        #expect(try rows(node, hospital: "H11019900001").count == 1 && rows(node, hospital: "H11019900002").isEmpty)
        let hospital = try node.actor(as: "H11019900001", operatorName: "ward")
        _ = try node.record(batch: try Office.batches()[4].requests, by: hospital, atomic: false)
        #expect(try rows(node).first?.reasons.first?.code == "discharged", "nobody closed the admission")
        try record(
            node, Self.admission, "AdmissionClosed", #"{"dischargedOn": "2018-10-11"}"#, for: "hospital:H11019900001")
        #expect(try rows(node).isEmpty)
    }

    @Test("S9: a day that is over has its own list, from the admission to the day before the discharge.")
    func days() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 5)
        for (day, count) in [("2018-08-24", 0), ("2018-08-25", 1), ("2018-10-10", 1), ("2018-10-11", 0)] {
            #expect(try rows(node, on: day).count == count, "\(day)")
        }
        #expect(try rows(node, on: "2018-08-25").first?.days == 0)
        #expect(try rows(node, on: "2018-09-25").first?.days == 31)
    }

    @Test("S9: who cannot be in two beds stands first, then who has no filing; the oldest first among equals.")
    func order() throws {
        let office = try Office()
        let node = try admitted(office)
        defer { node.close() }
        let nobody = ["person": "", "unit": "", "filing": ""]
        func unknown(_ name: String, _ day: String) -> [String: String] {
            nobody.merging(["insured": "{\"name\": \"\(name)\"}", "admittedOn": "\"\(day)\""]) { $1 }
        }
        let clerk = "hospital:H11019900001"
        try record(
            node, "admission/210200/2", "AdmissionDeclared", declaration(unknown("乙", "2018-09-02")), for: clerk)
        try record(
            node, "admission/210200/3", "AdmissionDeclared", declaration(unknown("丙", "2018-09-01")), for: clerk)
        #expect(try rows(node).map(\.name) == ["丙", "乙", "林海生"])
        #expect(try rows(node)[0].reasons.map(\.code) == ["no-filing", "history-unclear", "no-audit"])
        let elsewhere = declaration(["hospital": #""H11019900002""#, "admittedOn": #""2018-09-10""#])
        try record(
            node, "admission/210200/4", "AdmissionDeclared", elsewhere, as: "91210299MA0TRPLC1U")
        let list = try rows(node)
        #expect(list.map(\.admittedOn) == ["2018-09-10", "2018-08-25", "2018-09-01", "2018-09-02"])
        #expect(list[0].reasons.map(\.code) == ["overlap", "filing-does-not-cover", "history-unclear", "no-audit"])
        #expect(list[0].reasons[0].streams == [Self.stay])
        #expect(list[1].reasons[0].streams == ["admission/210200/4"])
    }

    @Test(
        "S9: an audit from its order to its conclusion is on the list, overdue ones by name; its photograph is stored first."
    )
    func audits() throws {
        let office = try Office()
        let node = try admitted(office)
        defer { node.close() }
        try record(node, Self.admission, "AdmissionDeclared", declaration(), as: "H11019900001")
        let audit = "audit/210200/1"
        let order = """
            {"kind": "SITE_VISIT", "subject": "\(Self.admission)", "staff": ["auditor"], "dueOn": "\(node.today)",
            "grounds": [{"number": 10001, "text": "病史不清"}]}
            """
        try record(node, audit, "AuditOrdered", order)
        var row = try #require(try rows(node).first)
        #expect(row.audits.map(\.status) == ["ordered"] && row.reasons.map(\.code) == ["history-unclear"])
        let tomorrow = node.today.adding(days: 1).description
        #expect(try rows(node, on: tomorrow).first?.reasons.map(\.code) == ["audit-overdue", "history-unclear"])

        let hash = try #require(Hash.of("a patient at the bed"))
        let photograph = """
            {"photograph": {"kind": "PHOTOGRAPH", "sha256": "\(hash)"}, "subject": "PATIENT_AT_BED",
            "takenOn": "2018-09-03", "place": "骨科 12 床", "takenBy": "auditor"}
            """
        #expect(throws: LedgerError(.blobDamaged, "", remedy: "")) {
            try record(node, audit, "PhotographTaken", photograph)
        }
        #expect(try node.storeBlob(Array("a patient at the bed".utf8)) == hash)
        try record(node, audit, "PhotographTaken", photograph)
        let visit = """
            {"visitedOn": "2018-09-03", "place": "骨科 12 床", "staff": ["auditor"], "patientPresent": true, "found": "在床"}
            """
        try record(node, audit, "SiteVisited", visit)
        try record(
            node, audit, "AuditConcluded", #"{"result": "CONFIRMED", "concludedOn": "2018-09-04", "summary": "属实"}"#)
        row = try #require(try rows(node).first)
        #expect(row.audits.map(\.result) == ["confirmed"] && row.reasons.map(\.code) == ["history-unclear"])
        let trace = try node.trace(audit)
        #expect(trace.events.allSatisfy { !$0.text.zh.isEmpty && $0.text.en != $0.type })
        #expect(try node.list(ListQuery(kind: "audits")).rows.map(\.status) == ["concluded"])
        #expect(try node.verify().ok)
        #expect(try node.replay(view: nil, check: true).allSatisfy { $0.matches == true })
    }

    @Test("S9: what an earlier claim or audit showed of the person is a reason to look.")
    func past() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 6)
        let again = declaration(["admittedOn": #""2019-05-02""#])
        try record(node, Self.admission, "AdmissionDeclared", again, as: "H11019900001")
        let row = try #require(try rows(node).first)
        #expect(row.reasons.first?.code == "earlier-finding")
        #expect(row.reasons.first?.streams == [Office.claim])
    }

    @Test(
        "15: the same photograph, used for two claims, is found through the index; evidence of a claim keeps audits back."
    )
    func sharedPhotograph() throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 6)
        let hash = try node.storeBlob(Array("scar".utf8))
        let first = try #require(try Office.batches()[5].requests.first)
        var other = first
        other.stream = "claim/210200/2019-000124"
        other.eventId = "another"
        other.event = first.event.replacing("2018-08-25", with: "2018-04-25").replacing(
            "2018-10-11", with: "2018-05-11"
        )
        .replacing("20181011", with: "20180511")
        let unit = try node.actor(as: "91210299MA0TRPLC1U", operatorName: "agent")
        _ = try node.record(other, by: unit)
        for (number, claim) in [Office.claim, other.stream].enumerated() {
            let order = """
                {"kind": "PHOTOGRAPHS_AFTER_SURGERY", "subject": "\(claim)", "staff": ["a"], "dueOn": "\(node.today)"}
                """
            try record(node, "audit/210200/\(number)", "AuditOrdered", order)
            let photograph = """
                {"photograph": {"kind": "PHOTOGRAPH", "sha256": "\(hash)"}, "subject": "WHOLE_BODY",
                "takenOn": "2019-02-03", "place": "x", "takenBy": "y"}
                """
            try record(node, "audit/210200/\(number)", "PhotographTaken", photograph)
        }
        let found = try node.findings(on: Office.claim).filter { $0.number == 15 }
        #expect(found.contains { $0.english.contains("audit/210200/1") })
        #expect(try node.findings(on: "audit/210200/1").map(\.number) == [15])
        #expect(try node.trace(Office.claim).related.map(\.stream).contains("audit/210200/0"))
        #expect(!(try node.trace(Office.claim).related.map(\.stream).contains("audit/210200/1")), "another claim's")
        #expect(try !node.evidence(for: Office.claim).related.contains { $0.hasPrefix("audit/") })
    }
}

private enum Hash {
    static func of(_ text: String) -> String? { Digest.sha256(Array(text.utf8)).hex }
}
