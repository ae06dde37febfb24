import SwiftProtobuf

extension FilingState {
    /// The hospitals that the form names now, those of later amendments included.
    var namedHospitals: [String] { terms.last?.hospitals ?? application.hospitals }

    func judge(_ event: Event.OneOf_Kind, by actor: Actor) throws(Refusal) {
        if case .applicationSubmitted(let application) = event {
            guard !hasApplication else { throw Refusal(.alreadyApplied, "This stream already holds an application.") }
            try FilingState.judge(application, by: actor)
            return
        }
        guard hasApplication else { throw Refusal(.noApplication, "There is no application in this stream.") }
        switch event {
        case .formStamped(let form): try judge(form, by: actor)
        case .recordFiled(let record): try judge(record)
        case .filingRefused(let refusal):
            guard status == .submitted else {
                throw Refusal(.filingNotPending, "The application is not waiting for a decision.")
            }
            try FilingState.requireGrounds(refusal.grounds)
        case .filingAmended(let amendment): try judge(amendment)
        case .filingWithdrawn:
            guard status == .submitted || status == .recorded else {
                throw Refusal(.notWithdrawable, "The filing is refused or already withdrawn.")
            }
            try FilingState.requireUnit(application.unit, by: actor)
        case .preEvaluated(let evaluation): try judge(evaluation)
        case .transferCompared(let comparison): try judge(comparison)
        default: break
        }
    }

    static func requireGrounds(_ grounds: [Ground]) throws(Refusal) {
        guard !grounds.isEmpty else { throw Refusal(.groundsMissing, "No ground is stated.") }
    }

    /// The unit itself, or the decider for it.
    static func requireUnit(_ unit: String, by actor: Actor) throws(Refusal) {
        guard actor.party.role != .unit || actor.party.code == unit else {
            throw Refusal(.notTheNamedParty, "The form names unit \"\(unit)\", and \(actor.party) records it.")
        }
    }

    static func judge(_ application: ApplicationSubmitted, by actor: Actor) throws(Refusal) {
        try requireUnit(application.unit, by: actor)
        guard application.validTo.isEmpty == application.isLongTerm else {
            throw Refusal(
                .validityDoesNotFit,
                application.isLongTerm
                    ? "A long-term filing is open-ended, and the form asks for it until \(application.validTo)."
                    : "A temporary filing needs a last day.")
        }
        if application.needsHospitals, application.hospitals.isEmpty {
            throw Refusal(.hospitalsNeeded, "The form names no hospital.")
        }
        try judge(hospitals: application.hospitals)
    }

    static func judge(hospitals: [String]) throws(Refusal) {
        guard hospitals.count <= 3, Set(hospitals).count == hospitals.count else {
            throw Refusal(.tooManyHospitals, "The form names \(hospitals.count) hospitals, or one of them twice.")
        }
    }

    private func judge(_ form: FormStamped, by actor: Actor) throws(Refusal) {
        guard status == .submitted || status == .recorded else {
            throw Refusal(.filingNotPending, "The filing is refused or withdrawn.")
        }
        guard actor.party.role != .hospital || actor.party.code == form.hospital else {
            throw Refusal(.notTheNamedParty, "The stamp is of \(form.hospital), and \(actor.party) records it.")
        }
        guard namedHospitals.contains(form.hospital) else {
            throw Refusal(.hospitalNotChosen, "The form does not name \(form.hospital).")
        }
        guard !stamps.contains(where: { $0.form.hospital == form.hospital }) else {
            throw Refusal(.alreadyStamped, "\(form.hospital) has already stamped the form.")
        }
        guard form.onPaper == (actor.party.role != .hospital), !form.onPaper || form.hasScan else {
            throw Refusal(
                .scanMissing,
                form.onPaper
                    ? "The stamp is on paper, and its scan is missing or the hospital itself records it."
                    : "\(actor.party) records a stamp that is not marked as on paper.")
        }
    }

    private func judge(_ record: RecordFiled) throws(Refusal) {
        guard status == .submitted else {
            throw Refusal(.filingNotPending, "The application is not waiting for a decision.")
        }
        guard record.validTo.isEmpty == application.isLongTerm else {
            throw Refusal(
                .validityDoesNotFit,
                application.isLongTerm
                    ? "A long-term filing is open-ended, and the record ends on \(record.validTo)."
                    : "A temporary filing needs a last day.")
        }
        guard let from = CalendarDate(record.validFrom), let asked = CalendarDate(application.validFrom), from >= asked
        else {
            throw Refusal(
                .beforeApplication,
                "The record begins on \(record.validFrom), and \(application.validFrom) was applied for.")
        }
        for hospital in application.hospitals where !isStamped(by: hospital) {
            throw Refusal(.stampMissing, "\(hospital) has not stamped the form.")
        }
        try requireSupport(for: record)
    }

