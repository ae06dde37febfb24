import Claims
import SwiftProtobuf
import Testing

@Suite("S4: personal accounts")
struct AccountTests {
    private func propose(
        _ desk: Desk, _ kind: Event.OneOf_Kind, by actor: Actor = Sample.clerk, on day: String = "2018-07-20"
    ) -> Refusal? {
        refusal { _ = try desk.propose(Event(kind), in: Sample.account, by: actor, on: day) }
    }

    @Test("S4: credited, drawn at an outlet, asked for by a pharmacy, paid by the center: the balance is the sum.")
    func road() throws {
        var desk = try Desk.banked()
        try desk.bank(.accountWithdrawn(Sample.withdrawn()))
        try desk.bank(.accountSpendingRequested(Sample.requested()), by: Sample.pharmacy)
        let waiting = try desk.state(Sample.account)
        #expect(waiting.account.balance == 70_000 && waiting.account.openRequests.count == 1)
        try desk.bank(.accountSpent(Sample.spent()))
        let state = try desk.state(Sample.account)
        #expect(state.account.balance == 50_000 && state.account.openRequests.isEmpty)
        #expect(state.account.movements.map(\.amount) == [100_000, -30_000, -20_000])
        #expect(state.account.movements.map(\.balance) == [100_000, 70_000, 50_000])
        #expect(state.account.requests.map(\.status) == [.spent])
        #expect(state.audience == [Sample.center.description])
        #expect(findings(for: state, in: Context()).isEmpty)
    }

    @Test("S4: every movement is a balanced posting between the person and the accounts' bank, never the fund's.")
    func books() throws {
        var desk = try Desk.banked()
        try desk.bank(.accountWithdrawn(Sample.withdrawn()))
        try desk.bank(.accountSpendingRequested(Sample.requested()), by: Sample.pharmacy)
        let spending = try desk.bank(.accountSpent(Sample.spent()))
        let books = TrialBalance(of: [try desk.state(Sample.account)])
        #expect(books.isBalanced)
        #expect(books[.personalAccounts] == -50_000 && books[.personalAccountsBank] == 50_000)
        for account in [Posting.Account.fundBank, .benefitExpense, .claimsPayable, .suspenseAccount] {
            #expect(books[account] == 0)
        }
        try desk.bank(.accountReversed(Sample.movementReversed(spending, 20_000)))
        let state = try desk.state(Sample.account)
        #expect(state.postings.count == 4 && state.postings.allSatisfy { $0.balance == 0 })
        let after = TrialBalance(of: [state, try Desk.at(.paid).state(Sample.claim)])
        #expect(after.isBalanced && after[.personalAccounts] == -70_000)
        #expect(after[.fundBank] == -Sample.approvedAmount, "the fund's books are the claim's alone")
    }

    @Test(
        "S4: a credit is of the insurance, and of the year before the newest movement and the month that it is for, at the earliest.",
        arguments: [
            ("2001-06-30", "", true), ("2001-07-01", "", false), ("2016-12-31", "2018-06", true),
            ("2017-01-01", "2018-06", false), ("2018-06-30", "2005-06", false),
        ])
    func tooEarly(day: String, month: String, isRefused: Bool) throws {
        let credit = changed(Sample.credited("C9", 5, on: day)) { $0.month = month }
        let first = propose(try Desk.at(.registered), .accountCredited(credit))
        #expect(first == (isRefused ? Refusal(.creditedTooEarly, "") : nil), "\(first.debugDescription)")
        // The account has moved on 2018-06-30.
        let later = propose(try Desk.banked(), .accountCredited(credit))
        #expect(later == (isRefused || day < "2017" ? Refusal(.creditedTooEarly, "") : nil))
        guard isRefused, let first else { return }
        #expect(first.message.contains(day) && !first.remedy.isEmpty)
    }

