import Claims

extension Plant {
    /// What is wrong with persons, transfers, items, hospitals and keys.
    static let carePlants: [Plant] = [
        Plant(
            "no-public-hospital", .error,
            "A hospital of a sudden illness turns out to be private when the claim is taken up."
        ) {
            scene, site, plant in
            let person = scene.newcomer(site)
            let hospital = scene.house(site)
            let script = scene.stay(site, of: person, nil, in: hospital)
            let line = scene.play(script)
            scene.office(
                WorkCalendar.after(line.accepted, 1), Scene.Hour.extra, Scene.Desk.clerk, in: hospital.institution
            ) { _ in
                var designation = hospital.designation
                designation.ownership = .private
                return .institutionDesignated(designation)
            }
            scene.label(14, script.stream, plant)
        },
        Plant(
            "private-later", .nearMiss, "A hospital of a sudden illness is private from the day after the admission on."
        ) {
            scene, site, plant in
            let person = scene.newcomer(site)
            let hospital = scene.house(site)
            let script = scene.stay(site, of: person, nil, in: hospital)
            let line = scene.play(script)
            scene.office(
                WorkCalendar.after(line.accepted, 1), Scene.Hour.extra, Scene.Desk.clerk, in: hospital.institution
            ) { _ in
                var designation = hospital.designation
                designation.ownership = .private
                designation.validFrom = script.admitted.adding(days: 1).description
                return .institutionDesignated(designation)
            }
            scene.label(14, script.stream, plant)
        },
        Plant("treated-after-death", .fraud, "The death in the stay becomes known when the claim is approved.") {
            scene, site, plant in
            let script = scene.honest(site)
            let line = scene.play(script)
            scene.died(
                script.person, script.discharged.adding(days: -2), recordedOn: WorkCalendar.after(line.approved, 1))
            scene.label(21, script.stream, plant)
        },
        Plant("died-on-the-last-day", .nearMiss, "The person died on the day of the discharge.") { scene, site, plant in
            let script = scene.honest(site)
            let line = scene.play(script)
            scene.died(script.person, script.discharged, recordedOn: WorkCalendar.after(line.approved, 1))
            scene.label(21, script.stream, plant)
        },
        Plant(
            "comparison-disagrees", .error,
            "A second comparison, after the approval, does not agree with the evaluation."
        ) {
            scene, site, plant in
            let script = scene.referred(site)
            let line = scene.play(script)
            scene.compare(script, agrees: true, on: WorkCalendar.after(line.adjudicated, 1))
            scene.compare(script, agrees: false, on: WorkCalendar.after(line.approved, 1))
            scene.label(22, script.stream, plant)
        },
        Plant("comparison-cleared", .nearMiss, "The first comparison does not agree, the one before the approval does.")
        {
            scene, site, plant in
            let script = scene.referred(site)
            let line = scene.play(script)
            scene.compare(script, agrees: false, on: WorkCalendar.after(line.accepted, 1))
            scene.compare(script, agrees: true, on: WorkCalendar.after(line.adjudicated, 1))
            scene.label(22, script.stream, plant)
        },
        Plant("item-annulled", .error, "The approval of the specific item is annulled when the claim is approved.") {
            scene, site, plant in
            let script = scene.dialysed(site, every: 7, from: 0)
            let line = scene.play(script)
            scene.office(WorkCalendar.after(line.approved, 1), Scene.Hour.extra, Scene.Desk.clerk, in: script.item) {
                .annulled($0.undoing("\(script.item)/approval", "误批"))
            }
            scene.label(23, script.stream, plant)
        },
        Plant("item-ends-after", .nearMiss, "The specific item ends on the day after the last visit.") {
            scene, site, plant in
            let script = scene.dialysed(site, every: 7, from: 0)
            scene.play(script)
            let end = script.discharged.adding(days: 1)
            scene.office(
                WorkCalendar.working(until: script.discharged), Scene.Hour.extra, Scene.Desk.clerk, in: script.item
            ) { _ in
                var event = SpecificItemEnded()
                event.effectiveFrom = end.description
                event.reason = "改为腹膜透析"
                return .specificItemEnded(event)
            }
            scene.label(23, script.stream, plant)
        },
        Plant(
            "stolen-key", .fraud, "A form is stamped and a bill issued under a key that was stolen by then.",
            months: 7...9
        ) {
            scene, site, plant in
            let script = scene.robbed(site)
            scene.play(script)
            scene.label(25, script.stream, plant)
            if let filing = script.filing { scene.label(25, filing.stream, plant) }
        },
        Plant(
            "key-not-yet-stolen", .nearMiss, "A form is stamped and a bill issued before the key was stolen.",
            months: 1...3
        ) {
            scene, site, plant in
            let script = scene.robbed(site)
            scene.play(script)
            scene.label(25, script.stream, plant)
            if let filing = script.filing { scene.label(25, filing.stream, plant) }
        },
    ]
}

