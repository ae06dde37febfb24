import Claims
import EntryFormat
import Foundation
import Ledger
import Testing
import TransparencyLog

@testable import ClaimsLedger

@Suite("Parties, receipts and knowledge in one node")
struct PartyLedgerTests {
    private static let hospital = "hospital:H11019900001"
    private static let unit = "unit:91210299MA0TRPLC1U"
    private static let admission = "party/210000/hospital-H11019900001"
    private static let filing = "filing/210200/2018-000045"
    private static let stay = "stay/H11019900001/2018-004711"

    /// The node of the forged invoice with a registrar.
    private func office() throws -> Office {
        let office = try Office()
        _ = try Node.initialize(
            office.path, role: "registrar", code: "210000", name: "登记机构", origin: "triplicate.example/registrar-210000")
        return office
    }

    private func log(_ party: String, _ node: Node) throws -> LogIdentity {
        try #require(node.ledger.logs.first { $0.party == party })
    }

    private func record(_ node: Node, _ stream: String, _ event: Event, as party: String) throws -> Recorded {
        let type = try #require(event.type)
        return try node.record(
            RecordRequest(stream: stream, type: type.description, event: try event.payloadJSON()),
            by: node.actor(as: party, operatorName: "clerk"))
    }

    private func admission(of party: String, _ node: Node) throws -> Event {
        let identity = try #require(node.parties.first { $0.party == party })
        var event = Event()
        event.partyAdmitted.party = party
        event.partyAdmitted.name = identity.name
        event.partyAdmitted.origin = identity.origin
        event.partyAdmitted.keys.log = identity.verifierKeys.log
        event.partyAdmitted.keys.witness = identity.verifierKeys.witness
        event.partyAdmitted.keys.mirror = identity.verifierKeys.mirror
        event.partyAdmitted.keys.transport = identity.verifierKeys.transport
        return event
    }

    private func leaf(_ number: UInt64, _ log: LogIdentity, _ node: Node) throws -> LeafHash {
        try #require(try node.ledger.entry(number: number, in: log)).leaf
    }

    @Test("The keys that init makes are admitted, and the states follow the registrar's log as it grows.")
    func states() throws {
        let office = try office()
        let node = try office.open()
        defer { node.close() }
        #expect(try node.partyStates(of: ["registrar:210000"]).isEmpty)
        _ = try record(node, Self.admission, try admission(of: Self.hospital, node), as: "registrar:210000")
        let first = try node.partyStates(of: ["registrar:210000"])
        #expect(first.map(\.party) == [Self.hospital])
        #expect(first[0].registrarLog == "triplicate.example/registrar-210000")
        #expect(first[0].currentLog?.origin == "triplicate.example/hospital-H11019900001")
        var suspension = Event()
        suspension.partySuspended.reason = "its licence is withdrawn"
        _ = try record(node, Self.admission, suspension, as: "registrar:210000")
        #expect(try node.partyStates(of: ["triplicate.example/registrar-210000"]).map(\.suspended) == [true])
        #expect(try node.partyStates(of: ["registrar:310000", "center:210200"]).isEmpty)
        #expect(try node.list(ListQuery(kind: "party")).rows.map(\.status) == ["suspended"])
    }

    @Test(
        "Of two registrars that admit a party, or an origin, the one that is named first is believed, in either order.")
    func twoRegistrars() throws {
        let office = try office()
        _ = try Node.initialize(
            office.path, role: "registrar", code: "110000", name: "另一登记机构",
            origin: "triplicate.example/registrar-110000")
        let node = try office.open()
        defer { node.close() }
        let (good, bad) = ("registrar:210000", "registrar:110000")
        _ = try record(node, Self.admission, try admission(of: Self.hospital, node), as: good)
        var copy = try admission(of: Self.hospital, node)
        copy.partyAdmitted.keys = try admission(of: Self.unit, node).partyAdmitted.keys
        copy.partyAdmitted.origin = "triplicate.example/unit-91210299MA0TRPLC1U"
        _ = try record(node, "party/110000/hospital-H11019900001", copy, as: bad)
        for order in [[good, bad], [bad, good], [good], [bad]] {
            let states = try node.partyStates(of: order)
            #expect(states.count == 1)
            #expect(states.first?.registrarLog == "triplicate.example/registrar-\(order[0].suffix(6))")
        }
    }

