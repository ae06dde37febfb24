import Claims
import Foundation
import SwiftProtobuf
import Testing

@Suite("Parties, their logs and keys")
struct PartyTests {
    private func refused(_ desk: Desk, _ kind: Event.OneOf_Kind, by actor: Actor = Sample.registry) -> Int? {
        refusal { _ = try desk.propose(Event(kind), in: Sample.partyStream, by: actor, on: "2018-11-02") }?.number
    }

    @Test("An admission names the party's log, its four keys, and where its node is reached; the party reads it.")
    func admission() throws {
        let desk = try Desk.admitted()
        let party = try desk.party()
        #expect(party.party == "hospital:H11010500001" && party.registrar == "registrar:210200")
        #expect(party.registrarLog == Desk.origin(Sample.registrar))
        #expect(party.logs.count == 1 && party.currentLog?.origin == Sample.hospitalLog)
        #expect(party.logs[0].keys.map(\.purpose) == [.logKey, .witnessKey, .mirrorKey, .transportKey])
        #expect(party.logs[0].keys.allSatisfy { $0.fromSize == 0 && !$0.hasUntilSize })
        #expect(try desk.state(Sample.partyStream).audience == ["hospital:H11010500001", "registrar:210200"])
    }

    @Test(
        "The registrar of that code alone records parties.",
        arguments: ["registrar:210300", "center:210200", "hospital:H11010500001"])
    func registrarOnly(text: String) throws {
        let actor = Actor(party: try Party(text), operatorName: "somebody")
        let found = refused(Desk(), .partyAdmitted(Sample.admitted()), by: actor)
        #expect(found == (text.hasPrefix("registrar") ? 107 : 106))
        var desk = Desk()
        desk.receive(Event(.partyAdmitted(Sample.admitted())), in: Sample.partyStream, by: actor, on: "2018-11-02")
        #expect(try desk.party().logs.isEmpty, "what somebody else says has no effect")
    }

