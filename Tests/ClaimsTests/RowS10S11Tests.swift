import Claims
import SwiftProtobuf
import Testing

@Suite("S10: inspection after surgery")
struct InspectionTests {
    @Test("S10: nothing is approved before an inspection confirmed the operation, where the evaluation asks for it.")
    func inspection() throws {
        var desk = try Desk.referred()
        #expect(desk.approval() == Refusal(.inspectionOutstanding, ""))
        try desk.audit(.auditOrdered(Sample.audited(.inspectionAfterSurgery, of: Sample.claim)))
        #expect(desk.approval()?.message.contains("\(Sample.audit) is open") == true)
        try desk.audit(.operationInspected(Sample.inspected()))
        #expect(desk.approval() == Refusal(.inspectionOutstanding, ""), "it is not concluded")
        try desk.audit(.auditConcluded(Sample.concluded()))
        #expect(desk.approval() == nil)
        #expect(try Desk.referred(inspection: false).approval() == nil)
    }

    @Test("S10: the entry names the audits that the approval had read.")
    func basis() throws {
        var desk = try Desk.referred()
        try desk.conclude(.inspectionAfterSurgery)
        let proposal = try desk.propose(
            Event(.claimApproved(Sample.approved)), in: Sample.claim, by: Sample.approver, on: "2018-11-08")
        #expect(proposal.reads.contains(Sample.audit))
        #expect(proposal.reads == proposal.reads.sorted())
        try desk.record(Event(.claimApproved(Sample.approved)), in: Sample.claim, by: Sample.approver, on: "2018-11-08")
        let head = try #require(try desk.state(Sample.audit).entries.last?.act.entry)
        #expect(try desk.state(Sample.claim).entries.last?.basis.contains(head) == true)
    }

    @Test("S10: an audit of the filing will do, if the inspection was after the discharge of this stay.")
    func ofTheFiling() throws {
        var desk = try Desk.referred()
        try desk.conclude(.inspectionAfterSurgery, of: Sample.filing, inspectedOn: "2018-10-10")
        #expect(desk.approval() == Refusal(.inspectionOutstanding, ""), "it was about an earlier stay")
        desk = try Desk.referred()
        try desk.conclude(.inspectionAfterSurgery, of: Sample.filing, inspectedOn: "2018-10-11")
        #expect(desk.approval() == nil)
    }

    @Test("S10: another kind, another result or another claim's audit will not do; the last conclusion counts.")
    func others() throws {
        for result in [AuditConcluded.Result.notConfirmed, .inconclusive] {
            var desk = try Desk.referred()
            try desk.conclude(.inspectionAfterSurgery, as: result)
            #expect(desk.approval() == Refusal(.inspectionOutstanding, ""))
            try desk.conclude(.inspectionAfterSurgery, in: "audit/210200/again")
            #expect(desk.approval() == nil, "it was inspected again")
            try desk.conclude(.inspectionAfterSurgery, in: "audit/210200/anew", as: .notConfirmed)
            #expect(desk.approval() == Refusal(.inspectionOutstanding, ""))
        }
        var desk = try Desk.referred()
        try desk.conclude(.papers)
        #expect(desk.approval() == Refusal(.inspectionOutstanding, ""))
    }
}

@Suite("S11: photographs after surgery")
struct PhotographTests {
    @Test("S11: an operation of a resettled person is approved after photographs, where the setting asks for them.")
    func photographs() throws {
        var desk = try Desk.operated()
        #expect(desk.approval() == Refusal(.photographsOutstanding, ""))
        try desk.conclude(.photographsAfterSurgery)
        #expect(desk.approval() == nil)
        #expect(try Desk.operated(photographs: false).approval() == nil, "by default none are asked for")
        #expect(try Desk.operated(submission: Sample.submitted).approval() == nil, "no operation was billed")
    }

    @Test("S11: an operation on a day is one, as one in the list is.")
    func onADay() throws {
        let onDay = changed(Sample.submitted) { $0.bill.days[1].lines[2].category = .operation }
        #expect(try Desk.operated(submission: onDay).approval() == Refusal(.photographsOutstanding, ""))
    }

    @Test("S11: both are there: the operated part and the whole body; and they are of this stay.")
    func both() throws {
        for subjects in [[PhotographTaken.Subject.operatedPart], [.wholeBody], [.operatedPart, .patientAtBed]] {
            var desk = try Desk.operated()
            try desk.audit(.auditOrdered(Sample.audited(.photographsAfterSurgery, of: Sample.claim)))
            for (index, subject) in subjects.enumerated() {
                try desk.audit(.photographTaken(Sample.photographed(subject, "c\(index)")))
            }
            let found = refusal { try desk.audit(.auditConcluded(Sample.concluded())) }
            #expect(found == Refusal(.auditIncomplete, ""))
        }
        var desk = try Desk.operated()
        try desk.conclude(.photographsAfterSurgery, of: Sample.filing, inspectedOn: "2018-08-24")
        #expect(desk.approval() == Refusal(.photographsOutstanding, ""), "they were taken before the admission")
    }

    @Test("S11: of a referral no photographs are asked.")
    func referral() throws {
        var desk = try Desk.referred(inspection: false)
        let settings = ProcedureSettings.with { $0.photographsAfterSurgery = true }
        try desk.record(
            Event(.policyPublished(Sample.version("1", procedure: settings))), in: Sample.procedure, by: Sample.clerk,
            on: "2018-11-03")
        #expect(desk.approval() == nil)
    }

    @Test("S11: the setting in force on the day of discharge counts.")
    func inForce() throws {
        var desk = try Desk.at(.adjudicated, submission: Sample.operated)
        var version = Sample.version("1", procedure: .with { $0.photographsAfterSurgery = true })
        version.effectiveFrom = "2018-10-12"
        try desk.record(Event(.policyPublished(version)), in: Sample.procedure, by: Sample.clerk, on: "2018-11-07")
        #expect(desk.approval() == nil)
        version.version = "2"
        version.effectiveFrom = "2018-10-11"
        try desk.record(Event(.policyPublished(version)), in: Sample.procedure, by: Sample.clerk, on: "2018-11-07")
        #expect(desk.approval() == Refusal(.photographsOutstanding, ""))
    }
}
