import Claims
import SwiftProtobuf
import Testing

@Suite("S16: exclusions")
struct ExclusionTests {
    @Test("S16: lines or the whole claim are excluded before the approval, with cause and ground; not twice.")
    func excluded() throws {
        for stage in [Stage.submitted, .accepted, .adjudicated] {
            #expect(try Desk.at(stage).refused(.lineExcluded(Sample.excluded())) == nil)
        }
        for stage in [Stage.approved, .ordered, .paid] {
            #expect(try Desk.at(stage).refused(.lineExcluded(Sample.excluded())) == 640)
        }
        #expect(try Desk.at(.stayed).refused(.lineExcluded(Sample.excluded())) == 602)
        var desk = try Desk.at(.accepted)
        #expect(desk.refused(.lineExcluded(Sample.excluded([], .unspecified))) == 214)
        #expect(desk.refused(.lineExcluded(changed(Sample.excluded()) { $0.clearGround() })) == 418)
        for lines in [[UInt32(0)], [4], [2, 1], [2, 2], [.max]] {
            #expect(desk.refused(.lineExcluded(Sample.excluded(lines))) == 642)
        }
        try desk.claim(.lineExcluded(Sample.excluded([1, 3])))
        #expect(desk.refused(.lineExcluded(Sample.excluded([2]))) == nil)
        #expect(desk.refused(.lineExcluded(Sample.excluded([2, 3]))) == 643)
        #expect(desk.refused(.lineExcluded(Sample.excluded())) == 643, "the whole claim holds the line")
        #expect(try desk.sampleClaim.pricedLines.map { $0.exclusion != nil } == [true, false, true])
        #expect(try !desk.sampleClaim.isExcluded)
    }

    @Test("S16: a lifted exclusion is open no more, and what it excluded can be excluded again.")
    func lifted() throws {
        var desk = try Desk.at(.accepted)
        let exclusion = try desk.claim(.lineExcluded(Sample.excluded()))
        #expect(try desk.sampleClaim.isExcluded)
        #expect(desk.refused(.exclusionLifted(Sample.lifted(EntryReference(origin: "x", number: 1)))) == 644)
        try desk.claim(.exclusionLifted(Sample.lifted(exclusion)))
        #expect(try !desk.sampleClaim.isExcluded && desk.sampleClaim.openExclusions.isEmpty)
        #expect(desk.refused(.exclusionLifted(Sample.lifted(exclusion))) == 644)
        #expect(desk.refused(.claimAdjudicated(Sample.adjudicated)) == nil)
        try desk.claim(.lineExcluded(Sample.excluded([1])))
    }

    @Test("S16: nothing comes from the fund for what is excluded: whole claims, and lines.")
    func unpaid() throws {
        var whole = try Desk.at(.accepted)
        try whole.claim(.lineExcluded(Sample.excluded()))
        #expect(whole.refused(.claimAdjudicated(Sample.adjudicated)) == 638)
        #expect(whole.refused(.claimAdjudicated(Sample.byLine)) == 638)
        let own = changed(Sample.adjudicated) {
            $0.split.pooledFund = 0
            $0.split.fundTotal = 0
            $0.split.personalShare = 1_526_314
            $0.split.cash = 1_526_314
        }
        try whole.claim(.claimAdjudicated(own))
        #expect(whole.refused(.claimApproved(.with { $0.amount = 1 }), by: Sample.approver) == 617)
        try whole.claim(.claimApproved(.init()), by: Sample.approver)
        #expect(try whole.books.accounts.isEmpty)

        var lines = try Desk.at(.accepted)
        try lines.claim(.lineExcluded(Sample.excluded([3])))
        #expect(lines.refused(.claimAdjudicated(Sample.adjudicated)) == 641)
        #expect(lines.refused(.claimAdjudicated(Sample.byLine)) == 638)
        try lines.claim(.claimAdjudicated(Sample.withoutLine3))
        #expect(try lines.sampleClaim.adjudication.split.fundTotal == 1_129_000)
    }

