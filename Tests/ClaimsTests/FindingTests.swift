import Claims
import SwiftProtobuf
import Testing

@Suite("Findings")
struct FindingTests {
    @Test("Docs/findings.md lists every rule with its number, code and sentence, and no other.")
    func documented() throws {
        let rows = try documentRows("findings.md")
        #expect(rows == Finding.Rule.all.map { "| \($0.number) | `\($0.code)` | \($0.rule) | \($0.chinese) |" })
    }

    @Test("An honest claim gives no finding, at any stage.", arguments: Stage.allCases.filter { $0 >= .submitted })
    func honest(stage: Stage) throws {
        #expect(try Desk.at(stage).findings(Sample.claim).isEmpty)
    }

    // MARK: 1

    @Test("1: a class alone, an invoice alone, one fen alone is found; the order of lines is not.")
    func bill() throws {
        func found(_ change: (inout HospitalBill) -> Void) throws -> [Finding] {
            try Desk.at(.submitted, submission: changed(Sample.submitted) { change(&$0.bill) })
                .findings(Sample.claim).filter { $0.number == 1 }
        }
        let classes = try found { $0.lines[0].itemClass = .classA }
        #expect(classes.count == 1 && classes[0].lines.count == 1 && classes[0].amounts[2].fen == 0)
        #expect(try found { $0.invoice.number = "0000000001" }.count == 1)
        let fen = try found { bill in
            bill.total += 1
            bill.invoice.amount += 1
            bill.lines[2].amount += 1
            bill.days = []
        }
        #expect(fen.count == 1 && fen[0].amounts[2].fen == 1)
        #expect(try found { $0.lines.reverse() }.isEmpty)
        #expect(try found { $0.lines = [] }.isEmpty, "a list that was not transcribed is not compared")
        // One item on two lines, as the daily lists have it.
        #expect(try found { $0.lines = Sample.days.flatMap(\.lines) }.isEmpty)
    }

