import Claims

/// What the offices know when they act: where earlier acts stand, and what was priced for whom.
struct Books {
    let policy: Policy
    /// Where acts with a handle stand.
    var places: [String: EntryReference] = [:]
    /// The last entry of each medical history, by stream.
    var histories: [String: EntryReference] = [:]
    /// The fund's share of each claim that was priced.
    var priced: [String: Int64] = [:]
    /// What counts as settled before, by person.
    var earlier: [String: [Earlier]] = [:]
    /// What is known of logs, and of the one whose key is stolen, before it was.
    var log: (@Sendable (String) -> CityYear.LogFacts?)?
    var lastGood: CityYear.LogFacts?
    /// What the center's node answered to an institution.
    var settlement: (@Sendable (String) -> CityYear.SettlementFacts?)?
    /// What the center confirmed of an agency's list.
    var clearing: (@Sendable (String) -> CityYear.ClearingFacts?)?
    /// What was paid of clearings, by stream, in fen.
    var cleared: [String: Int64] = [:]
    /// The moment of the act at hand.
    var time: Int64 = 0

    struct Earlier {
        let claim: String
        let time: Int64
        let past: BenefitHistory.Past
    }

    init(policy: Policy) { self.policy = policy }

    /// A claim of a person is refused: it counts no longer.
    mutating func forget(_ claim: String, of person: String) {
        earlier[person]?.removeAll { $0.claim == claim }
        priced[claim] = 0
    }
}
