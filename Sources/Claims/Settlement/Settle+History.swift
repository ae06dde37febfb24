/// The settlements before a bill, as its policy counts them.
struct EarlierSettlements {
    private let past: [BenefitHistory.Past]
    private let policy: Policy
    private let day: Policy.Day?

    init(_ history: BenefitHistory, _ policy: Policy, _ day: Policy.Day?) {
        past = history.past
        self.policy = policy
        self.day = day
    }

    /// Those in the bill's period that a condition counts. What an earlier settlement does not state (its day, or a fact) does
    /// not leave it out.
    ///
    /// - Throws: `.missingFact` where the bill has no day, and the period is a part of a year.
    func during(_ period: Policy.Period, _ counts: Policy.Condition) throws(SettlementError) -> Part {
        if day == nil, [.day, .month, .quarter].contains(period), past.contains(where: { $0.day != nil }) {
            throw SettlementError(
                .missingFact, "the policy counts by the \(period.rawValue), and the bill states no day",
                remedy: "State `discharged` in the bill.")
        }
        return Part(past: past.filter { isIn(period, $0.day) && counts.counts($0.facts) })
    }

    private func isIn(_ period: Policy.Period, _ other: Policy.Day?) -> Bool {
        guard let day, let other else { return period != .stay }
        switch period {
        case .stay: return false
        case .day: return day == other
        case .month: return (day.year, day.month) == (other.year, other.month)
        case .quarter: return (day.year, (day.month - 1) / 3) == (other.year, (other.month - 1) / 3)
        case .year: return policy.benefitYear(of: day) == policy.benefitYear(of: other)
        case .life: return true
        }
    }

    /// Some of them, and what they add up to.
    struct Part {
        let past: [BenefitHistory.Past]

        var stays: Int { past.reduce(0) { min(9999, $0 + max(0, min(9999, $1.stays))) } }
        var inScope: Int64 { past.reduce(0) { Self.sum($0, $1.inScope) } }
        var deductible: Int64 { past.reduce(0) { Self.sum($0, $1.deductible) } }
        var fundTotal: Int64 { past.reduce(0) { $1.paid.values.reduce($0, Self.sum) } }

        func paid(by fund: String) -> Int64 {
            past.reduce(0) { Self.sum($0, $1.paid[fund] ?? 0) }
        }

        /// What the stage of `fund` has looked at: as stated, or else what was in scope less what the funds of the
        /// stages before it paid.
        ///
        /// - Parameter isOwn: the stage has a base of its own, which cannot be derived.
        /// - Returns: `nil` where it is neither stated nor can be derived.
        func base(of fund: String, asInScopeAfter earlier: Set<String>, isOwn: Bool) -> Int64? {
            var base: Int64 = 0
            for past in past {
                if let stated = past.bases[fund] {
                    base = Self.sum(base, stated)
                } else if past.inScope > 0 {
                    if isOwn { return nil }
                    let paid = earlier.reduce(Int64(0)) { Self.sum($0, past.paid[$1] ?? 0) }
                    base = Self.sum(base, max(0, past.inScope - paid))
                }
            }
            return base
        }

        /// A sum never falls below zero nor beyond what amounts may be.
        private static func sum(_ a: Int64, _ b: Int64) -> Int64 {
            let limit = Breakdown.greatestAmount
            return max(0, min(limit, a + max(-limit, min(limit, b))))
        }
    }
}

extension Policy.Condition {
    /// Whether an earlier settlement counts: only a fact that it states, and that fits no key, leaves it out.
    fileprivate func counts(_ facts: [String: Policy.FactValue]) -> Bool {
        tests.allSatisfy { test in
            guard let fact = facts[test.name] else { return true }
            return test.keys.contains { $0.fits(fact) }
        }
    }

    static func of(setting: String) -> Policy.Condition {
        Policy.Condition([Test("setting", [Policy.Key(setting)])])
    }
}

extension Policy.Stage {
    /// Which earlier settlements count: a stage for outpatients does not count what inpatients had.
    var counted: Policy.Condition {
        counts ?? Policy.Condition(condition.tests.filter { $0.name == "setting" })
    }
}

extension Settler {
    /// How much the stage has looked at in a period before this bill.
    func earlierBase(of stage: Policy.Stage, in period: Policy.Period) throws(SettlementError) -> Exact {
        guard period != .stay else { return .zero }
        let funds = Set(outcomes.map(\.stage.fund))
        let part = try earlier.during(period, stage.counted)
        guard let base = part.base(of: stage.fund, asInScopeAfter: funds, isOwn: stage.base != nil) else {
            throw SettlementError(
                .missingHistory,
                "\"\(stage.fund)\" counts through the \(period.rawValue) from a base of its own, and the history does not "
                    + "state it",
                remedy: "State `bases: {\(stage.fund): AMOUNT}` in the history.", place: stage.place)
        }
        return Exact(fen: base)
    }

    /// How much of the stage's deductible a period has already used.
    func usedDeductible(
        _ due: Exact, of stage: Policy.Stage, in period: Policy.Period
    ) throws(SettlementError) -> Exact {
        guard period != .stay else { return .zero }
        if outcomes.isEmpty { return Exact(fen: try earlier.during(period, stage.counted).deductible) }
        return min(due, try earlierBase(of: stage, in: period))
    }
}
