import Claims
import SwiftProtobuf
import Testing

@Suite("The fold")
struct FoldTests {
    private func corrected(_ entry: EntryReference, _ replacement: Event.OneOf_Kind) -> Event {
        Event(
            .corrected(
                .with {
                    $0.entry = entry
                    $0.reason = "misread"
                    $0.replacement = Event(replacement)
                }))
    }

    @Test("A corrected entry counts as its replacement; both stay visible, and verdicts stay.")
    func correction() throws {
        var desk = try Desk.at(.accepted)
        let entry = try desk.state(Sample.claim).claim.submitted.entry
        let other = changed(Sample.submitted) { $0.payee.account = "6222111" }
        try desk.record(
            corrected(entry, .claimSubmitted(other)), in: Sample.claim, by: Sample.agent, on: "2018-11-06")
        let state = try desk.state(Sample.claim)
        #expect(state.claim.submission.payee.account == "6222111")
        #expect(state.claim.status == .accepted)
        #expect(state.entries.count == 3)
        #expect(state.entries[0].correctedBy == state.entries[2].act.entry)
        #expect(state.entries[2].names == entry)
        #expect(state.claim.submitted.entry == entry)
        // The last correction counts.
        let third = changed(Sample.submitted) { $0.payee.account = "6222222" }
        try desk.record(
            corrected(entry, .claimSubmitted(third)), in: Sample.claim, by: Sample.agent, on: "2018-11-07")
        #expect(try desk.state(Sample.claim).claim.submission.payee.account == "6222222")
    }

    @Test("An annulled entry counts as absent, and stays in the list.")
    func annulment() throws {
        var desk = try Desk.at(.submitted)
        let entry = try desk.state(Sample.claim).claim.submitted.entry
        try desk.record(.annulling(entry), in: Sample.claim, by: Sample.agent, on: "2018-11-02")
        let state = try desk.state(Sample.claim)
        #expect(!state.claim.hasSubmission && state.claim.status == .unspecified && state.claim.papers.isEmpty)
        #expect(state.entries.count == 2 && state.entries[0].hasAnnulledBy)
        try desk.record(
            Event(.claimSubmitted(Sample.submitted)), in: Sample.claim, by: Sample.agent, on: "2018-11-03")
        #expect(try desk.state(Sample.claim).claim.status == .submitted)
    }

    @Test("An annulled approval takes its postings with it, and the claim can be approved anew.")
    func annulledApproval() throws {
        var desk = try Desk.at(.approved)
        let entry = try desk.state(Sample.claim).claim.approved.entry
        try desk.record(.annulling(entry), in: Sample.claim, by: Sample.approver, on: "2018-11-09")
        let state = try desk.state(Sample.claim)
        #expect(state.claim.status == .adjudicated && !state.claim.hasApproval && state.claim.postings.isEmpty)
        try desk.record(Event(.claimApproved(Sample.approved)), in: Sample.claim, by: Sample.approver, on: "2018-11-10")
    }

    @Test("A day that the hospital corrects is billed as corrected; another day of the same date is not made so.")
    func correctedDay() throws {
        var desk = try Desk.inHospital(until: 3)
        let entry = try #require(try desk.state(Sample.stay).stay.days.first).act.entry
        let more = DayBilled.with { $0.bill = Sample.day("2018-08-25", [Sample.line("bed", 70_000)]) }
        try desk.record(corrected(entry, .dayBilled(more)), in: Sample.stay, by: Sample.office, on: "2018-08-27")
        #expect(try desk.state(Sample.stay).stay.days.map(\.bill.total) == [70_000, 1_166_314])
        for (date, rule) in [("2018-08-26", Refusal.Rule.dayAlreadyBilled), ("2018-08-24", .dayOutsideStay)] {
            let clash = DayBilled.with { $0.bill = Sample.day(date, [Sample.line("bed", 70_000)]) }
            let found = refusal {
                _ = try desk.propose(
                    corrected(entry, .dayBilled(clash)), in: Sample.stay, by: Sample.office, on: "2018-08-27")
            }
            #expect(found?.number == rule.number)
        }
    }

