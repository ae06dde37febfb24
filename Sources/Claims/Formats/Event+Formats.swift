extension Event {
    /// Checks every field of the event by itself, without any state.
    /// - Throws: A ``Refusal`` of the numbers 201 to 217, or 109 for an event without a payload. It names the field.
    public func checkFormats() throws(Refusal) {
        switch kind {
        case .personRegistered(let event): try event.checkFormats()
        case .personCorrected(let event): try event.checkFormats()
        case .cardReplaced(let event):
            try FormatCheck.card(event.cardNumber, "cardNumber")
            try FormatCheck.date(event.replacedOn, "replacedOn")
            try FormatCheck.required(event.reason, "reason")
        case .cardLocked(let event):
            try FormatCheck.card(event.cardNumber, "cardNumber")
            try FormatCheck.date(event.lockedOn, "lockedOn")
            try FormatCheck.required(event.reason, "reason")
            try FormatCheck.limited(event.cause, to: 200, "cause")
        case .institutionDesignated(let event): try event.checkFormats()
        case .applicationSubmitted(let event): try event.checkFormats()
        case .formStamped(let event):
            try FormatCheck.hospital(event.hospital, "hospital")
            try FormatCheck.date(event.stampedOn, "stampedOn")
            try FormatCheck.required(event.officer, "officer")
            if event.hasScan { try FormatCheck.document(event.scan, "scan") }
        case .recordFiled(let event):
            try FormatCheck.period(from: event.validFrom, to: event.validTo, "the filing")
            try FormatCheck.optional(event.note, "note")
        case .filingRefused(let event): try FormatCheck.grounds(event.grounds, "grounds")
        case .filingAmended(let event):
            for (index, code) in event.hospitals.enumerated() { try FormatCheck.hospital(code, "hospitals[\(index)]") }
            try FormatCheck.period(from: event.effectiveFrom, to: event.validTo, "the amended filing")
            if !event.place.isEmpty { try FormatCheck.region(event.place, "place") }
            try FormatCheck.required(event.reason, "reason")
        case .filingWithdrawn(let event):
            try FormatCheck.date(event.effectiveFrom, "effectiveFrom")
            try FormatCheck.required(event.reason, "reason")
        case .admitted(let event):
            try FormatCheck.insured(event.insured, "insured")
            try FormatCheck.region(event.center, "center")
            if !event.filing.isEmpty { try FormatCheck.stream(event.filing, .filing, "filing") }
            try FormatCheck.date(event.admittedOn, "admittedOn")
            try FormatCheck.optional(event.department, "department")
            try FormatCheck.optional(event.diagnosis, "diagnosis")
        case .dayBilled(let event): try FormatCheck.day(event.bill, "bill")
        case .discharged(let event):
            try FormatCheck.date(event.dischargedOn, "dischargedOn")
            try FormatCheck.optional(event.diagnosis, "diagnosis")
            try FormatCheck.optional(event.outcome, "outcome")
        case .billSettled(let event): try FormatCheck.bill(event.bill, "bill")
        case .billCorrected(let event):
            try FormatCheck.bill(event.bill, "bill")
            try FormatCheck.required(event.reason, "reason")
        case .claimImported, .explanationImported: break
        case .policyPublished(let event): try event.checkFormats()
        case nil: throw Refusal(.malformedEvent, "The event has no payload.")
        default: try checkClaimFormats()
        }
    }

    /// The events of claims, payments and corrections.
    private func checkClaimFormats() throws(Refusal) {
        switch kind {
        case .claimSubmitted(let event): try event.checkFormats()
        case .documentAttached(let event):
            try FormatCheck.document(event.document, "document")
            try FormatCheck.optional(event.note, "note")
        case .claimReturned(let event):
            try FormatCheck.count(event.missing.count, atMost: 50, "missing")
            for kind in event.missing where kind == .unspecified || !Document.Kind.allCases.contains(kind) {
                throw Refusal(.valueUnspecified, "missing names no kind of document.")
            }
            try FormatCheck.grounds(event.grounds, "grounds")
            try FormatCheck.optionalDate(event.dueOn, "dueOn")
        case .claimCompleted(let event):
            try FormatCheck.documents(event.documents, "documents")
            try FormatCheck.optional(event.note, "note")
        case .claimAccepted(let event):
            try FormatCheck.optional(event.latenessExcused, "latenessExcused")
            try FormatCheck.optional(event.approvedBecause, "approvedBecause")
            try FormatCheck.optional(event.note, "note")
        case .claimAdjudicated(let event): try event.checkFormats()
        case .claimApproved(let event):
            try FormatCheck.amount(event.amount, "amount")
            try FormatCheck.optional(event.note, "note")
        case .claimRefused(let event): try FormatCheck.grounds(event.grounds, "grounds")
        case .claimRestored(let event): try FormatCheck.required(event.reason, "reason")
        case .invoiceClaimed(let event):
            try FormatCheck.invoice(event.invoice, "invoice")
            try FormatCheck.stream(event.claim, .claim, "claim")
            try FormatCheck.institution(event.hospital, "hospital")
        case .referredToPolice(let event):
            try FormatCheck.required(event.authority, "authority")
            try FormatCheck.optional(event.caseNumber, "caseNumber")
            try FormatCheck.date(event.referredOn, "referredOn")
            try FormatCheck.required(event.reason, "reason")
            try FormatCheck.count(event.evidence.count, atMost: 200, "evidence")
            for (index, entry) in event.evidence.enumerated() { try FormatCheck.reference(entry, "evidence[\(index)]") }
        case .paymentOrdered(let event):
            try FormatCheck.number(event.order, "order")
            try FormatCheck.payment(event.amount, "amount")
            try FormatCheck.payee(event.payee, "payee")
        case .paymentHeld(let event):
            try FormatCheck.grounds(event.grounds, "grounds")
            try FormatCheck.count(event.evidence.count, atMost: 200, "evidence")
            for (index, entry) in event.evidence.enumerated() { try FormatCheck.reference(entry, "evidence[\(index)]") }
        case .paymentReleased(let event): try FormatCheck.required(event.reason, "reason")
        case .paymentMade(let event):
            try FormatCheck.number(event.order, "order")
            try FormatCheck.number(event.payment, "payment")
            try FormatCheck.payment(event.amount, "amount")
            try FormatCheck.date(event.paidOn, "paidOn")
        case .paymentFailed(let event):
            try FormatCheck.number(event.order, "order")
            try FormatCheck.date(event.failedOn, "failedOn")
            try FormatCheck.required(event.reason, "reason")
        case .paymentReversed(let event):
            try FormatCheck.number(event.payment, "payment")
            try FormatCheck.payment(event.amount, "amount")
            try FormatCheck.date(event.reversedOn, "reversedOn")
            try FormatCheck.required(event.reason, "reason")
        case .corrected(let event):
            try FormatCheck.reference(event.entry, "entry")
            try FormatCheck.required(event.reason, "reason")
            // Checked before the replacement is, so that replacements inside replacements are never walked.
            switch event.replacement.kind {
            case nil: throw Refusal(.missingField, "replacement is missing.")
            case .corrected: throw Refusal(.notUndoable, "A correction is not corrected: correct the entry again.")
            default: try event.replacement.checkFormats()
            }
        case .annulled(let event):
            try FormatCheck.reference(event.entry, "entry")
            try FormatCheck.required(event.reason, "reason")
        case .disclosed(let event):
            _ = try Party(event.to)
            try FormatCheck.count(event.entries.count, atMost: 1_000, "entries")
            for (index, entry) in event.entries.enumerated() { try FormatCheck.reference(entry, "entries[\(index)]") }
            try FormatCheck.required(event.reason, "reason")
        case .received(let event):
            try FormatCheck.reference(event.entry, "entry")
            try FormatCheck.hash(event.leafHash, "leafHash")
        default: try checkCareFormats()
        }
    }
}
