import Claims

extension Scene {
    /// Plays a treatment and its claim, from the admission to the payment, as the script says.
    @discardableResult
    mutating func play(_ script: ClaimScript) -> Timeline {
        if script.plays, !script.stay.isEmpty { treat(script, in: script.stay) }
        let line = Timeline(script, &random)
        plan(
            line.submitted, Hour.window, by: script.unit.party, script.unit.agent, in: script.stream,
            handle: script.handle("submitted"), papers: script.papers
        ) { _ in .claimSubmitted(script.submission) }
        switch script.course {
        case .refusedAtOnce: refuse(script, on: line.accepted)
        case .returnedForGood: giveBack(script, line)
        default:
            if script.returned != nil { giveBack(script, line) }
            accept(script, line)
        }
        return line
    }

    /// What the hospital records of a stay.
    mutating func treat(_ script: ClaimScript, in stay: String) {
        let hospital = script.hospital
        plan(script.admitted, Hour.admission, by: hospital.party, "ward", in: stay) { _ in
            var event = Admitted()
            event.insured = script.person.insured
            event.center = City.centerCode
            event.filing = script.filing?.stream ?? ""
            event.admittedOn = script.admitted.description
            event.department = "普通病房"
            event.diagnosis = script.diagnosis
            return .admitted(event)
        }
        for (offset, day) in script.days.enumerated() {
            plan(script.admitted.adding(days: offset), Hour.day, by: hospital.party, "billing", in: stay) { _ in
                var event = DayBilled()
                event.bill = day
                return .dayBilled(event)
            }
        }
        plan(script.discharged, Hour.discharge, by: hospital.party, "ward", in: stay) { _ in
            var event = Discharged()
            event.dischargedOn = script.discharged.description
            event.diagnosis = script.diagnosis
            event.outcome = "好转"
            return .discharged(event)
        }
        plan(
            script.discharged, Hour.settlement, by: hospital.party, "billing", in: stay, handle: script.handle("bill")
        ) { _ in
            var event = BillSettled()
            event.bill = script.hospitalBill
            return .billSettled(event)
        }
    }

    private mutating func giveBack(_ script: ClaimScript, _ line: Timeline) {
        office(line.returned, Hour.acceptance, Desk.clerk, in: script.stream) { _ in
            var event = ClaimReturned()
            event.missing = [.itemisedList]
            event.grounds = [Ground(10_005, "清单不清晰")]
            event.dueOn = line.due.description
            return .claimReturned(event)
        }
        guard script.course != .returnedForGood else { return }
        plan(line.completed, Hour.window, by: script.unit.party, script.unit.agent, in: script.stream) { _ in
            var event = ClaimCompleted()
            event.documents = [ClaimScript.document(.itemisedList, script.scan)]
            event.note = line.completed > line.due ? "医院补打清单延误" : ""
            return .claimCompleted(event)
        }
    }

    mutating func refuse(_ script: ClaimScript, on day: CalendarDate, _ ground: Ground = Ground(10_002, "材料不实")) {
        office(day, Hour.approval, Desk.approver, in: script.stream) { books in
            books.forget(script.stream, of: script.person.stream)
            var event = ClaimRefused()
            event.grounds = [ground]
            return .claimRefused(event)
        }
    }

