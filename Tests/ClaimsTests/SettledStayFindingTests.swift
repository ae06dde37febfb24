import Claims
import SwiftProtobuf
import Testing

@Suite("Findings 16, 29 to 33 in what is settled directly")
struct SettledStayFindingTests {
    private static let otherStay = "stay/\(Sample.hospital.code)/2018-1"
    private static let receipt = EntryReference(origin: Desk.origin(Sample.center), number: 41)

    private func found(_ desk: Desk, _ number: UInt32, _ stream: String = Sample.settlement) throws -> [Finding] {
        try desk.findings(stream).filter { $0.number == number }
    }

    private static func id(_ serial: Int) -> String { Sample.residentID("210204", "1970-01-01", serial) }

    /// The sample settlement of a stay of which the hospital has nothing.
    private func unstayed(
        until step: Int = 4, _ change: (inout SettlementRequested) -> Void = { _ in }
    ) throws -> (desk: Desk, asked: EntryReference) {
        var desk = try Desk.at(.filed)
        let asked = try desk.receiveSettlement(changed(Sample.asked, change), until: step)
        return (desk, asked)
    }

    /// The sample settlement with the stay that the hospital has recorded, and its log held up to the request.
    private func settled(
        _ change: (inout SettlementRequested) -> Void = { _ in }, stay: (inout Admitted) -> Void = { _ in },
        until discharged: String? = "2018-10-11", in stream: String = Sample.stay
    ) throws -> Desk {
        var desk = try Desk.at(.filed)
        admit(changed(Sample.admitted, stay), until: discharged, in: stream, &desk)
        let asked = try desk.receiveSettlement(changed(Sample.asked, change))
        hold(asked.number, &desk)
        return desk
    }

    private func admit(_ admitted: Admitted, until discharged: String?, in stream: String, _ desk: inout Desk) {
        let office = stream.contains(Sample.hospital.code) ? Sample.office : Sample.secondOffice
        desk.receive(Event(.admitted(admitted)), in: stream, by: office, on: "2018-10-11")
        guard let discharged else { return }
        desk.receive(
            Event(.discharged(.with { $0.dischargedOn = discharged })), in: stream, by: office, on: "2018-10-11")
    }

    /// The hospital's log is held up to an entry.
    private func hold(_ number: UInt64, of party: Party = Sample.hospital, _ desk: inout Desk) {
        let entry = EntryReference(origin: Desk.origin(party), number: number)
        desk.reaches[Sample.hospital.description] = LogReach(
            day: CalendarDate(instant: instant("2018-10-12")), entry: entry, receipt: Self.receipt)
    }

    // MARK: 16

    @Test("16: a log that is held up to the request has no such stay: found, with request, newest entry and receipt.")
    func noStay() throws {
        var (desk, asked) = try unstayed()
        hold(asked.number + 7, &desk)
        let found = try found(desk, 16)
        #expect(found.count == 1 && found[0].severity == .alarm)
        let newest = EntryReference(origin: Desk.origin(Sample.hospital), number: asked.number + 7)
        #expect(found[0].evidence == [asked, newest, Self.receipt])
        for text in [found[0].english, found[0].chinese] {
            #expect(text.contains(Sample.stay) && text.contains("\(asked.number)") && text.contains("2018-10-12"))
        }
        #expect(found[0].english.contains("it has no \(Sample.stay) that it names, no other stay of this person"))
        #expect(try self.found(desk, 33).isEmpty)
    }

    @Test("16: a log that is held up to the entry before the request, another one, or none says nothing.")
    func notHeld() throws {
        var (desk, asked) = try unstayed()
        #expect(try found(desk, 16).isEmpty)
        hold(asked.number, &desk)
        #expect(try found(desk, 16).count == 1, "up to the request itself")
        hold(asked.number - 1, &desk)
        #expect(try found(desk, 16).isEmpty)
        hold(asked.number + 7, of: Sample.secondHospital, &desk)
        #expect(try found(desk, 16).isEmpty, "a log of another origin")
    }

