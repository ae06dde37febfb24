import Claims
import SwiftProtobuf
import Testing

@Suite("S1: persons entered twice, and deaths")
struct PersonTests {
    private func propose(
        _ kind: Event.OneOf_Kind, in stream: String, by actor: Actor = Sample.clerk, on desk: Desk, day: String
    ) -> Refusal? {
        refusal { _ = try desk.propose(Event(kind), in: stream, by: actor, on: day) }
    }

    private let ofDuplicate = changed(Sample.application) {
        $0.person = Sample.duplicate
        $0.insured.cardNumber = Sample.registeredTwice.cardNumber
    }

    /// Somebody else, with a card of their own.
    private static let stranger = changed(Sample.registered) {
        $0.residentID = Sample.otherResidentID
        $0.cardNumber = "A66666666"
    }

    private func correct(_ change: (inout PersonCorrected) -> Void) -> Event.OneOf_Kind {
        var event = PersonCorrected()
        event.reason = "misread"
        change(&event)
        return .personCorrected(event)
    }

    @Test("S1: a resident ID and a card are one person's at a center, however they come into the register.")
    func takenNumbers() throws {
        var desk = try Desk.at(.registered)
        let registered = try desk.record(
            Event(.personRegistered(Self.stranger)), in: Sample.duplicate, by: Sample.clerk, on: "2018-01-15")
        func take(_ kind: Event.OneOf_Kind, in stream: String = Sample.duplicate) -> Refusal? {
            propose(kind, in: stream, on: desk, day: "2018-02-10")
        }
        let (id, card) = (Sample.registered.residentID, Sample.registered.cardNumber)
        let third = "person/210200/000125"
        let refused: [(Event.OneOf_Kind, String, Refusal.Rule)] = [
            (.personRegistered(changed(Self.stranger) { $0.residentID = id }), third, .residentIDOfAnother),
            (
                .personRegistered(
                    changed(Self.stranger) { $0.residentID = Sample.residentID("210204", "1963-04-15", 103) }), third,
                .cardOfAnother
            ),
            (correct { $0.residentID = id }, Sample.duplicate, .residentIDOfAnother),
            (correct { $0.cardNumber = card }, Sample.duplicate, .cardOfAnother),
            (correct { $0.cardNumber = card.lowercased() }, Sample.duplicate, .cardOfAnother),
            (Sample.replaced(card), Sample.duplicate, .cardOfAnother),
            (
                try #require(
                    Event.correcting(registered, .personRegistered(changed(Self.stranger) { $0.residentID = id })).kind),
                Sample.duplicate, .residentIDOfAnother
            ),
        ]
        for (kind, stream, rule) in refused {
            let found = take(kind, in: stream)
            #expect(found == Refusal(rule, ""), "\(kind): \(String(describing: found))")
            #expect(found?.message.contains("person/210200/00012") == true)
        }
        // A card that was replaced stays its person's; a mistyped one that was corrected is free.
        try desk.record(Event(Sample.replaced("A55555555")), in: Sample.person, by: Sample.clerk, on: "2018-02-02")
        #expect(take(Sample.replaced(card)) == Refusal(.cardOfAnother, ""))
        try desk.record(
            Event(correct { $0.cardNumber = "A44444444" }), in: Sample.person, by: Sample.clerk, on: "2018-02-03")
        #expect(take(Sample.replaced("A55555555")) == nil)
    }

    @Test("S1: the same numbers at another center, the person's own, and those of a merged duplicate are no refusal.")
    func freeNumbers() throws {
        var desk = try Desk.at(.registered)
        let elsewhere = Actor(party: try Party(role: .center, code: "210300"), operatorName: "clerk.sun")
        #expect(
            propose(
                .personRegistered(Sample.registered), in: "person/210300/000001", by: elsewhere, on: desk,
                day: "2018-02-10") == nil, "another center")
        let (id, card) = (Sample.registered.residentID, Sample.registered.cardNumber)
        for kind in [
            correct { $0.residentID = id }, correct { $0.cardNumber = card }, correct { $0.telephone = "041182345678" },
            Sample.replaced("A55555555"),
        ] {
            #expect(propose(kind, in: Sample.person, on: desk, day: "2018-02-10") == nil, "the person's own: \(kind)")
        }
        // Two that have one ID since before such was refused are maintained, and merged.
        desk.receive(
            Event(.personRegistered(Sample.registeredTwice)), in: Sample.duplicate, by: Sample.clerk, on: "2018-01-15")
        for kind in [
            correct { $0.residentID = id }, correct { $0.telephone = "041182345678" }, Sample.replaced("A33333333"),
        ] {
            #expect(propose(kind, in: Sample.duplicate, on: desk, day: "2018-02-10") == nil, "\(kind)")
        }
        try desk.record(
            Event(.personMerged(Sample.merged(into: Sample.person))), in: Sample.duplicate, by: Sample.clerk,
            on: "2018-01-20")
        #expect(
            propose(Sample.replaced(Sample.registeredTwice.cardNumber), in: Sample.person, on: desk, day: "2018-02-10")
                == nil)
    }

    @Test("S1: nothing new goes under a duplicate, and the refusal names the stream that stands.")
    func merged() throws {
        let desk = try Desk.entered(merged: true)
        let state = try desk.state(Sample.duplicate).person
        #expect(state.isMerged && state.mergedInto == Sample.person && state.hasMerged)
        let refused: [(Event.OneOf_Kind, String, Actor)] = [
            (.applicationSubmitted(ofDuplicate), Sample.filing, Sample.agent),
            (
                .specificItemApplied(
                    changed(Sample.itemApplied) {
                        $0.person = Sample.duplicate
                        $0.insured.cardNumber = Sample.registeredTwice.cardNumber
                    }), Sample.item, Sample.agent
            ),
            (
                .accountCredited(changed(Sample.credited()) { $0.person = Sample.duplicate }), "account/210200/000124",
                Sample.clerk
            ),
            (
                .cardReplaced(
                    .with {
                        $0.cardNumber = "A77777777"
                        $0.replacedOn = "2018-02-01"
                        $0.reason = "lost"
                    }), Sample.duplicate, Sample.clerk
            ),
            (.personCorrected(.with { $0.reason = "moved" }), Sample.duplicate, Sample.clerk),
            (.personDied(Sample.died("2018-02-01")), Sample.duplicate, Sample.clerk),
            (.personMerged(Sample.merged(into: Sample.person)), Sample.duplicate, Sample.clerk),
        ]
        for (kind, stream, actor) in refused {
            let found = propose(kind, in: stream, by: actor, on: desk, day: "2018-07-10")
            #expect(found == Refusal(.personMerged, ""), "\(kind): \(String(describing: found))")
            #expect(found?.message.contains(Sample.person) == true)
            #expect(found?.remedy.contains(Sample.person) == true)
        }
        #expect(
            propose(
                .applicationSubmitted(Sample.application), in: Sample.filing, by: Sample.agent, on: desk,
                day: "2018-02-10") == nil, "the one who stands goes on")
    }

    @Test("S1: a merging that was a mistake is undone, and may be made again.")
    func unmerged() throws {
        var desk = try Desk.entered(merged: true)
        try desk.record(
            Event(.personUnmerged(.with { $0.reason = "father and son" })), in: Sample.duplicate, by: Sample.clerk,
            on: "2018-01-21")
        let state = try desk.state(Sample.duplicate).person
        #expect(!state.isMerged && !state.hasMerged)
        #expect(
            propose(
                .applicationSubmitted(ofDuplicate), in: Sample.filing, by: Sample.agent, on: desk, day: "2018-02-10")
                == nil)
        #expect(
            propose(
                .personMerged(Sample.merged(into: Sample.person)), in: Sample.duplicate, on: desk, day: "2018-02-10")
                == nil)
    }

    @Test("S1: an annulled merging counts as absent.")
    func annulledMerging() throws {
        var desk = try Desk.entered(merged: true)
        let entry = try desk.state(Sample.duplicate).person.merged.entry
        try desk.record(.annulling(entry), in: Sample.duplicate, by: Sample.clerk, on: "2018-01-21")
        #expect(try !desk.state(Sample.duplicate).person.isMerged)
    }

    @Test("S1: there are no circles: whoever is merged takes nobody in.")
    func circles() throws {
        let desk = try Desk.entered(merged: true)
        let back = propose(
            .personMerged(Sample.merged(into: Sample.duplicate)), in: Sample.person, on: desk, day: "2018-02-01")
        #expect(back == Refusal(.mergedIntoNobody, ""))
        #expect(back?.message.contains("is merged into \(Sample.person)") == true)
        let foreign = propose(
            .personMerged(Sample.merged(into: "person/210300/000001")), in: Sample.person, on: desk, day: "2018-02-01")
        #expect(foreign == Refusal(.mergedIntoItself, ""), "another center's register")
    }

    @Test("S1: nobody is merged into somebody who has died.")
    func intoTheDead() throws {
        var desk = try Desk.entered(merged: false)
        try desk.record(
            Event(.personDied(Sample.died("2018-01-16"))), in: Sample.person, by: Sample.clerk, on: "2018-01-17")
        let found = propose(
            .personMerged(Sample.merged(into: Sample.person)), in: Sample.duplicate, on: desk, day: "2018-02-01")
        #expect(found == Refusal(.mergedIntoNobody, ""))
        #expect(found?.message.contains("died on 2018-01-16") == true)
    }

    @Test("S1: an undone merging is not brought back by annulling, so no circle comes about that way.")
    func annulledUnmerging() throws {
        var desk = try Desk.entered(merged: true)
        let unmerged = try desk.record(
            Event(.personUnmerged(.with { $0.reason = "father and son" })), in: Sample.duplicate, by: Sample.clerk,
            on: "2018-01-21")
        try desk.record(
            Event(.personMerged(Sample.merged(into: Sample.duplicate))), in: Sample.person, by: Sample.clerk,
            on: "2018-01-22")
        let found = refusal {
            _ = try desk.propose(.annulling(unmerged), in: Sample.duplicate, by: Sample.clerk, on: "2018-01-23")
        }
        #expect(found == Refusal(.notUndoable, ""))
        desk.receive(.annulling(unmerged), in: Sample.duplicate, by: Sample.clerk, on: "2018-01-23")
        #expect(try !desk.state(Sample.duplicate).person.isMerged, "one of the two stands")
        #expect(try desk.state(Sample.person).person.isMerged)
    }

    @Test(
        "S1: no death is merged away: the one that stands records the same first.",
        arguments: [("", 331), ("2018-01-15", 331), ("2018-01-16", nil)])
    func deathOfTheDuplicate(other: String, refused: Int?) throws {
        var desk = try Desk.entered(merged: false)
        for (stream, day) in [(Sample.duplicate, "2018-01-16"), (Sample.person, other)] where !day.isEmpty {
            try desk.record(Event(.personDied(Sample.died(day))), in: stream, by: Sample.clerk, on: "2018-01-17")
        }
        let found = propose(
            .personMerged(Sample.merged(into: Sample.person)), in: Sample.duplicate, on: desk, day: "2018-02-01")
        #expect(found?.number == refused)
    }

    @Test("S1: a received circle has no effect on the one whose merging broke a rule of its stream, and folds.")
    func receivedCircle() throws {
        var desk = try Desk.entered(merged: true)
        desk.receive(
            Event(.personMerged(Sample.merged(into: Sample.person))), in: Sample.person, by: Sample.clerk,
            on: "2018-02-01")
        let state = try desk.state(Sample.person)
        #expect(state.entries.last?.refusal == 325 && !state.person.isMerged)
    }

    @Test("S1: what was filed under the duplicate counts for the one who stands; without the merging it does not.")
    func filedUnderTheDuplicate() throws {
        for merged in [true, false] {
            var desk = try Desk.entered(merged: false)
            try desk.record(
                Event(.applicationSubmitted(ofDuplicate)), in: Sample.filing, by: Sample.agent, on: "2018-02-10")
            for (party, office) in [(Sample.hospital, Sample.office), (Sample.secondHospital, Sample.secondOffice)] {
                try desk.record(
                    Event(.formStamped(Sample.stamped(party))), in: Sample.filing, by: office, on: "2018-02-21")
            }
            if merged {
                try desk.record(
                    Event(.personMerged(Sample.merged(into: Sample.person))), in: Sample.duplicate, by: Sample.clerk,
                    on: "2018-02-22")
            }
            // What was applied for before goes its way.
            try desk.record(
                Event(.recordFiled(Sample.recorded)), in: Sample.filing, by: Sample.clerk, on: "2018-02-26")
            let found = propose(
                .claimSubmitted(Sample.submitted), in: Sample.claim, by: Sample.agent, on: desk, day: "2018-11-01")
            #expect(found == (merged ? nil : Refusal(.filingDoesNotCover, "")))
            guard merged else { continue }
            let proposal = try desk.propose(
                Event(.claimSubmitted(Sample.submitted)), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
            #expect(proposal.reads.contains(Sample.duplicate), "the duplicate's register is part of what was read")
            try desk.record(
                Event(.claimSubmitted(Sample.submitted)), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
            #expect(try desk.findings(Sample.claim).isEmpty)
        }
    }

    @Test("S1: a filing counts through two mergings, one after the other.")
    func chain() throws {
        var desk = try Desk.at(.filed)
        let third = "person/210200/000125"
        for (stream, card) in [(Sample.duplicate, "A99999999"), (third, "A88888888")] {
            desk.receive(
                Event(.personRegistered(changed(Sample.registered) { $0.cardNumber = card })), in: stream,
                by: Sample.clerk, on: "2018-03-01")
        }
        try desk.record(
            Event(.personMerged(Sample.merged(into: Sample.duplicate))), in: Sample.person, by: Sample.clerk,
            on: "2018-03-02")
        let claim = changed(Sample.submitted) {
            $0.person = third
            $0.insured.cardNumber = "A88888888"
        }
        let before = propose(.claimSubmitted(claim), in: Sample.claim, by: Sample.agent, on: desk, day: "2018-11-01")
        #expect(before == Refusal(.filingDoesNotCover, ""))
        try desk.record(
            Event(.personMerged(Sample.merged(into: third))), in: Sample.duplicate, by: Sample.clerk, on: "2018-03-03")
        #expect(
            propose(.claimSubmitted(claim), in: Sample.claim, by: Sample.agent, on: desk, day: "2018-11-01") == nil)
    }

    @Test("S1: a claim that was handed in before the merging is taken up after it.")
    func claimedBefore() throws {
        var desk = try Desk.at(.submitted)
        desk.receive(
            Event(.personRegistered(Sample.registeredTwice)), in: Sample.duplicate, by: Sample.clerk, on: "2018-11-02")
        try desk.record(
            Event(.personMerged(Sample.merged(into: Sample.duplicate))), in: Sample.person, by: Sample.clerk,
            on: "2018-11-03")
        try desk.record(Event(.claimAccepted(.init())), in: Sample.claim, by: Sample.clerk, on: "2018-11-05")
        #expect(try desk.state(Sample.claim).claim.status == .accepted)
    }

    /// The sample claim, handed in before its person was merged into another stream.
    private func mergedAfterClaiming(_ stage: Stage = .submitted) throws -> Desk {
        var desk = try Desk.at(stage)
        desk.receive(
            Event(.personRegistered(Sample.registeredTwice)), in: Sample.duplicate, by: Sample.clerk, on: "2018-11-02")
        try desk.record(
            Event(.personMerged(Sample.merged(into: Sample.duplicate))), in: Sample.person, by: Sample.clerk,
            on: "2018-11-03")
        return desk
    }

    @Test("S1: a claim of a duplicate is not taken up where the card of the one who stands is locked, or they died.")
    func standingIsAsked() throws {
        let lock = CardLocked.with {
            $0.cardNumber = Sample.registeredTwice.cardNumber
            $0.reason = "lent to somebody"
            $0.lockedOn = "2018-11-04"
        }
        for (kind, expected) in [
            (Event.OneOf_Kind.cardLocked(lock), Refusal(.cardLocked, "")),
            (.personDied(Sample.died("2018-10-10")), Refusal(.afterDeath, "")),
            (.personDied(Sample.died("2018-10-11")), nil),
        ] {
            var desk = try mergedAfterClaiming()
            try desk.record(Event(kind), in: Sample.duplicate, by: Sample.clerk, on: "2018-11-04")
            let found = propose(.claimAccepted(.init()), in: Sample.claim, on: desk, day: "2018-11-05")
            #expect(found == expected, "\(kind): \(String(describing: found))")
            guard expected == nil else { continue }
            let proposal = try desk.propose(
                Event(.claimAccepted(.init())), in: Sample.claim, by: Sample.clerk, on: "2018-11-05")
            #expect(proposal.reads.contains(Sample.duplicate), "the register that stands is part of what was read")
        }
    }

    @Test("S1, 21: a death recorded with the one who stands is found in the duplicate's claim.")
    func standingHasDied() throws {
        for (day, numbers) in [("2018-10-10", [UInt32(21)]), ("2018-10-11", [])] {
            var desk = try mergedAfterClaiming(.accepted)
            let died = try desk.record(
                Event(.personDied(Sample.died(day))), in: Sample.duplicate, by: Sample.clerk, on: "2018-11-06")
            let found = try desk.findings(Sample.claim)
            #expect(found.map(\.number) == numbers)
            #expect(found.allSatisfy { $0.evidence.contains(died) })
            let known = try desk.context([Sample.person])
            #expect(findingReads(for: try desk.state(Sample.claim), in: known).contains(Sample.duplicate))
        }
    }

    @Test(
        "S1: treatment until the day of death is filed and claimed, and none after it.",
        arguments: [("2018-10-10", false), ("2018-10-11", true), ("2018-10-12", true)])
    func death(day: String, allowed: Bool) throws {
        var desk = try Desk.at(.stayed)
        try desk.record(
            Event(.personDied(Sample.died(day))), in: Sample.person, by: Sample.clerk, on: "2018-10-20")
        let found = propose(
            .claimSubmitted(Sample.submitted), in: Sample.claim, by: Sample.agent, on: desk, day: "2018-11-01")
        #expect(found == (allowed ? nil : Refusal(.afterDeath, "")))
    }

    @Test("S1: after a death nothing is filed for later days: application, record, amendment and specific item.")
    func filedAfterDeath() throws {
        func died(_ desk: Desk, on day: String = "2018-02-27") throws -> Desk {
            var desk = desk
            try desk.record(Event(.personDied(Sample.died(day))), in: Sample.person, by: Sample.clerk, on: "2018-03-01")
            return desk
        }
        let amendment = FilingAmended.with {
            $0.hospitals = [Sample.secondHospital.code]
            $0.effectiveFrom = "2018-12-01"
            $0.reason = "she moved"
        }
        for (stage, kind, stream) in [
            (Stage.registered, Event.OneOf_Kind.applicationSubmitted(Sample.application), Sample.filing),
            (.stamped, .recordFiled(Sample.recorded), Sample.filing),
            (.filed, .filingAmended(amendment), Sample.filing),
            (.registered, .specificItemApplied(Sample.itemApplied), Sample.item),
        ] {
            let actor: Actor = if case .applicationSubmitted = kind { Sample.agent } else { Sample.clerk }
            let alive = try Desk.at(stage)
            let dead = try died(alive)
            let found = propose(kind, in: stream, by: actor, on: dead, day: "2018-03-01")
            #expect(found == Refusal(.afterDeath, ""), "\(kind)")
            #expect(propose(kind, in: stream, by: actor, on: alive, day: "2018-03-01") == nil)
        }
        let dead = try died(try Desk.at(.stamped), on: "2018-03-01")
        #expect(
            propose(.recordFiled(Sample.recorded), in: Sample.filing, on: dead, day: "2018-03-01") == nil,
            "the day of death itself is filed")
    }

    @Test("S1: a day of death that was misread is corrected, and a day to come is refused there too.")
    func correctedDeath() throws {
        var desk = try Desk.at(.registered)
        let entry = try desk.record(
            Event(.personDied(Sample.died("2018-01-19"))), in: Sample.person, by: Sample.clerk, on: "2018-01-20")
        let tomorrow = refusal {
            _ = try desk.propose(
                .correcting(entry, .personDied(Sample.died("2018-01-22"))), in: Sample.person, by: Sample.clerk,
                on: "2018-01-21")
        }
        #expect(tomorrow == Refusal(.dayToCome, ""))
        try desk.record(
            .correcting(entry, .personDied(Sample.died("2018-01-18"))), in: Sample.person, by: Sample.clerk,
            on: "2018-01-21")
        #expect(try desk.state(Sample.person).person.diedOn == "2018-01-18")
        try desk.record(.annulling(entry), in: Sample.person, by: Sample.clerk, on: "2018-01-22")
        let person = try desk.state(Sample.person).person
        #expect(person.diedOn.isEmpty && !person.hasDied)
    }

    @Test("S1: the certificate of a death is asked for.")
    func certificate() {
        let event = changed(Sample.died("2018-01-19")) { $0.clearCertificate() }
        #expect(refusal { try Event(.personDied(event)).checkFormats() } == Refusal(.missingField, ""))
    }

    @Test("S1: every field of the register that may be mistyped is corrected, the card and the first day among them.")
    func corrected() throws {
        var desk = try Desk.at(.registered)
        let change = PersonCorrected.with {
            $0.name = "王晓明"
            $0.residentID = Sample.residentID("210204", "1963-04-16", 102)
            $0.status = .retiree
            $0.unit = Sample.otherUnitCode
            $0.telephone = "0411-1"
            $0.address = "there"
            $0.insuredFrom = "2001-08-01"
            $0.cardNumber = "A12345679"
            $0.reason = "residence booklet"
        }
        try desk.record(Event(.personCorrected(change)), in: Sample.person, by: Sample.clerk, on: "2018-02-01")
        let state = try desk.state(Sample.person)
        let register = state.person.register
        #expect(register.name == "王晓明" && register.residentID == change.residentID && register.status == .retiree)
        #expect(register.unit == Sample.otherUnitCode && register.telephone == "0411-1" && register.address == "there")
        #expect(register.insuredFrom == "2001-08-01" && register.cardNumber == "A12345679")
        #expect(state.person.formerCards.isEmpty, "a mistyped number was never a card")
        #expect(state.audience.contains(Sample.otherUnit.description))
    }

    @Test("S1: a card that was replaced does not come back by a correction.")
    func formerCard() throws {
        var desk = try Desk.at(.registered)
        try desk.record(
            Event(
                .cardReplaced(
                    .with {
                        $0.cardNumber = "A22222222"
                        $0.replacedOn = "2018-02-01"
                        $0.reason = "lost"
                    })), in: Sample.person, by: Sample.clerk, on: "2018-02-01")
        let found = propose(
            .personCorrected(
                .with {
                    $0.cardNumber = Sample.insured.cardNumber
                    $0.reason = "x"
                }), in: Sample.person, on: desk, day: "2018-02-02")
        #expect(found == Refusal(.sameCard, ""))
    }

    @Test("21: a claim whose stay goes beyond the death is found; one that ends on the day of death is not.")
    func deathFinding() throws {
        for (day, count) in [("2018-10-10", 1), ("2018-10-11", 0)] {
            var desk = try Desk.at(.submitted)
            let entry = try desk.record(
                Event(.personDied(Sample.died(day))), in: Sample.person, by: Sample.clerk, on: "2018-11-02")
            let found = try desk.findings(Sample.claim)
            #expect(found.count == count)
            guard let finding = found.first else { continue }
            #expect(finding.number == 21 && finding.severity == .alarm)
            #expect(finding.evidence == [try desk.state(Sample.claim).claim.submitted.entry, entry])
        }
    }

    @Test("S2: a form is not stamped on a day to come.")
    func stampedTomorrow() throws {
        let desk = try Desk.at(.applied)
        let found = propose(
            .formStamped(Sample.stamped(Sample.hospital)), in: Sample.filing, by: Sample.office, on: desk,
            day: "2018-02-19")
        #expect(found == Refusal(.dayToCome, ""))
    }

    @Test("S2: a stamp is corrected, and not to one that the form has already.")
    func correctedStamp() throws {
        var desk = try Desk.at(.applied)
        let paper = changed(Sample.stamped(Sample.hospital)) {
            $0.onPaper = true
            $0.scan = Sample.paper(.other)
        }
        let entry = try desk.record(
            Event(.formStamped(paper)), in: Sample.filing, by: Sample.clerk, on: "2018-02-21")
        try desk.record(
            Event(.formStamped(Sample.stamped(Sample.secondHospital))), in: Sample.filing, by: Sample.secondOffice,
            on: "2018-02-21")
        func correct(_ change: (inout FormStamped) -> Void) -> Refusal? {
            refusal {
                _ = try desk.propose(
                    .correcting(entry, .formStamped(changed(paper, change))), in: Sample.filing, by: Sample.clerk,
                    on: "2018-02-22")
            }
        }
        #expect(correct { $0.stampedOn = "2018-02-19" } == nil)
        #expect(correct { $0.hospital = Sample.secondHospital.code } == Refusal(.alreadyStamped, ""))
        #expect(correct { $0.stampedOn = "2018-02-23" } == Refusal(.dayToCome, ""))
    }

    @Test("S1: an application is corrected whole before the decision, and after it only in what was not decided on.")
    func correctedApplication() throws {
        for (stage, allowed) in [(Stage.stamped, true), (.filed, false)] {
            let desk = try Desk.at(stage)
            let entry = try desk.state(Sample.filing).filing.submitted.entry
            func correct(_ change: (inout ApplicationSubmitted) -> Void) -> Refusal? {
                refusal {
                    _ = try desk.propose(
                        .correcting(entry, .applicationSubmitted(changed(Sample.application, change))),
                        in: Sample.filing, by: Sample.agent, on: "2018-03-01")
                }
            }
            let expected = allowed ? nil : Refusal(.decidedApplication, "")
            #expect(correct { $0.hospitals = [Sample.hospital.code] } == expected)
            #expect(correct { $0.place = "110100" } == expected)
            #expect(correct { $0.kind = .resettledRetiree } == expected)
            #expect(correct { $0.person = Sample.duplicate } == expected)
            #expect(correct { $0.telephone = "0411-2" } == nil)
        }
    }
}