    @Test(
        "S4: the balance is never below zero: all of it may be drawn, and not a fen more.",
        arguments: [(Int64(99_999), true), (100_000, true), (100_001, false), (1, true)])
    func neverBelowZero(amount: Int64, allowed: Bool) throws {
        let drawn = propose(try Desk.banked(), .accountWithdrawn(Sample.withdrawn("W1", amount)))
        #expect(drawn == (allowed ? nil : Refusal(.balanceTooSmall, "")))
        var desk = try Desk.banked()
        try desk.bank(.accountSpendingRequested(Sample.requested("R1", amount)), by: Sample.pharmacy)
        let spent = propose(desk, .accountSpent(Sample.spent("R1", amount)))
        #expect(spent == (allowed ? nil : Refusal(.balanceTooSmall, "")))
    }

    @Test("S4: credits that would leave the range of an amount are refused; sums do not overflow.")
    func overflow() throws {
        let most: Int64 = 1_000_000_000_000
        let desk = try Desk.banked(most)
        #expect(propose(desk, .accountCredited(Sample.credited("C2", 1))) == Refusal(.amountOutOfRange, ""))
        #expect(propose(desk, .accountWithdrawn(Sample.withdrawn("W1", .max))) == Refusal(.amountOutOfRange, ""))
        #expect(propose(desk, .accountWithdrawn(Sample.withdrawn("W1", 0))) == Refusal(.amountOutOfRange, ""))
        #expect(propose(desk, .accountWithdrawn(Sample.withdrawn("W1", -1))) == Refusal(.amountOutOfRange, ""))
        let beyond = propose(desk, .accountWithdrawn(Sample.withdrawn("W1", .max)))
        #expect(beyond?.message.contains("more than 10,000,000,000.00 yuan") == true)
        #expect(beyond?.remedy.contains("12.50 yuan is 1250") == true)
        let none = propose(desk, .accountWithdrawn(Sample.withdrawn("W1", 0)))
        #expect(none?.remedy.contains("at least 1 fen") == true)
        #expect(propose(desk, .accountWithdrawn(Sample.withdrawn("W1", most))) == nil)
    }

    @Test("S4: a withdrawal against a rule happened all the same: in suspense, found, and off the balance.")
    func suspense() throws {
        var desk = try Desk.banked()
        desk.receive(
            Event(.accountWithdrawn(Sample.withdrawn("W1", 150_000))), in: Sample.account, by: Sample.clerk,
            on: "2018-07-03")
        let state = try desk.state(Sample.account)
        #expect(state.entries.last?.verdict == .suspense && state.entries.last?.refusal == 944)
        #expect(state.account.balance == 100_000 && state.account.suspendedAmount == 150_000)
        let books = TrialBalance(of: [state])
        #expect(books.isBalanced && books[.suspenseAccount] == 150_000 && books[.personalAccountsBank] == -50_000)
        let found = findings(for: state, in: Context())
        #expect(found.map(\.number) == [20] && found[0].severity == .alarm && found[0].amounts[0].fen == 150_000)
        #expect(found[0].english.contains("944"))
        // The outlet's number is used; a reversal clears the suspense, and the finding with it.
        #expect(propose(desk, .accountWithdrawn(Sample.withdrawn("W1", 1))) == Refusal(.accountNumberUsed, ""))
        let entry = try #require(state.entries.last).act.entry
        try desk.bank(.accountReversed(Sample.movementReversed(entry, 150_000)))
        let cleared = try desk.state(Sample.account)
        #expect(cleared.account.balance == 100_000 && cleared.account.suspendedAmount == 0)
        #expect(TrialBalance(of: [cleared])[.suspenseAccount] == 0)
        #expect(findings(for: cleared, in: Context()).isEmpty)
    }

    @Test("S4: a withdrawal that others recorded, or that is malformed, moves no money at all.")
    func foreignWithdrawal() throws {
        var desk = try Desk.banked()
        desk.receive(
            Event(.accountWithdrawn(Sample.withdrawn())), in: Sample.account, by: Sample.pharmacy, on: "2018-07-03")
        desk.receive(
            Event(.accountWithdrawn(Sample.withdrawn("W2", -5))), in: Sample.account, by: Sample.clerk, on: "2018-07-03"
        )
        let state = try desk.state(Sample.account)
        #expect(state.entries.suffix(2).map(\.verdict) == [.irregular, .irregular])
        #expect(state.account.balance == 100_000 && state.account.movements.count == 1)
    }

