import Claims
import SwiftProtobuf
import Testing

@Suite("S1: filing of off-site treatment")
struct FilingTests {
    @Test(
        "S1: long-term kinds are open-ended, temporary ones have a last day.",
        arguments: [
            (ApplicationSubmitted.Kind.resettledRetiree, "", true), (.longTermResident, "", true),
            (.postedWorker, "", true), (.postedWorker, "2019-12-31", false), (.referral, "2018-08-31", true),
            (.emergency, "2018-08-31", true), (.otherTravel, "2018-08-31", true), (.otherTravel, "", false),
        ])
    func validity(kind: ApplicationSubmitted.Kind, to: String, allowed: Bool) throws {
        let event = changed(Sample.application) {
            $0.kind = kind
            $0.validTo = to
        }
        let desk = try Desk.at(.registered)
        let found = refusal {
            _ = try desk.propose(
                Event(.applicationSubmitted(event)), in: Sample.filing, by: Sample.agent, on: "2018-02-10")
        }
        #expect((found == nil) == allowed, "\(String(describing: found))")
    }

    @Test(
        "S1: \"temporary, at least 6 months\": from 1 March, 31 August is enough and 30 August is not.",
        arguments: [
            ("2018-08-31", true), ("2018-08-30", false),
        ])
    func sixMonths(to: String, allowed: Bool) throws {
        let event = changed(Sample.application) {
            $0.kind = .otherTravel
            $0.hospitals = []
            $0.validTo = to
        }
        let desk = try Desk.at(.registered)
        let found = refusal {
            _ = try desk.propose(
                Event(.applicationSubmitted(event)), in: Sample.filing, by: Sample.agent, on: "2018-02-10")
        }
        #expect(found == (allowed ? nil : Refusal(.temporaryTooShort, "")))
    }

    @Test(
        "S1: a filing covers its hospitals and days; it expires by date.",
        arguments: [
            ("H11010500001", "2018-03-01", true), ("H11010500001", "2018-02-28", false),
            ("H11010500002", "2030-01-01", true), ("H11010500009", "2018-05-01", false),
        ])
    func covers(hospital: String, day: String, covered: Bool) throws {
        let filing = try Desk.at(.filed).state(Sample.filing).filing
        let date = try #require(CalendarDate(day))
        #expect((filing.reasonNotCovered(hospital: hospital, on: date) == nil) == covered)
    }

    @Test("S1: a temporary filing without hospitals covers any hospital of the treating place, until it expires.")
    func temporary() throws {
        var desk = try Desk.at(.registered)
        let event = changed(Sample.application) {
            $0.kind = .otherTravel
            $0.hospitals = []
            $0.validTo = "2018-08-31"
        }
        try desk.record(Event(.applicationSubmitted(event)), in: Sample.filing, by: Sample.agent, on: "2018-02-10")
        try desk.record(
            Event(
                .recordFiled(
                    .with {
                        $0.validFrom = "2018-03-01"
                        $0.validTo = "2018-08-31"
                    })), in: Sample.filing, by: Sample.clerk, on: "2018-02-26")
        let filing = try desk.state(Sample.filing).filing
        func reason(_ hospital: String, _ day: String) throws -> String? {
            filing.reasonNotCovered(hospital: hospital, on: try #require(CalendarDate(day)))
        }
        #expect(try reason("H11010500009", "2018-08-31") == nil)
        #expect(try reason("H11010500009", "2018-09-01") != nil)
        #expect(try reason("H31010500009", "2018-05-01") != nil)
    }

    @Test("S1: an amendment changes what holds from its day on, and the days before keep their terms.")
    func amendment() throws {
        var desk = try Desk.at(.filed)
        try desk.record(
            Event(.institutionDesignated(Sample.designated(Sample.otherHospital, level: 1))),
            in: Sample.institution(Sample.otherHospital), by: Sample.clerk, on: "2018-03-02")
        let event = FilingAmended.with {
            $0.hospitals = [Sample.otherHospital.code]
            $0.effectiveFrom = "2018-06-01"
            $0.reason = "the hospital moved"
        }
        try desk.record(Event(.filingAmended(event)), in: Sample.filing, by: Sample.clerk, on: "2018-05-20")
        let state = try desk.state(Sample.filing)
        #expect(state.audience.contains(Sample.otherHospital.description))
        let may = try #require(CalendarDate("2018-05-31"))
        let june = try #require(CalendarDate("2018-06-01"))
        #expect(state.filing.reasonNotCovered(hospital: Sample.hospital.code, on: may) == nil)
        #expect(state.filing.reasonNotCovered(hospital: Sample.hospital.code, on: june) != nil)
        #expect(state.filing.reasonNotCovered(hospital: Sample.otherHospital.code, on: june) != nil, "not yet stamped")
        try desk.record(
            Event(.formStamped(Sample.stamped(Sample.otherHospital))), in: Sample.filing,
            by: Actor(party: Sample.otherHospital, operatorName: "office"), on: "2018-05-25")
        let stamped = try desk.state(Sample.filing).filing
        #expect(stamped.reasonNotCovered(hospital: Sample.otherHospital.code, on: june) == nil)
    }

    @Test("S1: a withdrawn filing covers what began before, and nothing from that day on.")
    func withdrawal() throws {
        var desk = try Desk.at(.filed)
        let event = FilingWithdrawn.with {
            $0.effectiveFrom = "2018-06-01"
            $0.reason = "she came back"
        }
        try desk.record(Event(.filingWithdrawn(event)), in: Sample.filing, by: Sample.agent, on: "2018-05-20")
        let state = try desk.state(Sample.filing).filing
        #expect(state.status == .withdrawn)
        let last = try #require(CalendarDate("2018-05-31"))
        #expect(state.reasonNotCovered(hospital: Sample.hospital.code, on: last) == nil)
        #expect(state.reasonNotCovered(hospital: Sample.hospital.code, on: last.adding(days: 1)) != nil)
    }

    @Test("S1: a refusal states its grounds, and the state shows them.")
    func refused() throws {
        var desk = try Desk.at(.stamped)
        let event = FilingRefused.with { $0.grounds = [Sample.ground(10_001, "she has no address there")] }
        try desk.record(Event(.filingRefused(event)), in: Sample.filing, by: Sample.clerk, on: "2018-02-26")
        let state = try desk.state(Sample.filing).filing
        #expect(state.status == .refused)
        #expect(state.grounds.map(\.number) == [10_001])
    }

    @Test(
        "S1: a local rule may forbid change within a period; the day it ends, change is allowed.",
        arguments: [
            ("2019-02-28", false), ("2019-03-01", true),
        ])
    func unchanged(day: String, allowed: Bool) throws {
        var desk = try Desk.at(.filed)
        let settings = ProcedureSettings.with { $0.unchangedMonths = 12 }
        try desk.record(
            Event(.policyPublished(Sample.version("1", procedure: settings))), in: Sample.procedure,
            by: Sample.clerk, on: "2018-03-01")
        let event = FilingAmended.with {
            $0.hospitals = [Sample.secondHospital.code]
            $0.effectiveFrom = day
            $0.reason = "she moved"
        }
        let found = refusal {
            _ = try desk.propose(Event(.filingAmended(event)), in: Sample.filing, by: Sample.clerk, on: "2019-02-01")
        }
        #expect(found == (allowed ? nil : Refusal(.unchangedPeriod, "")))
    }
}

@Suite("S2: the triplicate form")
struct TriplicateTests {
    @Test("S2: the form is in force only with the stamp of every chosen hospital.")
    func stamps() throws {
        var desk = try Desk.at(.applied)
        try desk.record(
            Event(.formStamped(Sample.stamped(Sample.hospital))), in: Sample.filing, by: Sample.office, on: "2018-02-20"
        )
        let early = refusal {
            _ = try desk.propose(
                Event(.recordFiled(Sample.recorded)), in: Sample.filing, by: Sample.clerk, on: "2018-02-21")
        }
        #expect(early == Refusal(.stampMissing, ""))
        try desk.record(
            Event(.formStamped(Sample.stamped(Sample.secondHospital))), in: Sample.filing, by: Sample.secondOffice,
            on: "2018-02-21")
        try desk.record(
            Event(.recordFiled(Sample.recorded)), in: Sample.filing, by: Sample.clerk, on: "2018-02-26")
        #expect(try desk.state(Sample.filing).filing.status == .recorded)
    }

