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
        /// Whether the positions of bands start at zero with every stay, or go on through the year or another period.
        public var per: Period
        /// Which earlier settlements count for what runs through a period; `nil`: those of the settings that
        /// `condition` names, and all where it names none.
        public var counts: Condition?
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
            bandsStart: BandsStart = .atZero, per: Period = .stay, counts: Condition? = nil,
            personalFactor: Value? = nil, points: Value? = nil, factor: Value? = nil, atLeast: Value? = nil,
            caps: Caps = Caps(), place: Place = Place()
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
            self.counts = counts
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

    /// What something is counted through: one stay or visit, the calendar day, month or quarter of the deciding day,
    /// the benefit year, or all that the history knows.
    public enum Period: String, Sendable, CaseIterable {
        case stay, day, month, quarter, year, life
    }

    public enum BandsStart: String, Sendable, CaseIterable {
        case atZero, afterDeductible
    }

    /// What the person bears before a stage shares anything.
    public struct Deductible: Sendable, Equatable {
        public var value: Value
        /// Once for every stay, or once in a period.
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
        /// On what is paid, by the period that it is counted through.
        public var fund: [Period: Value]
        /// On what is looked at.
        public var eligible: [Period: Value]
        public var clause: String
        public var place: Place

        public init(
            fundPerStay: Value? = nil, fundPerYear: Value? = nil, eligiblePerStay: Value? = nil,
            eligiblePerYear: Value? = nil, clause: String = "", place: Place = Place()
        ) {
            fund = [:]
            eligible = [:]
            self.clause = clause
            self.place = place
            fund[.stay] = fundPerStay
            fund[.year] = fundPerYear
            eligible[.stay] = eligiblePerStay
            eligible[.year] = eligiblePerYear
        }

        public var fundPerStay: Value? {
            get { fund[.stay] }
            set { fund[.stay] = newValue }
        }

        public var fundPerYear: Value? {
            get { fund[.year] }
            set { fund[.year] = newValue }
        }

        public var eligiblePerStay: Value? {
            get { eligible[.stay] }
            set { eligible[.stay] = newValue }
        }

        public var eligiblePerYear: Value? {
            get { eligible[.year] }
            set { eligible[.year] = newValue }
        }
    }
}
