import Claims
import SwiftProtobuf
import Testing

@Suite("Findings 30 to 32: who was where when")
struct StayFindingTests {
    private static let otherClaim = "claim/210200/2019-000200"
    private static let otherStay = "stay/\(Sample.secondHospital.code)/2018-1"

    private func found(_ desk: Desk, _ number: UInt32, _ stream: String = Sample.claim) throws -> [Finding] {
        try desk.findings(stream).filter { $0.number == number }
    }

    private static func id(_ serial: Int) -> String { Sample.residentID("210204", "1970-01-01", serial) }

    /// The sample claim, and a stay in the other hospital.
    private func desk(
        from: String, to: String?, in stream: String = otherStay, by actor: Actor = Sample.secondOffice,
        residentID: String = Sample.insured.residentID
    ) throws -> Desk {
        var desk = try Desk.at(.submitted)
        admit(from: from, to: to, in: stream, by: actor, residentID: residentID, &desk)
        return desk
    }

    private func admit(
        from: String, to: String?, in stream: String, by actor: Actor, residentID: String, _ desk: inout Desk
    ) {
        let admitted = changed(Sample.admitted) {
            $0.admittedOn = from
            $0.insured.residentID = residentID
        }
        desk.receive(Event(.admitted(admitted)), in: stream, by: actor, on: from)
        guard let to else { return }
        desk.receive(Event(.discharged(.with { $0.dischargedOn = to })), in: stream, by: actor, on: to)
    }

    private func claim(
        _ stream: String = otherClaim, in desk: inout Desk, _ change: (inout ClaimSubmitted) -> Void
    ) {
        let claim = changed(Sample.submitted) {
            $0.stay = ""
            $0.bill.invoice.number = "0000999999"
            change(&$0)
        }
        let agent = Actor(party: claim.unit == Sample.unitCode ? Sample.unit : Sample.otherUnit, operatorName: "agent")
        desk.receive(Event(.claimSubmitted(claim)), in: stream, by: agent, on: "2018-11-02")
    }

    // MARK: 30

    @Test(
        "30: a stay in another hospital that shares a night is found; one that touches is not.",
        arguments: [
            ("2018-09-01", "2018-09-05", 1), ("2018-08-20", "2018-08-26", 1), ("2018-10-10", "2018-10-20", 1),
            ("2018-01-01", nil, 1), ("2018-08-20", "2018-08-25", 0), ("2018-10-11", "2018-10-20", 0),
            ("2018-10-11", nil, 0), ("2018-09-01", "2018-09-01", 0),
        ])
    func otherHospital(from: String, to: String?, count: Int) throws {
        let desk = try desk(from: from, to: to)
        let found = try found(desk, 30)
        #expect(found.count == count)
        guard let finding = found.first else { return }
        let admitted = try desk.state(Self.otherStay).stay.admitted.entry
        #expect(finding.severity == .alarm)
        #expect(finding.evidence == [try desk.state(Sample.claim).claim.submitted.entry, admitted])
        #expect(finding.english.contains("\(Self.otherStay) in \(Sample.secondHospital.code)"))
    }

    @Test("30: another person's stay is not found; under another number of a person who was merged it is.")
    func persons() throws {
        let other = Self.id(104)
        var desk = try desk(from: "2018-09-01", to: "2018-09-05", residentID: other)
        #expect(try found(desk, 30).isEmpty)
        let registered = changed(Sample.registered) {
            $0.residentID = other
            $0.cardNumber = "A99999999"
        }
        desk.receive(Event(.personRegistered(registered)), in: Sample.duplicate, by: Sample.clerk, on: "2018-01-15")
        #expect(try found(desk, 30).isEmpty)
        desk.receive(
            Event(.personMerged(Sample.merged(into: Sample.person))), in: Sample.duplicate, by: Sample.clerk,
            on: "2018-01-20")
        #expect(try found(desk, 30).count == 1)
        // In the claim's own hospital the stay under the other number is one too many, beside the claim's own.
        var own = desk
        own.streams[Self.otherStay] = nil
        admit(
            from: "2018-09-01", to: "2018-09-05", in: "stay/\(Sample.hospital.code)/2", by: Sample.office,
            residentID: other, &own)
        #expect(try found(own, 30).count == 1)
        own.streams[Sample.stay] = nil
        #expect(try found(own, 30).isEmpty, "alone, it may be the stay that is claimed")
    }

