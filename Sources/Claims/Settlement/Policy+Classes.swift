extension Policy {
    /// How items of one class are treated before, or instead of, the bands.
    public struct ItemClass: Sendable, Equatable {
        /// The name as the policy writes it.
        public var name: String
        /// Not covered at all where this holds: the amount is full self-pay.
        public var excluded: Condition
        /// The most that is covered for one unit of an item; what is above is over the limit.
        public var ceiling: Value?
        /// The most that is covered for all items of the class in one bill.
        public var limit: Value?
        /// The share that the person bears before anything is shared.
        public var firstSelfPay: Value?
        /// The fund's own rate for this class: its items then take no part in the deductible and the bands.
        public var rate: Value?
        public var isPersonalRate: Bool
        public var clause: String
        public var place: Place

        public init(
            name: String, excluded: Condition = .never, ceiling: Value? = nil, limit: Value? = nil,
            firstSelfPay: Value? = nil, rate: Value? = nil, isPersonalRate: Bool = false, clause: String = "",
            place: Place = Place()
        ) {
            self.name = name
            self.excluded = excluded
            self.ceiling = ceiling
            self.limit = limit
            self.firstSelfPay = firstSelfPay
            self.rate = rate
            self.isPersonalRate = isPersonalRate
            self.clause = clause
            self.place = place
        }
    }

    /// A share that the person bears before any stage, over and above what item classes say.
    public struct FirstSelfPay: Sendable, Equatable {
        public var rate: Value
        /// What the share is of; `nil`: what is in scope after the item classes.
        public var of: Value?
        public var clause: String
        public var place: Place

        public init(rate: Value, of: Value? = nil, clause: String = "", place: Place = Place()) {
            self.rate = rate
            self.of = of
            self.clause = clause
            self.place = place
        }
    }

    /// A case in which no fund pays anything, with the reason that the person is told.
    public struct Refusal: Sendable, Equatable {
        public var condition: Condition
        public var reason: String
        public var clause: String
        public var place: Place

        public init(condition: Condition, reason: String, clause: String = "", place: Place = Place()) {
            self.condition = condition
            self.reason = reason
            self.clause = clause
            self.place = place
        }
    }

    /// Where and how amounts become whole fen.
    public struct Rounding: Sendable, Equatable {
        /// The finest amount that is rounded; everything coarser is rounded too.
        public enum Level: Int, Sendable, Comparable {
            /// Each fund's payment, once, after all stages.
            case end
            /// Each fund's payment before the next stage looks at it.
            case stage
            /// Every amount of the settlement as it is computed: first self-pay, deductible, each band.
            case step
            /// Also each line's first self-pay.
            case line

            public static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
        }

        public enum Mode: String, Sendable, CaseIterable {
            case halfUp, halfDown, up, down
        }

        public enum Unit: String, Sendable, CaseIterable {
            case fen, jiao, yuan

            var yuan: Exact {
                switch self {
                case .fen: Exact(fen: 1)
                case .jiao: Exact(fen: 10)
                case .yuan: .one
                }
            }

            var fen: Int64 {
                switch self {
                case .fen: 1
                case .jiao: 10
                case .yuan: 100
                }
            }
        }

        public var level: Level
        /// How a fund's payment is rounded.
        public var mode: Mode
        /// What a fund's payment is rounded to.
        public var unit: Unit

        public init(level: Level = .end, mode: Mode = .halfUp, unit: Unit = .fen) {
            self.level = level
            self.mode = mode
            self.unit = unit
        }
    }
}
