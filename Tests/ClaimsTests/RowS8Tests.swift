import Claims
import SwiftProtobuf
import Testing

@Suite("S8: transfer approval with pre-evaluation")
struct TransferTests {
    private func propose(_ desk: Desk, _ kind: Event.OneOf_Kind, in stream: String, on day: String) -> Refusal? {
        refusal { _ = try desk.propose(Event(kind), in: stream, by: Sample.approver, on: day) }
    }

    @Test("S8: a referral is evaluated, put on record, claimed, compared and approved.")
    func road() throws {
        let desk = try Desk.transfer(until: 6)
        let filing = try desk.state(Sample.filing).filing
        #expect(filing.preEvaluation == Sample.evaluated && filing.hasPreEvaluated)
        #expect(filing.comparison(of: Sample.claim)?.comparison == Sample.compared)
        #expect(try desk.state(Sample.claim).claim.status == .approved)
        #expect(try desk.findings(Sample.claim).isEmpty)
    }

    @Test("S8: the setting asks for the evaluation; without it, and for other kinds, none is needed.")
    func setting() throws {
        let desk = try Desk.transfer(until: 0)
        let record = Event.OneOf_Kind.recordFiled(Sample.recordedReferral)
        #expect(propose(desk, record, in: Sample.filing, on: "2018-02-26") == Refusal(.evaluationMissing, ""))
        // The settings in force on the filing's first day count.
        var relaxed = desk
        try relaxed.record(
            Event(.policyPublished(Sample.version("2", procedure: .init()))), in: Sample.procedure, by: Sample.clerk,
            on: "2018-02-25")
        #expect(propose(relaxed, record, in: Sample.filing, on: "2018-02-26") == nil)
        var longTerm = try Desk.at(.stamped)
        let settings = ProcedureSettings.with { $0.preEvaluation = true }
        try longTerm.record(
            Event(.policyPublished(Sample.version("1", procedure: settings))), in: Sample.procedure, by: Sample.clerk,
            on: "2018-02-22")
        #expect(propose(longTerm, .recordFiled(Sample.recorded), in: Sample.filing, on: "2018-02-26") == nil)
    }

    @Test(
        "S8: what the evaluation does not support goes on record only with a note; evaluated again, the last one counts."
    )
    func unsupported() throws {
        let against = changed(Sample.evaluated) { $0.opinion = .notSupported }
        var desk = try Desk.transfer(until: 1, evaluation: against)
        let bare = Event.OneOf_Kind.recordFiled(Sample.recordedReferral)
        let noted = Event.OneOf_Kind.recordFiled(
            changed(Sample.recordedReferral) { $0.note = "no bed here within a month" })
        #expect(propose(desk, bare, in: Sample.filing, on: "2018-02-26") == Refusal(.evaluationNotSupported, ""))
        #expect(propose(desk, noted, in: Sample.filing, on: "2018-02-26") == nil)
        // The same rule is judged by every reader.
        var received = desk
        received.receive(Event(bare), in: Sample.filing, by: Sample.clerk, on: "2018-02-26")
        let state = try received.state(Sample.filing)
        #expect(state.entries.last?.refusal == 425 && state.filing.status == .submitted)
        try desk.record(
            Event(.preEvaluated(Sample.evaluated)), in: Sample.filing, by: Sample.clerk, on: "2018-02-26")
        #expect(propose(desk, bare, in: Sample.filing, on: "2018-02-26") == nil)
    }

    @Test("S8: an evaluation comes before the decision, and is of no day to come.")
    func when() throws {
        let evaluation = Event.OneOf_Kind.preEvaluated(Sample.evaluated)
        let recorded = try Desk.transfer(until: 2)
        #expect(propose(recorded, evaluation, in: Sample.filing, on: "2018-03-01") == Refusal(.filingNotPending, ""))
        let applied = try Desk.transfer(until: 0)
        #expect(propose(applied, evaluation, in: Sample.filing, on: "2018-02-23") == Refusal(.dayToCome, ""))
    }

