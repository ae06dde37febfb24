import Claims
import SwiftProtobuf
import Testing

@Suite("The forged invoice of 2019")
struct ForgedInvoiceTests {
    /// 105,263.14 is claimed for a stay of 15,263.14: class B as class A, an operation at 5,452 instead of 452.
    static let forged = changed(Sample.submitted) { claim in
        claim.bill = .with {
            $0.invoice = Sample.invoice(10_526_314)
            $0.lines = [
                Sample.line("cefuroxime", 9_861_114, .classA, code: "D1"), Sample.line("bed", 120_000, code: "B1"),
                Sample.line("appendectomy", 545_200, code: "O1"),
            ]
            $0.total = 10_526_314
        }
        claim.lateReason = "the agent was away"
    }

    @Test(
        "The hospital's own signed bill gives the finding at once: billed 15,263.14, claimed 105,263.14, difference 90,000.00."
    )
    func found() throws {
        var desk = try Desk.at(.stayed)
        try desk.record(
            Event(.claimSubmitted(Self.forged)), in: Sample.claim, by: Sample.agent, on: "2019-01-15")
        let findings = try desk.findings(Sample.claim)
        #expect(findings.map(\.code) == ["claim-differs-from-hospital-bill", "late-submission"])

        let bill = try #require(findings.first)
        #expect(bill.severity == .alarm)
        #expect(bill.amounts.map(\.name) == ["claimed", "billed", "difference"])
        #expect(bill.amounts.map(\.fen) == [10_526_314, 1_526_314, 9_000_000])
        #expect(
            bill.english.hasPrefix(
                "105,263.14 is claimed, the hospital's own bill is 15,263.14, the difference is 90,000.00"))
        #expect(bill.chinese.contains("相差 90,000.00 元"))
        #expect(bill.lines.map(\.item) == ["D1", "O1"])
        #expect(bill.lines[0].billedClass == .classB && bill.lines[0].claimedClass == .classA)
        #expect(bill.english.contains("cefuroxime (class B listed as A"))
        #expect(bill.lines[1].billed == 45_200 && bill.lines[1].claimed == 545_200)
        #expect(bill.english.contains("appendectomy (5,452.00 for 452.00)"))
        let settled = try #require(try desk.state(Sample.stay).stay.bills.last)
        let submitted = try desk.state(Sample.claim).claim.submitted
        #expect(bill.evidence == [submitted.entry, settled.act.entry])
        #expect(submitted.operatorName == "agent.sun" && submitted.party == Sample.unit.description)

