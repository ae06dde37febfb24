import Claims
import SwiftProtobuf
import Testing

@Suite("Row U4: deadlines")
struct RowU4Tests {
    private static func day(_ text: String) -> CalendarDate { CalendarDate(text) ?? CalendarDate(instant: 0) }

    private static func settings(_ change: (inout ProcedureSettings) -> Void) -> Procedure {
        var settings = ProcedureSettings()
        change(&settings)
        return Procedure(settings)
    }

    /// National Day of 2018, with the days worked for it.
    private static let holidays = settings {
        $0.holidays = (1...7).map { "2018-10-0\($0)" }
        $0.workingWeekendDays = ["2018-09-29", "2018-09-30"]
    }

    @Test(
        "U4: working days count from the next day on, over week-ends, holidays and worked week-ends.",
        arguments: [
            // A Friday: the week-end before the holidays is worked.
            ("2018-09-28", 1, "2018-09-29"), ("2018-09-28", 2, "2018-09-30"), ("2018-09-28", 3, "2018-10-08"),
            ("2018-10-08", 5, "2018-10-15"), ("2018-10-12", 1, "2018-10-15"), ("2018-10-12", 0, "2018-10-12"),
            // Leap day and the ends of years.
            ("2020-02-28", 1, "2020-03-02"), ("2024-02-28", 1, "2024-02-29"), ("2018-12-31", 1, "2019-01-01"),
        ])
    func workingDays(from: String, count: Int, last: String) {
        #expect(Self.holidays.workingDay(count, after: Self.day(from)).description == last)
    }

    @Test("U4: a calendar without a working day ends all the same.")
    func noWorkingDay() {
        var never = Procedure()
        let start = Self.day("2018-01-01")
        never.holidays = Set((0..<20_000).map { start.adding(days: $0) })
        let last = never.workingDay(366, after: start)
        #expect(last > start)
    }

    @Test(
        "U4: the unit's month begins with what the setting says, and is calendar months.",
        arguments: [
            (ProcedureSettings.Day.discharge, UInt32(1), "2020-02-29"), (.admission, 1, "2020-01-31"),
            (.invoiceIssue, 1, "2020-03-15"), (.discharge, 2, "2020-03-31"), (.discharge, 13, "2021-02-28"),
        ])
    func unitMonth(starts: ProcedureSettings.Day, months: UInt32, last: String) {
        var waiting = Waiting(.unitMonth, at: "210200", since: Self.day("2020-01-31"))
        waiting.admitted = Self.day("2019-12-31")
        waiting.invoiceIssued = Self.day("2020-02-15")
        let procedure = Self.settings {
            $0.claimStarts = starts
            $0.claimMonths = months
        }
        #expect(procedure.deadline(of: waiting)?.lastDay.description == last)
    }

    @Test("U4: without the invoice, a month that begins with it has no last day yet.")
    func noInvoiceYet() {
        let waiting = Waiting(.unitMonth, at: "210200", since: Self.day("2020-01-31"))
        #expect(Self.settings { $0.claimStarts = .invoiceIssue }.deadline(of: waiting) == nil)
    }

    @Test("U4: the last day is in time; the day after it is one day over.")
    func boundary() throws {
        let waiting = Waiting(.returnedClaim, at: "210200", since: Self.day("2018-11-01"), due: Self.day("2018-11-15"))
        let deadline = try #require(Procedure().deadline(of: waiting))
        #expect(deadline.daysOver(on: Self.day("2018-11-15")) == 0)
        #expect(deadline.daysOver(on: Self.day("2018-11-16")) == 1)
        #expect(deadline.daysOver(on: Self.day("2018-11-01")) == -14)
    }

    @Test("U4: what names no day has the settings' working days.")
    func standardDays() {
        let since = Self.day("2018-11-01")
        func last(_ kind: Waiting.Kind, _ procedure: Procedure) -> String? {
            procedure.deadline(of: Waiting(kind, at: "210200", since: since))?.lastDay.description
        }
        #expect(last(.returnedClaim, Procedure()) == "2018-11-15")
        #expect(last(.objection, Procedure()) == "2018-12-13")
        #expect(last(.review, Procedure()) == "2018-12-13")
        #expect(last(.audit, Procedure()) == nil)
        #expect(last(.filingEnds, Procedure()) == nil)
        let short = Self.settings {
            $0.returnWorkingDays = 1
            $0.objectionDecisionDays = 2
            $0.reviewWorkingDays = 3
        }
        #expect(last(.returnedClaim, short) == "2018-11-02")
        #expect(last(.objection, short) == "2018-11-05")
        #expect(last(.review, short) == "2018-11-06")
    }