    @Test("S4: who asks an account to pay reads what is decided about it, and nothing else of the account.")
    func readers() throws {
        var desk = try Desk.banked()
        try desk.bank(.accountSpendingRequested(Sample.requested()), by: Sample.pharmacy)
        #expect(try desk.state(Sample.account).audience == [Sample.center.description])
        func addressed(_ event: Event.OneOf_Kind, by actor: Actor = Sample.clerk) throws -> [Party]? {
            try desk.propose(Event(event), in: Sample.account, by: actor, on: "2018-07-20").items.first?.audience
        }
        #expect(try addressed(.accountCredited(Sample.credited("C2", 1_000))) == [])
        #expect(try addressed(.accountWithdrawn(Sample.withdrawn())) == [])
        #expect(try addressed(.accountSpent(Sample.spent())) == [Sample.pharmacy.party])
        let refused = AccountSpendingRefused.with {
            $0.institution = Sample.pharmacy.party.code
            $0.number = Sample.requested().number
            $0.grounds = [Sample.ground(10_001, "no receipt")]
        }
        #expect(try addressed(.accountSpendingRefused(refused)) == [Sample.pharmacy.party])
        let entry = try desk.bank(.accountSpent(Sample.spent()))
        let amount = Sample.spent().amount
        #expect(try addressed(.accountReversed(Sample.movementReversed(entry, amount))) == [Sample.pharmacy.party])
        // A decision that is kept from the institution does not count.
        var silent = try Desk.banked()
        try silent.bank(.accountSpendingRequested(Sample.requested()), by: Sample.pharmacy)
        silent.receive(
            Event(.accountSpent(Sample.spent())), in: Sample.account, by: Sample.clerk, on: "2018-07-20", audience: [])
        #expect(try silent.state(Sample.account).entries.last?.refusal == 111)
        #expect(try silent.state(Sample.account).account.balance == 100_000)
    }

    @Test("S4: a fact of another kind of stream is not booked, and found; so is a malformed withdrawal.")
    func elsewhere() throws {
        var desk = try Desk.banked()
        desk.receive(Event(.paymentMade(Sample.made())), in: Sample.account, by: Sample.cashier, on: "2018-07-03")
        desk.receive(
            Event(.accountWithdrawn(Sample.withdrawn("W2", -5))), in: Sample.account, by: Sample.clerk, on: "2018-07-03"
        )
        let state = try desk.state(Sample.account)
        #expect(state.entries.suffix(2).map(\.verdict) == [.irregular, .irregular])
        #expect(TrialBalance(of: [state])[.suspenseAccount] == 0)
        #expect(findings(for: state, in: Context()).map(\.number) == [20, 20])
    }

