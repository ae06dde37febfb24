/// All that formulas and choices of one settlement may ask for, as it becomes known.
///
/// Used by one settlement on one thread; `names` and numbers are looked up as: the line at hand, amounts known so
/// far, facts of the bill, the policy's named values.
final class Situation {
    let policy: Policy
    private var facts: [String: Policy.FactValue]
    private(set) var amounts: [String: Exact] = [:]
    /// What of each item class is in scope, by normalised name.
    var inClass: [String: Exact] = [:]
    var item: Item?
    /// Whether anything was asked about the line at hand since this was last cleared: what was not, holds for all lines.
    var askedAboutItem = false
    /// Steps of evaluation still allowed: named values that use each other twice at every level would otherwise take
    /// time that doubles with each level.
    private var allowance: Int
    private var depth = 0

    /// The line at hand.
    struct Item {
        var itemClass: String
        var kind: String
        var amount: Int64
        var quantity: Exact
    }

    init(policy: Policy, facts: [String: Policy.FactValue], items: Int) {
        self.policy = policy
        self.facts = facts
        allowance = 100_000 + 200 * items
    }

    func set(_ name: String, _ amount: Exact) {
        amounts[name] = amount
    }

    // MARK: Choices

    func chosen<Leaf>(_ choice: Policy.Choice<Leaf>) throws(SettlementError) -> Leaf {
        switch choice {
        case .always(let leaf): return leaf
        case .by(let table):
            let fact = try fact(table.name, asked: table.place)
            for row in table.rows where row.keys.contains(where: { $0.fits(fact) }) {
                return try chosen(row.choice)
            }
            if let otherwise = table.otherwise { return try chosen(otherwise) }
            let known = table.rows.flatMap { $0.keys.map(\.description) }.joined(separator: ", ")
            throw SettlementError(
                .noRow, "no row for \(table.name) \"\(fact.text)\"; there are rows for: \(known)",
                remedy: "Correct the bill, or add a row or `else` to the policy.", place: table.place)
        }
    }

    func holds(_ condition: Policy.Condition) throws(SettlementError) -> Bool {
        if condition.holdsNever { return false }
        for test in condition.tests {
            let fact = try fact(test.name, asked: test.place)
            if !test.keys.contains(where: { $0.fits(fact) }) { return false }
        }
        return true
    }

    // MARK: Numbers

    /// The number that a value of the policy has in this case.
    func number(_ value: Policy.Value) throws(SettlementError) -> Exact {
        try number(of: try chosen(value))
    }

    func number(of formula: Policy.Formula) throws(SettlementError) -> Exact {
        do throws(SettlementError) {
            return try evaluate(formula.expression)
        } catch {
            throw error.at(formula.place)
        }
    }

    private func evaluate(_ expression: Policy.Expression) throws(SettlementError) -> Exact {
        allowance -= 1
        guard allowance > 0 else { throw Self.tooMuch }
        switch expression {
        case .number(let number, isPercent: _): return number
        case .name(let name): return try number(named: name)
        case .inClass(let name):
            guard let amount = inClass[Policy.normalised(name)] else { return .zero }
            return amount
        case .negated(let part): return try evaluate(part).negated()
        case .binary(let sign, let left, let right):
            let (a, b) = (try evaluate(left), try evaluate(right))
            return switch sign {
            case .add: try a + b
            case .subtract: try a - b
            case .multiply: try a * b
            case .divide: try a / b
            }
        case .least(let parts):
            var least: Exact?
            for part in parts {
                let number = try evaluate(part)
                least = least.map { min($0, number) } ?? number
            }
            return least ?? .zero
        case .greatest(let parts):
            var greatest: Exact?
            for part in parts {
                let number = try evaluate(part)
                greatest = greatest.map { max($0, number) } ?? number
            }
            return greatest ?? .zero
        case .rounded(let part, let multiple, let mode):
            let unit = try evaluate(multiple)
            guard unit > .zero else { throw .divisionByZero }
            let count = try evaluate(part).rounded(mode, to: unit)
            return try Exact(Int(count)) * unit
        }
    }

