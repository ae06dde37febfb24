import Claims

extension PolicyReader {
    static let stageKeys = [
        "fund", "title", "clause", "note", "when", "base", "deductible", "bands", "rate", "personalRate", "bandsStart",
        "per", "counts", "personalFactor", "points", "factor", "atLeast", "caps",
    ]

    func stages(_ fields: Fields, _ tree: Tree) -> [Policy.Stage] {
        guard let list = fields["stages"] else {
            reading.missing(
                fields, tree, "the policy has no stages", "Write `stages:` and at least one stage below it.")
            return []
        }
        let parts = reading.list(list, fields.path("stages"))
        if parts.isEmpty, list.isEmpty {
            reading.mistake(
                list, "stages", "the policy has no stages", "Write at least one stage: `- fund: pooledFund`.")
        }
        var stages: [Policy.Stage] = []
        var funds: [String] = []
        for (index, part) in parts.enumerated() {
            let stage = stage(part, "stages[\(index + 1)]", after: funds)
            stages.append(stage)
            funds.append(stage.fund)
        }
        return stages
    }

    private func stage(_ tree: Tree, _ path: String, after funds: [String]) -> Policy.Stage {
        let fields = reading.fields(tree, path, known: Self.stageKeys)
        let isFirst = funds.isEmpty
        let start = stageScope(after: funds)
        let scope = start.adding([Policy.baseName])
        let inBands = scope.adding(["deductible"])
        var stage = Policy.Stage(fund: fund(fields, tree), bands: .always([]), place: tree.place)
        stage.title = fields.read("title", reading.text) ?? ""
        stage.clause = fields.read("clause", reading.text) ?? ""
        stage.condition = fields.read("when") { tree, path in condition(tree, path, start) } ?? .always
        stage.base = fields.read("base") { tree, path in value(tree, path, .amount, start) }
        // Stages of the first stage's fund are often alternatives to it, as one for outpatients.
        let isOfFirstFund = isFirst || stage.fund == funds.first
        stage.per = fields.read("per", reading.word) ?? (isOfFirstFund ? .stay : .year)
        stage.counts = fields.read("counts", counts)
        stage.bandsStart = fields.read("bandsStart", reading.word) ?? .atZero
        stage.deductible = fields.read("deductible") { tree, path in
            deductible(tree, path, scope, per: isOfFirstFund ? .stay : stage.per)
        }
        stage.bands = bands(fields, tree, inBands)
        stage.personalFactor = fields.read("personalFactor") { tree, path in value(tree, path, .factor, inBands) }
        stage.points = fields.read("points") { tree, path in value(tree, path, .points, inBands) }
        stage.factor = fields.read("factor") { tree, path in value(tree, path, .factor, inBands) }
        stage.atLeast = fields.read("atLeast") { tree, path in value(tree, path, .amount, inBands) }
        stage.caps = fields.read("caps") { tree, path in caps(tree, path, inBands, forAll: false) } ?? Policy.Caps()
        return stage
    }

    /// Which earlier settlements count: `all`, or those with certain facts.
    private func counts(_ tree: Tree, _ path: String) -> Policy.Condition? {
        if case .scalar(let text, _) = tree.content, Policy.normalised(text) == "all" { return .always }
        return condition(tree, path, earlierScope)
    }

    private func fund(_ fields: Fields, _ tree: Tree) -> String {
        guard let fund = fields["fund"] else {
            reading.missing(
                fields, tree, "the stage does not say which fund pays",
                "Write `fund: pooledFund`, `fund: majorIllness`, or the name of another fund.")
            return ""
        }
        guard let name = reading.text(fund, fields.path("fund")) else { return "" }
        return isFree(name, at: fund.place, fields.path("fund")) ? name : ""
    }

    // MARK: Deductible