    @Test("A correction by somebody else has no effect, and neither has one that names nothing.")
    func foreignCorrection() throws {
        var desk = try Desk.at(.submitted)
        let before = try desk.state(Sample.claim).claim
        desk.receive(.annulling(before.submitted.entry), in: Sample.claim, by: Sample.clerk, on: "2018-11-02")
        desk.receive(
            .annulling(EntryReference(origin: "nowhere.example/x", number: 7)), in: Sample.claim, by: Sample.agent,
            on: "2018-11-02")
        let after = try desk.state(Sample.claim)
        #expect(after.claim.submission == before.submission && after.claim.status == .submitted)
        #expect(after.entries.suffix(2).map(\.refusal) == [802, 801])
    }

    @Test("Money is never annulled: a payment stays paid whatever the center writes.")
    func money() throws {
        var desk = try Desk.at(.paid)
        let state = try desk.state(Sample.claim)
        for entry in state.entries where ["PaymentMade", "PaymentOrdered", "ClaimApproved"].contains(entry.typeName) {
            desk.receive(.annulling(entry.act.entry), in: Sample.claim, by: Sample.clerk, on: "2018-11-22")
        }
        let after = try desk.state(Sample.claim)
        #expect(after.claim == state.claim)
        #expect(after.entries.suffix(3).map(\.refusal) == [806, 804, 804])
    }

    @Test("An entry of a wrong role, a malformed one and one of an unknown type have no effect, and say why.")
    func irregular() throws {
        var desk = try Desk.at(.submitted)
        let before = try desk.state(Sample.claim).claim
        desk.receive(Event(.claimAccepted(.init())), in: Sample.claim, by: Sample.agent, on: "2018-11-02")
        desk.receive(
            Event(.claimReturned(.with { $0.dueOn = "soon" })), in: Sample.claim, by: Sample.clerk, on: "2018-11-02")
        var fold = StreamFold(try StreamAddress(Sample.claim))
        for entry in desk.streams[Sample.claim] ?? [] { fold.append(entry) }
        for (number, type, payload) in [(UInt64(90), UInt16(60_000), []), (91, 134, [UInt8(0xff)]), (92, 0, [])] {
            fold.append(
                RecordedEvent(
                    reference: EntryReference(origin: Desk.origin(Sample.center), number: number),
                    party: Sample.center, operatorName: "x", time: 0, type: EventType(rawValue: type),
                    payload: payload))
        }
        #expect(fold.state.entries.dropFirst().map(\.refusal) == [106, 207, 104, 109, 104])
        #expect(fold.state.claim.submission == before.submission)
        #expect(fold.state.claim.status == .submitted)
    }

    @Test(
        "An entry that addresses fewer than its stream's audience is irregular; a fact among them stands in suspense.")
    func audience() throws {
        var desk = try Desk.at(.ordered)
        desk.receive(
            Event(.paymentMade(Sample.made())), in: Sample.claim, by: Sample.cashier, on: "2018-11-20", audience: [])
        let state = try desk.state(Sample.claim)
        #expect(state.entries.last?.verdict == .suspense && state.entries.last?.refusal == 111)
        #expect(TrialBalance(of: [state])[.suspenseAccount] == Sample.approvedAmount)
        // A unit answers for the center only: it may not know who else reads.
        desk.receive(
            Event(.documentAttached(.with { $0.document = Sample.paper(.other) })), in: Sample.claim,
            by: Sample.agent, on: "2018-11-20", audience: [Sample.center])
        #expect(try desk.state(Sample.claim).entries.last?.verdict == .regular)
    }

    @Test("Imported claims stand beside the domestic roads: visible, no postings, no rules of theirs.")
    func imported() throws {
        var desk = Desk()
        let stream = "fhir-claim/210200/4d1f"
        try desk.record(
            Event(.claimImported(.with { $0.id = "4d1f" })), in: stream, by: Sample.clerk, on: "2019-01-01")
        let state = try desk.state(stream)
        #expect(state.imported.claim.id == "4d1f")
        #expect(TrialBalance(of: [state]).accounts.isEmpty)
        #expect(findings(for: state, in: Context()).isEmpty)
    }

    @Test("The state has one JSON form, with its statuses by name and its fen as text.")
    func json() throws {
        let state = try Desk.at(.paid).state(Sample.claim)
        let json = try state.jsonString()
        #expect(json.contains("\"status\":\"PAID\""))
        #expect(json.contains("\"time\":\"2018-11-20T04:00:00Z\""))
        #expect(json.contains("\"amount\":\"\(Sample.approvedAmount)\""))
        #expect(try StreamState(jsonString: json) == state)
        #expect(try StreamState(serializedBytes: state.serializedBytes() as [UInt8]) == state)
    }
}
