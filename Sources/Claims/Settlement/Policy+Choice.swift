extension Policy {
    /// A number of a policy: a formula, or a choice of formulas by facts of the case.
    public typealias Value = Choice<Formula>

    /// One thing for all cases, or one of several, chosen by a fact. Choices nest: a deductible by hospital level may
    /// be chosen by stay within one level.
    public indirect enum Choice<Leaf: Sendable & Equatable>: Sendable, Equatable {
        case always(Leaf)
        case by(Table<Leaf>)
    }

    /// A choice by one fact: the first row with a fitting key is taken.
    public struct Table<Leaf: Sendable & Equatable>: Sendable, Equatable {
        public struct Row: Sendable, Equatable {
            public var keys: [Key]
            public var choice: Choice<Leaf>

            public init(_ keys: [Key], _ choice: Choice<Leaf>) {
                self.keys = keys
                self.choice = choice
            }
        }

        /// The name of the fact, amount or value that decides.
        public var name: String
        public var rows: [Row]
        /// What holds where no row fits.
        public var otherwise: Choice<Leaf>?
        public var place: Place

        public init(by name: String, rows: [Row], otherwise: Choice<Leaf>? = nil, place: Place = Place()) {
            self.name = name
            self.rows = rows
            self.otherwise = otherwise
            self.place = place
        }
    }

    /// What a fact is compared with: a text, or a range of numbers.
    public struct Key: Sendable, Equatable, CustomStringConvertible {
        /// As written.
        public let description: String
        let text: String
        let range: Range?

        struct Range: Sendable, Equatable {
            var low: Exact?
            var high: Exact?
            var isLowIncluded = true
            var isHighIncluded = true
        }

        /// Reads one key: `employee`, `3`, `3+` (3 and more), `0-17` (both included), `under 18`, `over 60`.
        public init(_ written: String) {
            description = written
            text = Policy.normalised(written)
            range = Key.range(text)
        }

        /// Whether the key is a number or a range of numbers.
        public var isNumeric: Bool { range != nil }

        private static func range(_ text: String) -> Range? {
            if let number = Exact(decimal: text) { return Range(low: number, high: number) }
            if text.hasSuffix("+"), let low = Exact(decimal: text.dropLast()) { return Range(low: low) }
            if text.hasPrefix("under "), let high = Exact(decimal: text.dropFirst(6)) {
                return Range(high: high, isHighIncluded: false)
            }
            if text.hasPrefix("over "), let low = Exact(decimal: text.dropFirst(5)) {
                return Range(low: low, isLowIncluded: false)
            }
            guard let dash = text.dropFirst().firstIndex(of: "-"), let low = Exact(decimal: text[..<dash]),
                let high = Exact(decimal: text[text.index(after: dash)...])
            else { return nil }
            return Range(low: low, high: high)
        }

        /// A number that the key fits, if it is numeric: for sample cases.
        public var sample: Exact? {
            guard let range else { return nil }
            if let low = range.low { return range.isLowIncluded ? low : try? low + .one }
            guard let high = range.high else { return nil }
            return range.isHighIncluded ? high : try? high - .one
        }

        func fits(_ fact: FactValue) -> Bool {
            if let range, let number = fact.number {
                if let low = range.low, number < low || (number == low && !range.isLowIncluded) { return false }
                if let high = range.high, number > high || (number == high && !range.isHighIncluded) { return false }
                return true
            }
            return fact.text == text
        }
    }

    /// A fact of a case: its normalised text, and its number where it is one.
    public struct FactValue: Sendable, Equatable {
        let text: String
        let number: Exact?

        public init(_ written: String) {
            text = Policy.normalised(written)
            number = Exact(decimal: text)
        }

        public init(_ number: Exact) {
            text = number.decimalText
            self.number = number
        }
    }

    /// A test of facts: every named fact must fit one of its keys.
    public struct Condition: Sendable, Equatable {
        public struct Test: Sendable, Equatable {
            public var name: String
            public var keys: [Key]
            public var place: Place

            public init(_ name: String, _ keys: [Key], place: Place = Place()) {
                self.name = name
                self.keys = keys
                self.place = place
            }
        }

        public var tests: [Test]
        private var isNever: Bool

        public init(_ tests: [Test]) {
            self.tests = tests
            isNever = false
        }

        private init(never: Bool) {
            tests = []
            isNever = never
        }

        public static let always = Condition(never: false)
        public static let never = Condition(never: true)

        public var holdsNever: Bool { isNever }
        public var holdsAlways: Bool { !isNever && tests.isEmpty }
    }
}
