import Claims
import SwiftProtobuf
import Testing

@Suite("Findings 16 and 19: what the hospital's own log says")
struct HospitalFindingTests {
    private static let newest = EntryReference(origin: Desk.origin(Sample.hospital), number: 40)
    private static let receipt = EntryReference(origin: Desk.origin(Sample.center), number: 41)

    private static func reach(_ day: String, size: UInt64? = nil) throws -> LogReach {
        LogReach(day: try #require(CalendarDate(day)), entry: newest, receipt: receipt, size: size)
    }

    /// A claim for a stay of which the hospital has nothing, with its log held until a day.
    private func claimed(
        until day: String?, size: UInt64? = nil, _ change: (inout ClaimSubmitted) -> Void = { _ in }
    ) throws -> Desk {
        var desk = try Desk.at(.filed)
        let claim = changed(Sample.submitted) {
            $0.stay = ""
            change(&$0)
        }
        desk.receive(Event(.claimSubmitted(claim)), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
        if let day { desk.reaches[Sample.hospital.description] = try Self.reach(day, size: size) }
        return desk
    }

    private func found(_ desk: Desk, _ number: UInt32) throws -> [Finding] {
        try desk.findings(Sample.claim).filter { $0.number == number }
    }

    @Test("16: a log that is held past the discharge has no such stay: found, with claim, newest entry and receipt.")
    func noStay() throws {
        let found = try found(claimed(until: "2018-10-12"), 16)
        #expect(found.count == 1 && found[0].severity == .alarm)
        let submitted = try claimed(until: nil).state(Sample.claim).claim.submitted.entry
        #expect(found[0].evidence == [submitted, Self.newest, Self.receipt])
        #expect(found[0].amounts.map(\.fen) == [Sample.bill.total])
        #expect(found[0].english.contains("1101050018-0000123456"))
        let head = try self.found(claimed(until: "2018-10-12", size: 77), 16)
        #expect(head.first?.english.contains("a head of 77 entries") == true)
    }

    @Test("16: a log that ends on the day of discharge, or is not held, says nothing.")
    func notHeld() throws {
        #expect(try found(claimed(until: "2018-10-11"), 16).isEmpty)
        #expect(try found(claimed(until: nil), 16).isEmpty)
        var other = try claimed(until: nil)
        other.reaches[Sample.secondHospital.description] = try Self.reach("2019-01-01")
        #expect(try found(other, 16).isEmpty, "another hospital's log")
    }

    @Test("16: a stay that is named, has the invoice or is of the person and time clears it; another does not.")
    func stays() throws {
        var desk = try Desk.at(.submitted)
        desk.reaches[Sample.hospital.description] = try Self.reach("2019-01-01")
        #expect(try found(desk, 16).isEmpty)
        for (change, count) in [("time", 0), ("invoice", 0), ("person", 1), ("later", 1)] {
            var desk = try claimed(until: "2019-01-01")
            let admitted = changed(Sample.admitted) {
                if change != "time" { $0.insured.residentID = Sample.residentID("210204", "1963-04-15", 102) }
                if change == "later" {
                    $0.insured = Sample.insured
                    $0.admittedOn = "2018-10-12"
                }
            }
            desk.receive(Event(.admitted(admitted)), in: Sample.stay, by: Sample.office, on: "2018-10-12")
            if change == "invoice" {
                for event in [
                    Event(.discharged(Sample.discharged)), Event(.billSettled(.with { $0.bill = Sample.bill })),
                ] { desk.receive(event, in: Sample.stay, by: Sample.office, on: "2018-10-12") }
            }
            #expect(try found(desk, 16).count == count, "\(change)")
        }
    }

    @Test("16: outpatient care and observation have no stay.")
    func outpatient() throws {
        func found(_ submission: ClaimSubmitted) throws -> [Finding] {
            let desk = try claimed(until: "2019-01-01") {
                $0 = submission
                $0.stay = ""
            }
            try #require(try desk.state(Sample.claim).claim.hasSubmission)
            return try self.found(desk, 16)
        }
        let item = changed(Sample.submitted) {
            $0.care = .specificItem
            $0.specificItem = Sample.item
        }
        #expect(try found(item).isEmpty)
        #expect(try found(Sample.sudden(.emergencyObservation)).isEmpty)
        #expect(try found(Sample.sudden()).count == 1)
    }

    // MARK: 19

    private static let otherBill = changed(Sample.bill) { $0.invoice.number = "0000123457" }

    private func corrected(_ bill: HospitalBill, on day: String = "2018-11-02", to desk: inout Desk) {
        desk.receive(
            Event(
                .billCorrected(
                    .with {
                        $0.bill = bill
                        $0.reason = "reversed"
                    })), in: Sample.stay, by: Sample.office, on: day)
    }

    @Test("19: the hospital settles anew on another invoice: found with both bills; issued again, it counts.")
    func replaced() throws {
        var desk = try Desk.at(.submitted)
        #expect(try found(desk, 19).isEmpty)
        corrected(Self.otherBill, to: &desk)
        let found = try found(desk, 19)
        let bills = try desk.state(Sample.stay).stay.bills
        #expect(found.count == 1 && found[0].severity == .alarm)
        #expect(
            found[0].evidence
                == [try desk.state(Sample.claim).claim.submitted.entry, bills[0].act.entry, bills[1].act.entry])
        #expect(found[0].english.contains("1101050018-0000123457 on 2018-11-02"))
        corrected(Sample.bill, on: "2018-11-03", to: &desk)
        #expect(try self.found(desk, 19).isEmpty)
    }

    @Test(
        "19: an annulled bill, and one that was corrected into another, is found; corrected in its sum alone it is not."
    )
    func withdrawn() throws {
        var annulled = try Desk.at(.submitted)
        let entry = try #require(annulled.state(Sample.stay).stay.bills.last).act.entry
        annulled.receive(.annulling(entry), in: Sample.stay, by: Sample.office, on: "2018-11-02")
        let found = try found(annulled, 19)
        let state = try annulled.state(Sample.stay).stay
        #expect(state.bills.isEmpty && state.withdrawn.map(\.bill) == [Sample.bill] && state.status == .discharged)
        #expect(found.count == 1 && found[0].evidence.contains(entry))
        #expect(found[0].evidence.count == 3)

        func corrected(into bill: HospitalBill) throws -> Desk {
            var desk = try Desk.at(.submitted)
            desk.receive(
                .correcting(entry, .billSettled(.with { $0.bill = bill })), in: Sample.stay, by: Sample.office,
                on: "2018-11-02")
            return desk
        }
        #expect(try self.found(corrected(into: Self.otherBill), 19).count == 1)
        #expect(try self.found(corrected(into: changed(Sample.bill) { $0.total += 100 }), 19).isEmpty)
    }

    @Test("19: an annulled day, an irregular annulment and another hospital's bill take no invoice back.")
    func nearMisses() throws {
        var desk = try Desk.at(.submitted)
        let day = try #require(desk.state(Sample.stay).stay.days.first).act.entry
        desk.receive(.annulling(day), in: Sample.stay, by: Sample.office, on: "2018-11-02")
        let bill = try #require(desk.state(Sample.stay).stay.bills.last).act.entry
        desk.receive(.annulling(bill), in: Sample.stay, by: Sample.secondOffice, on: "2018-11-02")
        #expect(try found(desk, 19).isEmpty)
        #expect(try desk.state(Sample.stay).stay.withdrawn.isEmpty)

        let other = "stay/\(Sample.secondHospital.code)/1"
        var elsewhere = try Desk.at(.submitted)
        for event in [
            Event(.admitted(Sample.admitted)), Event(.discharged(Sample.discharged)),
            Event(.billSettled(.with { $0.bill = Sample.bill })),
            Event(
                .billCorrected(
                    .with {
                        $0.bill = Self.otherBill
                        $0.reason = "reversed"
                    })),
        ] { elsewhere.receive(event, in: other, by: Sample.secondOffice, on: "2018-10-12") }
        #expect(try found(elsewhere, 19).isEmpty)
        elsewhere.streams[Sample.stay] = nil
        #expect(try found(elsewhere, 19).isEmpty)
    }
}
