extension Event {
    /// The events of mergings, deaths, ended designations, evaluations, specific items, accounts and histories.
    func checkCareFormats() throws(Refusal) {
        switch kind {
        case .personMerged(let event):
            try FormatCheck.stream(event.into, .person, "into")
            try FormatCheck.required(event.reason, "reason")
        case .personUnmerged(let event): try FormatCheck.required(event.reason, "reason")
        case .personDied(let event):
            try FormatCheck.date(event.diedOn, "diedOn")
            guard event.hasCertificate else { throw Refusal(.missingField, "certificate is missing.") }
            try FormatCheck.document(event.certificate, "certificate")
        case .designationEnded(let event):
            try FormatCheck.period(from: event.effectiveFrom, to: event.effectiveTo, "the time without designation")
            try FormatCheck.required(event.reason, "reason")
        case .preEvaluated(let event): try event.checkFormats()
        case .transferCompared(let event): try event.checkFormats()
        case .specificItemApplied(let event): try event.checkFormats()
        case .specificItemApproved(let event): try event.checkFormats()
        case .specificItemRefused(let event): try FormatCheck.grounds(event.grounds, "grounds")
        case .specificItemEnded(let event):
            try FormatCheck.date(event.effectiveFrom, "effectiveFrom")
            try FormatCheck.required(event.reason, "reason")
        case .accountCredited(let event): try event.checkFormats()
        case .accountWithdrawn(let event): try event.checkFormats()
        case .accountSpendingRequested(let event): try event.checkFormats()
        case .accountSpent(let event):
            try FormatCheck.institution(event.institution, "institution")
            try FormatCheck.number(event.number, "number")
            try FormatCheck.payment(event.amount, "amount")
        case .accountSpendingRefused(let event):
            try FormatCheck.institution(event.institution, "institution")
            try FormatCheck.number(event.number, "number")
            try FormatCheck.grounds(event.grounds, "grounds")
        case .accountReversed(let event):
            try FormatCheck.reference(event.entry, "entry")
            try FormatCheck.payment(event.amount, "amount")
            try FormatCheck.date(event.reversedOn, "reversedOn")
            try FormatCheck.required(event.reason, "reason")
        case .historyVerified(let event): try event.checkFormats()
        default: try checkAuditFormats()
        }
    }
}

extension PreEvaluated {
    fileprivate func checkFormats() throws(Refusal) {
        try FormatCheck.date(evaluatedOn, "evaluatedOn")
        try FormatCheck.required(diagnosis, "diagnosis")
        try FormatCheck.required(found, "found")
        guard opinion.rawValue != 0, Opinion.allCases.contains(opinion) else {
            throw Refusal(.valueUnspecified, "opinion is neither in support nor against.")
        }
        if hasHistory { try FormatCheck.reference(history, "history") }
        try FormatCheck.optional(plannedOperation, "plannedOperation")
        try FormatCheck.documents(documents, "documents")
    }
}

extension TransferCompared {
    fileprivate func checkFormats() throws(Refusal) {
        try FormatCheck.stream(claim, .claim, "claim")
        try FormatCheck.date(comparedOn, "comparedOn")
        try FormatCheck.required(result, "result")
        try FormatCheck.optional(effect, "effect")
        guard !seenAgain || !effect.isEmpty else {
            throw Refusal(.missingField, "effect is missing: the person was seen again.")
        }
        try FormatCheck.documents(documents, "documents")
    }
}

extension SpecificItemApplied {
    fileprivate func checkFormats() throws(Refusal) {
        try FormatCheck.stream(person, .person, "person")
        try FormatCheck.insured(insured, "insured")
        if !unit.isEmpty { try FormatCheck.creditCode(unit, "unit") }
        try FormatCheck.number(diseaseCode, "diseaseCode")
        try FormatCheck.required(disease, "disease")
        try FormatCheck.count(institutions.count, atMost: 20, "institutions")
        for (index, code) in institutions.enumerated() {
            try FormatCheck.institution(code, "institutions[\(index)]")
        }
        try FormatCheck.period(from: validFrom, to: validTo, "the item")
        try FormatCheck.documents(documents, "documents")
    }
}

extension SpecificItemApproved {
    fileprivate func checkFormats() throws(Refusal) {
        try FormatCheck.period(from: validFrom, to: validTo, "the item")
        // Unlike a long-term filing, an approved item always has a last day.
        try FormatCheck.date(validTo, "the last day of the item")
        try FormatCheck.count(institutions.count, atMost: 20, "institutions")
        for (index, code) in institutions.enumerated() {
            try FormatCheck.institution(code, "institutions[\(index)]")
        }
        try FormatCheck.optional(note, "note")
    }
}

extension AccountCredited {
    fileprivate func checkFormats() throws(Refusal) {
        try FormatCheck.stream(person, .person, "person")
        try FormatCheck.payment(amount, "amount")
        try FormatCheck.date(creditedOn, "creditedOn")
        guard kind.rawValue != 0, Kind.allCases.contains(kind) else {
            throw Refusal(.valueUnspecified, "kind is none of the kinds of credit.")
        }
        guard month.isEmpty || CalendarDate("\(month)-01") != nil else {
            throw Refusal(.malformedDate, "month \"\(month)\" is no month of the calendar, as 2018-08.")
        }
        try FormatCheck.number(number, "number")
    }
}

extension AccountWithdrawn {
    fileprivate func checkFormats() throws(Refusal) {
        try FormatCheck.payment(amount, "amount")
        try FormatCheck.date(withdrawnOn, "withdrawnOn")
        try FormatCheck.number(outlet, "outlet")
        try FormatCheck.card(cardNumber, "cardNumber")
        try FormatCheck.number(number, "number")
    }
}

extension AccountSpendingRequested {
    fileprivate func checkFormats() throws(Refusal) {
        try FormatCheck.number(number, "number")
        try FormatCheck.institution(institution, "institution")
        try FormatCheck.payment(amount, "amount")
        try FormatCheck.date(spentOn, "spentOn")
        try FormatCheck.card(cardNumber, "cardNumber")
        try FormatCheck.invoice(invoice, "invoice")
        try FormatCheck.required(purpose, "purpose")
        guard kind.rawValue != 0, Kind.allCases.contains(kind) else {
            throw Refusal(.valueUnspecified, "kind is neither outpatient care nor a purchase.")
        }
    }
}

extension HistoryVerified {
    fileprivate func checkFormats() throws(Refusal) {
        try FormatCheck.stream(person, .person, "person")
        try FormatCheck.stream(claim, .claim, "claim")
        try FormatCheck.institution(hospital, "hospital")
        try FormatCheck.period(from: admittedOn, to: dischargedOn, "the stay")
        try FormatCheck.date(dischargedOn, "dischargedOn")
        try FormatCheck.required(diagnosis, "diagnosis")
        try FormatCheck.count(operations.count, atMost: 100, "operations")
        for (index, operation) in operations.enumerated() {
            try FormatCheck.required(operation, "operations[\(index)]")
        }
        try FormatCheck.required(verifiedBy, "verifiedBy")
        try FormatCheck.count(evidence.count, atMost: 200, "evidence")
        for (index, entry) in evidence.enumerated() { try FormatCheck.reference(entry, "evidence[\(index)]") }
    }
}