    @Test("S2: the three copies are one set of entries: unit, hospitals and center are its audience.")
    func audience() throws {
        let desk = try Desk.at(.registered)
        let proposal = try desk.propose(
            Event(.applicationSubmitted(Sample.application)), in: Sample.filing, by: Sample.agent, on: "2018-02-10")
        #expect(proposal.items.count == 1)
        #expect(
            proposal.items[0].audience
                == [Sample.center, Sample.hospital, Sample.secondHospital].sorted())
        #expect(
            proposal.reads == [
                Sample.institution(Sample.hospital), Sample.institution(Sample.secondHospital), Sample.person,
                Sample.procedure,
            ])
    }

    @Test("S2: a stamp on paper is recorded by the center with its scan, and marked as not signed by the hospital.")
    func onPaper() throws {
        var desk = try Desk.at(.applied)
        let form = changed(Sample.stamped(Sample.hospital)) {
            $0.onPaper = true
            $0.scan = Sample.paper(.other)
        }
        try desk.record(Event(.formStamped(form)), in: Sample.filing, by: Sample.clerk, on: "2018-02-20")
        let stamp = try #require(try desk.state(Sample.filing).filing.stamps.first)
        #expect(stamp.form.onPaper)
        #expect(stamp.act.party == Sample.center.description)
        let forged = refusal {
            _ = try desk.propose(
                Event(.formStamped(changed(form) { $0.hospital = Sample.secondHospital.code })), in: Sample.filing,
                by: Sample.secondOffice, on: "2018-02-20")
        }
        #expect(forged == Refusal(.scanMissing, ""), "the hospital itself records no paper")
    }

    @Test("S2: a unit does not stamp, and one hospital does not stamp for another.")
    func whoStamps() throws {
        let desk = try Desk.at(.applied)
        let form = Event(.formStamped(Sample.stamped(Sample.hospital)))
        #expect(
            refusal { _ = try desk.propose(form, in: Sample.filing, by: Sample.agent, on: "2018-02-20") }
                == Refusal(.roleMayNot, ""))
        #expect(
            refusal { _ = try desk.propose(form, in: Sample.filing, by: Sample.secondOffice, on: "2018-02-20") }
                == Refusal(.notTheNamedParty, ""))
    }

    @Test("S2: a stamp that no entry of the center covers is pending, and stands in the state.")
    func pending() throws {
        var desk = try Desk.at(.applied)
        try desk.record(
            Event(.formStamped(Sample.stamped(Sample.hospital))), in: Sample.filing, by: Sample.office, on: "2018-02-20"
        )
        let pending = try desk.state(Sample.filing)
        #expect(!pending.entries.contains { !$0.act.pending })
        #expect(pending.filing.stamps.count == 1)
        let filed = try Desk.at(.filed).state(Sample.filing)
        #expect(!filed.entries.contains { $0.act.pending })
    }
}
