import Claims
import SwiftProtobuf
import Testing

@Suite("P4: feedback and objections of the insured person")
struct VoiceTests {
    private func refusedClaim() throws -> (Desk, EntryReference) {
        var desk = try Desk.at(.accepted)
        let refusal = try desk.claim(.claimRefused(Sample.refused), by: Sample.approver, on: "2018-11-20")
        return (desk, refusal)
    }

    @Test("P4: what the person says is recorded on that person's behalf, with the means, not ahead of its day.")
    func given() throws {
        var desk = try Desk.at(.submitted)
        #expect(desk.refused(.feedbackGiven(Sample.said(.asBilled))) == 981)
        #expect(desk.refused(.feedbackGiven(Sample.said(.asBilled)), by: Sample.forUnit) == 981)
        #expect(desk.refused(.feedbackGiven(Sample.said(.asBilled)), by: Sample.agent) == 106)
        #expect(desk.refused(.feedbackGiven(Sample.said(.unspecified)), by: Sample.forPerson) == 214)
        #expect(
            desk.refused(.feedbackGiven(changed(Sample.said(.asBilled)) { $0.means = "" }), by: Sample.forPerson) == 209
        )
        #expect(desk.refused(.feedbackGiven(Sample.said(.asBilled)), by: Sample.forPerson, on: "2018-11-02") == 330)
        try desk.claim(.feedbackGiven(Sample.said(.asBilled)), by: Sample.forPerson)
        #expect(try desk.findings(Sample.claim).isEmpty)
        #expect(try desk.sampleClaim.lastFeedback?.feedback.answer == .asBilled)
    }

    @Test(
        "P4: \"did not happen\" and \"not all\" are finding 11; the last answer counts.",
        arguments: [
            (FeedbackGiven.Answer.didNotHappen, Finding.Severity.alarm), (.notAll, .warning),
        ])
    func denied(answer: FeedbackGiven.Answer, severity: Finding.Severity) throws {
        var desk = try Desk.at(.accepted)
        let said = try desk.claim(.feedbackGiven(Sample.said(answer)), by: Sample.forPerson)
        let found = try desk.findings(Sample.claim)
        #expect(found.map(\.number) == [11] && found[0].severity == severity)
        #expect(found[0].evidence.contains(said))
        let hold = PaymentHeld.with {
            $0.grounds = [Sample.ground(11, "the person says that it did not happen")]
            $0.evidence = [said]
        }
        #expect(desk.refused(.paymentHeld(hold)) == nil)
        try desk.claim(.feedbackGiven(Sample.said(.asBilled)), by: Sample.forPerson)
        #expect(try desk.findings(Sample.claim).isEmpty)
    }

    @Test("P4: a claim approved against what the person had said is finding 12; a ground or an audit clears it.")
    func approvedAgainst() throws {
        var desk = try Desk.at(.adjudicated)
        try desk.claim(.feedbackGiven(Sample.said(.didNotHappen)), by: Sample.forPerson)
        let before = desk
        try desk.claim(.claimApproved(Sample.approved), by: Sample.approver)
        #expect(try desk.findings(Sample.claim).map(\.number) == [11, 12])
        var audit = StreamState(try StreamAddress("audit/210200/1"))
        let conclusion = EntryReference(origin: Desk.origin(Sample.center), number: 0)
        audit.entries = [.with { $0.act.entry = conclusion }]
        func found(_ status: AuditState.Status, of subject: String) throws -> [UInt32] {
            var state = audit
            state.audit = .with {
                $0.status = status
                $0.order = .with { $0.subject = subject }
                $0.concluded.entry = conclusion
            }
            return findings(for: try desk.state(Sample.claim), in: Context([state])).map(\.number)
        }
        #expect(try found(.concluded, of: Sample.claim) == [11])
        #expect(try found(.ordered, of: Sample.claim) == [11, 12])
        #expect(try found(.concluded, of: "claim/210200/other") == [11, 12])

        desk = before
        let noted = changed(Sample.approved) { $0.note = "the person was called again, and remembered" }
        try desk.claim(.claimApproved(noted), by: Sample.approver)
        #expect(try desk.findings(Sample.claim).map(\.number) == [11])
    }

    @Test("P4: an audit that is concluded after the approval does not clear finding 12.")
    func auditedAfterwards() throws {
        var desk = try Desk.at(.adjudicated)
        try desk.claim(.feedbackGiven(Sample.said(.didNotHappen)), by: Sample.forPerson)
        var audited = desk
        try audited.conclude(.papers)
        try audited.claim(.claimApproved(Sample.approved), by: Sample.approver)
        #expect(try audited.findings(Sample.claim).map(\.number) == [11])
        try desk.claim(.claimApproved(Sample.approved), by: Sample.approver)
        try desk.conclude(.papers)
        #expect(try desk.findings(Sample.claim).map(\.number) == [11, 12])
    }

    @Test("P4: an audit in another log clears finding 12 where the approval's basis reaches its conclusion.")
    func auditedElsewhere() throws {
        var desk = try Desk.at(.adjudicated)
        try desk.claim(.feedbackGiven(Sample.said(.didNotHappen)), by: Sample.forPerson)
        try desk.claim(.claimApproved(Sample.approved), by: Sample.approver)
        func head(_ number: UInt64) -> EntryReference { EntryReference(origin: "test.example/other", number: number) }
        var audit = StreamState(try StreamAddress("audit/210200/1"))
        audit.entries = [head(3), head(5)].map { entry in .with { $0.act.entry = entry } }
        audit.audit = .with {
            $0.status = .concluded
            $0.order = .with { $0.subject = Sample.claim }
            $0.concluded.entry = head(5)
        }
        for (basis, numbers) in [
            ([], [11, 12]), ([head(3)], [11, 12]), ([head(5)], [11]), ([head(6)], [11, 12]),
        ] as [([EntryReference], [UInt32])] {
            var claim = try desk.state(Sample.claim)
            claim.entries[claim.entries.count - 1].basis = basis
            #expect(findings(for: claim, in: Context([audit])).map(\.number) == numbers, "\(basis)")
        }
    }

    @Test("P4: what the person says after the approval is finding 11 alone.")
    func afterApproval() throws {
        var desk = try Desk.at(.approved)
        try desk.claim(.feedbackGiven(Sample.said(.didNotHappen)), by: Sample.forPerson)
        #expect(try desk.findings(Sample.claim).map(\.number) == [11])
        // It rests on nothing: the approval can still be annulled.
        let approval = try desk.sampleClaim.approved.entry
        try desk.record(.annulling(approval), in: Sample.claim, by: Sample.approver, on: "2018-11-22")
        #expect(try desk.sampleClaim.status == .adjudicated)
        // But the claim itself is not taken away under it.
        var early = try Desk.at(.submitted)
        try early.claim(.feedbackGiven(Sample.said(.asBilled)), by: Sample.forPerson)
        let submission = try early.sampleClaim.submitted.entry
        let found = refusal {
            _ = try early.propose(.annulling(submission), in: Sample.claim, by: Sample.agent, on: "2018-11-22")
        }
        #expect(found?.number == 806)
    }

    @Test("P4: the unit objects, or the center records it for the unit or the person; nobody else.")
    func speakers() throws {
        let (desk, refusal) = try refusedClaim()
        let objection = Event.OneOf_Kind.objectionFiled(Sample.objection(refusal))
        for actor in [Sample.agent, Sample.forPerson, Sample.forUnit] {
            #expect(desk.refused(objection, by: actor) == nil)
        }
        #expect(desk.refused(objection, by: Sample.clerk) == 981)
        #expect(desk.refused(objection, by: Actor(party: Sample.otherUnit, operatorName: "agent")) == 108)
        #expect(desk.refused(objection, by: Sample.office) == 106)
    }

    @Test("P4: an objection is against a decision of this claim that has its effect, and one is enough.")
    func against() throws {
        var (desk, refusal) = try refusedClaim()
        let accepted = try desk.sampleClaim.accepted.entry
        for entry in [accepted, EntryReference(origin: "x", number: 0)] {
            #expect(desk.refused(.objectionFiled(Sample.objection(entry)), by: Sample.agent) == 983)
        }
        try desk.claim(.objectionFiled(Sample.objection(refusal)), by: Sample.agent)
        #expect(desk.refused(.objectionFiled(Sample.objection(refusal)), by: Sample.agent) == 982)
        #expect(desk.refused(.objectionFiled(Sample.objection(refusal, "O2")), by: Sample.forPerson) == 985)
        // An annulled decision has no effect.
        var approved = try Desk.at(.approved)
        let approval = try approved.sampleClaim.approved.entry
        #expect(approved.refused(.objectionFiled(Sample.objection(approval)), by: Sample.agent) == nil)
        try approved.record(.annulling(approval), in: Sample.claim, by: Sample.approver, on: "2018-11-20")
        #expect(approved.refused(.objectionFiled(Sample.objection(approval)), by: Sample.agent) == 983)
    }

    @Test(
        "P4: an objection is filed within 60 working days: a unit's now, the center's on the day that the paper bears.",
        arguments: [
            // 60 working days after 20 November 2018.
            ("2019-02-12", nil), ("2019-02-13", 984), ("2018-11-20", nil), ("2018-11-19", 984),
        ])
    func inTime(filed: String, refused: Int?) throws {
        let (desk, refusal) = try refusedClaim()
        let objection = Event.OneOf_Kind.objectionFiled(Sample.objection(refusal, on: filed))
        #expect(desk.refused(objection, by: Sample.forPerson, on: "2019-03-01") == refused)
        let now = filed < "2018-11-20" ? "2018-11-20" : filed
        #expect(desk.refused(objection, by: Sample.agent, on: now) == refused)
        if filed == "2019-02-12" {
            #expect(
                desk.refused(objection, by: Sample.agent, on: "2019-03-01") == 984, "a unit's own day proves nothing")
        }
        #expect(desk.refused(objection, by: Sample.forPerson, on: "2018-11-18") == 330)
    }

    @Test("P4: the working days are a setting, in force on the day of the decision.")
    func setting() throws {
        var (desk, refusal) = try refusedClaim()
        let version = Sample.version("1", procedure: .with { $0.objectionDays = 1 })
        try desk.record(Event(.policyPublished(version)), in: Sample.procedure, by: Sample.clerk, on: "2018-11-20")
        let objection = { Event.OneOf_Kind.objectionFiled(Sample.objection(refusal, on: $0)) }
        #expect(desk.refused(objection("2018-11-21"), by: Sample.forPerson, on: "2018-11-30") == nil)
        #expect(desk.refused(objection("2018-11-22"), by: Sample.forPerson, on: "2018-11-30") == 984)
        let filed = try #require(CalendarDate("2018-11-21"))
        #expect(Procedure().decisionDeadline(filedOn: filed).description == "2019-01-02")
    }

    @Test("P4: an objection is decided once, on grounds, by somebody else than who decided before.")
    func decided() throws {
        var (desk, refusal) = try refusedClaim()
        let filed = try desk.claim(.objectionFiled(Sample.objection(refusal)), by: Sample.agent)
        #expect(try desk.sampleClaim.openObjections.count == 1)
        let upheld = Event.OneOf_Kind.objectionDecided(Sample.objectionDecided(true))
        #expect(desk.refused(upheld, by: Sample.approver) == 987)
        #expect(desk.refused(.objectionDecided(Sample.objectionDecided(true, "O2"))) == 986)
        #expect(desk.refused(.objectionDecided(changed(Sample.objectionDecided(true)) { $0.grounds = [] })) == 418)
        #expect(desk.refused(.objectionDecided(Sample.objectionDecided(true, on: "2018-11-20"))) == 216)
        #expect(desk.refused(.objectionDecided(Sample.objectionDecided(true, on: "2018-11-22"))) == 330)
        try desk.claim(upheld)
        #expect(desk.refused(upheld) == 986)
        #expect(try desk.sampleClaim.objections.map(\.status) == [.upheld])
        // What a decision rests on stays, and keeps its number.
        let annulled = refused(desk, .annulling(filed))
        #expect(annulled == 806)
        let renamed = Event.OneOf_Kind.corrected(
            .with {
                $0.entry = filed
                $0.reason = "misread"
                $0.replacement = Event(.objectionFiled(Sample.objection(refusal, "O2")))
            })
        #expect(desk.refused(renamed, by: Sample.agent) == 988)
        try desk.claim(.claimRestored(.with { $0.reason = "objection O1 is upheld" }))
        #expect(try desk.sampleClaim.status == .accepted)
    }

    @Test("P4: a correction of what the person said answers to the rules of saying it.")
    func correctedFeedback() throws {
        var desk = try Desk.at(.submitted)
        let entry = try desk.claim(
            .feedbackGiven(Sample.said(.asBilled)), by: Sample.forPerson, on: "2018-11-04")
        func corrected(_ change: (inout FeedbackGiven) -> Void) -> Event.OneOf_Kind {
            .corrected(
                .with {
                    $0.entry = entry
                    $0.reason = "misheard"
                    $0.replacement = Event(.feedbackGiven(changed(Sample.said(.asBilled), change)))
                })
        }
        #expect(desk.refused(corrected { $0.answer = .didNotHappen }) == 981, "on nobody's behalf")
        #expect(desk.refused(corrected { $0.givenOn = "2031-01-01" }, by: Sample.forPerson) == 330)
        #expect(desk.refused(corrected { $0.answer = .notAll }, by: Sample.forPerson) == nil)
    }

    @Test("P4: a corrected objection keeps to its time; one that goes to another decision is filed now.")
    func correctedObjection() throws {
        var (desk, refusal) = try refusedClaim()
        try desk.claim(.claimRestored(.with { $0.reason = "an oversight" }), on: "2018-12-03")
        let second = try desk.claim(.claimRefused(Sample.refused), by: Sample.approver, on: "2018-12-10")
        let filed = try desk.claim(.objectionFiled(Sample.objection(refusal)), by: Sample.agent)
        let onPaper = try desk.claim(
            .objectionFiled(Sample.objection(second, "O2", on: "2018-12-11")), by: Sample.forPerson, on: "2018-12-11")
        func corrected(_ entry: EntryReference, _ objection: ObjectionFiled) -> Event.OneOf_Kind {
            .corrected(
                .with {
                    $0.entry = entry
                    $0.reason = "misread"
                    $0.replacement = Event(.objectionFiled(objection))
                })
        }
        var text = Sample.objection(refusal)
        text.text = "the bill is right, and so is the list"
        // Long after the time to object is over.
        #expect(desk.refused(corrected(filed, text), by: Sample.agent, on: "2019-03-20") == nil)
        text.filedOn = "2018-11-19"
        #expect(desk.refused(corrected(filed, text), by: Sample.agent, on: "2019-03-20") == 984)
        text.filedOn = "2019-03-21"
        #expect(desk.refused(corrected(filed, text), by: Sample.agent, on: "2019-03-20") == 330)
        let early = Sample.objection(second, "O2", on: "2018-12-09")
        #expect(desk.refused(corrected(onPaper, early), by: Sample.forPerson, on: "2019-01-10") == 984)
        // To another decision.
        try desk.record(.annulling(onPaper), in: Sample.claim, by: Sample.forPerson, on: "2018-12-12")
        #expect(desk.refused(corrected(filed, Sample.objection(second)), by: Sample.agent, on: "2018-12-12") == 984)
        let moved = corrected(filed, Sample.objection(second, on: "2018-12-11"))
        #expect(desk.refused(moved, by: Sample.agent, on: "2018-12-12") == nil)
        #expect(desk.refused(moved, by: Sample.agent, on: "2019-04-20") == 984)
        // Decided, it was filed before it was decided.
        try desk.claim(.objectionDecided(Sample.objectionDecided(true, on: "2018-12-13")), on: "2018-12-13")
        let late = corrected(filed, Sample.objection(refusal, on: "2018-12-14"))
        #expect(desk.refused(late, by: Sample.agent, on: "2018-12-20") == 216)
    }

    @Test("P4: a rejected objection stands; an annulled one frees its number and its decision.")
    func rejected() throws {
        var (desk, refusal) = try refusedClaim()
        let filed = try desk.claim(.objectionFiled(Sample.objection(refusal)), by: Sample.agent)
        var other = desk
        try other.record(.annulling(filed), in: Sample.claim, by: Sample.agent, on: "2018-11-21")
        #expect(try other.sampleClaim.objections.isEmpty)
        #expect(other.refused(.objectionFiled(Sample.objection(refusal)), by: Sample.agent) == nil)
        try desk.claim(.objectionDecided(Sample.objectionDecided(false)))
        #expect(try desk.sampleClaim.objections.map(\.status) == [.rejected])
        #expect(try desk.sampleClaim.status == .refused)
    }

    @Test("P4: the decision on one objection does not hinder that another is annulled.")
    func twoObjections() throws {
        var desk = try Desk.at(.adjudicated)
        let price = try #require(desk.state(Sample.claim).entries.last).act.entry
        let refusal = try desk.claim(.claimRefused(Sample.refused), by: Sample.approver, on: "2018-11-20")
        let first = try desk.claim(.objectionFiled(Sample.objection(price)), by: Sample.agent)
        let second = try desk.claim(.objectionFiled(Sample.objection(refusal, "O2")), by: Sample.agent)
        try desk.claim(.objectionDecided(Sample.objectionDecided(false)), by: Sample.approver)
        #expect(refused(desk, .annulling(first)) == 806)
        #expect(refused(desk, .annulling(second)) == nil)
    }

    /// The refusal of an event of the unit in the sample claim.
    private func refused(_ desk: Desk, _ event: Event) -> Int? {
        refusal { _ = try desk.propose(event, in: Sample.claim, by: Sample.agent, on: "2018-11-21") }?.number
    }
}
