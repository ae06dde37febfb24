import Claims
import SwiftProtobuf
import Testing

@Suite("Row L4: disputes")
struct DisputeTests {
    @Test(
        "L4: opened, answered, investigated and settled on evidence; the loser corrects, the center holds the payment.")
    func wholeRoad() throws {
        var desk = try Desk.disputing(.stated)
        try desk.dispute(.inquirySent(Sample.inquired()), by: Sample.clerk, on: "2018-11-28")
        try desk.dispute(.inquiryAnswered(Sample.answered()), by: Sample.secondOffice, on: "2018-11-30")
        try desk.dispute(.disputeSettled(Sample.ruled), on: "2018-12-10")
        try desk.holdPayment()
        let correction = BillCorrected.with {
            $0.bill = Sample.bill
            $0.reason = "as ruled"
        }
        let corrected = try desk.record(
            Event(.billCorrected(correction)), in: Sample.stay, by: Sample.office, on: "2018-12-13")
        try desk.dispute(.consequenceCarriedOut(Sample.carriedOut(1, by: corrected)), by: Sample.office)
        let dispute = try desk.disputed
        #expect(dispute.status == .ruled && dispute.statements.count == 1 && dispute.inquiries[0].hasAnswer)
        let ruling = try #require(dispute.standingRuling?.ruling)
        #expect(ruling.consequences.allSatisfy { dispute.carriedOut($0) != nil })
        #expect(try desk.state(Sample.dispute).entries.allSatisfy { $0.verdict == .regular })
    }

