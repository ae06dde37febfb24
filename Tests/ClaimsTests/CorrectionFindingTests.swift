import Claims
import SwiftProtobuf
import Testing

@Suite("Finding 9: approved without having seen a correction")
struct CorrectionFindingTests {
    private let correction = Event(
        .billCorrected(
            .with {
                $0.bill = Sample.bill
                $0.reason = "the invoice was reprinted"
            }))

    private func found(_ desk: Desk) throws -> [Finding] {
        try desk.findings(Sample.claim).filter { $0.number == 9 }
    }

    @Test("A correction that the approval's basis reaches was seen.")
    func seen() throws {
        var desk = try Desk.at(.adjudicated)
        try desk.record(correction, in: Sample.stay, by: Sample.office, on: "2018-11-07")
        try desk.record(Event(.claimApproved(Sample.approved)), in: Sample.claim, by: Sample.approver, on: "2018-11-08")
        #expect(try found(desk).isEmpty)
    }

    @Test("A correction behind the basis was not; with a receipt that covers it, it is an alarm.")
    func unseen() throws {
        var desk = try Desk.at(.approved)
        let entry = try desk.record(correction, in: Sample.stay, by: Sample.office, on: "2018-11-09")
        let plain = try found(desk)
        #expect(plain.map(\.severity) == [.warning])
        let approval = try desk.state(Sample.claim).claim.approved.entry
        #expect(plain[0].evidence == [approval, entry])

        func receipt(_ number: UInt64, covers: UInt64) -> Context.Receipt {
            Context.Receipt(
                entry: EntryReference(origin: approval.origin, number: number),
                covers: EntryReference(origin: entry.origin, number: covers))
        }
        desk.receipts = [receipt(approval.number - 1, covers: entry.number)]
        #expect(try found(desk).map(\.severity) == [.alarm])
        desk.receipts = [receipt(approval.number + 1, covers: entry.number)]
        #expect(try found(desk).map(\.severity) == [.warning], "received after the approval")
        desk.receipts = [receipt(approval.number - 1, covers: entry.number - 1)]
        #expect(try found(desk).map(\.severity) == [.warning], "the receipt stops before the correction")
    }

    @Test("A basis that reaches a later entry of the same log in another stream does not show that this one was seen.")
    func otherStream() throws {
        var desk = try Desk.at(.adjudicated)
        try desk.record(correction, in: Sample.stay, by: Sample.office, on: "2018-11-07")
        let other = desk.receive(
            Event(.formStamped(Sample.stamped(Sample.hospital))), in: Sample.filing, by: Sample.office, on: "2018-11-07"
        )
        let state = try desk.state(Sample.claim)
        let approval = RecordedEvent(
            reference: EntryReference(origin: Desk.origin(Sample.center), number: 900), party: Sample.center,
            operatorName: "approver.li", time: instant("2018-11-08"), event: Event(.claimApproved(Sample.approved)),
            basis: [other])
        var fold = StreamFold(try StreamAddress(Sample.claim))
        for entry in desk.streams[Sample.claim] ?? [] { fold.append(entry) }
        fold.append(approval)
        #expect(fold.state.entries.count == state.entries.count + 1)
        let context = try desk.context([Sample.stay, Sample.filing])
        #expect(findings(for: fold.state, in: context).map(\.number) == [9])
    }

    @Test("The unit's own correction after the approval was not seen; one before it was.")
    func ownStream() throws {
        func corrected(_ stage: Stage) throws -> Desk {
            var desk = try Desk.at(stage)
            let entry = try desk.state(Sample.claim).claim.submitted.entry
            let event = Corrected.with {
                $0.entry = entry
                $0.reason = "the account was wrong"
                $0.replacement = Event(.claimSubmitted(changed(Sample.submitted) { $0.payee.account = "6222111" }))
            }
            try desk.record(Event(.corrected(event)), in: Sample.claim, by: Sample.agent, on: "2018-11-07")
            return desk
        }
        var before = try corrected(.adjudicated)
        try before.record(
            Event(.claimApproved(Sample.approved)), in: Sample.claim, by: Sample.approver, on: "2018-11-08")
        #expect(try found(before).isEmpty)
        #expect(try found(corrected(.approved)).count == 1)
    }

    @Test("A correction that changes the claim behind the approval has no effect, and is found all the same.")
    func behindTheDecision() throws {
        var desk = try Desk.at(.paid)
        let entry = try desk.state(Sample.claim).claim.submitted.entry
        let before = try desk.state(Sample.claim).claim
        func corrected(_ change: (inout ClaimSubmitted) -> Void) -> Event {
            .correcting(entry, .claimSubmitted(changed(Sample.submitted, change)))
        }
        let late = desk.receive(
            corrected { $0.bill.total -= 100 }, in: Sample.claim, by: Sample.agent, on: "2018-11-21")
        #expect(try desk.state(Sample.claim).entries.last?.refusal == 648)
        #expect(try desk.state(Sample.claim).claim == before)
        let first = try found(desk)
        #expect(first.map(\.severity) == [.warning])
        #expect(first[0].evidence.last == late && first[0].english.contains("648"))
        for change: (inout ClaimSubmitted) -> Void in [
            { $0.payee.account = "6222111" }, { $0.bill.invoice.number = "0000000009" },
        ] {
            desk.receive(corrected(change), in: Sample.claim, by: Sample.agent, on: "2018-11-22")
        }
        #expect(try found(desk).count == 3)
        // What is irregular for another reason changes nothing that was decided.
        desk.receive(corrected { $0.care = .outpatient }, in: Sample.claim, by: Sample.agent, on: "2018-11-22")
        #expect(try desk.state(Sample.claim).entries.last?.refusal == 627)
        #expect(try found(desk).count == 3)
    }
}
