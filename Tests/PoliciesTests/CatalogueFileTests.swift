import Claims
import Testing

@testable import Policies

@Suite("Catalogue files")
struct CatalogueFileTests {
    private func mistakes(_ text: String) -> [String] {
        do {
            _ = try CatalogueFile.parse(text)
            return []
        } catch {
            return error.all.map { "\($0.place.line):\($0.place.column) \($0.message)" }
        }
    }

    private static let head = "catalogue: c\nversion: 1\neffective: {from: 2018-01-01}\nitems:\n"

    @Test("The example is read: classes, ceilings, usual prices, first self-pay.")
    func example() throws {
        let catalogue = try CatalogueFile.parse(try Examples.text("policies", "catalogue-sample.yaml"))
        #expect(catalogue.name == "treating-place" && catalogue.version == "2018-1")
        #expect(catalogue.effectiveFrom?.description == "2018-01-01")
        #expect(catalogue.effectiveTo?.description == "2019-12-31")
        #expect(
            catalogue.items.map(\.itemClass) == [
                .classA, .classA, .classA, .classA, .classB, .classB, .classB, .classB, .selfPay,
            ])
        #expect(catalogue.items.map(\.ceiling) == [5_000, nil, 50_000, nil, nil, nil, 37_800, nil, nil])
        #expect(catalogue.items.map(\.usualPrice) == [4_500, 1_400, 45_200, 38_000, 3_860, 2_145, nil, nil, nil])
        #expect(catalogue.items[6].firstSelfPay == Exact(decimal: "0.2"))
        #expect(catalogue.items.last?.code == "")
    }

    @Test(
        "A mistake in an item is told with its line and column.",
        arguments: [
            ("  - {name: bed, clas: A}", "5:17 \"clas\" is not a key here"),
            ("  - {name: bed, class: D}", "5:24 \"D\" is no class"),
            ("  - {name: bed}", "5:5 the item has no class"), ("  - {class: A}", "5:5 the item has no name"),
            ("  - {name: bed, class: A, ceiling: 1,200}", "5:38 \"200\" is not a key here"),
            ("  - {name: bed, class: A, ceiling: 12.345}", "5:36 \"12.345\" is not an amount"),
            ("  - {name: bed, class: B, firstSelfPay: 110%}", "5:41 \"110%\" is not a rate"),
            ("  - {name: bed, class: A, firstSelfPay: 10%}", "5:5 only an item of class B has a first self-pay"),
            ("  []", "5:3 the catalogue has no items"),
        ])
    func items(line: String, mistake: String) {
        #expect(mistakes(Self.head + line + "\n").contains(mistake), "\(mistakes(Self.head + line + "\n"))")
    }

    @Test("An item that stands twice is a mistake that names the first; codes decide, and names where there are none.")
    func twice() {
        let text =
            Self.head + """
                  - {code: X1, name: bed, class: A}
                  - {code: x1, name: chair, class: A}
                  - {code: X2, name: bed, class: A}
                  - {name: Bed, class: A}
                  - {name: bed, class: B}
                """
        #expect(
            mistakes(text) == [
                "6:5 \"x1\" stands on line 5 already", "9:5 \"bed\" stands on line 8 already",
            ])
    }

    @Test("Chinese classes are read, and a code may be left empty.")
    func chinese() throws {
        let text = Self.head + "  - {code: , name: a, class: 甲}\n  - {name: b, class: 乙类}\n  - {name: c, class: 自费}\n"
        #expect(try CatalogueFile.parse(text).items.map(\.itemClass) == [.classA, .classB, .selfPay])
    }

    @Test("A file that is something else is told in one sentence.")
    func otherFiles() {
        #expect(mistakes("- a\n") == ["1:1 a list stands where keys are expected"])
        #expect(mistakes("policy: p\n").contains { $0.hasPrefix("1:1 \"policy\" is not a key here") })
        #expect(mistakes("catalogue: c\n") == ["1:1 the catalogue has no items"])
        #expect(mistakes("").count == 1)
    }

    @Test("Twenty thousand items are read.")
    func many() throws {
        let text =
            Self.head + (0..<20_000).map { "  - {code: I\($0), name: item \($0), class: A, usual: 1.00}\n" }.joined()
        #expect(try CatalogueFile.parse(text).items.count == 20_000)
    }
}

@Suite("Files of settings of procedure")
struct ProcedureFileTests {
    private func mistakes(_ text: String) -> [String] {
        do {
            _ = try ProcedureFile.parse("procedure: p\n" + text)
            return []
        } catch {
            return error.all.map { "\($0.place.line):\($0.place.column) \($0.message)" }
        }
    }

    @Test("The example has the public holidays of two years, and the week-ends that are worked for them.")
    func example() throws {
        let file = try ProcedureFile.parse(try Examples.text("policies", "procedure-2025-2026.yaml"))
        #expect(file.settings.holidays.count == 1 + 8 + 3 + 5 + 3 + 8 + 3 + 9 + 3 + 5 + 3 + 3 + 7)
        #expect(file.settings.workingWeekendDays.count == 11)
        #expect(file.version == "2025-2026" && file.effectiveFrom?.description == "2025-01-01")
        #expect(file.settings.rollsToWorkingDay && file.settings.returnWorkingDays == 10)
        #expect(!file.settings.hasClaimMonths)
        let procedure = Procedure(file.settings)
        // The last working day before Spring Festival of 2026 is a Saturday.
        let saturday = try #require(CalendarDate("2026-02-14"))
        #expect(procedure.isWorkingDay(saturday))
        #expect(procedure.workingDay(1, after: saturday).description == "2026-02-24")
    }

