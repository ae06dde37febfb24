import Foundation
import ReplicationHTTP
import Testing
import TransparencyLog

@Suite("What a node is told of its peers")
struct PeerListTests {
    static func keys(_ origin: String, seed: UInt8 = 1) throws -> Peer.Keys {
        func key(_ name: String, _ type: SignatureType, _ number: UInt8) throws -> VerifierKey {
            try SignerKey(name: name, type: type, seed: [UInt8](repeating: seed &+ number, count: 32)).verifierKey
        }
        return Peer.Keys(
            log: try key(origin, .ed25519, 0), witness: try key("\(origin)/witness", .cosignature, 1),
            mirror: try key("\(origin)/mirror", .cosignature, 2),
            transport: try key("\(origin)/transport", .transport, 3))
    }

    static func peer(_ origin: String = "test.example/center") throws -> Peer {
        Peer(
            origin: origin, party: "center:210200", name: "滨城", address: try PeerAddress("https://center.example:8443"),
            keys: try keys(origin), pins: [Digest.sha256([1])], mode: .full, isRegistrar: true, relays: true)
    }

    @Test("What is written is read back the same.")
    func roundTrip() throws {
        var list = PeerList()
        try list.add(Self.peer())
        var bare = try Self.peer("test.example/a")
        bare.address = nil
        bare.keys = Peer.Keys()
        bare.pins = []
        bare.isRegistrar = false
        let isNew = try list.add(bare)
        #expect(isNew)
        let again = try PeerList(json: list.json())
        #expect(again == list)
        #expect(again.peers.map(\.origin) == ["test.example/a", "test.example/center"])
    }

    @Test("The same peer again is no change; another of the same origin is refused unless it replaces.")
    func again() throws {
        var list = PeerList()
        try list.add(Self.peer())
        let isNew = try list.add(Self.peer())
        #expect(!isNew)
        var other = try Self.peer()
        other.keys = try Self.keys(other.origin, seed: 50)
        #expect(throws: PeersError(.knownPeer, "", remedy: "")) { try list.add(other) }
        #expect(try list["test.example/center"]?.keys == Self.peer().keys)
        let isChanged = try list.add(other, replacing: true)
        #expect(isChanged)
        #expect(list["test.example/center"] == other)
    }

    @Test("Keys that do not belong to the origin, or are of the wrong type, are refused.")
    func wrongKeys() throws {
        let foreign = try Self.keys("test.example/other")
        let places: [WritableKeyPath<Peer.Keys, VerifierKey?>] = [\.log, \.witness, \.mirror, \.transport]
        for place in places {
            var peer = try Self.peer()
            peer.keys[keyPath: place] = foreign[keyPath: place]
            var list = PeerList()
            #expect(throws: PeersError(.badKeys, "", remedy: "")) { try list.add(peer) }
        }
        var registrar = try Self.peer()
        registrar.keys.log = nil
        var list = PeerList()
        #expect(throws: PeersError(.badKeys, "", remedy: "")) { try list.add(registrar) }
        #expect(list.peers.isEmpty)
    }

    @Test("A peer is removed by its origin, party or address; a name of several or of none is refused.")
    func removal() throws {
        var list = PeerList()
        try list.add(Self.peer())
        try list.add(Self.peer("test.example/second"))
        #expect(throws: PeersError(.unknownPeer, "", remedy: "")) { try list.remove("center:210200") }
        #expect(throws: PeersError(.unknownPeer, "", remedy: "")) { try list.remove("nobody") }
        let second = try list.remove("test.example/second")
        #expect(second.origin == "test.example/second")
        let first = try list.remove("https://center.example:8443/")
        #expect(first.origin == "test.example/center")
        #expect(list.peers.isEmpty)
    }

