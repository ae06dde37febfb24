extension PersonRegistered {
    func checkFormats() throws(Refusal) {
        try FormatCheck.required(name, "name")
        try FormatCheck.residentID(residentID, "residentId")
        try FormatCheck.card(cardNumber, "cardNumber")
        guard status.rawValue != 0, Status.allCases.contains(status) else {
            throw Refusal(.valueUnspecified, "status is none of the insured statuses.")
        }
        if !unit.isEmpty { try FormatCheck.creditCode(unit, "unit") }
        try FormatCheck.date(insuredFrom, "insuredFrom")
        try FormatCheck.limited(telephone, to: 40, "telephone")
        try FormatCheck.optional(address, "address")
    }
}

extension PersonCorrected {
    func checkFormats() throws(Refusal) {
        if hasName { try FormatCheck.required(name, "name") }
        if hasResidentID { try FormatCheck.residentID(residentID, "residentId") }
        guard PersonRegistered.Status.allCases.contains(status) else {
            throw Refusal(.valueUnspecified, "status is none of the insured statuses.")
        }
        if hasUnit, !unit.isEmpty { try FormatCheck.creditCode(unit, "unit") }
        if hasTelephone { try FormatCheck.limited(telephone, to: 40, "telephone") }
        if hasAddress { try FormatCheck.optional(address, "address") }
        if hasInsuredFrom { try FormatCheck.date(insuredFrom, "insuredFrom") }
        if hasCardNumber { try FormatCheck.card(cardNumber, "cardNumber") }
        try FormatCheck.required(reason, "reason")
    }
}

extension InstitutionDesignated {
    func checkFormats() throws(Refusal) {
        try FormatCheck.institution(code, "code")
        try FormatCheck.required(name, "name")
        try FormatCheck.region(place, "place")
        guard level <= 3 else { throw Refusal(.valueUnspecified, "level is \(level), and levels are 0 to 3.") }
        guard level == 0 || InstitutionCode(code)?.role == .hospital else {
            throw Refusal(.valueUnspecified, "level is \(level), and a pharmacy has the level 0.")
        }
        try FormatCheck.optional(kind, "kind")
        guard ownership.rawValue != 0, Ownership.allCases.contains(ownership) else {
            throw Refusal(.valueUnspecified, "ownership is neither public nor private.")
        }
        try FormatCheck.period(from: validFrom, to: validTo, "the designation")
    }
}

extension ApplicationSubmitted {
    /// Whether the kind is open-ended: resettled retiree, long-term resident, posted worker.
    var isLongTerm: Bool { [.resettledRetiree, .longTermResident, .postedWorker].contains(kind) }
    /// Whether the kind needs hospitals, and so their stamps: nobody chooses one before an emergency or a journey.
    var needsHospitals: Bool { isLongTerm || kind == .referral }

    func checkFormats() throws(Refusal) {
        guard kind.rawValue != 0, Kind.allCases.contains(kind) else {
            throw Refusal(.valueUnspecified, "kind is none of the kinds of filing.")
        }
        try FormatCheck.stream(person, .person, "person")
        try FormatCheck.insured(insured, "insured")
        if !unit.isEmpty { try FormatCheck.creditCode(unit, "unit") }
        try FormatCheck.region(place, "place")
        try FormatCheck.count(hospitals.count, atMost: 20, "hospitals")
        for (index, code) in hospitals.enumerated() { try FormatCheck.hospital(code, "hospitals[\(index)]") }
        try FormatCheck.period(from: validFrom, to: validTo, "the filing")
        try FormatCheck.optional(reason, "reason")
        try FormatCheck.optional(addressThere, "addressThere")
        try FormatCheck.limited(telephone, to: 40, "telephone")
        try FormatCheck.documents(documents, "documents")
    }
}

extension ClaimSubmitted {
    func checkFormats() throws(Refusal) {
        try FormatCheck.stream(person, .person, "person")
        try FormatCheck.insured(insured, "insured")
        guard Care.allCases.contains(care) else {
            throw Refusal(.valueUnspecified, "care is none of the kinds of care.")
        }
        if !filing.isEmpty || care.needsFiling { try FormatCheck.stream(filing, .filing, "filing") }
        if !specificItem.isEmpty { try FormatCheck.stream(specificItem, .item, "specificItem") }
        if !guarantor.isEmpty { try FormatCheck.creditCode(guarantor, "guarantor") }
        try FormatCheck.creditCode(unit, "unit")
        try FormatCheck.optional(agent, "agent")
        try FormatCheck.institution(hospital, "hospital")
        if !stay.isEmpty { try FormatCheck.stream(stay, .stay, "stay") }
        let admitted = try FormatCheck.date(admittedOn, "admittedOn")
        let discharged = try FormatCheck.date(dischargedOn, "dischargedOn")
        guard admitted <= discharged else {
            throw Refusal(.periodReversed, "The discharge on \(dischargedOn) is before the admission on \(admittedOn).")
        }
        try FormatCheck.bill(bill, "bill")
        try FormatCheck.documents(documents, "documents")
        try FormatCheck.payee(payee, "payee")
        try FormatCheck.optional(lateReason, "lateReason")
    }
}