    @Test(
        "S8, S12: the history is consulted first: the evaluation names its last entry, and none that has been followed."
    )
    func history() throws {
        var desk = try Desk.transfer(until: 0)
        func evaluation(_ history: EntryReference?) -> Event.OneOf_Kind {
            .preEvaluated(
                changed(Sample.evaluated) { evaluation in
                    if let history { evaluation.history = history }
                })
        }
        let stays = [("claim/210200/2017-000001", "2017-03-01"), ("claim/210200/2017-000002", "2017-05-01")].map {
            claim, day in
            Event(
                .historyVerified(
                    changed(Sample.verified) {
                        $0.claim = claim
                        $0.admittedOn = day
                        $0.dischargedOn = day
                    }))
        }
        let first = desk.receive(stays[0], in: Sample.history, by: Sample.clerk, on: "2018-01-01")
        #expect(
            propose(desk, evaluation(nil), in: Sample.filing, on: "2018-02-25") == Refusal(.historyNotConsulted, ""))
        #expect(propose(desk, evaluation(first), in: Sample.filing, on: "2018-02-25") == nil)
        let proposal = try desk.propose(
            Event(evaluation(first)), in: Sample.filing, by: Sample.clerk, on: "2018-02-25")
        #expect(proposal.reads == [Sample.history], "no head of it may move before the commit")
        let second = desk.receive(stays[1], in: Sample.history, by: Sample.clerk, on: "2018-01-02")
        #expect(
            propose(desk, evaluation(first), in: Sample.filing, on: "2018-02-25") == Refusal(.historyNotConsulted, ""))
        #expect(propose(desk, evaluation(second), in: Sample.filing, on: "2018-02-25") == nil)
        // What the evaluation says is corrected, also after the record, without reading the history again.
        let entry = try desk.record(
            Event(evaluation(second)), in: Sample.filing, by: Sample.clerk, on: "2018-02-25")
        try desk.record(
            Event(.recordFiled(Sample.recordedReferral)), in: Sample.filing, by: Sample.clerk, on: "2018-02-26")
        desk.receive(
            Event(.historyVerified(changed(Sample.verified) { $0.claim = "claim/210200/2017-000003" })),
            in: Sample.history, by: Sample.clerk, on: "2018-02-27")
        let mended = changed(Sample.evaluated) {
            $0.history = second
            $0.found = "as the referral says"
        }
        try desk.record(
            .correcting(entry, .preEvaluated(mended)), in: Sample.filing, by: Sample.clerk, on: "2018-02-28")
        #expect(try desk.state(Sample.filing).filing.preEvaluation == mended)
    }

    @Test(
        "S8: once the referral is on record, opinion and inspection of its evaluation stay; before that, they need not."
    )
    func decidedEvaluation() throws {
        let asked = changed(Sample.evaluated) { $0.inspectionNeeded = true }
        let changes: [(inout PreEvaluated) -> Void] = [
            { $0.inspectionNeeded = false }, { $0.opinion = .notSupported },
        ]
        for (step, expected) in [(1, nil), (2, 439), (6, 439)] {
            var desk = try Desk.transfer(until: min(step, 5), evaluation: asked)
            let entry = try desk.state(Sample.filing).filing.preEvaluated.entry
            for change in changes {
                let event = Event.correcting(entry, .preEvaluated(changed(asked, change)))
                let found = refusal {
                    _ = try desk.propose(event, in: Sample.filing, by: Sample.clerk, on: "2018-11-20")
                }
                #expect(found?.number == expected)
                guard expected != nil else { continue }
                desk.receive(event, in: Sample.filing, by: Sample.clerk, on: "2018-11-20")
                #expect(try desk.state(Sample.filing).filing.preEvaluation == asked, "judged by every reader")
            }
        }
        // An evaluation that was followed by another counts no more, whatever it says.
        var twice = try Desk.transfer(until: 1, evaluation: asked)
        let first = try twice.state(Sample.filing).filing.preEvaluated.entry
        for event in [Event.OneOf_Kind.preEvaluated(asked), .recordFiled(Sample.recordedReferral)] {
            try twice.record(Event(event), in: Sample.filing, by: Sample.clerk, on: "2018-02-26")
        }
        let other = changed(asked) { $0.opinion = .notSupported }
        try twice.record(
            .correcting(first, .preEvaluated(other)), in: Sample.filing, by: Sample.clerk, on: "2018-02-27")
        #expect(try twice.state(Sample.filing).filing.preEvaluation == asked)
    }

    @Test("S8: a claim under an evaluated referral is approved once a comparison agrees; the last one counts.")
    func comparison() throws {
        let differs = changed(Sample.compared) {
            $0.agrees = false
            $0.result = "no operation took place"
        }
        var desk = try Desk.transfer(until: 5, comparison: differs)
        let approval = Event.OneOf_Kind.claimApproved(Sample.approved)
        let refused = propose(desk, approval, in: Sample.claim, on: "2018-11-08")
        #expect(refused == Refusal(.comparisonMissing, ""))
        #expect(refused?.message.contains("no operation took place") == true)
        try desk.record(
            Event(.transferCompared(Sample.compared)), in: Sample.filing, by: Sample.clerk, on: "2018-11-08")
        #expect(propose(desk, approval, in: Sample.claim, on: "2018-11-08") == nil)
        // A comparison of another claim says nothing about this one.
        let other = changed(Sample.compared) { $0.claim = "claim/210200/2019-000777" }
        var elsewhere = try Desk.transfer(until: 4)
        elsewhere.receive(Event(.transferCompared(other)), in: Sample.filing, by: Sample.clerk, on: "2018-11-07")
        #expect(propose(elsewhere, approval, in: Sample.claim, on: "2018-11-08") == Refusal(.comparisonMissing, ""))
    }

    @Test(
        "S8: the comparison is on the day of discharge or after it.",
        arguments: [("2018-10-10", false), ("2018-10-11", true), ("2018-11-08", true), ("2018-11-09", false)])
    func comparedOn(day: String, allowed: Bool) throws {
        let found = propose(
            try Desk.transfer(until: 4), .transferCompared(changed(Sample.compared) { $0.comparedOn = day }),
            in: Sample.filing, on: "2018-11-08")
        #expect((found == nil) == allowed, "\(String(describing: found))")
    }

    @Test("S8: a claim under a filing that was not evaluated needs no comparison.")
    func notEvaluated() throws {
        let desk = try Desk.at(.adjudicated)
        #expect(propose(desk, .claimApproved(Sample.approved), in: Sample.claim, on: "2018-11-08") == nil)
    }

    @Test("S8: whoever saw the person again says what the effect was.")
    func effect() {
        let seen = changed(Sample.compared) { $0.seenAgain = true }
        #expect(refusal { try Event(.transferCompared(seen)).checkFormats() } == Refusal(.missingField, ""))
        let told = changed(seen) { $0.effect = "healed" }
        #expect(refusal { try Event(.transferCompared(told)).checkFormats() } == nil)
    }

    @Test("22: an approval without a comparison that agrees is found; one with it is not.")
    func finding() throws {
        var desk = try Desk.transfer(until: 4)
        desk.receive(Event(.claimApproved(Sample.approved)), in: Sample.claim, by: Sample.approver, on: "2018-11-08")
        let missing = try desk.findings(Sample.claim)
        #expect(missing.map(\.number) == [22] && missing[0].severity == .warning && missing[0].evidence.count == 2)
        try desk.record(
            Event(.transferCompared(changed(Sample.compared) { $0.agrees = false })), in: Sample.filing,
            by: Sample.clerk, on: "2018-11-08")
        let differs = try desk.findings(Sample.claim)
        #expect(differs.map(\.number) == [22] && differs[0].evidence.count == 3)
        try desk.record(
            Event(.transferCompared(Sample.compared)), in: Sample.filing, by: Sample.clerk, on: "2018-11-08")
        #expect(try desk.findings(Sample.claim).isEmpty)
    }
}
