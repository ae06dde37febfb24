import Claims
import SwiftProtobuf
import Testing

@Suite("Findings 1, 2, 19, 21, 27, 28 and 30 in what is settled directly")
struct SettlementFindingTests {
    private static let otherStay = "stay/\(Sample.secondHospital.code)/2018-1"

    /// The sample settlement with another request, as it stands after some steps.
    private func settled(
        until step: Int = 4, _ change: (inout SettlementRequested) -> Void = { _ in }
    ) throws -> Desk {
        var desk = try Desk.at(.stayed)
        try desk.receiveSettlement(changed(Sample.asked, change), until: step)
        return desk
    }

    private func found(_ desk: Desk, _ number: UInt32) throws -> [Finding] {
        try desk.findings(Sample.settlement).filter { $0.number == number }
    }

    private func requested(_ desk: Desk) throws -> EntryReference {
        guard case .settlement(let settlement)? = try desk.state(Sample.settlement).subject else {
            return EntryReference()
        }
        return settlement.requested.entry
    }

    @Test("What agrees in everything is not found, at any step.", arguments: 0...6)
    func agrees(step: Int) throws {
        let desk = try settled(until: step)
        #expect(try desk.findings(Sample.settlement).isEmpty)
    }

    @Test(
        "A settlement is examined from the institution's confirmation until it is reversed, and not before or after.",
        arguments: [(1, 0), (2, 0), (3, 1), (4, 1), (5, 1), (6, 0)])
    func steps(step: Int, count: Int) throws {
        var desk = try settled(until: step)
        die("2018-10-10", &desk)
        #expect(try found(desk, 21).count == count)
    }

    @Test("A preview, and a settlement that was declined, is not examined.")
    func previewed() throws {
        var preview = try settled(until: 2) { $0.preview = true }
        die("2018-10-10", &preview)
        #expect(try found(preview, 21).isEmpty)
        var declined = try settled(until: 3)
        die("2018-10-10", &declined)
        #expect(try found(declined, 21).count == 1)
        let confirmation = declined.lastSettled
        let grounds = SettlementDeclined.with {
            $0.request = confirmation
            $0.grounds = [Sample.groundOf753]
        }
        declined.receive(Event(.settlementDeclined(grounds)), in: Sample.settlement, by: Sample.clerk, on: "2018-10-12")
        #expect(try found(declined, 21).isEmpty)
    }

    // MARK: 1, 2, 19

    @Test("1: the hospital's own bill of the stay is another; the same one is not found.")
    func otherBill() throws {
        let desk = try settled { $0.bill.total += 100 }
        let finding = try #require(try found(desk, 1).first)
        #expect(finding.severity == .alarm && finding.english.contains("is settled directly"))
        #expect(try finding.evidence.first == requested(desk))
        let less = try settled { $0.bill.total -= 100 }
        #expect(try found(less, 1).map(\.severity) == [.warning])
    }

    @Test("2: list, invoice and days that do not add up; those that do are not found.")
    func sums() throws {
        let desk = try settled { $0.bill.invoice.amount += 1 }
        let finding = try #require(try found(desk, 2).first)
        #expect(finding.english.hasPrefix("In the bill of the settlement,"))
        #expect(try finding.evidence == [requested(desk)])
        #expect(try found(settled(), 2).isEmpty)
    }

    @Test("19: the hospital replaced the invoice that is settled; while it stands it is not found.")
    func invoiceReversed() throws {
        var desk = try settled()
        #expect(try found(desk, 19).isEmpty)
        let bill = changed(Sample.bill) { $0.invoice.number = "0000123457" }
        desk.receive(
            Event(
                .billCorrected(
                    .with {
                        $0.bill = bill
                        $0.reason = "reversed"
                    })), in: Sample.stay, by: Sample.office, on: "2018-10-20")
        let finding = try #require(try found(desk, 19).first)
        #expect(finding.english.contains("is settled directly, and the hospital replaced it by"))
        #expect(try finding.evidence.first == requested(desk) && finding.evidence.count == 3)
    }

    // MARK: 21

    private func die(_ day: String, _ desk: inout Desk) {
        desk.receive(
            Event(.personDied(Sample.died(day))), in: Sample.person, by: Sample.clerk, on: "2018-10-12")
    }

    @Test("21: treated until a day after the death; the day of death itself counts as treatment.")
    func afterDeath() throws {
        for (day, count) in [("2018-10-10", 1), ("2018-10-11", 0), ("2018-10-12", 0)] {
            var desk = try settled()
            die(day, &desk)
            let found = try found(desk, 21)
            #expect(found.count == count, "\(day)")
            guard let finding = found.first else { continue }
            #expect(finding.english.contains("the treatment is settled directly until 2018-10-11"))
            #expect(try finding.evidence.first == requested(desk) && finding.evidence.count == 2)
        }
    }

