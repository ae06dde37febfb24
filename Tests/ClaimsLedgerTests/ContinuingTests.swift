import Claims
import EntryFormat
import Foundation
import Ledger
import Testing
import TransparencyLog

@testable import ClaimsLedger

@Suite("A party that goes on in another log")
struct ContinuingTests {
    private static let hospital = "hospital:H11019900001"
    private static let stream = "party/210000/hospital-H11019900001"
    private static let next = "triplicate.example/hospital-2"
    private static let old = "triplicate.example/hospital-H11019900001"
    private static let registrar = "registrar:210000"

    /// The node of the forged invoice, played up to the hospital's stay, with a registrar if wanted.
    private func office(registrar: Bool = true) throws -> Office {
        let office = try Office()
        if registrar {
            _ = try Node.initialize(
                office.path, role: "registrar", code: "210000", name: "登记机构",
                origin: "triplicate.example/registrar-210000")
        }
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 5)
        return office
    }

    private func forerunner(
        _ size: UInt64, origin: String = old, root: String? = nil, registrar: String? = nil
    ) -> Forerunner {
        Forerunner(origin: origin, size: size, root: root, registrar: registrar, reason: "two histories")
    }

    private func go(_ path: String, after forerunner: Forerunner, in origin: String = next) throws -> NodeParty {
        try Node.initialize(
            path, role: "hospital", code: "H11019900001", name: "北京示范医院", origin: origin, continues: forerunner,
            operatorName: "admin")
    }

    private func party(_ node: Node) throws -> PartyState {
        guard case .party(let party)? = try node.state(of: Self.stream).subject else { return PartyState() }
        return party
    }

    private func size(_ origin: String, _ node: Node) throws -> UInt64 {
        let log = try #require(node.ledger.log(origin: origin))
        return try node.ledger.sizes()[Int(log.local)]
    }

    private func root(_ size: UInt64, _ node: Node) throws -> String {
        let log = try #require(node.ledger.log(origin: Self.old))
        return try #require(try node.ledger.root(of: log, size: size)).hex
    }

    @Test("The new log's first entry names the head, with the root that the log has here, for the only registrar.")
    func first() throws {
        let office = try office()
        let made = try go(office.path, after: forerunner(4))
        let node = try office.open()
        #expect(made.previous?.origin == Self.old && made.previous?.size == "4")
        #expect(try made.previous?.root == root(4, node))
        #expect(try size(Self.next, node) == 1)
        let own = try #require(try party(node).continuations.first)
        #expect(own.act.entry == EntryReference(origin: Self.next, number: 0) && own.act.operatorName == "admin")
        #expect(try own.last.root == root(4, node) && own.last.size == 4 && !own.differs)
        // The party acts in its new log, and the old one has ended.
        #expect(try node.ownLog(as: Self.hospital).origin == Self.next)
        #expect(try #require(node.ledger.log(origin: Self.old)).history.end == 4)
        #expect(try node.verify().ok)
        node.close()
        let again = #expect(throws: LedgerError.self) { try go(office.path, after: forerunner(4)) }
        #expect(again?.code == .unknownLog, "it has an entry: nothing is left to complete")
    }

    @Test("What was interrupted before the first entry takes nothing else, and is completed by the same call.")
    func interrupted() throws {
        let office = try office()
        _ = try Ledger.addParty(
            in: DataDirectory(path: office.path), role: "hospital", code: "H11019900001", name: "北京示范医院",
            origin: Self.next, continues: (Self.old, 4))
        let node = try office.open()
        let request = RecordRequest(
            stream: "stay/H11019900001/2018-000099", type: "Admitted",
            event: """
                {"insured": {"name": "秦玉兰", "residentId": "210299195804170027", "cardNumber": "LN21029900020117"},
                "center": "210200", "admittedOn": "2018-05-06", "department": "骨科", "diagnosis": "骨关节炎"}
                """)
        let refusal = #expect(throws: Refusal.self) {
            try node.record(request, by: node.actor(as: Self.hospital, operatorName: "office"))
        }
        #expect(refusal?.number == 932, "\(String(describing: refusal))")
        #expect(try size(Self.next, node) == 0)
        node.close()
        #expect(throws: LedgerError.self) { try go(office.path, after: forerunner(3)) }
        #expect(try go(office.path, after: forerunner(4)).previous?.size == "4")
        let again = try office.open()
        defer { again.close() }
        #expect(try size(Self.next, again) == 1 && party(again).continuations.count == 1)
    }

    @Test(
        "Another root than the log has here, another head than the registrar's, no registrar: refused, and nothing is made."
    )
    func refused() throws {
        let office = try office()
        func number(_ forerunner: Forerunner, at path: String) -> Int? {
            let made = Result { try go(path, after: forerunner) }
            guard case .failure(let error) = made else { return nil }
            return (error as? Refusal)?.number ?? (error as? LedgerError)?.code.rawValue ?? 0
        }
        let zero = String(repeating: "0", count: 64)
        #expect(number(forerunner(4, root: zero), at: office.path) == 1222)
        #expect(number(forerunner(4, origin: "triplicate.example/none"), at: office.path) == 1207)
        #expect(number(forerunner(4, registrar: "center:210000"), at: office.path) == 112)
        #expect(number(forerunner(9_999), at: office.path) == 1207)
        let alone = try self.office(registrar: false)
        #expect(number(forerunner(4), at: alone.path) == 1207)
        let node = try office.open()
        var event = Event()
        event.partyAdmitted.party = Self.hospital
        let identity = try #require(node.parties.first { $0.party == Self.hospital })
        event.partyAdmitted.name = identity.name
        event.partyAdmitted.origin = identity.origin
        event.partyAdmitted.keys.log = identity.verifierKeys.log
        event.partyAdmitted.keys.witness = identity.verifierKeys.witness
        event.partyAdmitted.keys.mirror = identity.verifierKeys.mirror
        event.partyAdmitted.keys.transport = identity.verifierKeys.transport
        var end = Event()
        end.logEnded.last.origin = Self.old
        end.logEnded.last.size = 3
        end.logEnded.last.root = try root(3, node)
        end.logEnded.reason = "two histories"
        for event in [event, end] {
            let type = try #require(event.type)
            _ = try node.record(
                RecordRequest(stream: Self.stream, type: type.description, event: event.payloadJSON()),
                by: node.actor(as: Self.registrar, operatorName: "registry"))
        }
        node.close()
        #expect(number(forerunner(4), at: office.path) == 934)
        let untouched = try office.open(readOnly: true)
        #expect(untouched.ledger.log(origin: Self.next) == nil)
        #expect(try #require(untouched.ledger.log(origin: Self.old)).history.end == nil)
        untouched.close()
        #expect(number(forerunner(3), at: office.path) == nil)
        #expect(number(forerunner(4, registrar: "210000"), at: alone.path) == nil)
    }

    @Test("A party that has lost its log goes on in a new directory, with root and registrar as they are stated.")
    func lost() throws {
        let folder = "\(NSTemporaryDirectory())triplicate-lost-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let root = String(repeating: "ab", count: 32)
        #expect(throws: LedgerError.self) { try go(folder, after: forerunner(812, registrar: "210000")) }
        #expect(!FileManager.default.fileExists(atPath: folder))
        _ = try go(folder, after: forerunner(812, root: root, registrar: "210000"))
        let node = try Node(folder, readOnly: false)
        defer { node.close() }
        let own = try #require(try party(node).continuations.first)
        #expect(own.last.root == root && own.last.size == 812 && own.origin == Self.next)
        #expect(try node.ownLog(as: nil).history.continues == Self.old)
        #expect(try node.verify().ok)
    }
}