    @Test(
        "L4: the arbiter, both sides and those of the opening read the dispute; who is asked reads the inquiry alone.")
    func audience() throws {
        var desk = try Desk.disputing(.stated)
        let inquiry = try desk.propose(
            Event(.inquirySent(Sample.inquired())), in: Sample.dispute, by: Sample.judge, on: "2018-11-28")
        #expect(inquiry.items[0].audience == [Sample.center, Sample.hospital, Sample.secondHospital, Sample.unit])
        try desk.dispute(.inquirySent(Sample.inquired()), on: "2018-11-28")
        let statement = try desk.propose(
            Event(.statementFiled(Sample.stated)), in: Sample.dispute, by: Sample.office, on: "2018-11-29")
        #expect(statement.items[0].audience == [Sample.arbiter, Sample.center, Sample.unit])
        #expect(
            try desk.state(Sample.dispute).audience
                == [Sample.arbiter, Sample.center, Sample.hospital, Sample.unit].map(\.description))
    }

    @Test("L4: an institution answers that holds nothing of the dispute but the inquiry; both sides read the answer.")
    func askedAlone() throws {
        var desk = try Desk.disputing(.stated)
        let sent = try desk.dispute(.inquirySent(Sample.inquired()), on: "2018-11-28")
        var other = Desk()
        other.streams[Sample.dispute] = desk.streams[Sample.dispute]?.filter { $0.reference == sent }
        #expect(try other.state(Sample.dispute).entries.map(\.verdict) == [.regular])
        let answer = try other.propose(
            Event(.inquiryAnswered(Sample.answered())), in: Sample.dispute, by: Sample.secondOffice, on: "2018-11-30")
        #expect(answer.items[0].audience == [Sample.arbiter, Sample.center, Sample.hospital])
        // What arrives with that audience is regular where all is held.
        desk.receive(
            answer.items[0].event, in: Sample.dispute, by: Sample.secondOffice, on: "2018-11-30",
            audience: answer.items[0].audience)
        #expect(try desk.state(Sample.dispute).entries.last?.verdict == .regular)
        #expect(try desk.disputed.inquiries[0].answer.text == "no, never")
    }

    @Test("L4: an answer on paper is whoever asked's, with its scan, and is not the hospital's signature.")
    func onPaper() throws {
        var desk = try Desk.disputing(.notified)
        try desk.dispute(.inquirySent(Sample.inquired()), by: Sample.clerk, on: "2018-11-28")
        let paper = Event(.inquiryAnswered(Sample.answered(onPaper: true)))
        #expect(
            refusal {
                _ = try desk.propose(paper, in: Sample.dispute, by: Sample.judge, on: "2018-12-01")
            }?.number == Refusal.Rule.notTheAsked.number)
        try desk.record(paper, in: Sample.dispute, by: Sample.clerk, on: "2018-12-01")
        let answer = try desk.disputed.inquiries[0]
        #expect(answer.answer.onPaper && answer.answered.party == Sample.center.description)
    }

    @Test("L4: a center that is no side asks nothing, though its node may write in the stream's name.")
    func foreignInquiry() throws {
        var desk = try Desk.disputing(.notified)
        desk.receive(
            Event(.inquirySent(Sample.inquired())), in: Sample.dispute,
            by: Actor(party: Sample.otherCenter, operatorName: "clerk"), on: "2018-11-28")
        #expect(try desk.state(Sample.dispute).entries.last?.refusal == 851)
        #expect(try desk.disputed.inquiries.isEmpty)
    }

    @Test("L4: a leaf hash that is not the held entry's is refused; of those who only read, nothing is asked.")
    func otherLeaf() throws {
        let ruling = changed(Sample.ruled) { $0.ruling.cited[0].leafHash = String(repeating: "0", count: 64) }
        var desk = try Desk.disputing(.notified)
        #expect(refusal { try desk.dispute(.disputeSettled(ruling)) }?.number == Refusal.Rule.citedNotHeld.number)
        desk.receive(Event(.disputeSettled(ruling)), in: Sample.dispute, by: Sample.judge, on: "2018-12-10")
        #expect(try desk.disputed.status == .ruled)
    }

    @Test(
        "L4: an appeal that is confirmed ends it; one that changes puts another ruling; one sent back opens it again.")
    func appeals() throws {
        var confirmed = try Desk.disputing(.appealed)
        try confirmed.dispute(.statementFiled(Sample.stated), by: Sample.clerk, on: "2018-12-13")
        try confirmed.dispute(.appealDecided(Sample.appealDecided(.confirmed)))
        #expect(try confirmed.disputed.status == .final && confirmed.disputed.rulings.count == 1)
        #expect(
            refusal { try confirmed.dispute(.disputeAppealed(Sample.appealed), by: Sample.clerk) }?.number
                == Refusal.Rule.alreadyAppealed.number)
        try confirmed.holdPayment()

        var changed = try Desk.disputing(.appealed)
        try changed.dispute(.appealDecided(Sample.appealDecided(.changed)))
        #expect(try changed.disputed.standingRuling?.ruling.outcome == .dismissed)

        var back = try Desk.disputing(.appealed)
        try back.dispute(.appealDecided(Sample.appealDecided(.sentBack)))
        #expect(try back.disputed.standingRuling == nil && back.disputed.status == .notified)
        let again = Claims.DisputeSettled.with {
            $0.ruling = Sample.ruling
            $0.ruledOn = "2018-12-18"
        }
        try back.dispute(.disputeSettled(again))
        #expect(try back.disputed.rulings.count == 2 && back.disputed.status == .ruled)
    }

    @Test("L4: what was rejected or withdrawn is over.")
    func ended() throws {
        var rejected = try Desk.disputing(.opened)
        try rejected.dispute(
            .disputeRejected(
                .with {
                    $0.grounds = [Sample.ground(10_020, "not between these parties")]
                    $0.rejectedOn = "2018-11-27"
                }))
        #expect(try rejected.disputed.status == .rejected)
        var withdrawn = try Desk.disputing(.notified)
        let withdrawal = Event.OneOf_Kind.disputeWithdrawn(.with { $0.reason = "settled outside" })
        #expect(refusal { try withdrawn.dispute(withdrawal, by: Sample.office) }?.number == 842)
        try withdrawn.dispute(withdrawal, by: Sample.clerk)
        #expect(try withdrawn.disputed.status == .withdrawn)
        for desk in [rejected, withdrawn] {
            var desk = desk
            #expect(refusal { try desk.dispute(.disputeSettled(Sample.ruled)) }?.number == 848)
            #expect(try desk.state(Sample.dispute).waitings.isEmpty)
        }
    }

    @Test(
        "L4: every consequence is carried out by an entry of its type, by the party that it binds, in its stream.",
        arguments: [
            (Consequence.Kind.recovery, Sample.claim), (.suspension, Sample.institution(Sample.hospital)),
            (.heldPayment, Sample.claim), (.lockedCard, Sample.person), (.police, Sample.claim),
        ])
    func consequences(kind: Consequence.Kind, stream: String) throws {
        func ruled(_ party: Party, _ stream: String) throws -> Refusal? {
            let desk = try Desk.disputing(.notified)
            let event = changed(Sample.ruled) {
                $0.ruling.consequences = [Sample.consequence(1, kind, of: party, in: stream, 1)]
            }
            return refusal {
                _ = try desk.propose(
                    Event(.disputeSettled(event)), in: Sample.dispute, by: Sample.judge, on: "2018-12-10")
            }
        }
        #expect(try ruled(Sample.center, stream) == nil)
        #expect(try ruled(Sample.hospital, stream)?.number == 864)
        #expect(try ruled(Sample.center, Sample.stay)?.number == 864)
        #expect(try ruled(Sample.otherCenter, stream)?.number == 864)
    }

    @Test("L4: what a party decides and does not hold is not there; what others decide may be, and is not asked.")
    func subjects() throws {
        func number(_ subject: String, hosted: Set<String> = [], by actor: Actor = Sample.clerk) throws -> Int? {
            var desk = try Desk.at(.submitted)
            desk.hosted = hosted
            let opening = changed(Sample.disputeOpened) {
                $0.claimant = actor.party.description
                $0.respondent = (actor.party == Sample.center ? Sample.hospital : Sample.center).description
                $0.subjects = [Sample.stay, subject]
            }
            return refusal { try desk.dispute(.disputeOpened(opening), by: actor, on: "2018-11-26") }?.number
        }
        let claim = "claim/210200/2019-999999"
        let stay = "stay/H11010500001/2018-9"
        #expect(try number(claim) == 866)
        #expect(try number(Sample.claim) == nil)
        #expect(try number(stay) == nil)
        #expect(try number(claim, by: Sample.office) == nil)
        // On a node that writes the center's log too, nothing of the center's is elsewhere.
        #expect(try number(claim, hosted: [Sample.center.description], by: Sample.office) == 866)
        // Of those who only read, nothing is asked.
        var desk = try Desk.at(.submitted)
        desk.receive(
            Event(.disputeOpened(changed(Sample.disputeOpened) { $0.subjects = [claim] })), in: Sample.dispute,
            by: Sample.clerk, on: "2018-11-26")
        #expect(try desk.disputed.status == .opened)
    }

    @Test("L4: a dispute goes before an arbiter that is known; the refusal names who has that code and may not rule.")
    func arbiters() throws {
        var desk = try Desk.at(.submitted)
        desk.strangers = [Sample.arbiter.description: ["center:110000"]]
        let found = refusal {
            try desk.dispute(.disputeOpened(Sample.disputeOpened), by: Sample.clerk, on: "2018-11-26")
        }
        #expect(found?.number == 867)
        #expect(found?.message == "This node knows no arbiter:110000; center:110000 is no arbiter.")
        desk.strangers = [:]
        try desk.dispute(.disputeOpened(Sample.disputeOpened), by: Sample.clerk, on: "2018-11-26")
    }

    @Test(
        "L4: a ruling recovers at most what was approved or paid, in all; a claim that is not held is not asked about.")
    func recoveries() throws {
        func number(_ event: Claims.DisputeSettled, _ stage: Stage, hosted: Bool = false) throws -> Int? {
            var desk = try Desk.disputing(.notified, claim: stage)
            if hosted { desk.hosted = [Sample.center.description] }
            return refusal { try desk.dispute(.disputeSettled(event)) }?.number
        }
        let most = Sample.approved.amount
        #expect(try number(Sample.recovering(most), .paid) == nil)
        #expect(try number(Sample.recovering(most), .approved) == nil)
        #expect(try number(Sample.recovering(most + 1), .approved) == 868)
        #expect(try number(Sample.recovering(most, 1), .paid) == 868)
        #expect(try number(Sample.recovering(0), .submitted) == nil)
        // Whoever holds the submission alone does not know what was decided; a node that writes the center's log does.
        #expect(try number(Sample.recovering(most + 1), .submitted) == nil)
        #expect(try number(Sample.recovering(1), .submitted, hosted: true) == 868)
        let elsewhere = Sample.recovering(most + 1, from: "claim/210200/2019-999999")
        #expect(try number(elsewhere, .paid) == nil && number(elsewhere, .paid, hosted: true) == 868)
        // The decision on an appeal may put such a ruling in its place.
        var appealed = try Desk.disputing(.appealed, claim: .paid)
        let changed = changed(Sample.appealDecided(.changed)) {
            $0.ruling = Sample.recovering(most + 1).ruling
            $0.ruling.consequences[0].dueOn = "2018-12-20"
        }
        #expect(refusal { try appealed.dispute(.appealDecided(changed)) }?.number == 868)
        let proposal = try Desk.disputing(.notified, claim: .paid).propose(
            Event(.disputeSettled(Sample.recovering(most))), in: Sample.dispute, by: Sample.judge, on: "2018-12-18")
        #expect(proposal.reads == [Sample.claim])
    }

    @Test("L4: formats are judged field by field.")
    func formats() throws {
        func number(_ kind: Event.OneOf_Kind) -> Int? { refusal { try Event(kind).checkFormats() }?.number }
        #expect(number(.disputeOpened(Sample.disputeOpened)) == nil)
        #expect(number(.disputeOpened(changed(Sample.disputeOpened) { $0.demand = "" })) == 209)
        #expect(number(.disputeOpened(changed(Sample.disputeOpened) { $0.respondent = "" })) == 209)
        #expect(number(.disputeOpened(changed(Sample.disputeOpened) { $0.respondent = "hospital:1" })) == 112)
        #expect(number(.disputeOpened(changed(Sample.disputeOpened) { $0.subjects = ["dream/1/2"] })) == 213)
        #expect(number(.disputeOpened(changed(Sample.disputeOpened) { $0.cited[0].leafHash = "AB" })) == 211)
        #expect(number(.disputeOpened(changed(Sample.disputeOpened) { $0.amount = -1 })) == 208)
        #expect(number(.disputeOpened(changed(Sample.disputeOpened) { $0.lodgedOn = "2018-02-30" })) == 207)
        #expect(number(.inquirySent(changed(Sample.inquired()) { $0.questions = [] })) == 209)
        #expect(number(.inquirySent(changed(Sample.inquired()) { $0.institution = "210200" })) == 202)
        #expect(number(.disputeSettled(changed(Sample.ruled) { $0.ruling.outcome = .unspecified })) == 214)
        #expect(number(.disputeSettled(changed(Sample.ruled) { $0.ruling.consequences[0].kind = .unspecified })) == 214)
        #expect(number(.disputeSettled(changed(Sample.ruled) { $0.ruling.consequences[0].dueOn = "" })) == 209)
        #expect(number(.appealDecided(changed(Sample.appealDecided(.confirmed)) { $0.result = .unspecified })) == 214)
        #expect(number(.consequenceCarriedOut(.with { $0.entry = Sample.proof })) == 209)
        #expect(number(.disputeWithdrawn(.init())) == 209)
    }
}

