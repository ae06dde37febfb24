import Claims

extension Plant {
    /// What is wrong with what the center decides.
    static let decisionPlants: [Plant] = [
        Plant(
            "corrected-after-approval", .error, "The unit corrects the agent's name when the claim is approved already."
        ) {
            scene, site, plant in
            let script = scene.honest(site)
            let line = scene.play(script)
            scene.correctAgent(of: script, on: WorkCalendar.after(line.approved, 1))
            scene.label(9, script.stream, plant)
        },
        Plant(
            "corrected-before-approval", .nearMiss, "The unit corrects the agent's name before the claim is taken up."
        ) {
            scene, site, plant in
            let script = scene.honest(site)
            let line = scene.play(script)
            scene.correctAgent(of: script, on: WorkCalendar.after(line.submitted, 1))
            scene.label(9, script.stream, plant)
        },
        Plant("paper-after-approval", .nearMiss, "The unit hands in one more paper when the claim is approved already.")
        {
            scene, site, plant in
            let script = scene.honest(site)
            let line = scene.play(script)
            let scan = "one more paper for \(script.stream)"
            scene.plan(
                WorkCalendar.after(line.approved, 1), Scene.Hour.window, by: script.unit.party, script.unit.agent,
                in: script.stream, papers: [Array(scan.utf8)]
            ) { _ in
                var event = DocumentAttached()
                event.document = ClaimScript.document(.other, scan, "补充材料")
                return .documentAttached(event)
            }
            scene.label(9, script.stream, plant)
        },
        Plant("denied-and-refused", .fraud, "The insured person says that nothing happened, and the claim is refused.")
        {
            scene, site, plant in
            var script = scene.honest(site)
            script.course = .refusedAfterAcceptance
            let line = scene.play(script)
            scene.ask(script, .didNotHappen, on: WorkCalendar.after(line.accepted, 1))
            scene.label(11, script.stream, plant)
        },
        Plant(
            "denied-and-approved", .fraud, "The insured person denies a part, and the claim is approved without a word."
        ) {
            scene, site, plant in
            let script = scene.honest(site)
            let line = scene.play(script)
            scene.ask(script, .notAll, on: WorkCalendar.after(line.adjudicated, 1))
            scene.label(11, script.stream, plant)
            scene.label(12, script.stream, plant)
        },
        Plant("denied-by-mistake", .nearMiss, "The insured person denies a part, and takes it back when asked again.") {
            scene, site, plant in
            let script = scene.honest(site)
            let line = scene.play(script)
            scene.ask(script, .notAll, on: WorkCalendar.after(line.accepted, 1))
            scene.ask(script, .asBilled, on: WorkCalendar.after(line.adjudicated, 1))
            scene.label(11, script.stream, plant)
            scene.label(12, script.stream, plant)
        },
        Plant(
            "approved-with-ground", .nearMiss,
            "The insured person takes a denial back after an approval that states its ground."
        ) {
            scene, site, plant in
            var script = scene.honest(site)
            script.approvalNote = "已电话核实，患者记忆有误"
            let line = scene.play(script)
            scene.ask(script, .notAll, on: WorkCalendar.after(line.adjudicated, 1))
            scene.ask(script, .asBilled, on: WorkCalendar.after(line.approved, 1))
            scene.label(12, script.stream, plant)
        },
        Plant(
            "approved-against-audit", .fraud, "An audit of the papers does not confirm the claim, and it is approved."
        ) {
            scene, site, plant in
            let script = scene.honest(site)
            let line = scene.play(script)
            scene.audit(script, site, .notConfirmed, on: WorkCalendar.after(line.accepted, 1))
            scene.label(17, script.stream, plant)
        },
        Plant(
            "audit-found-nothing-out", .nearMiss, "An audit of the papers finds nothing out, and the claim is approved."
        ) {
            scene, site, plant in
            let script = scene.honest(site)
            let line = scene.play(script)
            scene.audit(script, site, .inconclusive, on: WorkCalendar.after(line.accepted, 1))
            scene.label(17, script.stream, plant)
        },
        Plant("history-of-refused", .error, "The stay of a claim that is refused is left in the medical history.") {
            scene, site, plant in
            var script = scene.honest(site)
            script.course = .refusedAfterAcceptance
            let line = scene.play(script)
            scene.verify(script, on: WorkCalendar.after(line.accepted, 1))
            scene.label(24, script.stream, plant)
        },
        Plant("history-annulled", .nearMiss, "The stay of a claim that is refused is taken out of the medical history.")
        {
            scene, site, plant in
            var script = scene.honest(site)
            script.course = .refusedAfterAcceptance
            let line = scene.play(script)
            scene.verify(script, on: WorkCalendar.after(line.accepted, 1))
            let history = script.handle("history")
            scene.office(
                WorkCalendar.after(line.adjudicated, 1), Scene.Hour.extra, Scene.Desk.clerk, in: script.person.history
            ) { .annulled($0.undoing(history, "申报已拒付")) }
            scene.label(24, script.stream, plant)
        },
    ]
}

