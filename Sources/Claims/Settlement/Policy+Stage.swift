extension Policy {
    /// One fund's look at a case: what it takes as its base, and what it pays of it.
    public struct Stage: Sendable, Equatable {
        /// The fund that pays: `pooledFund` and `majorIllness` have fields of their own in a settlement, all others
        /// are counted in `otherFunds`.
        public var fund: String
        public var title: String
        /// Article or paragraph of the regulation.
        public var clause: String
        /// The stage applies only where this holds.
        public var condition: Condition
        /// What the stage looks at. `nil`: for the first stage what is in scope and has no share of its own, for
        /// later ones what is still the person's in scope.
        public var base: Value?
        public var deductible: Deductible?
        public var bands: Choice<[Band]>
        /// Whether bands count from zero, so that the deductible lies inside the first, or from after it.
        public var bandsStart: BandsStart
        /// Whether the positions of bands go on through the year or start at zero with every stay.
        public var per: Period
        /// What the person's share is multiplied with, as 60 % for retirees.
        public var personalFactor: Value?
        /// What is added to the fund's rate, as −10 % off-site.
        public var points: Value?
        /// What the fund's rate is then multiplied with.
        public var factor: Value?
        /// The least that the stage pays.
        public var atLeast: Value?
        public var caps: Caps
        public var place: Place

        public init(
            fund: String, title: String = "", clause: String = "", condition: Condition = .always,
            base: Value? = nil, deductible: Deductible? = nil, bands: Choice<[Band]>,
            bandsStart: BandsStart = .atZero, per: Period = .stay, personalFactor: Value? = nil,
            points: Value? = nil, factor: Value? = nil, atLeast: Value? = nil, caps: Caps = Caps(),
            place: Place = Place()
        ) {
            self.fund = fund
            self.title = title
            self.clause = clause
            self.condition = condition
            self.base = base
            self.deductible = deductible
            self.bands = bands
            self.bandsStart = bandsStart
            self.per = per
            self.personalFactor = personalFactor
            self.points = points
            self.factor = factor
            self.atLeast = atLeast
            self.caps = caps
            self.place = place
        }
    }

    /// The fund whose payments a settlement reports as `pooledFund`.
    public static let pooledFund = "pooledFund"
    /// The fund whose payments a settlement reports as `majorIllness`.
    public static let majorIllness = "majorIllness"

    public enum Period: String, Sendable, CaseIterable {
        case stay, year
    }

    public enum BandsStart: String, Sendable, CaseIterable {
        case atZero, afterDeductible
    }

    /// What the person bears before a stage shares anything.
    public struct Deductible: Sendable, Equatable {
        public var value: Value
        /// Once for every stay, or once a year.
        public var per: Period
        /// Charged again for every further period of so many days of one stay.
        public var againAfterDays: Value?
        /// What each further charge is; `nil`: the same.
        public var again: Value?
        public var clause: String

        public init(
            _ value: Value, per: Period = .stay, againAfterDays: Value? = nil, again: Value? = nil,
            clause: String = ""
        ) {
            self.value = value
            self.per = per
            self.againAfterDays = againAfterDays
            self.again = again
            self.clause = clause
        }
    }

    /// A range of positions with one rate.
    public struct Band: Sendable, Equatable {
        /// Where it begins; `nil`: where the band before it ends, or zero.
        public var from: Value?
        /// Where it ends; `nil`: nowhere. Only the last band may be open.
        public var to: Value?
        public var rate: Value
        /// The rate is the person's, not the fund's.
        public var isPersonalRate: Bool
        public var clause: String
        public var place: Place

        public init(
            from: Value? = nil, to: Value? = nil, rate: Value, isPersonalRate: Bool = false, clause: String = "",
            place: Place = Place()
        ) {
            self.from = from
            self.to = to
            self.rate = rate
            self.isPersonalRate = isPersonalRate
            self.clause = clause
            self.place = place
        }
    }

    /// Limits on what a fund pays, or on what it looks at.
    public struct Caps: Sendable, Equatable {
        public var fundPerStay: Value?
        public var fundPerYear: Value?
        public var eligiblePerStay: Value?
        public var eligiblePerYear: Value?
        public var clause: String
        public var place: Place

        public init(
            fundPerStay: Value? = nil, fundPerYear: Value? = nil, eligiblePerStay: Value? = nil,
            eligiblePerYear: Value? = nil, clause: String = "", place: Place = Place()
        ) {
            self.fundPerStay = fundPerStay
            self.fundPerYear = fundPerYear
            self.eligiblePerStay = eligiblePerStay
            self.eligiblePerYear = eligiblePerYear
            self.clause = clause
            self.place = place
        }
    }
}
