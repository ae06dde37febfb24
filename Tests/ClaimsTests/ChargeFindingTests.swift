import Claims
import SwiftProtobuf
import Testing

@Suite("Findings 26 to 29: what is charged")
struct ChargeFindingTests {
    private static let entry = EntryReference(origin: Desk.origin(Sample.center), number: 90)
    private static let otherClaim = "claim/210200/2019-000200"

    private static let catalogue = Catalogue(
        name: "beijing",
        items: [
            .init(code: "D1", name: "头孢呋辛", itemClass: .classB, usualPrice: 5_000),
            .init(code: "O1", name: "阑尾切除术", itemClass: .classA, usualPrice: 45_200),
            .init(name: "拐杖", itemClass: .selfPay),
        ])

    /// The sample claim with this list, beside the catalogue.
    private func desk(_ lines: [ChargeLine], _ change: (inout ClaimSubmitted) -> Void = { _ in }) throws -> Desk {
        var desk = try Desk.at(.stayed)
        let claim = changed(Sample.submitted) {
            $0.bill.lines = lines
            change(&$0)
        }
        desk.receive(Event(.claimSubmitted(claim)), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
        desk.catalogues = [
            CatalogueInForce(stream: "catalogue/210200/beijing", entry: Self.entry, catalogue: Self.catalogue)
        ]
        return desk
    }

    private func found(_ desk: Desk, _ number: UInt32) throws -> [Finding] {
        try desk.findings(Sample.claim).filter { $0.number == number }
    }

    private static func line(
        _ name: String, _ amount: Int64, _ itemClass: ChargeLine.ItemClass = .classA, code: String = "",
        quantity: String = "", price: Int64 = 0, _ category: ChargeLine.Category = .drug
    ) -> ChargeLine {
        changed(Sample.line(name, amount, itemClass, code: code)) {
            $0.quantity = quantity
            $0.unitPrice = price
            $0.category = category
        }
    }

    // MARK: 26

    @Test("26: B listed as A, and own pay listed as B, by code or by name, with claim and catalogue as proof.")
    func betterClass() throws {
        let desk = try desk([
            Self.line("cefuroxime", 1_000, .classA, code: "D1"), Self.line("cefuroxime", 2_000, .classA, code: "D1"),
            Self.line("拐杖", 300, .classB, code: "X9"),
        ])
        let found = try found(desk, 26)
        #expect(found.count == 1 && found[0].severity == .warning)
        #expect(found[0].evidence == [try desk.state(Sample.claim).claim.submitted.entry, Self.entry])
        #expect(found[0].amounts.map(\.fen) == [1_000, 2_000, 300])
        #expect(found[0].english.contains("cefuroxime (class B listed as A); 拐杖 (class own pay listed as B)"))
    }

    @Test("26: the right class, a worse one, no class, an item that is not listed, and no catalogue: nothing.")
    func otherClasses() throws {
        for line in [
            Self.line("cefuroxime", 1_000, .classB, code: "D1"), Self.line("cefuroxime", 1_000, .selfPay, code: "D1"),
            Self.line("cefuroxime", 1_000, .unspecified, code: "D1"), Self.line("cefuroxime", 1_000, code: "D2"),
            Self.line("头孢呋辛", 1_000, code: "D2"),
        ] { #expect(try found(desk([line]), 26).isEmpty, "\(line)") }
        var none = try desk([Self.line("cefuroxime", 1_000, code: "D1")])
        #expect(try found(none, 26).count == 1)
        none.catalogues = []
        #expect(try found(none, 26).isEmpty)
    }

    @Test("26: of two catalogues the first that has the item counts.")
    func twoCatalogues() throws {
        var desk = try desk([Self.line("cefuroxime", 1_000, code: "D1")])
        let first = Catalogue(name: "a", items: [.init(code: "D1", name: "cefuroxime", itemClass: .classA)])
        desk.catalogues.insert(
            CatalogueInForce(stream: "catalogue/210200/a", entry: Self.entry, catalogue: first), at: 0)
        #expect(try found(desk, 26).isEmpty)
    }

    @Test("26: a line that the adjudication priced by the catalogue's class is found no longer; another is.")
    func adjudicated() throws {
        for (itemClass, count) in [(ChargeLine.ItemClass.classB, 0), (.classA, 1), (.unspecified, 1)] {
            var desk = try desk([Self.line("cefuroxime", 1_526_314, code: "D1")]) { $0.bill.days = [] }
            for event in [
                Event(.claimAccepted(.init())),
                Event(
                    .claimAdjudicated(
                        changed(Sample.adjudicated) {
                            $0.lines = [
                                .with {
                                    $0.line = 1
                                    $0.billed = 1_526_314
                                    $0.adjusted = 1_526_314
                                    $0.inScope = 1_456_314
                                    $0.approved = Sample.approvedAmount
                                    $0.itemClass = itemClass
                                }
                            ]
                        })),
            ] { desk.receive(event, in: Sample.claim, by: Sample.clerk, on: "2018-11-05") }
            try #require(try desk.state(Sample.claim).claim.hasAdjudication)
            #expect(try found(desk, 26).count == count, "\(itemClass)")
        }
    }

    // MARK: 27

    @Test("27: three times the usual price of one is found, by quantity or by the price of one; a fen less is not.")
    func strikingPrice() throws {
        for (line, count) in [
            (Self.line("cefuroxime", 30_000, code: "D1", quantity: "2"), 1),
            (Self.line("cefuroxime", 29_999, code: "D1", quantity: "2"), 0),
            (Self.line("cefuroxime", 30_000, code: "D1", price: 15_000), 1),
            (Self.line("cefuroxime", 30_000, code: "D1", price: 14_999), 0),
            (Self.line("cefuroxime", 30_000, code: "D1"), 0), (Self.line("拐杖", 30_000, quantity: "1"), 0),
            (Self.line("unknown", 30_000, quantity: "1"), 0),
        ] { #expect(try found(desk([line]), 27).count == count, "\(line)") }
    }

    @Test("27: the operation at 5,452 instead of 452, twelve times, with both amounts; by the settings in force.")
    func operation() throws {
        let line = Self.line("appendectomy", 545_200, code: "O1", quantity: "1", .operation)
        var desk = try desk([line])
        let found = try #require(try found(desk, 27).first)
        #expect(found.english.hasPrefix("appendectomy at 5,452.00, usually 452.00: 12 times"))
        #expect(found.amounts.map(\.fen) == [545_200, 45_200] && found.severity == .warning)
        let settings = Sample.version("1", procedure: .with { $0.priceFactor = 13 })
        try desk.record(Event(.policyPublished(settings)), in: Sample.procedure, by: Sample.clerk, on: "2018-11-02")
        #expect(try self.found(desk, 27).isEmpty)
    }

    // MARK: 28

    private func repeated(_ days: [(String, [ChargeLine])], _ lines: [ChargeLine] = []) throws -> [Finding] {
        try found(desk(lines) { $0.bill.days = days.map { Sample.day($0.0, $0.1) } }, 28)
    }

    @Test("28: a bed or nursing twice on one day at one price is found; another item, price or day is not.")
    func repeatedCharge() throws {
        let bed = Self.line("普通床位", 5_000, code: "B1", .bed)
        let nursing = Self.line("一级护理", 2_000, code: "N1", .nursing)
        let twice = try repeated([("2018-08-26", [bed, nursing, bed])])
        #expect(twice.count == 1 && twice[0].severity == .warning)
        #expect(twice[0].english == "Charged again: 普通床位 2 times on 2018-08-26.")
        #expect(try repeated([("2018-08-26", [nursing, nursing])]).count == 1)
        #expect(try repeated([("2018-08-26", [bed]), ("2018-08-27", [bed])]).isEmpty)
        #expect(
            try repeated([("2018-08-26", [bed, changed(bed) { $0.code = "B2" }])]).isEmpty, "moved to another ward")
        #expect(try repeated([("2018-08-26", [bed, changed(bed) { $0.amount = 2_500 }])]).isEmpty, "half a day")
        let drug = Self.line("cefuroxime", 5_000, code: "D1")
        #expect(try repeated([("2018-08-26", [drug, drug])]).isEmpty)
    }

    @Test("28: two beds on a line of one day are found; nursing by the hour is not.")
    func quantities() throws {
        func line(_ quantity: String, _ category: ChargeLine.Category) -> ChargeLine {
            Self.line("x", 5_000, quantity: quantity, category)
        }
        #expect(try repeated([("2018-08-26", [line("2", .bed)])]).count == 1)
        #expect(try repeated([("2018-08-26", [line("1.0", .bed)])]).isEmpty)
        #expect(try repeated([("2018-08-26", [line("24", .nursing)])]).isEmpty)
    }

    @Test("28: more bed days in the list than the stay has days; as many are not found, nor where one line has none.")
    func bedDays() throws {
        func bed(_ quantity: String, code: String = "B1") -> ChargeLine {
            Self.line("bed", 100_000, code: code, quantity: quantity, .bed)
        }
        // From 25 August to 11 October: 48 days.
        let found = try repeated([], [bed("40"), bed("8.5")])
        #expect(found.first?.english == "Charged again: 48.5 days of bed in a stay of 48 days.")
        #expect(try repeated([], [bed("40"), bed("8")]).isEmpty)
        #expect(try repeated([], [bed("40"), bed("40", code: "B2")]).isEmpty)
        #expect(try repeated([], [bed("40"), bed("40"), bed("")]).isEmpty)
    }

    // MARK: 29

    /// Another claim of the person, unless it is changed, on another invoice.
    private func split(
        _ lines: [ChargeLine], other: [ChargeLine], _ change: (inout ClaimSubmitted) -> Void = { _ in }
    ) throws -> Desk {
        var desk = try desk(lines) { $0.bill.days = [] }
        var claim = Sample.submitted
        claim.stay = ""
        claim.bill.invoice.number = "0000999999"
        claim.bill.days = []
        claim.bill.lines = other
        change(&claim)
        desk.receive(Event(.claimSubmitted(claim)), in: Self.otherClaim, by: Sample.agent, on: "2018-11-02")
        return desk
    }

    @Test("29: one item on two invoices of the same days is found from both sides, with both claims.")
    func splitCharge() throws {
        let line = Self.line("dialysis", 40_000, code: "T1", .treatment)
        let desk = try split([line], other: [Self.line("透析", 40_000, code: "T1", .treatment)])
        let found = try found(desk, 29)
        #expect(found.count == 1 && found[0].severity == .warning && found[0].evidence.count == 2)
        #expect(found[0].english.contains(Self.otherClaim) && found[0].english.contains("dialysis"))
        #expect(try desk.findings(Self.otherClaim).contains { $0.number == 29 })
    }

    @Test("29: another item, hospital, person, time, the same invoice and a refused claim are not found.")
    func notSplit() throws {
        let line = Self.line("dialysis", 40_000, code: "T1", .treatment)
        #expect(try found(split([line], other: [changed(line) { $0.code = "T2" }]), 29).isEmpty)
        #expect(try found(split([line], other: [line]) { $0.hospital = Sample.secondHospital.code }, 29).isEmpty)
        let stranger: (inout ClaimSubmitted) -> Void = {
            $0.insured.residentID = Sample.residentID("210204", "1970-01-01", 103)
            $0.person = "person/210200/000999"
        }
        #expect(try found(split([line], other: [line], stranger), 29).isEmpty)
        #expect(
            try found(
                split([line], other: [line]) {
                    $0.admittedOn = "2018-10-12"
                    $0.dischargedOn = "2018-10-20"
                }, 29
            ).isEmpty)
        #expect(try found(split([line], other: [line]) { $0.bill.invoice.number = "0000123456" }, 29).isEmpty)
        var refused = try split([line], other: [line])
        refused.receive(
            Event(.claimRefused(.with { $0.grounds = [Sample.ground(5, "twice")] })), in: Self.otherClaim,
            by: Sample.clerk, on: "2018-11-03")
        try #require(try refused.state(Self.otherClaim).claim.status == .refused)
        #expect(try found(refused, 29).isEmpty)
    }

    @Test("29: where both have daily bills, the day counts.")
    func days() throws {
        let line = Self.line("dialysis", 40_000, code: "T1", .treatment)
        func found(_ mine: String, _ theirs: String) throws -> [Finding] {
            var desk = try desk([line]) { $0.bill.days = [Sample.day(mine, [line])] }
            var claim = Sample.submitted
            claim.stay = ""
            claim.bill.invoice.number = "0000999999"
            claim.bill.days = [Sample.day(theirs, [line])]
            desk.receive(Event(.claimSubmitted(claim)), in: Self.otherClaim, by: Sample.agent, on: "2018-11-02")
            return try self.found(desk, 29)
        }
        #expect(try found("2018-09-03", "2018-09-03").first?.english.contains("dialysis 2018-09-03") == true)
        #expect(try found("2018-09-03", "2018-09-04").isEmpty)
    }
}
