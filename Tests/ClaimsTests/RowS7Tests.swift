import Claims
import SwiftProtobuf
import Testing

@Suite("S7: sudden illness while travelling, studying or visiting; S5: the claim for a specific item")
struct CareTests {
    private func submit(
        _ event: ClaimSubmitted, _ more: [StreamState] = [], by actor: Actor = Sample.agent,
        on day: String = "2018-11-01"
    ) throws -> Int? {
        let desk = try Desk.at(.stayed)
        let state = try desk.state(Sample.claim)
        var context = try desk.context(reads(of: Event(.claimSubmitted(event)), on: state))
        for other in more { context.streams[other.stream] = other }
        return refusal {
            _ = try propose(
                Event(.claimSubmitted(event)), on: state, context: context, by: actor, at: instant(day))
        }?.number
    }

    @Test(
        "S7: a stay and an observation in sudden illness need no filing; the unit claims them, and is the guarantor.",
        arguments: [Care.suddenIllnessStay, .emergencyObservation])
    func noFiling(care: Care) throws {
        #expect(try submit(Sample.sudden(care)) == nil)
        #expect(try submit(changed(Sample.sudden(care)) { $0.filing = Sample.filing }) == 625)
        #expect(try submit(changed(Sample.sudden(care)) { $0.guarantor = "" }) == 625)
        #expect(try submit(changed(Sample.sudden(care)) { $0.specificItem = Sample.item }) == 625)
        #expect(try submit(changed(Sample.sudden(care)) { $0.guarantor = Sample.otherUnitCode }) == 626)
        #expect(try submit(changed(Sample.sudden(care)) { $0.guarantor = "nobody" }) == 203)
        let other = Actor(party: Sample.otherUnit, operatorName: "agent")
        #expect(try submit(Sample.sudden(care), by: other) == 603)
    }

