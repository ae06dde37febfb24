import Claims

extension Plant {
    /// What is wrong with prices and payments. The payments are in the bank's hands before the rules see them: a program that asks the
    /// rules is refused, so these acts are written without asking.
    static let paymentPlants: [Plant] = [
        Plant("paid-twice", .error, "One order is paid twice.") { scene, site, plant in
            var script = scene.honest(site)
            script.payment = .twice
            scene.play(script)
            for finding in [6, 7, 8] as [UInt32] { scene.label(finding, script.stream, plant) }
        },
        Plant("paid-too-much", .error, "1,000.00 more is paid than was ordered.") { scene, site, plant in
            var script = scene.honest(site)
            script.payment = .tooMuch
            scene.play(script)
            for finding in [6, 8] as [UInt32] { scene.label(finding, script.stream, plant) }
        },
        Plant("paid-while-held", .error, "The payment is held, and is made all the same.") { scene, site, plant in
            var script = scene.honest(site)
            script.payment = .whileHeld
            scene.play(script)
            scene.label(8, script.stream, plant)
        },
        Plant("paid-in-two-parts", .nearMiss, "What is approved is paid in two parts.") { scene, site, plant in
            var script = scene.honest(site)
            script.payment = .inTwoParts
            scene.play(script)
            scene.label(6, script.stream, plant)
            scene.label(7, script.stream, plant)
        },
        Plant("paid-again-after-return", .nearMiss, "A payment came back, and is made again under another order.") {
            scene, site, plant in
            var script = scene.honest(site)
            script.payment = .bouncedFirst
            scene.play(script)
            for finding in [6, 7, 8] as [UInt32] { scene.label(finding, script.stream, plant) }
        },
        Plant("mispriced", .error, "The adjudication gives some tens more than the policy.") { scene, site, plant in
            var script = scene.honest(site)
            script.misprice = Int64(scene.random.draw(1...9)) * 1_000
            scene.play(script)
            scene.label(10, script.stream, plant)
        },
        Plant("priced-to-please", .fraud, "The adjudication gives 200.00 more than the policy.") {
            scene, site, plant in
            var script = scene.honest(site)
            script.misprice = 20_000
            scene.play(script)
            scene.label(10, script.stream, plant)
        },
        Plant(
            "second-stay", .nearMiss, "The second stay of the year has the smaller deductible.", claims: 2,
            months: 1...6
        ) {
            scene, site, plant in
            let first = scene.honest(site)
            let second = scene.stay(
                site, 1, of: first.person, first.filing, in: first.hospital,
                admitted: first.discharged.adding(days: 60))
            for script in [first, second] { scene.play(script) }
            scene.label(10, second.stream, plant)
        },
        Plant("line-not-recognised", .nearMiss, "A line is not recognised, and the rest is priced by the policy.") {
            scene, site, plant in
            var script = scene.honest(site)
            script.refusesLine = true
            scene.play(script)
            scene.label(10, script.stream, plant)
        },
        Plant("other-payee", .fraud, "The order names a stranger's account.") { scene, site, plant in
            var script = scene.honest(site)
            var stranger = Payee()
            stranger.name = "路人甲"
            stranger.bank = "远方银行"
            stranger.account = "6200\(Number.text(site.index, digits: 12))"
            script.orderPayee = stranger
            scene.play(script)
            scene.label(18, script.stream, plant)
        },
        Plant("paid-to-the-person", .nearMiss, "The claim names the unit as payee, and the insured person is paid.") {
            scene, site, plant in
            var script = scene.honest(site)
            script.payee = script.unit.payee
            script.orderPayee = script.person.payee
            scene.play(script)
            scene.label(18, script.stream, plant)
        },
        Plant("account-overdrawn", .fraud, "More is drawn from a personal account than it holds.", claims: 0) {
            scene, site, plant in
            let person = scene.newcomer(site)
            scene.credit(person, 100_000, on: WorkCalendar.after(site.start, 1))
            scene.withdraw(person, 150_000, on: WorkCalendar.after(site.start, 9), isAsked: false)
            scene.label(20, person.account, plant)
        },
        Plant("account-emptied", .nearMiss, "All that a personal account holds is drawn.", claims: 0) {
            scene, site, plant in
            let person = scene.newcomer(site)
            scene.credit(person, 100_000, on: WorkCalendar.after(site.start, 1))
            scene.withdraw(person, 100_000, on: WorkCalendar.after(site.start, 9))
            scene.label(20, person.account, plant)
        },
    ]
}

extension Scene {
    mutating func credit(_ person: Person, _ fen: Int64, on day: CalendarDate) {
        office(day, Hour.bank, Desk.clerk, in: person.account) { _ in
            var event = AccountCredited()
            event.person = person.stream
            event.amount = fen
            event.creditedOn = day.description
            event.kind = .contribution
            event.month = String(day.description.prefix(7))
            event.number = "C\(day.dayNumber)"
            return .accountCredited(event)
        }
    }

    mutating func withdraw(_ person: Person, _ fen: Int64, on day: CalendarDate, isAsked: Bool = true) {
        let words: @Sendable (inout Books) -> Event.OneOf_Kind? = { _ in
            var event = AccountWithdrawn()
            event.amount = fen
            event.withdrawnOn = day.description
            event.outlet = "outlet-07"
            event.cardNumber = person.insured.cardNumber
            event.number = "W\(person.digits)"
            return .accountWithdrawn(event)
        }
        if isAsked {
            office(day, Hour.bank, Desk.clerk, in: person.account, words: words)
        } else {
            unasked(day, Hour.bank, in: person.account, readers: [], words: words)
        }
    }
}
