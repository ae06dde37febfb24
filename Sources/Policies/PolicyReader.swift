import Claims

/// Reads one policy: what is known while its parts are read, and the numbers, choices and conditions in them.
final class PolicyReader {
    let reading = Reading()
    var facts: [String: Policy.FactDeclaration] = [:]
    var values: [String: Policy.Value] = [:]
    var classNames: Set<String> = []

    /// What a number is, so that a slip shows: `80` for a rate, or `5%` for an amount.
    enum Kind {
        case amount, rate, points, factor, number
    }

    /// What formulas may name at one place of the policy.
    struct Scope {
        var names: Set<String>
        /// Where in words, for mistakes.
        var description: String
        var allowsClasses = false

        func adding(_ more: some Sequence<String>) -> Scope {
            Scope(names: names.union(more), description: description, allowsClasses: allowsClasses)
        }
    }

    private var opening: Set<String> {
        Policy.openingNames.union(Policy.factNames).union(facts.keys)
    }

    var itemScope: Scope { Scope(names: opening.union(Policy.itemNames), description: "for an item") }
    var openingScope: Scope { Scope(names: opening, description: "before the bill is broken down") }
    var breakdownScope: Scope {
        Scope(names: opening.union(Policy.breakdownNames), description: "before the first stage", allowsClasses: true)
    }

    /// What an earlier settlement may state.
    var earlierScope: Scope {
        Scope(names: Policy.factNames.union(facts.keys), description: "of an earlier settlement")
    }

    /// What a stage may name in `when` and `base`; `base` and `deductible` are added for what follows.
    func stageScope(after funds: some Collection<String>) -> Scope {
        var names = opening.union(Policy.breakdownNames).union(Policy.runningNames)
        if !funds.isEmpty {
            names.formUnion(Policy.afterStageNames.union(funds))
            for fund in funds { names.formUnion(Policy.ofFundNames.map { Policy.ofFund($0, fund) }) }
        }
        return Scope(
            names: names, description: funds.isEmpty ? "in the first stage" : "in this stage", allowsClasses: true)
    }

    // MARK: Choices

    /// Reads a leaf, or a choice of leaves where a map has the key `by`.
    func choice<Leaf>(
        _ tree: Tree, _ path: String, _ scope: Scope, _ leaf: (Tree, String) -> Leaf?
    ) -> Policy.Choice<Leaf>? {
        guard case .mapping(let pairs) = tree.content, let by = tree.value(of: "by") else {
            return leaf(tree, path).map { .always($0) }
        }
        guard let name = reading.text(by, path + ".by") else { return nil }
        let isKnown = check(name, at: by.place, path + ".by", scope, asNumber: false)
        var rows: [Policy.Table<Leaf>.Row] = []
        var otherwise: Policy.Choice<Leaf>?
        for pair in pairs where pair.key != "by" {
            if pair.value.isEmpty {
                reading.mistake(
                    pair.place, path, "nothing follows the key \"\(pair.key)\"",
                    "Write its value; between braces join keys with \"or\": {referral or emergency: -5%}.")
                continue
            }
            let inner = choice(pair.value, "\(path)[\(pair.key)]", scope, leaf)
            if Policy.normalised(pair.key) == "else" {
                otherwise = inner
                continue
            }
            let keys = keys(pair.key, of: isKnown ? name : nil, at: pair.place, path)
            if let inner { rows.append(Policy.Table<Leaf>.Row(keys, inner)) }
        }
        if pairs.count == 1 {
            reading.mistake(tree, path, "the choice by \(name) has no rows", "Write rows as `KEY: VALUE`.")
        }
        return .by(Policy.Table(by: name, rows: rows, otherwise: otherwise, place: by.place))
    }

    /// Reads the keys of a row, "2, 3" and "2 or 3" being two, and checks them against what the fact can be.
    private func keys(_ written: String, of name: String?, at place: Policy.Place, _ path: String) -> [Policy.Key] {
        var keys: [Policy.Key] = []
        for part in written.split(separator: ",") {
            let words: [Substring] = part.split(whereSeparator: \.isWhitespace)
            for alternative in words.split(separator: "or") {
                keys.append(Policy.Key(alternative.joined(separator: " ")))
            }
        }
        if keys.isEmpty { reading.mistake(place, path, "a row has no key", "Write what it must be.") }
        if let name {
            for key in keys { check(key, of: name, at: place, path) }
        }
        return keys
    }