    private func deductible(
        _ tree: Tree, _ path: String, _ scope: Scope, per standard: Policy.Period
    ) -> Policy.Deductible? {
        guard case .mapping = tree.content, tree.value(of: "by") == nil else {
            return value(tree, path, .amount, scope).map { Policy.Deductible($0, per: standard) }
        }
        let known = ["value", "per", "againAfterDays", "again", "clause", "note"]
        if case .mapping(let pairs) = tree.content, !pairs.isEmpty,
            pairs.allSatisfy({ key in
                Suggestion.nearest(to: key.key, of: known) == nil
            })
        {
            reading.mistake(
                tree, path,
                "a map of \(pairs.map { "\"\($0.key)\"" }.joined(separator: ", ")) stands where a number is expected",
                "Say what chooses: {by: level, 1: 300, 2: 400}; or write {value: 300, per: year}.")
            return nil
        }
        let fields = reading.fields(tree, path, known: known)
        guard let first = fields["value"] else {
            reading.missing(
                fields, tree, "the deductible has no value", "Write `value: AMOUNT`, or a choice with `by`.")
            return nil
        }
        guard let value = value(first, fields.path("value"), .amount, scope) else { return nil }
        var deductible = Policy.Deductible(value, per: fields.read("per", reading.word) ?? standard)
        deductible.againAfterDays = fields.read("againAfterDays") { tree, path in
            self.value(tree, path, .number, scope)
        }
        deductible.again = fields.read("again") { tree, path in self.value(tree, path, .amount, scope) }
        deductible.clause = fields.read("clause", reading.text) ?? ""
        if deductible.again != nil, deductible.againAfterDays == nil {
            reading.mistake(tree, path, "\"again\" stands without \"againAfterDays\"", "Write `againAfterDays: 90`.")
        }
        return deductible
    }

    // MARK: Bands

    private func bands(_ fields: Fields, _ tree: Tree, _ scope: Scope) -> Policy.Choice<[Policy.Band]> {
        let given = ["bands", "rate", "personalRate"].filter { fields[$0] != nil }
        guard let key = given.first, given.count == 1, let tree = fields[key] else {
            let remedy = "Write one of `rate`, `personalRate` or `bands`."
            if given.isEmpty {
                reading.missing(fields, tree, "the stage has no rate", remedy)
            } else {
                reading.mistake(tree, fields.path, "the stage has \(given.joined(separator: " and "))", remedy)
            }
            return .always([])
        }
        let path = fields.path(key)
        guard key == "bands" else {
            // One rate for all is one band without end.
            guard let rate = value(tree, path, .rate, scope) else { return .always([]) }
            return .always([Policy.Band(rate: rate, isPersonalRate: key == "personalRate", place: tree.place)])
        }
        return choice(tree, path, scope) { tree, path in bandList(tree, path, scope) } ?? .always([])
    }

    private func bandList(_ tree: Tree, _ path: String, _ scope: Scope) -> [Policy.Band]? {
        let parts = reading.list(tree, path)
        if parts.isEmpty, tree.isEmpty {
            reading.mistake(tree, path, "there are no bands", "Write at least one: `- {from: 0, rate: 80%}`.")
        }
        var bands: [Policy.Band] = []
        var edge: Exact?
        for (index, part) in parts.enumerated() {
            let inner = "\(path)[\(index + 1)]"
            let fields = reading.fields(
                part, inner, known: ["from", "to", "rate", "personalRate", "clause", "note"])
            let rates = ["rate", "personalRate"].filter { fields[$0] != nil }
            guard let key = rates.first, rates.count == 1 else {
                let remedy = "Write `rate` (the fund's) or `personalRate`."
                if rates.isEmpty {
                    reading.missing(fields, part, "the band has no rate", remedy)
                } else {
                    reading.mistake(part, inner, "the band has two rates", remedy)
                }
                edge = nil
                continue
            }
            let from = fields.read("from") { tree, path in value(tree, path, .amount, scope) }
            let to = fields.read("to") { tree, path in value(tree, path, .amount, scope) }
            let rate = fields.read(key) { tree, path in value(tree, path, .rate, scope) }
            checkEdges(from, to, &edge, fields, part, isFirst: index == 0, isLast: index == parts.count - 1)
            guard let rate else { continue }
            bands.append(
                Policy.Band(
                    from: from, to: to, rate: rate, isPersonalRate: key == "personalRate",
                    clause: fields.read("clause", reading.text) ?? "", place: part.place))
        }
        return bands
    }

    /// Bands follow each other without gap. Edges that are plain numbers are checked here, others when a bill is
    /// priced.
    private func checkEdges(
        _ from: Policy.Value?, _ to: Policy.Value?, _ edge: inout Exact?, _ fields: Fields, _ tree: Tree, isFirst: Bool,
        isLast: Bool
    ) {
        if let from, !isFirst, let begins = from.literal, let known = edge, begins != known {
            reading.mistake(
                fields["from"] ?? tree, fields.path("from"),
                "the band begins at \(begins.amountText), and \(known.amountText) is where it must begin",
                "Bands follow each other from 0 without gap; a part that is not paid has the rate 0%.")
        }
        // The first band may begin where a deductible ends; without `from` it begins at zero.
        let begins = from.map(\.literal) ?? (isFirst ? .zero : edge)
        if let to {
            if let ends = to.literal, let begins, ends <= begins {
                reading.mistake(
                    fields["to"] ?? tree, fields.path("to"),
                    "the band ends at \(ends.amountText), not after its beginning \(begins.amountText)",
                    "Correct `from` or `to`.")
            }
            edge = to.literal
        } else {
            if !isLast {
                reading.mistake(tree, fields.path, "the band has no end, and another one follows", "Write `to`.")
            }
            edge = nil
        }
    }

    // MARK: Caps

    func caps(_ tree: Tree, _ path: String, _ scope: Scope, forAll: Bool) -> Policy.Caps {
        let known = Self.capKeys.filter { !forAll || $0.key.hasPrefix("fund") }
        let fields = reading.fields(tree, path, known: known.map(\.key) + ["clause", "note"])
        var caps = Policy.Caps(clause: fields.read("clause", reading.text) ?? "", place: tree.place)
        for (key, period) in known {
            let cap = fields.read(key) { tree, path in value(tree, path, .amount, scope) }
            if key.hasPrefix("fund") { caps.fund[period] = cap } else { caps.eligible[period] = cap }
        }
        return caps
    }

    /// `fundPerStay`, `eligiblePerMonth` and so on, each with its period.
    static let capKeys: [(key: String, period: Policy.Period)] = ["fund", "eligible"].flatMap { what in
        Policy.Period.allCases.map { ("\(what)Per\($0.rawValue.prefix(1).uppercased())\($0.rawValue.dropFirst())", $0) }
    }
}

extension Policy.Choice where Leaf == Policy.Formula {
    /// The number, where it is one and the same for all cases.
    var literal: Exact? {
        guard case .always(let formula) = self else { return nil }
        return formula.literal?.number
    }
}
