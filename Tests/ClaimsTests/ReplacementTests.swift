import Claims
import SwiftProtobuf
import Testing

@Suite("Replacements answer to the rules of what they replace")
struct ReplacementTests {
    private func correct(
        _ desk: Desk, _ entry: EntryReference, _ kind: Event.OneOf_Kind, in stream: String,
        by actor: Actor = Sample.clerk
    ) -> Int? {
        refusal { _ = try desk.propose(.correcting(entry, kind), in: stream, by: actor, on: "2018-11-21") }?.number
    }

    private func locked(_ card: String) -> Event.OneOf_Kind {
        .cardLocked(
            .with {
                $0.cardNumber = card
                $0.lockedOn = "2018-02-01"
                $0.reason = "lost"
            })
    }

    private func misread(_ card: String) -> Event.OneOf_Kind {
        .personCorrected(
            .with {
                $0.cardNumber = card
                $0.reason = "misread"
            })
    }

    @Test("S1: a replaced card is corrected to one that the person has not had; its own number may stay.")
    func cards() throws {
        var desk = try Desk.at(.registered)
        let first = Sample.registered.cardNumber
        var entries: [EntryReference] = []
        for kind in [Sample.replaced("A22222222"), misread("A33333333"), Sample.replaced("A44444444")] {
            entries.append(try desk.record(Event(kind), in: Sample.person, by: Sample.clerk, on: "2018-02-02"))
        }
        let person = try desk.state(Sample.person).person
        #expect(person.formerCards == [first, "A33333333"] && person.register.cardNumber == "A44444444")
        func found(_ index: Int, _ kind: Event.OneOf_Kind) -> Int? {
            correct(desk, entries[index], kind, in: Sample.person)
        }
        for (card, expected) in [("A55555555", nil), (first, 308), ("A44444444", 308), ("A22222222", nil)] {
            #expect(found(0, Sample.replaced(card)) == expected, "\(card)")
        }
        for (card, expected) in [("A33333333", nil), (first, 308), ("A44444444", 308), ("A55555555", nil)] {
            #expect(found(1, misread(card)) == expected, "\(card)")
        }
        for (card, expected) in [("A44444444", nil), (first, 308), ("A33333333", 308), ("A55555555", nil)] {
            #expect(found(2, Sample.replaced(card)) == expected, "\(card)")
        }
    }

    @Test("S1: a lock is corrected to the card that was the person's then, and nothing is in a duplicate.")
    func locks() throws {
        var desk = try Desk.entered(merged: false)
        let first = Sample.registeredTwice.cardNumber
        let entry = try desk.record(
            Event(locked(first)), in: Sample.duplicate, by: Sample.clerk, on: "2018-02-02")
        try desk.record(Event(Sample.replaced("A22222222")), in: Sample.duplicate, by: Sample.clerk, on: "2018-02-03")
        for (card, expected) in [(first, nil), ("A22222222", 305), ("A55555555", 305)] {
            #expect(correct(desk, entry, locked(card), in: Sample.duplicate) == expected, "\(card)")
        }
        try desk.record(
            Event(.personMerged(Sample.merged(into: Sample.person))), in: Sample.duplicate, by: Sample.clerk,
            on: "2018-02-04")
        #expect(correct(desk, entry, locked(first), in: Sample.duplicate) == 324)
    }

    @Test("S3: an ending is corrected to a day of what was designated before it.")
    func endings() throws {
        var desk = try Desk.at(.registered)
        let stream = Sample.institution(Sample.hospital)
        func ended(_ day: String) -> Event.OneOf_Kind {
            .designationEnded(
                .with {
                    $0.effectiveFrom = day
                    $0.reason = "closed"
                })
        }
        let entry = try desk.record(Event(ended("2018-02-01")), in: stream, by: Sample.clerk, on: "2018-01-20")
        #expect(correct(desk, entry, ended("2018-02-02"), in: stream) == nil, "its own days do not stand in its way")
        #expect(correct(desk, entry, ended("2014-12-31"), in: stream) == 323)
        let earlier = changed(Sample.designated(Sample.hospital, level: 3)) {
            $0.validFrom = "2014-01-01"
            $0.validTo = "2014-12-31"
        }
        try desk.record(Event(.institutionDesignated(earlier)), in: stream, by: Sample.clerk, on: "2018-01-21")
        #expect(correct(desk, entry, ended("2014-12-31"), in: stream) == 323, "a later designation is not its own")
    }

    @Test("S13: admission and discharge are corrected to days that the billed ones lie between.")
    func stays() throws {
        let desk = try Desk.at(.stayed)
        let stay = try desk.state(Sample.stay).stay
        func admitted(_ day: String) -> Int? {
            correct(
                desk, stay.admitted.entry, .admitted(changed(Sample.admitted) { $0.admittedOn = day }), in: Sample.stay,
                by: Sample.office)
        }
        func discharged(_ day: String) -> Int? {
            correct(
                desk, stay.discharged.entry, .discharged(.with { $0.dischargedOn = day }), in: Sample.stay,
                by: Sample.office)
        }
        let days = stay.days.map(\.bill.date).sorted()
        #expect(admitted("2018-08-24") == nil && admitted(days[0]) == nil)
        #expect(admitted("2018-10-12") == 503)
        #expect(discharged("2018-10-12") == nil)
        #expect(discharged("2018-08-24") == 505)
    }

    @Test("S6: an attached paper is corrected by a party that the claim names; taken up with the claim, it stays.")
    func papers() throws {
        func attached(_ kind: Document.Kind) -> Event.OneOf_Kind {
            .documentAttached(.with { $0.document = Sample.paper(kind) })
        }
        var desk = try Desk.at(.submitted)
        let before = try desk.claim(attached(.medicalRecord), by: Sample.agent, on: "2018-11-02")
        #expect(correct(desk, before, attached(.other), in: Sample.claim, by: Sample.agent) == nil)
        try desk.claim(.claimAccepted(.init()), on: "2018-11-05")
        let after = try desk.claim(attached(.hospitalAnswer), by: Sample.office, on: "2018-11-06")
        #expect(correct(desk, before, attached(.other), in: Sample.claim, by: Sample.agent) == 648)
        #expect(correct(desk, before, attached(.medicalRecord), in: Sample.claim, by: Sample.agent) == nil)
        #expect(correct(desk, after, attached(.other), in: Sample.claim, by: Sample.office) == nil)
        // The claim goes to another hospital: the first one has no say in it any more.
        var moved = try Desk.at(.submitted)
        let entry = try moved.claim(attached(.hospitalAnswer), by: Sample.office, on: "2018-11-02")
        let submitted = try moved.sampleClaim.submitted.entry
        try moved.record(
            .correcting(
                submitted, .claimSubmitted(changed(Sample.submitted) { $0.hospital = Sample.secondHospital.code })),
            in: Sample.claim, by: Sample.agent, on: "2018-11-03")
        #expect(correct(moved, entry, attached(.other), in: Sample.claim, by: Sample.office) == 108)
    }
}