    @Test("S7: each of the six documents is asked for, and the application form is not.", arguments: 0..<6)
    func sixPapers(missing: Int) throws {
        #expect(try submit(changed(Sample.sudden()) { $0.documents.remove(at: missing) }) == 605)
        #expect(ClaimPapers.missing(in: Sample.suddenPapers, for: .suddenIllnessStay).isEmpty)
        #expect(
            ClaimPapers.missing(in: Sample.suddenPapers, for: .filedStay)
                == [Document.Kind.applicationForm.word])
        #expect(
            ClaimPapers.missing(in: Sample.papers, for: .emergencyObservation)
                == ["certificate of the guarantor", "copy of the medical record"])
    }

    @Test("S7: outpatient cost is the person's own: a claim for it is refused, whatever papers it has.")
    func outpatient() throws {
        #expect(try submit(changed(Sample.sudden()) { $0.care = .outpatient }) == 627)
        #expect(try submit(changed(Sample.submitted) { $0.care = .outpatient }) == 627)
        var desk = try Desk.at(.stayed)
        desk.receive(
            Event(.claimSubmitted(changed(Sample.sudden()) { $0.care = .outpatient })), in: Sample.claim,
            by: Sample.agent, on: "2018-11-01")
        let state = try desk.state(Sample.claim)
        #expect(state.entries.last?.verdict == .irregular && !state.claim.hasSubmission)
        #expect(try submit(changed(Sample.submitted) { $0.care = .UNRECOGNIZED(9) }) == 214)
    }

    @Test("S7: a hospital that is private, a pharmacy, or not designated will not do; nor one at home.")
    func publicHospital() throws {
        func register(_ code: String, _ ownership: InstitutionDesignated.Ownership) throws -> StreamState {
            var desk = try Desk.at(.registered)
            let designated = changed(Sample.designated(Sample.hospital, level: 2)) {
                $0.code = code
                $0.ownership = ownership
                if code.hasPrefix("P") { $0.level = 0 }
            }
            try desk.record(
                Event(.institutionDesignated(designated)), in: "institution/210200/\(code)", by: Sample.clerk,
                on: "2018-01-12")
            return try desk.state("institution/210200/\(code)")
        }
        func at(_ code: String) -> ClaimSubmitted {
            changed(Sample.sudden()) {
                $0.hospital = code
                $0.stay = ""
            }
        }
        #expect(try submit(at("H31010100001"), [try register("H31010100001", .private)]) == 322)
        #expect(try submit(at("H31010100001"), [try register("H31010100001", .public)]) == nil)
        #expect(try submit(at("P31010100001"), [try register("P31010100001", .public)]) == 322)
        #expect(try submit(at("H31010100001"), by: Sample.forUnit) == 320, "the center must hold the register")
        #expect(try submit(at("H21021100001"), [try register("H21021100001", .public)]) == 629)
        // A filed stay may be in a private hospital.
        let own = changed(Sample.submitted) { $0.stay = "" }
        #expect(try submit(own, [try register(Sample.hospital.code, .private)]) == nil)
    }

    @Test(
        "S3, S16: treatment in Hong Kong, Macao or Taiwan is refused on every road.",
        arguments: ["H81000000001", "H82000000001", "H71000000001"])
    func outside(hospital: String) throws {
        for claim in [Sample.submitted, Sample.sudden()] {
            #expect(
                try submit(
                    changed(claim) {
                        $0.hospital = hospital
                        $0.stay = ""
                    }) == 628)
        }
    }

    @Test("S7: the claim is taken up on approval, which says why; a claim under a filing is not.")
    func onApproval() throws {
        var desk = try Desk.at(.stayed)
        try desk.claim(.claimSubmitted(Sample.sudden()), by: Sample.agent, on: "2018-11-01")
        #expect(desk.refused(.claimAccepted(.init())) == 630)
        try desk.claim(.claimAccepted(Sample.approvedBecause), on: "2018-11-05")
        #expect(try desk.sampleClaim.status == .accepted)
        #expect(try desk.findings(Sample.claim).isEmpty)
        #expect(try Desk.at(.submitted).refused(.claimAccepted(Sample.approvedBecause)) == 630)
    }

    @Test("S7: the month runs as on the other road: from the discharge, or the last visit of an observation.")
    func month() throws {
        #expect(try submit(Sample.sudden(.emergencyObservation), on: "2018-11-11") == nil)
        #expect(try submit(Sample.sudden(.emergencyObservation), on: "2018-11-12") == 604)
    }

    @Test("S7: a received claim of a hospital that was not public is finding 14.")
    func finding() throws {
        var desk = try Desk.at(.stayed)
        desk.receive(Event(.claimSubmitted(Sample.sudden())), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
        #expect(try desk.findings(Sample.claim).isEmpty)
        let own = changed(Sample.designated(Sample.hospital, level: 3)) { $0.ownership = .private }
        desk.receive(
            Event(.institutionDesignated(own)), in: Sample.institution(Sample.hospital), by: Sample.clerk,
            on: "2018-11-02")
        let found = try desk.findings(Sample.claim)
        #expect(found.map(\.number) == [14])
        #expect(found.first?.evidence.count == 3)
    }

    // MARK: S5

    @Test(
        "S5: a claim for a specific item carries its form and names an item that covers person, institution and days.")
    func specificItem() throws {
        let item = try Sample.approvedItem()
        #expect(try submit(Sample.specific, [item]) == nil)
        #expect(try submit(changed(Sample.specific) { $0.documents.removeLast() }, [item]) == 605)
        #expect(try submit(changed(Sample.specific) { $0.specificItem = "" }, [item]) == 625)
        #expect(try submit(changed(Sample.specific) { $0.specificItem = "item/210300/1" }, [item]) == 213)
        #expect(try submit(changed(Sample.submitted) { $0.specificItem = Sample.item }, [item]) == 625)
        #expect(try submit(Sample.specific, by: Sample.forUnit) == 645, "the center must hold the item")
        #expect(try submit(Sample.specific) == nil, "what a unit does not hold is left to the center")
    }

    @Test(
        "S5: an item of another person, institution or time does not cover the treatment.",
        arguments: [
            "person", "institution", "late", "early", "ended", "pending",
        ])
    func notCovered(how: String) throws {
        let item = try Sample.approvedItem { item in
            switch how {
            case "person": item.application.person = "person/210200/9"
            case "institution": item.approval.institutions = [Sample.secondHospital.code]
            case "late": item.approval.validFrom = "2018-08-26"
            case "early": item.approval.validTo = "2018-10-10"
            case "ended":
                item.status = .ended
                item.ending = .with { $0.effectiveFrom = "2018-10-11" }
            default:
                item.status = .applied
                item.clearApproval()
            }
        }
        #expect(try submit(Sample.specific, [item]) == 645)
        var desk = try Desk.at(.stayed)
        desk.receive(Event(.claimSubmitted(Sample.specific)), in: Sample.claim, by: Sample.agent, on: "2018-11-01")
        let found = findings(for: try desk.state(Sample.claim), in: Context([item]))
        #expect(found.map(\.number) == [23])
    }

    @Test("S5: emergency observation needs no item.")
    func observation() throws {
        #expect(try submit(Sample.sudden(.emergencyObservation)) == nil)
    }

    @Test("A correction of the submission keeps to its care's rules.")
    func correction() throws {
        var desk = try Desk.at(.stayed)
        let entry = try desk.claim(.claimSubmitted(Sample.sudden()), by: Sample.agent, on: "2018-11-01")
        func corrected(_ event: ClaimSubmitted) -> Event.OneOf_Kind {
            .corrected(
                .with {
                    $0.entry = entry
                    $0.reason = "misread"
                    $0.replacement = Event(.claimSubmitted(event))
                })
        }
        #expect(desk.refused(corrected(changed(Sample.sudden()) { $0.care = .outpatient }), by: Sample.agent) == 627)
        try desk.claim(corrected(Sample.sudden(.emergencyObservation)), by: Sample.agent)
        #expect(try desk.sampleClaim.submission.care == .emergencyObservation)
    }
}