    @Test("S16: an exclusion, its lifting and an advance drop the price from before them.")
    func priceDropped() throws {
        var desk = try Desk.at(.adjudicated)
        let exclusion = try desk.claim(.lineExcluded(Sample.excluded([3])))
        #expect(try desk.sampleClaim.status == .accepted && !desk.sampleClaim.hasAdjudication)
        #expect(desk.refused(.claimApproved(Sample.approved), by: Sample.approver) == 616)
        try desk.claim(.claimAdjudicated(Sample.withoutLine3))
        try desk.claim(.advanceGranted(Sample.advance(exclusion)))
        #expect(try desk.sampleClaim.status == .accepted)
        try desk.claim(.claimAdjudicated(Sample.byLine))
        try desk.claim(.exclusionLifted(Sample.lifted(exclusion)))
        #expect(try desk.sampleClaim.status == .accepted)
        #expect(try desk.state(Sample.claim).entries.allSatisfy { $0.verdict == .regular })
    }

    @Test("S16: an annulled exclusion counts as absent; one that a price rests on is not annulled.")
    func annulled() throws {
        var desk = try Desk.at(.accepted)
        let exclusion = try desk.claim(.lineExcluded(Sample.excluded([3])))
        var other = desk
        try other.record(.annulling(exclusion), in: Sample.claim, by: Sample.clerk, on: "2018-11-21")
        #expect(try other.sampleClaim.exclusions.isEmpty)
        try desk.claim(.claimAdjudicated(Sample.withoutLine3))
        let found = refusal {
            _ = try desk.propose(.annulling(exclusion), in: Sample.claim, by: Sample.clerk, on: "2018-11-21")
        }
        #expect(found?.number == 806)
    }

    @Test("S16: a list whose lines are excluded or decided is not exchanged; other papers of the claim are.")
    func listKept() throws {
        var desk = try Desk.at(.accepted)
        try desk.claim(.claimAdjudicated(Sample.byLine))
        let entry = try desk.sampleClaim.submitted.entry
        func corrected(_ change: (inout ClaimSubmitted) -> Void) -> Event.OneOf_Kind {
            .corrected(
                .with {
                    $0.entry = entry
                    $0.reason = "misread"
                    $0.replacement = Event(.claimSubmitted(changed(Sample.submitted, change)))
                })
        }
        #expect(desk.refused(corrected { $0.bill.lines.removeLast() }, by: Sample.agent) == 647)
        #expect(desk.refused(corrected { $0.agent = "another" }, by: Sample.agent) == nil)
        #expect(try Desk.at(.accepted).refused(corrected { $0.bill.lines.swapAt(0, 1) }, by: Sample.agent) == 648)
        #expect(try Desk.at(.submitted).refused(corrected { $0.bill.lines.swapAt(0, 1) }, by: Sample.agent) == nil)
    }
}

@Suite("S17: advance payment and recovery")
struct RecoveryTests {
    private let all = Sample.approvedAmount

    @Test("S17: the fund pays first for a third party only, on a written request, once.")
    func granted() throws {
        var desk = try Desk.at(.accepted)
        let injury = try desk.claim(.lineExcluded(Sample.excluded([1], .workInjury)))
        let third = try desk.claim(.lineExcluded(Sample.excluded([3])))
        #expect(desk.refused(.advanceGranted(Sample.advance(injury))) == 720)
        let oral = changed(Sample.advance(third)) { $0.request = Sample.paper(.other) }
        #expect(desk.refused(.advanceGranted(oral)) == 721)
        #expect(desk.refused(.advanceGranted(changed(Sample.advance(third)) { $0.clearRequest() })) == 205)
        #expect(desk.refused(.advanceGranted(Sample.advance(third)), on: "2018-11-01") == 330)
        #expect(desk.refused(.advanceGranted(Sample.advance(try desk.sampleClaim.submitted.entry))) == 644)
        try desk.claim(.advanceGranted(Sample.advance(third)))
        #expect(desk.refused(.advanceGranted(Sample.advance(third))) == 722)
        #expect(try Desk.advanced().refused(.advanceGranted(Sample.advance(third))) == 640)
    }

    @Test("S17: an advance is to come back: the approval debits what is recoverable, not the expense.")
    func books() throws {
        let whole = try Desk.advanced(paid: false).books
        #expect(whole[.advancesRecoverable] == all && whole[.benefitExpense] == 0 && whole[.claimsPayable] == -all)
        let line = try Desk.advanced([3], paid: false).books
        #expect(line[.advancesRecoverable] == 36_617 && line[.benefitExpense] == all - 36_617)
        #expect(line.isBalanced && whole.isBalanced)
    }