    @Test("S4: a reversal is whole and once; each kind of movement is reversed, and no reversal is.")
    func reversals() throws {
        var desk = try Desk.banked()
        let withdrawal = try desk.bank(.accountWithdrawn(Sample.withdrawn()))
        #expect(
            propose(desk, .accountReversed(Sample.movementReversed(withdrawal, 29_999)))
                == Refusal(.movementDiffers, ""))
        let reversal = try desk.bank(.accountReversed(Sample.movementReversed(withdrawal, 30_000)))
        #expect(
            propose(desk, .accountReversed(Sample.movementReversed(withdrawal, 30_000)))
                == Refusal(.movementReversed, ""))
        #expect(
            propose(desk, .accountReversed(Sample.movementReversed(reversal, 30_000)))
                == Refusal(.unknownMovement, ""))
        let account = try desk.state(Sample.account).account
        #expect(account.balance == 100_000)
        #expect(account.movements[1].reversedBy == reversal && account.movements[2].reverses == withdrawal)
        let credit = account.movements[0].act.entry
        try desk.bank(.accountWithdrawn(Sample.withdrawn("W2", 1)))
        #expect(
            propose(desk, .accountReversed(Sample.movementReversed(credit, 100_000)))
                == Refusal(.balanceTooSmall, ""), "what was spent of it is gone")
        let second = try desk.state(Sample.account).account.movements.last?.act.entry
        try desk.bank(.accountReversed(Sample.movementReversed(try #require(second), 1)))
        try desk.bank(.accountReversed(Sample.movementReversed(credit, 100_000)))
        #expect(try desk.state(Sample.account).account.balance == 0)
    }

    @Test("S4: a reversed spending closes its request; the invoice may be asked for again, under a new number.")
    func reversedSpending() throws {
        var desk = try Desk.banked()
        try desk.bank(.accountSpendingRequested(Sample.requested()), by: Sample.pharmacy)
        #expect(
            propose(desk, .accountSpendingRequested(Sample.requested("R2")), by: Sample.pharmacy)
                == Refusal(.invoiceRequested, ""))
        let spending = try desk.bank(.accountSpent(Sample.spent()))
        try desk.bank(.accountReversed(Sample.movementReversed(spending, 20_000)))
        #expect(try desk.state(Sample.account).account.requests.map(\.status) == [.reversed])
        #expect(propose(desk, .accountSpent(Sample.spent())) == Refusal(.requestNotOpen, ""))
        #expect(
            propose(desk, .accountSpendingRequested(Sample.requested()), by: Sample.pharmacy)
                == Refusal(.accountNumberUsed, ""))
        try desk.bank(.accountSpendingRequested(Sample.requested("R2")), by: Sample.pharmacy)
        try desk.bank(.accountSpent(Sample.spent("R2")))
        #expect(try desk.state(Sample.account).account.balance == 80_000)
    }

    @Test("S4: the center decides a request once; its entries alone count.")
    func decisions() throws {
        var desk = try Desk.banked()
        try desk.bank(.accountSpendingRequested(Sample.requested()), by: Sample.pharmacy)
        for kind in [
            Event.OneOf_Kind.accountSpent(Sample.spent()), .accountSpendingRefused(Sample.spendingRefused()),
            .accountCredited(Sample.credited("C9")),
        ] {
            #expect(propose(desk, kind, by: Sample.pharmacy) == Refusal(.roleMayNot, ""))
        }
        #expect(
            propose(
                desk, .accountSpendingRefused(changed(Sample.spendingRefused()) { $0.grounds = [] }))
                == Refusal(.groundsMissing, ""))
        try desk.bank(.accountSpendingRefused(Sample.spendingRefused()))
        let state = try desk.state(Sample.account).account
        #expect(state.requests.map(\.status) == [.refused] && state.requests[0].grounds.count == 1)
        #expect(state.balance == 100_000)
        #expect(propose(desk, .accountSpent(Sample.spent())) == Refusal(.requestNotOpen, ""))
        #expect(propose(desk, .accountSpendingRequested(Sample.requested("R2")), by: Sample.pharmacy) == nil)
    }

    @Test("S4: an institution asks for itself; two institutions may use the same number; the center records paper.")
    func requests() throws {
        var desk = try Desk.banked()
        try desk.bank(.accountSpendingRequested(Sample.requested()), by: Sample.pharmacy)
        #expect(
            propose(desk, .accountSpendingRequested(Sample.requested("R2", invoice: "88888888")), by: Sample.office)
                == Refusal(.notTheNamedParty, ""))
        let hospital = Sample.requested("R1", 5_000, by: Sample.hospital, invoice: "88888888")
        try desk.bank(.accountSpendingRequested(hospital), by: Sample.clerk)
        try desk.bank(.accountSpent(Sample.spent("R1", 5_000, by: Sample.hospital)))
        let account = try desk.state(Sample.account).account
        #expect(account.requests.map(\.status) == [.open, .spent] && account.balance == 95_000)
        #expect(propose(desk, .accountSpent(Sample.spent("R1", 20_000))) == nil)
    }

    @Test("S4: outpatient care and purchases are paid, and nothing else; a pharmacy sells only.")
    func kinds() {
        func check(_ kind: AccountSpendingRequested.Kind) -> Refusal? {
            refusal {
                try Event(.accountSpendingRequested(changed(Sample.requested()) { $0.kind = kind })).checkFormats()
            }
        }
        #expect(check(.unspecified) == Refusal(.valueUnspecified, ""))
        #expect(check(.UNRECOGNIZED(9)) == Refusal(.valueUnspecified, ""))
        #expect(check(.purchase) == nil)
    }

    @Test("S4: money is drawn with the current card; a card that is locked or was replaced will not do.")
    func cards() throws {
        var desk = try Desk.banked()
        try desk.bank(.accountSpendingRequested(Sample.requested()), by: Sample.pharmacy)
        try desk.record(
            Event(
                .cardReplaced(
                    .with {
                        $0.cardNumber = "A22222222"
                        $0.replacedOn = "2018-07-10"
                        $0.reason = "lost"
                    })), in: Sample.person, by: Sample.clerk, on: "2018-07-10")
        #expect(propose(desk, .accountWithdrawn(Sample.withdrawn())) == Refusal(.accountCard, ""))
        let drawn = changed(Sample.withdrawn()) { $0.cardNumber = "A22222222" }
        #expect(propose(desk, .accountWithdrawn(drawn)) == nil)
        #expect(propose(desk, .accountSpent(Sample.spent())) == nil, "the request was made with the card of its day")
        try desk.record(
            Event(
                .cardLocked(
                    .with {
                        $0.cardNumber = "A22222222"
                        $0.lockedOn = "2018-07-11"
                        $0.reason = "stolen"
                    })), in: Sample.person, by: Sample.clerk, on: "2018-07-11")
        #expect(propose(desk, .accountWithdrawn(drawn)) == Refusal(.accountCard, ""))
        #expect(propose(desk, .accountSpent(Sample.spent())) == Refusal(.accountCard, ""))
    }

    @Test("S4: after a death nothing is spent; what is left is drawn by the heirs, and credits still come.")
    func death() throws {
        for (day, allowed) in [("2018-07-05", true), ("2018-07-04", false)] {
            var desk = try Desk.banked()
            try desk.bank(.accountSpendingRequested(Sample.requested()), by: Sample.pharmacy)
            try desk.record(
                Event(.personDied(Sample.died(day))), in: Sample.person, by: Sample.clerk, on: "2018-07-10")
            #expect(propose(desk, .accountSpent(Sample.spent())) == (allowed ? nil : Refusal(.afterDeath, "")))
            #expect(propose(desk, .accountWithdrawn(Sample.withdrawn("W1", 100_000, on: "2018-07-15"))) == nil)
            #expect(propose(desk, .accountCredited(Sample.credited("C2", 1_000))) == nil)
        }
    }

    @Test("S4: to a duplicate's account nothing is credited, and what is left there may be drawn.")
    func duplicate() throws {
        var desk = try Desk.banked()
        desk.receive(
            Event(.personRegistered(Sample.registeredTwice)), in: Sample.duplicate, by: Sample.clerk, on: "2018-07-01")
        try desk.record(
            Event(.personMerged(Sample.merged(into: Sample.duplicate))), in: Sample.person, by: Sample.clerk,
            on: "2018-07-02")
        #expect(propose(desk, .accountCredited(Sample.credited("C2"))) == Refusal(.personMerged, ""))
        #expect(propose(desk, .accountWithdrawn(Sample.withdrawn("W1", 100_000))) == nil)
    }

    @Test("S4: nothing is credited, drawn, spent or reversed on a day to come.")
    func daysToCome() throws {
        var desk = try Desk.banked()
        let entry = try desk.state(Sample.account).account.movements[0].act.entry
        let late = Refusal(.dayToCome, "")
        let day = "2018-07-01"
        #expect(propose(desk, .accountCredited(Sample.credited("C2", 1, on: "2018-07-02")), on: day) == late)
        #expect(propose(desk, .accountWithdrawn(Sample.withdrawn()), on: day) == late)
        #expect(
            propose(desk, .accountSpendingRequested(Sample.requested()), by: Sample.pharmacy, on: day) == late)
        #expect(propose(desk, .accountReversed(Sample.movementReversed(entry, 100_000)), on: day) == late)
        try desk.bank(.accountWithdrawn(Sample.withdrawn()), on: "2018-07-02")
    }

    @Test(
        "S4: the month of a contribution is a month of the calendar, or none.",
        arguments: [("", true), ("2018-02", true), ("2018-13", false), ("2018-2", false), ("2018", false)])
    func months(month: String, allowed: Bool) {
        let event = changed(Sample.credited()) { $0.month = month }
        #expect((refusal { try Event(.accountCredited(event)).checkFormats() } == nil) == allowed)
    }

    @Test("S4: nobody annuls or corrects what an account holds.")
    func corrections() throws {
        var desk = try Desk.banked()
        try desk.bank(.accountSpendingRequested(Sample.requested()), by: Sample.pharmacy)
        for entry in try desk.state(Sample.account).entries.map(\.act) {
            let actor = entry.party == Sample.center.description ? Sample.clerk : Sample.pharmacy
            let found = refusal {
                _ = try desk.propose(.annulling(entry.entry), in: Sample.account, by: actor, on: "2018-07-20")
            }
            #expect(found == Refusal(.notUndoable, ""))
        }
    }
}

