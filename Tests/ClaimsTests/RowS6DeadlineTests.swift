import Claims
import SwiftProtobuf
import Testing

@Suite("S6: deadlines in working days")
struct DeadlineRuleTests {
    private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    @Test(
        "S6: working days leave out weekends and holidays, and count worked weekends.",
        arguments: [
            // 5 November 2018 was a Monday.
            (0, "2018-11-05", "2018-11-05"), (1, "2018-11-05", "2018-11-06"), (5, "2018-11-05", "2018-11-12"),
            (10, "2018-11-05", "2018-11-19"), (1, "2018-11-09", "2018-11-12"), (1, "2018-11-10", "2018-11-12"),
            // The national day: 1 to 5 October are off, 29 and 30 September are worked.
            (1, "2018-09-28", "2018-09-29"), (2, "2018-09-28", "2018-09-30"), (3, "2018-09-28", "2018-10-08"),
            // A leap day that is a Saturday is none; one that is a Thursday is.
            (1, "2020-02-28", "2020-03-02"), (1, "2024-02-28", "2024-02-29"),
        ])
    func workingDays(days: Int, from: String, last: String) throws {
        let procedure = Procedure(
            .with {
                $0.holidays = ["2018-10-01", "2018-10-02", "2018-10-03", "2018-10-04", "2018-10-05"]
                $0.workingWeekendDays = ["2018-09-29", "2018-09-30"]
            })
        #expect(procedure.workingDay(days, after: try day(from)).description == last)
    }

    @Test("S6: counting working days ends, whatever the settings say.")
    func bounded() throws {
        let procedure = Procedure()
        let first = try day("2018-11-05")
        #expect(procedure.workingDay(.max, after: first) == procedure.workingDay(366, after: first))
        #expect(procedure.workingDay(-3, after: first) == first)
    }

    @Test(
        "S6: a month from the end of a month ends with the next, leap days included.",
        arguments: [
            ("2020-01-31", "2020-02-29"), ("2019-01-31", "2019-02-28"), ("2020-01-29", "2020-02-29"),
            ("2018-12-31", "2019-01-31"), ("2020-02-29", "2020-03-29"),
        ])
    func months(discharge: String, last: String) {
        let claim = changed(Sample.submitted) { $0.dischargedOn = discharge }
        #expect(Procedure().claimDeadline(for: claim)?.description == last)
    }

    private func returned(_ due: String = "") throws -> Desk {
        var desk = try Desk.at(.submitted)
        let event = ClaimReturned.with {
            $0.missing = [.invoice]
            $0.dueOn = due
        }
        try desk.claim(.claimReturned(event), on: "2018-11-05")
        return desk
    }

    private let papers = ClaimCompleted.with { $0.documents = [Sample.paper(.invoice)] }

    @Test(
        "S6: the papers' last day is the one that the return names, else ten working days after it.",
        arguments: [("", "2018-11-19", "2018-11-20"), ("2018-11-10", "2018-11-10", "2018-11-11")])
    func completed(due: String, last: String, late: String) throws {
        let desk = try returned(due)
        #expect(desk.refused(.claimCompleted(papers), by: Sample.agent, on: last) == nil)
        #expect(desk.refused(.claimCompleted(papers), by: Sample.agent, on: late) == 631)
        let reasoned = changed(papers) { $0.note = "the hospital was closed" }
        #expect(desk.refused(.claimCompleted(reasoned), by: Sample.agent, on: late) == nil)
    }

    @Test("S6: papers that came late with a reason are finding 13, and the claim is taken up on a stated ground only.")
    func late() throws {
        var desk = try returned()
        let reasoned = changed(papers) { $0.note = "the hospital was closed" }
        try desk.claim(.claimCompleted(reasoned), by: Sample.agent, on: "2018-11-20")
        let found = try desk.findings(Sample.claim)
        #expect(found.map(\.number) == [13] && found[0].english.hasSuffix("1 day late."))
        #expect(desk.refused(.claimAccepted(.init()), on: "2018-11-21") == 611)
        try desk.claim(.claimAccepted(.with { $0.latenessExcused = "not the unit's fault" }), on: "2018-11-21")
        #expect(try desk.sampleClaim.status == .accepted)
    }

    @Test("S6: papers in time give no finding; a second return has a day of its own.")
    func again() throws {
        var desk = try returned()
        try desk.claim(.claimCompleted(papers), by: Sample.agent, on: "2018-11-19")
        #expect(try desk.findings(Sample.claim).isEmpty)
        try desk.claim(.claimReturned(.with { $0.missing = [.card] }), on: "2018-11-20")
        let card = ClaimCompleted.with { $0.documents = [Sample.paper(.card)] }
        #expect(desk.refused(.claimCompleted(card), by: Sample.agent, on: "2018-12-04") == nil)
        #expect(desk.refused(.claimCompleted(card), by: Sample.agent, on: "2018-12-05") == 631)
        #expect(try desk.findings(Sample.claim).isEmpty)
    }

    @Test("S6: how many working days is a setting, and those in force on the day of the return count.")
    func setting() throws {
        var desk = try returned()
        var version = Sample.version("1", procedure: .with { $0.returnWorkingDays = 1 })
        version.effectiveFrom = "2018-11-05"
        try desk.record(Event(.policyPublished(version)), in: Sample.procedure, by: Sample.clerk, on: "2018-11-05")
        #expect(desk.refused(.claimCompleted(papers), by: Sample.agent, on: "2018-11-06") == nil)
        #expect(desk.refused(.claimCompleted(papers), by: Sample.agent, on: "2018-11-07") == 631)
        let tooMany = Sample.version("2", procedure: .with { $0.returnWorkingDays = 1_001 })
        #expect(refusal { try Event(.policyPublished(tooMany)).checkFormats() }?.number == 217)
    }

    @Test("S6: papers are not wanted by yesterday.")
    func dueDay() throws {
        let desk = try Desk.at(.submitted)
        func due(_ day: String) -> Event.OneOf_Kind {
            .claimReturned(
                .with {
                    $0.missing = [.card]
                    $0.dueOn = day
                })
        }
        #expect(desk.refused(due("2018-11-20")) == 632)
        #expect(desk.refused(due("2018-11-21")) == nil)
    }
}
