extension Admission {
    func checkAudit(_ event: Event) throws(Refusal) {
        switch (event.kind, state.subject) {
        case (.admissionDeclared(let declaration)?, _): try check(declaration)
        case (.auditOrdered(let order)?, _):
            try check(order)
            guard let due = CalendarDate(order.dueOn), due >= today else {
                throw Refusal(.dueInThePast, "The audit is due on \(order.dueOn), today is \(today).")
            }
        default: try checkRecovery(event)
        }
    }

    /// Rules that stand beside those of other topics: days that are over, and what audits and reviews say of an approval.
    func checkAuditsAndReviews(_ event: Event) throws(Refusal) {
        switch (event.kind, state.subject) {
        case (.claimApproved?, .claim(let claim)?):
            try requireReviewed()
            try requireInspected(claim)
            try requirePhotographed(claim)
        case (.corrected(let correction)?, _):
            try requireHappened(correction.replacement.kind)
            switch correction.replacement.kind {
            case .admissionDeclared(let declaration): try check(declaration)
            case .auditOrdered(let order): try check(order)
            default: break
            }
        default: try requireHappened(event.kind)
        }
    }

    /// "What is declared, visited, inspected, photographed or concluded has happened", and the days of a draw are over.
    private func requireHappened(_ kind: Event.OneOf_Kind?) throws(Refusal) {
        switch kind {
        case .admissionDeclared(let event): try requireNotToCome(event.admittedOn, "admittedOn")
        case .admissionClosed(let event): try requireNotToCome(event.dischargedOn, "dischargedOn")
        case .siteVisited(let event): try requireNotToCome(event.visitedOn, "visitedOn")
        case .operationInspected(let event): try requireNotToCome(event.inspectedOn, "inspectedOn")
        case .photographTaken(let event): try requireNotToCome(event.takenOn, "takenOn")
        case .auditConcluded(let event): try requireNotToCome(event.concludedOn, "concludedOn")
        case .reviewDrawn(let event):
            guard let last = CalendarDate(event.acceptedTo), last < today else {
                throw Refusal(
                    .daysNotOver, "The days of the draw end on \(event.acceptedTo), and today is \(today).")
            }
        default: break
        }
    }

    // MARK: Admissions and orders

    private func check(_ declaration: AdmissionDeclared) throws(Refusal) {
        if !declaration.stay.isEmpty {
            guard let stay = try? StreamAddress(declaration.stay), stay.decider.code == declaration.hospital else {
                throw Refusal(
                    .malformedReference, "stay \"\(declaration.stay)\" is not of hospital \(declaration.hospital).")
            }
        }
        if !declaration.filing.isEmpty { try requireOwn(declaration.filing, "filing") }
        guard !declaration.person.isEmpty else { return }
        // Who declares may not know the unit; the register does.
        let unit =
            declaration.unit.isEmpty ? context.person(declaration.person)?.register.unit ?? "" : declaration.unit
        let person = try requirePerson(declaration.person, declaration.insured, unit: unit, former: true)
        try requireLiving(person, on: declaration.admittedOn, "the admission")
    }

    private func check(_ order: AuditOrdered) throws(Refusal) {
        try requireOwn(order.subject, "subject")
        if !order.person.isEmpty { try requireOwn(order.person, "person") }
        let person: String
        let hospitals: [String]
        switch context[order.subject]?.subject {
        case .admission(let admission) where admission.hasDeclaration:
            person = admission.declaration.person
            hospitals = [admission.declaration.hospital]
        case .claim(let claim) where claim.hasSubmission:
            person = claim.submission.person
            hospitals = [claim.submission.hospital]
        case .filing(let filing) where filing.hasApplication:
            person = filing.application.person
            hospitals = filing.namedHospitals
        default: throw Refusal(.auditSubjectUnknown, "\(order.subject) holds nothing that can be audited.")
        }
        guard order.person.isEmpty || person.isEmpty || order.person == person else {
            throw Refusal(.auditSubjectDiffers, "\(order.subject) is of \(person), not of \(order.person).")
        }
        // A filing that names no hospital leaves it open.
        guard order.hospital.isEmpty || hospitals.isEmpty || hospitals.contains(order.hospital) else {
            throw Refusal(.auditSubjectDiffers, "\(order.subject) does not name hospital \(order.hospital).")
        }
    }

    // MARK: Approval

    /// "A claim that was drawn for review is approved after the review of it is concluded."
    private func requireReviewed() throws(Refusal) {
        let claim = address.description
        for (stream, review) in context.reviews(of: claim) {
            guard !review.items.contains(where: { $0.claim.claim == claim && !$0.hasConclusion }) else {
                throw Refusal(.claimUnderReview, "\(claim) was drawn in \(stream), and its review is open.")
            }
        }
    }

