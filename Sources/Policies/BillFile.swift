public import Claims

/// Bills as a person writes them, in YAML (or JSON, which is YAML too).
public enum BillFile {
    /// Reads a bill.
    ///
    /// - Throws: all mistakes found, each with line, column and remedy.
    public static func parse(_ text: String) throws(Mistakes) -> Bill {
        let tree = try Tree.read(text)
        let reading = Reading()
        let bill = reading.bill(tree, "")
        return try reading.finished(bill)
    }

    static let keys = [
        "title", "note", "source", "total", "fullSelfPay", "overLimit", "firstSelfPay", "inScope", "classes", "classA",
        "classB", "classC", "lines", "rest", "account", "level", "status", "age", "stay", "offSite", "filed",
        "designated", "networked", "setting", "place", "admitted", "discharged", "facts",
    ]

    static let lineKeys = [
        "name", "class", "kind", "amount", "quantity", "ceiling", "firstSelfPayRate", "excluded", "date", "note",
    ]
}

/// What was settled before, as a person writes it.
public enum HistoryFile {
    /// Reads a history.
    ///
    /// - Throws: all mistakes found, each with line, column and remedy.
    public static func parse(_ text: String) throws(Mistakes) -> BenefitHistory {
        let tree = try Tree.read(text)
        let reading = Reading()
        let history = reading.history(tree, "")
        return try reading.finished(history)
    }

    static let keys = [
        "title", "note", "source", "stays", "date", "inScope", "deductible", "pooledFund", "majorIllness", "otherFunds",
        "bases", "level", "status", "age", "offSite", "filed", "designated", "networked", "setting", "place", "facts",
    ]
}

extension Reading {
    func bill(_ tree: Tree, _ path: String) -> Bill {
        let fields = fields(tree, path, known: BillFile.keys)
        var bill = Bill()
        bill.total = fields.read("total", amount)
        bill.fullSelfPay = fields.read("fullSelfPay", amount)
        bill.overLimit = fields.read("overLimit", amount)
        bill.firstSelfPay = fields.read("firstSelfPay", amount)
        bill.inScope = fields.read("inScope", amount)
        for (key, name) in [("classA", "A"), ("classB", "B"), ("classC", "C")] {
            if let sum = fields.read(key, amount) { bill.classes.append(Bill.ClassSum(name, sum)) }
        }
        fields.read("classes") { tree, path in
            for (name, amount) in amounts(tree, path) { bill.classes.append(Bill.ClassSum(name, amount)) }
        }
        bill.lines =
            fields.read("lines") { tree, path in
                list(tree, path).enumerated().compactMap { index, part in line(part, "\(path)[\(index + 1)]") }
            } ?? []
        bill.rest = fields.read("rest", text)
        bill.account = fields.read("account", amount)
        bill.level = fields.read("level", text)
        bill.status = fields.read("status", text)
        bill.age = fields.read("age") { tree, path in number(tree, path, in: 0...150) }
        bill.stay = fields.read("stay") { tree, path in number(tree, path, in: 1...9999) }
        bill.offSite = fields.read("offSite", offSite)
        bill.filed = fields.read("filed", flag)
        bill.designated = fields.read("designated", flag)
        bill.networked = fields.read("networked", flag)
        bill.setting = fields.read("setting", text)
        bill.place = fields.read("place", text)
        bill.admitted = fields.read("admitted", day)
        bill.discharged = fields.read("discharged", day)
        fields.read("facts") { tree, path in readFacts(tree, path, into: &bill.facts) }
        return bill
    }

    private func offSite(_ tree: Tree, _ path: String) -> String? {
        guard let written = text(tree, path) else { return nil }
        if let kind = Bill.offSiteKinds.first(where: { Policy.normalised($0) == Policy.normalised(written) }) {
            return kind
        }
        mistake(
            tree, path, "\"\(written)\" is not a kind of off-site treatment",
            Suggestion.remedy(for: written, among: Bill.offSiteKinds))
        return nil
    }

    private func readFacts(_ tree: Tree, _ path: String, into facts: inout [String: Policy.FactValue]) {
        guard case .mapping(let pairs) = tree.content else {
            _ = fields(tree, path, known: ["NAME"])
            return
        }
        for pair in pairs {
            let inner = "\(path).\(pair.key)"
            guard !Policy.builtInNames.contains(pair.key) else {
                mistake(
                    pair.place, inner, "\"\(pair.key)\" is not a fact of a policy's own", "Write it outside `facts`.")
                continue
            }
            if let text = text(pair.value, inner) { facts[pair.key] = Policy.FactValue(text) }
        }
    }

