import Claims
import TransparencyLog

/// What the center publishes before the year begins: its policy, its settings of procedure, its catalogue.
enum Rules {
    /// After Examples/policies: deductibles by level and stay as Dalian's older table has them, rates by level and status, classes as in
    /// most municipal rules. The figures are this city's own.
    static let policy = """
        policy: city-employees
        version: "2025"
        title: The city's policy, treatment away from home
        facts:
          level: [1, 2, 3]
        classes:
          A: {clause: 第六条}
          B: {firstSelfPay: 10%, clause: 第七条}
          C: {excluded: yes, clause: 第八条}
        stages:
          - fund: pooledFund
            title: Pooled fund
            clause: 第九条
            deductible:
              by: stay
              1: {by: level, 1: 300, 2: 500, 3: 850}
              2+: {by: level, 1: 240, 2: 400, 3: 680}
            bands:
              - {from: 0, to: 10000, rate: {by: level, 1: 90%, 2: 88%, 3: 85%}}
              - {from: 10000, rate: {by: status, retiree: 92%, else: 90%}}
            caps: {fundPerYear: 300000}

        """

    static var published: PolicyPublished {
        var event = PolicyPublished()
        event.name = "city-employees"
        event.version = "2025"
        event.effectiveFrom = "2024-01-01"
        event.text = policy
        event.sha256 = Digest.sha256(Array(policy.utf8)).hex
        return event
    }

    /// What is settled directly: a stay has a deductible, a visit or a purchase a smaller one. Invented.
    static var direct: [PolicyPublished] {
        [("direct-stay", "Stays settled directly", 500, 85), ("direct-outpatient", "Visits settled directly", 10, 70)]
            .map {
                name, title, deductible, rate in
                let text = """
                    policy: \(name)
                    version: "2025"
                    title: \(title)
                    classes:
                      A: {clause: 第六条}
                      B: {firstSelfPay: 10%, clause: 第七条}
                      C: {excluded: yes, clause: 第八条}
                    stages:
                      - fund: pooledFund
                        title: Pooled fund
                        clause: 第九条
                        deductible: \(deductible)
                        bands:
                          - {from: 0, rate: \(rate)%}

                    """
                var event = PolicyPublished()
                event.name = name
                event.version = "2025"
                event.effectiveFrom = "2024-01-01"
                event.text = text
                event.sha256 = Digest.sha256(Array(text.utf8)).hex
                return event
            }
    }

    static var procedure: PolicyPublished {
        var event = PolicyPublished()
        event.name = "procedure"
        event.version = "2025"
        event.effectiveFrom = "2024-01-01"
        event.procedure.holidays = WorkCalendar.holidayDays.map(\.description)
        event.procedure.workingWeekendDays = WorkCalendar.workingWeekendDays
        return event
    }

    /// The arbiter counts the same working days.
    static var arbiterProcedure: PolicyPublished {
        var event = procedure
        event.name = "procedure"
        return event
    }

    private static func yuan(_ fen: Int64) -> String { "\(fen / 100).\(Number.text(Int(fen % 100), digits: 2))" }

    static var catalogue: CataloguePublished {
        var text = """
            catalogue: city
            title: The city's catalogue, invented
            version: "2025"
            effective: {from: 2024-01-01}
            items:

            """
        for good in Good.all {
            let share =
                switch good.itemClass {
                case .classA: "class: A"
                case .classB: "class: B, firstSelfPay: 10%"
                default: "class: C"
                }
            text += "  - {code: \(good.code), name: \(good.name), \(share), usual: \(yuan(good.usual))}\n"
        }
        var event = CataloguePublished()
        event.name = "city"
        event.version = "2025"
        event.effectiveFrom = "2024-01-01"
        event.text = text
        event.sha256 = Digest.sha256(Array(text.utf8)).hex
        event.items = UInt32(Good.all.count)
        return event
    }
}
