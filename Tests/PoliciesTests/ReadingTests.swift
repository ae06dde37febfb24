import Claims
import Testing

@testable import Policies

@Suite("Reading bills, histories and policies")
struct ReadingTests {
    @Test("Every key of a bill is read.")
    func bill() throws {
        let bill = try BillFile.parse(
            """
            title: a case
            total: 46183.26
            fullSelfPay: 1
            overLimit: 2.5
            firstSelfPay: 3.25
            classA: 10.00
            classes: {B: 20.00, imported joints: 30}
            lines:
              - {name: bed, class: bed, kind: nursing, amount: 40.00, quantity: 2.5, ceiling: 15.00,
                 firstSelfPayRate: 12.5%, date: 2024-02-29}
              - {amount: 7, excluded: work injury}
            rest: A
            account: 500
            level: special 3
            status: retiree
            age: 70
            stay: 2
            offSite: longterm
            filed: yes
            designated: no
            networked: true
            setting: outpatient
            place: Dalian
            admitted: 2024-02-01
            discharged: 2024-03-01
            facts: {poor: yes, years: 12.5}
            """)
        var expected = Bill(
            total: 4_618_326, fullSelfPay: 100, overLimit: 250, firstSelfPay: 325,
            classes: [.init("A", 1000), .init("B", 2000), .init("imported joints", 3000)],
            lines: [
                Bill.Line(
                    name: "bed", itemClass: "bed", kind: "nursing", amount: 4000, quantity: try Exact(5, over: 2),
                    ceiling: 1500, firstSelfPay: try Exact(1, over: 8), day: Policy.Day("2024-02-29")),
                Bill.Line(amount: 700, excluded: "work injury"),
            ], rest: "A", account: 50_000, level: "special 3", status: "retiree", age: 70, stay: 2, offSite: "longTerm",
            filed: true, designated: false, networked: true, setting: "outpatient", place: "Dalian")
        expected.admitted = Policy.Day("2024-02-01")
        expected.discharged = Policy.Day("2024-03-01")
        expected.facts = ["poor": Policy.FactValue("yes"), "years": Policy.FactValue("12.5")]
        #expect(bill == expected)
    }

    @Test("A bill may be JSON.")
    func json() throws {
        let bill = try BillFile.parse(#"{"total": 100.10, "level": "3", "lines": [{"class": "A", "amount": 100.10}]}"#)
        #expect(bill.total == 10_010 && bill.level == "3" && bill.lines.first?.amount == 10_010)
    }

    @Test(
        "Amounts are read from their text, never through binary fractions.",
        arguments: [
            ("0.1", 10), ("0.29", 29), ("1.15", 115), ("99999999999.99", 9_999_999_999_999),
            ("45035996273.57", 4_503_599_627_357), ("90071992547.43", 9_007_199_254_743),
        ])
    func amounts(_ text: String, _ fen: Int64) throws {
        #expect(try BillFile.parse("total: \(text)").total == fen)
        #expect(try BillFile.parse("total: \"\(text)\"").total == fen)
    }

    @Test(
        "A mistake in a bill is told with its place.",
        arguments: [
            ("total: 1.234", 1, 8, "not an amount"), ("total: 1e3", 1, 8, "not an amount"),
            ("total: ¥3", 1, 8, "not an amount"), ("total:", 1, 7, "a text is expected"),
            ("totl: 3", 1, 1, "not a key"), ("lines:\n  - {class: A}", 2, 5, "no amount"),
            ("lines: {a: 3}", 1, 8, "a list is expected"), ("age: 40.5", 1, 6, "whole number"),
            ("age: 151", 1, 6, "0 to 150"), ("stay: 0", 1, 7, "1 to 9999"), ("filed: perhaps", 1, 8, "yes nor no"),
            ("offSite: abroad", 1, 10, "off-site"), ("admitted: 1.3.2024", 1, 11, "calendar"),
            ("facts: {age: 3}", 1, 9, "policy's own"), ("facts: 3", 1, 8, "keys are expected"),
            ("classes: {A: {b: 3}}", 1, 14, "a map"), ("lines: [{amount: 3, quantity: two}]", 1, 31, "not a number"),
            ("lines: [{amount: 3, firstSelfPayRate: 30}]", 1, 39, "not a rate"),
            ("lines: [{amount: 3, firstSelfPayRate: age}]", 1, 39, "not a rate"),
        ])
    func billMistakes(_ text: String, _ line: Int, _ column: Int, _ message: String) {
        do {
            let bill = try BillFile.parse(text)
            Issue.record("read as \(bill)")
        } catch {
            #expect(error.all.count == 1)
            #expect(error.all.first?.place == Policy.Place(line: line, column: column), "\(error)")
            #expect(error.all.first?.message.contains(message) == true, "\(error)")
        }
    }

    @Test("A history is sums of the year, or a list of settlements.")
    func history() throws {
        let sums = try HistoryFile.parse(
            "{stays: 2, inScope: 1000.00, deductible: 400, pooledFund: 500, majorIllness: 60, otherFunds: {aid: 7}}")
        #expect(
            sums.past == [
                BenefitHistory.Past(
                    stays: 2, inScope: 100_000, deductible: 40_000,
                    paid: ["pooledFund": 50_000, "majorIllness": 6_000, "aid": 700])
            ])
        let list = try HistoryFile.parse(
            "past:\n  - {date: 2024-01-05, pooledFund: 500}\n  - {stays: 0, bases: {majorIllness: 9}}")
        #expect(list.past.map(\.stays) == [1, 0])
        #expect(list.past[0].day == Policy.Day("2024-01-05") && list.past[1].bases == ["majorIllness": 900])
        #expect(throws: Mistakes.self) { try HistoryFile.parse("stays: many") }
        #expect(throws: Mistakes.self) { try HistoryFile.parse("past: [{pooledFond: 3}]") }
        #expect(throws: Mistakes.self) { try HistoryFile.parse("{past: [], stays: 3}") }
    }