    @Test("16: before the confirmation and after the reversal there is nothing to be found; nor of a visit.")
    func steps() throws {
        for (step, count) in [(2, 0), (3, 1), (5, 1), (6, 0)] {
            var (desk, asked) = try unstayed(until: step)
            hold(asked.number + 7, &desk)
            #expect(try found(desk, 16).count == count, "\(step)")
        }
        var (visit, asked) = try unstayed {
            $0.setting = .outpatient
            $0.stay = ""
            ($0.from, $0.to) = ("2018-09-03", "2018-09-03")
        }
        hold(asked.number + 7, &visit)
        #expect(try found(visit, 16).isEmpty && found(visit, 33).isEmpty)
    }

    @Test("16: the stay clears it, also when it goes on; an admission that the hospital annulled does not.")
    func stayed() throws {
        #expect(try found(settled(), 16).isEmpty)
        var desk = try settled(until: nil)
        #expect(try found(desk, 16).isEmpty)
        let admitted = try desk.state(Sample.stay).stay.admitted.entry
        desk.receive(.annulling(admitted), in: Sample.stay, by: Sample.office, on: "2018-10-12")
        #expect(try found(desk, 16).count == 1)
    }

    // MARK: 33

    @Test("33: the stay of another person is an alarm; that of the person, or of a duplicate of hers, is nothing.")
    func anothers() throws {
        let stranger: (inout Admitted) -> Void = {
            $0.insured.name = "林海生"
            $0.insured.residentID = Self.id(201)
        }
        var desk = try settled(stay: stranger)
        let finding = try #require(try found(desk, 33).first)
        #expect(finding.severity == .alarm && finding.english.contains("another person's (林海生)"))
        let state = try desk.state(Sample.stay).stay
        let asked = try desk.state(Sample.settlement).settlement.requested.entry
        #expect(finding.evidence == [asked, state.admitted.entry, state.discharged.entry])
        #expect(try found(desk, 16).isEmpty && found(settled(), 33).isEmpty)

        let duplicate = "person/210200/000999"
        desk.receive(
            Event(.personRegistered(changed(Sample.registered) { $0.residentID = Self.id(201) })), in: duplicate,
            by: Sample.clerk, on: "2018-01-11")
        #expect(try found(desk, 33).count == 1)
        desk.receive(
            Event(
                .personMerged(
                    .with {
                        $0.into = Sample.person
                        $0.reason = "entered twice"
                    })), in: duplicate, by: Sample.clerk, on: "2018-10-13")
        #expect(try found(desk, 33).isEmpty)
    }

