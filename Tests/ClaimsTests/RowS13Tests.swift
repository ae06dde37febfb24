import Claims
import SwiftProtobuf
import Testing

@Suite("S13: settlement bill and daily bills agree")
struct BillTests {
    @Test("S13: the sample bill agrees per day, per line and in total.")
    func agrees() { #expect(Sample.bill.disagreements.isEmpty) }

    @Test("S13: one fen more in any one place is found.", arguments: 0..<7)
    func oneFen(place: Int) {
        let bill = changed(Sample.bill) { bill in
            switch place {
            case 0: bill.total += 1
            case 1: bill.invoice.amount += 1
            case 2: bill.lines[1].amount += 1
            case 3: bill.days[0].total += 1
            case 4: bill.days[1].lines[2].amount += 1
            case 5:
                // Moved from one item to another: totals agree, lines do not.
                bill.lines[0].amount += 1
                bill.lines[1].amount -= 1
            default:
                // Moved from one day to the other.
                bill.days[0].total += 1
                bill.days[1].total -= 1
            }
        }
        #expect(!bill.disagreements.isEmpty)
    }

    @Test("S13: what is not given is not compared: totals of days without lines, a bill without days.")
    func partial() {
        let totals = changed(Sample.bill) { bill in
            for index in bill.days.indices { bill.days[index].lines = [] }
        }
        #expect(totals.disagreements.isEmpty)
        #expect(changed(Sample.bill) { $0.days = [] }.disagreements.isEmpty)
        #expect(!changed(totals) { $0.days.removeLast() }.disagreements.isEmpty)
    }

    @Test("S13: amounts that would overflow are clamped, not trapped.")
    func overflow() {
        let bill = changed(Sample.bill) { bill in
            bill.lines = [Sample.line("a", .max), Sample.line("b", .max)]
            bill.days = [Sample.days[0], changed(Sample.days[1]) { $0.total = .max }]
        }
        #expect(!bill.disagreements.isEmpty)
    }

    @Test("S13: the hospital's own settlement bill must agree with its daily bills, per day and per line.")
    func hospital() throws {
        let desk = try Desk.inHospital(until: 4)
        func settle(_ change: (inout HospitalBill) -> Void) -> Refusal? {
            let bill = changed(Sample.bill, change)
            return refusal {
                _ = try desk.propose(
                    Event(.billSettled(.with { $0.bill = bill })), in: Sample.stay, by: Sample.office, on: "2018-10-11")
            }
        }
        #expect(settle { _ in } == nil)
        #expect(settle { $0.days = [] } == nil, "the daily bills themselves are compared")
        #expect(
            settle { bill in
                bill.days = []
                bill.lines[0].amount += 1
                bill.lines[1].amount -= 1
            } == Refusal(.billDiffersFromDays, ""))
        #expect(
            settle { bill in
                for index in bill.days.indices { bill.days[index].lines = [] }
                bill.days[0].total += 1
                bill.days[1].total -= 1
            } == Refusal(.billDiffersFromDays, ""))
        let none = try Desk.inHospital(until: 1)
        var early = none
        try early.record(
            Event(.discharged(Sample.discharged)), in: Sample.stay, by: Sample.office, on: "2018-10-11")
        #expect(
            refusal {
                _ = try early.propose(
                    Event(.billSettled(.with { $0.bill = Sample.bill })), in: Sample.stay, by: Sample.office,
                    on: "2018-10-11")
            } == Refusal(.billDiffersFromDays, ""))
    }

    @Test("S13: a claim whose papers do not add up is recorded, is a finding, and is not priced.")
    func claim() throws {
        let wrong = changed(Sample.submitted) { $0.bill.days[0].total += 100 }
        let desk = try Desk.at(.accepted, submission: wrong)
        let found = try desk.findings(Sample.claim)
        #expect(found.contains { $0.code == "sums-disagree" })
        #expect(
            refusal {
                _ = try desk.propose(
                    Event(.claimAdjudicated(Sample.adjudicated)), in: Sample.claim, by: Sample.clerk, on: "2018-11-06")
            } == Refusal(.claimDoesNotAddUp, ""))
    }

    @Test("S13: a corrected bill replaces the settled one; both stay visible.")
    func corrected() throws {
        var desk = try Desk.at(.stayed)
        let days = try desk.state(Sample.stay).stay.days
        #expect(days.count == 2)
        let again = BillCorrected.with {
            $0.bill = changed(Sample.bill) { $0.invoice.number = "0000999999" }
            $0.reason = "the invoice was reissued"
        }
        try desk.record(Event(.billCorrected(again)), in: Sample.stay, by: Sample.office, on: "2018-10-15")
        let stay = try desk.state(Sample.stay).stay
        #expect(stay.bills.count == 2)
        #expect(stay.bill?.invoice.number == "0000999999")
        #expect(try desk.state(Sample.stay).entries.count == 6)
    }

    @Test("Every split satisfies total = fund total + account + cash, and the other equations.")
    func split() {
        #expect(Sample.split.brokenInvariant == nil)
        let fields: [WritableKeyPath<SettlementSplit, Int64>] = [
            \.total, \.fullSelfPay, \.overLimit, \.firstSelfPay, \.inScope, \.pooledFund, \.majorIllness,
            \.otherFunds, \.fundTotal, \.personalShare, \.account, \.cash,
        ]
        for field in fields {
            #expect(changed(Sample.split) { $0[keyPath: field] += 1 }.brokenInvariant != nil, "\(field)")
        }
    }
}
