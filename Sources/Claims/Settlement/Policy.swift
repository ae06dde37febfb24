/// The reimbursement rule of one insured place for one group of people and one time, as data.
///
/// A policy is a breakdown of the bill (item classes, a first self-pay share), then a list of *stages*. Each stage is
/// a fund that looks at an amount (its base), takes a deductible off, shares the rest in bands, and stops at its caps:
/// the pooled fund, then major illness, then whatever tops it up. Every number may be a formula, and every number may
/// be chosen by a fact of the case (hospital level, status, age, stay in the year, …); see `Choice`.
///
/// `Docs/policies.md` describes the text form, which module `Policies` reads.
public struct Policy: Sendable, Equatable {
    /// The policy's name: the same for all its versions.
    public var id: String
    /// What a person calls it.
    public var title: String
    public var place: String
    /// Where its figures were printed.
    public var source: String
    /// What distinguishes this version, if its dates do not say enough.
    public var version: String

    /// First and last day of effect; `nil` is open.
    public var effectiveFrom: Day?
    public var effectiveTo: Day?
    /// Which day of a stay decides the version and the benefit year.
    public var decidingDay: DecidingDay
    /// Month and day on which a benefit year begins.
    public var yearStart: YearStart

    /// Facts of this policy's own and closed lists of values, by name.
    public var facts: [String: FactDeclaration]
    /// Named numbers for use in formulas, by name.
    public var values: [String: Value]

    /// Item classes by normalised name (`Policy.normalised`); `otherClasses` is what an unlisted class is.
    public var classes: [String: ItemClass]
    public var otherClasses: ItemClass?
    /// A share of what is in scope, borne before any fund looks at the bill (as for treatment off-site).
    public var firstSelfPay: FirstSelfPay?
    /// Cases in which no fund pays anything.
    public var refusals: [Refusal]
    public var stages: [Stage]
    /// Caps on all funds together.
    public var caps: Caps
    /// The most that the personal account may pay, of what is left to the person; `nil` is all of it.
    public var account: Value?
    public var rounding: Rounding

    public init(
        id: String, title: String = "", place: String = "", source: String = "", version: String = "",
        effectiveFrom: Day? = nil, effectiveTo: Day? = nil, decidingDay: DecidingDay = .discharge,
        yearStart: YearStart = YearStart(month: 1, day: 1), facts: [String: FactDeclaration] = [:],
        values: [String: Value] = [:], classes: [String: ItemClass] = [:], otherClasses: ItemClass? = nil,
        firstSelfPay: FirstSelfPay? = nil, refusals: [Refusal] = [], stages: [Stage], caps: Caps = Caps(),
        account: Value? = nil, rounding: Rounding = Rounding()
    ) {
        self.id = id
        self.title = title
        self.place = place
        self.source = source
        self.version = version
        self.effectiveFrom = effectiveFrom
        self.effectiveTo = effectiveTo
        self.decidingDay = decidingDay
        self.yearStart = yearStart
        self.facts = facts
        self.values = values
        self.classes = classes
        self.otherClasses = otherClasses
        self.firstSelfPay = firstSelfPay
        self.refusals = refusals
        self.stages = stages
        self.caps = caps
        self.account = account
        self.rounding = rounding
    }
}

extension Policy {
    /// A position in the policy's text, both counted from 1; zero where the policy was not read from text.
    public struct Place: Hashable, Sendable {
        public var line: Int
        public var column: Int

        public init(line: Int = 0, column: Int = 0) {
            self.line = line
            self.column = column
        }
    }

    /// The day of a stay that decides which version applies and to which benefit year the stay belongs.
    public enum DecidingDay: String, Sendable, CaseIterable {
        case admission, discharge
    }

    /// The month and day on which a benefit year begins.
    public struct YearStart: Hashable, Sendable {
        public var month: Int
        public var day: Int

        public init(month: Int, day: Int) {
            self.month = month
            self.day = day
        }
    }

    /// What a fact may be: a number, or one of a closed list (any text where the list is empty).
    public struct FactDeclaration: Sendable, Equatable {
        public var isNumber: Bool
        /// The values as the policy writes them; compared in normalised form.
        public var values: [String]
        /// The value where a bill states none.
        public var standard: String?
        public var place: Place

        public init(isNumber: Bool = false, values: [String] = [], standard: String? = nil, place: Place = Place()) {
            self.isNumber = isNumber
            self.values = values
            self.standard = standard
            self.place = place
        }
    }

    /// How text facts are compared: letter case and runs of white space do not count, `true` is `yes` and `false`
    /// is `no`.
    ///
    /// - Complexity: linear in the text.
    public static func normalised(_ text: String) -> String {
        // Nearly all texts are small plain words already.
        let isPlain = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        if isPlain, text != "true", text != "false" { return text }
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
        switch words {
        case "true": return "yes"
        case "false": return "no"
        default: return words
        }
    }
}
