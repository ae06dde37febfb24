/// One class's rule, shared by its items: the rule itself is too large to be copied for every line.
final class ClassRule: Sendable {
    let itemClass: Policy.ItemClass

    init(_ itemClass: Policy.ItemClass) {
        self.itemClass = itemClass
    }
}

/// Finds the class of each item, and remembers what holds for all items of a class.
struct ClassSorter {
    let policy: Policy
    /// Index into the breakdown's classes by the name as the bill writes it.
    private var known: [String: Int] = [:]
    /// First self-pay rates and ceilings that do not depend on the item, by class index.
    private var rates: [Int: Exact] = [:]
    private var ceilings: [Int: Exact] = [:]
    private var exclusions: [Int: Bool] = [:]
    private var limitsLeft: [Int: Int64] = [:]

    init(policy: Policy) {
        self.policy = policy
    }

    mutating func index(
        of line: Bill.Line, in classes: inout [Breakdown.ClassParts]
    ) throws(SettlementError) -> Int {
        let written = line.itemClass ?? line.kind ?? ""
        if let index = known[written] { return index }
        let name = Policy.normalised(written)
        let rule: ClassRule?
        if let listed = policy.classes[name] {
            rule = ClassRule(listed)
        } else if let other = policy.otherClasses {
            rule = ClassRule(other)
        } else if policy.classes.isEmpty {
            rule = nil
        } else {
            let names = policy.classes.values.map(\.name).sorted().joined(separator: ", ")
            throw SettlementError(
                .unknownClass,
                written.isEmpty ? "the item has no class" : "the policy has no item class \"\(written)\"",
                remedy: "Its classes are: \(names). Correct the bill, or add the class (or `else`) to `classes`.")
        }
        let index: Int
        if let same = classes.firstIndex(where: { Policy.normalised($0.name) == name }) {
            index = same
        } else {
            index = classes.count
            classes.append(Breakdown.ClassParts(name: written.isEmpty ? "without a class" : written, rule: rule))
        }
        known[written] = index
        return index
    }

    mutating func isExcluded(
        _ rule: ClassRule, _ index: Int, _ situation: Situation
    ) throws(SettlementError) -> Bool {
        if let excluded = exclusions[index] { return excluded }
        situation.askedAboutItem = false
        let excluded = try situation.holds(rule.itemClass.excluded)
        if !situation.askedAboutItem { exclusions[index] = excluded }
        return excluded
    }

    mutating func firstSelfPayRate(
        _ rule: ClassRule, _ index: Int, _ situation: Situation
    ) throws(SettlementError) -> Exact {
        guard let value = rule.itemClass.firstSelfPay else { return .zero }
        if let rate = rates[index] { return rate }
        situation.askedAboutItem = false
        let rate = try situation.number(value).clamped(.zero, .one)
        if !situation.askedAboutItem { rates[index] = rate }
        return rate
    }

    mutating func ceiling(
        _ rule: ClassRule, _ index: Int, _ situation: Situation
    ) throws(SettlementError) -> Exact? {
        guard let value = rule.itemClass.ceiling else { return nil }
        if let ceiling = ceilings[index] { return ceiling }
        situation.askedAboutItem = false
        let ceiling = max(.zero, try situation.number(value))
        if !situation.askedAboutItem { ceilings[index] = ceiling }
        return ceiling
    }

    /// How much of `amount` the class's limit still covers; what it covers is used up.
    mutating func take(
        _ amount: Int64, _ rule: ClassRule, _ index: Int, _ situation: Situation
    ) throws(SettlementError) -> Int64 {
        guard let value = rule.itemClass.limit else { return amount }
        let left: Int64
        if let known = limitsLeft[index] {
            left = known
        } else {
            left = max(0, try situation.number(value).fen())
        }
        let covered = min(amount, left)
        limitsLeft[index] = left - covered
        return covered
    }
}

extension Breakdown {
    /// Splits one item, and adds it to the sums of its class.
    mutating func add(
        _ line: Bill.Line, _ sorter: inout ClassSorter, _ situation: Situation
    ) throws(SettlementError) -> LineParts {
        var parts = LineParts(amount: line.amount)
        if line.excluded != nil, line.itemClass == nil, line.kind == nil {
            // An excluded line needs no class.
            parts.fullSelfPay = line.amount
            fullSelfPay += line.amount
            return parts
        }
        let index = try sorter.index(of: line, in: &classes)
        let rule = classes[index].rule
        parts.classIndex = index
        classes[index].amount += line.amount
        situation.item = Situation.Item(
            itemClass: classes[index].name, kind: line.kind ?? "", amount: line.amount, quantity: line.quantity)

        let isExcluded: Bool
        if line.excluded != nil {
            isExcluded = true
        } else if let rule {
            isExcluded = try sorter.isExcluded(rule, index, situation)
        } else {
            isExcluded = false
        }
        if isExcluded {
            parts.fullSelfPay = line.amount
            classes[index].fullSelfPay += line.amount
            return parts
        }

        // What a ceiling covers is a price and so a whole number of fen, half up.
        var covered = line.amount
        var ceiling = line.ceiling.map(Exact.init(fen:))
        if ceiling == nil, let rule { ceiling = try sorter.ceiling(rule, index, situation) }
        if let ceiling { covered = min(covered, try (ceiling * line.quantity).fen()) }
        if let rule { covered = try sorter.take(covered, rule, index, situation) }
        parts.overLimit = line.amount - covered
        classes[index].overLimit += parts.overLimit

        let rate: Exact
        if let own = line.firstSelfPay {
            rate = own
        } else if let rule {
            rate = try sorter.firstSelfPayRate(rule, index, situation)
        } else {
            rate = .zero
        }
        if let first = classes[index].firstSelfPayRate {
            if first != rate { classes[index].hasOneRate = false }
        } else {
            classes[index].firstSelfPayRate = rate
        }
        guard !rate.isZero else { return parts }
        parts.firstSelfPay = try Exact(fen: covered) * rate
        if situation.policy.rounding.level >= .line {
            parts.firstSelfPay = Exact(fen: try parts.firstSelfPay.fen())
        }
        classes[index].firstSelfPay = try classes[index].firstSelfPay + parts.firstSelfPay
        return parts
    }
}
