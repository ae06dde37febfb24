import Claims
import SwiftProtobuf
import Testing

@Suite("S12: medical history files")
struct MedicalHistoryTests {
    private func propose(
        _ desk: Desk, in stream: String = Sample.history, _ change: (inout HistoryVerified) -> Void = { _ in }
    ) -> Refusal? {
        refusal {
            _ = try desk.propose(
                Event(.historyVerified(changed(Sample.verified, change))), in: stream, by: Sample.clerk,
                on: "2018-11-21")
        }
    }

    @Test(
        "S12: a history is built up from claims that were accepted, at any later stage, and are not refused.",
        arguments: Stage.allCases.filter { $0 >= .submitted })
    func stages(stage: Stage) throws {
        let desk = try Desk.at(stage)
        #expect(propose(desk) == (stage >= .accepted ? nil : Refusal(.claimNotVerified, "")))
    }

    @Test("S12: a refused or a returned claim is none to build on.")
    func refused() throws {
        for event in [
            Event.OneOf_Kind.claimRefused(.with { $0.grounds = [Sample.ground(1, "forged")] }),
            .claimReturned(.with { $0.missing = [.invoice] }),
        ] {
            var desk = try Desk.at(.accepted)
            try desk.record(Event(event), in: Sample.claim, by: Sample.clerk, on: "2018-11-06")
            #expect(propose(desk) == Refusal(.claimNotVerified, ""))
        }
    }

