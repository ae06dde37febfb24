import Claims

/// An insured person of the city; the same number is the same person in every run of a seed.
struct Person: Sendable {
    let number: Int
    let insured: InsuredPerson
    let status: PersonRegistered.Status
    var unit: Unit
    let birth: CalendarDate

    var digits: String { Number.text(number, digits: 6) }
    var stream: String { "person/\(City.centerCode)/\(digits)" }
    var account: String { "account/\(City.centerCode)/\(digits)" }
    var history: String { "history/\(City.centerCode)/\(digits)" }

    var payee: Payee {
        var payee = Payee()
        payee.name = insured.name
        payee.bank = "滨城银行"
        payee.account = "6222020000\(digits)"
        return payee
    }

    var registration: PersonRegistered {
        var event = PersonRegistered()
        event.name = insured.name
        event.residentID = insured.residentID
        event.cardNumber = insured.cardNumber
        event.status = status
        event.unit = unit.code
        event.insuredFrom = "2012-01-01"
        return event
    }

    func age(on day: CalendarDate) -> Int {
        let (born, now) = (birth.parts, day.parts)
        return now.year - born.year - ((now.month, now.day) >= (born.month, born.day) ? 0 : 1)
    }
}

/// An employer, whose agent hands in the claims of its people.
struct Unit: Sendable {
    let index: Int
    let code: String
    let agent: String

    var party: String { "unit:\(code)" }
    /// The day of the week on which its agent goes to the window.
    var weekday: Int { index % 5 + 1 }

    /// When it hands in what was discharged on a day: in time.
    func window(after discharged: CalendarDate, days: Int = 3) -> CalendarDate {
        let first = WorkCalendar.working(from: discharged.adding(days: days))
        var day = first
        while day.weekday != weekday || !WorkCalendar.isWorking(day) { day = day.adding(days: 1) }
        return day <= discharged.adding(months: 1) ? day : WorkCalendar.working(from: discharged.adding(days: 1))
    }
    var payee: Payee {
        var payee = Payee()
        payee.name = "滨城\(index + 1)号单位"
        payee.bank = "滨城银行"
        payee.account = "2100\(Number.text(index, digits: 8))"
        return payee
    }
}

enum Number {
    /// A number in at least so many decimal digits.
    static func text(_ number: Int, digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