    @Test(
        "A wrong setting is told with its line and column.",
        arguments: [
            ("claimMonth: 1", "2:1 \"claimMonth\" is not a key here"),
            ("claimMonths: x", "2:14 \"x\" is not a whole number from 0 to 120"),
            ("claimStarts: birth", "2:14 \"birth\" is not possible here"),
            ("rollsToWorkingDay: perhaps", "2:20 \"perhaps\" is neither yes nor no"),
            ("priceFactor: 1", "2:14 \"1\" is not a whole number from 2 to 1000"),
            ("groupSize: 1001", "2:12 \"1001\" is not a whole number from 2 to 1000"),
            ("returnWorkingDays: 367", "2:20 \"367\" is not a whole number from 0 to 366"),
            ("inquiryDays: 0", "2:14 \"0\" is not a whole number from 1 to 366"),
            ("appealDays: 367", "2:13 \"367\" is not a whole number from 1 to 366"),
            (
                "claimMonths: 1\ndisputeRulingDays: 15",
                "3:20 `disputeRulingDays` is an arbiter's setting, and `claimMonths` a center's"
            ),
            ("holidays: [2026-01-01]", "2:11 a list stands where years are expected"),
            ("holidays: {2026: [2027-01-01]}", "2:19 \"2027-01-01\" is not in 2026"),
            ("holidays: {2026: [2026-02-29]}", "2:19 \"2026-02-29\" is neither a day nor days from one to another"),
            (
                "holidays: {2026: [2026-10-07..2026-10-01]}",
                "2:19 \"2026-10-07..2026-10-01\" runs backwards, or is longer than a month"
            ),
            (
                "holidays: {2026: [2026-01-01..2026-12-31]}",
                "2:19 \"2026-01-01..2026-12-31\" runs backwards, or is longer than a month"
            ),
            ("workingWeekendDays: {2026: [2026-01-05]}", "2:29 2026-01-05 is no Saturday or Sunday"),
            (
                "holidays: {2026: [2026-01-04]}\nworkingWeekendDays: {2026: [2026-01-04]}",
                "3:29 2026-01-04 is among the holidays too"
            ),
            (
                "effective: {from: 2026-02-01, to: 2026-01-01}",
                "2:12 the last day 2026-01-01 is before the first 2026-02-01"
            ),
        ])
    func wrong(line: String, mistake: String) {
        #expect(mistakes(line + "\n").contains(mistake), "\(mistakes(line + "\n"))")
    }

    @Test("What a version extends it keeps: settings that it does not state, and the days of other years.")
    func extends() throws {
        let first = try ProcedureFile.parse(
            "procedure: p\nclaimMonths: 2\nbenefitYear: admission\nholidays: {2026: [2026-01-01]}\n"
        ).settings
        let second = try ProcedureFile.parse(
            "procedure: p\nextends: \"1\"\nclaimMonths: 3\nholidays: {2027: [2027-01-01], 2026: [2026-01-01]}\n")
        let merged = second.settings(over: first)
        #expect(merged.claimMonths == 3 && merged.benefitYear == .admission)
        #expect(merged.holidays == ["2026-01-01", "2027-01-01"])
        #expect(!merged.hasRollsToWorkingDay)
    }

    @Test("P7: an arbiter's file sets the days of disputes; what a version extends it keeps.")
    func arbiter() throws {
        let first = try ProcedureFile.parse(
            """
            procedure: p
            disputeNoticeDays: 3
            disputeDiscoveryDays: 6
            disputeRulingDays: 20
            inquiryDays: 30
            appealDays: 10
            holidays: {2026: [2026-01-01]}
            """
        ).settings
        let procedure = Procedure(first)
        #expect(
            [
                procedure.disputeNoticeDays, procedure.disputeDiscoveryDays, procedure.disputeRulingDays,
                procedure.inquiryDays, procedure.appealDays,
            ] == [3, 6, 20, 30, 10])
        let second = try ProcedureFile.parse("procedure: p\nextends: \"1\"\nappealDays: 12\n")
        let merged = Procedure(second.settings(over: first))
        #expect(merged.appealDays == 12 && merged.inquiryDays == 30 && merged.disputeRulingDays == 20)
        #expect(merged.disputeNoticeDays == 3 && merged.disputeDiscoveryDays == 6 && merged.holidays.count == 1)
    }

    @Test("Only a file with the key procedure is one of settings.")
    func isMeant() {
        #expect(ProcedureFile.isMeant(by: "procedure: p\n"))
        #expect(!ProcedureFile.isMeant(by: "policy: p\n"))
        #expect(!ProcedureFile.isMeant(by: "procedure: [\n"))
    }
}