        let late = try #require(findings.last)
        #expect(late.english.contains("by 2018-11-11") && late.english.contains("2019-01-15"))
        #expect(late.english.contains("65 days late"))
    }

    @Test("It is found too when the claim names no stay: the same person, hospital and time.")
    func unnamedStay() throws {
        var desk = try Desk.at(.stayed)
        let claim = changed(Self.forged) {
            $0.stay = ""
            $0.bill.invoice.number = "0000777777"
        }
        try desk.record(Event(.claimSubmitted(claim)), in: Sample.claim, by: Sample.agent, on: "2019-01-15")
        let found = try desk.findings(Sample.claim)
        #expect(found.first?.code == "claim-differs-from-hospital-bill")
        #expect(found.first?.english.contains("the invoice is another") == true)
    }

    @Test("Where the totals are the same the text says what agrees: the items if they were compared, else not they.")
    func sameTotal() throws {
        func found(_ change: (inout HospitalBill) -> Void) throws -> Finding {
            var desk = try Desk.at(.stayed)
            let claim = changed(Sample.submitted) { change(&$0.bill) }
            desk.receive(Event(.claimSubmitted(claim)), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
            return try #require(try desk.findings(Sample.claim).first { $0.number == 1 })
        }
        let total = Sample.bill.total.yuan
        let (own, other) = ("1101050018-0000123456", "1101050018-0000777777")
        let invoice = try found { $0.invoice.number = "0000777777" }
        #expect(
            invoice.english
                == "\(total) is claimed, as the hospital's own bill says, item by item; the invoice is another: \(other) is claimed, and \(own) is the hospital's."
        )
        #expect(invoice.chinese == "申报 \(total) 元，与医院结算单总额及各项目一致；发票号码不同：申报 \(other)，医院为 \(own)。")
        #expect(!invoice.english.contains("difference") && !invoice.chinese.contains("相差"))

        let unlisted = try found {
            $0.invoice.number = "0000777777"
            $0.lines = []
        }
        #expect(
            unlisted.english.contains("as the hospital's own bill says; their items were not compared; the invoice"))
        #expect(unlisted.chinese.contains("总额一致，未比对项目；发票号码不同"))

        let amount = try found { $0.invoice.amount += 100 }
        #expect(amount.english.contains("item by item; the invoice is of \((Sample.bill.total + 100).yuan), and"))

        let items = try found {
            $0.lines[0].amount += 100
            $0.lines[1].amount -= 100
        }
        #expect(items.english.hasPrefix("\(total) is claimed, as the hospital's own bill says; changed items: "))
    }

    @Test("Payment is held, the card locked, the case referred to the police, the claim refused: each an event.")
    func consequences() throws {
        var desk = try Desk.at(.stayed)
        try desk.record(
            Event(.claimSubmitted(Self.forged)), in: Sample.claim, by: Sample.agent, on: "2019-01-15")
        let finding = try #require(try desk.findings(Sample.claim).first)
        let ground = Sample.ground(finding.number, finding.chinese)
        try desk.record(
            Event(
                .paymentHeld(
                    .with {
                        $0.grounds = [ground]
                        $0.evidence = finding.evidence
                    })), in: Sample.claim, by: Sample.clerk, on: "2019-01-16")
        let lock = CardLocked.with {
            $0.cardNumber = Sample.insured.cardNumber
            $0.lockedOn = "2019-01-16"
            $0.reason = finding.chinese
            $0.cause = Sample.claim
        }
        try desk.record(Event(.cardLocked(lock)), in: Sample.person, by: Sample.clerk, on: "2019-01-16")
        let referral = ReferredToPolice.with {
            $0.authority = "economic crime investigation"
            $0.referredOn = "2019-01-17"
            $0.reason = finding.english
            $0.evidence = finding.evidence
        }
        try desk.record(Event(.referredToPolice(referral)), in: Sample.claim, by: Sample.approver, on: "2019-01-17")
        try desk.record(
            Event(.claimRefused(.with { $0.grounds = [ground] })), in: Sample.claim, by: Sample.approver,
            on: "2019-01-18")
        let claim = try desk.state(Sample.claim).claim
        #expect(claim.held && claim.status == .refused && claim.hasReferral && claim.postings.isEmpty)
        #expect(try desk.state(Sample.person).person.cardLocked)
        let again = refusal {
            _ = try desk.propose(
                Event(.claimSubmitted(Self.forged)), in: "claim/210200/2019-000124", by: Sample.agent, on: "2019-02-01")
        }
        #expect(again == Refusal(.cardLocked, ""))
    }

    @Test(
        "The claim's stream is addressed to unit and center; the hospital reads it only when the center discloses it.")
    func disclosed() throws {
        var desk = try Desk.at(.stayed)
        try desk.record(
            Event(.claimSubmitted(Self.forged)), in: Sample.claim, by: Sample.agent, on: "2019-01-15")
        #expect(try desk.state(Sample.claim).audience == [Sample.center.description, Sample.unit.description])
        let disclosure = Disclosed.with {
            $0.to = Sample.hospital.description
            $0.reason = "asked to compare invoice and list"
        }
        try desk.record(Event(.disclosed(disclosure)), in: Sample.claim, by: Sample.clerk, on: "2019-01-16")
        let next = try desk.propose(
            Event(.claimReturned(.with { $0.missing = [.invoice] })), in: Sample.claim, by: Sample.clerk,
            on: "2019-01-17")
        #expect(next.items[0].audience == [Sample.hospital, Sample.unit])
        let foreign = changed(disclosure) { $0.to = Sample.otherHospital.description }
        try desk.record(Event(.disclosed(foreign)), in: Sample.claim, by: Sample.agent, on: "2019-01-17")
        #expect(
            !(try desk.state(Sample.claim).audience.contains(Sample.otherHospital.description)),
            "a unit opens its own entries, it does not widen the center's audience")
    }
}