    /// "Nothing is reimbursed before that audit" (row S10).
    private func requireInspected(_ claim: ClaimState) throws(Refusal) {
        guard let filing = context.filing(claim.submission.filing), filing.preEvaluation.inspectionNeeded else {
            return
        }
        let discharged = claim.submission.dischargedOn
        try requireConfirmed(.inspectionAfterSurgery, claim, .inspectionOutstanding) { audit in
            audit.inspections.contains { $0.inspection.inspectedOn >= discharged }
        }
    }

    /// Photographs of the operated part and the whole body, asked of a resettled person (row S11).
    private func requirePhotographed(_ claim: ClaimState) throws(Refusal) {
        let procedure = context.procedure(of: center, on: CalendarDate(claim.submission.dischargedOn))
        guard procedure.photographsAfterSurgery, claim.submission.bill.hasOperation,
            let filing = context.filing(claim.submission.filing),
            [.resettledRetiree, .longTermResident].contains(filing.application.kind)
        else { return }
        let admitted = claim.submission.admittedOn
        try requireConfirmed(.photographsAfterSurgery, claim, .photographsOutstanding) { audit in
            let subjects = audit.photographs.filter { $0.photograph.takenOn >= admitted }.map(\.photograph.subject)
            return subjects.contains(.operatedPart) && subjects.contains(.wholeBody)
        }
    }

    /// Of the audits of one kind that are about this treatment, the one concluded last confirms it.
    /// - Parameter concerns: Whether an audit is about this stay: one of a filing may be about an earlier one.
    private func requireConfirmed(
        _ kind: AuditOrdered.Kind, _ claim: ClaimState, _ rule: Refusal.Rule, _ concerns: (AuditState) -> Bool
    ) throws(Refusal) {
        let audits = context.audits(of: [address.description, claim.submission.filing])
            .filter { $0.audit.order.kind == kind }
        let concluded = audits.filter { $0.audit.hasConclusion && concerns($0.audit) }
        guard let last = concluded.max(by: { $0.audit.concluded.entry.number < $1.audit.concluded.entry.number }) else {
            let open = audits.filter { !$0.audit.hasConclusion }.map(\.stream)
            throw Refusal(
                rule,
                "There is no concluded audit of \(kind.word) of this stay"
                    + (open.isEmpty ? "." : "; \(open.joined(separator: ", ")) is open."))
        }
        guard last.audit.isConcluded(.confirmed) else {
            throw Refusal(rule, "\(last.stream) was concluded as \(last.audit.conclusion.result.word).")
        }
    }
}

extension Event {
    /// The streams that ``Admission/checkAudit(_:)`` reads.
    func readsAudit(on state: StreamState, at center: String) -> Set<String> {
        switch (kind, state.subject) {
        case (.admissionDeclared(let event)?, _): [event.person]
        case (.auditOrdered(let event)?, _): [event.subject]
        case (.corrected(let event)?, .admission?), (.corrected(let event)?, .audit?):
            event.replacement.isCorrection ? [] : event.replacement.readsAudit(on: state, at: center)
        default: readsRecovery(on: state, at: center)
        }
    }

    private var isCorrection: Bool {
        if case .corrected? = kind { true } else { false }
    }
}

/// What an index is asked before ``propose(_:on:context:by:at:)``: audits and reviews whose subject is one of these streams,
/// parties with a log of this origin, settlements of this invoice. Their names do not follow from the event.
///
/// The caller puts the states of what is found into the ``Context``, and their names into its `found`.
public func searches(of event: Event, on state: StreamState) -> [String] {
    if case .partyAdmitted(let admission)? = event.kind { return [admission.origin] }
    if let invoice = event.invoiceToSettle(on: state) { return [invoice] }
    guard case .claimApproved? = event.kind, case .claim(let claim)? = state.subject else { return [] }
    return [state.stream, claim.submission.filing].filter { !$0.isEmpty }
}

extension Context {
    /// The audits of any of these subjects that are at hand, by name.
    func audits(of subjects: [String]) -> [(stream: String, audit: AuditState)] {
        streams.values.compactMap { state in
            guard case .audit(let audit)? = state.subject, audit.hasOrder, subjects.contains(audit.order.subject) else {
                return nil
            }
            return (state.stream, audit)
        }.sorted { $0.stream < $1.stream }
    }

    /// The reviews at hand for which a claim was drawn, by name.
    func reviews(of claim: String) -> [(stream: String, review: ReviewState)] {
        streams.values.compactMap { state in
            guard case .review(let review)? = state.subject, review.items.contains(where: { $0.claim.claim == claim })
            else { return nil }
            return (state.stream, review)
        }.sorted { $0.stream < $1.stream }
    }
}

extension HospitalBill {
    /// Whether an operation was billed, in the list or on a day.
    var hasOperation: Bool {
        (lines + days.flatMap(\.lines)).contains { $0.category == .operation }
    }
}