    private func line(_ tree: Tree, _ path: String) -> Bill.Line? {
        let fields = fields(tree, path, known: BillFile.lineKeys)
        guard let sum = fields["amount"] else {
            missing(fields, tree, "the line has no amount", "Write `amount: 12.50`.")
            return nil
        }
        guard let amount = amount(sum, fields.path("amount")) else { return nil }
        var line = Bill.Line(amount: amount)
        line.name = fields.read("name", text) ?? ""
        line.itemClass = fields.read("class", text)
        line.kind = fields.read("kind", text)
        line.ceiling = fields.read("ceiling", self.amount)
        line.excluded = fields.read("excluded", text)
        line.day = fields.read("date", day)
        line.quantity = fields.read("quantity", quantity) ?? .one
        line.firstSelfPay = fields.read("firstSelfPayRate", rate)
        return line
    }

    private func quantity(_ tree: Tree, _ path: String) -> Exact? {
        guard let text = text(tree, path) else { return nil }
        guard let number = Exact(decimal: text) else {
            mistake(
                tree, path, "\"\(text)\" is not a number",
                WritingHint.remedy(for: text) ?? "Write digits, with a point for decimals.")
            return nil
        }
        guard number > .zero else {
            mistake(tree, path, "the quantity is \(text)", "Write a number above zero, or leave the line out.")
            return nil
        }
        return number
    }

    private func rate(_ tree: Tree, _ path: String) -> Exact? {
        guard let text = text(tree, path) else { return nil }
        if let literal = try? Policy.Formula(parsing: text).literal, literal.number <= .one, !literal.number.isNegative
        {
            return literal.number
        }
        mistake(tree, path, "\"\(text)\" is not a rate", "Write 10% or 0.1.")
        return nil
    }

    /// A map of names and amounts.
    func amounts(_ tree: Tree, _ path: String) -> [(String, Int64)] {
        guard case .mapping(let pairs) = tree.content else {
            _ = fields(tree, path, known: ["NAME"])
            return []
        }
        return pairs.compactMap { pair in
            amount(pair.value, "\(path).\(pair.key)").map { (pair.key, $0) }
        }
    }

    // MARK: History

    func history(_ tree: Tree, _ path: String) -> BenefitHistory {
        // Sums of the year, or a list of settlements below `past`.
        guard let past = tree.value(of: "past") else {
            return BenefitHistory([self.past(tree, path, standardStays: 0)])
        }
        let fields = fields(tree, path, known: ["past", "title", "note", "source"])
        return BenefitHistory(
            list(past, fields.path("past")).enumerated().map { index, part in
                self.past(part, "\(fields.path("past"))[\(index + 1)]", standardStays: 1)
            })
    }

    private func past(_ tree: Tree, _ path: String, standardStays: Int) -> BenefitHistory.Past {
        let fields = fields(tree, path, known: HistoryFile.keys)
        var past = BenefitHistory.Past(
            stays: fields.read("stays") { tree, path in number(tree, path, in: 0...9999) } ?? standardStays)
        past.day = fields.read("date", day)
        past.inScope = fields.read("inScope", amount) ?? 0
        past.deductible = fields.read("deductible", amount) ?? 0
        for fund in [Policy.pooledFund, Policy.majorIllness] { past.paid[fund] = fields.read(fund, amount) }
        fields.read("otherFunds") { tree, path in
            for (name, amount) in amounts(tree, path) { past.paid[name] = amount }
        }
        fields.read("bases") { tree, path in
            for (name, amount) in amounts(tree, path) { past.bases[name] = amount }
        }
        for (name, read) in [
            ("level", text), ("status", text), ("setting", text), ("place", text), ("offSite", offSite),
            ("age", { tree, path in self.number(tree, path, in: 0...150).map(String.init) }),
        ] as [(String, (Tree, String) -> String?)] {
            past.facts[name] = fields.read(name, read).map { Policy.FactValue($0) }
        }
        for name in ["filed", "designated", "networked"] {
            past.facts[name] = fields.read(name, flag).map { Policy.FactValue($0 ? "yes" : "no") }
        }
        fields.read("facts") { tree, path in readFacts(tree, path, into: &past.facts) }
        return past
    }
}
