import Claims
import SwiftProtobuf
import Testing

@Suite("Findings 15 and 17: audits")
struct AuditFindingTests {
    private static let otherClaim = "claim/210200/2019-000200"

    /// Another claim at hand, of another treatment unless it is changed, with papers of its own.
    private func desk(
        papers: [Document] = [Sample.photograph("c1")], _ change: (inout ClaimSubmitted) -> Void = { _ in }
    ) throws -> Desk {
        var desk = try Desk.at(.submitted)
        var other = Sample.submitted
        other.admittedOn = "2018-03-05"
        other.dischargedOn = "2018-03-20"
        other.stay = ""
        other.bill.invoice.number = "0000999999"
        other.documents = papers
        change(&other)
        desk.receive(Event(.claimSubmitted(other)), in: Self.otherClaim, by: Sample.agent, on: "2018-11-01")
        return desk
    }

    private func attach(_ document: Document, to desk: inout Desk) {
        desk.receive(
            Event(.documentAttached(.with { $0.document = document })), in: Sample.claim, by: Sample.agent,
            on: "2018-11-02")
    }

    private func shared(_ desk: Desk, of stream: String = Sample.claim) throws -> [Finding] {
        try desk.findings(stream).filter { $0.number == 15 }
    }

    @Test("15: the same photograph in two claims of different treatments is found, with both entries.")
    func twoClaims() throws {
        var desk = try desk()
        #expect(try shared(desk).isEmpty)
        attach(Sample.photograph("c1"), to: &desk)
        let found = try shared(desk)
        #expect(found.count == 1 && found[0].severity == .alarm && found[0].evidence.count == 2)
        #expect(found[0].english.contains(Self.otherClaim))
        #expect(try shared(desk, of: Self.otherClaim).count == 1, "from the other side as well")
    }

    @Test("15: a report used twice is found; a card, a form or the same stay's paper handed in again is not.")
    func kinds() throws {
        for kind in Document.Kind.allCases where kind != .unspecified {
            let paper = changed(Sample.photograph("c1")) { $0.kind = kind }
            var desk = try desk(papers: [paper])
            attach(paper, to: &desk)
            #expect(try shared(desk).count == (kind.isOfOneTreatment ? 1 : 0), "\(kind)")
        }
        var same = try desk {
            $0.admittedOn = "2018-10-01"
            $0.dischargedOn = "2018-10-20"
        }
        attach(Sample.photograph("c1"), to: &same)
        #expect(try shared(same).isEmpty, "the same person in the same hospital at that time")
        var day = try desk {
            $0.admittedOn = "2018-10-12"
            $0.dischargedOn = "2018-10-20"
        }
        attach(Sample.photograph("c1"), to: &day)
        #expect(try shared(day).count == 1, "a day later it is another stay")
        var hospital = try desk {
            $0.admittedOn = "2018-10-01"
            $0.dischargedOn = "2018-10-20"
            $0.hospital = Sample.secondHospital.code
        }
        attach(Sample.photograph("c1"), to: &hospital)
        #expect(try shared(hospital).count == 1)
    }

    @Test("15: photographs of audits count: against other claims, and against audits of other things.")
    func audits() throws {
        var desk = try desk()
        try desk.audit(.auditOrdered(Sample.audited(.photographsAfterSurgery, of: Sample.claim)))
        try desk.audit(.photographTaken(Sample.photographed(.wholeBody, "c1")))
        #expect(try shared(desk).count == 1)
        #expect(try shared(desk, of: Sample.audit).count == 1, "the audit itself says so")
        // The same photograph in two audits of one claim, or of its filing, is of one treatment.
        var own = try Desk.at(.submitted)
        for (number, subject) in [Sample.claim, Sample.filing].enumerated() {
            let stream = "audit/210200/\(number)"
            try own.audit(.auditOrdered(Sample.audited(.photographsAfterSurgery, of: subject)), in: stream)
            try own.audit(.photographTaken(Sample.photographed(.wholeBody, "c1")), in: stream)
        }
        #expect(try shared(own).isEmpty && shared(own, of: "audit/210200/1").isEmpty)
    }

    @Test("15: a photograph at the bed of one declared admission, used for a later one, is found.")
    func admissions() throws {
        var desk = try Desk.auditing(.photographTaken(Sample.photographed(.patientAtBed, "c1", on: "2018-09-01")))
        let later = changed(Sample.declared) {
            $0.admittedOn = "2018-10-20"
            $0.stay = ""
        }
        try desk.record(
            Event(.admissionDeclared(later)), in: "admission/210200/8", by: Sample.office, on: "2018-10-20")
        try desk.audit(.auditOrdered(Sample.audited(of: "admission/210200/8")), in: "audit/210200/8")
        try desk.audit(
            .photographTaken(Sample.photographed(.patientAtBed, "c1", on: "2018-10-20")), in: "audit/210200/8")
        #expect(try shared(desk, of: "audit/210200/8").count == 1)
        try desk.record(Event(.claimSubmitted(Sample.submitted)), in: Sample.claim, by: Sample.agent, on: "2018-11-02")
        #expect(try shared(desk).count == 1, "the claim of the first stay shows it as well")
    }

    private func against(_ desk: Desk) throws -> [Finding] {
        try desk.findings(Sample.claim).filter { $0.number == 17 }
    }

