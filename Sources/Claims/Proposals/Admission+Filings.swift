extension Admission {
    func check(_ application: ApplicationSubmitted) throws(Refusal) {
        try requireRoute(application.place, application.hospitals)
        let person = try requirePerson(
            application.person, application.insured, unit: application.unit, former: false)
        try requireLiving(person, on: application.validFrom, "the first day of the filing")
        let from = CalendarDate(application.validFrom)
        let procedure = context.procedure(of: center, on: from)
        try requireHospitals(application.hospitals, on: from, procedure, isEmergency: application.kind == .emergency)
        try requireLength(from: application.validFrom, to: application.validTo, procedure)
    }

    func check(_ record: RecordFiled, of filing: FilingState) throws(Refusal) {
        let application = filing.application
        try requireRoute(application.place, application.hospitals)
        let person = try requirePerson(application.person, application.insured, unit: application.unit, former: true)
        try requireLiving(person, on: record.validFrom, "the first day of the filing")
        let from = CalendarDate(record.validFrom)
        let procedure = context.procedure(of: center, on: from)
        try requireHospitals(application.hospitals, on: from, procedure, isEmergency: application.kind == .emergency)
        try requireLength(from: record.validFrom, to: record.validTo, procedure)
        try requireEvaluation(of: filing, procedure)
    }

    func check(_ amendment: FilingAmended, of filing: FilingState) throws(Refusal) {
        try requireNotPast(amendment.effectiveFrom)
        guard let from = CalendarDate(amendment.effectiveFrom), let current = filing.terms.last else { return }
        try requireLiving(
            context.person(filing.application.person), on: amendment.effectiveFrom, "the change of the filing")
        let procedure = context.procedure(of: center, on: from)
        if let since = CalendarDate(current.from) {
            let free = since.adding(months: procedure.unchangedMonths)
            guard procedure.unchangedMonths == 0 || from >= free else {
                throw Refusal(.unchangedPeriod, "The terms of \(since) stand until \(free).")
            }
        }
        if !amendment.validTo.isEmpty, let first = filing.terms.first {
            try requireLength(from: first.from, to: amendment.validTo, procedure)
        }
        let hospitals = amendment.hospitals.isEmpty ? current.hospitals : amendment.hospitals
        try requireRoute(amendment.place.isEmpty ? current.place : amendment.place, hospitals)
        try requireHospitals(
            hospitals, on: from, procedure, isEmergency: filing.application.kind == .emergency)
    }

    /// "Hong Kong, Macao and Taiwan lie outside the route. A chosen hospital lies in the treating place."
    private func requireRoute(_ place: String, _ hospitals: [String]) throws(Refusal) {
        let place = try FormatCheck.region(place, "place")
        guard !place.isOutsideMainland else {
            throw Refusal(.placeOutside, "\(place) lies outside the route.")
        }
        if let home = RegionCode(center), home.contains(place) {
            throw Refusal(.placeAtHome, "\(place) is in \(home), the insured place.")
        }
        for code in hospitals {
            guard let region = InstitutionCode(code)?.region, place.contains(region) else {
                throw Refusal(.hospitalOutsidePlace, "Hospital \(code) is not in \(place).")
            }
        }
    }

    private func requireHospitals(
        _ codes: [String], on day: CalendarDate?, _ procedure: Procedure, isEmergency: Bool
    ) throws(Refusal) {
        var levels: [UInt32: String] = [:]
        for code in codes {
            guard let hospital = try requireDesignated(code, on: day) else { continue }
            guard !isEmergency || hospital.ownership == .public else {
                throw Refusal(.publicHospitalNeeded, "\(hospital.name) (\(code)) is not public.")
            }
            if procedure.differentLevels, let other = levels[hospital.level] {
                throw Refusal(.sameLevel, "Hospitals \(other) and \(code) are both of level \(hospital.level).")
            }
            levels[hospital.level] = code
        }
    }

    /// "Temporary: at least six months". From 1 August to 31 January is six months.
    private func requireLength(from: String, to: String, _ procedure: Procedure) throws(Refusal) {
        guard let first = CalendarDate(from), let last = CalendarDate(to) else { return }
        let least = first.adding(months: procedure.temporaryMonths).adding(days: -1)
        guard last >= least else {
            throw Refusal(
                .temporaryTooShort,
                "The filing ends on \(last), and \(procedure.temporaryMonths) months end on \(least).")
        }
    }
}
