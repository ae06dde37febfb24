import Claims
import SwiftProtobuf

/// Violations of the rules about parties, keys and receipts.
extension Violations {
    /// What the registrar may not record of a hospital that is admitted, after some entries.
    private mutating func addAdmitted(
        _ rule: Refusal.Rule, after before: [Event.OneOf_Kind] = [],
        _ kind: @escaping @autoclosure () -> Event.OneOf_Kind
    ) {
        add(rule) {
            var desk = try Desk.admitted()
            for event in before { try desk.register(event) }
            try desk.register(kind())
        }
    }

    private mutating func addAdmission(_ rule: Refusal.Rule, _ change: @escaping (inout PartyAdmitted) -> Void) {
        add(
            rule, at: .empty, .partyAdmitted(changed(Sample.admitted(), change)), in: Sample.partyStream,
            by: Sample.registry)
    }

    mutating func addParties() {
        addAdmission(.malformedOrigin) { $0.origin = "two words" }
        addAdmission(.malformedKey) { $0.keys.log = Sample.logKey(of: "test.example/another").text }
        addAdmission(.malformedAddress) { $0.address = "https://hospital.example/path" }
        addAdmission(.admittedElsewhere) { $0.party = Sample.otherHospital.description }
        addAdmission(.previousDiffers) { $0.previous = Sample.ended(at: 3).last }
        addAdmitted(.alreadyAdmittedParty, .partyAdmitted(Sample.admitted(origin: "test.example/new", seed: 20)))
        add(
            .partyNotAdmitted, at: .empty, .partySuspended(Sample.suspended()), in: Sample.partyStream,
            by: Sample.registry)
        add(.originUsed) {
            _ = try Desk.admitted().propose(
                Event(
                    .partyAdmitted(
                        changed(Sample.admitted(seed: 20)) { $0.party = Sample.otherHospital.description })),
                in: "party/210200/hospital-H11010500009", by: Sample.registry, on: "2018-11-02")
        }
        addAdmitted(.keyUnknown, .keyRevoked(Sample.revoked(lastGood: 5, key: 7)))
        addAdmitted(
            .keyEnded, after: [.keyRevoked(Sample.revoked(lastGood: 5))], .keyRotated(Sample.rotated(from: 9)))
        addAdmitted(.keyUsed, .keyRotated(Sample.rotated(from: 5, new: 1)))
        addAdmitted(.rotationBackwards, .keyRotated(Sample.rotated(from: 0)))
        addAdmitted(.rotationUnsigned, .keyRotated(changed(Sample.rotated(from: 5)) { $0.fromSize = 6 }))
        addAdmitted(
            .revocationBackwards, after: [.keyRotated(Sample.rotated(from: 5))],
            .keyRevoked(Sample.revoked(lastGood: 5)))
        addAdmitted(
            .alreadySuspended, after: [.partySuspended(Sample.suspended())], .partySuspended(Sample.suspended()))
        addAdmitted(.notSuspended, .partyReinstated(.with { $0.reason = "a mistake" }))
        addContinuations()
        addAdmitted(.logHasEnded, after: [.logEnded(Sample.ended(at: 5))], .logEnded(Sample.ended(at: 5)))
    }

    private mutating func addContinuations() {
        func add(
            _ rule: Refusal.Rule, by actor: Actor = Sample.office, number: UInt64 = 0,
            _ origin: String = Sample.hospitalLog
        ) {
            self.add(rule) {
                var desk = try Desk.admitted()
                try desk.register(.logEnded(Sample.ended(at: 5)))
                desk.next = EntryReference(origin: "test.example/hospital-2", number: number)
                let event = Event(.logContinued(Sample.continued(at: rule.number == 934 ? 4 : 5, origin)))
                _ = try desk.propose(event, in: Sample.partyStream, by: actor, on: "2018-11-02")
            }
        }
        add(.continuedByAnother, by: Sample.secondOffice)
        add(.continuationNotFirst, number: 1)
        add(.continuesItself, "test.example/hospital-2")
        add(.continuationDiffers)
    }

    mutating func addReceipts() {
        func add(_ rule: Refusal.Rule, in stream: String = Sample.receipts, _ receipts: [Received]) {
            self.add(rule) {
                var desk = Desk()
                desk.hold(Sample.hospital, 9)
                for receipt in receipts {
                    try desk.record(Event(.received(receipt)), in: stream, by: Sample.clerk, on: "2018-11-02")
                }
            }
        }
        add(.receiptBackwards, [Sample.receipt(5), Sample.receipt(5)])
        add(.receiptDiffers, [Sample.receipt(5, leaf: String(repeating: "0", count: 64))])
        add(
            .receiptMisplaced, in: "receipt/210200/center/hospital-H11010500001/2018-11-03", [Sample.receipt(5)])
    }
}

extension Desk {
    /// The node holds so many entries of a party's log, all with the sample's hash.
    mutating func hold(_ party: Party, _ count: UInt64) {
        for number in 0..<count {
            held[EntryReference(origin: Desk.origin(party), number: number)] = Context.HeldEntry(
                leafHash: Sample.hash, party: party, type: .received, stream: "")
        }
    }
}