    @Test("S17: what is outstanding is the advance that is paid out; demanded is no more than that.")
    func outstanding() throws {
        var desk = try Desk.advanced([3], paid: false)
        #expect(try desk.sampleClaim.outstandingAdvance == 0)
        #expect(desk.refused(.recoveryDemanded(Sample.demanded(1))) == 724)
        // Payments count first for what is no advance.
        let rest = all - 36_617
        try desk.claim(.paymentOrdered(Sample.ordered("1", rest)))
        try desk.claim(.paymentMade(Sample.made("B1", rest)), by: Sample.cashier)
        #expect(try desk.sampleClaim.outstandingAdvance == 0)
        try desk.claim(.paymentOrdered(Sample.ordered("2", 36_617)))
        try desk.claim(.paymentMade(Sample.made("B2", 36_617, order: "2")), by: Sample.cashier)
        #expect(try desk.sampleClaim.outstandingAdvance == 36_617)
        #expect(desk.refused(.recoveryDemanded(Sample.demanded(36_618))) == 724)
        try desk.claim(.recoveryDemanded(Sample.demanded(30_000)))
        #expect(desk.refused(.recoveryDemanded(Sample.demanded(6_618, "D2"))) == 724, "open demands count together")
        #expect(desk.refused(.recoveryDemanded(Sample.demanded(6_617, "D2"))) == nil)
        #expect(desk.refused(.recoveryDemanded(Sample.demanded(1))) == 723)
        let late = changed(Sample.demanded(1, "D2")) { $0.dueOn = "2018-11-20" }
        #expect(desk.refused(.recoveryDemanded(late)) == 216)
    }

    @Test("S17: money that comes in stands against the advance; beyond it, it is the person's, and is refunded.")
    func received() throws {
        var desk = try Desk.advanced()
        try desk.claim(.recoveryDemanded(Sample.demanded(all)))
        try desk.claim(.recoveryReceived(Sample.received(all - 1_000, demand: "D1")), by: Sample.cashier)
        #expect(try desk.sampleClaim.outstandingAdvance == 1_000 && desk.sampleClaim.openDemands == 1_000)
        #expect(desk.refused(.recoveryRefunded(Sample.refunded(1)), by: Sample.cashier) == 729)
        try desk.claim(.recoveryReceived(Sample.received(6_000, "R2")), by: Sample.cashier)
        var books = try desk.books
        #expect(books[.advancesRecoverable] == 0 && books[.recoveriesPayable] == -5_000)
        #expect(books[.fundBank] == 5_000 && books[.benefitExpense] == 0 && books.isBalanced)
        #expect(try desk.sampleClaim.outstandingAdvance == 0)
        #expect(desk.refused(.recoveryRefunded(Sample.refunded(5_001)), by: Sample.cashier) == 729)
        #expect(desk.refused(.recoveryRefunded(Sample.refunded(5_000)), by: Sample.approver) == 705)
        try desk.claim(.recoveryRefunded(Sample.refunded(5_000)), by: Sample.cashier)
        books = try desk.books
        #expect(books.accounts.filter { $0.value != 0 }.isEmpty, "everybody has what is theirs")
        #expect(try desk.findings(Sample.claim).isEmpty)
    }

    @Test("S17: what cannot be recovered is the fund's expense; if it comes in after all, it is so no more.")
    func writtenOff() throws {
        var desk = try Desk.advanced()
        try desk.claim(.recoveryReceived(Sample.received(1_000)), by: Sample.cashier)
        #expect(desk.refused(.recoveryWrittenOff(Sample.writtenOff(all - 999))) == 730)
        try desk.claim(.recoveryWrittenOff(Sample.writtenOff(all - 1_000)))
        #expect(try desk.sampleClaim.outstandingAdvance == 0)
        #expect(try desk.books[.benefitExpense] == all - 1_000)
        #expect(desk.refused(.recoveryDemanded(Sample.demanded(1))) == 724)
        try desk.claim(.recoveryReceived(Sample.received(all, "R2")), by: Sample.cashier)
        let books = try desk.books
        #expect(books[.benefitExpense] == 0 && books[.recoveriesPayable] == -1_000)
        #expect(books[.advancesRecoverable] == 0 && books.isBalanced)
    }

