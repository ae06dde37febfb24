import Claims
import SwiftProtobuf

extension Violations {
    mutating func addDisputes() {
        addOpenings()
        addTalk()
        addRulings()
        addAppeals()
    }

    private mutating func add(
        _ rule: Refusal.Rule, _ stage: Desk.DisputeStage, after events: [Event.OneOf_Kind] = [],
        _ kind: Event.OneOf_Kind, by actor: Actor = Sample.judge, on day: String = "2018-12-18"
    ) {
        add(rule) {
            var desk = try Desk.disputing(stage)
            for event in events { try desk.dispute(event, on: day) }
            try desk.dispute(kind, by: actor, on: day)
        }
    }

    private mutating func addOpenings() {
        func addOpening(_ rule: Refusal.Rule, _ change: (inout DisputeOpened) -> Void) {
            add(
                rule, at: .submitted, .disputeOpened(changed(Sample.disputeOpened, change)), in: Sample.dispute,
                by: Sample.clerk, on: "2018-11-26")
        }
        add(.disputeAlreadyOpened, .opened, .disputeOpened(Sample.disputeOpened), by: Sample.clerk)
        add(
            .disputeNotOpened, at: .submitted, .disputeNotified(Sample.disputeNotified), in: Sample.dispute,
            by: Sample.judge, on: "2018-11-27")
        addOpening(.notTheClaimant) { $0.claimant = Sample.unit.description }
        addOpening(.sidesUnfit) { $0.respondent = $0.claimant }
        addOpening(.disputeAboutNothing) { $0.subjects = [] }
        addOpening(.subjectUnknown) { $0.subjects.append("claim/210200/2019-999999") }
        add(.arbiterUnknown) {
            var desk = try Desk.at(.submitted)
            desk.strangers = [Sample.arbiter.description: [Sample.center.description]]
            try desk.dispute(.disputeOpened(Sample.disputeOpened), by: Sample.clerk, on: "2018-11-26")
        }
        addOpening(.citedNotHeld) { $0.cited[0].entry.number += 1_000 }
        add(.alreadyNotified, .notified, .disputeNotified(Sample.disputeNotified))
        add(
            .respondentNotNotified, .opened,
            .disputeNotified(changed(Sample.disputeNotified) { $0.to = [Sample.center.description] }))
        add(.notNotified, .opened, .statementFiled(Sample.stated), by: Sample.office)
        add(.disputeOver, .ruled, .statementFiled(Sample.stated), by: Sample.office)
        add(
            .disputeBackwards, .opened,
            .disputeNotified(changed(Sample.disputeNotified) { $0.notifiedOn = "2018-11-25" }))
    }

    private mutating func addTalk() {
        let inquiry = Event.OneOf_Kind.inquirySent(Sample.inquired())
        add(.notASide, .notified, .statementFiled(Sample.stated), by: Sample.agent, on: "2018-11-28")
        add(.mayNotInquire, .notified, inquiry, by: Actor(party: Sample.otherCenter, operatorName: "clerk"))
        add(.inquiryNumberUsed, .notified, after: [inquiry], inquiry)
        add(.answerHidden, .notified, .inquirySent(changed(Sample.inquired()) { $0.answerTo.removeLast() }))
        add(.inquiryUnknown, .notified, .inquiryAnswered(Sample.answered()), by: Sample.secondOffice)
        add(.notTheAsked, .notified, after: [inquiry], .inquiryAnswered(Sample.answered()), by: Sample.office)
        add(
            .inquiryAnswered, .notified, after: [inquiry, .inquiryAnswered(Sample.answered(onPaper: true))],
            .inquiryAnswered(Sample.answered()), by: Sample.secondOffice)
        add(
            .answerWithoutScan, .notified, after: [inquiry],
            .inquiryAnswered(changed(Sample.answered(onPaper: true)) { $0.clearScan() }))
        add(.statementLate, .notified, .statementFiled(Sample.stated), by: Sample.office, on: "2018-12-04")
    }

    private mutating func addRulings() {
        func addRuling(_ rule: Refusal.Rule, _ change: (inout Ruling) -> Void) {
            add(rule, .notified, .disputeSettled(changed(Sample.ruled) { change(&$0.ruling) }))
        }
        add(.alreadyRuled, .ruled, .disputeSettled(Sample.ruled))
        addRuling(.rulingCitesNothing) { $0.cited = [] }
        addRuling(.rulingAmount) { $0.outcome = .upheld }
        addRuling(.consequencesDisordered) { $0.consequences.reverse() }
        addRuling(.consequenceUnfit) { $0.consequences[1].party = Sample.unit.description }
        add(.recoveryBeyondPaid) {
            var desk = try Desk.disputing(.notified, claim: .paid)
            try desk.dispute(.disputeSettled(Sample.recovering(Sample.approved.amount + 1)))
        }
        add(.carriedOutOtherwise) {
            var desk = try Desk.disputing(.ruled)
            let own = try desk.state(Sample.stay).stay.discharged.entry
            try desk.dispute(.consequenceCarriedOut(Sample.carriedOut(1, by: own)), by: Sample.office)
        }
    }

    private mutating func addAppeals() {
        let report = Sample.carriedOut(1, by: Sample.proof.entry)
        add(.notRuled, .notified, .disputeAppealed(Sample.appealed), by: Sample.office)
        add(.alreadyAppealed, .appealed, .disputeAppealed(Sample.appealed), by: Sample.clerk)
        add(.notAppealed, .ruled, .appealDecided(Sample.appealDecided(.confirmed)))
        add(
            .appealRuling, .appealed,
            .appealDecided(changed(Sample.appealDecided(.changed)) { $0.clearRuling() }))
        add(.appealLate, .ruled, .disputeAppealed(Sample.appealed), by: Sample.office, on: "2018-12-26")
        add(.rulingRests, .appealed, .consequenceCarriedOut(report), by: Sample.office)
        add(
            .consequenceUnknown, .ruled, .consequenceCarriedOut(changed(report) { $0.number = 3 }), by: Sample.office)
        add(.notTheBound, .ruled, .consequenceCarriedOut(report), by: Sample.clerk)
        add(.alreadyCarriedOut) {
            var desk = try Desk.disputing(.ruled)
            for _ in 0..<2 { try desk.holdPayment() }
        }
    }
}

extension Desk {
    /// The center carries out consequence 2 of the sample ruling.
    mutating func holdPayment(doneOn day: String = "") throws {
        let held = PaymentHeld.with { $0.grounds = [Sample.ground(10_014, "as ruled")] }
        let entry: EntryReference
        if let known = try state(Sample.claim).entries.first(where: { $0.typeName == "PaymentHeld" }) {
            entry = known.act.entry
        } else {
            entry = try record(Event(.paymentHeld(held)), in: Sample.claim, by: Sample.clerk, on: "2018-12-12")
        }
        let report = changed(Sample.carriedOut(2, by: entry)) { $0.doneOn = day }
        try dispute(.consequenceCarriedOut(report), by: Sample.clerk)
    }
}
