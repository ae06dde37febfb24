import Claims
import SwiftProtobuf

/// Violations of the rules of direct settlement.
extension Violations {
    private mutating func addSettling(
        _ rule: Refusal.Rule, until step: Int, _ kind: @escaping (Desk) throws -> Event.OneOf_Kind
    ) {
        add(rule) {
            var desk = try Desk.settling(until: step)
            try desk.settle(try kind(desk))
        }
    }

    private mutating func addAsked(_ rule: Refusal.Rule, _ change: @escaping (inout SettlementRequested) -> Void) {
        addSettling(rule, until: 0) { _ in .settlementRequested(changed(Sample.asked, change)) }
    }

    mutating func addSettlements() {
        addAsked(.settlementElsewhere) { $0.institution = Sample.secondHospital.code }
        addAsked(.agencyElsewhere) { $0.agency = "310000" }
        addAsked(.settingDoesNotFit) { $0.stay = "" }
        addSettling(.settlementRequested, until: 1) { _ in .settlementRequested(Sample.asked) }
        addSettling(.settlementNotOpen, until: 2) { desk in .settlementPriced(Sample.priced(desk.lastSettled)) }
        addSettling(.settlementNotPriced, until: 1) { desk in .settlementConfirmed(Sample.confirmed(desk.lastSettled)) }
        addSettling(.otherEntryAnswered, until: 1) { _ in
            .settlementPriced(Sample.priced(EntryReference(origin: "test.example/x", number: 7)))
        }
        addSettling(.settlementDiffers, until: 2) { desk in
            .settlementConfirmed(Sample.confirmed(desk.lastSettled, cash: Sample.split.cash - 1))
        }
        addSettling(.settlementNotConfirmed, until: 2) { desk in .settlementRecorded(Sample.settled(desk.lastSettled)) }
        addSettling(.settlementConfirmed, until: 3) { _ in .settlementUndone(.with { $0.reason = "a mistake" }) }
        addSettling(.settlementNotRecorded, until: 3) { desk in
            .settlementReversalRequested(Sample.reversalAsked(desk.lastSettled))
        }
        addSettling(.reversalNotAsked, until: 4) { desk in
            .settlementReversed(Sample.settlementReversed(desk.lastSettled, desk.lastSettled))
        }
        addSettling(.billNotPriced, until: 1) { desk in
            .settlementPriced(changed(Sample.priced(desk.lastSettled)) { $0.policy = Sample.policy })
        }
        addSettling(.settlementDays, until: 2) { desk in
            .settlementConfirmed(changed(Sample.confirmed(desk.lastSettled)) { $0.paidOn = "2018-10-10" })
        }
        add(.invoiceSettled) {
            _ = try Desk.settling(until: 4).propose(
                Event(.claimSubmitted(Sample.submitted)), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
        }
    }
}