    @Test("17: not confirmed, and approved or paid all the same, before or after.")
    func approvedAgainst() throws {
        var desk = try Desk.at(.adjudicated)
        try desk.conclude(.inspectionAfterSurgery, as: .notConfirmed)
        #expect(try against(desk).isEmpty, "nothing is approved")
        try desk.record(
            Event(.claimApproved(Sample.approved)), in: Sample.claim, by: Sample.approver, on: "2018-11-08")
        let found = try against(desk)
        #expect(found.count == 1 && found[0].severity == .alarm)
        let conclusion = try desk.state(Sample.audit).audit.concluded.entry
        #expect(found[0].evidence == [conclusion, try desk.state(Sample.claim).claim.approved.entry])
        #expect(found[0].amounts.map(\.fen) == [Sample.approvedAmount])

        var paid = try Desk.at(.paid)
        try paid.audit(.auditOrdered(Sample.audited(.siteVisit, of: Sample.filing)), on: "2018-11-22")
        try paid.audit(.siteVisited(Sample.visited(present: false)), on: "2018-11-22")
        try paid.audit(.auditConcluded(Sample.concluded(.notConfirmed)), on: "2018-11-22")
        #expect(try against(paid).first?.english.contains("is paid all the same") == true)
    }

    @Test("17: confirmed, inconclusive, confirmed by a later audit of the kind, or another's audit: nothing is found.")
    func nearMisses() throws {
        for result in [AuditConcluded.Result.confirmed, .inconclusive] {
            var desk = try Desk.at(.approved)
            try desk.conclude(.inspectionAfterSurgery, as: result)
            #expect(try against(desk).isEmpty)
        }
        var desk = try Desk.at(.approved)
        try desk.conclude(.inspectionAfterSurgery, as: .notConfirmed)
        try desk.conclude(.inspectionAfterSurgery, in: "audit/210200/b", as: .inconclusive)
        #expect(try against(desk).count == 1, "nothing found out takes nothing back")
        try desk.conclude(.siteVisit, in: "audit/210200/c")
        #expect(try against(desk).count == 1, "another kind takes nothing back")
        try desk.conclude(.inspectionAfterSurgery, in: "audit/210200/d")
        #expect(try against(desk).isEmpty, "a later inspection confirmed it")
        var refused = try Desk.at(.approved)
        try refused.conclude(.inspectionAfterSurgery, as: .notConfirmed)
        try refused.record(
            Event(.claimRefused(.with { $0.grounds = [Sample.ground(17, "not as the papers say")] })), in: Sample.claim,
            by: Sample.clerk, on: "2018-11-09")
        #expect(try against(refused).isEmpty)
    }

    @Test(
        "17: an audit of the filing counts for the stays that it may be about, and not for later ones.",
        arguments: [
            (AuditOrdered.Kind.inspectionAfterSurgery, "2018-10-10", "2018-10-11"),
            (.photographsAfterSurgery, "2018-08-24", "2018-08-25"), (.siteVisit, "2018-08-24", "2018-08-25"),
        ])
    func ofTheFiling(kind: AuditOrdered.Kind, before: String, after: String) throws {
        for (day, count) in [(before, 0), (after, 1)] {
            for (subject, expected) in [(Sample.filing, count), (Sample.claim, 1)] {
                var desk = try Desk.at(.approved)
                try desk.audit(.auditOrdered(Sample.audited(kind, of: subject)), on: "2018-11-09")
                switch kind {
                case .siteVisit: try desk.audit(.siteVisited(Sample.visited(present: false, on: day)), on: "2018-11-09")
                case .inspectionAfterSurgery:
                    try desk.audit(.operationInspected(Sample.inspected(agrees: false, on: day)), on: "2018-11-09")
                default:
                    try desk.audit(
                        .photographTaken(Sample.photographed(.operatedPart, "c1", on: day)), on: "2018-11-09")
                    try desk.audit(.photographTaken(Sample.photographed(.wholeBody, "c2", on: day)), on: "2018-11-09")
                }
                try desk.audit(.auditConcluded(Sample.concluded(.notConfirmed)), on: "2018-11-09")
                #expect(try against(desk).count == expected, "\(kind) of \(subject) on \(day)")
            }
        }
    }

    @Test(
        "17: what an earlier stay's audit of the filing did not confirm stays so beside a later stay's; papers count.")
    func filingKinds() throws {
        var desk = try Desk.at(.approved)
        try desk.conclude(
            .inspectionAfterSurgery, of: Sample.filing, as: .notConfirmed, inspectedOn: "2018-10-12")
        try desk.conclude(
            .inspectionAfterSurgery, of: Sample.filing, in: "audit/210200/b", inspectedOn: "2018-10-01")
        #expect(try against(desk).count == 1, "an inspection of an earlier stay takes nothing back")
        var papers = try Desk.at(.approved)
        try papers.conclude(.papers, of: Sample.filing, as: .notConfirmed)
        #expect(try against(papers).count == 1)
    }

    @Test("17: an audit of the declared admission that is this stay counts, and a review that did not confirm.")
    func admissionAndReview() throws {
        var desk = try Desk.at(.approved)
        try desk.record(
            Event(.admissionDeclared(Sample.declared)), in: Sample.admission, by: Sample.office, on: "2018-11-08")
        try desk.audit(.auditOrdered(Sample.audited()), on: "2018-11-08")
        try desk.audit(.siteVisited(Sample.visited(present: false)), on: "2018-11-08")
        try desk.audit(.auditConcluded(Sample.concluded(.notConfirmed)), on: "2018-11-08")
        #expect(try against(desk).count == 1)

        var reviewed = try Desk.at(.adjudicated)
        try reviewed.audit(.reviewDrawn(Sample.drawn), in: Sample.review, on: "2018-11-06")
        try reviewed.audit(
            .reviewConcluded(Sample.reviewed(confirmed: false)), in: Sample.review, on: "2018-11-06")
        try reviewed.record(
            Event(.claimApproved(Sample.approved)), in: Sample.claim, by: Sample.approver, on: "2018-11-08")
        #expect(try against(reviewed).first?.english.contains(Sample.review) == true)
    }
}