    @Test("An origin that another party has is refused; the index finds it.")
    func originUsed() throws {
        let office = try office()
        let node = try office.open()
        defer { node.close() }
        _ = try record(node, Self.admission, try admission(of: Self.hospital, node), as: "registrar:210000")
        var other = try admission(of: Self.hospital, node)
        other.partyAdmitted.party = Self.unit
        let refusal = #expect(throws: Refusal.self) {
            try record(node, "party/210000/unit-91210299MA0TRPLC1U", other, as: "registrar:210000")
        }
        #expect(refusal?.number == 917)
    }

    @Test("A receipt is recorded once, goes forward only, and names an entry that is held with that hash.")
    func receipts() throws {
        let office = try office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 5)
        let hospital = try log(Self.hospital, node)
        let end = try node.ledger.end()
        try node.recordReceipt(reader: "center:210200", log: hospital, number: 3, leaf: leaf(3, hospital, node))
        #expect(try node.ledger.end() == end + 1)
        for number in [3, 2] as [UInt64] {
            try node.recordReceipt(
                reader: "center:210200", log: hospital, number: number, leaf: leaf(number, hospital, node))
        }
        #expect(try node.ledger.end() == end + 1, "again, and for less, it changes nothing")
        try node.recordReceipt(reader: "center:210200", log: hospital, number: 5, leaf: leaf(5, hospital, node))
        let center = try Party("center:210200")
        #expect(try node.newestReceipt(of: hospital, by: center)?.number == 5)
        let covers = try (0...6).map { try node.firstReceipt(covering: $0, of: hospital, by: center)?.covers.number }
        #expect(covers == [3, 3, 3, 3, 5, 5, nil])
        let wrong = #expect(throws: Refusal.self) {
            try node.recordReceipt(reader: "center:210200", log: hospital, number: 9, leaf: leaf(8, hospital, node))
        }
        #expect(wrong?.number == 929)
        #expect(throws: LedgerError.self) {
            try node.recordReceipt(reader: "center:310000", log: hospital, number: 9, leaf: leaf(9, hospital, node))
        }
        #expect(try node.verify().ok)
    }

    @Test("Receipts of many days: the first that covers an entry is found, wherever it stands.")
    func manyDays() throws {
        let office = try office()
        let clock = Clock("2026-01-01")
        let node = try office.open(clock: clock)
        defer { node.close() }
        try Office.play(node, through: 5)
        let hospital = try log(Self.hospital, node)
        for (day, number) in [(2, 1), (3, 4), (5, 5), (9, 20), (12, 21)] as [(Int, UInt64)] {
            clock.set("2026-01-\(day < 10 ? "0" : "")\(day)")
            try node.recordReceipt(
                reader: "center:210200", log: hospital, number: number, leaf: leaf(number, hospital, node))
        }
        let center = try Party("center:210200")
        #expect(try node.receiptStreams(of: hospital, by: center).count == 5)
        for number in 0...22 as ClosedRange<UInt64> {
            let expected = [1, 4, 5, 20, 21].first { $0 >= number } as UInt64?
            #expect(try node.firstReceipt(covering: number, of: hospital, by: center)?.covers.number == expected)
        }
    }

    @Test(
        "Who may read an entry: whom it is addressed to, whom it was disclosed to, and everybody in a registrar's log.")
    func mayRead() throws {
        let office = try office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 5)
        let hospital = try log(Self.hospital, node)
        let bill = try #require(
            try node.ledger.contents(of: StreamName(Self.stay)).entries.last { $0.origin == hospital.origin })
        func may(_ party: String, _ number: UInt64) throws -> Bool {
            try node.mayRead([party], entry: number, of: hospital)
        }
        #expect(try may("center:210200", bill.number) && may(Self.hospital, bill.number))
        #expect(try !may(Self.unit, bill.number) && !may("center:210200", 9_999))
        var disclosure = Event()
        disclosure.disclosed.to = Self.unit
        disclosure.disclosed.reason = "the unit asked"
        disclosure.disclosed.entries = [EntryReference(origin: hospital.origin, number: bill.number)]
        let disclosed = try record(node, Self.stay, disclosure, as: "H11019900001")
        #expect(try may(Self.unit, bill.number) && !may(Self.unit, bill.number - 1))
        #expect(try !may("unit:91210200MA0000000H", bill.number))
        let bytes = try #require(
            try node.ledger.proof(of: disclosed.number, in: hospital, size: disclosed.number + 1)
        ).entry
        let found = try #require(Node.disclosure(inEntry: bytes))
        #expect(found.to == Self.unit && found.entries.map(\.number) == [bill.number])
        _ = try record(node, Self.admission, try admission(of: Self.hospital, node), as: "registrar:210000")
        #expect(try node.mayRead([], entry: 0, of: log("registrar:210000", node)))
    }

    @Test("A disclosure that names no entry opens all of its own log in that stream before it.")
    func discloseAll() throws {
        let office = try office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 5)
        let hospital = try log(Self.hospital, node)
        var disclosure = Event()
        disclosure.disclosed.to = "agency:110000"
        disclosure.disclosed.reason = "it settles"
        _ = try record(node, Self.stay, disclosure, as: "H11019900001")
        let stay = try node.ledger.contents(of: StreamName(Self.stay)).entries
        for entry in stay { #expect(try node.mayRead(["agency:110000"], entry: entry.number, of: hospital)) }
        let stamp = try #require(
            try node.ledger.contents(of: StreamName(Self.filing)).entries.first { $0.origin == hospital.origin })
        #expect(try !node.mayRead(["agency:110000"], entry: stamp.number, of: hospital), "another stream")
    }

    @Test("An entry's blobs are those that its event names, each once; what is no entry names none.")
    func blobs() throws {
        let office = try office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 6)
        let unit = try log(Self.unit, node)
        let claim = try #require(try node.ledger.contents(of: StreamName(Office.claim)).entries.first)
        let bytes = try #require(try node.ledger.proof(of: claim.number, in: unit, size: claim.number + 1)).entry
        guard case .claim(let state)? = try node.state(of: Office.claim).subject else {
            Issue.record("no claim")
            return
        }
        let names = Node.blobNames(inEntry: bytes)
        #expect(Set(names) == Set(state.submission.documents.map(\.sha256)) && Set(names).count == names.count)
        #expect(Node.blobNames(inEntry: []).isEmpty && Node.blobNames(inEntry: Array(bytes.dropLast())).isEmpty)
        #expect(Node.disclosure(inEntry: bytes) == nil)
    }

    @Test("A receipt of the decider reaches the findings: what it covers was there before the approval.")
    func receiptsInContext() throws {
        let office = try office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 6)
        let hospital = try log(Self.hospital, node)
        guard case .stay(let stay)? = try node.state(of: Self.stay).subject, let bill = stay.bills.last?.bill else {
            Issue.record("no bill")
            return
        }
        var correction = Event()
        correction.billCorrected.bill = bill
        correction.billCorrected.reason = "the invoice was reprinted"
        let corrected = try record(node, Self.stay, correction, as: "H11019900001")
        func receipts() throws -> [Context.Receipt] {
            try node.findingContext(of: node.state(of: Office.claim)).receipts
        }
        #expect(try receipts().isEmpty)
        try node.recordReceipt(
            reader: Self.unit, log: hospital, number: corrected.number, leaf: leaf(corrected.number, hospital, node))
        #expect(try receipts().isEmpty, "a receipt of another than the decider says nothing of the approval")
        try node.recordReceipt(
            reader: "center:210200", log: hospital, number: corrected.number,
            leaf: leaf(corrected.number, hospital, node))
        #expect(try receipts().map(\.covers.number) == [corrected.number])
    }

    @Test("As known by the unit: its own entries, then what its receipt covers and is addressed to it.")
    func knownBy() throws {
        let office = try office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node)
        func types(_ party: String) throws -> [String] {
            let known = try node.acknowledgement(of: party, about: Office.claim)
            return try node.state(of: Office.claim, knownBy: known).entries.map(\.typeName)
        }
        let all = try node.state(of: Office.claim).entries.map(\.typeName)
        #expect(try types(Self.unit) == ["ClaimSubmitted"])
        #expect(try types("center:210200") == all, "the decider names the submission in its own entries")
        #expect(try types(Self.hospital).isEmpty)
        let trace = try node.trace(Office.claim, knownBy: Self.unit)
        #expect(trace.status == "submitted" && trace.knownBy?.party == Self.unit)
        let unknown = try #require(trace.knownBy?.unknown.filter { $0.stream == Office.claim })
        #expect(unknown.count == all.count - 1 && unknown.allSatisfy(\.isAddressed))
        #expect(trace.events.allSatisfy { $0.stream != Office.claim || $0.party == Self.unit })

        let center = try log("center:210200", node)
        let held = try #require(
            try node.ledger.contents(of: StreamName(Office.claim)).entries.first { $0.origin == center.origin })
        try node.recordReceipt(reader: Self.unit, log: center, number: held.number, leaf: held.leaf)
        #expect(try types(Self.unit) == Array(all.prefix(2)))
        let last = try #require(
            try node.ledger.contents(of: StreamName(Office.claim)).entries.last { $0.origin == center.origin })
        try node.recordReceipt(reader: Self.unit, log: center, number: last.number, leaf: last.leaf)
        #expect(try types(Self.unit) == all)
        // As of the moment before the receipts the unit had acknowledged nothing of the center's.
        let early = StreamLimit.first(last.position + 1)
        let known = try node.acknowledgement(of: Self.unit, about: Office.claim, asOf: early)
        #expect(try node.state(of: Office.claim, asOf: early, knownBy: known).entries.count == 1)
        #expect(throws: LedgerError.self) { try node.trace(Office.claim, knownBy: Self.hospital) }
        #expect(throws: Refusal.self) { try node.trace(Office.claim, knownBy: "hospital") }
    }

    @Test("In time: a cosigned head before the deadline and a receipt; nothing less.")
    func inTime() throws {
        let office = try office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 6)
        func verdicts() throws -> [String] { try node.trace(Office.claim).timeliness.map(\.verdict) }
        #expect(try verdicts() == ["late"], "its own clock is of today")
        let question = try #require(try node.timeliness(of: node.state(of: Office.claim)).first?.question)

        let folder = "\(office.path)/keys/center-210200"
        let secret = try String(contentsOfFile: "\(folder)/witness", encoding: .utf8).trimmingCharacters(in: .newlines)
        let witness = try SignerKey(secret)
        try "witness province \(witness.verifierKey.text)\nquorum province\n"
            .write(toFile: "\(office.path)/policy", atomically: true, encoding: .utf8)
        let unit = try log(Self.unit, node)
        let note = try Note(try #require(try node.ledger.checkpoint(of: unit)))
        let checkpoint = try Checkpoint(note.text)
        let cosigned = try note.adding([
            witness.cosign(checkpoint, at: UInt64(question.deadline.startOfDay / 1_000))
        ])
        try node.ledger.keepCosigned(cosigned.encoded, of: unit, size: checkpoint.size)
        #expect(try verdicts() == ["notProven"], "nobody says that it holds it")
        let entry = question.entry
        try node.recordReceipt(
            reader: "center:210200", log: unit, number: entry.number, leaf: leaf(entry.number, unit, node))
        let found = try #require(try node.trace(Office.claim).timeliness.first)
        #expect(found.verdict == "inTime" && found.cosignedSize == checkpoint.size)
        #expect(found.receivedBy?.log == "triplicate.example/center-210200")
        #expect(found.cosignedAt == Instant.text(question.deadline.startOfDay))
        try "quorum none\n".write(toFile: "\(office.path)/policy", atomically: true, encoding: .utf8)
        #expect(try verdicts() == ["late"], "a policy that asks nobody proves no time")
        try "quorum\n".write(toFile: "\(office.path)/policy", atomically: true, encoding: .utf8)
        #expect(throws: TransparencyError.self) { try verdicts() }
    }

    @Test("The stamp of an office whose key was revoked before it is a finding of the filing and of the claim.")
    func keyNotValid() throws {
        let office = try office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 6)
        _ = try record(node, Self.admission, try admission(of: Self.hospital, node), as: "registrar:210000")
        #expect(try !node.findings(on: Office.claim).contains { $0.number == 25 })
        var revocation = Event()
        revocation.keyRevoked.origin = "triplicate.example/hospital-H11019900001"
        revocation.keyRevoked.purpose = .logKey
        revocation.keyRevoked.key = try admission(of: Self.hospital, node).partyAdmitted.keys.log
        revocation.keyRevoked.lastGoodSize = 0
        revocation.keyRevoked.lastGoodRoot = String(repeating: "e3", count: 32)
        revocation.keyRevoked.reason = "the key was stolen"
        _ = try record(node, Self.admission, revocation, as: "registrar:210000")
        #expect(try node.findings(on: Office.claim).count { $0.number == 25 } == 2)
        #expect(try node.findings(on: Self.filing).map(\.number) == [25])
    }
}
