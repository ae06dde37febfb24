extension Admission {
    func check(_ claim: ClaimSubmitted) throws(Refusal) {
        guard let discharged = CalendarDate(claim.dischargedOn), discharged <= today else {
            throw Refusal(.submittedBeforeDischarge, "The discharge is on \(claim.dischargedOn), today is \(today).")
        }
        try ClaimState.requirePapers(claim.documents, for: claim.care)
        let deadline = context.procedure(of: center, on: discharged).claimDeadline(for: claim)
        if let deadline, today > deadline, claim.lateReason.isEmpty {
            throw Refusal(
                .claimLate, "The claim's last day was \(deadline), today is \(today), and no reason is stated.")
        }
        try requireCovered(claim, former: false)
    }

    func check(_ acceptance: ClaimAccepted, of claim: ClaimState) throws(Refusal) {
        let procedure = context.procedure(of: center, on: CalendarDate(claim.submission.dischargedOn))
        if let late = claim.lateness(procedure), acceptance.latenessExcused.isEmpty {
            throw Refusal(
                .latenessNotExcused,
                "The claim's last day was \(late.deadline), and it was handed in on \(late.handedIn).")
        }
        if let late = claim.completionLateness(in: context, at: center), acceptance.latenessExcused.isEmpty {
            throw Refusal(
                .latenessNotExcused,
                "The wanting papers' last day was \(late.deadline), and they were completed on \(late.handedIn).")
        }
        // A card replaced in the meantime does not stop a claim that was handed in with it.
        try requireCovered(claim.submission, former: true)
    }

    /// Person, filing, hospital and invoice, at submission and again when the claim is taken up.
    private func requireCovered(_ claim: ClaimSubmitted, former: Bool) throws(Refusal) {
        if !claim.stay.isEmpty {
            guard let stay = try? StreamAddress(claim.stay), stay.decider.code == claim.hospital else {
                throw Refusal(.malformedReference, "stay \"\(claim.stay)\" is not of hospital \(claim.hospital).")
            }
        }
        _ = try requirePerson(claim.person, claim.insured, unit: claim.unit, former: former)
        // The one who stands for a duplicate is the person: a lock and a death are recorded there.
        for stream in context.standing(for: claim.person) {
            guard let person = context.person(stream) else { continue }
            guard !person.cardLocked else {
                throw Refusal(.cardLocked, "Card \(person.register.cardNumber) of \(stream) is locked.")
            }
            try requireLiving(person, on: claim.dischargedOn, "the discharge")
        }
        let admitted = CalendarDate(claim.admittedOn)
        try requireRoad(claim, on: admitted)
        let name = StreamAddress.invoice(claim.bill.invoice, at: center)
        if let invoice = context.invoice(name), invoice.hasClaimed, invoice.claim != address.description {
            throw Refusal(
                .invoiceAlreadyClaimed,
                "Invoice \(claim.bill.invoice.code)-\(claim.bill.invoice.number) is claimed by \(invoice.claim).")
        }
        try requireNotSettled(claim.bill.invoice)
    }

    func requireFiling(_ claim: ClaimSubmitted, on admitted: CalendarDate?) throws(Refusal) {
        try requireOwn(claim.filing, "filing")
        guard let filing = context.filing(claim.filing) else {
            guard !mustHold else { throw Refusal(.filingDoesNotCover, "\(claim.filing) holds no filing.") }
            return
        }
        guard context.isSamePerson(filing.application.person, as: claim.person) else {
            throw Refusal(.filingDoesNotCover, "\(claim.filing) is of \(filing.application.person).")
        }
        guard let admitted else { return }
        if let reason = filing.reasonNotCovered(hospital: claim.hospital, on: admitted) {
            throw Refusal(.filingDoesNotCover, "\(claim.filing) does not cover the stay: \(reason).")
        }
    }

    func check(_ adjudication: ClaimAdjudicated, of claim: ClaimState) throws(Refusal) {
        guard !adjudication.policy.isEmpty else { return }
        try requireOwn(adjudication.policy, "policy")
        let procedure = context.procedure(of: center, on: CalendarDate(claim.submission.dischargedOn))
        guard let day = procedure.benefitDay(of: claim.submission) else { return }
        let versions = context.policy(adjudication.policy)?.versions ?? []
        guard
            versions.contains(where: {
                $0.policy.version == adjudication.policyVersion && $0.policy.isInForce(on: day)
            })
        else {
            throw Refusal(
                .policyNotInForce,
                "Version \(adjudication.policyVersion) of \(adjudication.policy) is not published or not in force on \(day)."
            )
        }
    }

    func check(_ event: InvoiceClaimed) throws(Refusal) {
        try requireOwn(event.claim, "claim")
        guard let claim = context.claim(event.claim) else {
            throw Refusal(.notSubmitted, "\(event.claim) holds no claim.")
        }
        let invoice = claim.submission.bill.invoice
        guard (invoice.code, invoice.number) == (event.invoice.code, event.invoice.number) else {
            throw Refusal(
                .invoiceElsewhere, "\(event.claim) is about invoice \(invoice.code)-\(invoice.number).")
        }
    }
}