    @Test("30: a second stay in the claim's own hospital overlaps the first, or follows it.")
    func sameHospital() throws {
        let stream = "stay/\(Sample.hospital.code)/2"
        let overlapping = try desk(from: "2018-10-01", to: "2018-10-20", in: stream, by: Sample.office)
        #expect(try found(overlapping, 30).first?.english.contains(stream) == true)
        let following = try desk(from: "2018-10-11", to: "2018-10-20", in: stream, by: Sample.office)
        #expect(try found(following, 30).isEmpty)
        #expect(try found(Desk.at(.submitted), 30).isEmpty, "its own stay is none")
    }

    @Test("30: claims overlap, of both hospitals; the same invoice, a refused claim and outpatient care do not count.")
    func claims() throws {
        for (name, change, count): (String, (inout ClaimSubmitted) -> Void, Int) in [
            ("same hospital", { $0.admittedOn = "2018-10-01" }, 1),
            ("other hospital", { $0.hospital = Sample.secondHospital.code }, 1),
            ("same invoice", { $0.bill.invoice.number = "0000123456" }, 0),
            (
                "outpatient",
                {
                    $0.care = .specificItem
                    $0.specificItem = Sample.item
                }, 0
            ),
            (
                "after",
                {
                    $0.admittedOn = "2018-10-11"
                    $0.dischargedOn = "2018-10-20"
                }, 0
            ),
            (
                "stranger",
                {
                    $0.insured.residentID = Self.id(105)
                    $0.person = "person/210200/000999"
                }, 0
            ),
        ] {
            var desk = try Desk.at(.submitted)
            claim(in: &desk, change)
            try #require(try desk.state(Self.otherClaim).claim.hasSubmission, "\(name)")
            #expect(try found(desk, 30).count == count, "\(name)")
            #expect(try found(desk, 30, Self.otherClaim).count == (name == "outpatient" ? 0 : count), "\(name)")
            desk.receive(
                Event(.claimRefused(.with { $0.grounds = [Sample.ground(30, "overlaps")] })), in: Self.otherClaim,
                by: Sample.clerk, on: "2018-11-03")
            #expect(try found(desk, 30).isEmpty, "\(name), refused")
        }
    }

    // MARK: 31

    /// The sample claim in a hospital of so many beds, with stays of others.
    private func crowded(beds: UInt32, _ stays: [(from: String, to: String?, serial: Int)]) throws -> Desk {
        var desk = try Desk.at(.submitted)
        let designated = changed(Sample.designated(Sample.hospital, level: 3)) { $0.beds = beds }
        desk.receive(
            Event(.institutionDesignated(designated)), in: Sample.institution(Sample.hospital), by: Sample.clerk,
            on: "2018-01-12")
        for (index, stay) in stays.enumerated() {
            admit(
                from: stay.from, to: stay.to, in: "stay/\(Sample.hospital.code)/n\(index)", by: Sample.office,
                residentID: Self.id(stay.serial), &desk)
        }
        return desk
    }

