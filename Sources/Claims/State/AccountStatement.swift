/// The statement of a personal account for a period, by the days of business.
///
/// Movements stand by their day, those of one day in stream order; what was recorded late stands where it belongs, so the
/// balance after a movement is that of its day, and may be another than the one when it was recorded.
public struct AccountStatement: Sendable, Hashable {
    /// One movement, and the balance after it.
    public struct Line: Sendable, Hashable {
        public let movement: AccountState.Movement
        /// In fen.
        public let balance: Int64
    }

    /// The person's stream; empty before the first credit.
    public let person: String
    /// First and last day; `nil` if the period is open there.
    public let from: CalendarDate?
    public let to: CalendarDate?
    /// The balance before the first day, in fen.
    public let opening: Int64
    /// The movements of the period, by day.
    public let lines: [Line]
    /// The balance after the last day, in fen.
    public let closing: Int64
    /// Withdrawals of the period that broke a rule, and their reversals: they move no balance.
    public let suspended: [AccountState.Movement]
    /// Requests of the period that the center has not decided.
    public let openRequests: [AccountState.Request]

    /// - Parameters:
    ///   - account: The account's state.
    ///   - from: The first day; `nil`: from the beginning.
    ///   - to: The last day; `nil`: to the end.
    ///
    /// O(n log n) for n movements.
    public init(of account: AccountState, from: CalendarDate? = nil, to: CalendarDate? = nil) {
        person = account.person
        self.from = from
        self.to = to
        func isBefore(_ day: String) -> Bool {
            guard let from, let day = CalendarDate(day) else { return false }
            return day < from
        }
        func isAfter(_ day: String) -> Bool {
            guard let to, let day = CalendarDate(day) else { return false }
            return day > to
        }
        func isWithin(_ day: String) -> Bool { !isBefore(day) && !isAfter(day) }

        let moving = account.movements.filter { !$0.suspense }
        opening = moving.reduce(0) { isBefore($1.day) ? $0.addingClamped($1.amount) : $0 }
        var balance = opening
        // The days are of one width, so that their texts are in the order of the days; sorting keeps equal ones in order.
        lines = moving.filter { isWithin($0.day) }.enumerated()
            .sorted { ($0.element.day, $0.offset) < ($1.element.day, $1.offset) }
            .map { _, movement in
                balance = balance.addingClamped(movement.amount)
                return Line(movement: movement, balance: balance)
            }
        closing = balance
        suspended = account.movements.filter { $0.suspense && isWithin($0.day) }
        openRequests = account.openRequests.filter { isWithin($0.request.spentOn) }
    }
}
