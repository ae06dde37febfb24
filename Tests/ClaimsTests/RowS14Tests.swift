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

    @Test(
        "S14: what was settled directly counts in the person's year as a claim does, from its price on.",
        arguments: 2...5)
    func benefitYear(step: Int) throws {
        var desk = try Desk.settling(until: step)
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

    @Test("S14: what was declined, withdrawn or reversed, or is a preview, does not count in the person's year.")
    func notInTheYear() throws {
        var preview = try Desk.settling(until: 1, request: changed(Sample.asked) { $0.preview = true })
        try preview.settle(.settlementPriced(Sample.priced(preview.lastSettled)))
        var declined = try Desk.settling(until: 2)
        try declined.settle(Self.declined(try declined.state(Sample.settlement).settlement.requested.entry))
        var undone = try Desk.settling(until: 2)
        try undone.settle(Self.withdrawn)
        let second = "settlement/210200/H11010500001201811111430000002"
        for var desk in [preview, declined, undone, try Desk.settling(until: 6)] {
            try desk.record(Event(.settlementRequested(Sample.asked)), in: second, by: Sample.office, on: "2018-11-11")
            let found = ClaimCase(
                settling: try desk.state(second), in: try desk.context([Sample.person, Sample.settlement, second]),
                for: Policy(id: "any", stages: []), catalogues: [], account: nil)
            #expect(found.history.past.isEmpty)
        }
    }

    private static func declined(_ entry: EntryReference) -> Event.OneOf_Kind {
        .settlementDeclined(
            .with {
                $0.request = entry
                $0.grounds = [Sample.groundOf753]
            })
    }

    @Test(
        "S14: the center declines a price that is not confirmed: its invoice is free, and a later confirmation irregular."
    )
    func declinedPrice() throws {
        var desk = try Desk.settling(until: 2)
        let priced = desk.lastSettled
        let request = try desk.state(Sample.settlement).settlement.requested.entry
        #expect(refused(desk, Self.declined(priced)) == Refusal(.otherEntryAnswered, ""))
        try desk.settle(Self.declined(request))
        #expect(try desk.state(Sample.settlement).settlement.status == .declined)
        #expect(
            refusal {
                _ = try desk.propose(
                    Event(.claimSubmitted(Sample.submitted)), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
            } == nil)
        let confirmation = Event.OneOf_Kind.settlementConfirmed(Sample.confirmed(priced))
        #expect(refused(desk, confirmation) == Refusal(.settlementNotPriced, ""))
        desk.receive(Event(confirmation), in: Sample.settlement, by: Sample.office, on: "2018-10-13")
        let after = try desk.state(Sample.settlement)
        #expect(after.entries.last?.verdict == .irregular && after.settlement.status == .declined)
        #expect(refused(desk, Self.declined(request)) == Refusal(.settlementNotOpen, ""))
        let recorded = try Desk.settling(until: 4)
        let first = try recorded.state(Sample.settlement).settlement.requested.entry
        #expect(refused(recorded, Self.declined(first)) == Refusal(.settlementNotOpen, ""))
    }

    @Test("S14: a payment of a day to come waits for its day, or is declined: nothing is recorded for it before.")
    func paidInTheFuture() throws {
        var desk = try Desk.settling(until: 2)
        let priced = desk.lastSettled
        let request = try desk.state(Sample.settlement).settlement.requested.entry
        // A hospital's clock that runs ahead has let it pass there.
        let confirmation = desk.receive(
            Event(.settlementConfirmed(changed(Sample.confirmed(priced)) { $0.paidOn = "2099-01-01" })),
            in: Sample.settlement, by: Sample.office, on: "2018-10-12")
        let state = try desk.state(Sample.settlement)
        #expect(state.settlement.status == .confirmed)
        let before = try #require(CalendarDate("2098-12-31"))
        #expect(SettlementReaction(to: state, on: before) == nil)
        #expect(SettlementReaction(to: state, on: try #require(CalendarDate("2099-01-01"))) != nil)
        let record = Event.OneOf_Kind.settlementRecorded(
            changed(Sample.settled(confirmation)) { $0.settledOn = "2099-01-01" })
        #expect(refused(desk, record) == Refusal(.dayToCome, ""))
        #expect(refused(desk, record, on: "2099-01-01") == nil)
        #expect(refused(desk, Self.declined(request)) == Refusal(.otherEntryAnswered, ""))
        try desk.settle(Self.declined(confirmation))
        #expect(try desk.state(Sample.settlement).settlement.status == .declined)
        #expect(refused(desk, record, on: "2099-01-01") == Refusal(.settlementNotConfirmed, ""))
    }

    @Test("S14: any number of requests with one invoice hinder nobody else's answer: no entry names them.")
    func manyRequests() throws {
        var desk = try Desk.settling(until: 1)
        let request = desk.lastSettled
        let foreign = changed(Sample.asked) {
            $0.institution = Sample.secondHospital.code
            $0.stay = "stay/\(Sample.secondHospital.code)/2018-1"
        }
        for number in 1...70 {
            desk.receive(
                Event(.settlementRequested(foreign)),
                in: "settlement/210200/\(Sample.secondHospital.code)20181011143000\(1000 + number)",
                by: Sample.secondOffice, on: "2018-10-12")
        }
        #expect(try desk.streams.keys.count { try desk.state($0).settlement.status == .requested } == 71)
        let event = Event(.settlementPriced(Sample.priced(request)))
        let proposal = try desk.propose(event, in: Sample.settlement, by: Sample.clerk, on: "2018-10-12")
        #expect(!proposal.reads.contains { $0.hasPrefix("settlement/") } && proposal.reads.count < 20)
        let claim = try desk.propose(
            Event(.claimSubmitted(Sample.submitted)), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
        #expect(!claim.reads.contains { $0.hasPrefix("settlement/") })
        // Its own institution has a limit.
        for number in 1...30 {
            #expect(refused(desk, event.kind ?? Self.withdrawn) == nil)
            desk.receive(
                Event(.settlementRequested(Sample.asked)),
                in: "settlement/210200/\(Sample.hospital.code)20181011143000\(1000 + number)", by: Sample.office,
                on: "2018-10-12")
        }
        #expect(refused(desk, event.kind ?? Self.withdrawn) == Refusal(.askedTooOften, ""))
    }

    @Test("S14: under a ceiling the amount is price times quantity, within what rounding the price to a fen makes.")
    func pricesUnderCeilings() {
        let catalogue = Catalogue(
            name: "drugs",
            items: [.init(code: "D1", name: "cefuroxime", itemClass: .classA, ceiling: 1_000)])
        func isPriced(_ quantity: String, _ price: Int64, _ amount: Int64, code: String = "D1") -> Bool {
            let request = changed(Sample.asked) {
                $0.bill.lines = [
                    .with {
                        $0.code = code
                        $0.name = "cefuroxime"
                        $0.quantity = quantity
                        $0.unitPrice = price
                        $0.amount = amount
                    }
                ]
            }
            return refusal { try request.requirePrices(under: [catalogue]) } != Refusal(.listDoesNotPrice, "")
        }
        #expect(isPriced("3", 1_500, 4_500) && isPriced("", 0, 4_500) && isPriced("0.5", 1_500, 750))
        #expect(isPriced("3", 333, 1_000), "a third of 10.00 is printed as 3.33")
        #expect(!isPriced("300", 1_500, 4_500), "the quantity would lift the ceiling")
        #expect(!isPriced("3", 0, 4_500) && !isPriced("10000", 0, 4_500))
        #expect(!isPriced("999999999999", .max, 4_500))
        #expect(isPriced("300", 1_500, 4_500, code: "X9"), "no ceiling, nothing to lift")
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