    private func judge(_ amendment: FilingAmended) throws(Refusal) {
        guard status == .recorded, let current = terms.last else {
            throw Refusal(.filingNotRecorded, "The filing is not on record.")
        }
        guard !amendment.hospitals.isEmpty || !amendment.place.isEmpty || !amendment.validTo.isEmpty else {
            throw Refusal(.nothingAmended, "The amendment changes nothing.")
        }
        try FilingState.judge(hospitals: amendment.hospitals)
        guard amendment.validTo.isEmpty || !application.isLongTerm else {
            throw Refusal(.validityDoesNotFit, "A long-term filing is open-ended.")
        }
        guard let from = CalendarDate(amendment.effectiveFrom), let since = CalendarDate(current.from), from >= since
        else {
            throw Refusal(
                .amendedBackwards, "The change of \(amendment.effectiveFrom) is before the terms of \(current.from).")
        }
    }

    /// Whether the hospital's stamp is on the form.
    public func isStamped(by hospital: String) -> Bool { stamps.contains { $0.form.hospital == hospital } }
}

extension FilingState {
    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .applicationSubmitted(let application):
            self.application = application
            submitted = act
            status = .submitted
        case .formStamped(let form):
            stamps.append(
                .with {
                    $0.form = form
                    $0.act = act
                })
        case .recordFiled(let record):
            status = .recorded
            recorded = act
            terms = [
                .with {
                    $0.from = record.validFrom
                    $0.to = record.validTo
                    $0.place = application.place
                    $0.hospitals = application.hospitals
                    $0.act = act
                }
            ]
        case .filingRefused(let refusal):
            status = .refused
            grounds = refusal.grounds
            refused = act
        case .filingAmended(let amendment):
            guard var next = terms.last else { return }
            next.from = amendment.effectiveFrom
            if !amendment.validTo.isEmpty { next.to = amendment.validTo }
            if !amendment.place.isEmpty { next.place = amendment.place }
            if !amendment.hospitals.isEmpty { next.hospitals = amendment.hospitals }
            next.act = act
            terms.append(next)
        case .filingWithdrawn(let event):
            status = .withdrawn
            withdrawal = event
            withdrawn = act
        default: applyTransfer(event, act)
        }
    }

    /// The terms that hold on a day; `nil` if the filing is not in force on it.
    public func terms(on day: CalendarDate) -> Terms? {
        if hasWithdrawal, let end = CalendarDate(withdrawal.effectiveFrom), day >= end { return nil }
        guard
            let found = terms.last(where: { terms in CalendarDate(terms.from).map { $0 <= day } ?? false })
        else { return nil }
        if let last = CalendarDate(found.to), day > last { return nil }
        return found
    }

    /// Why a treatment that begins in a hospital on a day is not covered; `nil` if it is.
    ///
    /// The day of admission decides. Where the form names hospitals, it has to be one of them, and stamped; where it names
    /// none (an emergency, a journey), any hospital of the treating place will do.
    public func reasonNotCovered(hospital: String, on day: CalendarDate) -> String? {
        whyNotCovered(hospital: hospital, on: day)?.english
    }

    /// ``reasonNotCovered(hospital:on:)`` in both languages.
    func whyNotCovered(hospital: String, on day: CalendarDate) -> (chinese: String, english: String)? {
        guard !terms.isEmpty else { return ("备案尚未登记", "the filing is not on record") }
        guard let terms = terms(on: day) else { return ("备案在 \(day) 无效", "the filing is not in force on \(day)") }
        guard terms.hospitals.isEmpty else {
            guard terms.hospitals.contains(hospital) else {
                return ("备案未列医院 \(hospital)", "the filing does not name hospital \(hospital)")
            }
            return isStamped(by: hospital)
                ? nil : ("医院 \(hospital) 未在申请表上盖章", "hospital \(hospital) has not stamped the form")
        }
        guard let place = RegionCode(terms.place), let region = InstitutionCode(hospital)?.region,
            place.contains(region)
        else { return ("医院 \(hospital) 不在 \(terms.place)", "hospital \(hospital) is not in \(terms.place)") }
        return nil
    }
}