    @Test("S12: hospital and dates agree with the claim, and person and stream with each other.")
    func agrees() throws {
        let desk = try Desk.at(.accepted)
        #expect(propose(desk) == nil)
        #expect(propose(desk) { $0.hospital = Sample.secondHospital.code } == Refusal(.historyDiffers, ""))
        #expect(propose(desk) { $0.admittedOn = "2018-08-24" } == Refusal(.historyDiffers, ""))
        #expect(propose(desk) { $0.dischargedOn = "2018-10-12" } == Refusal(.historyDiffers, ""))
        #expect(propose(desk) { $0.dischargedOn = "2018-11-22" } == Refusal(.dayToCome, ""))
        #expect(propose(desk) { $0.person = Sample.duplicate } == Refusal(.historyElsewhere, ""))
        #expect(propose(desk) { $0.claim = "claim/210300/1" } == Refusal(.malformedReference, ""))
        #expect(propose(desk) { $0.verifiedBy = "" } == Refusal(.missingField, ""))
        #expect(
            propose(desk, in: "history/210200/000124") { $0.person = Sample.duplicate }
                == Refusal(.personNotRegistered, ""))
        var other = desk
        other.receive(
            Event(.personRegistered(Sample.registeredTwice)), in: Sample.duplicate, by: Sample.clerk, on: "2018-11-06")
        let foreign = propose(other, in: "history/210200/000124") { $0.person = Sample.duplicate }
        #expect(foreign == Refusal(.historyOfAnother, ""), "a claim of somebody else")
        try other.record(
            Event(.personMerged(Sample.merged(into: Sample.duplicate))), in: Sample.person, by: Sample.clerk,
            on: "2018-11-07")
        #expect(
            propose(other, in: "history/210200/000124") { $0.person = Sample.duplicate } == nil,
            "the duplicate's claims are the person's")
    }

    @Test("S12: access for the center only: no other reader, no other author, no disclosure, by nobody.")
    func access() throws {
        var desk = try Desk.at(.accepted)
        let proposal = try desk.propose(
            Event(.historyVerified(Sample.verified)), in: Sample.history, by: Sample.clerk, on: "2018-11-21")
        #expect(proposal.items.map(\.audience) == [[]])
        for actor in [Sample.agent, Sample.office] {
            let found = refusal {
                _ = try desk.propose(
                    Event(.historyVerified(Sample.verified)), in: Sample.history, by: actor, on: "2018-11-21")
            }
            #expect(found == Refusal(.roleMayNot, ""))
        }
        try desk.record(
            Event(.historyVerified(Sample.verified)), in: Sample.history, by: Sample.clerk, on: "2018-11-21")
        let disclosure = Event(
            .disclosed(
                .with {
                    $0.to = Sample.unit.description
                    $0.reason = "asked"
                }))
        desk.receive(disclosure, in: Sample.history, by: Sample.clerk, on: "2018-11-22")
        let state = try desk.state(Sample.history)
        #expect(state.entries.last?.refusal == 963)
        #expect(state.audience == [Sample.center.description])
        #expect(StreamKind.history.readers == "nobody else")
    }

    @Test("S12: a stay is entered once; it is corrected or annulled, and then may be entered again.")
    func corrections() throws {
        var desk = try Desk.at(.accepted)
        let entry = try desk.record(
            Event(.historyVerified(Sample.verified)), in: Sample.history, by: Sample.clerk, on: "2018-11-21")
        #expect(propose(desk) == Refusal(.alreadyInHistory, ""))
        let better = changed(Sample.verified) { $0.diagnosis = "perforated appendicitis" }
        try desk.record(
            .correcting(entry, .historyVerified(better)), in: Sample.history, by: Sample.clerk, on: "2018-11-21")
        let state = try desk.state(Sample.history).history
        #expect(state.items.map(\.verified.diagnosis) == ["perforated appendicitis"] && state.person == Sample.person)
        let wrong = changed(Sample.verified) { $0.admittedOn = "2018-08-24" }
        #expect(
            refusal {
                _ = try desk.propose(
                    .correcting(entry, .historyVerified(wrong)), in: Sample.history, by: Sample.clerk, on: "2018-11-21")
            } == Refusal(.historyDiffers, ""), "a correction agrees with the claim too")
        try desk.record(.annulling(entry), in: Sample.history, by: Sample.clerk, on: "2018-11-22")
        #expect(try desk.state(Sample.history).history.items.isEmpty)
        #expect(propose(desk) == nil)
    }

    @Test("24: the history of a claim that is refused later is found, until the entry is annulled.")
    func finding() throws {
        var desk = try Desk.at(.accepted)
        let entry = try desk.record(
            Event(.historyVerified(Sample.verified)), in: Sample.history, by: Sample.clerk, on: "2018-11-06")
        #expect(try desk.findings(Sample.claim).isEmpty)
        try desk.record(
            Event(.claimRefused(.with { $0.grounds = [Sample.ground(1, "forged")] })), in: Sample.claim,
            by: Sample.clerk, on: "2018-11-07")
        let found = try desk.findings(Sample.claim)
        #expect(found.map(\.number) == [24] && found[0].evidence.contains(entry))
        try desk.record(.annulling(entry), in: Sample.history, by: Sample.clerk, on: "2018-11-08")
        #expect(try desk.findings(Sample.claim).isEmpty)
    }

    @Test("24: a claim of a duplicate that was entered with the one who stands, and is refused later, is found.")
    func findingOfDuplicate() throws {
        var desk = try Desk.at(.accepted)
        desk.receive(
            Event(.personRegistered(Sample.registeredTwice)), in: Sample.duplicate, by: Sample.clerk, on: "2018-11-06")
        try desk.record(
            Event(.personMerged(Sample.merged(into: Sample.duplicate))), in: Sample.person, by: Sample.clerk,
            on: "2018-11-06")
        let history = "history/210200/000124"
        let entry = try desk.record(
            Event(.historyVerified(changed(Sample.verified) { $0.person = Sample.duplicate })), in: history,
            by: Sample.clerk, on: "2018-11-07")
        try desk.record(
            Event(.claimRefused(.with { $0.grounds = [Sample.ground(1, "forged")] })), in: Sample.claim,
            by: Sample.clerk, on: "2018-11-08")
        let found = try desk.findings(Sample.claim)
        #expect(found.map(\.number) == [24] && found[0].evidence.contains(entry))
        #expect(found[0].english.contains(history))
        let known = try desk.context([Sample.person])
        #expect(findingReads(for: try desk.state(Sample.claim), in: known).contains(history))
    }
}