    @Test("A stream of a party ends in role-code; one of receipts in role, sender and day.")
    func names() throws {
        for text in [
            "party/210200/H11010500001", "party/210200/hospital-H1", "party/210200/hospital-210200", "party/210200/1",
            "receipt/210200/hospital-H11010500001/2018-11-02", "receipt/210200/center/hospital-H11010500001",
            "receipt/210200/center/hospital-H11010500001/2018",
            "receipt/210200/center/hospital-H11010500001/2018-02-30",
            "receipt/210200/boss/hospital-H11010500001/2018-11-02",
        ] {
            #expect(refusal { _ = try StreamAddress(text) }?.number == 102, "\(text)")
        }
        #expect(refusal { _ = try StreamAddress("receipt/210200/unit/center-210200/2018-11-02") }?.number == 103)
        #expect(refusal { _ = try StreamAddress("party/H11010500001/center-210200") }?.number == 103)
        for role in [Role.center, .agency, .registrar] {
            let reader = try Party(role: role, code: "210200")
            let name = StreamAddress.receipt(
                of: Sample.hospital, by: reader, on: try #require(CalendarDate("2018-11-02")))
            let address = try StreamAddress(name)
            #expect(address.decider == reader && address.namedParty == Sample.hospital)
            #expect(address.day == CalendarDate("2018-11-02"))
        }
    }

    @Test("A log key is replaced with the old one's signature over origin, purpose, keys, size and registrar.")
    func rotation() throws {
        let good = Sample.rotated(from: 40)
        var desk = try Desk.admitted()
        let changes: [(inout KeyRotated) -> Void] = [
            { $0.fromSize = 41 }, { $0.newKey = Sample.logKey(10).text }, { $0.signature[0] ^= 1 },
            { $0.signature = Data() }, { $0.signature = $0.signature.dropLast() },
            {
                $0.signature = Sample.logKey(1).signature($0.signedText(registrar: "registrar:210300"))
            },
            { $0.signature = Sample.logKey(9).signature($0.signedText(registrar: "registrar:210200")) },
        ]
        for change in changes { #expect(refused(desk, .keyRotated(changed(good, change))) == 923) }
        try desk.register(.keyRotated(good))
        let keys = try desk.party().logs[0].keys.filter { $0.purpose == .logKey }
        #expect(keys.map(\.fromSize) == [0, 40] && keys[0].untilSize == 40 && !keys[1].hasUntilSize)
        #expect(refused(desk, .keyRotated(Sample.rotated(from: 50, new: 11))) == 920, "replaced once")
        #expect(refused(desk, .keyRotated(Sample.rotated(from: 40, old: 9, new: 11))) == 922, "sizes do not go back")
        #expect(refused(desk, .keyRotated(Sample.rotated(from: 41, old: 9, new: 11))) == nil)
        #expect(refused(desk, .keyRotated(Sample.rotated(from: 41, old: 9, new: 1))) == 921, "an old key comes back")
    }

    @Test("A witness key that is lost is replaced without its signature; a signature that is there has to be right.")
    func witnessRotation() throws {
        var rotation = KeyRotated.with {
            $0.origin = Sample.hospitalLog
            $0.purpose = .witnessKey
            $0.oldKey = Sample.witnessKey().text
            $0.newKey = Sample.witnessKey(12).text
        }
        var desk = try Desk.admitted()
        #expect(refused(desk, .keyRotated(changed(rotation) { $0.signature = Data(repeating: 1, count: 64) })) == 923)
        #expect(refused(desk, .keyRotated(changed(rotation) { $0.purpose = .mirrorKey })) == 919)
        #expect(refused(desk, .keyRotated(changed(rotation) { $0.fromSize = 3 })) == 922)
        rotation.signature = Sample.witnessKey().signature(rotation.signedText(registrar: "registrar:210200"))
        try desk.register(.keyRotated(rotation))
        #expect(try desk.party().logs[0].currentKeys(.witnessKey).map(\.key) == [rotation.newKey])
    }

    @Test("A revoked key signs nothing above the last good size, and its log ends or goes on under the newer key.")
    func revocation() throws {
        var desk = try Desk.admitted()
        try desk.register(.keyRotated(Sample.rotated(from: 40)))
        #expect(refused(desk, .keyRevoked(Sample.revoked(lastGood: 40))) == 924, "that head is the new key's")
        #expect(refused(desk, .keyRevoked(Sample.revoked(lastGood: 38, key: 9))) == 924, "before the key's first")
        #expect(refused(desk, .keyRevoked(Sample.revoked(lastGood: 39, key: 9))) == nil, "none of its heads is good")
        try desk.register(.keyRevoked(Sample.revoked(lastGood: 30)))
        let old = try desk.party().logs[0].keys[0]
        #expect(old.untilSize == 31 && old.lastGood.size == 30)
        #expect(refused(desk, .keyRevoked(Sample.revoked(lastGood: 20))) == 920)
        #expect(refused(desk, .keyRevoked(Sample.revoked(lastGood: .max, key: 9))) == 924)
    }

    @Test("A party goes on under a new origin from the head at which its log ended, with keys that it never had.")
    func successor() throws {
        var desk = try Desk.admitted()
        let next = Sample.admitted(origin: "test.example/hospital-2", seed: 20)
        try desk.register(.logEnded(Sample.ended(at: 17)))
        #expect(try desk.party().currentLog == nil)
        #expect(refused(desk, .partyAdmitted(next)) == 918, "it names no head")
        #expect(refused(desk, .partyAdmitted(changed(next) { $0.previous = Sample.ended(at: 18).last })) == 918)
        let good = changed(next) { $0.previous = Sample.ended(at: 17).last }
        #expect(
            refused(
                desk,
                .partyAdmitted(
                    changed(good) {
                        $0.origin = Sample.hospitalLog
                        $0.keys.log = Sample.logKey(20).text
                    })) == 917)
        #expect(refused(desk, .partyAdmitted(changed(good) { $0.keys.witness = Sample.witnessKey(2).text })) == 921)
        #expect(refused(desk, .keyRotated(Sample.rotated(from: 40))) == 927)
        try desk.register(.partyAdmitted(good))
        let party = try desk.party()
        #expect(party.logs.map(\.origin) == [Sample.hospitalLog, "test.example/hospital-2"])
        #expect(party.currentLog?.previous.size == 17)
    }

    @Test("Two of a party's four keys are never one key.")
    func distinct() throws {
        let twice = changed(Sample.admitted()) {
            $0.keys.mirror = SampleKey("\(Sample.hospitalLog)/mirror", type: 4, seed: 2).text
        }
        #expect(refused(Desk(), .partyAdmitted(twice)) == 921)
    }

    @Test("Suspension and reinstatement follow each other; what is known is amended as a whole.")
    func suspension() throws {
        var desk = try Desk.admitted()
        try desk.register(.partySuspended(Sample.suspended()))
        #expect(try desk.party().suspended)
        try desk.register(.partyReinstated(.with { $0.reason = "the licence is back" }))
        #expect(try !desk.party().suspended && desk.party().suspendedBecause.isEmpty)
        try desk.register(
            .partyAmended(
                .with {
                    $0.name = "北京新名医院"
                    $0.reason = "it was renamed"
                }))
        let party = try desk.party()
        #expect(party.name == "北京新名医院" && party.address.isEmpty && party.fullMirrors.isEmpty)
    }

    @Test("Neither corrections nor annulments touch what a registrar recorded.")
    func notUndoable() throws {
        var desk = try Desk.admitted()
        let entry = try desk.register(.partySuspended(Sample.suspended()))
        let annulment = Annulled.with {
            $0.entry = entry
            $0.reason = "a mistake"
        }
        #expect(refused(desk, .annulled(annulment)) == 804)
    }

    @Test(
        "A verifier key is name, id of its bytes, and base64 of type and 32 bytes.",
        arguments: [
            "", "x", "a+b+c",
            "test.example/hospital-H11010500001+00000000+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        ])
    func malformedKeys(text: String) throws {
        let expected = text.isEmpty ? 209 : 912
        #expect(refused(Desk(), .partyAdmitted(changed(Sample.admitted()) { $0.keys.log = text })) == expected)
    }

    @Test("Every single character of a key counts.")
    func everyCharacter() throws {
        let text = Sample.logKey().text
        for (index, character) in text.enumerated() {
            var characters = Array(text)
            characters[index] = character == "A" ? "B" : "A"
            let found = refused(Desk(), .partyAdmitted(changed(Sample.admitted()) { $0.keys.log = String(characters) }))
            #expect(found == 912, "\(index)")
        }
    }

    @Test("A published key of C2SP signed-note is read: type 1, as the specification prints it.")
    func published() {
        // https://c2sp.org/signed-note, the example of a verifier key.
        let key = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
        let admission = changed(Sample.admitted()) {
            $0.origin = "example.com/foo"
            $0.keys.log = key
        }
        #expect(refused(Desk(), .partyAdmitted(admission)) == nil)
    }
}

@Suite("Receipts")
struct ReceiptTests {
    private func record(_ desk: inout Desk, _ number: UInt64, by actor: Actor = Sample.clerk) -> Int? {
        refusal {
            try desk.record(Event(.received(Sample.receipt(number))), in: Sample.receipts, by: actor, on: "2018-11-02")
        }?.number
    }

    @Test("Receipts go forward only; the sender reads them and records none.")
    func forward() throws {
        var desk = Desk()
        desk.hold(Sample.hospital, 100)
        #expect(record(&desk, 5) == nil)
        #expect(record(&desk, 4) == 928)
        #expect(record(&desk, 6) == nil)
        #expect(record(&desk, 7, by: Sample.office) == 107)
        #expect(record(&desk, 100) == 929, "the node holds no such entry")
        let state = try desk.state(Sample.receipts)
        #expect(state.audience == ["center:210200", "hospital:H11010500001"])
        guard case .receipt(let receipts)? = state.subject else {
            Issue.record("no receipts")
            return
        }
        #expect(receipts.receipts.map(\.entry.number) == [5, 6] && receipts.newest(of: Sample.hospitalLog) == 6)
        #expect(receipts.newest(of: "test.example/another") == nil)
    }

    @Test("A receipt that goes back is irregular where it arrives, and an entry of another reader has no effect.")
    func arrived() throws {
        var desk = Desk()
        for (number, actor) in [(UInt64(5), Sample.clerk), (3, Sample.clerk), (9, Sample.office)] {
            desk.receive(
                Event(.received(Sample.receipt(number))), in: Sample.receipts, by: actor, on: "2018-11-02",
                audience: [Sample.hospital, Sample.center])
        }
        let state = try desk.state(Sample.receipts)
        #expect(state.entries.map(\.refusal) == [0, 928, 107])
    }
}
