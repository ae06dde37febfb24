import Claims
import SwiftProtobuf

extension Violations {
    mutating func addClaims() {
        func addClaim(_ rule: Refusal.Rule, on day: String = "2018-11-02", _ change: (inout ClaimSubmitted) -> Void) {
            add(
                rule, at: .stayed, .claimSubmitted(changed(Sample.submitted, change)), in: Sample.claim,
                by: Sample.agent, on: day)
        }
        func addDecision(
            _ rule: Refusal.Rule, at stage: Stage, _ kind: Event.OneOf_Kind, by actor: Actor = Sample.clerk
        ) {
            add(rule, at: stage, kind, in: Sample.claim, by: actor, on: "2018-11-21")
        }
        addDecision(.alreadySubmitted, at: .submitted, .claimSubmitted(Sample.submitted), by: Sample.agent)
        addDecision(.notSubmitted, at: .stayed, .claimAccepted(.init()))
        add(
            .notByTheUnit, at: .stayed, .claimSubmitted(Sample.submitted), in: Sample.claim,
            by: Actor(party: Sample.otherUnit, operatorName: "agent"))
        addClaim(.claimLate, on: "2018-11-12") { _ in }
        addClaim(.papersMissing) { $0.documents.removeLast() }
        addClaim(.filingDoesNotCover) { $0.admittedOn = "2018-02-28" }
        add(.invoiceAlreadyClaimed) {
            _ = try Desk.at(.accepted).propose(
                Event(.claimSubmitted(Sample.submitted)), in: "claim/210200/2019-000999", by: Sample.agent,
                on: "2018-11-06")
        }
        addDecision(.notUnderReview, at: .accepted, .claimAccepted(.init()))
        add(.papersStillWanting) {
            var desk = try Desk.at(.submitted)
            try desk.record(
                Event(.claimReturned(.with { $0.missing = [.invoice] })), in: Sample.claim, by: Sample.clerk,
                on: "2018-11-05")
            let unsigned = changed(Sample.paper(.invoice)) { $0.signedOnBack = false }
            _ = try desk.propose(
                Event(.claimCompleted(.with { $0.documents = [unsigned] })), in: Sample.claim, by: Sample.agent,
                on: "2018-11-06")
        }
        addDecision(.nothingWanting, at: .submitted, .claimReturned(.init()))
        add(.latenessNotExcused) {
            let late = changed(Sample.submitted) { $0.lateReason = "the invoice came late" }
            var desk = try Desk.at(.stayed)
            try desk.record(Event(.claimSubmitted(late)), in: Sample.claim, by: Sample.agent, on: "2018-11-12")
            _ = try desk.propose(
                Event(.claimAccepted(.init())), in: Sample.claim, by: Sample.clerk, on: "2018-11-13")
        }
        add(.claimDoesNotAddUp) {
            let wrong = changed(Sample.submitted) { $0.bill.lines[0].amount += 100 }
            _ = try Desk.at(.accepted, submission: wrong).propose(
                Event(.claimAdjudicated(Sample.adjudicated)), in: Sample.claim, by: Sample.clerk, on: "2018-11-06")
        }
        addDecision(
            .splitDoesNotAddUp, at: .accepted,
            .claimAdjudicated(changed(Sample.adjudicated) { $0.split.cash += 1 }))
        addDecision(
            .splitExceedsClaim, at: .accepted,
            .claimAdjudicated(
                changed(Sample.adjudicated) {
                    $0.split.total += 100
                    $0.split.fullSelfPay += 100
                    $0.split.cash += 100
                    $0.split.personalShare += 100
                }))
        addDecision(.notAccepted, at: .submitted, .claimAdjudicated(Sample.adjudicated))
        addDecision(.notAdjudicated, at: .accepted, .claimApproved(Sample.approved))
        addDecision(
            .approvedAmountDiffers, at: .adjudicated, .claimApproved(.with { $0.amount = Sample.approvedAmount + 1 }))
        addDecision(
            .notRefusable, at: .paid, .claimRefused(.with { $0.grounds = [Sample.ground(1, "forged papers")] }))
        addDecision(.notRefused, at: .accepted, .claimRestored(.with { $0.reason = "objection upheld" }))
        addDecision(
            .policyNotInForce, at: .accepted,
            .claimAdjudicated(
                changed(Sample.adjudicated) {
                    $0.policy = Sample.policy
                    $0.policyVersion = "2017"
                }))
        add(
            .invoiceElsewhere, at: .submitted,
            .invoiceClaimed(
                .with {
                    $0.invoice = Sample.invoice(1)
                    $0.claim = Sample.claim
                    $0.hospital = Sample.hospital.code
                }), in: "invoice/210200/1101050018-0000000001", by: Sample.clerk)
        addClaim(.submittedBeforeDischarge, on: "2018-10-10") { _ in }
        addDecision(
            .notReturnable, at: .adjudicated, .claimReturned(.with { $0.missing = [.invoice] }))
        addDecision(.notReturned, at: .submitted, .claimCompleted(.init()), by: Sample.agent)
    }

