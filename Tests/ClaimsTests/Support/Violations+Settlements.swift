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

    private mutating func addSettlementLimits() {
        add(.listDoesNotPrice) {
            var desk = try Desk.settling(until: 1, request: changed(Sample.asked) { $0.bill.lines = [] })
            try desk.settle(.settlementPriced(Sample.priced(desk.lastSettled)))
        }
        add(.askedTooOften) {
            var desk = try Desk.settling(until: 1)
            let request = desk.lastSettled
            for number in 2...31 {
                try desk.record(
                    Event(.settlementRequested(Sample.asked)),
                    in: "settlement/210200/\(Sample.hospital.code)20181011143000\(1000 + number)", by: Sample.office,
                    on: "2018-10-12")
            }
            try desk.settle(.settlementPriced(Sample.priced(request)))
        }
        add(.accountNotDrawn) {
            var desk = try Desk.settling(until: 1, request: changed(Sample.asked) { $0.useAccount = true })
            let split = changed(Sample.split) {
                $0.account = 5_000
                $0.cash -= 5_000
            }
            try desk.settle(.settlementPriced(Sample.priced(desk.lastSettled, split)))
            try desk.settle(.settlementConfirmed(Sample.confirmed(desk.lastSettled, cash: split.cash)))
            // As another program may have written it: without what the account pays.
            let recorded = desk.receive(
                Event(.settlementRecorded(changed(Sample.settled(desk.lastSettled)) { $0.account = 5_000 })),
                in: Sample.settlement, by: Sample.clerk, on: "2018-10-12")
            let asked = try desk.settle(.settlementReversalRequested(Sample.reversalAsked(recorded)))
            try desk.settle(.settlementReversed(Sample.settlementReversed(recorded, asked)))
        }
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
        addSettlementLimits()
        add(.invoiceSettled) {
            _ = try Desk.settling(until: 4).propose(
                Event(.claimSubmitted(Sample.submitted)), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
        }
    }
}