    private func check(_ key: Policy.Key, of name: String, at place: Policy.Place, _ path: String) {
        let written = key.description
        if isNumeric(name) {
            guard !key.isNumeric else { return }
            reading.mistake(
                place, path, "\"\(written)\" does not fit \(name), which is a number",
                "Write a number or a range: 3, 3+, 0-17, under 18, over 60; or `else`.")
            return
        }
        guard let possible = possibleValues(of: name),
            !possible.contains(where: { Policy.normalised($0) == Policy.normalised(written) })
        else { return }
        reading.mistake(
            place, path, "\(name) is never \"\(written)\"", Suggestion.remedy(for: written, among: possible + ["else"]))
    }

    private func isNumeric(_ name: String) -> Bool {
        if Policy.numericFactNames.contains(name) { return true }
        if let fact = facts[name] { return fact.isNumber }
        if Policy.factNames.contains(name) || name == "class" || name == "kind" { return false }
        return true
    }

    private func possibleValues(of name: String) -> [String]? {
        if let declared = facts[name] { return declared.values.isEmpty ? nil : declared.values }
        if Policy.yesNoFactNames.contains(name) { return ["yes", "no"] }
        return name == "offSite" ? Bill.offSiteKinds : nil
    }

    // MARK: Conditions

    func condition(_ tree: Tree, _ path: String, _ scope: Scope) -> Policy.Condition {
        guard case .mapping(let pairs) = tree.content else {
            reading.mistake(
                tree, path, "\(tree.kindName) stands where a condition is expected",
                "Write facts and what they must be, as in {offSite: travel, filed: no}.")
            return .never
        }
        var tests: [Policy.Condition.Test] = []
        for pair in pairs {
            let fact = check(pair.key, at: pair.place, path, scope, asNumber: false) ? pair.key : nil
            let inner = "\(path).\(pair.key)"
            var found: [Policy.Key] = []
            if case .sequence(let parts) = pair.value.content {
                for part in parts {
                    guard let text = reading.text(part, inner) else { continue }
                    found += keys(text, of: fact, at: part.place, inner)
                }
            } else if let text = reading.text(pair.value, inner) {
                found = keys(text, of: fact, at: pair.value.place, inner)
            }
            tests.append(Policy.Condition.Test(pair.key, found, place: pair.place))
        }
        return Policy.Condition(tests)
    }

    // MARK: Numbers

    func value(_ tree: Tree, _ path: String, _ kind: Kind, _ scope: Scope) -> Policy.Value? {
        choice(tree, path, scope) { tree, path in formula(tree, path, kind, scope) }
    }

    private func formula(_ tree: Tree, _ path: String, _ kind: Kind, _ scope: Scope) -> Policy.Formula? {
        guard case .scalar(let text, let isPlain) = tree.content, !tree.isEmpty else {
            reading.mistake(
                tree, path, "\(tree.kindName) stands where a number is expected",
                "Write a number, a formula, or a choice with the key `by`.")
            return nil
        }
        // Inside quotes the text begins one column later.
        let place = Policy.Place(line: tree.place.line, column: tree.place.column + (isPlain ? 0 : 1))
        let formula: Policy.Formula
        do throws(SettlementError) {
            formula = try Policy.Formula(parsing: text, at: place)
        } catch {
            reading.mistake(
                error.place ?? place, path, "\"\(text)\" cannot be read: \(error.message)",
                WritingHint.remedy(for: text) ?? error.remedy)
            return nil
        }
        for name in formula.names { check(name, at: place, path, scope, asNumber: true) }
        for name in formula.classNames { checkClass(name, at: place, path, scope) }
        if let literal = formula.literal { check(literal.number, literal.isPercent, kind, text, place, path) }
        if WritingHint.isList(text) {
            reading.mistake(
                place, path, "\"\(text)\" would be divided, and looks like several numbers",
                "Choose between several with `by`, as in {by: level, 1: …, 2: …}; write a fraction as 1/3 or (200 / 400)."
            )
        }
        return formula
    }