    @Test("What prices a bill later carries the line and column where it stands.")
    func places() throws {
        let policy = try PolicyFile.parse(
            """
            policy: test
            stages:
              - fund: pooledFund
                rate:
                  by: status
                  employee: 80%
            """)
        do {
            _ = try settle(Bill(inScope: 100, status: "retiree"), policy: policy)
            Issue.record("priced")
        } catch {
            #expect(error.code == .noRow && error.place == Policy.Place(line: 5, column: 11))
        }
    }

    @Test("Keys of a choice may be joined with commas or with the word \"or\".")
    func keys() throws {
        let policy = try PolicyFile.parse(
            """
            policy: test
            stages:
              - fund: pooledFund
                rate: {by: level, 1 or special 3: 80%, "2, orange": 50%}
            """)
        func paid(_ level: String) throws -> Int64 {
            try settle(Bill(inScope: 100, level: level), policy: policy).fundTotal
        }
        #expect(try paid("1") == 80 && paid("special 3") == 80 && paid("2") == 50 && paid("orange") == 50)
    }

    @Test("In the first stage a deductible is charged for every stay, in later ones through the year, unless said.")
    func periods() throws {
        let policy = try PolicyFile.parse(
            """
            policy: test
            stages:
              - {fund: pooledFund, deductible: 1, rate: 80%, per: year}
              - {fund: majorIllness, deductible: 1, rate: 80%}
              - {fund: a, deductible: 1, rate: 80%, per: stay}
              - {fund: b, deductible: {value: 1, per: stay}, rate: 80%}
              - {fund: pooledFund, deductible: 1, rate: 80%}
            """)
        #expect(policy.stages.map(\.per) == [.year, .year, .stay, .year, .stay])
        #expect(policy.stages.map { $0.deductible?.per } == [.stay, .year, .stay, .stay, .stay])
    }

    @Test("A check tells what a policy does with bills of usual sizes, for every case that it distinguishes.")
    func check() {
        let report = PolicyFile.check(
            """
            policy: test
            stages:
              - fund: pooledFund
                deductible: {by: level, 1: 300, 2: 500}
                rate: {by: status, employee: 80%, else: 70%}
            samples:
              - {title: wrong, bill: {inScope: 1000.00, level: 1, status: employee}, expect: {pooledFund: 561.00}}
            """)
        #expect(report.mistakes == [] && !report.isSound)
        #expect(report.samples.map(\.differences) == [["pooledFund is 560.00, expected 561.00"]])
        #expect(report.effects.count == 6)
        #expect(report.effects.allSatisfy { $0.isAsExpected })
        #expect(report.effects.first?.sample.title == "level 1, status employee: 5000.00")
        let broken = PolicyFile.check("policy: test")
        #expect(broken.policy == nil && broken.mistakes.count == 1 && !broken.isSound)
    }

    @Test("A sample that cannot be priced makes a policy unsound.")
    func unpriced() {
        let report = PolicyFile.check(
            """
            policy: test
            stages: [{fund: pooledFund, rate: {by: level, 1: 80%}}]
            samples: [{bill: {inScope: 100, level: 2}}]
            """)
        #expect(report.mistakes == [] && !report.isSound)
    }
}
