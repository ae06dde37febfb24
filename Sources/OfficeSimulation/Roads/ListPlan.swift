import Claims

/// What an agency does about one month's list, and what it does wrong in it.
struct ListPlan {
    enum Plant: String, CaseIterable {
        case otherAmount = "listed with another amount"
        case noSuchSettlement = "listed without a settlement"
        case listedAgain = "listed a second time"
    }

    /// What is wrong in a list that was made.
    struct Planted {
        let plant: Plant
        let settlement: String
        /// The line, by the entry that it names.
        let entry: EntryReference
        /// Whether the agency stands by it.
        let isMaintained: Bool
    }

    let month: String
    let place: Int
    /// What was planted when the list was made last.
    var planted: [Planted] = []

    var stream: String { "clearing/210200/310100/\(month)" }
    var beginsAt: Int64 { Int64(Calendar.lists[place].day) * Calendar.day }
}
