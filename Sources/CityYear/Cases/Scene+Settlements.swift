import Claims

extension Scene {
    /// Somebody who is settled directly: on the register, some with a personal account.
    mutating func registerForSettlement(_ person: Person) {
        register(person, on: WorkCalendar.firstDay)
        if SettlementPlan.hasAccount(person) { credit(person, 250_000, on: WorkCalendar.day("2025-01-15")) }
    }

    /// A bill that is settled directly: asked for, priced by the center's node, confirmed when the person has paid, and recorded.
    mutating func settle(_ plan: SettlementPlan) {
        let script = treatment(of: plan)
        if plan.nights > 0 { treat(script, in: plan.stay) }
        settle(plan, script)
    }

    /// What is used on a stay or a visit, and its bill; nothing is recorded of it.
    mutating func treatment(of plan: SettlementPlan) -> ClaimScript {
        var script = ClaimScript(
            // Behind the numbers of all claims.
            10_000_000 + plan.index, of: plan.person, filing: nil, hospital: plan.institution, admitted: plan.admitted,
            discharged: plan.day)
        script.invoice.code = "2\(plan.institution.region)25"
        script.invoice.number = Number.text(plan.index + 1, digits: 8)
        if plan.nights > 0 {
            script.treat(&random, operation: random.happens(perMille: 150))
        } else {
            visit(&script)
        }
        return script
    }

    /// The same, of a treatment that is recorded elsewhere, or nowhere.
    mutating func settle(_ plan: SettlementPlan, _ script: ClaimScript) {
        if plan.isPreviewed {
            ask(plan, script, isPreview: true, at: plan.nights > 0 ? Hour.settlement + 1 : plan.minute)
        }
        let asked = plan.nights > 0 ? Hour.settlement + 3 : plan.minute + 2
        ask(plan, script, isPreview: false, at: asked)
        let institution = plan.institution.party
        guard plan.course != .undone else {
            self.plan(plan.day, asked + 2, by: institution, "window.3", in: plan.stream) { _ in
                var event = SettlementUndone()
                event.reason = "患者改为自费"
                return .settlementUndone(event)
            }
            return
        }
        self.plan(plan.day, asked + 2, by: institution, "window.3", in: plan.stream) { books in
            guard let answer = books.settlement?(plan.stream), answer.isPriced else { return nil }
            var event = SettlementConfirmed()
            event.priced = answer.priced
            event.cash = answer.cash
            event.paidOn = plan.day.description
            return .settlementConfirmed(event)
        }
        errand(plan.day, asked + 3, by: City.center, .react)
        if plan.course == .reversed { reverse(plan) }
    }

    /// What is used on one visit, or bought.
    private mutating func visit(_ script: inout ClaimScript) {
        let drug = random.pick(Good.drugs)
        var lines = [drug.line(random.draw(1...4), at: drug.usual * Int64(random.draw(85...120)) / 100)]
        if script.hospital.code.hasPrefix("H") {
            let good = random.pick(Good.examinations)
            lines.append(good.line(1, at: good.usual))
            // A pharmacy sells nothing else.
            if random.happens(perMille: 50) { lines.append(Good.dialysis.line(1, at: Good.dialysis.usual)) }
        }
        script.bill([lines])
    }

    private mutating func ask(_ plan: SettlementPlan, _ script: ClaimScript, isPreview: Bool, at minute: Int) {
        self.plan(plan.day, minute, by: plan.institution.party, "window.3", in: plan.stream) { _ in
            var event = SettlementRequested()
            event.preview = isPreview
            event.institution = plan.institution.code
            event.agency = plan.agency
            event.person = plan.person.stream
            event.insured = plan.person.insured
            event.stay = plan.stay
            event.setting =
                plan.nights > 0 ? .stay : plan.institution.code.hasPrefix("P") ? .purchase : .outpatient
            event.from = plan.admitted.description
            event.to = plan.day.description
            event.bill = script.hospitalBill
            event.useAccount = plan.usesAccount && !isPreview
            return .settlementRequested(event)
        }
        errand(plan.day, minute + 1, by: City.center, .react)
    }