    private func number(named name: String) throws(SettlementError) -> Exact {
        if let item, let number = try number(named: name, of: item) { return number }
        if let amount = amounts[name] { return amount }
        if let value = policy.values[name] {
            depth += 1
            defer { depth -= 1 }
            guard depth <= 32 else { throw Self.circle(name) }
            return try number(value)
        }
        let fact = try fact(name, asked: Policy.Place())
        if let number = fact.number { return number }
        throw SettlementError(
            .badFact, "a formula needs \(name) as a number, and it is \"\(fact.text)\"",
            remedy: "Choose with `by: \(name)`, or state a number in the bill.")
    }

    private func number(named name: String, of item: Item) throws(SettlementError) -> Exact? {
        switch name {
        case "amount":
            askedAboutItem = true
            return Exact(fen: item.amount)
        case "quantity":
            askedAboutItem = true
            return item.quantity
        case "price":
            askedAboutItem = true
            return try Exact(fen: item.amount) / item.quantity
        default: return nil
        }
    }

    // MARK: Facts

    func fact(_ name: String, asked place: Policy.Place) throws(SettlementError) -> Policy.FactValue {
        if let item {
            switch name {
            case "class":
                askedAboutItem = true
                return Policy.FactValue(item.itemClass)
            case "kind":
                askedAboutItem = true
                return Policy.FactValue(item.kind)
            case "amount", "price", "quantity":
                if let number = try number(named: name, of: item) { return Policy.FactValue(number) }
            default: break
            }
        }
        if let fact = facts[name] { return fact }
        if let amount = amounts[name] { return Policy.FactValue(amount) }
        if policy.values[name] != nil { return Policy.FactValue(try number(named: name)) }
        if Policy.factNames.contains(name) || policy.facts[name] != nil {
            throw SettlementError(
                .missingFact, "the policy asks for \"\(name)\", which the bill does not state",
                remedy: Self.remedy(forMissing: name), place: place)
        }
        throw SettlementError(
            .unknownName, "\"\(name)\" is not known here",
            remedy: "Docs/policies.md lists the names and where each is known.",
            place: place)
    }

    private static func remedy(forMissing name: String) -> String {
        switch name {
        case "days": "State `admitted` and `discharged` in the bill."
        case "year", "month": "State the date of admission or discharge in the bill."
        default: "State `\(name)` in the bill."
        }
    }

    private static let tooMuch = SettlementError(
        .circle, "the policy's named values use each other too often to be calculated",
        remedy: "Write values so that each uses few others.")

    private static func circle(_ name: String) -> SettlementError {
        SettlementError(
            .circle, "the named value \"\(name)\" uses itself, or values are nested more than 32 deep",
            remedy: "Write values so that none leads back to itself.")
    }
}

// MARK: - Text of calculations

extension Situation {
    /// The formula with every name replaced by its number, for the explanation: `5% × 8084`.
    func substituted(_ formula: Policy.Formula) throws(SettlementError) -> String {
        try text(formula.expression, binding: 0)
    }

    private func text(_ expression: Policy.Expression, binding: Int) throws(SettlementError) -> String {
        switch expression {
        case .number(let number, let isPercent): return isPercent ? number.percentText : number.decimalText
        case .name(let name):
            if amounts[name] != nil, !Policy.factNames.contains(name) { return try number(named: name).amountText }
            if case .always(let formula)? = policy.values[name], formula.literal?.isPercent == true {
                return try number(named: name).percentText
            }
            return try number(named: name).decimalText
        case .inClass: return try evaluate(expression).amountText
        case .negated(let part): return "−" + (try text(part, binding: 3))
        case .binary(let sign, let left, let right):
            let own = sign.binding
            let inner = try text(left, binding: own) + " \(sign.rawValue) " + (try text(right, binding: own + 1))
            return own < binding ? "(\(inner))" : inner
        case .least(let parts): return "the least of " + (try list(parts))
        case .greatest(let parts): return "the greatest of " + (try list(parts))
        case .rounded(let part, let unit, let mode):
            return "\(try text(part, binding: 3)) rounded \(mode.words) to \(try text(unit, binding: 3))"
        }
    }

    private func list(_ parts: [Policy.Expression]) throws(SettlementError) -> String {
        var texts: [String] = []
        for part in parts { texts.append(try text(part, binding: 0)) }
        return "(\(texts.joined(separator: "; ")))"
    }
}