    /// A single number shows by its size whether a percent sign was forgotten or misplaced.
    private func check(
        _ number: Exact, _ isPercent: Bool, _ kind: Kind, _ text: String, _ place: Policy.Place, _ path: String
    ) {
        func wrong(_ message: String, _ remedy: String) { reading.mistake(place, path, message, remedy) }
        switch kind {
        case .amount:
            if isPercent {
                return wrong("\(text) is a percentage, and an amount is expected", "Say of what: \"\(text) of total\".")
            }
            if number.isNegative { return wrong("\(text) is below zero", "Write an amount of yuan.") }
            if Exact.fen(decimal: text) == nil { wrong("\(text) has parts of a fen", "Write at most two decimals.") }
        case .rate:
            if number.isNegative { return wrong("\(text) is below zero", "Write a rate from 0% to 100%.") }
            if number > .one {
                wrong(
                    "\(text) is more than 100%", isPercent ? "Write a rate from 0% to 100%." : "Did you mean \(text)%?")
            }
        case .points:
            if number < Exact(-1) || number > .one {
                wrong("\(text) is more than 100 points", isPercent ? "Write points as -5%." : "Did you mean \(text)%?")
            }
        case .factor:
            if number.isNegative { return wrong("\(text) is below zero", "Write a factor as 60%.") }
            if number > Exact(10), !isPercent { wrong("\(text) is a very large factor", "Did you mean \(text)%?") }
        case .number: break
        }
    }

    // MARK: Names

    /// Checks that a name is known at this place; a value is known where all that it needs is.
    ///
    /// - Returns: whether the name means anything, here or elsewhere.
    @discardableResult
    func check(_ name: String, at place: Policy.Place, _ path: String, _ scope: Scope, asNumber: Bool) -> Bool {
        if values[name] != nil {
            let needed = needs(of: name)
            for need in needed.sorted() where !scope.names.contains(need) {
                reading.mistake(
                    place, path, "the value \"\(name)\" needs \"\(need)\", which is not known \(scope.description)",
                    "Docs/policies.md lists where each name is known.")
            }
            return true
        }
        guard scope.names.contains(name) else {
            let isElsewhere = Policy.builtInNames.contains(name)
            reading.mistake(
                place, path,
                isElsewhere
                    ? "\"\(name)\" is not known \(scope.description)"
                    : "\"\(name)\" is not a fact, an amount or a value",
                isElsewhere
                    ? "Docs/policies.md lists where each name is known."
                    : WritingHint.remedy(for: name)
                        ?? Suggestion.remedy(for: name, among: scope.names.union(values.keys))
                        + " Facts of the policy's own are declared in `facts`, numbers in `values`.")
            return isElsewhere
        }
        guard asNumber, !isNumeric(name) else { return true }
        reading.mistake(
            place, path, "\"\(name)\" is not a number, so it cannot be calculated with", "Choose with `by: \(name)`.")
        return true
    }

    private func checkClass(_ name: String, at place: Policy.Place, _ path: String, _ scope: Scope) {
        if !scope.allowsClasses {
            reading.mistake(place, path, "inClass is not known \(scope.description)", "Use it in a stage.")
        } else if !classNames.contains(Policy.normalised(name)) {
            let nearest = Suggestion.nearest(to: name, of: classNames).map { "Did you mean \"\($0)\"? " } ?? ""
            reading.mistake(
                place, path, "the policy has no item class \"\(name)\"",
                nearest + "Declare it under `classes`, as in `classes: {\(name): }`.")
        }
    }

    /// The facts and amounts that a value needs in the end, through all values that it uses.
    private func needs(of value: String) -> Set<String> {
        var seen: Set<String> = [value]
        var open = [value]
        var needs: Set<String> = []
        while let next = open.popLast() {
            for name in values[next]?.names ?? [] {
                if values[name] == nil {
                    needs.insert(name)
                } else if seen.insert(name).inserted {
                    open.append(name)
                }
            }
        }
        return needs
    }

    /// Whether a value leads back to itself.
    func isCircular(_ value: String) -> Bool {
        var seen: Set<String> = []
        var open = Array(values[value]?.names ?? [])
        while let next = open.popLast() {
            if next == value { return true }
            if values[next] != nil, seen.insert(next).inserted { open += values[next]?.names ?? [] }
        }
        return false
    }
}

extension Policy.Choice where Leaf == Policy.Formula {
    /// All names that the formulas and choices use.
    var names: Set<String> {
        switch self {
        case .always(let formula): return Set(formula.names)
        case .by(let table):
            var names: Set<String> = [table.name]
            for row in table.rows { names.formUnion(row.choice.names) }
            if let otherwise = table.otherwise { names.formUnion(otherwise.names) }
            return names
        }
    }
}
