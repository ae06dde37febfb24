/// A priced bill: who pays what, and why. All amounts are fen.
///
/// Every settlement satisfies `total = fundTotal + account + cash`, `inScope = total − fullSelfPay − overLimit −
/// firstSelfPay`, and no amount is below zero or above the total.
public struct Settlement: Sendable, Equatable {
    /// The policy that priced the bill.
    public var policy: String
    public var total: Int64
    public var fullSelfPay: Int64
    public var overLimit: Int64
    public var firstSelfPay: Int64
    public var inScope: Int64
    /// What was charged as deductible by the first stage.
    public var deductible: Int64
    /// The bands of the first stage that the bill reached.
    public var bands: [Band]
    public var pooledFund: Int64
    public var majorIllness: Int64
    /// All other funds together; `funds` names them.
    public var otherFunds: Int64
    /// Each fund's payment, in the order of the stages.
    public var funds: [FundPayment]
    public var fundTotal: Int64
    /// What no fund pays: `account + cash`.
    public var personalShare: Int64
    public var account: Int64
    public var cash: Int64
    /// Each stage that applied, in order.
    public var stages: [Stage]
    /// Each line of the bill with its price at every stage of the breakdown.
    public var lines: [LinePrice]
    /// How it came about, in order.
    public var steps: [Step]

    /// A part of a stage's base that has one rate.
    public struct Band: Sendable, Equatable {
        /// Positions; `to` is `nil` where the band is open.
        public var from: Int64
        public var to: Int64?
        public var inScope: Int64
        public var fund: Int64
        public var personal: Int64

        public init(from: Int64, to: Int64?, inScope: Int64, fund: Int64, personal: Int64) {
            self.from = from
            self.to = to
            self.inScope = inScope
            self.fund = fund
            self.personal = personal
        }
    }

    public struct FundPayment: Sendable, Equatable {
        public var name: String
        public var amount: Int64

        public init(name: String, amount: Int64) {
            self.name = name
            self.amount = amount
        }
    }

    /// What one fund did.
    public struct Stage: Sendable, Equatable {
        public var fund: String
        public var title: String
        public var base: Int64
        public var deductible: Int64
        public var bands: [Band]
        /// Item classes that are shared at a rate of their own, outside the bands.
        public var classShares: [ClassShare]
        public var paid: Int64
        /// What of the base lies beyond the stage's caps and last band.
        public var overCap: Int64
    }

    public struct ClassShare: Sendable, Equatable {
        public var name: String
        public var inScope: Int64
        public var fund: Int64
        public var personal: Int64
    }

    /// One line of the bill: `amount = fullSelfPay + overLimit + firstSelfPay + inScope`. A share that the policy
    /// takes from the whole bill (`Policy.firstSelfPay`) is not spread over lines.
    public struct LinePrice: Sendable, Equatable {
        public var amount: Int64
        public var fullSelfPay: Int64
        public var overLimit: Int64
        public var firstSelfPay: Int64
        public var inScope: Int64
    }

    /// One step of the calculation, as a person would write it down.
    public struct Step: Sendable, Equatable {
        /// What kind of step it is: stable, for translation.
        public var kind: Kind
        public var label: String
        /// The calculation with its numbers, exact: `(44785.37 − 300.00) × 80% = 35588.296`.
        public var formula: String
        /// The amounts that the step gives, by name.
        public var amounts: [Amount]
        /// The article of the regulation, or the place in the policy.
        public var clause: String

        public struct Amount: Sendable, Equatable {
            public var name: String
            public var fen: Int64
        }

        public struct Kind: RawRepresentable, Hashable, Sendable {
            public let rawValue: String
            public init(rawValue: String) { self.rawValue = rawValue }

            public static let total = Kind(rawValue: "total")
            public static let fullSelfPay = Kind(rawValue: "fullSelfPay")
            public static let overLimit = Kind(rawValue: "overLimit")
            public static let firstSelfPay = Kind(rawValue: "firstSelfPay")
            public static let inScope = Kind(rawValue: "inScope")
            public static let refused = Kind(rawValue: "refused")
            public static let base = Kind(rawValue: "base")
            public static let deductible = Kind(rawValue: "deductible")
            public static let rate = Kind(rawValue: "rate")
            public static let classShare = Kind(rawValue: "classShare")
            public static let band = Kind(rawValue: "band")
            public static let floor = Kind(rawValue: "floor")
            public static let cap = Kind(rawValue: "cap")
            public static let paid = Kind(rawValue: "paid")
            public static let rounding = Kind(rawValue: "rounding")
            public static let fundTotal = Kind(rawValue: "fundTotal")
            public static let account = Kind(rawValue: "account")
            public static let cash = Kind(rawValue: "cash")
        }
    }
}
