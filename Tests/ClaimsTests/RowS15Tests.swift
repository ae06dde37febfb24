import Claims
import SwiftProtobuf
import Testing

@Suite("S15: reserve and clearing")
struct ClearingTests {
    private let fund = Sample.split.fundTotal

    private func books(_ desk: Desk) throws -> TrialBalance {
        TrialBalance(of: try desk.streams.keys.map { try desk.state($0) })
    }

    @Test("S15, P5: listed, acknowledged, confirmed, paid from the bank, received: nothing is owed any more.")
    func road() throws {
        let statuses: [ClearingState.Status] = [.unspecified, .opened, .acknowledged, .decided, .paid, .received]
        for (step, status) in statuses.enumerated() {
            let desk = try Desk.clearing(until: step)
            let state = try desk.state(Sample.clearing)
            #expect(state.clearing.status == status && state.entries.allSatisfy { $0.verdict == .regular })
            #expect(state.audience == [Sample.agency, Sample.center].map(\.description))
            let books = try books(desk)
            #expect(books.isBalanced && books[.benefitExpense] == fund && books[.reservesPrepaid] == 2_000_000)
            #expect(books[.clearingPayable] == (step < 4 ? -fund : 0))
            #expect(books[.fundBank] == -2_000_000 - (step < 4 ? 0 : fund))
        }
    }