    @Test("A file that is not exactly what is written is refused, and says where.")
    func strictReading() throws {
        var list = PeerList()
        try list.add(Self.peer())
        let good = String(decoding: try list.json(), as: UTF8.self)
        #expect(try PeerList(json: Array(good.utf8)) == list)
        let changes: [(String, String)] = [
            ("\"version\" : 1", "\"version\" : 2"), ("\"version\" : 1", "\"version\" : true"),
            ("\"version\" : 1", "\"versio\" : 1"), ("\"mode\" : \"full\"", "\"mode\" : \"some\""),
            ("\"mode\" : \"full\"", "\"mode\" : 1"), ("\"registrar\" : true", "\"registrar\" : 1"),
            ("\"registrar\" : true", "\"registrar\" : true, \"admin\" : true"),
            ("\"relay\" : true", "\"relay\" : \"yes\""),
            ("\"name\" : \"滨城\"", "\"name\" : \"\""), ("\"name\" : \"滨城\"", "\"name\" : null"),
            ("https://center.example:8443", "http://center.example:8443"), ("center:210200", "center"),
            (Digest.sha256([1]).hex, "abc"), ("\"transport\" :", "\"carrier\" :"),
            ("test.example/center+", "test.example/centre+"),
        ]
        for (from, to) in changes {
            #expect(good.contains(from), "\(from)")
            #expect(throws: PeersError.self, "\(to)") {
                try PeerList(json: Array(good.replacing(from, with: to, maxReplacements: 1).utf8))
            }
        }
        for text in ["", "[]", "{", "{\"version\":1,\"peers\":{}}", "{\"version\":1,\"peers\":[7]}"] {
            #expect(throws: PeersError(.badFile, "", remedy: "")) { try PeerList(json: Array(text.utf8)) }
        }
        var twice = try #require(try JSONSerialization.jsonObject(with: Data(good.utf8)) as? [String: Any])
        let peers = try #require(twice["peers"] as? [Any])
        twice["peers"] = peers + peers
        let bytes = Array(try JSONSerialization.data(withJSONObject: twice))
        #expect(throws: PeersError(.badFile, "", remedy: "")) { try PeerList(json: bytes) }
    }

    @Test("Keys are read as init prints them: as text, as JSON, or bare.")
    func printed() throws {
        let keys = try Self.keys("test.example/center")
        let texts = keys.all.map(\.text)
        let bare = try PrintedKeys(texts.joined(separator: "\n"))
        #expect(bare.keys == keys)
        #expect(bare.origin == "test.example/center")
        #expect(bare.party == nil)
        let text = """
            center:210200 (滨城 (甲)) is hosted in node.
              origin         test.example/center
              log key        \(texts[0])
              witness key    \(texts[1])
              mirror key     \(texts[2])
              transport key  \(texts[3])
            """
        let read = try PrintedKeys(text)
        #expect(read.keys == keys)
        #expect(read.party == "center:210200")
        #expect(read.name == "滨城 (甲)")
        let json = """
            {"party":"center:210200","role":"center","code":"210200","name":"滨城","origin":"test.example/center","hosted":true,\
            "verifierKeys":{"log":"\(texts[0])","witness":"\(texts[1])","mirror":"\(texts[2])","transport":"\(texts[3])"}}
            """
        let document = try PrintedKeys(json)
        #expect(document.keys == keys)
        #expect(document.name == "滨城")
    }

    @Test("Keys of two parties, two of a kind, none, or one that was mistyped are refused.")
    func wronglyPrinted() throws {
        let keys = try Self.keys("test.example/center").all.map(\.text)
        let others = try Self.keys("test.example/other", seed: 9).all.map(\.text)
        let second = try Self.keys("test.example/center", seed: 90).all.map(\.text)
        let mistyped = keys[0].replacing("center", with: "centre")
        for text in [
            "", "nothing", keys[0] + " " + others[1], keys[0] + " " + second[0], mistyped, "{}",
            "{\"party\":\"a:b\",\"name\":\"x\",\"origin\":\"other\",\"verifierKeys\":{\"log\":\"\(keys[0])\"}}",
        ] {
            #expect(throws: PeersError(.badKeys, "", remedy: ""), "\(text)") { try PrintedKeys(text) }
        }
    }
}
