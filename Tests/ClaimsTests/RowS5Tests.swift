import Claims
import SwiftProtobuf
import Testing

@Suite("S5: specific outpatient items")
struct SpecificItemTests {
    private func reason(
        _ item: ItemState, person: String = Sample.person, institution: String = Sample.hospital.code,
        _ from: String, _ to: String
    ) throws -> String? {
        item.reasonNotCovered(
            person: person, institution: institution, from: try #require(CalendarDate(from)),
            to: try #require(CalendarDate(to)))
    }

    @Test(
        "S5: an approved item covers its person, institutions and days, the first and the last included.",
        arguments: [
            ("2018-06-01", "2019-05-31", true), ("2018-05-31", "2018-06-01", false),
            ("2019-05-31", "2019-06-01", false), ("2018-12-31", "2018-12-31", true),
        ])
    func covers(from: String, to: String, covered: Bool) throws {
        let item = try Desk.item(until: 2).state(Sample.item).item
        #expect(item.status == .approved)
        #expect((try reason(item, from, to) == nil) == covered)
        #expect(try reason(item, person: Sample.duplicate, from, to)?.contains(Sample.person) == true)
        #expect(try reason(item, institution: Sample.secondHospital.code, from, to) != nil)
    }

    @Test("S5: an item that is not approved, or refused, covers nothing.")
    func notApproved() throws {
        var desk = try Desk.item(until: 1)
        #expect(
            try reason(try desk.state(Sample.item).item, "2018-07-01", "2018-07-01") == "the item is not yet approved")
        try desk.record(
            Event(.specificItemRefused(.with { $0.grounds = [Sample.ground(10_002, "not of the list")] })),
            in: Sample.item, by: Sample.clerk, on: "2018-05-21")
        let item = try desk.state(Sample.item).item
        #expect(item.status == .refused && item.grounds.map(\.number) == [10_002])
        #expect(try reason(item, "2018-07-01", "2018-07-01") == "the item is refused")
    }

    @Test(
        "S5: an ended item covers what ended before, and nothing from that day on.",
        arguments: [("2018-06-30", true), ("2018-07-01", false)])
    func ended(day: String, covered: Bool) throws {
        var desk = try Desk.item(until: 2)
        let ending = SpecificItemEnded.with {
            $0.effectiveFrom = "2018-07-01"
            $0.reason = "transplant"
        }
        try desk.record(Event(.specificItemEnded(ending)), in: Sample.item, by: Sample.clerk, on: "2018-06-20")
        let item = try desk.state(Sample.item).item
        #expect(item.status == .ended)
        #expect((try reason(item, "2018-06-15", day) == nil) == covered)
    }

    @Test("S5: an item does not end in the past, and on no day outside its validity.")
    func endings() throws {
        let desk = try Desk.item(until: 2)
        for (day, rule) in [
            ("2018-06-19", Refusal.Rule.changeInThePast), ("2018-05-31", .itemEndsOutside),
            ("2019-06-01", .itemEndsOutside),
        ] {
            let ending = SpecificItemEnded.with {
                $0.effectiveFrom = day
                $0.reason = "transplant"
            }
            let found = refusal {
                _ = try desk.propose(
                    Event(.specificItemEnded(ending)), in: Sample.item, by: Sample.clerk, on: "2018-06-20")
            }
            #expect(found == Refusal(rule, ""), "\(day)")
        }
    }