extension Scene {
    /// The unit corrects who handed it in.
    mutating func correctAgent(of script: ClaimScript, on day: CalendarDate) {
        plan(day, Hour.window, by: script.unit.party, script.unit.agent, in: script.stream) { books in
            var event = Corrected()
            event.entry = books.places[script.handle("submitted")] ?? EntryReference()
            var submission = script.submission
            submission.agent += "（代）"
            event.replacement = Event(.claimSubmitted(submission))
            event.reason = "经办人姓名有误"
            return .corrected(event)
        }
    }

    /// The center asks the insured person by telephone.
    mutating func ask(_ script: ClaimScript, _ answer: FeedbackGiven.Answer, on day: CalendarDate) {
        office(day, Hour.extra, Desk.clerk, in: script.stream, for: script.person.stream) { _ in
            var event = FeedbackGiven()
            event.answer = answer
            event.givenOn = day.description
            event.means = "电话"
            return .feedbackGiven(event)
        }
    }

    /// The center audits a claim's papers: ordered on a day, concluded on the next.
    mutating func audit(_ script: ClaimScript, _ site: Site, _ result: AuditConcluded.Result, on day: CalendarDate) {
        let stream = "audit/\(City.centerCode)/2025-\(Number.text(script.number, digits: 7))"
        office(day, Hour.extra, Desk.auditor, in: stream) { _ in
            var event = AuditOrdered()
            event.kind = .papers
            event.subject = script.stream
            event.person = script.person.stream
            event.hospital = script.hospital.code
            event.grounds = [Ground(10_001, "抽查")]
            event.staff = [Desk.auditor]
            event.dueOn = day.adding(days: 30).description
            return .auditOrdered(event)
        }
        let next = WorkCalendar.after(day, 1)
        office(next, Hour.extra, Desk.auditor, in: stream) { _ in
            var event = AuditConcluded()
            event.result = result
            event.concludedOn = next.description
            event.summary = "材料复核"
            if result != .confirmed { event.grounds = [Ground(10_002, "与材料不符或无法查明")] }
            return .auditConcluded(event)
        }
    }

    /// The center enters the stay in the person's medical history.
    mutating func verify(_ script: ClaimScript, on day: CalendarDate) {
        office(day, Hour.extra, Desk.clerk, in: script.person.history, handle: script.handle("history")) { books in
            // What the fund does not bear was refused meanwhile.
            guard books.priced[script.stream] != 0 else { return nil }
            var event = HistoryVerified()
            event.person = script.person.stream
            event.claim = script.stream
            event.hospital = script.hospital.code
            event.admittedOn = script.admitted.description
            event.dischargedOn = script.discharged.description
            event.diagnosis = script.diagnosis
            event.verifiedBy = Desk.clerk
            return .historyVerified(event)
        }
    }
}
