/// What was settled for the person before this bill: stays counted, and how far deductibles, bands and caps that run
/// through the year have come.
public struct BenefitHistory: Sendable, Equatable {
    public var past: [Past]

    public init(_ past: [Past] = []) {
        self.past = past
    }

    /// One earlier settlement, or the sums of several. Amounts are fen.
    public struct Past: Sendable, Equatable {
        /// How many stays it stands for.
        public var stays: Int
        /// The day that decided its benefit year. Without one it counts in every year.
        public var day: Policy.Day?
        public var inScope: Int64
        public var deductible: Int64
        /// What each fund paid.
        public var paid: [String: Int64]
        /// What each stage after the first had as its base.
        public var bases: [String: Int64]
        /// What is known of the case, as its setting, level or disease: stages that count only some settlements ask.
        public var facts: [String: Policy.FactValue]

        public init(
            stays: Int = 1, day: Policy.Day? = nil, inScope: Int64 = 0, deductible: Int64 = 0,
            paid: [String: Int64] = [:], bases: [String: Int64] = [:], facts: [String: Policy.FactValue] = [:]
        ) {
            self.stays = stays
            self.day = day
            self.inScope = inScope
            self.deductible = deductible
            self.paid = paid
            self.bases = bases
            self.facts = facts
        }

        /// What a settlement leaves for the next one to know.
        public init(
            _ settlement: Settlement, day: Policy.Day?, stays: Int = 1, facts: [String: Policy.FactValue] = [:]
        ) {
            self.init(
                stays: stays, day: day, inScope: settlement.inScope, deductible: settlement.deductible,
                paid: Dictionary(settlement.funds.map { ($0.name, $0.amount) }, uniquingKeysWith: +),
                bases: Dictionary(settlement.stages.map { ($0.fund, $0.base) }, uniquingKeysWith: +), facts: facts)
        }
    }
}