extension SettlementSplit {
    func checkFormats() throws(Refusal) {
        for (amount, field) in [
            (total, "total"), (fullSelfPay, "fullSelfPay"), (overLimit, "overLimit"),
            (firstSelfPay, "firstSelfPay"), (inScope, "inScope"), (deductible, "deductible"),
            (pooledFund, "pooledFund"), (majorIllness, "majorIllness"), (otherFunds, "otherFunds"),
            (fundTotal, "fundTotal"), (personalShare, "personalShare"), (account, "account"),
            (cash, "cash"),
        ] {
            try FormatCheck.amount(amount, "split.\(field)")
        }
        try FormatCheck.count(bands.count, atMost: 100, "split.bands")
        for (index, band) in bands.enumerated() {
            for amount in [band.from, band.to, band.inScope, band.fund, band.personal] {
                try FormatCheck.amount(amount, "split.bands[\(index)]")
            }
        }
        try FormatCheck.count(steps.count, atMost: 500, "split.steps")
        for (index, step) in steps.enumerated() {
            try FormatCheck.required(step.label, "split.steps[\(index)].label")
            try FormatCheck.optional(step.formula, "split.steps[\(index)].formula")
            try FormatCheck.optional(step.clause, "split.steps[\(index)].clause")
        }
    }
}

extension ClaimAdjudicated {
    func checkFormats() throws(Refusal) {
        try split.checkFormats()
        try FormatCheck.count(lines.count, atMost: 2_000, "lines")
        for (index, line) in lines.enumerated() { try line.checkFormats("lines[\(index)]") }
        if !policy.isEmpty {
            try FormatCheck.stream(policy, .policy, "policy")
            try FormatCheck.required(policyVersion, "policyVersion")
        }
        try FormatCheck.optional(note, "note")
    }
}

extension PolicyPublished {
    func checkFormats() throws(Refusal) {
        try FormatCheck.published(name, version, from: effectiveFrom, to: effectiveTo)
        guard text.isEmpty == sha256.isEmpty else {
            throw Refusal(.missingField, "A policy's text comes with its sha256, and its sha256 with its text.")
        }
        if !sha256.isEmpty {
            try FormatCheck.hash(sha256, "sha256")
            try FormatCheck.publishedText(text, hash: sha256)
        }
        try FormatCheck.workingDays(procedure.returnWorkingDays, "procedure.returnWorkingDays")
        try FormatCheck.workingDays(procedure.objectionDays, "procedure.objectionDays")
        try FormatCheck.workingDays(procedure.objectionDecisionDays, "procedure.objectionDecisionDays")
        try FormatCheck.workingDays(procedure.reviewWorkingDays, "procedure.reviewWorkingDays")
        for days in [
            procedure.disputeNoticeDays, procedure.disputeDiscoveryDays, procedure.disputeRulingDays,
            procedure.inquiryDays, procedure.appealDays,
        ] {
            try FormatCheck.workingDays(days, "a setting of disputes")
        }
        try FormatCheck.count(procedure.holidays.count, atMost: 1_000, "procedure.holidays")
        try FormatCheck.count(procedure.workingWeekendDays.count, atMost: 1_000, "procedure.workingWeekendDays")
        for day in procedure.holidays { try FormatCheck.date(day, "procedure.holidays") }
        for day in procedure.workingWeekendDays { try FormatCheck.date(day, "procedure.workingWeekendDays") }
        for (value, field) in [(procedure.priceFactor, "priceFactor"), (procedure.groupSize, "groupSize")] {
            guard value <= 1_000 else {
                throw Refusal(.tooMany, "procedure.\(field) is \(value), above 1000.", remedy: "Give at most 1000.")
            }
        }
        for months in [procedure.claimMonths, procedure.temporaryMonths, procedure.unchangedMonths] {
            guard months <= 120 else {
                throw Refusal(.tooMany, "A setting of \(months) months is above 120.", remedy: "Give at most 120.")
            }
        }
    }
}
