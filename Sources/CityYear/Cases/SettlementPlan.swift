import Claims

/// A bill that is settled directly, as it is planned: who was treated, where, when. Its acts are made when its day comes.
struct SettlementPlan: Sendable {
    /// What becomes of it.
    enum Course: Sendable {
        case recorded
        /// The institution undoes it before it is paid.
        case undone
        /// The institution asks two days later to have it reversed.
        case reversed
    }

    var index: Int
    let person: Person
    var institution: Hospital
    /// Days in the hospital before the last; 0 is an outpatient, or a purchase.
    var nights: Int
    var day: CalendarDate
    var course = Course.recorded
    /// Whether the institution asks first what it would be.
    var isPreviewed = false
    /// Whether the personal account pays.
    var usesAccount = false
    /// The stay that the request names, where it is not the one of its number.
    var namedStay: String?

    /// The first of the persons who are settled directly: nobody of them has a claim, so that what is priced for claims knows of no
    /// settlement.
    static let firstPerson = 300_000

    var number: String { Number.text(index, digits: 7) }
    /// One message of the institution: its code, the day, the time, and a number.
    var stream: String {
        let day = day.description.filter { $0 != "-" }
        let (hour, minute) = (minute / 60, minute % 60)
        let second = index / 10_000 % 60
        let time = [hour, minute, second].map { Number.text($0, digits: 2) }.joined()
        return "settlement/\(City.centerCode)/\(institution.code)\(day)\(time)\(Number.text(index % 10_000, digits: 4))"
    }
    /// When it is asked for, in minutes of the day.
    var minute: Int { 500 + index % 300 }
    var admitted: CalendarDate { day.adding(days: -nights) }
    var stay: String { nights > 0 ? namedStay ?? "stay/\(institution.code)/2025-D\(number)" : "" }

    /// The agency of the place where the institution lies.
    var agency: String {
        City.agencyCodes.first {
            RegionCode($0).flatMap { agency in RegionCode(institution.region).map(agency.contains) } ?? false
        }
            ?? City.centerCode
    }
}

extension SettlementPlan {
    /// What is settled directly in the year: so many bills, of persons who come again and again.
    static func year(_ city: City, count: Int) -> [SettlementPlan] {
        var random = CityRandom(seed: city.seed, of: 8, 0)
        let people = max(1, count / 3)
        let houses = city.hospitals.filter(\.isMember) + [city.home, city.home] + city.pharmacies
        var earlier: [Int: [SettlementPlan]] = [:]
        return (0..<count).map { index in
            let house = random.pick(houses)
            let person = city.person(firstPerson + random.draw(0...(people - 1)))
            // A stay only at home: away from home a stay is claimed by hand in this year.
            let isStay = house.code == city.home.code && random.happens(perMille: 500)
            var plan = SettlementPlan(
                index: index, person: person, institution: house, nights: isStay ? random.draw(2...7) : 0,
                day: WorkCalendar.day("2025-02-01").adding(days: random.draw(0...300)))
            plan.usesAccount = hasAccount(person)
            plan.isPreviewed = random.happens(perMille: 100)
            switch random.draw(0...999) {
            case 0..<20: plan.course = .undone
            case 20..<40: plan.course = .reversed
            default: break
            }
            // Nobody lies in two beds: who is in hospital already comes as an outpatient.
            let others = earlier[person.number, default: []]
            if others.contains(where: { $0.nights > 0 && $0.admitted < plan.day && plan.admitted < $0.day }) {
                plan.nights = 0
            }
            // Nor does anybody get the same drug twice on a day at one house, or beside a stay there: that would be a split charge.
            func isTwice(_ house: Hospital) -> Bool {
                others.contains {
                    $0.institution.code == house.code && $0.admitted <= plan.day && plan.admitted <= $0.day
                }
            }
            if isTwice(house), let another = houses.first(where: { !isTwice($0) }) {
                plan.nights = 0
                plan.institution = another
            }
            earlier[person.number, default: []].append(plan)
            return plan
        }
    }

    /// Two of five have a personal account that pays.
    static func hasAccount(_ person: Person) -> Bool { person.number % 5 < 2 }
}