    @Test("S17: money that comes in before the approval is the person's until the advance takes it up.")
    func early() throws {
        var desk = try Desk.at(.accepted)
        let exclusion = try desk.claim(.lineExcluded(Sample.excluded()))
        try desk.claim(.advanceGranted(Sample.advance(exclusion)))
        try desk.claim(.recoveryReceived(Sample.received(2_000)), by: Sample.cashier)
        #expect(try desk.books[.recoveriesPayable] == -2_000)
        try desk.claim(.claimAdjudicated(Sample.byLine))
        try desk.claim(.claimApproved(Sample.approved), by: Sample.approver)
        let books = try desk.books
        #expect(books[.recoveriesPayable] == 0 && books[.advancesRecoverable] == all - 2_000 && books.isBalanced)
    }

    @Test("S17: refused after a recovery and a write-off, the books owe the person what came in, and nothing else.")
    func refusedAfter() throws {
        var desk = try Desk.advanced([3])
        try desk.claim(.recoveryReceived(Sample.received(10_000)), by: Sample.cashier)
        try desk.claim(.recoveryWrittenOff(Sample.writtenOff(6_000)))
        #expect(desk.refused(.claimRefused(Sample.refused)) == 618)
        try desk.claim(.paymentReversed(Sample.reversed()), by: Sample.cashier)
        #expect(try desk.sampleClaim.outstandingAdvance == 0)
        try desk.claim(.claimRefused(Sample.refused))
        var books = try desk.books
        #expect(books[.recoveriesPayable] == -10_000 && books[.fundBank] == 10_000)
        for account in [Posting.Account.benefitExpense, .claimsPayable, .advancesRecoverable, .suspenseAccount] {
            #expect(books[account] == 0)
        }
        // Restored and approved again, what came in stands against the new advance.
        try desk.claim(.claimRestored(.with { $0.reason = "the person came back" }))
        try desk.claim(.claimApproved(Sample.approved), by: Sample.approver)
        books = try desk.books
        #expect(books[.recoveriesPayable] == 0 && books[.advancesRecoverable] == 26_617)
        #expect(books[.benefitExpense] == all - 36_617 && books.isBalanced)
    }

    @Test("S17: facts that break a rule stand in suspense, and are finding 8.")
    func suspense() throws {
        var desk = try Desk.at(.paid)
        desk.receive(
            Event(.recoveryReceived(Sample.received(700))), in: Sample.claim, by: Sample.cashier, on: "2018-11-21")
        desk.receive(
            Event(.recoveryRefunded(Sample.refunded(300))), in: Sample.claim, by: Sample.cashier, on: "2018-11-21")
        let state = try desk.state(Sample.claim)
        #expect(state.entries.suffix(2).map(\.verdict) == [.suspense, .suspense])
        #expect(state.entries.suffix(2).map(\.refusal) == [727, 729])
        let books = try desk.books
        #expect(books[.suspenseAccount] == -400 && books[.fundBank] == 400 - all && books.isBalanced)
        #expect(try desk.findings(Sample.claim).map(\.number) == [8, 8])
        desk.receive(
            Event(.recoveryReceived(Sample.received(-5))), in: Sample.claim, by: Sample.cashier, on: "2018-11-21")
        #expect(
            try desk.findings(Sample.claim).map(\.number) == [8, 8, 8], "what is malformed is not booked, but found")
    }

    @Test("S17: what is said and paid of an advance did not happen tomorrow.")
    func ahead() throws {
        let desk = try Desk.advanced()
        for kind: Event.OneOf_Kind in [
            .recoveryDemanded(Sample.demanded(1)), .recoveryReceived(Sample.received(1)),
            .recoveryWrittenOff(Sample.writtenOff(1)),
        ] {
            #expect(desk.refused(kind, by: Sample.cashier, on: "2018-11-20") == 330)
            #expect(desk.refused(kind, by: Sample.cashier, on: "2018-11-21") == nil)
        }
    }
}
