import Claims

/// Bills of usual sizes for every kind of case that a policy distinguishes: each level, status, age group and so on
/// that stands as a key in one of its choices.
struct SampleBills {
    /// The most kinds of case: more than these would not be read by anybody.
    static let mostCases = 32
    /// In scope, in fen: an ordinary stay, a long one, a grave illness.
    static let amounts: [Int64] = [500_000, 3_000_000, 20_000_000]

    private(set) var samples: [Sample] = []
    /// One item of a thousand yuan of each item class, in the first kind of case.
    private(set) var ofClasses: [Sample] = []

    /// The values to try, by fact, in the order in which the policy names them.
    private var facts: [(name: String, values: [String])] = []

    /// - Parameter given: samples of the policy's own text, whose facts fill in what no choice names.
    init(_ policy: Policy, given: [Sample] = []) {
        collect(policy)
        var stated: [String: Policy.FactValue] = [:]
        for sample in given { stated.merge(sample.bill.facts) { first, _ in first } }
        let day = policy.effectiveFrom ?? policy.effectiveTo ?? Policy.Day(year: 2024, month: 1, day: 1)
        let cases = Self.combinations(facts)
        for itemClass in policy.classes.values.sorted(by: { $0.name < $1.name }) {
            var bill = Bill(classes: [Bill.ClassSum(itemClass.name, 100_000)], facts: stated)
            bill.admitted = day
            bill.discharged = day
            for (name, value) in cases.first?.values ?? [] { bill.state(name, value, after: day) }
            ofClasses.append(Sample(title: itemClass.name, bill: bill))
        }
        for (title, values) in cases {
            for amount in Self.amounts {
                var bill = Bill(inScope: amount, facts: stated)
                bill.admitted = day
                bill.discharged = day
                for (name, value) in values { bill.state(name, value, after: day) }
                let yuan = Exact(fen: amount).amountText
                samples.append(Sample(title: title.isEmpty ? yuan : "\(title): \(yuan)", bill: bill))
            }
        }
    }

    // MARK: Which facts

    private mutating func collect(_ policy: Policy) {
        for name in ["level", "status", "offSite", "filed", "designated", "age", "stay"] { facts.append((name, [])) }
        for itemClass in policy.classes.values.sorted(by: { $0.name < $1.name }) {
            add(itemClass.rate)
            add(itemClass.limit)
        }
        add(policy.firstSelfPay?.rate)
        add(policy.firstSelfPay?.of)
        for refusal in policy.refusals { add(refusal.condition) }
        for stage in policy.stages { add(stage) }
        add(policy.account)
        add(policy.caps)
        for name in policy.values.keys.sorted() { add(policy.values[name]) }
        for (name, fact) in policy.facts {
            guard let index = facts.firstIndex(where: { $0.name == name }) else { continue }
            if let standard = fact.standard, !facts[index].values.contains(standard) {
                facts[index].values.insert(standard, at: 0)
            }
        }
        facts.removeAll(where: \.values.isEmpty)
    }

    private mutating func add(_ stage: Policy.Stage) {
        add(stage.condition)
        for value in [
            stage.base, stage.deductible?.value, stage.deductible?.again, stage.deductible?.againAfterDays,
            stage.personalFactor, stage.points, stage.factor, stage.atLeast,
        ] { add(value) }
        add(stage.caps)
        add(stage.bands)
    }

    private mutating func add(_ bands: Policy.Choice<[Policy.Band]>) {
        switch bands {
        case .always(let list):
            for band in list {
                add(band.from)
                add(band.to)
                add(band.rate)
            }
        case .by(let table):
            addKeys(of: table)
            for row in table.rows { add(row.choice) }
            if let otherwise = table.otherwise { add(otherwise) }
        }
    }

    private mutating func add(_ caps: Policy.Caps) {
        for period in Policy.Period.allCases {
            add(caps.fund[period])
            add(caps.eligible[period])
        }
    }

    private mutating func add(_ condition: Policy.Condition) {
        for test in condition.tests {
            add(test.name, test.keys)
            addOpposite(of: test.name)
        }
    }

    private mutating func add(_ value: Policy.Value?) {
        switch value {
        case nil: break
        case .always(let formula):
            for name in formula.names where name == "age" || name == "days" { add(name, [Policy.Key("40")]) }
        case .by(let table):
            addKeys(of: table)
            for row in table.rows { add(row.choice) }
            add(table.otherwise)
        }
    }

    private mutating func addKeys<Leaf>(of table: Policy.Table<Leaf>) {
        add(table.name, table.rows.flatMap(\.keys))
        if table.otherwise != nil { addOpposite(of: table.name) }
    }

    /// What the rows leave to `else`, or a condition to its contrary, is a case too, where it can be named.
    private mutating func addOpposite(of name: String) {
        switch name {
        case "offSite": add("offSite", [Policy.Key("local")])
        case "setting": add("setting", [Policy.Key("inpatient")])
        case "filed", "designated", "networked": add(name, [Policy.Key("yes"), Policy.Key("no")])
        case "age": add("age", [Policy.Key("40")])
        case "stay": add("stay", [Policy.Key("1")])
        default: break
        }
    }

    private mutating func add(_ name: String, _ keys: [Policy.Key]) {
        // Amounts vary with the bill itself, and items do not occur in these bills.
        guard !Policy.itemNames.contains(name), !Policy.openingNames.contains(name),
            !Policy.breakdownNames.contains(name), name != "year", name != "month"
        else { return }
        let index: Int
        if let known = facts.firstIndex(where: { $0.name == name }) {
            index = known
        } else {
            index = facts.count
            facts.append((name, []))
        }
        for key in keys {
            let value = key.sample?.decimalText ?? key.description
            if !facts[index].values.contains(value) { facts[index].values.append(value) }
        }
    }

    // MARK: Cases

    /// All combinations, and where they are too many each value at least once.
    private static func combinations(
        _ facts: [(name: String, values: [String])]
    ) -> [(title: String, values: [(String, String)])] {
        var count = 1
        for fact in facts { count = min(mostCases + 1, count * fact.values.count) }
        let wanted = count <= mostCases ? count : min(mostCases, facts.map(\.values.count).reduce(1, +))
        var titles: Set<String> = []
        return (0..<wanted).compactMap { number in
            var rest = number
            var values: [(String, String)] = []
            // Written as a number whose digits are the choices; where they are too many, only one digit moves.
            for fact in facts {
                let choice: Int
                if count <= mostCases {
                    choice = rest % fact.values.count
                    rest /= fact.values.count
                } else {
                    choice = rest >= 0 && rest < fact.values.count ? rest : 0
                    rest -= fact.values.count
                }
                values.append((fact.name, fact.values[choice]))
            }
            let title = values.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
            return titles.insert(title).inserted ? (title, values) : nil
        }
    }
}

extension Bill {
    /// States a fact by its name.
    fileprivate mutating func state(_ name: String, _ value: String, after day: Policy.Day?) {
        let number = Int(value)
        switch name {
        case "level": level = value
        case "status": status = value
        case "age": age = number
        case "stay": stay = number
        case "offSite": offSite = value
        case "filed": filed = value == "yes"
        case "designated": designated = value == "yes"
        case "networked": networked = value == "yes"
        case "setting": setting = value
        case "place": place = value
        case "days": discharged = day?.adding(days: min(3650, number ?? 0))
        default: facts[name] = Policy.FactValue(value)
        }
    }
}
