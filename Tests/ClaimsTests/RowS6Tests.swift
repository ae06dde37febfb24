import Claims
import SwiftProtobuf
import Testing

@Suite("S6: claim by the unit within one month of discharge")
struct ClaimTests {
    private func submit(_ event: ClaimSubmitted, by actor: Actor = Sample.agent, on day: String) throws -> Refusal? {
        let desk = try Desk.at(.stayed)
        return refusal { _ = try desk.propose(Event(.claimSubmitted(event)), in: Sample.claim, by: actor, on: day) }
    }

    @Test(
        "S6: discharged on 11 October, the last day is 11 November.",
        arguments: [
            ("2018-10-11", true), ("2018-11-11", true), ("2018-11-12", false), ("2019-01-15", false),
        ])
    func month(day: String, inTime: Bool) throws {
        #expect(try submit(Sample.submitted, on: day) == (inTime ? nil : Refusal(.claimLate, "")))
    }

    @Test("S6: a late claim with a reason is recorded; the center takes it up on a stated ground only.")
    func late() throws {
        var desk = try Desk.at(.stayed)
        let event = changed(Sample.submitted) { $0.lateReason = "the hospital reissued the invoice" }
        try desk.record(Event(.claimSubmitted(event)), in: Sample.claim, by: Sample.agent, on: "2018-11-12")
        #expect(try desk.findings(Sample.claim).map(\.code) == ["late-submission"])
        let text = try desk.findings(Sample.claim).first?.english
        #expect(text?.hasSuffix("handed in on 2018-11-12: 1 day late.") == true, "\(text ?? "")")
        let plain = refusal {
            _ = try desk.propose(
                Event(.claimAccepted(.init())), in: Sample.claim, by: Sample.clerk, on: "2018-11-13")
        }
        #expect(plain == Refusal(.latenessNotExcused, ""))
        let excused = ClaimAccepted.with { $0.latenessExcused = "section 12: not the unit's fault" }
        try desk.record(Event(.claimAccepted(excused)), in: Sample.claim, by: Sample.clerk, on: "2018-11-13")
        #expect(try desk.state(Sample.claim).claim.status == .accepted)
    }

    @Test(
        "S6: what starts the month, how long it is, and whether it rolls to a working day are settings.",
        arguments: [
            // 11 November 2018 was a Sunday.
            (ProcedureSettings.with { $0.rollsToWorkingDay = true }, "2018-11-12"),
            (
                ProcedureSettings.with {
                    $0.rollsToWorkingDay = true
                    $0.holidays = ["2018-11-12", "2018-11-13"]
                }, "2018-11-14"
            ),
            (
                ProcedureSettings.with {
                    $0.rollsToWorkingDay = true
                    $0.workingWeekendDays = ["2018-11-11"]
                }, "2018-11-11"
            ),
            (ProcedureSettings.with { $0.claimMonths = 3 }, "2019-01-11"),
            (ProcedureSettings.with { $0.claimStarts = .admission }, "2018-09-25"),
            (ProcedureSettings.with { $0.claimStarts = .invoiceIssue }, "2018-11-20"),
            (ProcedureSettings(), "2018-11-11"),
        ])
    func settings(settings: ProcedureSettings, last: String) throws {
        let claim = changed(Sample.submitted) { $0.bill.invoice.issuedOn = "2018-10-20" }
        #expect(Procedure(settings).claimDeadline(for: claim)?.description == last)
    }

    @Test("S6: the settings in force on the day of discharge count.")
    func settingsInForce() throws {
        var desk = try Desk.at(.stayed)
        var version = Sample.version("1", procedure: .with { $0.claimMonths = 3 })
        version.effectiveFrom = "2018-10-12"
        try desk.record(
            Event(.policyPublished(version)), in: Sample.procedure, by: Sample.clerk, on: "2018-10-01")
        let event = Event(.claimSubmitted(Sample.submitted))
        let late = refusal { _ = try desk.propose(event, in: Sample.claim, by: Sample.agent, on: "2018-11-12") }
        #expect(late == Refusal(.claimLate, ""))
        version.version = "2"
        version.effectiveFrom = "2018-10-11"
        try desk.record(
            Event(.policyPublished(version)), in: Sample.procedure, by: Sample.clerk, on: "2018-10-01")
        _ = try desk.propose(event, in: Sample.claim, by: Sample.agent, on: "2018-11-12")
    }