    @Test(
        "33: a day before the admission, or after the discharge, is found; a part of a stay, or one that goes on, is not.",
        arguments: [
            ("2018-08-25", "2018-10-11", 0), ("2018-08-26", "2018-10-11", 1), ("2018-08-25", "2018-10-10", 1),
            ("2018-08-01", "2018-12-01", 0), ("2018-08-25", nil, 0), ("2018-10-12", nil, 1),
        ])
    func otherDays(from: String, to: String?, count: Int) throws {
        let found = try found(settled(stay: { $0.admittedOn = from }, until: to), 33)
        #expect(found.count == count)
        guard let finding = found.first else { return }
        #expect(finding.severity == .warning)
        #expect(
            finding.english.contains(
                "it is from \(from)\(to.map { " to \($0)" } ?? " on"), and 2018-08-25 to 2018-10-11 is settled directly"
            ))
        #expect(finding.chinese.contains(from) && finding.chinese.contains("2018-10-11"))
    }

    @Test("33: a daily bill of a day after the discharge is found, and one of the day of discharge is not.")
    func dailyBills() throws {
        func found(_ day: String) throws -> [Finding] {
            try self.found(
                settled({ $0.bill.days = [Sample.day(day, [Sample.line("bed", 5_000)])] }, until: "2018-10-11"), 33)
        }
        #expect(try found("2018-10-11").isEmpty)
        #expect(try found("2018-10-12").first?.english.contains("2018-08-25 to 2018-10-12 is settled") == true)
    }

    @Test("33: the stay that is named stands nowhere, and another of the person does: a warning, and no finding 16.")
    func otherStay() throws {
        var desk = try settled(in: Self.otherStay)
        let finding = try #require(try found(desk, 33).first)
        #expect(finding.severity == .warning && finding.english.contains("has no such stay, and has \(Self.otherStay)"))
        #expect(try finding.evidence.last == desk.state(Self.otherStay).stay.admitted.entry)
        #expect(try found(desk, 16).isEmpty)
        desk.reaches = [:]
        #expect(try found(desk, 33).isEmpty, "nobody knows that it is not there")
        let gone = try settled(stay: { $0.admittedOn = "2018-10-12" }, until: nil, in: Self.otherStay)
        #expect(try found(gone, 33).isEmpty && found(gone, 16).count == 1, "another time")
    }

    @Test("33: a claim that names another's stay, or claims a day more, is found too; one that names none is not.")
    func claims() throws {
        func found(_ change: (inout ClaimSubmitted) -> Void) throws -> [Finding] {
            var desk = try Desk.at(.stayed)
            desk.receive(
                Event(.claimSubmitted(changed(Sample.submitted, change))), in: Sample.claim, by: Sample.agent,
                on: "2018-11-01")
            return try self.found(desk, 33, Sample.claim)
        }
        #expect(try found { _ in }.isEmpty)
        #expect(try found { $0.dischargedOn = "2018-10-12" }.first?.english.contains("is claimed") == true)
        let another = try found {
            $0.person = "person/210200/000999"
            $0.insured.residentID = Self.id(201)
        }
        #expect(another.map(\.severity) == [.alarm])
        #expect(
            try found {
                $0.dischargedOn = "2018-10-12"
                $0.stay = ""
            }.isEmpty)
    }

    // MARK: 29

    private static let line = changed(Sample.line("dialysis", 40_000, code: "T1")) { $0.category = .treatment }

    /// A visit to the sample hospital.
    private func visit(_ day: String, _ invoice: String = "0000555555") -> SettlementRequested {
        changed(Sample.asked) {
            $0.setting = .outpatient
            $0.stay = ""
            ($0.from, $0.to) = (day, day)
            $0.bill.invoice.number = invoice
            ($0.bill.lines, $0.bill.days) = ([Self.line], [])
        }
    }

    private func numbers(_ desk: Desk, _ streams: [String]) throws -> [Int] {
        try streams.map { try found(desk, 29, $0).count }
    }

    @Test(
        "29: the same item of one day on two invoices is found from both sides; of the next day, or elsewhere, it is not."
    )
    func visits() throws {
        let other = Desk.settlement(2)
        func played(_ second: SettlementRequested, until step: Int = 4) throws -> Desk {
            var desk = try Desk.at(.filed)
            try desk.receiveSettlement(visit("2018-09-03"))
            try desk.receiveSettlement(second, in: other, until: step)
            return desk
        }
        let desk = try played(visit("2018-09-03", "0000666666"))
        #expect(try numbers(desk, [Sample.settlement, other]) == [1, 1])
        let finding = try #require(try found(desk, 29).first)
        #expect(finding.english.contains("\(other) charges the same on another invoice: dialysis 2018-09-03"))
        #expect(finding.chinese.contains("结算了相同项目") && finding.evidence.count == 2)
        for near in [
            visit("2018-09-04", "0000666666"), visit("2018-09-03"),
            changed(visit("2018-09-03", "0000666666")) { $0.bill.lines[0].code = "T2" },
            changed(visit("2018-09-03", "0000666666")) {
                $0.person = "person/210200/000999"
                $0.insured.residentID = Self.id(201)
            },
        ] { #expect(try numbers(played(near), [Sample.settlement, other]) == [0, 0]) }
        let second = visit("2018-09-03", "0000666666")
        #expect(try numbers(played(second, until: 2), [Sample.settlement, other]) == [0, 0], "nobody has paid yet")
        #expect(try numbers(played(second, until: 6), [Sample.settlement, other]) == [0, 0], "reversed")
    }

    @Test("29: of a visit in a stay the day of the daily bills counts; without them the days of the stay.")
    func visitInStay() throws {
        func played(_ days: [String]) throws -> [Int] {
            var desk = try Desk.at(.filed)
            try desk.receiveSettlement(visit("2018-09-03"))
            let stay = changed(Sample.asked) {
                $0.bill.lines = [Self.line]
                $0.bill.days = days.map { Sample.day($0, [Self.line]) }
            }
            try desk.receiveSettlement(stay, in: Desk.settlement(2))
            return try numbers(desk, [Sample.settlement, Desk.settlement(2)])
        }
        #expect(try played(["2018-09-03", "2018-09-05"]) == [1, 1])
        #expect(try played(["2018-09-04", "2018-09-05"]) == [0, 0])
        #expect(try played([]) == [1, 1])
    }

    @Test("29: what is settled and claimed is found in both; of a refused claim it is not.")
    func settledAndClaimed() throws {
        var desk = try Desk.at(.filed)
        try desk.receiveSettlement(visit("2018-09-03"))
        let claim = changed(Sample.submitted) {
            $0.stay = ""
            $0.bill.invoice.number = "0000777777"
            ($0.bill.lines, $0.bill.days) = ([Self.line], [])
        }
        desk.receive(Event(.claimSubmitted(claim)), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
        #expect(try numbers(desk, [Sample.settlement, Sample.claim]) == [1, 1])
        #expect(try found(desk, 29).first?.chinese.contains("申报了相同项目") == true)
        desk.receive(
            Event(.claimRefused(.with { $0.grounds = [Sample.ground(29, "twice")] })), in: Sample.claim,
            by: Sample.clerk, on: "2018-11-03")
        #expect(try numbers(desk, [Sample.settlement]) == [0])
    }

    // MARK: 30

    @Test("30: two direct settlements of one person for the same nights are found in both; those that touch are not.")
    func twoSettlements() throws {
        let other = Desk.settlement(2, at: Sample.secondHospital)
        for (from, to, count) in [
            ("2018-10-10", "2018-10-12", 1), ("2018-10-11", "2018-10-12", 0), ("2018-08-01", "2018-08-25", 0),
        ] {
            var desk = try Desk.at(.filed)
            try desk.receiveSettlement(Sample.asked)
            let second = changed(Sample.asked) {
                $0.institution = Sample.secondHospital.code
                $0.stay = "stay/\(Sample.secondHospital.code)/2018-1"
                ($0.from, $0.to) = (from, to)
                $0.bill.invoice.number = "0000777777"
            }
            try desk.receiveSettlement(second, in: other, by: Sample.secondOffice)
            #expect(try [found(desk, 30).count, found(desk, 30, other).count] == [count, count], "\(from)")
        }
    }

    // MARK: 31

    private func crowded(_ beds: UInt32, until step: Int = 4, setting: SettlementRequested.Setting = .stay) throws
        -> Desk
    {
        var desk = try Desk.at(.filed)
        let designated = changed(Sample.designated(Sample.hospital, level: 3)) { $0.beds = beds }
        desk.receive(
            Event(.institutionDesignated(designated)), in: Sample.institution(Sample.hospital), by: Sample.clerk,
            on: "2018-01-12")
        try desk.receiveSettlement(Sample.asked)
        let second = changed(Sample.asked) {
            $0.person = "person/210200/000999"
            $0.insured.residentID = Self.id(201)
            ($0.from, $0.to) = ("2018-10-10", "2018-10-12")
            $0.stay = Self.otherStay
            $0.bill.invoice.number = "0000777777"
        }
        let visit = changed(visit("2018-09-03", "0000777777")) {
            $0.person = "person/210200/000999"
            $0.insured.residentID = Self.id(201)
        }
        try desk.receiveSettlement(setting == .stay ? second : visit, in: Desk.settlement(2), until: step)
        return desk
    }

    @Test("31: one more than there are beds is found in both; as many as beds, a visit, and one undone are not.")
    func moreThanBeds() throws {
        let desk = try crowded(1)
        for stream in [Sample.settlement, Desk.settlement(2)] {
            let finding = try #require(try found(desk, 31, stream).first, "\(stream)")
            #expect(finding.english.contains("On 2018-10-10 H11010500001 has 2 inpatients in 1 beds; on 1 days"))
            #expect(finding.chinese.contains("直接结算期间") && finding.evidence.count == 3)
        }
        #expect(try found(crowded(2), 31).isEmpty)
        #expect(try found(crowded(1, until: 2), 31).isEmpty)
        #expect(try found(crowded(1, setting: .outpatient), 31).isEmpty)
        // The hospital's own stay of the same person is no second patient.
        var own = try crowded(2)
        admit(Sample.admitted, until: "2018-10-11", in: Sample.stay, &own)
        #expect(try found(own, 31).isEmpty)
    }

    // MARK: 32

    /// So many persons of a unit who are settled for the same days, and others.
    private func group(
        _ count: Int, unit: String = Sample.unitCode, _ change: (inout SettlementRequested) -> Void = { _ in }
    )
        throws -> Desk
    {
        var desk = try Desk.at(.filed)
        try desk.receiveSettlement(Sample.asked)
        for index in 1..<count {
            let person = "person/210200/0003\(index)"
            let insured = changed(Sample.insured) {
                $0.residentID = Self.id(300 + index)
                $0.cardNumber = "B1000000\(index)"
            }
            let registered = changed(Sample.registered) {
                $0.residentID = insured.residentID
                $0.cardNumber = insured.cardNumber
                if index == 1 { $0.unit = unit }
            }
            desk.receive(Event(.personRegistered(registered)), in: person, by: Sample.clerk, on: "2018-01-11")
            let request = changed(Sample.asked) {
                ($0.person, $0.insured) = (person, insured)
                $0.stay = "\(Self.otherStay)\(index)"
                $0.bill.invoice.number = "000055550\(index)"
                if index == 1 { change(&$0) }
            }
            try desk.receiveSettlement(request, in: Desk.settlement(index + 1))
        }
        return desk
    }

    @Test(
        "32: five persons of one unit, by the register, are found with every request; four, or one of another, are not."
    )
    func group() throws {
        let desk = try group(5)
        let finding = try #require(try found(desk, 32).first)
        #expect(finding.english.hasPrefix("5 persons of the unit \(Sample.unitCode)") && finding.evidence.count == 5)
        #expect(try found(desk, 32, Desk.settlement(5)).count == 1)
        #expect(try found(group(4), 32).isEmpty)
        #expect(try found(group(5, unit: Sample.otherUnitCode), 32).isEmpty)
        #expect(try found(group(5) { $0.from = "2018-08-26" }, 32).isEmpty)
        #expect(
            try found(
                group(5) {
                    $0.setting = .outpatient
                    $0.stay = ""
                    $0.from = $0.to
                }, 32
            ).isEmpty)
    }

    @Test("32: a claim of the same unit and days is one of the group, in both.")
    func mixedGroup() throws {
        var desk = try group(4)
        let claim = changed(Sample.submitted) {
            $0.person = "person/210200/000400"
            $0.insured.residentID = Self.id(400)
            $0.stay = ""
            $0.bill.invoice.number = "0000888888"
        }
        desk.receive(Event(.claimSubmitted(claim)), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
        #expect(try found(desk, 32).count == 1 && found(desk, 32, Sample.claim).count == 1)
    }
}
