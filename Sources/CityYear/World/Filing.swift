import Claims

/// A person's filing of treatment away from home, as it goes on record.
struct Filing: Sendable {
    var stream: String
    var person: Person
    var kind: ApplicationSubmitted.Kind = .longTermResident
    var place: String
    var hospitals: [Hospital]
    var appliedOn: CalendarDate
    /// A referral that is evaluated before it goes on record.
    var isEvaluated = false

    var isTemporary: Bool { kind != .longTermResident && kind != .resettledRetiree && kind != .postedWorker }
    var validFrom: CalendarDate { appliedOn }
    var validTo: CalendarDate? { isTemporary ? appliedOn.adding(months: 12) : nil }
    var stampedOn: CalendarDate { appliedOn.adding(days: 2) }
    var evaluatedOn: CalendarDate { WorkCalendar.after(appliedOn, 3) }
    /// From then on it covers stays.
    var recordedOn: CalendarDate { WorkCalendar.after(appliedOn, 5) }

    /// How a policy calls the kind.
    var offSite: String {
        switch kind {
        case .resettledRetiree: "resettled"
        case .longTermResident: "longTerm"
        case .postedWorker: "posted"
        case .referral: "referral"
        case .emergency: "emergency"
        default: "travel"
        }
    }

    static func stream(_ number: Int) -> String { "filing/\(City.centerCode)/2025-\(Number.text(number, digits: 6))" }
}
