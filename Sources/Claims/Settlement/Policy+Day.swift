extension Policy {
    /// A calendar day of business, as the office in Asia/Shanghai counts it.
    public struct Day: Hashable, Sendable, Comparable, CustomStringConvertible {
        public let year: Int
        public let month: Int
        public let day: Int

        /// - Returns: `nil` where there is no such day between the years 1900 and 9999.
        public init?(year: Int, month: Int, day: Int) {
            guard (1900...9999).contains(year), (1...12).contains(month), day >= 1,
                day <= Day.length(ofMonth: month, in: year)
            else { return nil }
            self.year = year
            self.month = month
            self.day = day
        }

        /// Reads `2024-03-01`.
        public init?(_ text: some StringProtocol) {
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[2].utf8.count == 2,
                parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
                let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
            else { return nil }
            self.init(year: year, month: month, day: day)
        }

        public static func < (a: Day, b: Day) -> Bool {
            (a.year, a.month, a.day) < (b.year, b.month, b.day)
        }

        public var description: String {
            func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
            return "\(year)-\(two(month))-\(two(day))"
        }

        /// Days from `earlier` to this day.
        public func days(since earlier: Day) -> Int { number - earlier.number }

        /// The day so many days later.
        ///
        /// - Returns: `nil` beyond the year 9999 or before 1900.
        /// - Complexity: linear in the months between.
        public func adding(days: Int) -> Day? {
            guard (-3_000_000...3_000_000).contains(days) else { return nil }
            var (year, month, day) = (year, month, day + days)
            while day > Day.length(ofMonth: month, in: year) {
                day -= Day.length(ofMonth: month, in: year)
                (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
            }
            while day < 1 {
                (year, month) = month == 1 ? (year - 1, 12) : (year, month - 1)
                day += Day.length(ofMonth: month, in: year)
            }
            return Day(year: year, month: month, day: day)
        }

        /// Days since 1970-01-01 in the Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level Date
        /// Algorithms", `days_from_civil`; all years here are positive).
        private var number: Int {
            let y = month <= 2 ? year - 1 : year
            let era = y / 400
            let yearOfEra = y - era * 400
            let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
            let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            return era * 146_097 + dayOfEra - 719_468
        }

        static func length(ofMonth month: Int, in year: Int) -> Int {
            switch month {
            case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
            case 4, 6, 9, 11: 30
            default: 31
            }
        }
    }

    /// The benefit year to which a day belongs, named by the calendar year in which it begins.
    public func benefitYear(of day: Day) -> Int {
        (day.month, day.day) >= (yearStart.month, yearStart.day) ? day.year : day.year - 1
    }

    /// Whether this version was in effect on `day`.
    public func isInEffect(on day: Day) -> Bool {
        if let effectiveFrom, day < effectiveFrom { return false }
        if let effectiveTo, day > effectiveTo { return false }
        return true
    }

    /// The day of a bill that decides version and benefit year, where the bill states it.
    public func decidingDay(of bill: Bill) -> Day? {
        switch decidingDay {
        case .admission: bill.admitted ?? bill.discharged
        case .discharge: bill.discharged ?? bill.admitted
        }
    }

    /// The one version that was in effect on the bill's deciding day.
    ///
    /// - Parameter versions: versions of one policy, in any order.
    /// - Throws: `.noVersion` where none or several were in effect, or the bill has no date and there are several.
    /// - Complexity: linear in the number of versions.
    public static func version(
        of versions: [Policy], for bill: Bill
    ) throws(SettlementError) -> Policy {
        let fitting = versions.filter { version in
            guard let day = version.decidingDay(of: bill) else { return true }
            return version.isInEffect(on: day)
        }
        if fitting.count == 1, let only = fitting.first { return only }
        let name = versions.first?.id ?? "none"
        let dated = bill.admitted != nil || bill.discharged != nil
        if fitting.isEmpty {
            throw SettlementError(
                .noVersion, "no version of policy \"\(name)\" was in effect on the day that decides",
                remedy: "Publish the version of that time, or correct the dates of the bill.")
        }
        throw SettlementError(
            .noVersion, "\(fitting.count) versions of policy \"\(name)\" fit the bill",
            remedy: dated
                ? "Close the earlier version with `effective: {to: …}`."
                : "State `admitted` and `discharged` in the bill.")
    }
}
