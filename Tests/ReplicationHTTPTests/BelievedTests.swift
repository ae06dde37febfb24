import Foundation
import Ledger
import Replication
import Testing
import TransparencyLog

@testable import ReplicationHTTP

@Suite("Whose word counts")
struct BelievedTests {
    private static func said(
        _ node: TestNode, keys: TestNode? = nil, party: String? = nil, origin: String? = nil,
        by registrar: String = "test.example/registrar-1"
    ) throws -> PartyRecord {
        let keys = try (keys ?? node).log.verifierKeys.map { try VerifierKey($0) }
        var record = PartyRecord(
            party: party ?? node.log.party, name: "Invented", origin: origin ?? node.log.origin,
            logKeys: [.init(key: keys[0], from: 0, until: nil)])
        record.witnessKeys = [keys[1]]
        record.mirrorKeys = [keys[2]]
        record.transportKeys = [keys[3]]
        record.registrar = registrar
        return record
    }

    private static func list(_ peers: Peer...) throws -> PeerList {
        var list = PeerList()
        for peer in peers { try list.add(peer) }
        return list
    }

    @Test("A registrar that names the keys that peers add was given is believed; one that names others is not.")
    func pinned() throws {
        let (hospital, thief) = (try TestNode("H1", role: "hospital"), try TestNode("H2", role: "hospital"))
        let peers = try Self.list(try hospital.peer(at: 1, mode: .full))
        let origin = hospital.log.origin
        let good = PartyDirectory([try Self.said(hospital)]).joined(with: peers)
        #expect(good.contradicted.isEmpty)
        #expect(good.directory.record(origin: origin)?.registrar == "test.example/registrar-1")

        var stolen = try Self.said(hospital)
        stolen.transportKeys = [try VerifierKey(thief.log.verifierKeys[3])]
        for lie in [try Self.said(hospital, keys: thief), try Self.said(hospital, party: "center:1"), stolen] {
            let (directory, contradicted) = PartyDirectory([lie]).joined(with: peers)
            #expect(contradicted == [origin])
            #expect(directory.record(origin: origin) == peers.peers[0].record)
        }
        // A key that was replaced since it was given is still named.
        stolen.formerKeys = [try VerifierKey(hospital.log.verifierKeys[3])]
        let rotated = PartyDirectory([stolen]).joined(with: peers)
        #expect(rotated.contradicted.isEmpty)
        #expect(rotated.directory.record(origin: origin)?.transportKeys == stolen.transportKeys)
    }

    @Test("A registrar that has not named a peer's keys cannot give the peer's name to another log.")
    func otherLog() throws {
        let (hospital, thief) = (try TestNode("H1", role: "hospital"), try TestNode("H2", role: "hospital"))
        let lie = try Self.said(thief, party: hospital.log.party)
        let peers = try Self.list(try hospital.peer(at: 1, mode: .full))
        #expect(PartyDirectory([lie]).joined(with: peers).directory.record(origin: thief.log.origin) == nil)
        let both = PartyDirectory([lie, try Self.said(hospital)]).joined(with: peers).directory
        #expect(both.records(of: hospital.log.party).count == 2)
    }

    @Test("Of a peer that is a registrar only its own word counts.")
    func registrars() throws {
        let registrar = try TestNode("210000", role: "registrar")
        var peer = try registrar.peer(at: 1, mode: .full)
        peer.isRegistrar = true
        let peers = try Self.list(peer)
        var word = try Self.said(registrar, by: "test.example/registrar-2")
        word.isSuspended = true
        var (directory, contradicted) = PartyDirectory([word]).joined(with: peers)
        #expect(directory.record(origin: registrar.log.origin)?.isSuspended == false)
        #expect(contradicted.isEmpty)
        word.registrar = registrar.log.origin
        (directory, contradicted) = PartyDirectory([word]).joined(with: peers)
        #expect(directory.record(origin: registrar.log.origin)?.isSuspended == true)
    }

    @Test(
        "A log that is written here has its own party and keys, whatever a registrar says, and its party no log elsewhere."
    )
    func hosted() throws {
        let (own, thief) = (try TestNode("H1", role: "hospital"), try TestNode("H2", role: "hospital"))
        let hosted = own.ledger.logs
        var word = try Self.said(own)
        word.fullMirrors = ["center:1"]
        word.transportKeys = [try VerifierKey(thief.log.verifierKeys[3])]
        var (directory, contradicted) = PartyDirectory([word]).joined(with: PeerList(), hosted: hosted)
        #expect(contradicted.isEmpty)
        #expect(directory.record(origin: own.log.origin)?.transportKeys.map(\.text) == [own.log.verifierKeys[3]])
        #expect(directory.record(origin: own.log.origin)?.fullMirrors == ["center:1"])

        (directory, contradicted) = PartyDirectory([
            try Self.said(own, keys: thief), try Self.said(thief, party: own.log.party),
        ]).joined(with: PeerList(), hosted: hosted)
        #expect(contradicted == [own.log.origin])
        #expect(directory.records.isEmpty)

        // A second log of the own party that nobody has admitted yet leaves the first one's admission as it is.
        let peer = Peer(
            origin: "test.example/new", party: own.log.party, name: "Invented", address: nil, keys: .init())
        (directory, contradicted) = PartyDirectory([word]).joined(with: try Self.list(peer), hosted: hosted)
        #expect(contradicted.isEmpty)
        #expect(Set(directory.records.keys) == [own.log.origin, "test.example/new"])
    }
}