@Suite("S4: statements of accounts")
struct StatementTests {
    /// Three credits, a withdrawal, a spending and an open request, from 31 January to 1 March.
    private func account() throws -> AccountState {
        var desk = try Desk.banked(0)
        for (number, day) in [("C1", "2018-01-31"), ("C2", "2018-02-28"), ("C3", "2018-03-01")] {
            try desk.bank(.accountCredited(Sample.credited(number, 10_000, on: day)))
        }
        try desk.bank(.accountWithdrawn(Sample.withdrawn("W1", 4_000, on: "2018-02-28")))
        // Recorded last, and of an earlier day.
        try desk.bank(.accountWithdrawn(Sample.withdrawn("W0", 1_000, on: "2018-02-01")))
        try desk.bank(.accountSpendingRequested(Sample.requested("R1", 500)), by: Sample.pharmacy)
        desk.receive(
            Event(.accountWithdrawn(Sample.withdrawn("W9", 99_000, on: "2018-02-10"))), in: Sample.account,
            by: Sample.clerk, on: "2018-07-20")
        return try desk.state(Sample.account).account
    }

    private func statement(_ from: String?, _ to: String?) throws -> AccountStatement {
        AccountStatement(
            of: try account(), from: from.flatMap { CalendarDate($0) }, to: to.flatMap { CalendarDate($0) })
    }