    @Test("S15: paid from the reserve: its use stands in the reserve, in one commit, and the books show it once.")
    func fromReserve() throws {
        let desk = try Desk.clearing(until: 4, fromReserve: true)
        let reserve = try desk.state(Sample.reserve)
        #expect(reserve.reserve.balance == 2_000_000 - fund && reserve.reserve.used == fund)
        let books = try books(desk)
        #expect(books.isBalanced && books[.reservesPrepaid] == 2_000_000 - fund && books[.fundBank] == -2_000_000)
        #expect(books[.clearingPayable] == 0)
        let small = try Desk.clearing(until: 3, reserve: fund - 1)
        #expect(
            refusal {
                _ = try small.propose(
                    Event(.clearingPaid(Sample.cleared(reserve: true))), in: Sample.clearing, by: Sample.clerk,
                    on: "2018-11-06")
            } == Refusal(.reserveTooSmall, ""))
    }

    @Test("S15: a disputed line is withdrawn or maintained with documents; only what is confirmed is paid.")
    func disputed() throws {
        var desk = try Desk.clearing(until: 2)
        try desk.clear(.clearingDisputed(Sample.disputed()))
        #expect(try desk.state(Sample.clearing).clearing.status == .disputed)
        let payment = Event(.clearingPaid(Sample.cleared()))
        func pay(_ desk: Desk) -> Refusal? {
            refusal { _ = try desk.propose(payment, in: Sample.clearing, by: Sample.clerk, on: "2018-11-06") }
        }
        #expect(pay(desk) == Refusal(.lineNotConfirmed, ""))
        let bare = changed(Sample.answered(.maintained)) { $0.documents = [] }
        #expect(
            refusal {
                _ = try desk.propose(
                    Event(.clearingLineAnswered(bare)), in: Sample.clearing, by: Sample.settler, on: "2018-11-06")
            } == Refusal(.missingField, ""))
        var withdrawn = desk
        try withdrawn.clear(.clearingLineAnswered(Sample.answered(.withdrawn)))
        #expect(try withdrawn.state(Sample.clearing).clearing.lines[0].status == .withdrawn)
        #expect(pay(withdrawn) == Refusal(.lineNotConfirmed, ""))
        try desk.clear(.clearingLineAnswered(Sample.answered(.maintained)))
        #expect(pay(desk) == Refusal(.lineNotConfirmed, ""))
        try desk.clear(.clearingConfirmed(.with { $0.lines = [1] }))
        #expect(pay(desk) == nil)
        // Paid all the same, before it was confirmed: the money is gone, and stands in suspense.
        withdrawn.receive(payment, in: Sample.clearing, by: Sample.clerk, on: "2018-11-06")
        let books = try books(withdrawn)
        #expect(books.isBalanced && books[.suspenseAccount] == fund && books[.clearingPayable] == -fund)
    }

    @Test("S15: the list comes in parts, in any order, each once; the center waits for all of them.")
    func parts() throws {
        var desk = try Desk.clearing(until: 0)
        let other = Sample.listed(EntryReference(origin: "test.example/x", number: 9), fund: 5)
        try desk.clear(.clearingOpened(Sample.list([other], part: 2, of: 2)))
        func refused(_ kind: Event.OneOf_Kind, by actor: Actor) -> Refusal? {
            refusal { _ = try desk.propose(Event(kind), in: Sample.clearing, by: actor, on: "2018-11-06") }
        }
        #expect(
            refused(.clearingAcknowledged(Sample.acknowledged(total: 5)), by: Sample.clerk)
                == Refusal(.clearingIncomplete, ""))
        #expect(
            refused(.clearingOpened(Sample.list([other], part: 1, of: 2)), by: Sample.settler)
                == Refusal(.lineListedTwice, ""))
        for (part, parts, words) in [
            (1, 3, "does not fit a list of 2"), (2, 2, "is listed already"), (3, 2, "is not among them"),
        ] as [(UInt32, UInt32, String)] {
            let list = Sample.list([Sample.listed(desk.lastSettled)], part: part, of: parts)
            let unfit = refused(.clearingOpened(list), by: Sample.settler)
            #expect(unfit == Refusal(.partUnfit, "") && unfit?.message.contains(words) == true, "\(words)")
        }
        try desk.clear(.clearingOpened(Sample.list([Sample.listed(desk.lastSettled)], part: 1, of: 2)))
        #expect(
            refused(.clearingAcknowledged(Sample.acknowledged(lines: 2)), by: Sample.clerk)
                == Refusal(.clearingDoesNotAddUp, ""))
        try desk.clear(.clearingAcknowledged(Sample.acknowledged(lines: 2, total: fund + 5)))
        #expect(try desk.state(Sample.clearing).clearing.lines.count == 2)
    }

    @Test(
        "S15: 70 % and 90 % of the reserve used are found, each at its very share, and nothing below.",
        arguments: [
            (Int64(1_000_000), nil), (1_665_167, 40), (1_665_168, nil), (1_295_130, 41), (1_295_131, 40),
        ] as [(Int64, Int?)])
    func warnings(provided: Int64, found: Int?) throws {
        // 1,165,617 fen are used: 70 % of 1,665,167.14, 90 % of 1,295,130.
        guard provided >= fund else { return }
        let desk = try Desk.clearing(until: 4, reserve: provided, fromReserve: true)
        let state = try desk.state(Sample.reserve)
        let findings = findings(for: state, in: Context())
        #expect(findings.map(\.number) == [found].compactMap { $0.map(UInt32.init) })
        // What was provided and what was used: the opening, the payment, the use.
        #expect(
            findings.allSatisfy { $0.evidence == state.reserve.movements.map(\.act.entry) && $0.evidence.count == 3 })
        if provided == 1_665_167 { #expect(findings.first?.english.contains(", 70%") == true) }
        if provided == 1_295_130 { #expect(findings.first?.english.contains(", 90%") == true) }
    }

    @Test("S15: what the year leaves opens the next one, and nothing else does.")
    func years() throws {
        var desk = try Desk.clearing(until: 4, fromReserve: true)
        let next = "reserve/210200/110000/2019"
        try desk.reserve(.reserveOpened(.with { $0.balance = 2_000_000 - fund }), in: next, on: "2019-01-02")
        #expect(try desk.state(next).reserve.balance == 2_000_000 - fund)
        #expect(try desk.state(next).postings.isEmpty, "it was booked where it was paid")
        #expect(refusal { _ = try StreamAddress("reserve/210200/110000/18") } == Refusal(.malformedStreamName, ""))
        #expect(
            refusal { _ = try StreamAddress("clearing/210200/110000/2018-13") } == Refusal(.malformedStreamName, ""))
    }

    @Test(
        "S15: once the next year is opened, its money is not spent from the closed year; late bank movements go into the next."
    )
    func turnOfTheYear() throws {
        var desk = try Desk.clearing(until: 3)
        let next = "reserve/210200/110000/2019"
        func refused(_ kind: Event.OneOf_Kind, in stream: String = Sample.reserve) -> Refusal? {
            refusal { _ = try desk.propose(Event(kind), in: stream, by: Sample.clerk, on: "2019-02-01") }
        }
        let clearing = Event.OneOf_Kind.clearingPaid(
            changed(Sample.cleared(reserve: true)) { $0.paidOn = "2018-12-31" })
        #expect(refused(clearing, in: Sample.clearing) == nil)
        #expect(refused(.reserveReturned(Sample.returned(5))) == nil)
        try desk.reserve(.reserveOpened(.with { $0.balance = 2_000_000 }), in: next, on: "2019-01-02")
        #expect(refused(clearing, in: Sample.clearing) == Refusal(.reserveClosed, ""))
        #expect(refused(.reserveReturned(Sample.returned(5))) == Refusal(.reserveClosed, ""))
        let late = Sample.reserved(700, payment: "R9", on: "2018-12-31")
        #expect(refused(.reservePaid(late)) == Refusal(.reserveClosed, ""))
        // What is recorded in the year before already is not recorded again.
        #expect(
            refused(.reservePaid(Sample.reserved(2_000_000, payment: "R1", on: "2018-12-31")), in: next)
                == Refusal(.clearingPaymentUsed, ""))
        #expect(
            refused(.reservePaid(Sample.reserved(700, payment: "R9", on: "2017-12-31")), in: next)
                == Refusal(.reserveYear, ""))
        try desk.reserve(.reservePaid(late), in: next, on: "2019-02-01")
        #expect(try desk.state(next).reserve.balance == 2_000_700)
        // From the bank it is paid all the same; and from the year that is open.
        #expect(refused(.clearingPaid(Sample.cleared()), in: Sample.clearing) == nil)
        let now = changed(Sample.cleared(reserve: true)) { $0.paidOn = "2019-01-31" }
        #expect(refused(.clearingPaid(now), in: Sample.clearing) == nil)
    }

    @Test("S15: a month is listed once it is over, not on its last day and not before it has begun.")
    func monthOver() throws {
        let desk = try Desk.clearing(until: 0)
        func list(_ month: String, on day: String) -> Refusal? {
            let event = Event(.clearingOpened(Sample.list([Sample.listed(desk.lastSettled)])))
            return refusal {
                _ = try desk.propose(
                    event, in: "clearing/210200/110000/\(month)", by: Sample.settler, on: day)
            }
        }
        #expect(list("2018-10", on: "2018-10-31") == Refusal(.monthNotOver, ""))
        #expect(list("2018-10", on: "2018-10-31")?.message.contains("from 2018-11-01 on") == true)
        #expect(list("2018-10", on: "2018-11-01") == nil)
        #expect(list("2018-11", on: "2018-11-01") == Refusal(.monthNotOver, ""))
        #expect(list("2018-12", on: "2018-12-31") == Refusal(.monthNotOver, ""))
        #expect(list("2018-12", on: "2019-01-01") == nil)
    }

    @Test("S15: a clearing is paid after its month, and received on the day of the payment or later.")
    func paymentDays() throws {
        let open = try Desk.clearing(until: 3)
        func pay(_ day: String) -> Refusal? {
            let event = Event(.clearingPaid(changed(Sample.cleared()) { $0.paidOn = day }))
            return refusal {
                _ = try open.propose(event, in: Sample.clearing, by: Sample.clerk, on: "2018-11-06")
            }
        }
        for day in ["1998-11-05", "2018-09-30", "2018-10-31"] {
            #expect(pay(day) == Refusal(.clearingPaymentDay, ""), "\(day)")
        }
        #expect(pay("2018-11-01") == nil && pay("2018-11-07") == Refusal(.dayToCome, ""))
        let paid = try Desk.clearing(until: 4)
        func receive(_ day: String) -> Refusal? {
            let event = Event(.clearingReceived(changed(Sample.clearingReceived()) { $0.receivedOn = day }))
            return refusal {
                _ = try paid.propose(event, in: Sample.clearing, by: Sample.settler, on: "2018-11-06")
            }
        }
        #expect(receive("2018-11-04") == Refusal(.clearingPaymentDay, "") && receive("2018-11-05") == nil)
    }

    @Test("S15: what is wrong with a line is said of that line, and nothing of another agency's settlement.")
    func faults() throws {
        let desk = try Desk.clearing(until: 0)
        guard case .settlement(let settled)? = try desk.state(Sample.settlement).subject else { return }
        let line = Sample.listed(desk.lastSettled)
        func fault(
            _ line: ClearingLine, of settlement: SettlementState?, in stream: String = Sample.clearing
        ) throws -> ClearingFault? {
            ClearingComparison(try StreamAddress(stream), taking: [line.entry], around: []).fault(
                of: line, in: settlement)
        }
        #expect(try fault(line, of: settled) == nil)
        let unknown = try #require(try fault(line, of: nil))
        #expect(unknown.ground.number == 772 && unknown.sentence.contains(Sample.settlement))
        let other = try #require(
            try fault(changed(line) { $0.fund = 7 }, of: changed(settled) { $0.request.agency = "310000" }))
        #expect(other == .otherAgency && !other.sentence.contains { $0.isNumber })
        let stranger = try #require(try fault(changed(line) { $0.entry.number += 1 }, of: settled))
        #expect(stranger.sentence.contains("moved nothing"))
        let suspended = try #require(try fault(line, of: changed(settled) { $0.movements[0].suspense = true }))
        #expect(suspended.sentence.contains("suspense"))
        let amount = try #require(try fault(changed(line) { $0.fund = 7 }, of: settled))
        #expect(amount.sentence == "0.07 is listed, and \(fund.yuan) was recorded.")
        let late = try #require(try fault(line, of: settled, in: "clearing/210200/110000/2019-02"))
        #expect(late.sentence.contains(settled.movements[0].day) && late.sentence.contains("2019-02"))
    }

    @Test("S15: a year is opened from its first day on, after the one before it, and not before one that is opened.")
    func order() throws {
        let desk = try Desk.clearing(until: 0)
        func refused(_ year: Int, _ balance: Int64, on day: String) -> Refusal? {
            let event = Event(.reserveOpened(.with { $0.balance = balance }))
            return refusal {
                _ = try desk.propose(event, in: "reserve/210200/110000/\(year)", by: Sample.clerk, on: day)
            }
        }
        #expect(refused(2019, 2_000_000, on: "2018-12-31") == Refusal(.dayToCome, ""))
        #expect(refused(2019, 2_000_000, on: "2019-01-01") == nil)
        #expect(refused(2020, 0, on: "2020-01-01") == Refusal(.reserveYearSkipped, ""))
        #expect(refused(2020, 2_000_000, on: "2020-01-01") == Refusal(.reserveYearSkipped, ""))
        for year in [2016, 2017] { #expect(refused(year, 0, on: "2020-01-01") == Refusal(.reserveClosed, "")) }
    }

    @Test(
        "S15: a month whose reversals are more than its settlements is paid back, not from the reserve, and is closed.")
    func paidBack() throws {
        var desk = try Desk.settling(until: 6)
        try desk.reserve(.reserveOpened(.init()))
        try desk.clear(.clearingOpened(Sample.list([Sample.listed(desk.lastSettled, fund: -fund)])))
        try desk.clear(.clearingAcknowledged(Sample.acknowledged(total: -fund)))
        try desk.clear(.clearingConfirmed(.with { $0.lines = [1] }))
        func pay(_ payment: ClearingPaid) -> Refusal? {
            refusal {
                _ = try desk.propose(
                    Event(.clearingPaid(payment)), in: Sample.clearing, by: Sample.clerk, on: "2018-11-06")
            }
        }
        #expect(pay(Sample.cleared([1], -fund, reserve: true)) == Refusal(.amountOutOfRange, ""))
        #expect(pay(Sample.cleared([1], fund)) == Refusal(.clearingPaymentDiffers, ""))
        #expect(pay(Sample.cleared([], 0)) == Refusal(.lineNotConfirmed, ""))
        try desk.clear(.clearingPaid(Sample.cleared([1], -fund)))
        let state = try desk.state(Sample.clearing)
        #expect(state.clearing.status == .received, "the agency has nothing to receive")
        let books = try books(desk)
        // What was paid in an earlier month is not on this desk: the fund has its money back, and owes it until then.
        #expect(books.isBalanced && books[.clearingPayable] == -fund && books[.fundBank] == fund)
        #expect(
            refusal {
                _ = try desk.propose(
                    Event(.clearingReceived(Sample.clearingReceived(-fund))), in: Sample.clearing, by: Sample.settler,
                    on: "2018-11-06")
            } == Refusal(.amountOutOfRange, ""))
    }

    @Test("S15: a line that was maintained can be given up, and is not maintained twice.")
    func givenUp() throws {
        var desk = try Desk.clearing(until: 2)
        try desk.clear(.clearingDisputed(Sample.disputed()))
        try desk.clear(.clearingLineAnswered(Sample.answered(.maintained)))
        func refused(_ answer: ClearingLineAnswered.Answer) -> Refusal? {
            refusal {
                _ = try desk.propose(
                    Event(.clearingLineAnswered(Sample.answered(answer))), in: Sample.clearing, by: Sample.settler,
                    on: "2018-11-06")
            }
        }
        #expect(refused(.maintained) == Refusal(.lineNotDisputed, ""))
        try desk.clear(.clearingLineAnswered(Sample.answered(.withdrawn)))
        #expect(try desk.state(Sample.clearing).clearing.lines[0].status == .withdrawn)
        #expect(refused(.withdrawn) == Refusal(.lineNotDisputed, ""))
    }

    @Test("S15: what a split divides among funds is divided in the statements, and every part balances.")
    func statements() throws {
        let desk = try Desk.clearing(until: 4, fromReserve: true)
        let entries = try desk.streams.keys.sorted().flatMap { try desk.state($0).bookEntries }
        for key in BookEntry.Key.allCases {
            let groups = Dictionary(grouping: entries) { key.group(of: $0) }
            for group in groups.values {
                var balance = TrialBalance()
                balance.add(group.map(\.posting))
                #expect(balance.isBalanced)
            }
        }
        let pooled = entries.filter { $0.fund == .pooledFund }
        #expect(pooled.count == 1 && pooled[0].institution == Sample.hospital.code && pooled[0].person == Sample.person)
        #expect(pooled[0].agency == Sample.agency.code)
    }

    @Test("S15: a posting counts in the month of its record or, where that is asked, of its business.")
    func businessDays() throws {
        let desk = try Desk.clearing(until: 4, fromReserve: true)
        func entries(_ stream: String) throws -> [BookEntry] { try desk.state(stream).bookEntries }
        // Filled on 20 January as the bank says, and recorded in November.
        let reserve = try entries(Sample.reserve)
        #expect(reserve.map { "\($0.businessDay)" } == ["2018-01-20"] && reserve.map { "\($0.day)" } == ["2018-11-07"])
        #expect(reserve.map { BookEntry.Key.month.group(of: $0) } == ["2018-11"])
        #expect(reserve.map { BookEntry.Key.month.group(of: $0, by: .business) } == ["2018-01"])
        #expect(reserve.map(\.agency) == [Sample.agency.code])
        let settlement = try entries(Sample.settlement)
        guard case .settlement(let settled)? = try desk.state(Sample.settlement).subject else { return }
        #expect(Set(settlement.map { "\($0.businessDay)" }) == Set(settled.movements.map(\.day)))
        let clearing = try entries(Sample.clearing)
        guard case .clearing(let cleared)? = try desk.state(Sample.clearing).subject else { return }
        #expect(clearing.map { "\($0.businessDay)" } == cleared.payments.map(\.payment.paidOn))
        #expect(clearing.map { BookEntry.Key.agency.group(of: $0) } == [Sample.agency.code])
    }

    @Test("S6: an approval counts on the day of its record, a payment on the day of the bank; a claim is of no agency.")
    func businessDaysOfClaims() throws {
        let desk = try Desk.at(.paid)
        let entries = try desk.state(Sample.claim).bookEntries
        guard case .claim(let claim)? = try desk.state(Sample.claim).subject else { return }
        let paid = claim.payments[0]
        let (payments, approvals) = (
            entries.filter { $0.posting.entry == paid.act.entry },
            entries.filter { $0.posting.entry == claim.approved.entry }
        )
        #expect(!payments.isEmpty && payments.allSatisfy { "\($0.businessDay)" == paid.payment.paidOn })
        #expect(payments.allSatisfy { $0.day == paid.act.day })
        #expect(!approvals.isEmpty && approvals.allSatisfy { $0.businessDay == $0.day })
        #expect(!entries.contains { !$0.agency.isEmpty })
    }
}
