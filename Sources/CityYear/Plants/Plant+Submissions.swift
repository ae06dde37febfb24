import Claims

extension Plant {
    /// What is wrong with a claim as it is handed in.
    static let submissionPlants: [Plant] = [
        Plant("late", .error, "The claim is handed in weeks after its month, with a reason.") { scene, site, plant in
            var script = scene.honest(site)
            let deadline = script.discharged.adding(months: 1)
            script.submitted = WorkCalendar.after(deadline, scene.random.draw(1...25))
            script.lateReason = "经办人住院"
            scene.play(script)
            scene.label(3, script.stream, plant)
        },
        Plant("on-the-last-day", .nearMiss, "The claim is handed in on the last day of its month.") {
            scene, site, plant in
            let person = scene.newcomer(site)
            let hospital = scene.member()
            let filing = scene.filing(of: person, site, [hospital])
            let first = WorkCalendar.after(site.start, 8)
            var days = 7
            while !WorkCalendar.isWorking(first.adding(days: days).adding(months: 1)) { days += 1 }
            var script = scene.stay(site, of: person, filing, in: hospital, admitted: first, days: days)
            script.submitted = script.discharged.adding(months: 1)
            scene.play(script)
            scene.label(3, script.stream, plant)
        },
        Plant(
            "filing-annulled", .error,
            "The filing was put on record by mistake, and that is annulled when the claim is there."
        ) {
            scene, site, plant in
            var script = scene.honest(site)
            script.course = .refusedAtOnce
            let line = scene.play(script)
            guard let filing = script.filing else { return }
            scene.office(WorkCalendar.after(line.submitted, 1), Scene.Hour.extra, Scene.Desk.clerk, in: filing.stream) {
                .annulled($0.undoing("\(filing.stream)/record", "误录"))
            }
            scene.label(4, script.stream, plant)
        },
        Plant("filing-ends-in-the-stay", .nearMiss, "The filing is withdrawn from the day after the admission on.") {
            scene, site, plant in
            let script = scene.honest(site)
            scene.play(script)
            guard let filing = script.filing else { return }
            let end = script.admitted.adding(days: 1)
            let unit = script.unit
            scene.plan(
                WorkCalendar.working(until: script.admitted), Scene.Hour.bank, by: unit.party, unit.agent,
                in: filing.stream
            ) { _ in
                var event = FilingWithdrawn()
                event.effectiveFrom = end.description
                event.reason = "返回参保地居住"
                return .filingWithdrawn(event)
            }
            scene.label(4, script.stream, plant)
            scene.label(9, script.stream, plant)
        },
        Plant("claimed-twice", .fraud, "One invoice is handed in twice within two days, under two numbers.", claims: 2)
        {
            scene, site, plant in
            let script = scene.honest(site)
            scene.play(script)
            var again = ClaimScript(
                site.number(1), of: script.person, filing: script.filing, hospital: script.hospital,
                admitted: script.admitted, discharged: script.discharged)
            (again.days, again.list, again.claimed) = (script.days, script.list, script.claimed)
            (again.invoice, again.stayNumber, again.scan) = (script.invoice, script.stayNumber, script.scan)
            again.plays = false
            again.submitted = WorkCalendar.after(script.submitted, 1)
            again.course = .refusedAtOnce
            scene.play(again)
            scene.label(5, script.stream, plant)
            scene.label(5, again.stream, plant)
        },
        Plant(
            "same-number-other-code", .nearMiss, "Two invoices of two hospitals have one number and two codes.",
            claims: 2
        ) {
            scene, site, plant in
            let first = scene.honest(site)
            let person = scene.newcomer(site, 1)
            let hospital = scene.member(City.places[1])
            let filing = scene.filing(of: person, site, [hospital])
            var second = scene.stay(site, 1, of: person, filing, in: hospital)
            second.invoice.number = first.invoice.number
            for script in [first, second] {
                scene.play(script)
                scene.label(5, script.stream, plant)
            }
        },
        Plant("completed-late", .error, "A returned claim is completed days after its last day, with a reason.") {
            scene, site, plant in
            var script = scene.honest(site)
            script.returned = ClaimScript.Return(given: 10, taken: 10 + scene.random.draw(1...9))
            scene.play(script)
            scene.label(13, script.stream, plant)
        },
        Plant("completed-on-the-last-day", .nearMiss, "A returned claim is completed on its last day.") {
            scene, site, plant in
            var script = scene.honest(site)
            script.returned = ClaimScript.Return(given: 10, taken: 10)
            scene.play(script)
            scene.label(13, script.stream, plant)
        },
        Plant(
            "photograph-used-again", .fraud, "One photograph after surgery stands in the claims of two persons.",
            claims: 2
        ) {
            scene, site, plant in
            for place in 0..<2 {
                var script = scene.honest(site, place)
                script.photograph = "photograph of plant \(site.index)"
                scene.play(script)
                scene.label(15, script.stream, plant)
            }
        },
        Plant("card-copied-again", .nearMiss, "The copies of card and form stand in two claims of a person.", claims: 2)
        {
            scene, site, plant in
            let first = scene.honest(site)
            let second = scene.stay(
                site, 1, of: first.person, first.filing, in: first.hospital,
                admitted: first.discharged.adding(days: 20))
            for script in [first, second] {
                scene.play(script)
                scene.label(15, script.stream, plant)
            }
        },
        Plant("no-such-stay", .fraud, "A stay is claimed that the hospital's log does not have.") {
            scene, site, plant in
            var script = scene.honest(site)
            script.isRecordedByHospital = false
            scene.play(script)
            scene.label(16, script.stream, plant)
        },
        Plant("hospital-without-log", .nearMiss, "A stay is claimed in a hospital that keeps no log.") {
            scene, site, plant in
            let script = scene.honestOutside(site)
            scene.play(script)
            scene.label(16, script.stream, plant)
        },
    ]
}

extension Books {
    /// The annulment of an act.
    func undoing(_ handle: String, _ reason: String) -> Annulled {
        var event = Annulled()
        event.entry = places[handle] ?? EntryReference()
        event.reason = reason
        return event
    }
}