    @Test("S5: the unit, and every institution of it, is its audience; the center alone decides.")
    func audience() throws {
        let other = changed(Sample.itemApproved) {
            $0.institutions = [Sample.hospital.code, Sample.pharmacy.party.code]
        }
        var desk = try Desk.item(until: 1)
        try desk.record(
            Event(.institutionDesignated(Sample.designated(Sample.pharmacy.party, level: 0))),
            in: Sample.institution(Sample.pharmacy.party), by: Sample.clerk, on: "2018-05-20")
        try desk.record(Event(.specificItemApproved(other)), in: Sample.item, by: Sample.clerk, on: "2018-05-21")
        #expect(
            try desk.state(Sample.item).audience
                == [Sample.center, Sample.hospital, Sample.pharmacy.party, Sample.unit].sorted().map(\.description))
        for actor in [Sample.agent, Sample.office, Sample.pharmacy] {
            let found = refusal {
                _ = try Desk.item(until: 1).propose(
                    Event(.specificItemApproved(Sample.itemApproved)), in: Sample.item, by: actor, on: "2018-05-21")
            }
            #expect(found == Refusal(.roleMayNot, ""))
        }
    }

    @Test("S5: a unit applies for its own people only, by itself; the center may for it.")
    func who() throws {
        let desk = try Desk.item(until: 0)
        func apply(_ actor: Actor, _ change: (inout SpecificItemApplied) -> Void = { _ in }) -> Refusal? {
            refusal {
                _ = try desk.propose(
                    Event(.specificItemApplied(changed(Sample.itemApplied, change))), in: Sample.item, by: actor,
                    on: "2018-05-20")
            }
        }
        let other = Actor(party: Sample.otherUnit, operatorName: "agent")
        #expect(apply(Sample.agent) == nil)
        #expect(apply(Sample.clerk) == nil)
        #expect(apply(other) == Refusal(.notTheNamedParty, ""))
        #expect(apply(other) { $0.unit = Sample.otherUnitCode } == Refusal(.unitDiffers, ""))
        #expect(apply(Sample.agent) { $0.insured.name = "李四" } == Refusal(.personDiffers, ""))
        #expect(apply(Sample.agent) { $0.person = "person/210300/1" } == Refusal(.malformedReference, ""))
        #expect(
            apply(Sample.agent) { $0.institutions = [Sample.hospital.code, Sample.hospital.code] }
                == Refusal(.itemInstitutions, ""))
    }

    @Test("S5: an approval has a last day; an application may leave it to the center.")
    func lastDay() {
        let open = changed(Sample.itemApproved) { $0.validTo = "" }
        #expect(refusal { try Event(.specificItemApproved(open)).checkFormats() } == Refusal(.missingField, ""))
        let application = changed(Sample.itemApplied) { $0.validTo = "" }
        #expect(refusal { try Event(.specificItemApplied(application)).checkFormats() } == nil)
    }

    @Test("S5: an approval rests on its application: that is not annulled, and keeps person and disease.")
    func corrections() throws {
        var desk = try Desk.item(until: 2)
        let item = try desk.state(Sample.item).item
        #expect(
            refusal {
                _ = try desk.propose(
                    .annulling(item.applied.entry), in: Sample.item, by: Sample.agent, on: "2018-05-22")
            } == Refusal(.restsOnIt, ""))
        let telephone = changed(Sample.itemApplied) { $0.documents = [] }
        try desk.record(
            .correcting(item.applied.entry, .specificItemApplied(telephone)), in: Sample.item, by: Sample.agent,
            on: "2018-05-22")
        #expect(try desk.state(Sample.item).item.application.documents.isEmpty)
        try desk.record(.annulling(item.approved.entry), in: Sample.item, by: Sample.clerk, on: "2018-05-23")
        let back = try desk.state(Sample.item).item
        #expect(back.status == .applied && !back.hasApproval)
        try desk.record(.annulling(item.applied.entry), in: Sample.item, by: Sample.agent, on: "2018-05-24")
        #expect(try desk.state(Sample.item).item.status == .unspecified)
        try desk.record(
            Event(.specificItemApplied(Sample.itemApplied)), in: Sample.item, by: Sample.agent, on: "2018-05-25")
    }

    @Test("23: a claim whose item does not cover the treatment is found; one that is covered, or has none, is not.")
    func finding() throws {
        func found(_ change: (inout SpecificItemApproved) -> Void) throws -> [Finding] {
            let claim = Sample.specific
            var desk = try Desk.at(.stayed)
            desk.receive(Event(.claimSubmitted(claim)), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
            desk.receive(
                Event(.specificItemApplied(Sample.itemApplied)), in: Sample.item, by: Sample.agent, on: "2018-05-20")
            desk.receive(
                Event(.specificItemApproved(changed(Sample.itemApproved, change))), in: Sample.item, by: Sample.clerk,
                on: "2018-05-21")
            return try desk.findings(Sample.claim).filter { $0.number == 23 }
        }
        #expect(try found { _ in }.isEmpty)
        let short = try found { $0.validTo = "2018-10-10" }
        #expect(short.count == 1 && short[0].severity == .warning && short[0].evidence.count == 3)
        #expect(try found { $0.institutions = [Sample.secondHospital.code] }.count == 1)
        #expect(try Desk.at(.submitted).findings(Sample.claim).isEmpty)
    }
}