    @Test("S4: opening balance, movements by day, closing balance; the period's first and last day are in it.")
    func period() throws {
        let february = try statement("2018-02-01", "2018-02-28")
        #expect(february.person == Sample.person)
        #expect(february.opening == 10_000 && february.closing == 15_000)
        #expect(february.lines.map(\.movement.number) == ["W0", "C2", "W1"])
        #expect(february.lines.map(\.balance) == [9_000, 19_000, 15_000])
        #expect(february.suspended.map(\.number) == ["W9"] && february.openRequests.isEmpty)
    }

    @Test("S4: periods that follow each other fit together, and the whole closes at the balance.")
    func adjoining() throws {
        let whole = try statement(nil, nil)
        #expect(whole.opening == 0 && whole.closing == 25_000 && whole.lines.count == 5)
        let balance = try account().balance
        #expect(whole.closing == balance)
        #expect(whole.openRequests.count == 1)
        var day = try #require(CalendarDate("2018-01-30"))
        let last = try #require(CalendarDate("2018-03-03"))
        while day < last {
            let before = AccountStatement(of: try account(), to: day)
            let after = AccountStatement(of: try account(), from: day.adding(days: 1))
            #expect(before.closing == after.opening && after.closing == 25_000)
            #expect(before.lines.count + after.lines.count == 5)
            day = day.adding(days: 1)
        }
    }

    @Test("S4: a period without movements opens and closes the same; one without an end closes at the balance.")
    func empty() throws {
        let quiet = try statement("2018-02-11", "2018-02-27")
        #expect(quiet.lines.isEmpty && quiet.opening == 9_000 && quiet.closing == 9_000)
        #expect(try statement("2018-03-01", nil).closing == 25_000)
        let none = AccountStatement(of: AccountState())
        #expect(none.opening == 0 && none.closing == 0 && none.person.isEmpty && none.lines.isEmpty)
    }
}
