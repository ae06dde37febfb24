import Claims

extension PolicyReader {
    static let classKeys = [
        "excluded", "ceiling", "limit", "firstSelfPay", "rate", "personalRate", "clause", "note",
    ]

    func readClasses(_ tree: Tree, _ path: String, into policy: inout Policy) -> Void? {
        guard case .mapping(let pairs) = tree.content else {
            _ = reading.fields(tree, path, known: ["CLASS"])
            return nil
        }
        for pair in pairs {
            let name = Policy.normalised(pair.key)
            let itemClass = itemClass(pair.value, "\(path).\(pair.key)", named: pair.key, at: pair.place)
            if name == "else" {
                policy.otherClasses = itemClass
            } else if policy.classes.updateValue(itemClass, forKey: name) != nil {
                reading.mistake(pair.place, path, "the class \"\(pair.key)\" stands twice", "Keep one of them.")
            }
        }
        classNames = Set(policy.classes.keys)
        return ()
    }

    private func itemClass(_ tree: Tree, _ path: String, named name: String, at place: Policy.Place) -> Policy.ItemClass
    {
        let fields = reading.fields(tree, path, known: Self.classKeys)
        var itemClass = Policy.ItemClass(name: name, place: place)
        itemClass.excluded = fields.read("excluded", exclusion) ?? .never
        itemClass.ceiling = fields.read("ceiling") { tree, path in value(tree, path, .amount, itemScope) }
        itemClass.limit = fields.read("limit") { tree, path in value(tree, path, .amount, openingScope) }
        itemClass.firstSelfPay = fields.read("firstSelfPay") { tree, path in value(tree, path, .rate, itemScope) }
        itemClass.clause = fields.read("clause", reading.text) ?? ""
        if fields["rate"] != nil, fields["personalRate"] != nil {
            reading.mistake(tree, path, "the class has two rates", "Write `rate` (the fund's) or `personalRate`.")
        }
        for key in ["rate", "personalRate"] {
            guard let tree = fields[key] else { continue }
            itemClass.rate = value(tree, fields.path(key), .rate, openingScope)
            itemClass.isPersonalRate = key == "personalRate"
        }
        return itemClass
    }

    /// `yes`, `no`, or the condition under which the class is excluded.
    private func exclusion(_ tree: Tree, _ path: String) -> Policy.Condition? {
        if case .scalar = tree.content { return reading.flag(tree, path).map { $0 ? .always : .never } }
        return condition(tree, path, itemScope)
    }

    func firstSelfPay(_ tree: Tree, _ path: String) -> Policy.FirstSelfPay? {
        guard case .mapping = tree.content, tree.value(of: "by") == nil else {
            return value(tree, path, .rate, breakdownScope).map { Policy.FirstSelfPay(rate: $0, place: tree.place) }
        }
        let fields = reading.fields(tree, path, known: ["rate", "of", "clause", "note"])
        guard let rate = fields["rate"] else {
            reading.missing(fields, tree, "the first self-pay has no rate", "Write `rate: 10%`, or a choice with `by`.")
            return nil
        }
        return value(rate, fields.path("rate"), .rate, breakdownScope).map { rate in
            Policy.FirstSelfPay(
                rate: rate,
                of: fields.read("of") { tree, path in value(tree, path, .amount, breakdownScope) },
                clause: fields.read("clause", reading.text) ?? "", place: tree.place)
        }
    }

    func refusals(_ tree: Tree, _ path: String) -> [Policy.Refusal]? {
        var refusals: [Policy.Refusal] = []
        for (index, part) in reading.list(tree, path).enumerated() {
            let inner = "\(path)[\(index + 1)]"
            let fields = reading.fields(part, inner, known: ["when", "reason", "clause", "note"])
            let given = fields.read("when") { tree, path in condition(tree, path, breakdownScope) }
            if given == nil {
                reading.missing(fields, part, "the refusal has no condition", "Write `when: {filed: no}`.")
            }
            let reason = fields.read("reason", reading.text)
            if reason == nil {
                reading.missing(
                    fields, part, "the refusal has no reason", "Write `reason:` as the person is to read it.")
            }
            refusals.append(
                Policy.Refusal(
                    condition: given ?? .never, reason: reason ?? "",
                    clause: fields.read("clause", reading.text) ?? "", place: part.place))
        }
        return refusals
    }
}
