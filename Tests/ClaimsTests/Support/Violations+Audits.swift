import Claims
import SwiftProtobuf

extension Violations {
    mutating func addAudits() {
        func addAdmission(
            _ rule: Refusal.Rule, after events: [Event.OneOf_Kind] = [.admissionDeclared(Sample.declared)],
            _ kind: Event.OneOf_Kind, by actor: Actor = Sample.office, on day: String = "2018-10-11"
        ) {
            add(rule) {
                var desk = try Desk.at(.stayed)
                for event in events {
                    try desk.record(Event(event), in: Sample.admission, by: Sample.office, on: "2018-10-11")
                }
                _ = try desk.propose(Event(kind), in: Sample.admission, by: actor, on: day)
            }
        }
        addAdmission(.alreadyDeclared, .admissionDeclared(Sample.declared))
        addAdmission(.notDeclared, after: [], .admissionClosed(Sample.closed()))
        addAdmission(
            .alreadyClosed, after: [.admissionDeclared(Sample.declared), .admissionClosed(Sample.closed())],
            .admissionClosed(Sample.closed()))
        addAdmission(.forNobodyNamed, after: [], .admissionDeclared(Sample.declared), by: Sample.clerk)
        addAdmission(.closedTooEarly, .admissionClosed(Sample.closed("2018-08-24")))

        func addAudit(_ rule: Refusal.Rule, after events: [Event.OneOf_Kind] = [], _ kind: Event.OneOf_Kind) {
            add(rule) {
                var desk = try Desk.auditing()
                for event in events { try desk.audit(event) }
                try desk.audit(kind)
            }
        }
        func addOrder(_ rule: Refusal.Rule, _ change: (inout AuditOrdered) -> Void) {
            let order = changed(Sample.audited(), change)
            add(rule) {
                var desk = try Desk.auditing()
                try desk.audit(.auditOrdered(order), in: "audit/210200/2018-000004")
            }
        }
        addAudit(.auditAlreadyOrdered, .auditOrdered(Sample.audited()))
        add(.auditNotOrdered, at: .stayed, .siteVisited(Sample.visited()), in: Sample.audit, by: Sample.auditor)
        addAudit(
            .auditConcluded, after: [.siteVisited(Sample.visited()), .auditConcluded(Sample.concluded())],
            .siteVisited(Sample.visited()))
        addOrder(.staffMissing) { $0.staff = [] }
        addOrder(.auditSubjectUnfit) { $0.kind = .inspectionAfterSurgery }
        addAudit(.auditIncomplete, .auditConcluded(Sample.concluded()))
        addAudit(
            .confirmedAgainstFindings, after: [.siteVisited(Sample.visited(present: false))],
            .auditConcluded(Sample.concluded()))
        addAudit(
            .concludedTooEarly, after: [.siteVisited(Sample.visited(on: "2018-10-22"))],
            .auditConcluded(Sample.concluded()))
        add(.orderKept) {
            var desk = try Desk.auditing()
            let state = try desk.state(Sample.audit)
            try desk.audit(
                .corrected(
                    .with {
                        $0.entry = state.entries[0].act.entry
                        $0.replacement = Event(.auditOrdered(Sample.audited(of: Sample.filing)))
                        $0.reason = "another subject"
                    }))
        }
        addAudit(
            .notAPhotograph,
            .photographTaken(changed(Sample.photographed(.wholeBody, "c1")) { $0.photograph.kind = .card }))
        addAudit(
            .photographAlreadyThere, after: [.photographTaken(Sample.photographed(.wholeBody, "c1"))],
            .photographTaken(Sample.photographed(.operatedPart, "c1")))
        addOrder(.dueInThePast) { $0.dueOn = "2018-11-01" }
        addOrder(.auditSubjectUnknown) { $0.subject = "claim/210200/none" }
        addOrder(.auditSubjectDiffers) { $0.hospital = Sample.secondHospital.code }
        add(.inspectionOutstanding) { if let refused = try Desk.referred().approval() { throw refused } }
        add(.photographsOutstanding) { if let refused = try Desk.operated().approval() { throw refused } }
    }

    mutating func addReviews() {
        func addDraw(_ rule: Refusal.Rule, _ change: (inout ReviewDrawn) -> Void) {
            add(
                rule, at: .accepted, .reviewDrawn(changed(Sample.drawn, change)), in: Sample.review, by: Sample.auditor,
                on: "2018-11-06")
        }
        func addConclusion(_ rule: Refusal.Rule, after events: [Event.OneOf_Kind], _ kind: Event.OneOf_Kind) {
            add(rule) {
                var desk = try Desk.at(.accepted)
                for event in events { try desk.audit(event, in: Sample.review, on: "2018-11-06") }
                try desk.audit(kind, in: Sample.review, on: "2018-11-06")
            }
        }
        let draw = Event.OneOf_Kind.reviewDrawn(Sample.drawn)
        addConclusion(.alreadyDrawn, after: [draw], draw)
        addConclusion(.notDrawn, after: [], .reviewConcluded(Sample.reviewed()))
        addDraw(.shareOutOfRange) { $0.randomShare = "1.01" }
        addDraw(.daysNotOver) { $0.acceptedTo = "2018-11-06" }
        addDraw(.drawnDisordered) { $0.claims.reverse() }
        addDraw(.randomCountDiffers) { $0.population = 21 }
        addDraw(.causeNotAsked) { $0.valueFrom = 0 }
        addConclusion(.claimNotDrawn, after: [draw], .reviewConcluded(Sample.reviewed("claim/210200/other")))
        addConclusion(
            .reviewAlreadyConcluded, after: [draw, .reviewConcluded(Sample.reviewed())],
            .reviewConcluded(Sample.reviewed()))
        add(.claimUnderReview) {
            var desk = try Desk.at(.adjudicated)
            try desk.audit(draw, in: Sample.review, on: "2018-11-06")
            if let refused = desk.approval() { throw refused }
        }
    }
}
