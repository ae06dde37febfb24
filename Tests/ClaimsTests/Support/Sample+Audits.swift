import Claims
import SwiftProtobuf

/// Invented admissions, audits and reviews.
extension Sample {
    static let admission = "admission/210200/2018-000007"
    static let audit = "audit/210200/2018-000003"
    static let review = "review/210200/2018-11"
    static let auditor = Actor(party: center, operatorName: "auditor.he")

    static let declared = AdmissionDeclared.with {
        $0.person = person
        $0.insured = insured
        $0.unit = unitCode
        $0.hospital = hospital.code
        $0.ward = "surgery 3"
        $0.bed = "12"
        $0.admittedOn = "2018-08-25"
        $0.diagnosis = "appendicitis"
        $0.filing = filing
        $0.stay = stay
        $0.declaredBy = "钱主任"
        $0.telephone = "010-00000000"
    }

    static func closed(_ day: String = "2018-10-11") -> AdmissionClosed { .with { $0.dischargedOn = day } }

    static func audited(_ kind: AuditOrdered.Kind = .siteVisit, of subject: String = admission) -> AuditOrdered {
        .with {
            $0.kind = kind
            $0.subject = subject
            $0.person = person
            $0.hospital = hospital.code
            $0.grounds = [ground(10_001, "the history is unclear")]
            $0.staff = ["auditor.he", "auditor.tan"]
            $0.dueOn = "2018-12-31"
        }
    }

    static func visited(present: Bool = true, on day: String = "2018-09-03") -> SiteVisited {
        .with {
            $0.visitedOn = day
            $0.place = "surgery 3, bed 12"
            $0.staff = ["auditor.he"]
            $0.patientPresent = present
            $0.found = present ? "the patient is there" : "the bed is empty"
        }
    }

    static func inspected(agrees: Bool = true, on day: String = "2018-10-20") -> OperationInspected {
        .with {
            $0.inspectedOn = day
            $0.staff = ["auditor.he"]
            $0.operation = "appendectomy"
            $0.agrees = agrees
            $0.found = agrees ? "a scar of 5 cm" : "no scar"
        }
    }

    static func photographed(
        _ subject: PhotographTaken.Subject, _ hash: String, on day: String = "2018-10-20"
    ) -> PhotographTaken {
        .with {
            $0.photograph = photograph(hash)
            $0.subject = subject
            $0.takenOn = day
            $0.place = "the center's office"
            $0.takenBy = "auditor.he"
        }
    }

    /// A photograph whose hash is one byte again and again.
    static func photograph(_ byte: String) -> Document {
        .with {
            $0.kind = .photograph
            $0.sha256 = String(repeating: byte, count: 32)
            $0.title = "photograph \(byte)"
        }
    }

    static func concluded(_ result: AuditConcluded.Result = .confirmed, on day: String = "2018-10-21") -> AuditConcluded
    {
        .with {
            $0.result = result
            $0.concludedOn = day
            $0.summary = "as the papers say, or not"
            if result != .confirmed { $0.grounds = [ground(10_002, "not as the papers say")] }
        }
    }

    /// A draw of the sample claim and another one out of twenty: 5 % is one at random, the other is drawn by value.
    static let drawn = ReviewDrawn.with {
        $0.acceptedFrom = "2018-11-01"
        $0.acceptedTo = "2018-11-05"
        $0.checkpointSize = 40
        $0.checkpointRoot = hash
        $0.randomShare = "0.05"
        $0.valueFrom = 5_000_000
        $0.population = 20
        $0.claims = [drawnClaim("claim/210200/2018-000001", .value), drawnClaim(claim, .random)]
    }

    static func drawnClaim(_ claim: String, _ causes: DrawnClaim.Cause...) -> DrawnClaim {
        .with {
            $0.claim = claim
            $0.causes = causes
        }
    }

    static func reviewed(_ claim: String = claim, confirmed: Bool = true) -> ReviewConcluded {
        .with {
            $0.claim = claim
            $0.confirmed = confirmed
            $0.summary = "the papers were read again"
            if !confirmed { $0.grounds = [ground(10_003, "the list was changed")] }
        }
    }
}

extension Desk {
    /// Records an event of the center's auditor.
    @discardableResult
    mutating func audit(
        _ kind: Event.OneOf_Kind, in stream: String = Sample.audit, on day: String = "2018-11-02"
    ) throws -> EntryReference {
        try record(Event(kind), in: stream, by: Sample.auditor, on: day)
    }

