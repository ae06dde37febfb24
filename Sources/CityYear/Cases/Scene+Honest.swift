import Claims

extension Scene {
    /// An honest claim, and what befalls honest claims: papers that are wanting, payments that fail, third parties, questions.
    mutating func play(_ plan: ClaimPlan, _ filing: Filing?) {
        let person = city.person(plan.person)
        let number = ClaimPlan.number(plan.index)
        var script: ClaimScript
        switch (plan.kind, filing) {
        case (.filed, let filing?):
            script = ClaimScript(
                number, of: person, filing: filing,
                hospital: filing.hospitals[plan.hospital % filing.hospitals.count], admitted: plan.admitted,
                discharged: plan.discharged)
            script.treat(&random, operation: random.happens(perMille: 180))
        case (.dialysis, let filing?):
            script = dialysis(
                number, of: person, filing, in: filing.hospitals[0],
                item: "item/\(City.centerCode)/2025-\(person.digits)",
                first: plan.admitted, every: 7, from: 0)
        default:
            script = ClaimScript(
                number, of: person, filing: nil, hospital: city.hospitals[plan.hospital], admitted: plan.admitted,
                discharged: plan.discharged)
            script.care = .suddenIllnessStay
            script.treat(&random, operation: random.happens(perMille: 120))
        }
        script.submitted = person.unit.window(after: script.discharged, days: random.draw(2...12))
        if script.care != .specificItem, random.happens(perMille: 150) { script.daysHandedIn = .whole }
        befall(&script)
        let line = play(script)
        follow(script, line)
    }

    /// What happens on the way.
    private mutating func befall(_ script: inout ClaimScript) {
        if random.happens(perMille: 110) { script.returned = ClaimScript.Return(given: 10, taken: random.draw(1...9)) }
        switch random.draw(0...999) {
        case 0..<20: script.payment = .failedFirst
        case 20..<32: script.payment = .bouncedFirst
        case 32..<40: script.payment = .inTwoParts
        case 40..<52: script.thirdParty = random.pick([.recovered, .recovered, .writtenOff, .refundedBeyond])
        case 52..<70: script.course = .refusedAfterAcceptance
        case 70..<76: script.course = .returnedForGood
        case 76..<116: script.refusesLine = true
        default: break
        }
    }

    /// What the center and the unit do beside it.
    private mutating func follow(_ script: ClaimScript, _ line: Timeline) {
        guard script.course == .paid || script.course == .refusedAfterAcceptance else { return }
        if random.happens(perMille: 80) { ask(script, .asBilled, on: WorkCalendar.after(line.accepted, 1)) }
        if script.course == .paid, random.happens(perMille: 100) {
            verify(script, on: WorkCalendar.after(line.paid, 1))
        }
        if random.happens(perMille: 12), script.returned == nil {
            correctAgent(of: script, on: WorkCalendar.after(line.submitted, 1))
        }
        if random.happens(perMille: 20) {
            audit(
                script, Site(index: 0, start: line.accepted, city: city), .confirmed,
                on: WorkCalendar.after(line.accepted, 1))
        }
        if script.filing?.isEvaluated == true {
            compare(script, agrees: true, on: WorkCalendar.after(line.adjudicated, 1))
        }
        if script.course == .paid, random.happens(perMille: 8) { object(script, line) }
    }

    /// The unit objects to a price; the objection is not upheld.
    private mutating func object(_ script: ClaimScript, _ line: Timeline) {
        let filed = WorkCalendar.after(line.adjudicated, 1)
        plan(filed, Hour.window, by: script.unit.party, script.unit.agent, in: script.stream) { books in
            var event = ObjectionFiled()
            event.number = "O1"
            event.against = books.places[script.handle("adjudicated")] ?? EntryReference()
            event.filedOn = filed.description
            event.text = "自付部分过高"
            return .objectionFiled(event)
        }
        let decided = WorkCalendar.after(line.paid, 2)
        office(decided, Hour.extra, Desk.approver, in: script.stream) { _ in
            var event = ObjectionDecided()
            event.number = "O1"
            event.upheld = false
            event.grounds = [Ground(10_004, "计算无误")]
            event.decidedOn = decided.description
            return .objectionDecided(event)
        }
    }

    /// A year of a personal account: contributions, something bought at a pharmacy, seldom something drawn.
    mutating func keepAccount(_ person: Person) {
        for quarter in 0..<4 {
            credit(
                person, 30_000 + Int64(person.number % 50) * 1_000,
                on: WorkCalendar.working(from: WorkCalendar.day("2025-01-15").adding(days: quarter * 91)))
        }
        guard random.happens(perMille: 300) else {
            if random.happens(perMille: 40) {
                withdraw(person, 10_000, on: WorkCalendar.working(from: WorkCalendar.day("2025-06-10")))
            }
            return
        }
        let pharmacy = random.pick(city.pharmacies)
        let day = WorkCalendar.working(from: WorkCalendar.day("2025-02-10").adding(days: random.draw(0...250)))
        let amount = Int64(random.draw(1_500...18_000))
        let number = "R\(person.digits)"
        plan(day, Hour.window, by: "pharmacy:\(pharmacy.code)", "counter", in: person.account) { _ in
            var event = AccountSpendingRequested()
            event.number = number
            event.institution = pharmacy.code
            event.amount = amount
            event.spentOn = day.description
            event.cardNumber = person.insured.cardNumber
            event.invoice.code = "1\(pharmacy.region)25"
            event.invoice.number = Number.text(person.number, digits: 8)
            event.invoice.issuedOn = day.description
            event.invoice.amount = amount
            event.purpose = "购药"
            event.kind = .purchase
            return .accountSpendingRequested(event)
        }
        office(day, Hour.bank, Desk.clerk, in: person.account) { _ in
            var event = AccountSpent()
            event.institution = pharmacy.code
            event.number = number
            event.amount = amount
            return .accountSpent(event)
        }
    }
}
