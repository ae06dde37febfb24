import Claims

/// What is settled beforehand of an honest claim: who is ill, where and when. Its acts are made when its days come.
struct ClaimPlan: Sendable {
    enum Kind: Sendable {
        /// Under a filing.
        case filed
        /// Sudden illness on a journey, without a filing.
        case sudden
        /// A month of dialysis of a chronic patient.
        case dialysis
    }

    let index: Int
    let person: Int
    let kind: Kind
    /// A hospital's place in the filing, or for sudden illness among the city's hospitals.
    let hospital: Int
    let admitted: CalendarDate
    let discharged: CalendarDate

    /// A claim's number: they do not rise with the days, and tell nothing of what is planted.
    static func number(_ index: Int) -> Int { (index * 514_229 + 77_777) % 9_999_991 }
}

/// The honest claims of a year, and the filings that they need.
struct YearPlan: Sendable {
    private(set) var claims: [ClaimPlan] = []
    /// The filings of persons who have one, by person.
    private(set) var filings: [Int: Filing] = [:]
    /// Persons with any claim, ascending.
    private(set) var persons: [Int] = []
    /// Chronic patients' items, by person: the last day.
    private(set) var items: [Int: CalendarDate] = [:]

    private var taken: [Int: [ClosedRange<Int>]] = [:]
    private var firstStay: [Int: CalendarDate] = [:]
    private var together: [String: Int] = [:]

    /// Days from the start of which stays begin, weighed by month: more in winter.
    private static let months = [6, 8, 11, 10, 9, 8, 8, 8, 9, 10, 11]

    init(_ city: City, count: Int) {
        var random = CityRandom(seed: city.seed, of: 3, 0)
        let months = YearPlan.months.indices.map { YearPlan.months[0...$0].reduce(0, +) }
        var index = 0
        while index < count {
            if random.happens(perMille: 12) {
                index += takeDialysis(city, index, count - index, &random)
                continue
            }
            let month = random.place(in: months)
            let first = WorkCalendar.day("2025-01-20").adding(days: month * 29 + random.draw(0...28))
            let length = YearPlan.length(&random)
            let isSudden = random.happens(perMille: 90)
            guard let person = free(city, from: first, days: length, &random) else { continue }
            take(city, index, person, first, length, isSudden: isSudden, &random)
            index += 1
        }
        persons = taken.keys.sorted()
        for (person, first) in firstStay { fileFor(city, person, before: first) }
    }

    /// Nights of a stay: most are short, some long.
    private static func length(_ random: inout CityRandom) -> Int {
        var nights = random.draw(2...5)
        while nights < 40, random.happens(perMille: 620) { nights += random.draw(1...2) }
        return nights
    }

    /// Somebody who lies nowhere else in these days, nor on the day before or behind.
    private mutating func free(
        _ city: City, from first: CalendarDate, days: Int, _ random: inout CityRandom
    ) -> Int? {
        let wanted = (first.dayNumber - 1)...(first.dayNumber + days + 1)
        for _ in 0..<8 {
            let person = city.drawPerson(&random)
            guard !(taken[person] ?? []).contains(where: { $0.overlaps(wanted) }) else { continue }
            return person
        }
        return nil
    }

    private mutating func take(
        _ city: City, _ index: Int, _ person: Int, _ first: CalendarDate, _ length: Int, isSudden: Bool,
        _ random: inout CityRandom
    ) {
        let unit = city.person(person).unit.index
        let place = random.draw(0...(city.hospitals.count - 1))
        var discharged = first.adding(days: length)
        // Five of one unit at one time would be a finding, and rightly: honest years have none.
        for _ in 0..<20 {
            let key = "\(unit) \(first.dayNumber) \(discharged.dayNumber)"
            guard together[key, default: 0] >= 4 else {
                together[key, default: 0] += 1
                break
            }
            discharged = discharged.adding(days: 1)
        }
        taken[person, default: []].append(first.dayNumber...discharged.dayNumber)
        if !isSudden { firstStay[person] = min(firstStay[person] ?? first, first) }
        claims.append(
            ClaimPlan(
                index: index, person: person, kind: isSudden ? .sudden : .filed, hospital: place, admitted: first,
                discharged: discharged))
    }

    /// Some months of a chronic patient, each a claim.
    private mutating func takeDialysis(_ city: City, _ index: Int, _ left: Int, _ random: inout CityRandom) -> Int {
        let first = WorkCalendar.day("2025-02-03").adding(days: random.draw(0...60))
        let count = min(left, random.draw(3...8))
        guard let person = free(city, from: first, days: count * 30, &random) else { return 0 }
        taken[person, default: []].append(first.dayNumber...(first.dayNumber + count * 30))
        firstStay[person] = min(firstStay[person] ?? first, first)
        items[person] = first.adding(days: 300)
        for month in 0..<count {
            let admitted = first.adding(days: month * 30)
            claims.append(
                ClaimPlan(
                    index: index + month, person: person, kind: .dialysis, hospital: 0, admitted: admitted,
                    discharged: admitted.adding(days: 27)))
        }
        return count
    }

    private mutating func fileFor(_ city: City, _ number: Int, before first: CalendarDate) {
        var random = CityRandom(seed: city.seed, of: 4, number)
        let person = city.person(number)
        let place = random.happens(perMille: 600) ? City.places[0] : City.places[1]
        let kinds: [ApplicationSubmitted.Kind] =
            person.status == .retiree
            ? [.resettledRetiree, .resettledRetiree, .longTermResident] : [.longTermResident, .postedWorker, .referral]
        let kind = random.pick(kinds)
        let earliest = WorkCalendar.firstDay
        let asked = first.adding(days: -random.draw(16...45))
        filings[number] = Filing(
            stream: Filing.stream(number), person: person, kind: kind, place: place,
            hospitals: city.drawHospitals(place, members: items[number] != nil, &random),
            appliedOn: WorkCalendar.working(from: max(asked, earliest)),
            isEvaluated: kind == .referral && random.happens(perMille: 300))
    }
}
