import Claims

/// Something that is planted into a year: a fraud, a mistake, or what looks like one and is in order.
struct Plant: Sendable {
    let name: String
    let kind: Label.Kind
    /// What is done, in words.
    let what: String
    /// How many claims it takes; none where all of it is settled directly.
    let claims: Int
    /// In which months it may begin.
    let months: ClosedRange<Int>
    /// Whether a year has it once, however large.
    let isOnce: Bool
    let play: @Sendable (inout Scene, Site, Plant) -> Void

    init(
        _ name: String, _ kind: Label.Kind, _ what: String, claims: Int = 1, months: ClosedRange<Int> = 1...9,
        isOnce: Bool = false,
        play: @escaping @Sendable (inout Scene, Site, Plant) -> Void
    ) {
        self.name = name
        self.kind = kind
        self.what = what
        self.claims = claims
        self.months = months
        self.isOnce = isOnce
        self.play = play
    }

    static let all: [Plant] =
        [
            billPlants, submissionPlants, paymentPlants, decisionPlants, carePlants, chargePlants, stayPlants,
            reservePlants, settlementPlants,
        ].flatMap(\.self)
}

/// Where and when a plant is played: people and numbers of its own, that nobody else of the year has.
struct Site: Sendable {
    let index: Int
    let start: CalendarDate
    let city: City

    /// Numbers of claims behind those of the honest ones.
    func number(_ place: Int) -> Int { ClaimPlan.number(city.claims * 2 + index * 16 + place) }

    func person(_ place: Int) -> Person { city.person(city.persons + 1 + index * 16 + place) }
}

extension Scene {
    /// Somebody who is insured newly.
    mutating func newcomer(_ site: Site, _ place: Int = 0, of unit: Unit? = nil) -> Person {
        var person = site.person(place)
        if let unit { person.unit = unit }
        register(person, on: site.start)
        return person
    }

    /// A filing of somebody's, on record.
    mutating func filing(
        of person: Person, _ site: Site, _ hospitals: [Hospital], _ change: (inout Filing) -> Void = { _ in }
    ) -> Filing {
        var filing = Filing(
            stream: Filing.stream(person.number), person: person, place: hospitals[0].place, hospitals: hospitals,
            appliedOn: WorkCalendar.after(site.start, 1))
        change(&filing)
        file(filing)
        return filing
    }

    /// A member's hospital of the first place.
    mutating func member(_ place: String = City.places[0]) -> Hospital {
        random.pick(city.hospitals.filter { $0.isMember && $0.place == place })
    }

    /// A hospital without a log of its own.
    mutating func outsider(_ place: String = City.places[0]) -> Hospital {
        random.pick(city.hospitals.filter { !$0.isMember && $0.place == place })
    }

    /// A house of this plant's own, without a log.
    mutating func house(_ site: Site, beds: Int = 0) -> Hospital {
        let house = Hospital(
            code: "H110106\(Number.text(site.index + 1, digits: 5))", name: "北京\(site.index + 1)号医院",
            place: City.places[0],
            level: 2, isMember: false, beds: beds)
        office(site.start, Hour.admission, Desk.clerk, in: house.institution) { _ in
            .institutionDesignated(house.designation)
        }
        return house
    }

    /// A stay of a newcomer with an operation, whose claim is worth something: honest until it is changed.
    mutating func stay(
        _ site: Site, _ place: Int = 0, of person: Person, _ filing: Filing?, in hospital: Hospital,
        admitted: CalendarDate? = nil, days: Int? = nil
    ) -> ClaimScript {
        let first = admitted ?? WorkCalendar.after(site.start, 7).adding(days: random.draw(1...6))
        var script = ClaimScript(
            site.number(place), of: person, filing: filing, hospital: hospital, admitted: first,
            discharged: first.adding(days: days ?? random.draw(6...11)))
        script.treat(&random, operation: true)
        if filing == nil { script.care = .suddenIllnessStay }
        script.submitted = person.unit.window(after: script.discharged)
        return script
    }

    /// A newcomer with a filing at a member's hospital, and a stay there.
    mutating func honest(_ site: Site, _ place: Int = 0) -> ClaimScript {
        let person = newcomer(site, place)
        let hospital = member()
        let filing = filing(of: person, site, [hospital])
        return stay(site, place, of: person, filing, in: hospital)
    }

    /// The same at a hospital without a log.
    mutating func honestOutside(_ site: Site, _ place: Int = 0) -> ClaimScript {
        let person = newcomer(site, place)
        let hospital = outsider()
        let filing = filing(of: person, site, [hospital])
        return stay(site, place, of: person, filing, in: hospital)
    }
}

extension ClaimScript {
    /// The place of the first drug in what is claimed.
    var drug: Int { claimed.firstIndex { $0.category == .drug } ?? 0 }
    var operation: Int { claimed.firstIndex { $0.category == .operation } ?? 0 }

    /// Changes what is claimed, and the invoice with it.
    mutating func forge(_ line: Int, quantity: Int? = nil, price: Int64? = nil) {
        var changed = claimed[line]
        let quantity = quantity ?? Int(changed.quantity) ?? 1
        changed.quantity = String(quantity)
        changed.unitPrice = price ?? changed.unitPrice
        changed.amount = changed.unitPrice * Int64(quantity)
        claimed[line] = changed
        invoice.amount = claimed.total
    }
}