    private mutating func accept(_ script: ClaimScript, _ line: Timeline) {
        let isLate = !script.lateReason.isEmpty || (script.returned != nil && line.completed > line.due)
        office(line.accepted, Hour.acceptance, Desk.clerk, in: script.stream) { _ in
            var event = ClaimAccepted()
            if isLate { event.latenessExcused = "事由属实" }
            if script.care == .suddenIllnessStay { event.approvedBecause = "病历与担保相符" }
            return .claimAccepted(event)
        }
        switch script.course {
        case .acceptedOnly: return
        case .refusedAfterAcceptance: return refuse(script, on: line.adjudicated)
        default: break
        }
        if script.thirdParty != nil { advance(script, line) }
        office(line.adjudicated, Hour.pricing, Desk.pricer, in: script.stream, handle: script.handle("adjudicated")) {
            script.adjudication(&$0)
        }
        office(line.approved, Hour.approval, Desk.approver, in: script.stream, handle: script.handle("approved")) {
            books in
            guard let amount = books.priced[script.stream], amount > 0 else {
                books.forget(script.stream, of: script.person.stream)
                var event = ClaimRefused()
                event.grounds = [Ground(10_001, "未达起付标准")]
                return .claimRefused(event)
            }
            var event = ClaimApproved()
            event.amount = amount
            event.note = script.approvalNote
            return .claimApproved(event)
        }
        guard script.course == .paid else { return }
        pay(script, line)
        if let thirdParty = script.thirdParty { recover(script, line, thirdParty) }
    }

    // MARK: A liable third party

    private mutating func advance(_ script: ClaimScript, _ line: Timeline) {
        let exclusion = script.handle("exclusion")
        office(WorkCalendar.after(line.accepted, 1), Hour.extra, Desk.clerk, in: script.stream, handle: exclusion) {
            _ in
            var event = LineExcluded()
            event.cause = .thirdParty
            event.ground = Ground(1602, "交通事故，对方全责")
            event.liable = "肇事方保险公司"
            return .lineExcluded(event)
        }
        let request = "written request of \(script.person.stream) for \(script.stream)"
        let day = WorkCalendar.after(line.accepted, 2)
        office(day, Hour.extra, Desk.clerk, in: script.stream, papers: [Array(request.utf8)]) { books in
            var event = AdvanceGranted()
            event.exclusion = books.places[exclusion] ?? EntryReference()
            event.request = ClaimScript.document(.writtenRequest, request)
            event.requestedOn = day.description
            event.reason = "对方拒付"
            return .advanceGranted(event)
        }
    }

    private mutating func recover(_ script: ClaimScript, _ line: Timeline, _ outcome: ClaimScript.ThirdParty) {
        let demanded = WorkCalendar.after(line.paid, 2)
        let received = WorkCalendar.after(line.paid, 15)
        let stream = script.stream
        office(demanded, Hour.extra, Desk.clerk, in: stream) { books in
            guard let amount = books.priced[stream], amount > 0 else { return nil }
            var event = RecoveryDemanded()
            event.demand = "D1"
            event.from = "肇事方保险公司"
            event.amount = amount
            event.demandedOn = demanded.description
            event.dueOn = demanded.adding(days: 30).description
            return .recoveryDemanded(event)
        }
        office(received, Hour.bank, Desk.cashier, in: stream) { books in
            guard let amount = books.priced[stream], amount > 0 else { return nil }
            var event = RecoveryReceived()
            event.receipt = "R1"
            event.demand = "D1"
            event.from = "肇事方保险公司"
            event.amount =
                switch outcome {
                case .recovered: amount
                case .writtenOff: amount / 2 + 1
                case .refundedBeyond: amount + 20_000
                }
            event.receivedOn = received.description
            return .recoveryReceived(event)
        }
        let last = WorkCalendar.after(received, 10)
        guard outcome != .recovered else { return }
        office(last, Hour.bank, Desk.cashier, in: stream) { books in
            guard let amount = books.priced[stream], amount > 1 else { return nil }
            guard outcome == .refundedBeyond else {
                var event = RecoveryWrittenOff()
                event.amount = amount - (amount / 2 + 1)
                event.writtenOffOn = last.description
                event.reason = "对方无财产可执行"
                return .recoveryWrittenOff(event)
            }
            var event = RecoveryRefunded()
            event.refund = "F1"
            event.amount = 20_000
            event.refundedOn = last.description
            event.payee = script.payee
            return .recoveryRefunded(event)
        }
    }
}
