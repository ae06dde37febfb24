import Claims
import SwiftProtobuf
import Testing

@Suite("S3: the register of designated institutions")
struct InstitutionTests {
    private func designated(from: String, to: String = "", level: UInt32 = 3) -> Event {
        Event(
            .institutionDesignated(
                changed(Sample.designated(Sample.hospital, level: level)) {
                    $0.validFrom = from
                    $0.validTo = to
                }))
    }

    private func ended(from: String, to: String = "") -> Event {
        Event(
            .designationEnded(
                .with {
                    $0.effectiveFrom = from
                    $0.effectiveTo = to
                    $0.reason = "inspection"
                }))
    }

    /// The register of the sample's hospital after these events.
    private func register(_ events: [Event]) throws -> InstitutionState {
        var desk = Desk()
        for event in events {
            try desk.record(
                event, in: Sample.institution(Sample.hospital), by: Sample.clerk, on: "2018-06-01")
        }
        return try desk.state(Sample.institution(Sample.hospital)).institution
    }

    private func isDesignated(_ register: InstitutionState, _ day: String) throws -> Bool {
        register.designation(on: try #require(CalendarDate(day))) != nil
    }

    @Test(
        "S3: a designation rests from its first to its last day without one, and holds around it.",
        arguments: [
            ("2014-12-31", false), ("2015-01-01", true), ("2018-02-28", true), ("2018-03-01", false),
            ("2018-03-31", false), ("2018-04-01", true), ("2030-01-01", true),
        ])
    func rest(day: String, holds: Bool) throws {
        let register = try register([designated(from: "2015-01-01"), ended(from: "2018-03-01", to: "2018-03-31")])
        #expect(try isDesignated(register, day) == holds)
        #expect(!register.isEnded)
    }

    @Test(
        "S3: what ended for good is designated again by a renewal only, for the days of the renewal.",
        arguments: [
            ("2018-02-28", true), ("2018-03-01", false), ("2019-12-31", false), ("2020-01-01", true),
            ("2020-02-29", true), ("2020-03-01", false),
        ])
    func renewal(day: String, holds: Bool) throws {
        let register = try register([
            designated(from: "2015-01-01"), ended(from: "2018-03-01"),
            designated(from: "2020-01-01", to: "2020-02-29", level: 2),
        ])
        #expect(try isDesignated(register, day) == holds)
        #expect(!register.isEnded)
        if day == "2020-02-29" {
            #expect(register.designation(on: try #require(CalendarDate(day)))?.level == 2)
        }
    }

    @Test("S3: any day of any register is answered as the dumb way does: what was recorded last about a day holds.")
    func dumbTwin() throws {
        let first = try #require(CalendarDate("2018-01-01"))
        for seed in UInt64(0)..<40 {
            var random = SeededGenerator(seed: seed)
            var desk = Desk()
            // The dumb way: one answer a day, overwritten by each event.
            var days = [Bool](repeating: false, count: 120)
            for _ in 0..<8 {
                let from = Int.random(in: 0..<100, using: &random)
                let isOpen = Int.random(in: 0..<4, using: &random) == 0
                let to = isOpen ? 119 : Int.random(in: from..<120, using: &random)
                let isEnding = Bool.random(using: &random)
                let start = first.adding(days: from).description
                let end = isOpen ? "" : first.adding(days: to).description
                let event = isEnding ? ended(from: start, to: end) : designated(from: start, to: end)
                let found = refusal {
                    try desk.record(
                        event, in: Sample.institution(Sample.hospital), by: Sample.clerk, on: "2018-06-01")
                }
                #expect(found == (isEnding && !days[from] ? Refusal(.nothingToEnd, "") : nil))
                if found == nil { for day in from...to { days[day] = !isEnding } }
            }
            let register = try desk.state(Sample.institution(Sample.hospital)).institution
            for (day, holds) in days.enumerated() {
                #expect((register.designation(on: first.adding(days: day)) != nil) == holds, "seed \(seed) day \(day)")
            }
        }
    }

    @Test("S3: a pharmacy has no level, and no level is above three.")
    func levels() {
        func check(_ party: Party, _ level: UInt32) -> Refusal? {
            refusal { try Event(.institutionDesignated(Sample.designated(party, level: level))).checkFormats() }
        }
        #expect(check(Sample.pharmacy.party, 0) == nil && check(Sample.hospital, 3) == nil)
        #expect(check(Sample.pharmacy.party, 1) == Refusal(.valueUnspecified, ""))
        #expect(check(Sample.hospital, 4) == Refusal(.valueUnspecified, ""))
    }

    @Test("S3: an ending that is annulled counts as absent; a corrected one as its replacement.")
    func undone() throws {
        var desk = Desk()
        let stream = Sample.institution(Sample.hospital)
        try desk.record(designated(from: "2015-01-01"), in: stream, by: Sample.clerk, on: "2018-01-01")
        let ending = try desk.record(ended(from: "2018-03-01"), in: stream, by: Sample.clerk, on: "2018-02-01")
        #expect(try desk.state(stream).institution.isEnded)
        let later = DesignationEnded.with {
            $0.effectiveFrom = "2018-04-01"
            $0.reason = "misread"
        }
        try desk.record(.correcting(ending, .designationEnded(later)), in: stream, by: Sample.clerk, on: "2018-02-02")
        #expect(try isDesignated(try desk.state(stream).institution, "2018-03-15"))
        #expect(try !isDesignated(try desk.state(stream).institution, "2018-04-01"))
        try desk.record(.annulling(ending), in: stream, by: Sample.clerk, on: "2018-02-03")
        #expect(try isDesignated(try desk.state(stream).institution, "2018-04-01"))
        #expect(try !desk.state(stream).institution.isEnded)
    }

    @Test("S3: filings, claims, specific items and accounts ask the register on the day that matters.")
    func asked() throws {
        func ending(_ desk: Desk, _ party: Party, from: String, to: String = "") throws -> Desk {
            var desk = desk
            try desk.record(
                ended(from: from, to: to), in: Sample.institution(party), by: Sample.clerk, on: "2018-01-20")
            return desk
        }
        func propose(_ desk: Desk, _ kind: Event.OneOf_Kind, in stream: String, by actor: Actor, on day: String)
            -> Refusal?
        {
            refusal { _ = try desk.propose(Event(kind), in: stream, by: actor, on: day) }
        }
        let not = Refusal(.institutionNotDesignated, "")
        // A filing: its first day.
        for (to, expected) in [("2018-02-28", nil), ("2018-03-01", not)] as [(String, Refusal?)] {
            let desk = try ending(try Desk.at(.registered), Sample.hospital, from: "2018-02-01", to: to)
            let found = propose(
                desk, .applicationSubmitted(Sample.application), in: Sample.filing, by: Sample.agent, on: "2018-02-10")
            #expect(found == expected)
        }
        // A claim: the day of admission, 25 August.
        for (from, expected) in [("2018-08-26", nil), ("2018-08-25", not)] as [(String, Refusal?)] {
            let desk = try ending(try Desk.at(.stayed), Sample.hospital, from: from)
            let found = propose(
                desk, .claimSubmitted(Sample.submitted), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
            #expect(found == expected)
        }
        // A specific item: its first day, when asked for and when approved.
        for (from, expected) in [("2018-06-02", nil), ("2018-06-01", not)] as [(String, Refusal?)] {
            let none = try ending(try Desk.item(until: 0), Sample.hospital, from: from)
            let applied = try ending(try Desk.item(until: 1), Sample.hospital, from: from)
            #expect(
                propose(
                    none, .specificItemApplied(Sample.itemApplied), in: Sample.item, by: Sample.agent, on: "2018-05-20")
                    == expected)
            #expect(
                propose(
                    applied, .specificItemApproved(Sample.itemApproved), in: Sample.item, by: Sample.clerk,
                    on: "2018-05-20") == expected)
        }
        // An account: the day of the spending, 5 July.
        for (from, expected) in [("2018-07-06", nil), ("2018-07-05", not)] as [(String, Refusal?)] {
            var desk = try ending(try Desk.banked(), Sample.pharmacy.party, from: from)
            try desk.bank(.accountSpendingRequested(Sample.requested()), by: Sample.pharmacy)
            let found = propose(
                desk, .accountSpent(Sample.spent()), in: Sample.account, by: Sample.clerk, on: "2018-07-20")
            #expect(found == expected)
        }
    }
}
