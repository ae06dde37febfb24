import Claims

/// The days of a claim's road through the offices. Between two of them lie two working days at least, on which something else may happen.
struct Timeline: Sendable {
    let submitted: CalendarDate
    /// Of a claim that is returned.
    let returned: CalendarDate
    let due: CalendarDate
    let completed: CalendarDate
    let accepted: CalendarDate
    let adjudicated: CalendarDate
    let approved: CalendarDate
    let ordered: CalendarDate
    let paid: CalendarDate

    init(_ script: ClaimScript, _ random: inout CityRandom) {
        submitted = script.submitted
        returned = WorkCalendar.after(submitted, 2)
        due = WorkCalendar.after(returned, script.returned?.given ?? 10)
        completed = WorkCalendar.after(returned, script.returned?.taken ?? 0)
        accepted = WorkCalendar.after(script.returned == nil ? submitted : completed, random.draw(3...6))
        adjudicated = WorkCalendar.after(accepted, random.draw(3...5))
        approved = WorkCalendar.after(adjudicated, random.draw(3...4))
        ordered = WorkCalendar.after(approved, random.draw(3...5))
        paid = WorkCalendar.after(ordered, 3)
    }
}