    mutating func addPayments() {
        func addPayment(
            _ rule: Refusal.Rule, at stage: Stage, _ kind: Event.OneOf_Kind, by actor: Actor = Sample.cashier
        ) {
            add(rule, at: stage, kind, in: Sample.claim, by: actor, on: "2018-11-21")
        }
        let held = Event(.paymentHeld(.with { $0.grounds = [Sample.ground(1, "the bill differs")] }))
        addPayment(.notApproved, at: .adjudicated, .paymentOrdered(Sample.ordered()))
        add(.paymentHeld) {
            var desk = try Desk.at(.ordered)
            try desk.record(held, in: Sample.claim, by: Sample.clerk, on: "2018-11-20")
            _ = try desk.propose(
                Event(.paymentMade(Sample.made())), in: Sample.claim, by: Sample.cashier, on: "2018-11-21")
        }
        addPayment(.orderNumberUsed, at: .ordered, .paymentOrdered(Sample.ordered()))
        addPayment(.moreThanApproved, at: .ordered, .paymentOrdered(Sample.ordered("2", 1)))
        addPayment(.fourEyes, at: .ordered, .paymentMade(Sample.made()), by: Sample.approver)
        addPayment(.orderNotOpen, at: .approved, .paymentMade(Sample.made()))
        addPayment(.paymentDiffers, at: .ordered, .paymentMade(Sample.made("B1", 1)))
        add(.paymentNumberUsed) {
            var desk = try Desk.at(.paid)
            try desk.record(
                Event(.paymentReversed(Sample.reversed())), in: Sample.claim, by: Sample.cashier, on: "2018-11-25")
            try desk.record(
                Event(.paymentOrdered(Sample.ordered("2"))), in: Sample.claim, by: Sample.clerk, on: "2018-11-26")
            _ = try desk.propose(
                Event(.paymentMade(Sample.made(order: "2"))), in: Sample.claim, by: Sample.cashier, on: "2018-11-27")
        }
        addPayment(.unknownPayment, at: .paid, .paymentReversed(Sample.reversed("B2")))
        add(.alreadyReversed) {
            var desk = try Desk.at(.paid)
            for _ in 0..<2 {
                try desk.record(
                    Event(.paymentReversed(Sample.reversed())), in: Sample.claim, by: Sample.cashier, on: "2018-11-25")
            }
        }
        addPayment(.reversalDiffers, at: .paid, .paymentReversed(Sample.reversed("B1", 1)))
        addPayment(.notHeld, at: .approved, .paymentReleased(.with { $0.reason = "cleared up" }), by: Sample.clerk)
        add(.alreadyHeld) {
            var desk = try Desk.at(.approved)
            for _ in 0..<2 { try desk.record(held, in: Sample.claim, by: Sample.clerk, on: "2018-11-20") }
        }
    }

    mutating func addCorrections() {
        func correct(
            _ stage: Stage, _ stream: String, _ index: Int, by actor: Actor, _ replacement: Event.OneOf_Kind
        ) throws {
            let desk = try Desk.at(stage)
            let entry = try desk.state(stream).entries[index].act.entry
            let event = Event(
                .corrected(
                    .with {
                        $0.entry = entry
                        $0.reason = "misread"
                        $0.replacement = Event(replacement)
                    }))
            _ = try desk.propose(event, in: stream, by: actor, on: "2018-11-21")
        }
        func annul(_ stage: Stage, _ stream: String, _ index: Int, by actor: Actor, twice: Bool = false) throws {
            var desk = try Desk.at(stage)
            let event = Event.annulling(try desk.state(stream).entries[index].act.entry)
            if twice { try desk.record(event, in: stream, by: actor, on: "2018-11-21") }
            _ = try desk.propose(event, in: stream, by: actor, on: "2018-11-21")
        }
        add(.entryNotInStream) {
            _ = try Desk.at(.submitted).propose(
                .annulling(EntryReference(origin: Desk.origin(Sample.unit), number: 99)), in: Sample.claim,
                by: Sample.agent, on: "2018-11-02")
        }
        add(.notOwnEntry) { try annul(.submitted, Sample.claim, 0, by: Sample.clerk) }
        add(.alreadyAnnulled) { try annul(.submitted, Sample.claim, 0, by: Sample.agent, twice: true) }
        add(.notUndoable) { try annul(.paid, Sample.claim, 5, by: Sample.clerk) }
        add(.notCorrectable) {
            try correct(.approved, Sample.claim, 3, by: Sample.clerk, .claimApproved(.with { $0.amount = 1 }))
        }
        add(.restsOnIt) { try annul(.accepted, Sample.claim, 0, by: Sample.agent) }
        add(.otherType) {
            try correct(.submitted, Sample.claim, 0, by: Sample.agent, .claimCompleted(.init()))
        }
        add(.acceptedInvoice) {
            let other = changed(Sample.submitted) { $0.bill.invoice.number = "0000000009" }
            try correct(.accepted, Sample.claim, 0, by: Sample.agent, .claimSubmitted(other))
        }
        add(.acceptedClaim) {
            let other = changed(Sample.submitted) { $0.dischargedOn = "2018-10-10" }
            try correct(.accepted, Sample.claim, 0, by: Sample.agent, .claimSubmitted(other))
        }
        add(.orderedPayee) {
            let other = changed(Sample.submitted) { $0.payee.account = "6222111" }
            try correct(.ordered, Sample.claim, 0, by: Sample.agent, .claimSubmitted(other))
        }
        add(
            .alreadyInAudience, at: .submitted,
            .disclosed(
                .with {
                    $0.to = Sample.unit.description
                    $0.reason = "asked for"
                }), in: Sample.claim, by: Sample.clerk)
    }
}

extension Event {
    static func annulling(_ entry: EntryReference) -> Event {
        Event(
            .annulled(
                .with {
                    $0.entry = entry
                    $0.reason = "recorded by mistake"
                }))
    }
}
