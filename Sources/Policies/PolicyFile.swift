public import Claims

/// Policies as a person writes them: YAML, described in `Docs/policies.md`.
public enum PolicyFile {
    /// Reads a policy.
    ///
    /// - Parameter text: the whole file.
    /// - Returns: the policy, with the line and column of every part that may later fail to price a bill.
    /// - Throws: all mistakes found, each with line, column and remedy.
    public static func parse(_ text: String) throws(Mistakes) -> Policy {
        try parseWithSamples(text).policy
    }

    /// Reads a policy and the sample bills that it gives under `samples`.
    static func parseWithSamples(_ text: String) throws(Mistakes) -> (policy: Policy, samples: [Sample]) {
        let tree = try Tree.read(text)
        let reader = PolicyReader()
        let policy = reader.policy(tree)
        let samples = reader.samples(tree, funds: policy.stages.map(\.fund))
        return (try reader.reading.finished(policy), samples)
    }

    static let keys = [
        "policy", "title", "place", "source", "version", "note", "effective", "decidedBy", "yearStarts", "facts",
        "values", "classes", "firstSelfPay", "refuse", "stages", "caps", "account", "rounding", "samples",
    ]
}

extension PolicyReader {
    func policy(_ tree: Tree) -> Policy {
        guard case .mapping = tree.content else {
            reading.mistake(
                tree, "", "\(tree.kindName) stands where keys are expected",
                tree.lacksColon ?? "Begin with `policy: NAME`, and `stages:`.")
            return Policy(id: "", stages: [])
        }
        let fields = reading.fields(tree, "", known: PolicyFile.keys)
        if fields["policy"] == nil {
            reading.missing(fields, tree, "the policy has no name", "Begin with `policy: NAME`.")
        }
        fields.read("facts", readFacts)
        let funds = fundNames(fields)
        fields.read("values") { tree, path in readValues(tree, path, funds: funds) }
        var policy = Policy(id: fields.read("policy", reading.text) ?? "", stages: [])
        policy.facts = facts
        policy.values = values
        policy.title = fields.read("title", reading.text) ?? ""
        policy.place = fields.read("place", reading.text) ?? ""
        policy.version = fields.read("version", reading.text) ?? ""
        policy.source = fields.read("source", source) ?? ""
        fields.read("effective") { tree, path in readEffective(tree, path, into: &policy) }
        policy.decidingDay = fields.read("decidedBy", reading.word) ?? .discharge
        policy.yearStart = fields.read("yearStarts", yearStart) ?? policy.yearStart
        fields.read("classes") { tree, path in readClasses(tree, path, into: &policy) }
        policy.firstSelfPay = fields.read("firstSelfPay", firstSelfPay)
        policy.refusals = fields.read("refuse", refusals) ?? []
        policy.caps =
            fields.read("caps") { tree, path in caps(tree, path, breakdownScope, forAll: true) } ?? Policy.Caps()
        policy.stages = stages(fields, tree)
        policy.account = fields.read("account") { tree, path in
            value(tree, path, .amount, stageScope(after: funds))
        }
        policy.rounding = fields.read("rounding", rounding) ?? Policy.Rounding()
        return policy
    }

    /// The funds of all stages, read ahead because values may name them.
    private func fundNames(_ fields: Fields) -> [String] {
        guard let tree = fields["stages"], case .sequence(let parts) = tree.content else { return [] }
        return parts.compactMap { part in
            guard case .scalar(let name, _)? = part.value(of: "fund")?.content else { return nil }
            return name
        }
    }

    /// A text, or a map whose texts are kept as `key: text`.
    private func source(_ tree: Tree, _ path: String) -> String? {
        switch tree.content {
        case .scalar: return reading.text(tree, path)
        case .mapping(let pairs):
            return pairs.compactMap { pair in
                reading.text(pair.value, "\(path).\(pair.key)").map { "\(pair.key): \($0)" }
            }.joined(separator: "; ")
        case .sequence(let parts):
            return parts.compactMap { source($0, path) }.joined(separator: "; ")
        }
    }

    private func readEffective(_ tree: Tree, _ path: String, into policy: inout Policy) {
        let fields = reading.fields(tree, path, known: ["from", "to"])
        policy.effectiveFrom = fields.read("from", reading.day)
        policy.effectiveTo = fields.read("to", reading.day)
        if let from = policy.effectiveFrom, let to = policy.effectiveTo, to < from {
            reading.mistake(tree, path, "the last day \(to) is before the first \(from)", "Correct the dates.")
        }
    }

    private func yearStart(_ tree: Tree, _ path: String) -> Policy.YearStart? {
        guard let text = reading.text(tree, path) else { return nil }
        guard let day = Policy.Day("2023-" + text) else {
            reading.mistake(tree, path, "\"\(text)\" is not a day of the year", "Write month and day as 01-01.")
            return nil
        }
        return Policy.YearStart(month: day.month, day: day.day)
    }

    private enum RoundingLevel: String, CaseIterable { case end, stage, step, line }