    private mutating func reverse(_ plan: SettlementPlan) {
        let day = plan.day.adding(days: 2)
        self.plan(day, plan.minute, by: plan.institution.party, "window.3", in: plan.stream) { books in
            guard let answer = books.settlement?(plan.stream), answer.isRecorded else { return nil }
            var event = SettlementReversalRequested()
            event.original = answer.recorded
            event.reason = "费用多计，重新结算"
            event.returnedOn = day.description
            return .settlementReversalRequested(event)
        }
        errand(day, plan.minute + 1, by: City.center, .react)
    }

    // MARK: Clearing

    /// How a center pays what it owes through an agency.
    enum ClearingPayment: Sendable {
        case fromBank
        /// From the reserve, into which it pays twice as much before.
        case fromReserve
        /// From the reserve, into which it pays so that this share is used of it, in thousandths; and once more afterwards.
        case share(Int, paidInAgain: Bool)
    }

    static func reserve(_ agency: String) -> String { "reserve/\(City.centerCode)/\(agency)/2025" }

    /// An agency lists a month, the center answers, pays, and the agency says that it came.
    /// - Parameter slip: what goes wrong with a line, if anything does.
    mutating func clear(
        _ month: String, by agency: String, _ payment: ClearingPayment, _ slip: ClearingSlip? = nil
    ) {
        let stream = "clearing/\(City.centerCode)/\(agency)/\(month)"
        let first = WorkCalendar.day("\(month)-01").adding(months: 1)
        @Sendable func day(_ number: Int) -> CalendarDate { WorkCalendar.after(first, number) }
        list(month, in: stream, by: "agency:\(agency)", slip, from: first)
        let number = "Q\(month)-\(agency)"
        let reserve = Self.reserve(agency)
        func payIn(_ day: CalendarDate, _ mark: String, _ amount: @escaping @Sendable (Int64) -> Int64) {
            office(day, Hour.bank, Desk.cashier, in: reserve) { books in
                let total = books.cleared[stream] ?? books.clearing?(stream)?.total ?? 0
                guard total > 0 else { return nil }
                var event = ReservePaid()
                event.payment = "\(number)-\(mark)"
                event.amount = amount(total)
                event.paidOn = day.description
                return .reservePaid(event)
            }
        }
        var isFromReserve = true
        switch payment {
        case .fromBank: isFromReserve = false
        case .fromReserve: payIn(day(4), "1") { $0 * 2 }
        case .share(let share, let isPaidInAgain):
            payIn(day(4), "1") { $0 * 1_000 / Int64(share) + 1 }
            if isPaidInAgain { payIn(day(7), "2") { $0 } }
        }
        pay(stream, number, on: day(5), fromReserve: isFromReserve)
        plan(day(6), Hour.window, by: "agency:\(agency)", "settler", in: stream) { books in
            guard let amount = books.cleared[stream] else { return nil }
            var event = ClearingReceived()
            event.payment = number
            event.amount = amount
            event.receivedOn = day(6).description
            return .clearingReceived(event)
        }
    }

    private mutating func pay(_ stream: String, _ number: String, on day: CalendarDate, fromReserve: Bool) {
        office(day, Hour.bank, Desk.cashier, in: stream) { books in
            guard let cleared = books.clearing?(stream), cleared.total > 0 else { return nil }
            books.cleared[stream] = cleared.total
            var event = ClearingPaid()
            event.payment = number
            event.lines = cleared.lines
            event.amount = cleared.total
            event.paidOn = day.description
            event.fromReserve = fromReserve
            return .clearingPaid(event)
        }
    }

    mutating func openReserve(_ agency: String, on day: CalendarDate) {
        office(day, Hour.bank, Desk.cashier, in: Self.reserve(agency)) { _ in
            .reserveOpened(ReserveOpened())
        }
    }
}
