import Claims

/// The days of a run.
enum Calendar {
    /// 2024-05-01, 08:00 in Asia/Shanghai, in milliseconds since 1970.
    static let start: Int64 = 1_714_521_600_000
    static let hour: Int64 = 3_600_000
    static let day: Int64 = 24 * hour

    /// The last day on which a settlement is begun.
    static let lastBeginning = 54
    /// From that day on nothing goes wrong any more, and what stands still goes on.
    static let healed = 76
    /// From that day on the agency lists the last month.
    static let lastList = 94
    static let end = 115

    /// The months that agencies list, with the day of the run on which they begin to.
    static let lists: [(month: String, day: Int)] = [("2024-05", 33), ("2024-06", 63), ("2024-07", lastList)]
    /// The months in which anything may be owed.
    static let months = ["2024-05", "2024-06", "2024-07", "2024-08", "2024-09"]
    /// A day after the end of every run.
    static let dayToCome = "2024-09-20"

    static func date(_ milliseconds: Int64) -> CalendarDate { CalendarDate(instant: milliseconds) }
}