    private func rounding(_ tree: Tree, _ path: String) -> Policy.Rounding? {
        var rounding = Policy.Rounding()
        func level(_ tree: Tree, _ path: String) -> Policy.Rounding.Level? {
            guard let level: RoundingLevel = reading.word(tree, path) else { return nil }
            return switch level {
            case .end: .end
            case .stage: .stage
            case .step: .step
            case .line: .line
            }
        }
        if case .scalar = tree.content {
            rounding.level = level(tree, path) ?? .end
            return rounding
        }
        let fields = reading.fields(tree, path, known: ["at", "mode", "to", "clause", "note"])
        rounding.level = fields.read("at", level) ?? .end
        rounding.mode = fields.read("mode", reading.word) ?? .halfUp
        rounding.unit = fields.read("to", reading.word) ?? .fen
        return rounding
    }

    // MARK: Facts and values

    private func readFacts(_ tree: Tree, _ path: String) -> Void? {
        guard case .mapping(let pairs) = tree.content else {
            _ = reading.fields(tree, path, known: ["NAME"])
            return nil
        }
        for pair in pairs {
            let inner = "\(path).\(pair.key)"
            let isBuiltIn = Policy.factNames.contains(pair.key)
            if !isBuiltIn, !isFree(pair.key, at: pair.place, inner) { continue }
            guard let fact = fact(pair.value, inner) else { continue }
            if isBuiltIn, fact.isNumber != Policy.numericFactNames.contains(pair.key), fact.values.isEmpty {
                reading.mistake(
                    pair.place, inner, "\(pair.key) is \(fact.isNumber ? "a text" : "a number")",
                    "List its values, or leave it out.")
            }
            facts[pair.key] = fact
        }
        return ()
    }

    private func fact(_ tree: Tree, _ path: String) -> Policy.FactDeclaration? {
        var fact = Policy.FactDeclaration(place: tree.place)
        func read(_ tree: Tree, _ path: String) {
            switch tree.content {
            case .sequence(let parts): fact.values = parts.compactMap { reading.text($0, path) }
            case .scalar(let text, _) where Policy.normalised(text) == "number": fact.isNumber = true
            case .scalar(let text, _) where Policy.normalised(text) == "text": break
            default:
                reading.mistake(
                    tree, path, "\(tree.kindName) stands where the values of a fact are expected",
                    "Write `number`, `text`, or a list of values.")
            }
        }
        guard case .mapping = tree.content else {
            read(tree, path)
            return fact
        }
        let fields = reading.fields(tree, path, known: ["values", "default", "note"])
        fields.read("values", read)
        fact.standard = fields.read("default", reading.text)
        if let standard = fact.standard, let tree = fields["default"] {
            if fact.isNumber, Exact(decimal: standard) == nil {
                reading.mistake(tree, fields.path("default"), "\"\(standard)\" is not a number", "Write a number.")
            }
            if !fact.values.isEmpty,
                !fact.values.contains(where: { Policy.normalised($0) == Policy.normalised(standard) })
            {
                reading.mistake(
                    tree, fields.path("default"), "\"\(standard)\" is not among the values",
                    Suggestion.remedy(for: standard, among: fact.values))
            }
        }
        return fact
    }

    private func readValues(_ tree: Tree, _ path: String, funds: [String]) -> Void? {
        guard case .mapping(let pairs) = tree.content else {
            _ = reading.fields(tree, path, known: ["NAME"])
            return nil
        }
        // Values may use each other in any order: all names first, then all formulas.
        let free = pairs.filter { isFree($0.key, at: $0.place, "\(path).\($0.key)") }
        let names = free.map(\.key)
        var scope = stageScope(after: funds).adding(names).adding(Policy.itemNames).adding([Policy.baseName])
        scope.names.formUnion(Policy.afterStageNames)
        var read: [String: Policy.Value] = [:]
        for pair in free {
            if facts[pair.key] != nil || funds.contains(pair.key) {
                reading.mistake(
                    pair.place, "\(path).\(pair.key)", "\"\(pair.key)\" is a fact or a fund already",
                    "Take another name.")
            }
            read[pair.key] = value(pair.value, "\(path).\(pair.key)", .number, scope)
        }
        values = read
        for pair in free where isCircular(pair.key) {
            reading.mistake(
                pair.place, "\(path).\(pair.key)", "the value leads back to itself",
                "Write values so that none uses itself.")
            values[pair.key] = nil
        }
        return ()
    }

    /// Whether a name may be given by the policy.
    func isFree(_ name: String, at place: Policy.Place, _ path: String) -> Bool {
        if Policy.builtInNames.contains(name) {
            reading.mistake(place, path, "\"\(name)\" means something already", "Take another name.")
            return false
        }
        guard Policy.Formula.isName(name) else {
            reading.mistake(
                place, path, "\"\(name)\" cannot be a name",
                "A name is letters, digits and _, beginning with a letter: averageWage.")
            return false
        }
        return true
    }
}
