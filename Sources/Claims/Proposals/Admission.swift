import SwiftProtobuf

/// The rules that are asked of an author only: they read other streams, settings, and the author's clock.
///
/// They are not judged again on arrival, where another reader may hold less; findings say where they were broken.
struct Admission {
    let address: StreamAddress
    let state: StreamState
    let context: Context
    let actor: Actor
    let today: CalendarDate

    var center: String { address.decider.code }
    /// The decider must hold what it decides on; another author leaves that to the decider.
    var mustHold: Bool { actor.party == address.decider }

    func check(_ event: Event) throws(Refusal) {
        try checkPlace(of: event)
        try checkAuditsAndReviews(event)
        switch (event.kind, state.subject) {
        case (.applicationSubmitted(let application)?, _): try check(application)
        case (.recordFiled(let record)?, .filing(let filing)?): try check(record, of: filing)
        case (.filingAmended(let amendment)?, .filing(let filing)?): try check(amendment, of: filing)
        case (.filingWithdrawn(let withdrawal)?, _): try requireNotPast(withdrawal.effectiveFrom)
        case (.dayBilled(let day)?, _):
            try requireNotToCome(day.bill.date, "bill.date")
            try requireSum(day.bill)
        case (.billSettled(let settled)?, .stay(let stay)?): try check(settled.bill, of: stay)
        case (.billCorrected(let corrected)?, .stay(let stay)?): try check(corrected.bill, of: stay)
        case (.claimSubmitted(let claim)?, _): try check(claim)
        case (.claimAccepted(let acceptance)?, .claim(let claim)?): try check(acceptance, of: claim)
        case (.claimAdjudicated(let adjudication)?, .claim(let claim)?): try check(adjudication, of: claim)
        case (.claimApproved?, .claim(let claim)?):
            try requireComparison(of: claim)
            try checkCare(event)
        case (.invoiceClaimed(let event)?, _): try check(event)
        case (.corrected(let correction)?, _):
            switch correction.replacement.kind {
            case .dayBilled(let day)?: try requireSum(day.bill)
            case .billSettled(let settled)?: try requireSums(settled.bill)
            case .billCorrected(let corrected)?: try requireSums(corrected.bill)
            case .objectionFiled(let objection)?: try check(replacement: objection, of: correction.entry)
            default: try checkCare(replacement: correction.replacement)
            }
        default: try checkCare(event)
        }
    }

    /// The entry in `invoice/…` that goes with the event: taking up a claim claims its invoice. The center alone writes
    /// there, so a unit's submission claims nothing yet.
    func invoiceToClaim(by event: Event) -> InvoiceClaimed? {
        let claim: ClaimSubmitted
        switch (event.kind, state.subject) {
        case (.claimSubmitted(let submission)?, _) where actor.party == address.decider: claim = submission
        case (.claimAccepted?, .claim(let state)?): claim = state.submission
        default: return nil
        }
        let held = context.invoice(StreamAddress.invoice(claim.bill.invoice, at: center))
        guard held?.hasClaimed != true else { return nil }
        return .with {
            $0.invoice = claim.bill.invoice
            $0.claim = address.description
            $0.hospital = claim.hospital
        }
    }

    // MARK: Shared

    /// The stream must be one of this center's.
    func requireOwn(_ stream: String, _ field: String) throws(Refusal) {
        guard let other = try? StreamAddress(stream), other.decider == address.decider else {
            throw Refusal(.malformedReference, "\(field) \"\(stream)\" is not of \(address.decider).")
        }
    }

    func requirePerson(
        _ stream: String, _ form: InsuredPerson, unit: String, former: Bool
    ) throws(Refusal) -> PersonState? {
        try requireOwn(stream, "person")
        guard let person = context.person(stream) else {
            guard !mustHold else { throw Refusal(.personNotRegistered, "\(stream) holds no registered person.") }
            return nil
        }
        // What was filed or claimed before the merging still goes its way.
        if !former { try person.requireStanding(in: stream) }
        if let difference = person.difference(from: form, former: former) {
            throw Refusal(.personDiffers, "\(form.name) differs from \(stream): \(difference).")
        }
        guard person.register.unit == unit else {
            throw Refusal(
                .unitDiffers, "\(form.name) belongs to unit \"\(person.register.unit)\", not to \"\(unit)\".")
        }
        return person
    }

    /// The institution's designation on a day; `nil` if the author does not hold the register.
    func requireDesignated(_ code: String, on day: CalendarDate?) throws(Refusal) -> InstitutionDesignated? {
        guard let register = context.institution(StreamAddress.institution(code, at: center)) else {
            guard !mustHold else { throw Refusal(.institutionNotDesignated, "\(code) is not in the register.") }
            return nil
        }
        guard let day, let found = register.designation(on: day) else {
            throw Refusal(
                .institutionNotDesignated, "\(code) is not designated on \(day.map(\.description) ?? "that day").")
        }
        return found
    }

    func requireNotPast(_ day: String) throws(Refusal) {
        guard let date = CalendarDate(day), date >= today else {
            throw Refusal(.changeInThePast, "\(day) is before \(today).")
        }
    }

    // MARK: Bills

    private func requireSum(_ day: DailyBill) throws(Refusal) {
        guard day.lines.isEmpty || day.lines.sum == day.total else {
            throw Refusal(
                .billDoesNotAddUp,
                "The lines of \(day.date) sum to \(day.lines.sum.yuan), its total is \(day.total.yuan).")
        }
    }

    func requireSums(_ bill: HospitalBill) throws(Refusal) {
        if let difference = bill.disagreements.first {
            throw Refusal(.billDoesNotAddUp, "In the bill \(difference.english).")
        }
    }

    private func check(_ bill: HospitalBill, of stay: StayState) throws(Refusal) {
        try requireSums(bill)
        guard !stay.days.isEmpty else {
            throw Refusal(.billDiffersFromDays, "No day of the stay is billed.")
        }
        if let difference = bill.disagreements(with: stay.days.map(\.bill)).first {
            throw Refusal(.billDiffersFromDays, "Against the daily bills, \(difference.english).")
        }
    }
}
