import Claims

/// The days on which offices work in the year and in the spring after it: weekdays, without public holidays, and worked week-ends.
enum WorkCalendar {
    /// The first day of the year.
    static let firstDay = day("2025-01-02")

    static func day(_ text: String) -> CalendarDate {
        // Every text here is a literal of this module; the first of all days would show a wrong one at once.
        CalendarDate(text) ?? CalendarDate(instant: 0)
    }

    /// Public holidays by their first and last days (General Office of the State Council, notices for 2025 and 2026).
    private static let holidays = [
        ("2025-01-01", "2025-01-01"), ("2025-01-28", "2025-02-04"), ("2025-04-04", "2025-04-06"),
        ("2025-05-01", "2025-05-05"), ("2025-05-31", "2025-06-02"), ("2025-10-01", "2025-10-08"),
        ("2026-01-01", "2026-01-03"), ("2026-02-15", "2026-02-23"), ("2026-04-04", "2026-04-06"),
    ]
    static let workingWeekendDays = [
        "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11", "2026-01-04", "2026-02-14", "2026-02-28",
    ]

    static let holidayDays: [CalendarDate] = holidays.flatMap { from, to in
        let (from, to) = (day(from), day(to))
        return (0...(to.dayNumber - from.dayNumber)).map { from.adding(days: $0) }
    }
    private static let closed = Set(holidayDays.map(\.dayNumber))
    private static let open = Set(workingWeekendDays.map { day($0).dayNumber })

    static func isWorking(_ date: CalendarDate) -> Bool {
        open.contains(date.dayNumber) || (date.weekday <= 5 && !closed.contains(date.dayNumber))
    }

    /// The first working day from a day on.
    static func working(from date: CalendarDate) -> CalendarDate {
        var date = date
        while !isWorking(date) { date = date.adding(days: 1) }
        return date
    }

    /// So many working days after a day.
    static func after(_ date: CalendarDate, _ workingDays: Int) -> CalendarDate {
        var date = date
        for _ in 0..<workingDays { date = working(from: date.adding(days: 1)) }
        return date
    }

    /// The last working day up to a day.
    static func working(until date: CalendarDate) -> CalendarDate {
        var date = date
        while !isWorking(date) { date = date.adding(days: -1) }
        return date
    }
}