    /// A desk at a stage of the sample claim, with a declared admission and an audit of it on which some events followed.
    static func auditing(_ events: Event.OneOf_Kind...) throws -> Desk {
        var desk = try Desk.at(.stayed)
        try desk.record(
            Event(.admissionDeclared(Sample.declared)), in: Sample.admission, by: Sample.office, on: "2018-08-26")
        try desk.audit(.auditOrdered(Sample.audited()))
        for event in events { try desk.audit(event) }
        return desk
    }

    /// An audit of the sample claim, with all that its kind asks, concluded.
    mutating func conclude(
        _ kind: AuditOrdered.Kind, of subject: String = Sample.claim, in stream: String = Sample.audit,
        as result: AuditConcluded.Result = .confirmed, inspectedOn day: String = "2018-10-20"
    ) throws {
        try audit(.auditOrdered(Sample.audited(kind, of: subject)), in: stream)
        switch kind {
        case .siteVisit: try audit(.siteVisited(Sample.visited()), in: stream)
        case .inspectionAfterSurgery:
            try audit(.operationInspected(Sample.inspected(agrees: result != .notConfirmed, on: day)), in: stream)
        case .photographsAfterSurgery:
            let first = stream == Sample.audit ? "c1" : "d1"
            let second = stream == Sample.audit ? "c2" : "d2"
            try audit(.photographTaken(Sample.photographed(.operatedPart, first, on: day)), in: stream)
            try audit(.photographTaken(Sample.photographed(.wholeBody, second, on: day)), in: stream)
        default: break
        }
        try audit(.auditConcluded(Sample.concluded(result)), in: stream)
    }

    /// The sample claim, priced, of a referral whose evaluation asks for an inspection after surgery.
    static func referred(inspection: Bool = true) throws -> Desk {
        var desk = try Desk.at(.registered)
        let application = changed(Sample.application) {
            $0.kind = .referral
            $0.validTo = "2019-02-28"
        }
        try desk.record(
            Event(.applicationSubmitted(application)), in: Sample.filing, by: Sample.agent, on: "2018-02-10")
        let evaluation = PreEvaluated.with {
            $0.evaluatedOn = "2018-02-15"
            $0.seen = true
            $0.diagnosis = "appendicitis"
            $0.found = "it cannot be operated here"
            $0.opinion = .supported
            $0.inspectionNeeded = inspection
            $0.plannedOperation = "appendectomy"
        }
        try desk.record(Event(.preEvaluated(evaluation)), in: Sample.filing, by: Sample.clerk, on: "2018-02-15")
        for (hospital, office) in [(Sample.hospital, Sample.office), (Sample.secondHospital, Sample.secondOffice)] {
            try desk.record(
                Event(.formStamped(Sample.stamped(hospital))), in: Sample.filing, by: office, on: "2018-02-21")
        }
        let record = changed(Sample.recorded) { $0.validTo = "2019-02-28" }
        try desk.record(Event(.recordFiled(record)), in: Sample.filing, by: Sample.clerk, on: "2018-02-26")
        try desk.record(
            Event(.claimSubmitted(changed(Sample.submitted) { $0.stay = "" })), in: Sample.claim, by: Sample.agent,
            on: "2018-11-01")
        try desk.record(Event(.claimAccepted(.init())), in: Sample.claim, by: Sample.clerk, on: "2018-11-02")
        try desk.record(
            Event(.claimAdjudicated(Sample.adjudicated)), in: Sample.claim, by: Sample.clerk, on: "2018-11-02")
        try desk.record(
            Event(.transferCompared(changed(Sample.compared) { $0.comparedOn = "2018-11-02" })), in: Sample.filing,
            by: Sample.clerk, on: "2018-11-02")
        return desk
    }

    /// The sample claim with an operation, priced, where the setting asks for photographs.
    static func operated(
        photographs: Bool = true, submission: ClaimSubmitted = Sample.operated
    ) throws -> Desk {
        var desk = try Desk.at(.adjudicated, submission: submission)
        let settings = ProcedureSettings.with { $0.photographsAfterSurgery = photographs }
        try desk.record(
            Event(.policyPublished(Sample.version("1", procedure: settings))), in: Sample.procedure, by: Sample.clerk,
            on: "2018-11-07")
        return desk
    }

    /// What refuses the approval of the sample claim; `nil` if nothing does.
    func approval(on day: String = "2018-11-08") -> Refusal? {
        refusal {
            _ = try propose(Event(.claimApproved(Sample.approved)), in: Sample.claim, by: Sample.approver, on: day)
        }
    }
}

extension Sample {
    /// The sample claim, its last line an operation.
    static let operated = changed(submitted) {
        $0.bill.lines[2].category = .operation
        $0.bill.days[1].lines[2].category = .operation
    }
}