    @Test("1: what the hospital corrected since counts; a stay that is not settled says nothing.")
    func correctedBill() throws {
        var desk = try Desk.at(.submitted)
        let more = changed(Sample.bill) { bill in
            bill.lines[2].amount += 100
            bill.total += 100
            bill.invoice.amount += 100
            bill.days = []
        }
        desk.receive(
            Event(
                .billCorrected(
                    .with {
                        $0.bill = more
                        $0.reason = "an item was forgotten"
                    })), in: Sample.stay, by: Sample.office, on: "2018-11-02")
        let found = try desk.findings(Sample.claim).filter { $0.number == 1 }
        #expect(found.map(\.severity) == [.warning], "less was claimed than billed")
        let open = try Desk.inHospital(until: 4)
        var unsettled = open
        try unsettled.record(
            Event(.claimSubmitted(Sample.submitted)), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
        #expect(try unsettled.findings(Sample.claim).isEmpty)
    }

    @Test("1: a stay of another person, hospital or time is not compared.")
    func otherStay() throws {
        let desk = try Desk.at(.submitted)
        let claim = changed(Sample.submitted) {
            $0.stay = ""
            $0.bill.invoice.number = "0000000002"
        }
        let stay = try desk.state(Sample.stay)
        #expect(mayConcern(claim, stay: stay))
        #expect(!mayConcern(changed(claim) { $0.hospital = Sample.secondHospital.code }, stay: stay))
        #expect(
            !mayConcern(
                changed(claim) { $0.insured.residentID = Sample.residentID("210204", "1963-04-15", 102) }, stay: stay))
        #expect(
            !mayConcern(
                changed(claim) {
                    $0.admittedOn = "2018-10-12"
                    $0.dischargedOn = "2018-10-20"
                }, stay: stay))
        #expect(mayConcern(changed(claim) { $0.admittedOn = "2018-10-11" }, stay: stay))
    }

    // MARK: 2

    @Test("2: the hospital's own bill is examined too, with its days as proof.")
    func hospitalSums() throws {
        var desk = try Desk.inHospital(until: 4)
        desk.receive(
            Event(
                .billSettled(
                    .with {
                        $0.bill = changed(Sample.bill) { bill in
                            bill.lines[2].amount += 100
                            bill.total += 100
                            bill.invoice.amount += 100
                        }
                    })), in: Sample.stay, by: Sample.office, on: "2018-10-11")
        desk.receive(Event(.claimSubmitted(Sample.submitted)), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
        let found = try #require(try desk.findings(Sample.claim).first { $0.number == 2 })
        #expect(found.english.contains("the hospital"))
        #expect(found.evidence.count == 3)
    }

    // MARK: 4

    @Test(
        "4: a claim outside the filing's hospitals, days or person, accepted elsewhere, is found.",
        arguments: [
            "hospital", "day", "person", "withdrawn", "expired",
        ])
    func filing(how: String) throws {
        var desk = try Desk.at(.stayed)
        var claim = Sample.submitted
        switch how {
        case "hospital": claim.hospital = Sample.otherHospital.code
        case "day": claim.admittedOn = "2018-02-28"
        case "person": claim.person = "person/210200/9"
        default:
            try desk.record(
                Event(
                    .filingWithdrawn(
                        .with {
                            $0.effectiveFrom = "2018-08-25"
                            $0.reason = "she came back"
                        })), in: Sample.filing, by: Sample.agent, on: "2018-08-01")
        }
        claim.stay = how == "hospital" ? "" : claim.stay
        desk.receive(Event(.claimSubmitted(claim)), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
        #expect(try desk.findings(Sample.claim).contains { $0.code == "filing-mismatch" })
    }

    // MARK: 5

    @Test("5: an invoice claimed by another claim is found from both sides, before and after one is accepted.")
    func twice() throws {
        let other = "claim/210200/2019-000999"
        var desk = try Desk.at(.submitted)
        desk.receive(Event(.claimSubmitted(Sample.submitted)), in: other, by: Sample.agent, on: "2018-11-02")
        #expect(try desk.findings(Sample.claim).map(\.number) == [5])
        #expect(try desk.findings(other).map(\.number) == [5])
        // A careless center takes up both: the second entry in the invoice's stream has no effect, and shows.
        for stream in [Sample.claim, other] {
            let claimed = InvoiceClaimed.with {
                $0.invoice = Sample.bill.invoice
                $0.claim = stream
                $0.hospital = Sample.hospital.code
            }
            desk.receive(Event(.invoiceClaimed(claimed)), in: Sample.invoiceStream, by: Sample.clerk, on: "2018-11-05")
        }
        let invoice = try desk.state(Sample.invoiceStream)
        #expect(invoice.invoice.claim == Sample.claim)
        #expect(invoice.invoice.further.map(\.claim) == [other])
        #expect(invoice.entries.map(\.verdict) == [.regular, .irregular])
        let context = try desk.context([Sample.invoiceStream])
        #expect(findings(for: try desk.state(Sample.claim), in: context).map(\.number) == [5])
        #expect(findings(for: try desk.state(other), in: context).map(\.number) == [5])
    }

    @Test("5: an annulled claim of the invoice frees it.")
    func freed() throws {
        var desk = try Desk.at(.accepted)
        let entry = try desk.state(Sample.invoiceStream).entries[0].act.entry
        try desk.record(.annulling(entry), in: Sample.invoiceStream, by: Sample.clerk, on: "2018-11-06")
        let state = try desk.state(Sample.invoiceStream)
        #expect(!state.invoice.hasClaimed && state.entries.count == 2)
        _ = try desk.propose(
            Event(.claimSubmitted(Sample.submitted)), in: "claim/210200/2019-000999", by: Sample.agent, on: "2018-11-06"
        )
    }

    // MARK: 6 to 8

    @Test("6, 7, 8: a second payment of one order stands in suspense, is paid twice, and more than approved.")
    func paidTwice() throws {
        var desk = try Desk.at(.paid)
        desk.receive(
            Event(.paymentMade(Sample.made("B2"))), in: Sample.claim, by: Sample.cashier, on: "2018-11-21")
        let state = try desk.state(Sample.claim)
        #expect(state.entries.last?.verdict == .suspense)
        #expect(state.entries.last?.refusal == 706)
        let books = TrialBalance(of: [state])
        #expect(books[.suspenseAccount] == Sample.approvedAmount)
        #expect(books[.fundBank] == -2 * Sample.approvedAmount)
        #expect(books.isBalanced)
        let found = try desk.findings(Sample.claim)
        #expect(found.map(\.number) == [6, 7, 8])
        #expect(
            found[0].amounts.map(\.fen) == [Sample.approvedAmount, 2 * Sample.approvedAmount, Sample.approvedAmount])

        // It comes back: suspense is clear, and nothing is found any more.
        try desk.record(
            Event(.paymentReversed(Sample.reversed("B2"))), in: Sample.claim, by: Sample.cashier, on: "2018-11-30")
        #expect(TrialBalance(of: [try desk.state(Sample.claim)])[.suspenseAccount] == 0)
        #expect(try desk.findings(Sample.claim).isEmpty)
    }

    @Test(
        "8: a payment without approval, by the approver, while held, or of another amount stands in suspense.",
        arguments: [
            "unapproved", "approver", "held", "amount",
        ])
    func suspense(how: String) throws {
        var desk = try Desk.at(how == "unapproved" ? .accepted : .ordered)
        if how == "held" {
            try desk.record(
                Event(.paymentHeld(.with { $0.grounds = [Sample.ground(1, "the bill differs")] })), in: Sample.claim,
                by: Sample.clerk, on: "2018-11-20")
        }
        desk.receive(
            Event(.paymentMade(Sample.made("B1", how == "amount" ? 1 : Sample.approvedAmount))), in: Sample.claim,
            by: how == "approver" ? Sample.approver : Sample.cashier, on: "2018-11-21")
        let state = try desk.state(Sample.claim)
        #expect(state.entries.last?.verdict == .suspense)
        #expect(TrialBalance(of: [state]).isBalanced)
        #expect(try desk.findings(Sample.claim).contains { $0.code == "fact-in-suspense" })
    }

    @Test("8: money that came back against no payment stands in suspense; a malformed fact is found and not booked.")
    func returns() throws {
        var desk = try Desk.at(.paid)
        desk.receive(
            Event(.paymentReversed(Sample.reversed("B9", 500))), in: Sample.claim, by: Sample.cashier, on: "2018-11-21")
        desk.receive(
            Event(.paymentMade(Sample.made("B3", -7))), in: Sample.claim, by: Sample.cashier, on: "2018-11-22")
        let state = try desk.state(Sample.claim)
        #expect(state.entries.suffix(2).map(\.verdict) == [.suspense, .irregular])
        let books = TrialBalance(of: [state])
        #expect(books[.suspenseAccount] == -500 && books.isBalanced)
        #expect(try desk.findings(Sample.claim).map(\.number) == [8, 8])
    }

    @Test("8: a withdrawal that stands in a claim is no fact of its books: not in suspense, and found.")
    func elsewhere() throws {
        var desk = try Desk.at(.paid)
        desk.receive(
            Event(.accountWithdrawn(Sample.withdrawn())), in: Sample.claim, by: Sample.cashier, on: "2018-11-21")
        let state = try desk.state(Sample.claim)
        #expect(state.entries.last?.verdict == .irregular)
        #expect(TrialBalance(of: [state])[.suspenseAccount] == 0)
        #expect(try desk.findings(Sample.claim).map(\.number) == [8])
    }

    @Test("8: a unit that says it was paid moves no money.")
    func notTheFund() throws {
        var desk = try Desk.at(.ordered)
        desk.receive(Event(.paymentMade(Sample.made())), in: Sample.claim, by: Sample.agent, on: "2018-11-21")
        let state = try desk.state(Sample.claim)
        #expect(state.entries.last?.verdict == .irregular && state.claim.payments.isEmpty)
        #expect(try desk.findings(Sample.claim).isEmpty)
    }
}