    @Test("31: one inpatient more than beds is found, with the day, the inpatients and the designation as proof.")
    func moreThanBeds() throws {
        let stays = [("2018-09-01", "2018-09-05", 201), ("2018-09-04", nil as String?, 202)]
        let desk = try crowded(beds: 2, stays)
        let found = try #require(try found(desk, 31).first)
        #expect(found.severity == .warning)
        #expect(found.english.contains("On 2018-09-04 H11010500001 has 3 inpatients in 2 beds; on 1 days"))
        let expected = try [
            desk.state(Sample.claim).claim.submitted.entry, desk.state("stay/H11010500001/n0").stay.admitted.entry,
            desk.state("stay/H11010500001/n1").stay.admitted.entry,
            #require(desk.state(Sample.institution(Sample.hospital)).institution.designated.last).entry,
        ]
        #expect(found.evidence == expected)
        #expect(try self.found(crowded(beds: 3, stays), 31).isEmpty)
        #expect(try self.found(crowded(beds: 0, stays), 31).isEmpty, "how many there are is not known")
    }

    @Test("31: the day of discharge frees the bed, a person counts once, another hospital's patients do not.")
    func counting() throws {
        #expect(try found(crowded(beds: 1, [("2018-10-11", "2018-10-20", 201)]), 31).isEmpty)
        #expect(try found(crowded(beds: 1, [("2018-08-20", "2018-08-25", 201)]), 31).isEmpty)
        #expect(try found(crowded(beds: 1, [("2018-10-10", "2018-10-20", 201)]), 31).count == 1)
        var twice = try crowded(beds: 2, [("2018-09-01", "2018-09-05", 201), ("2018-09-03", "2018-09-09", 201)])
        #expect(try found(twice, 31).isEmpty)
        admit(
            from: "2018-09-01", to: nil, in: Self.otherStay, by: Sample.secondOffice, residentID: Self.id(202), &twice)
        #expect(try found(twice, 31).isEmpty)
    }

    @Test("31: claims and declared admissions count; a refused claim does not, and an open admission for a day.")
    func claimsAndAdmissions() throws {
        var desk = try crowded(beds: 1, [])
        claim(in: &desk) {
            $0.insured.residentID = Self.id(203)
            $0.person = "person/210200/000203"
        }
        #expect(try found(desk, 31).count == 1)
        desk.receive(
            Event(.claimRefused(.with { $0.grounds = [Sample.ground(30, "none")] })), in: Self.otherClaim,
            by: Sample.clerk, on: "2018-11-03")
        #expect(try found(desk, 31).isEmpty)

        var declared = try crowded(beds: 1, [])
        let declaration = changed(Sample.declared) {
            $0.insured.residentID = Self.id(204)
            $0.admittedOn = "2018-08-24"
            $0.stay = ""
        }
        declared.receive(
            Event(.admissionDeclared(declaration)), in: "admission/210200/9", by: Sample.office, on: "2018-08-24")
        #expect(try found(declared, 31).isEmpty, "nobody said that it went on")
        declared.receive(
            Event(.admissionClosed(.with { $0.dischargedOn = "2018-08-26" })), in: "admission/210200/9",
            by: Sample.office, on: "2018-08-26")
        #expect(try found(declared, 31).count == 1)
    }

    @Test("31: the census is that of counting every person on every day, on random presences.")
    func census() throws {
        var random = SeededGenerator(seed: 31)
        let origin = try #require(CalendarDate("2018-09-01"))
        let register = InstitutionState.with {
            $0.designations = [changed(Sample.designated(Sample.hospital, level: 3)) { $0.beds = 3 }]
        }
        for _ in 0..<300 {
            let presences = (0..<Int.random(in: 0...14, using: &random)).map { index in
                let from = origin.adding(days: Int.random(in: -12...20, using: &random))
                let length = Int.random(in: 1...15, using: &random)
                return Presence(
                    stream: "stay/H11010500001/\(index)", hospital: "H11010500001",
                    residentID: "\(Int.random(in: 0...7, using: &random))", from: from,
                    to: length == 15 ? nil : from.adding(days: length), entry: EntryReference(origin: "x", number: 0))
            }
            let expected = (0..<16).map { origin.adding(days: $0) }.filter { day in
                Set(presences.filter { $0.covers(day) }.map(\.residentID)).count > 3
            }
            #expect(register.crowdedDays(presences, from: origin, to: origin.adding(days: 16)) == expected)
        }
    }