extension Scene {
    mutating func died(_ person: Person, _ day: CalendarDate, recordedOn recorded: CalendarDate) {
        let paper = "certificate of death of \(person.stream)"
        office(recorded, Hour.extra, Desk.clerk, in: person.stream, papers: [Array(paper.utf8)]) { _ in
            var event = PersonDied()
            event.diedOn = day.description
            event.certificate = ClaimScript.document(.other, paper)
            return .personDied(event)
        }
    }

    /// A stay under a referral that was evaluated.
    mutating func referred(_ site: Site) -> ClaimScript {
        let person = newcomer(site)
        let hospital = member()
        let filing = filing(of: person, site, [hospital]) {
            $0.kind = .referral
            $0.isEvaluated = true
        }
        return stay(site, of: person, filing, in: hospital)
    }

    mutating func compare(_ script: ClaimScript, agrees: Bool, on day: CalendarDate) {
        guard let filing = script.filing else { return }
        office(day, Hour.extra, Desk.clerk, in: filing.stream) { _ in
            var event = TransferCompared()
            event.claim = script.stream
            event.comparedOn = day.description
            event.agrees = agrees
            event.result = agrees ? "与评估一致" : "手术与评估不符"
            return .transferCompared(event)
        }
    }

    /// A stay in the house whose key is stolen in the summer.
    mutating func robbed(_ site: Site) -> ClaimScript {
        let person = newcomer(site)
        let filing = filing(of: person, site, [city.robbed])
        return stay(site, of: person, filing, in: city.robbed)
    }

    /// Applies for a specific outpatient item and approves it: the same person and hospital as the filing's.
    mutating func item(_ filing: Filing, _ hospital: Hospital, until last: CalendarDate) -> String {
        let person = filing.person
        let stream = "item/\(City.centerCode)/2025-\(person.digits)"
        let applied = filing.recordedOn
        plan(applied, Hour.window, by: person.unit.party, person.unit.agent, in: stream) { _ in
            var event = SpecificItemApplied()
            event.person = person.stream
            event.insured = person.insured
            event.unit = person.unit.code
            event.diseaseCode = "N18.5"
            event.disease = "慢性肾衰竭透析"
            event.institutions = [hospital.code]
            event.validFrom = filing.validFrom.description
            event.validTo = last.description
            return .specificItemApplied(event)
        }
        office(WorkCalendar.after(applied, 1), Hour.acceptance, Desk.clerk, in: stream, handle: "\(stream)/approval") {
            _ in
            var event = SpecificItemApproved()
            event.validFrom = filing.validFrom.description
            event.validTo = last.description
            event.institutions = [hospital.code]
            return .specificItemApproved(event)
        }
        return stream
    }

    /// A month of dialysis, on a day of every so many.
    func dialysis(
        _ number: Int, of person: Person, _ filing: Filing, in hospital: Hospital, item: String, first: CalendarDate,
        every step: Int, from offset: Int, days length: Int = 28
    ) -> ClaimScript {
        var script = ClaimScript(
            number, of: person, filing: filing, hospital: hospital, admitted: first.adding(days: offset),
            discharged: first.adding(days: offset))
        script.care = .specificItem
        script.item = item
        let visits = Array(stride(from: offset, to: length, by: step))
        script.discharged = first.adding(days: visits.last ?? offset)
        script.days = visits.map { visit in
            var day = DailyBill()
            day.date = first.adding(days: visit).description
            day.lines = [
                Good.dialysis.line(1, at: Good.dialysis.usual),
                Good.examinations[0].line(1, at: Good.examinations[0].usual),
            ]
            day.total = day.lines.total
            return day
        }
        script.sum()
        script.daysHandedIn = .whole
        script.invoice.issuedOn = script.discharged.description
        script.submitted = person.unit.window(after: script.discharged)
        return script
    }

    mutating func dialysed(_ site: Site, every step: Int, from offset: Int) -> ClaimScript {
        let person = newcomer(site)
        let hospital = member()
        let filing = filing(of: person, site, [hospital])
        let first = WorkCalendar.after(filing.recordedOn, 3)
        let item = item(filing, hospital, until: first.adding(days: 200))
        return dialysis(
            site.number(0), of: person, filing, in: hospital, item: item, first: first, every: step, from: offset)
    }
}