    // MARK: 26 to 28

    private func charged(_ lines: [ChargeLine], days: [(String, [ChargeLine])] = []) throws -> Desk {
        var desk = try settled {
            $0.bill.lines = lines
            $0.bill.days = days.map { Sample.day($0.0, $0.1) }
        }
        let catalogue = Catalogue(
            name: "beijing", items: [.init(code: "D1", name: "头孢呋辛", itemClass: .classB, usualPrice: 5_000)])
        desk.catalogues = [
            CatalogueInForce(
                stream: "catalogue/210200/beijing", entry: EntryReference(origin: "c", number: 9), catalogue: catalogue)
        ]
        return desk
    }

    @Test(
        "27: three times the usual price of one is found, a fen less is not; 26: the class is the catalogue's anyway.")
    func prices() throws {
        func line(_ amount: Int64) -> ChargeLine {
            changed(Sample.line("cefuroxime", amount, .classA, code: "D1")) { $0.quantity = "2" }
        }
        let dear = try charged([line(30_000)])
        #expect(try found(dear, 27).map(\.severity) == [.warning] && found(dear, 26).isEmpty)
        #expect(try found(charged([line(29_999)]), 27).isEmpty)
    }

    @Test("28: a bed twice on one day, and more bed days than the stay has days; as many are not found.")
    func beds() throws {
        func bed(_ quantity: String) -> ChargeLine {
            changed(Sample.line("bed", 5_000, .classA, code: "B1")) {
                $0.quantity = quantity
                $0.category = .bed
            }
        }
        #expect(try found(charged([], days: [("2018-08-26", [bed("1"), bed("1")])]), 28).count == 1)
        #expect(try found(charged([], days: [("2018-08-26", [bed("1")]), ("2018-08-27", [bed("1")])]), 28).isEmpty)
        // From 25 August to 11 October: 48 days.
        #expect(try found(charged([bed("49")]), 28).count == 1)
        #expect(try found(charged([bed("48")]), 28).isEmpty)
    }

    // MARK: 30

    private func admit(
        from: String, to: String, in stream: String = otherStay, by actor: Actor = Sample.secondOffice,
        _ desk: inout Desk
    ) {
        desk.receive(
            Event(.admitted(changed(Sample.admitted) { $0.admittedOn = from })), in: stream, by: actor, on: from)
        desk.receive(Event(.discharged(.with { $0.dischargedOn = to })), in: stream, by: actor, on: to)
    }

    @Test(
        "30: a stay of the person elsewhere that shares a night is found; one that touches, and its own, is not.",
        arguments: [
            ("2018-09-01", "2018-09-05", 1), ("2018-10-10", "2018-10-20", 1), ("2018-08-20", "2018-08-25", 0),
            ("2018-10-11", "2018-10-20", 0),
        ])
    func overlaps(from: String, to: String, count: Int) throws {
        var desk = try settled()
        admit(from: from, to: to, &desk)
        let found = try found(desk, 30)
        #expect(found.count == count)
        guard let finding = found.first else { return }
        #expect(finding.severity == .alarm && finding.english.contains("is settled directly, and the same person has"))
        #expect(
            try finding.evidence == [requested(desk), desk.state(Self.otherStay).stay.admitted.entry])
    }

    @Test(
        "30: a claim of the person for the same nights is found; outpatient care has no nights, nor a stay of its own.")
    func claimsAndVisits() throws {
        var desk = try settled()
        let claim = changed(Sample.submitted) {
            $0.stay = ""
            $0.bill.invoice.number = "0000999999"
            $0.hospital = Sample.secondHospital.code
        }
        desk.receive(Event(.claimSubmitted(claim)), in: Sample.claim, by: Sample.agent, on: "2018-11-02")
        #expect(try found(desk, 30).count == 1)
        var visit = try settled {
            $0.setting = .outpatient
            $0.stay = ""
            ($0.from, $0.to) = ("2018-09-03", "2018-09-03")
            $0.bill = Sample.bill
            $0.bill.total -= 100
            $0.bill.invoice.amount -= 100
            ($0.bill.lines, $0.bill.days) = ([], [])
            $0.bill.invoice.number = "0000555555"
        }
        admit(from: "2018-09-01", to: "2018-09-05", &visit)
        #expect(try visit.findings(Sample.settlement).isEmpty, "beside a stay in the same hospital and another")
    }
}
