import Claims
import SwiftProtobuf
import Testing

@Suite("S14: direct settlement")
struct DirectSettlementTests {
    private func refused(_ desk: Desk, _ kind: Event.OneOf_Kind, on day: String = "2018-10-12") -> Refusal? {
        refusal {
            _ = try desk.propose(Event(kind), in: Sample.settlement, by: Desk.settler(of: kind), on: day)
        }
    }

    private static let withdrawn = Event.OneOf_Kind.settlementUndone(.with { $0.reason = "another bill" })

    @Test("S14: asked, priced, confirmed, recorded: the fund owes its share once, and the agency reads all of it.")
    func road() throws {
        let state = try Desk.settling(until: 4).state(Sample.settlement)
        #expect(state.settlement.status == .recorded && state.settlement.owed == Sample.split.fundTotal)
        #expect(state.entries.allSatisfy { $0.verdict == .regular })
        #expect(
            state.audience == [Sample.agency, Sample.center, Sample.hospital].map(\.description))
        let books = TrialBalance(of: [state])
        #expect(books.isBalanced && books[.benefitExpense] == Sample.split.fundTotal)
        #expect(books[.clearingPayable] == -Sample.split.fundTotal && books[.fundBank] == 0)
    }

    @Test("S14: a reversal names its original, is the opposite in the books, and happens once.")
    func reversal() throws {
        var desk = try Desk.settling(until: 6)
        let state = try desk.state(Sample.settlement)
        #expect(state.settlement.status == .reversed && state.settlement.owed == 0)
        #expect(state.settlement.reversal.original == state.settlement.recorded.entry)
        let books = TrialBalance(of: [state])
        #expect(books.isBalanced && books.accounts.values.allSatisfy { $0 == 0 })
        let again = Event.OneOf_Kind.settlementReversed(
            Sample.settlementReversed(state.settlement.recorded.entry, state.settlement.reversalRequested.entry))
        #expect(refused(desk, again) == Refusal(.reversalNotAsked, ""))
        // Recorded all the same, it is a fact in suspense, and the fund owes no less.
        desk.receive(Event(again), in: Sample.settlement, by: Sample.clerk, on: "2018-10-13")
        let after = try desk.state(Sample.settlement)
        #expect(after.entries.last?.verdict == .suspense && after.settlement.owed == 0)
        #expect(after.settlement.suspended == -Sample.split.fundTotal)
        let irregular = TrialBalance(of: [after])
        #expect(irregular.isBalanced && irregular[.suspenseAccount] == -Sample.split.fundTotal)
    }

    @Test("S14: withdrawn before the confirmation, not after it; then nothing is answered any more.")
    func undone() throws {
        for step in 1...2 {
            var desk = try Desk.settling(until: step)
            let request = try desk.state(Sample.settlement).settlement.requested.entry
            try desk.settle(Self.withdrawn)
            let state = try desk.state(Sample.settlement)
            #expect(state.settlement.status == .undone && state.postings.isEmpty)
            #expect(SettlementReaction(to: state, on: try #require(CalendarDate("2018-10-12"))) == nil)
            #expect(refused(desk, .settlementPriced(Sample.priced(request))) == Refusal(.settlementNotOpen, ""))
            #expect(refused(desk, Self.withdrawn) == Refusal(.settlementConfirmed, ""))
        }
        #expect(refused(try Desk.settling(until: 4), Self.withdrawn) == Refusal(.settlementConfirmed, ""))
    }

    @Test("S14: a preview binds nobody: it is not confirmed, and a final request follows in the same stream.")
    func preview() throws {
        var desk = try Desk.settling(until: 1, request: changed(Sample.asked) { $0.preview = true })
        try desk.settle(.settlementPriced(Sample.priced(desk.lastSettled)))
        #expect(try desk.state(Sample.settlement).settlement.status == .previewed)
        let confirmation = Event.OneOf_Kind.settlementConfirmed(Sample.confirmed(desk.lastSettled))
        #expect(refused(desk, confirmation) == Refusal(.settlementNotPriced, ""))
        // Its invoice is free: the person may still have the unit claim.
        #expect(
            refusal {
                _ = try desk.propose(
                    Event(.claimSubmitted(Sample.submitted)), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
            } == nil)
        try desk.settle(.settlementRequested(Sample.asked))
        try desk.settle(.settlementPriced(Sample.priced(desk.lastSettled)))
        #expect(try desk.state(Sample.settlement).settlement.status == .priced)
    }

    @Test("S14: the center answers what is not fit with the number of the rule: person, card, death, filing.")
    func grounds() throws {
        func answer(
            after event: Event.OneOf_Kind? = nil, _ change: (inout SettlementRequested) -> Void = { _ in }
        ) throws -> Int? {
            var desk = try Desk.settling(until: 0)
            if let event { try desk.record(Event(event), in: Sample.person, by: Sample.clerk, on: "2018-09-05") }
            try desk.settle(.settlementRequested(changed(Sample.asked, change)))
            return refused(desk, .settlementPriced(Sample.priced(desk.lastSettled)))?.number
        }
        #expect(try answer() == nil)
        #expect(try answer { $0.person = "person/210200/000999" } == Refusal.Rule.personNotRegistered.number)
        #expect(try answer { $0.insured.name = "别人" } == Refusal.Rule.personDiffers.number)
        #expect(try answer { $0.filing = "filing/210200/2018-999" } == Refusal.Rule.filingDoesNotCover.number)
        #expect(try answer { $0.filing = "" } == nil, "the policy says what an unfiled stay is worth")
        #expect(try answer { $0.from = "2018-01-05" } == Refusal.Rule.filingDoesNotCover.number)
        let died = Event.OneOf_Kind.personDied(Sample.died("2018-09-01"))
        #expect(try answer(after: died) == Refusal.Rule.afterDeath.number)
        let locked = Event.OneOf_Kind.cardLocked(
            .with {
                $0.cardNumber = Sample.insured.cardNumber
                $0.lockedOn = "2018-09-01"
                $0.reason = "lost"
            })
        #expect(try answer(after: locked) == Refusal.Rule.cardLocked.number)
    }

    @Test("S14: an invoice is settled or claimed: whichever came first has it, and a reversal frees it.")
    func invoices() throws {
        func claims(_ desk: Desk) -> Refusal? {
            refusal {
                _ = try desk.propose(
                    Event(.claimSubmitted(Sample.submitted)), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
            }
        }
        for step in 2...5 {
            #expect(claims(try Desk.settling(until: step)) == Refusal(.invoiceSettled, ""))
        }
        #expect(claims(try Desk.settling(until: 6)) == nil)
        var desk = try Desk.settling(until: 1)
        let request = desk.lastSettled
        try desk.record(Event(.claimSubmitted(Sample.submitted)), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
        try desk.record(Event(.claimAccepted(.init())), in: Sample.claim, by: Sample.clerk, on: "2018-11-02")
        #expect(
            refused(desk, .settlementPriced(Sample.priced(request)), on: "2018-11-03")
                == Refusal(.invoiceSettled, ""))
    }

    @Test("S14: nobody but the institution of the message id asks, confirms, withdraws or has reversed.")
    func strangers() throws {
        let desk = try Desk.settling(until: 1)
        for actor in [Sample.secondOffice, Sample.pharmacy] {
            let found = refusal {
                _ = try desk.propose(
                    Event(Self.withdrawn), in: Sample.settlement, by: actor, on: "2018-10-12")
            }
            #expect(found == Refusal(.notTheNamedParty, ""))
        }
        #expect(refusal { _ = try StreamAddress("settlement/210200/2018-1") } == Refusal(.malformedStreamName, ""))
        let address = try StreamAddress(Sample.settlement)
        #expect(address.namedParty == Sample.hospital && address.decider == Sample.center)
    }

    @Test("S14: what the node does next follows from the state alone, and stops once it is done.", arguments: 0...6)
    func reactions(step: Int) throws {
        let state = try Desk.settling(until: step).state(Sample.settlement)
        let today = try #require(CalendarDate("2018-10-20"))
        let settlement = state.settlement
        switch (step, SettlementReaction(to: state, on: today)) {
        case (1, .price?): #expect(SettlementReaction.cause(in: state) == settlement.requested.entry)
        case (3, .record(let record)?):
            #expect(record == Sample.settled(settlement.confirmed.entry))
            #expect(SettlementReaction.cause(in: state) == settlement.confirmed.entry)
        case (5, .reverse(let reversal)?):
            #expect(reversal.original == settlement.recorded.entry && reversal.reversedOn == "2018-10-20")
            #expect(SettlementReaction.cause(in: state) == settlement.reversalRequested.entry)
        case (0, nil), (2, nil), (4, nil), (6, nil): #expect(SettlementReaction.cause(in: state) == nil)
        default: Issue.record("at step \(step)")
        }
    }

    @Test("S14: what was settled directly counts in the person's year as a claim does.")
    func benefitYear() throws {
        var desk = try Desk.settling(until: 4)
        let policy = Policy(id: "any", stages: [])
        let second = "settlement/210200/H11010500001201811111430000002"
        var next = Sample.asked
        next.bill.invoice.number = "0000123499"
        try desk.record(Event(.settlementRequested(next)), in: second, by: Sample.office, on: "2018-11-11")
        let context = try desk.context([Sample.person, Sample.filing, Sample.settlement, second])
        let found = ClaimCase(
            settling: try desk.state(second), in: context, for: policy, catalogues: [], account: nil)
        #expect(found.history.past.count == 1)
        #expect(found.history.past.first?.paid[Policy.pooledFund] == Sample.split.pooledFund)
        #expect(found.bill.total == Sample.bill.total && found.bill.lines.count == Sample.bill.lines.count)
    }

    @Test("S14: class, ceiling and first self-pay of a line are the catalogue's where it has the item.")
    func catalogues() throws {
        let desk = try Desk.settling(until: 1)
        let catalogue = Catalogue(
            name: "drugs",
            items: [
                .init(code: "D1", name: "cefuroxime", itemClass: .selfPay, ceiling: 12_300, firstSelfPay: .one)
            ])
        let found = ClaimCase(
            settling: try desk.state(Sample.settlement), in: try desk.context([Sample.person]),
            for: Policy(id: "any", stages: []), catalogues: [catalogue], account: 5_000)
        #expect(found.bill.lines.map(\.itemClass) == ["C", "A", "A"])
        #expect(found.bill.lines.map(\.ceiling) == [12_300, nil, nil] && found.bill.account == 5_000)
    }
}