    // MARK: 32

    /// The sample claim and so many more of other persons, of the same days.
    private func group(_ more: Int, _ change: (Int, inout ClaimSubmitted) -> Void = { _, _ in }) throws -> Desk {
        var desk = try Desk.at(.submitted)
        for index in 0..<more {
            claim("claim/210200/g\(index)", in: &desk) {
                $0.insured.residentID = Self.id(300 + index)
                $0.person = "person/210200/0003\(index)"
                $0.bill.invoice.number = "000055550\(index)"
                change(index, &$0)
            }
        }
        return desk
    }

    @Test("32: five persons of one unit on the same days are found, with every claim; four are not.")
    func group() throws {
        let desk = try group(4)
        let found = try #require(try found(desk, 32).first)
        #expect(found.severity == .warning && found.evidence.count == 5)
        #expect(found.english.hasPrefix("5 persons of the unit \(Sample.unitCode)"))
        #expect(try self.found(desk, 32, "claim/210200/g3").count == 1)
        #expect(try self.found(group(3), 32).isEmpty)
    }

    @Test(
        "32: one who came or left a day later, in another hospital, of another unit, refused, or twice, does not count."
    )
    func notTogether() throws {
        for (name, change): (String, (inout ClaimSubmitted) -> Void) in [
            ("came", { $0.admittedOn = "2018-08-26" }), ("left", { $0.dischargedOn = "2018-10-12" }),
            ("hospital", { $0.hospital = Sample.secondHospital.code }),
            (
                "outpatient",
                {
                    $0.care = .specificItem
                    $0.specificItem = Sample.item
                }
            ),
            (
                "unit",
                {
                    $0.unit = Sample.otherUnitCode
                    $0.agent = "other"
                }
            ),
            ("person", { $0.insured.residentID = Self.id(300) }), ("stream", { $0.person = "person/210200/00030" }),
        ] {
            let desk = try group(4) { index, claim in if index == 3 { change(&claim) } }
            try #require(try desk.state("claim/210200/g3").claim.hasSubmission, "\(name)")
            #expect(try found(desk, 32).isEmpty, "\(name)")
        }
        var desk = try group(4)
        desk.receive(
            Event(.claimRefused(.with { $0.grounds = [Sample.ground(32, "none")] })), in: "claim/210200/g0",
            by: Sample.clerk, on: "2018-11-03")
        #expect(try found(desk, 32).isEmpty)
    }

    @Test("Settings of factor and group below 2 count as 2; above 1000 they are refused.")
    func settings() {
        #expect(Procedure().priceFactor == 3 && Procedure().groupSize == 5)
        let least = Procedure(
            .with {
                $0.priceFactor = 0
                $0.groupSize = 1
            })
        #expect(least.priceFactor == 2 && least.groupSize == 2)
        for (value, refused) in [(UInt32(1_000), false), (1_001, true)] {
            for settings in [
                ProcedureSettings.with { $0.priceFactor = value }, .with { $0.groupSize = value },
            ] {
                let event = Event(.policyPublished(Sample.version("1", procedure: settings)))
                #expect((refusal { try event.checkFormats() } == Refusal(.tooMany, "")) == refused)
            }
        }
    }

    @Test("32: of one agent for several units; by the number of persons that the settings say.")
    func agents() throws {
        var desk = try group(4) { index, claim in
            if index > 0 { claim.unit = Sample.otherUnitCode }
        }
        #expect(try found(desk, 32).first?.english.contains("of the agent 孙经办") == true)
        let settings = Sample.version("1", procedure: .with { $0.groupSize = 6 })
        try desk.record(Event(.policyPublished(settings)), in: Sample.procedure, by: Sample.clerk, on: "2018-11-02")
        #expect(try found(desk, 32).isEmpty)
    }
}
