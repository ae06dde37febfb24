import Claims

extension Plant {
    /// What is wrong with what is settled directly.
    static let settlementPlants: [Plant] = [
        Plant("settled-without-stay", .fraud, "A stay is settled directly that the hospital never had.", claims: 0) {
            scene, site, plant in
            let bill = scene.directBill(site)
            scene.settle(bill, scene.treatment(of: bill))
            scene.label(16, bill.stream, plant)
        },
        Plant(
            "settled-with-late-stay", .nearMiss, "The ward records the admission on the day of the discharge.",
            claims: 0
        ) {
            scene, site, plant in
            let bill = scene.directBill(site)
            let script = scene.treatment(of: bill)
            scene.recordStay(script, in: bill.stay, on: bill.day, until: bill.day)
            scene.settle(bill, script)
            scene.label(16, bill.stream, plant)
        },
        Plant(
            "settled-on-anothers-stay", .fraud, "A stay is settled directly that the hospital has of somebody else.",
            claims: 0
        ) {
            scene, site, plant in
            let bill = scene.directBill(site)
            var script = scene.treatment(of: bill)
            script.person = scene.newcomer(site, 1)
            scene.treat(script, in: bill.stay)
            scene.settle(bill, script)
            scene.label(33, bill.stream, plant)
        },
        Plant(
            "settled-beyond-the-discharge", .fraud, "Two days after the discharge are settled directly.", claims: 0
        ) {
            scene, site, plant in
            let bill = scene.directBill(site)
            let script = scene.treatment(of: bill)
            scene.recordStay(script, in: bill.stay, on: bill.admitted, until: bill.day.adding(days: -2))
            scene.settle(bill, script)
            scene.label(33, bill.stream, plant)
        },
        Plant("settled-under-another-number", .error, "The request names the stay by a wrong number.", claims: 0) {
            scene, site, plant in
            var bill = scene.directBill(site)
            let script = scene.treatment(of: bill)
            scene.treat(script, in: bill.stay)
            bill.namedStay = "\(bill.stay)0"
            scene.settle(bill, script)
            scene.label(33, bill.stream, plant)
        },
        Plant("settled-in-part", .nearMiss, "A part of a stay that goes on is settled directly.", claims: 0) {
            scene, site, plant in
            let bill = scene.directBill(site)
            let script = scene.treatment(of: bill)
            scene.recordStay(script, in: bill.stay, on: bill.admitted.adding(days: -3), until: nil)
            scene.settle(bill, script)
            scene.label(33, bill.stream, plant)
        },
        Plant(
            "visit-on-two-invoices", .fraud, "The same drugs of a day are settled directly on two invoices.", claims: 0
        ) {
            scene, site, plant in
            for bill in scene.twoVisits(site, daysApart: 0) { scene.label(29, bill.stream, plant) }
        },
        Plant("visits-on-two-days", .nearMiss, "The same drugs are settled directly on two days.", claims: 0) {
            scene, site, plant in
            for bill in scene.twoVisits(site, daysApart: 1) { scene.label(29, bill.stream, plant) }
        },
        Plant(
            "settled-in-two-places", .fraud, "A person lies in two hospitals in the same nights; both settle directly.",
            claims: 0
        ) {
            scene, site, plant in
            for bill in scene.twoSettledStays(site, shift: -1) { scene.label(30, bill.stream, plant) }
        },
        Plant(
            "settled-and-moved-on", .nearMiss, "A person moves to another hospital on the day of the discharge.",
            claims: 0
        ) {
            scene, site, plant in
            for bill in scene.twoSettledStays(site, shift: 0) { scene.label(30, bill.stream, plant) }
        },
        Plant(
            "five-settled-together", .fraud, "Five persons of one unit come and go together, and are settled directly.",
            claims: 0
        ) {
            scene, site, plant in
            for bill in scene.settleGroup(site, 5) { scene.label(32, bill.stream, plant) }
        },
        Plant(
            "four-settled-together", .nearMiss,
            "Four persons of one unit come and go together, and are settled directly.",
            claims: 0
        ) {
            scene, site, plant in
            for bill in scene.settleGroup(site, 4) { scene.label(32, bill.stream, plant) }
        },
    ]
}

extension Scene {
    /// A stay of a newcomer in the home hospital, to be settled directly; nothing is recorded of it yet.
    fileprivate mutating func directBill(_ site: Site, _ place: Int = 0, of unit: Unit? = nil) -> SettlementPlan {
        let person = newcomer(site, place, of: unit)
        return SettlementPlan(
            // Behind the bills of the honest.
            index: 5_000_000 + site.index * 16 + place, person: person, institution: site.city.home,
            nights: random.draw(3...6), day: WorkCalendar.after(site.start, 9).adding(days: random.draw(0...5)))
    }

    /// What the hospital records of a stay but its bill: when it was begun, and how long it was.
    fileprivate mutating func recordStay(
        _ script: ClaimScript, in stay: String, on admitted: CalendarDate, until discharged: CalendarDate?
    ) {
        let hospital = script.hospital
        plan(admitted, Hour.admission, by: hospital.party, "ward", in: stay) { _ in
            var event = Admitted()
            event.insured = script.person.insured
            event.center = City.centerCode
            event.admittedOn = min(admitted, script.admitted).description
            event.department = "普通病房"
            event.diagnosis = script.diagnosis
            return .admitted(event)
        }
        guard let discharged else { return }
        plan(discharged, Hour.discharge, by: hospital.party, "ward", in: stay) { _ in
            var event = Discharged()
            event.dischargedOn = discharged.description
            event.diagnosis = script.diagnosis
            return .discharged(event)
        }
    }

    /// Two visits of one person to one house, with the same drugs on two invoices.
    fileprivate mutating func twoVisits(_ site: Site, daysApart: Int) -> [SettlementPlan] {
        var first = directBill(site)
        first.nights = 0
        var second = first
        second.index += 1
        second.day = first.day.adding(days: daysApart)
        let script = treatment(of: first)
        var again = script
        again.move(to: second.day, as: second.index)
        settle(first, script)
        settle(second, again)
        return [first, second]
    }

    /// Two stays of one person that are settled directly, at home and in a hospital of Beijing, the second so many days after the first.
    fileprivate mutating func twoSettledStays(_ site: Site, shift: Int) -> [SettlementPlan] {
        let first = directBill(site)
        var second = first
        second.index += 1
        second.institution = member()
        second.day = first.day.adding(days: second.nights + shift)
        for bill in [first, second] { settle(bill) }
        return [first, second]
    }

    /// So many persons of one unit who are in the home hospital on the same days.
    fileprivate mutating func settleGroup(_ site: Site, _ count: Int) -> [SettlementPlan] {
        let unit = random.pick(site.city.units)
        var bills: [SettlementPlan] = []
        for place in 0..<count {
            var bill = directBill(site, place, of: unit)
            if let first = bills.first { (bill.nights, bill.day) = (first.nights, first.day) }
            settle(bill)
            bills.append(bill)
        }
        return bills
    }
}

extension ClaimScript {
    /// The same treatment on another day, with an invoice of its own.
    fileprivate mutating func move(to day: CalendarDate, as index: Int) {
        (admitted, discharged) = (day, day)
        invoice.number = Number.text(index + 1, digits: 8)
        invoice.issuedOn = day.description
        for place in days.indices { days[place].date = day.description }
    }
}
