import Claims
import ClaimsLedger
import Measuring

/// Prices a bill of many lines: item classes with ceilings and first self-pay, a deductible by level and stay, three bands, points off
/// the rate off-site, and major illness after it, with a year of history.
enum SettleBill {
    static func run(_ arguments: Arguments) throws -> Measured {
        let policy = try policy()
        let bill = bill(lines: try arguments.number("lines"))
        let history = history()
        var latencies = Latencies()
        var paid: Int64 = 0
        let bills = try arguments.number("entries")
        // Once before, so that no page is touched for the first time under the clock.
        let expected = try settle(bill, policy: policy, history: history)
        var measurement = try Measured("settle") {
            for _ in 0..<bills {
                paid &+= try latencies.time { try settle(bill, policy: policy, history: history) }.fundTotal
            }
            return bills
        }
        guard expected.fundTotal > 0, paid == expected.fundTotal * Int64(bills),
            expected.lines.count == bill.lines.count
        else { throw Misuse(message: "the settlements add up to \(paid)") }
        measurement.figures = latencies.figures
        return measurement
    }

    /// The same from the texts that a person writes, with every mistake looked for.
    static func texts(_ arguments: Arguments) throws -> Measured {
        let bill = billText(lines: try arguments.number("lines"))
        var latencies = Latencies()
        var paid: Int64 = 0
        let bills = try arguments.number("entries")
        let expected = try settle(policy: policyText, bill: bill)
        var measurement = try Measured("settle-texts") {
            for _ in 0..<bills {
                paid &+= try latencies.time { try settle(policy: policyText, bill: bill) }.fundTotal
            }
            return bills
        }
        // A bill of one line may lie below the deductible.
        guard expected.total > 0, paid == expected.fundTotal * Int64(bills) else {
            throw Misuse(message: "the settlements add up to \(paid)")
        }
        measurement.figures = latencies.figures
        return measurement
    }

    private static func policy() throws -> Policy {
        func value(_ text: String) throws -> Policy.Value { .always(try Policy.Formula(parsing: text)) }
        func by(_ name: String, _ rows: KeyValuePairs<String, String>) throws -> Policy.Value {
            .by(
                Policy.Table(
                    by: name, rows: try rows.map { Policy.Table.Row([Policy.Key($0.key)], try value($0.value)) }))
        }
        func bands(_ bands: (to: String?, rate: String)...) throws -> Policy.Choice<[Policy.Band]> {
            .always(try bands.map { Policy.Band(to: try $0.to.map(value), rate: try value($0.rate)) })
        }
        return Policy(
            id: "bench",
            classes: [
                "a": Policy.ItemClass(name: "A"),
                "b": Policy.ItemClass(name: "B", firstSelfPay: try value("10%")),
                "c": Policy.ItemClass(name: "C", excluded: .always),
                "bed": Policy.ItemClass(name: "bed", ceiling: try value("50")),
                "material": Policy.ItemClass(
                    name: "material",
                    firstSelfPay: try by("price", ["0-1000": "10%", "1000-5000": "20%", "5000+": "30%"])),
            ],
            stages: [
                Policy.Stage(
                    fund: Policy.pooledFund,
                    deductible: Policy.Deductible(try by("level", ["1": "200", "2": "400", "3": "800"])),
                    bands: try bands(("10000", "80%"), ("30000", "85%"), (nil, "90%")),
                    points: try by("offSite", ["local": "0%", "referral": "-5%"]),
                    caps: Policy.Caps(fundPerYear: try value("6 × 80000"))),
                Policy.Stage(
                    fund: Policy.majorIllness, deductible: Policy.Deductible(try value("10000"), per: .year),
                    bands: try bands(("30000", "60%"), (nil, "70%")), per: .year),
            ])
    }

    private static let names = ["A", "B", "C", "bed", "material"]

    private static func amount(_ line: Int) -> Int64 { Int64(line * 7919 % 200_000 + 101) }

    private static func bill(lines: Int) -> Bill {
        Bill(
            lines: (0..<lines).map {
                Bill.Line(name: "item \($0)", itemClass: names[$0 % 5], amount: amount($0), quantity: Exact($0 % 7 + 1))
            }, level: "3", offSite: "referral", discharged: Policy.Day(year: 2025, month: 5, day: 20))
    }

    private static func history() -> BenefitHistory {
        BenefitHistory(
            (1...12).map {
                BenefitHistory.Past(
                    day: Policy.Day(year: 2025, month: 1, day: $0), inScope: 500_000, deductible: 80_000,
                    paid: [Policy.pooledFund: 330_000])
            })
    }

    private static let policyText = """
        policy: bench
        classes:
          A:
          B: {firstSelfPay: 10%}
          C: {excluded: yes}
          bed: {ceiling: 50}
          material: {firstSelfPay: {by: price, 0-1000: 10%, 1000-5000: 20%, else: 30%}}
        stages:
          - fund: pooledFund
            deductible: {by: level, 1: 200, 2: 400, 3: 800}
            bands: [{to: 10000, rate: 80%}, {to: 30000, rate: 85%}, {rate: 90%}]
            points: {by: offSite, local: 0%, referral: -5%}
            caps: {fundPerYear: 6 × 80000}
          - fund: majorIllness
            deductible: 10000
            bands: [{to: 30000, rate: 60%}, {rate: 70%}]
        """

    private static func billText(lines: Int) -> String {
        var text = "level: 3\noffSite: referral\ndischarged: 2025-05-20\nlines:\n"
        for line in 0..<lines {
            text +=
                "  - {name: item \(line), class: \(names[line % 5]), amount: \(Exact(fen: amount(line)).amountText), "
            text += "quantity: \(line % 7 + 1)}\n"
        }
        return text
    }
}
