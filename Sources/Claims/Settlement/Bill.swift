/// One bill of one stay (or visit), with the facts that a policy may ask for.
///
/// Amounts are fen. Either the bill states its total or what is in scope, or it is made of parts: sums by item class
/// and itemised lines. The parts, together with the stated full self-pay, over-limit and first self-pay amounts, are
/// the whole bill.
public struct Bill: Sendable, Equatable {
    public var total: Int64?
    public var fullSelfPay: Int64?
    public var overLimit: Int64?
    public var firstSelfPay: Int64?
    public var inScope: Int64?
    /// Sums by item class, in the order of the bill.
    public var classes: [ClassSum]
    public var lines: [Line]
    /// The class of what the parts leave of the total.
    public var rest: String?
    /// What the person's account holds and may be drawn on.
    public var account: Int64?

    public var level: String?
    public var status: String?
    public var age: Int?
    /// Which stay of the benefit year this is, from 1; `nil`: one more than the history counts.
    public var stay: Int?
    /// One of `Bill.offSiteKinds`; `nil` is `local`.
    public var offSite: String?
    public var filed: Bool?
    /// `nil` is yes.
    public var designated: Bool?
    public var networked: Bool?
    /// `inpatient` where nothing is said.
    public var setting: String?
    public var place: String?
    public var admitted: Policy.Day?
    public var discharged: Policy.Day?
    /// Facts that a policy declares for itself, by name.
    public var facts: [String: Policy.FactValue]

    public init(
        total: Int64? = nil, fullSelfPay: Int64? = nil, overLimit: Int64? = nil, firstSelfPay: Int64? = nil,
        inScope: Int64? = nil, classes: [ClassSum] = [], lines: [Line] = [], rest: String? = nil,
        account: Int64? = nil, level: String? = nil, status: String? = nil, age: Int? = nil, stay: Int? = nil,
        offSite: String? = nil, filed: Bool? = nil, designated: Bool? = nil, networked: Bool? = nil,
        setting: String? = nil, place: String? = nil, admitted: Policy.Day? = nil, discharged: Policy.Day? = nil,
        facts: [String: Policy.FactValue] = [:]
    ) {
        self.total = total
        self.fullSelfPay = fullSelfPay
        self.overLimit = overLimit
        self.firstSelfPay = firstSelfPay
        self.inScope = inScope
        self.classes = classes
        self.lines = lines
        self.rest = rest
        self.account = account
        self.level = level
        self.status = status
        self.age = age
        self.stay = stay
        self.offSite = offSite
        self.filed = filed
        self.designated = designated
        self.networked = networked
        self.setting = setting
        self.place = place
        self.admitted = admitted
        self.discharged = discharged
        self.facts = facts
    }

    /// Whether and how the treatment was away from the insured place, as filings distinguish it.
    public static let offSiteKinds = [
        "local", "resettled", "longTerm", "posted", "referral", "emergency", "travel",
    ]

    /// The most that one amount may be, in fen: what is larger is a slip.
    public static let greatestAmount: Int64 = 10_000_000_000_000

    /// The sum of all items of one class.
    public struct ClassSum: Sendable, Equatable {
        public var name: String
        public var amount: Int64

        public init(_ name: String, _ amount: Int64) {
            self.name = name
            self.amount = amount
        }
    }

    /// One line of an itemised list.
    public struct Line: Sendable, Equatable {
        public var name: String
        /// The item class; where it is missing, `kind` is looked up instead.
        public var itemClass: String?
        public var kind: String?
        public var amount: Int64
        public var quantity: Exact
        /// The most that is covered for one unit, from the catalogue; it stands before the class's own ceiling.
        public var ceiling: Int64?
        /// The first self-pay rate from the catalogue; it stands before the class's own.
        public var firstSelfPay: Exact?
        /// The ground on which the line is excluded; the whole amount is then full self-pay.
        public var excluded: String?
        public var day: Policy.Day?

        public init(
            name: String = "", itemClass: String? = nil, kind: String? = nil, amount: Int64, quantity: Exact = .one,
            ceiling: Int64? = nil, firstSelfPay: Exact? = nil, excluded: String? = nil, day: Policy.Day? = nil
        ) {
            self.name = name
            self.itemClass = itemClass
            self.kind = kind
            self.amount = amount
            self.quantity = quantity
            self.ceiling = ceiling
            self.firstSelfPay = firstSelfPay
            self.excluded = excluded
            self.day = day
        }
    }
}