    @Test("S6: each of the five documents is asked for: card, form, certificate, list, invoice.", arguments: 0..<5)
    func papers(missing: Int) throws {
        let event = changed(Sample.submitted) { $0.documents.remove(at: missing) }
        #expect(try submit(event, on: "2018-11-01") == Refusal(.papersMissing, ""))
    }

    @Test("S6: the card is copied on both sides, and the invoice is signed on the back.")
    func halfPapers() throws {
        let oneSide = changed(Sample.submitted) { $0.documents[0].bothSides = false }
        let unsigned = changed(Sample.submitted) { $0.documents[4].signedOnBack = false }
        let diagnosis = changed(Sample.submitted) { $0.documents[2].kind = .diagnosisCertificate }
        #expect(try submit(oneSide, on: "2018-11-01") == Refusal(.papersMissing, ""))
        #expect(try submit(unsigned, on: "2018-11-01") == Refusal(.papersMissing, ""))
        #expect(try submit(diagnosis, on: "2018-11-01") == nil)
    }

    @Test("S6: the unit hands it in, or the center on that unit's behalf; nobody else.")
    func who() throws {
        let forUnit = Actor(party: Sample.center, operatorName: "clerk.wang", onBehalfOf: Sample.unit.description)
        let forOther = Actor(party: Sample.center, operatorName: "clerk.wang", onBehalfOf: Sample.otherUnit.description)
        #expect(try submit(Sample.submitted, by: forUnit, on: "2018-11-01") == nil)
        #expect(try submit(Sample.submitted, by: forOther, on: "2018-11-01") == Refusal(.notByTheUnit, ""))
        #expect(try submit(Sample.submitted, by: Sample.clerk, on: "2018-11-01") == Refusal(.notByTheUnit, ""))
        #expect(try submit(Sample.submitted, by: Sample.office, on: "2018-11-01") == Refusal(.roleMayNot, ""))
    }

    @Test("S6: taking up the claim enters its invoice; a submission by the center enters it at once, and only once.")
    func invoiceEntered() throws {
        var desk = try Desk.at(.submitted)
        #expect(try desk.state(Sample.invoiceStream).entries.isEmpty)
        let accepted = Event(.claimAccepted(.init()))
        let proposal = try desk.propose(accepted, in: Sample.claim, by: Sample.clerk, on: "2018-11-05")
        #expect(proposal.items.map(\.stream) == [Sample.claim, Sample.invoiceStream])
        #expect(proposal.items.map(\.type) == [.claimAccepted, .invoiceClaimed])
        #expect(proposal.items.map(\.audience) == [[Sample.unit], []])
        #expect(!proposal.reads.contains(Sample.invoiceStream))

        desk = try Desk.at(.stayed)
        let forUnit = Actor(party: Sample.center, operatorName: "clerk.wang", onBehalfOf: Sample.unit.description)
        let atOnce = try desk.propose(
            Event(.claimSubmitted(Sample.submitted)), in: Sample.claim, by: forUnit, on: "2018-11-01")
        #expect(atOnce.items.map(\.type) == [.claimSubmitted, .invoiceClaimed])
        try desk.record(
            Event(.claimSubmitted(Sample.submitted)), in: Sample.claim, by: forUnit, on: "2018-11-01")
        let later = try desk.propose(accepted, in: Sample.claim, by: Sample.clerk, on: "2018-11-05")
        #expect(later.items.map(\.type) == [.claimAccepted])
    }

