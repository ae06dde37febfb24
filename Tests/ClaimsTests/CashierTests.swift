import Claims
import SwiftProtobuf
import Testing

@Suite("Who pays, whom, and when")
struct CashierTests {
    @Test(
        "One person is one name, however it is typed: who approves does not pay.",
        arguments: [
            "approver.li", "Approver.Li", "ａｐｐｒｏｖｅｒ．ｌｉ", "approver. li", "approver\u{a0}.li", "approver\u{200b}.li",
        ])
    func fourEyes(name: String) throws {
        let desk = try Desk.at(.approved)
        let same = Actor(party: Sample.center, operatorName: name)
        #expect(
            refusal {
                _ = try desk.propose(
                    Event(.paymentOrdered(Sample.ordered())), in: Sample.claim, by: same, on: "2018-11-19")
            } == Refusal(.fourEyes, ""))
        // Received, it is judged alike, and moves no money in order.
        var received = try Desk.at(.ordered)
        received.receive(Event(.paymentMade(Sample.made())), in: Sample.claim, by: same, on: "2018-11-20")
        #expect(try received.state(Sample.claim).entries.last?.verdict == .suspense)
    }

    @Test(
        "A name that begins or ends with a space is refused.", arguments: ["cashier ", " cashier", "cashier\u{3000}"])
    func outerSpace(name: String) throws {
        let actor = Actor(party: Sample.center, operatorName: name)
        let found = refusal {
            _ = try Desk.at(.ordered).propose(
                Event(.paymentMade(Sample.made())), in: Sample.claim, by: actor, on: "2018-11-20")
        }
        #expect(found == Refusal(.malformedText, ""))
    }

    @Test("Money moves on no day to come, and does not come back before it went.")
    func days() throws {
        let ordered = try Desk.at(.ordered)
        func refused(_ desk: Desk, _ kind: Event.OneOf_Kind, on day: String) -> Refusal? {
            refusal { _ = try desk.propose(Event(kind), in: Sample.claim, by: Sample.cashier, on: day) }
        }
        let tomorrow = changed(Sample.made()) { $0.paidOn = "2018-11-21" }
        #expect(refused(ordered, .paymentMade(tomorrow), on: "2018-11-20") == Refusal(.dayToCome, ""))
        #expect(refused(ordered, .paymentMade(tomorrow), on: "2018-11-21") == nil)
        let failed = PaymentFailed.with {
            $0.order = "1"
            $0.failedOn = "2018-11-21"
            $0.reason = "the account is closed"
        }
        #expect(refused(ordered, .paymentFailed(failed), on: "2018-11-20") == Refusal(.dayToCome, ""))
        let paid = try Desk.at(.paid)
        let day = try paid.state(Sample.claim).claim.payments[0].payment.paidOn
        let backs: [(String, Int?)] = [("2018-11-19", 714), (day, nil), ("2018-12-01", nil), ("2018-12-02", 330)]
        for (back, number) in backs {
            let reversal = changed(Sample.reversed()) { $0.reversedOn = back }
            #expect(refused(paid, .paymentReversed(reversal), on: "2018-12-01")?.number == number, "\(back)")
        }
    }

    @Test("18: an order to somebody else than the claim's payee is found; one to the insured person is not.")
    func payee() throws {
        func found(_ change: (inout Payee) -> Void) throws -> [Finding] {
            var desk = try Desk.at(.approved)
            let order = changed(Sample.ordered()) { change(&$0.payee) }
            try desk.record(Event(.paymentOrdered(order)), in: Sample.claim, by: Sample.clerk, on: "2018-11-19")
            return try desk.findings(Sample.claim).filter { $0.number == 18 }
        }
        #expect(try found { $0 = Sample.payee }.isEmpty)
        let other = try found { $0.name = "路人" }
        #expect(other.count == 1 && other[0].severity == .warning && other[0].evidence.count == 2)
        #expect(try found { $0.account = "6200000000009999" }.count == 1, "another account of the same name")
    }

    @Test("Who has no part in a stream neither receives nor discloses in it, and makes none of nothing.")
    func strangers() throws {
        let stranger = Actor(party: Sample.otherHospital, operatorName: "office")
        let disclosure = Disclosed.with {
            $0.to = Sample.secondHospital.description
            $0.reason = "curiosity"
        }
        var desk = try Desk.at(.submitted)
        for stream in [Sample.claim, Sample.person, "audit/210200/none"] {
            let found = refusal {
                _ = try desk.propose(Event(.disclosed(disclosure)), in: stream, by: stranger, on: "2018-11-02")
            }
            #expect(found == Refusal(.noPartInStream, ""), "\(stream)")
        }
        desk.receive(Event(.disclosed(disclosure)), in: Sample.claim, by: stranger, on: "2018-11-02")
        let state = try desk.state(Sample.claim)
        #expect(
            state.entries.last?.verdict == .irregular && !state.audience.contains(Sample.secondHospital.description))
    }

    @Test("S1: an amendment makes a temporary filing no shorter than six months.")
    func amendment() throws {
        var desk = try Desk.at(.registered)
        let application = changed(Sample.application) {
            $0.kind = .otherTravel
            $0.validTo = "2018-12-31"
        }
        try desk.record(
            Event(.applicationSubmitted(application)), in: Sample.filing, by: Sample.agent, on: "2018-02-10")
        for (hospital, office) in [(Sample.hospital, Sample.office), (Sample.secondHospital, Sample.secondOffice)] {
            try desk.record(
                Event(.formStamped(Sample.stamped(hospital))), in: Sample.filing, by: office, on: "2018-02-21")
        }
        let record = changed(Sample.recorded) { $0.validTo = "2018-12-31" }
        try desk.record(Event(.recordFiled(record)), in: Sample.filing, by: Sample.clerk, on: "2018-02-26")
        for (last, isRefused) in [("2018-08-30", true), ("2018-08-31", false)] {
            let amendment = FilingAmended.with {
                $0.validTo = last
                $0.effectiveFrom = "2018-04-01"
                $0.reason = "comes home earlier"
            }
            let found = refusal {
                _ = try desk.propose(
                    Event(.filingAmended(amendment)), in: Sample.filing, by: Sample.clerk, on: "2018-03-15")
            }
            #expect((found == Refusal(.temporaryTooShort, "")) == isRefused, "\(last)")
        }
    }

    @Test("1: visits for a specific item are not compared with a stay whose days they fall into.")
    func outpatient() throws {
        let desk = try Desk.at(.stayed)
        let stay = try desk.state(Sample.stay)
        let visits = changed(Sample.specific) {
            $0.stay = ""
            $0.bill.invoice.number = "0000999999"
        }
        #expect(!mayConcern(visits, stay: stay))
        #expect(mayConcern(changed(visits) { $0.care = .filedStay }, stay: stay))
        #expect(mayConcern(changed(visits) { $0.stay = Sample.stay }, stay: stay))
    }
}