@Suite("Row P7: the clock of a dispute")
struct DisputeClockTests {
    private func waitings(_ desk: Desk, by settings: StreamState? = nil) throws -> [String: String] {
        let found = try desk.state(Sample.dispute).waitings.compactMap { $0.deadline(by: settings) }
        return Dictionary(found.map { ($0.waiting.kind.rawValue, $0.lastDay.description) }, uniquingKeysWith: { $1 })
    }

    @Test("P7: lodged on day 0, notified by day 2, discovery until day 5, ruling by day 15, all working days.")
    func defaults() throws {
        // 26 November 2018 is a Monday.
        #expect(try waitings(Desk.disputing(.opened)) == ["dispute-notice": "2018-11-28"])
        #expect(
            try waitings(Desk.disputing(.notified))
                == ["dispute-statement": "2018-12-03", "dispute-ruling": "2018-12-17"])
        #expect(try waitings(Desk.disputing(.stated)) == ["dispute-ruling": "2018-12-17"])
        #expect(try waitings(Desk.disputing(.ruled)) == ["consequence": "2018-12-20"])
        // Filed on 12 December: fifteen working days later.
        #expect(try waitings(Desk.disputing(.appealed)) == ["dispute-appeal": "2019-01-02"])
    }

    @Test("P7: an inquiry is due in 60 days, or on the day that it names; an answer ends the waiting.")
    func inquiries() throws {
        var desk = try Desk.disputing(.stated)
        try desk.dispute(.inquirySent(Sample.inquired()), on: "2018-11-28")
        #expect(try waitings(desk)["inquiry"] == "2019-01-27")
        try desk.dispute(.inquiryAnswered(Sample.answered()), by: Sample.secondOffice, on: "2018-11-30")
        #expect(try waitings(desk)["inquiry"] == nil)
        let named = changed(Sample.inquired("I2")) { $0.dueOn = "2018-12-07" }
        try desk.dispute(.inquirySent(named), on: "2018-11-30")
        #expect(try waitings(desk)["inquiry"] == "2018-12-07")
    }

    @Test("P7: the arbiter's settings count, and what the notice states stands before them.")
    func settings() throws {
        var desk = try Desk.disputing(.opened)
        let stream = StreamAddress.procedure(ofArbiter: Sample.arbiter.code)
        #expect(stream == "policy/110000/arbiter/procedure")
        #expect(try StreamAddress(stream).decider == Sample.arbiter)
        #expect(try StreamAddress("policy/110000/procedure").decider.role == .center)
        var published = Sample.version(
            "1",
            procedure: .with {
                $0.disputeNoticeDays = 1
                $0.disputeDiscoveryDays = 3
                $0.disputeRulingDays = 10
                $0.inquiryDays = 30
                $0.appealDays = 5
                $0.holidays = ["2018-11-28"]
            })
        published.effectiveFrom = "2018-01-01"
        try desk.record(Event(.policyPublished(published)), in: stream, by: Sample.judge, on: "2018-11-26")
        let state = try desk.state(stream)
        #expect(try waitings(desk, by: state) == ["dispute-notice": "2018-11-27"])
        let notice = changed(Sample.disputeNotified) { $0.statementsUntil = "2018-12-05" }
        try desk.dispute(.disputeNotified(notice), on: "2018-11-27")
        #expect(
            try waitings(desk, by: state) == ["dispute-statement": "2018-12-05", "dispute-ruling": "2018-12-11"])
        // In time by the notice, though the settings say three days.
        try desk.dispute(.statementFiled(Sample.stated), by: Sample.office, on: "2018-12-05")
        #expect(
            refusal { try desk.dispute(.statementFiled(Sample.stated), by: Sample.office, on: "2018-12-06") }?.number
                == 858)
        try desk.dispute(.disputeSettled(Sample.ruled), on: "2018-12-10")
        #expect(
            refusal { try desk.dispute(.disputeAppealed(Sample.appealed), by: Sample.office, on: "2018-12-16") }?.number
                == 874)
        try desk.dispute(.disputeAppealed(Sample.appealed), by: Sample.office, on: "2018-12-15")
    }

    @Test("P7: late with a reason is filed; the clock shows by how many days.")
    func late() throws {
        var desk = try Desk.disputing(.notified)
        let late = changed(Sample.stated) { $0.lateReason = "the archive was closed" }
        try desk.dispute(.statementFiled(late), by: Sample.office, on: "2018-12-05")
        let clock = try desk.disputed.clock(at: Sample.arbiter.code, by: nil)
        let today = try #require(CalendarDate("2018-12-20"))
        let over = Dictionary(
            clock.map { ($0.waiting.kind.rawValue, $0.daysOver(on: today)) }, uniquingKeysWith: { $1 })
        #expect(over == ["dispute-notice": -1, "dispute-statement": 2, "dispute-ruling": 3])
        #expect(clock.map(\.lateReason).filter { !$0.isEmpty } == ["the archive was closed"])
    }

    @Test("P7: the clock of a whole dispute has each step once, done or open.")
    func whole() throws {
        var desk = try Desk.disputing(.appealed)
        try desk.dispute(.appealDecided(Sample.appealDecided(.confirmed)), on: "2018-12-17")
        try desk.holdPayment()
        let clock = try desk.disputed.clock(at: Sample.arbiter.code, by: nil)
        #expect(
            clock.map { "\($0.waiting.kind.rawValue) \($0.lastDay) \($0.doneOn.map(\.description) ?? "open")" } == [
                "dispute-notice 2018-11-28 2018-11-27", "dispute-statement 2018-12-03 2018-11-28",
                "dispute-ruling 2018-12-17 2018-12-10", "dispute-appeal 2019-01-02 2018-12-17",
                "consequence 2018-12-20 2018-12-18", "consequence 2018-12-20 open",
            ])
    }

    @Test("P7: a ruling on what was sent back is a step of its own; a ruling that an appeal put in its place is none.")
    func secondRuling() throws {
        func rulings(_ desk: Desk) throws -> [String] {
            try desk.disputed.clock(at: Sample.arbiter.code, by: nil).filter { $0.waiting.kind == .disputeRuling }
                .map { "\($0.lastDay) \($0.doneOn.map(\.description) ?? "open")" }
        }
        var back = try Desk.disputing(.appealed)
        try back.dispute(.appealDecided(Sample.appealDecided(.sentBack)))
        #expect(try rulings(back) == ["2018-12-17 2018-12-10", "2019-01-07 open"])
        try back.dispute(
            .disputeSettled(
                changed(Sample.ruled) {
                    $0.ruledOn = "2019-01-09"
                    for index in $0.ruling.consequences.indices { $0.ruling.consequences[index].dueOn = "2019-02-01" }
                }), on: "2019-01-09")
        #expect(try rulings(back) == ["2018-12-17 2018-12-10", "2019-01-07 2019-01-09"])
        var other = try Desk.disputing(.appealed)
        try other.dispute(.appealDecided(Sample.appealDecided(.changed)))
        #expect(try rulings(other) == ["2018-12-17 2018-12-10"])
    }

    @Test("L4: what comes after the last decision of a closed case is not pending: no decision is waited for.")
    func closed() throws {
        var desk = try Desk.disputing(.stated)
        #expect(try !desk.state(Sample.dispute).isClosed)
        try desk.dispute(.disputeSettled(Sample.ruled), on: "2018-12-10")
        try desk.holdPayment()
        #expect(try desk.state(Sample.dispute).isClosed)
        #expect(try desk.state(Sample.dispute).entries.last?.act.pending == true)
        #expect(try !Desk.disputing(.appealed).state(Sample.dispute).isClosed)
        for stage in Stage.allCases where stage >= .submitted {
            #expect(try Desk.at(stage).state(Sample.claim).isClosed == (stage == .paid))
        }
    }

    @Test(
        "P7: what was carried out counts from the day that its report states, which is after the ruling and not to come."
    )
    func doneOn() throws {
        for (day, number) in [("2018-12-09", 849), ("2018-12-19", 330), ("2018-12-32", 207)] {
            var desk = try Desk.disputing(.ruled)
            #expect(refusal { try desk.holdPayment(doneOn: day) }?.number == number, "\(day)")
        }
        var desk = try Desk.disputing(.ruled)
        try desk.holdPayment(doneOn: "2018-12-14")
        let clock = try desk.disputed.clock(at: Sample.arbiter.code, by: nil)
        #expect(clock.filter { $0.waiting.kind == .consequence }.compactMap(\.doneOn?.description) == ["2018-12-14"])
    }
}