    @Test("S6: what is missing can be added: returned, completed, accepted.")
    func completed() throws {
        var desk = try Desk.at(.submitted)
        let returned = ClaimReturned.with {
            $0.missing = [.invoice, .card]
            $0.grounds = [Sample.ground(605, "the copies are not readable")]
            $0.dueOn = "2018-11-20"
        }
        try desk.record(Event(.claimReturned(returned)), in: Sample.claim, by: Sample.clerk, on: "2018-11-05")
        #expect(try desk.state(Sample.claim).claim.wanting == [.invoice, .card])
        try desk.record(
            Event(.documentAttached(.with { $0.document = Sample.paper(.card) })), in: Sample.claim,
            by: Sample.agent, on: "2018-11-06")
        #expect(try desk.state(Sample.claim).claim.wanting == [.invoice])
        #expect(
            refusal {
                _ = try desk.propose(
                    Event(.claimCompleted(.init())), in: Sample.claim, by: Sample.agent, on: "2018-11-06")
            } == Refusal(.papersStillWanting, ""))
        try desk.record(
            Event(.claimCompleted(.with { $0.documents = [Sample.paper(.invoice)] })), in: Sample.claim,
            by: Sample.agent, on: "2018-11-07")
        try desk.record(Event(.claimAccepted(.init())), in: Sample.claim, by: Sample.clerk, on: "2018-11-08")
        let claim = try desk.state(Sample.claim).claim
        #expect(claim.status == .accepted && claim.wanting.isEmpty && claim.papers.count == 7)
    }

    @Test("S6: a received claim without its papers is state, and cannot be accepted before they are added.")
    func receivedIncomplete() throws {
        var desk = try Desk.at(.stayed)
        let event = changed(Sample.submitted) { $0.documents.removeLast() }
        desk.receive(Event(.claimSubmitted(event)), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
        #expect(try desk.state(Sample.claim).claim.status == .submitted)
        let accept = Event(.claimAccepted(.init()))
        #expect(
            refusal { _ = try desk.propose(accept, in: Sample.claim, by: Sample.clerk, on: "2018-11-05") }
                == Refusal(.papersMissing, ""))
        try desk.record(
            Event(.documentAttached(.with { $0.document = Sample.paper(.invoice) })), in: Sample.claim,
            by: Sample.agent, on: "2018-11-06")
        try desk.record(accept, in: Sample.claim, by: Sample.clerk, on: "2018-11-07")
    }

    @Test(
        "S6: a refused claim can be restored, and needs its approval again.",
        arguments: [
            (Stage.submitted, ClaimState.Status.submitted), (.accepted, .accepted), (.adjudicated, .adjudicated),
            (.approved, .adjudicated), (.ordered, .adjudicated),
        ])
    func restored(stage: Stage, status: ClaimState.Status) throws {
        var desk = try Desk.at(stage)
        let refused = ClaimRefused.with { $0.grounds = [Sample.ground(1, "the bill differs from the hospital's")] }
        try desk.record(Event(.claimRefused(refused)), in: Sample.claim, by: Sample.approver, on: "2018-11-19")
        let state = try desk.state(Sample.claim)
        #expect(state.claim.status == .refused)
        #expect(TrialBalance(of: [state])[.claimsPayable] == 0)
        #expect(TrialBalance(of: [state])[.benefitExpense] == 0)
        #expect(state.claim.orders.allSatisfy { $0.status == .void })
        try desk.record(
            Event(.claimRestored(.with { $0.reason = "the hospital confirmed the bill" })), in: Sample.claim,
            by: Sample.approver, on: "2018-11-20")
        let claim = try desk.state(Sample.claim).claim
        #expect(claim.status == status && !claim.hasApproval && claim.grounds.isEmpty)
    }

    @Test("S6: the filing must be the person's, on record, and cover the hospital and the day of admission.")
    func filing() throws {
        let elsewhere = changed(Sample.submitted) {
            $0.hospital = Sample.otherHospital.code
            $0.stay = ""
        }
        #expect(try submit(elsewhere, on: "2018-11-01") == Refusal(.filingDoesNotCover, ""))
        let tooEarly = changed(Sample.submitted) { $0.admittedOn = "2018-02-28" }
        #expect(try submit(tooEarly, on: "2018-11-01") == Refusal(.filingDoesNotCover, ""))
    }

    @Test("S6: what a unit does not hold is left to the center, which must hold it.")
    func notHeld() throws {
        let state = try Desk().state(Sample.claim)
        _ = try propose(
            Event(.claimSubmitted(Sample.submitted)), on: state, context: Context(), by: Sample.agent,
            at: instant("2018-11-01"))
        let forUnit = Actor(party: Sample.center, operatorName: "clerk.wang", onBehalfOf: Sample.unit.description)
        let found = refusal {
            _ = try propose(
                Event(.claimSubmitted(Sample.submitted)), on: state, context: Context(), by: forUnit,
                at: instant("2018-11-01"))
        }
        #expect(found == Refusal(.personNotRegistered, ""))
    }

    @Test("S6: a card replaced after the submission does not stop the claim; one replaced before does.")
    func replacedCard() throws {
        let replaced = Event(
            .cardReplaced(
                .with {
                    $0.cardNumber = "A87654321"
                    $0.replacedOn = "2018-11-02"
                    $0.reason = "lost"
                }))
        var desk = try Desk.at(.submitted)
        try desk.record(replaced, in: Sample.person, by: Sample.clerk, on: "2018-11-02")
        try desk.record(Event(.claimAccepted(.init())), in: Sample.claim, by: Sample.clerk, on: "2018-11-05")

        desk = try Desk.at(.stayed)
        try desk.record(replaced, in: Sample.person, by: Sample.clerk, on: "2018-11-02")
        let found = refusal {
            _ = try desk.propose(
                Event(.claimSubmitted(Sample.submitted)), in: Sample.claim, by: Sample.agent, on: "2018-11-03")
        }
        #expect(found == Refusal(.personDiffers, ""))
    }

    @Test("Who approves does not pay, and does not order.")
    func fourEyes() throws {
        let desk = try Desk.at(.approved)
        let order = Event(.paymentOrdered(Sample.ordered()))
        #expect(
            refusal { _ = try desk.propose(order, in: Sample.claim, by: Sample.approver, on: "2018-11-19") }
                == Refusal(.fourEyes, ""))
        _ = try desk.propose(order, in: Sample.claim, by: Sample.cashier, on: "2018-11-19")
    }

    @Test("A failed order leaves the amount open, and another order pays it.")
    func failedOrder() throws {
        var desk = try Desk.at(.ordered)
        let failed = PaymentFailed.with {
            $0.order = "1"
            $0.failedOn = "2018-11-20"
            $0.reason = "no such account"
        }
        try desk.record(Event(.paymentFailed(failed)), in: Sample.claim, by: Sample.cashier, on: "2018-11-20")
        #expect(try desk.state(Sample.claim).claim.openAmount == Sample.approvedAmount)
        try desk.record(
            Event(.paymentOrdered(Sample.ordered("2"))), in: Sample.claim, by: Sample.clerk, on: "2018-11-21")
        try desk.record(
            Event(.paymentMade(Sample.made(order: "2"))), in: Sample.claim, by: Sample.cashier, on: "2018-11-22")
        #expect(try desk.state(Sample.claim).claim.status == .paid)
    }

    @Test("Payment in two parts: the claim is paid when both are.")
    func twoParts() throws {
        var desk = try Desk.at(.approved)
        let rest = Sample.approvedAmount - 1_000
        for (order, amount) in [("1", Int64(1_000)), ("2", rest)] {
            try desk.record(
                Event(.paymentOrdered(Sample.ordered(order, amount))), in: Sample.claim, by: Sample.clerk,
                on: "2018-11-19")
        }
        try desk.record(
            Event(.paymentMade(Sample.made("B1", 1_000))), in: Sample.claim, by: Sample.cashier, on: "2018-11-20")
        #expect(try desk.state(Sample.claim).claim.status == .ordered)
        try desk.record(
            Event(.paymentMade(Sample.made("B2", rest, order: "2"))), in: Sample.claim, by: Sample.cashier,
            on: "2018-11-20")
        let state = try desk.state(Sample.claim)
        #expect(state.claim.status == .paid)
        #expect(TrialBalance(of: [state])[.claimsPayable] == 0)
    }
}
