import Claims
import SwiftProtobuf
import Testing

@Suite("A log that goes on from another one says so in its first entry")
struct ContinuationTests {
    private static let next = "test.example/hospital-2"
    private static let first = EntryReference(origin: next, number: 0)

    /// The hospital is admitted, its log has ended at 17, and it says in its new log what that goes on from.
    private func continued(
        at size: UInt64 = 17, by actor: Actor = Sample.office, _ place: EntryReference = first,
        audience: [Party]? = [Sample.registrar]
    ) throws -> Desk {
        var desk = try Desk.admitted()
        try desk.register(.logEnded(Sample.ended(at: 17)))
        receive(at: size, by: actor, place, audience: audience, in: &desk)
        return desk
    }

    private func receive(
        at size: UInt64, by actor: Actor = Sample.office, _ place: EntryReference = first,
        audience: [Party]? = [Sample.registrar], in desk: inout Desk
    ) {
        desk.receive(
            Event(.logContinued(Sample.continued(at: size))), in: Sample.partyStream, by: actor, on: "2018-11-03",
            audience: audience, at: place)
    }

    private func admit(_ desk: inout Desk, previous size: UInt64 = 17) throws {
        let admission = changed(Sample.admitted(origin: Self.next, seed: 20)) {
            $0.previous = Sample.ended(at: size).last
        }
        try desk.register(.partyAdmitted(admission))
    }

    @Test("It is kept as the party's own word, before the registrar admits the new log, and after.")
    func kept() throws {
        var desk = try continued()
        for _ in 0..<2 {
            let own = try #require(try desk.party().continuations.first)
            #expect(own.origin == Self.next && own.last == Sample.ended(at: 17).last && !own.differs)
            #expect(own.act.entry == Self.first && own.reason == "it signed two histories")
            if try desk.party().logs.count == 1 { try admit(&desk) }
        }
        #expect(try desk.party().logs.count == 2 && desk.party().continuations.count == 1)
    }

    @Test(
        "A head that is another than the registrar's is told, in whichever order the two came.",
        arguments: [true, false])
    func disagreement(admittedFirst: Bool) throws {
        var desk = try Desk.admitted()
        try desk.register(.logEnded(Sample.ended(at: 17)))
        if admittedFirst { try admit(&desk) }
        receive(at: 16, in: &desk)
        #expect(try desk.party().continuations.map(\.differs) == [admittedFirst])
        if !admittedFirst { try admit(&desk) }
        #expect(try desk.party().continuations.map(\.differs) == [true])
        #expect(try desk.party().currentLog?.previous.size == 17, "the registrar's word decides")
        #expect(try desk.state(Sample.partyStream).entries.allSatisfy { $0.verdict == .regular })
    }

    @Test("A first log of a party goes on from nothing: what it says otherwise differs.")
    func noForerunner() throws {
        var desk = try Desk.admitted()
        receive(at: 17, EntryReference(origin: Sample.hospitalLog, number: 0), in: &desk)
        #expect(try desk.party().continuations.isEmpty, "its own log is no other")
        let event = Event(.logContinued(Sample.continued(at: 3, "test.example/older")))
        desk.receive(
            event, in: Sample.partyStream, by: Sample.office, on: "2018-11-03", audience: [Sample.registrar],
            at: EntryReference(origin: Sample.hospitalLog, number: 0))
        #expect(try desk.party().continuations.isEmpty, "the same entry is seen once")
        var other = try Desk.admitted()
        other.receive(
            event, in: Sample.partyStream, by: Sample.office, on: "2018-11-03", audience: [Sample.registrar],
            at: EntryReference(origin: Sample.hospitalLog, number: 0))
        #expect(try other.party().continuations.map(\.differs) == [true])
    }

    @Test("What is not the first entry, not of the party, or not addressed to the registrar has no effect.")
    func irregular() throws {
        func refused(_ desk: Desk) throws -> UInt32 {
            #expect(try desk.party().continuations.isEmpty)
            return try desk.state(Sample.partyStream).entries.last?.refusal ?? 0
        }
        #expect(try refused(continued(EntryReference(origin: Self.next, number: 1))) == 932)
        #expect(try refused(continued(by: Sample.secondOffice)) == 931)
        #expect(try refused(continued(by: Sample.registry)) == 931)
        #expect(try refused(continued(EntryReference(origin: Sample.hospitalLog, number: 0))) == 933)
        let unaddressed = try refused(continued(audience: []))
        #expect(unaddressed == UInt32(Refusal.Rule.audienceTooSmall.number))
    }

    @Test("It is proposed to the registrar alone, once, and before anything else of the log.")
    func proposed() throws {
        var desk = try Desk.admitted()
        try desk.register(.logEnded(Sample.ended(at: 17)))
        desk.next = Self.first
        desk.isContinuation = true
        let proposal = try desk.propose(
            Event(.logContinued(Sample.continued(at: 17))), in: Sample.partyStream, by: Sample.office, on: "2018-11-03")
        #expect(proposal.items.map(\.audience) == [[Sample.registrar]])
        func admission(_ desk: Desk) -> Int? {
            refusal {
                _ = try desk.propose(
                    Event(.admitted(Sample.admitted)), in: Sample.stay, by: Sample.office, on: "2018-08-25")
            }?.number
        }
        #expect(admission(desk) == 932)
        desk.next = EntryReference(origin: Self.next, number: 1)
        #expect(admission(desk) == nil)
        desk.next = Self.first
        desk.isContinuation = false
        #expect(admission(desk) == nil, "a party's first log begins with anything")
    }

    @Test("Before the registrar has said anything the party may say it: the registrar is told so.")
    func beforeTheEnd() throws {
        var desk = Desk()
        desk.next = Self.first
        let proposal = try desk.propose(
            Event(.logContinued(Sample.continued(at: 17))), in: Sample.partyStream, by: Sample.office, on: "2018-11-03")
        #expect(proposal.items.count == 1 && proposal.reads.isEmpty)
    }
}