    @Test("U4: holidays of every published version count, whichever version is in force.")
    func holidaysOfAllVersions() throws {
        var desk = Desk()
        for (version, from, holiday) in [("1", "2018-01-01", "2018-11-02"), ("2", "2019-01-01", "2018-11-05")] {
            var published = Sample.version(
                version,
                procedure: .with {
                    $0.holidays = [holiday]
                    $0.returnWorkingDays = version == "1" ? 2 : 9
                })
            published.effectiveFrom = from
            try desk.record(
                Event(.policyPublished(published)), in: Sample.procedure, by: Sample.clerk, on: "2018-01-02")
        }
        let waiting = Waiting(.returnedClaim, at: "210200", since: Self.day("2018-11-01"))
        let deadline = waiting.deadline(by: try desk.state(Sample.procedure))
        #expect(deadline?.lastDay.description == "2018-11-07", "two days of version 1, over the holidays of both")
    }

    @Test("U4: a stay waits for its claim from the discharge on, a returned claim for its papers.")
    func waiting() throws {
        var desk = try Desk.at(.stayed)
        let stay = try desk.state(Sample.stay).waitings
        #expect(stay.map(\.kind) == [.unitMonth])
        #expect(stay[0].since.description == "2018-10-11" && stay[0].center == "210200")
        #expect(stay[0].admitted?.description == "2018-08-25")
        #expect(stay[0].invoiceIssued?.description == "2018-10-11")
        #expect(Waiting(text: stay[0].text) == stay[0])
        try desk.record(Event(.claimSubmitted(Sample.submitted)), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
        #expect(try desk.state(Sample.claim).waitings == [])
        let returned = ClaimReturned.with {
            $0.missing = [.invoice]
            $0.dueOn = "2018-11-20"
        }
        try desk.record(Event(.claimReturned(returned)), in: Sample.claim, by: Sample.clerk, on: "2018-11-02")
        let claim = try desk.state(Sample.claim).waitings
        #expect(claim.map(\.kind) == [.returnedClaim])
        #expect(claim.first?.due?.description == "2018-11-20")
        #expect(claim.first?.since.description == "2018-11-02")
    }

    @Test("U4: an objection waits from the day on which it was filed, until it is decided; each by its number.")
    func objections() throws {
        var state = try Desk.at(.submitted).state(Sample.claim)
        guard case .claim(var claim)? = state.subject else { return }
        claim.objections = [("1", ClaimState.Objection.Status.rejected), ("2", .open), ("3", .open)].map {
            number, status in
            .with {
                $0.objection.number = number
                $0.objection.filedOn = "2018-11-0\(number)"
                $0.status = status
            }
        }
        state.subject = .claim(claim)
        #expect(state.waitings.map(\.number) == ["2", "3"])
        #expect(state.waitings.map { $0.deadline(by: nil)?.lastDay.description } == ["2018-12-14", "2018-12-14"])
    }

    @Test("U4: a long-term filing ends only when it is withdrawn; a temporary one on its last day.")
    func filings() throws {
        var desk = try Desk.at(.filed)
        #expect(try desk.state(Sample.filing).waitings == [])
        let withdrawal = FilingWithdrawn.with {
            $0.effectiveFrom = "2018-09-01"
            $0.reason = "came home"
        }
        try desk.record(Event(.filingWithdrawn(withdrawal)), in: Sample.filing, by: Sample.agent, on: "2018-08-30")
        let waiting = try desk.state(Sample.filing).waitings
        #expect(waiting.map { $0.due?.description } == ["2018-08-31"])
        #expect(waiting.map { $0.since.description } == ["2018-03-01"])
    }

    @Test("U4: audits wait with the day they name, reviews claim by claim until each is concluded.")
    func auditsAndReviews() throws {
        var audit = StreamState(try StreamAddress("audit/210200/1"))
        audit.subject = .audit(
            .with {
                $0.status = .ordered
                $0.order.dueOn = "2018-11-30"
                $0.ordered.time = Google_Protobuf_Timestamp(milliseconds: instant("2018-11-01"))
            })
        #expect(audit.waitings.map { $0.due?.description } == ["2018-11-30"])
        var review = StreamState(try StreamAddress("review/210200/1"))
        review.subject = .review(
            .with {
                $0.drawn.time = Google_Protobuf_Timestamp(milliseconds: instant("2018-11-01"))
                $0.items = ["claim/210200/1", "claim/210200/2"].map { name in
                    .with { $0.claim.claim = name }
                }
                $0.items[0].conclusion.claim = "claim/210200/1"
            })
        #expect(review.waitings.map(\.number) == ["claim/210200/2"])
    }

    @Test(
        "U4: texts that are no waiting are not read.",
        arguments: ["", "audit", "audit\t1\tx\t\t\t\t", "dream\t1\t2018-01-01\t\t\t\t"])
    func badText(text: String) { #expect(Waiting(text: text) == nil) }
}
