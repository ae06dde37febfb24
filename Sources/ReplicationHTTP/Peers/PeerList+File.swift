import Foundation
public import Ledger
import TransparencyLog

extension PeerList {
    /// The file of a node's peers, in its data directory.
    public static let fileName = "peers.json"
    /// The largest file, in bytes.
    private static let maximumBytes = 64 << 20

    /// Reads the peers of a node; none where there is no file.
    /// - Throws: `PeersError` `badFile`, `badKeys`, `badAddress`, which name the peer and the member; `LedgerError` where the file cannot
    ///   be read.
    public init(_ directory: DataDirectory) throws {
        guard let bytes = try directory.file(Self.fileName, limit: Self.maximumBytes) else {
            self.init()
            return
        }
        try self.init(json: bytes)
    }

    /// Writes the peers, durably and all at once, for the node's owner only.
    /// - Throws: `LedgerError` `noSpace`, `directoryUnusable`; the file is then as it was.
    public func write(to directory: DataDirectory) throws {
        try directory.write(try json(), to: Self.fileName)
    }

    /// The bytes of the file.
    public func json() throws -> [UInt8] {
        let peers = peers.map { peer in
            var object: [String: Any] = [
                "origin": peer.origin, "party": peer.party, "name": peer.name, "mode": peer.mode.rawValue,
                "registrar": peer.isRegistrar, "relay": peer.relays, "pins": peer.pins.map(\.hex),
            ]
            object["url"] = peer.address?.text
            var keys: [String: String] = [:]
            keys["log"] = peer.keys.log?.text
            keys["witness"] = peer.keys.witness?.text
            keys["mirror"] = peer.keys.mirror?.text
            keys["transport"] = peer.keys.transport?.text
            object["keys"] = keys
            return object
        }
        let data = try JSONSerialization.data(
            withJSONObject: ["version": 1, "peers": peers],
            options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        return Array(data) + [10]
    }

    /// Reads the bytes of the file. Nothing that is not understood is passed over: a member that a newer version has written could
    /// forbid what this one does.
    public init(json bytes: [UInt8]) throws {
        self.init()
        let file = StrictJSON(place: Self.fileName)
        let top = try file.object(
            try file.parse(bytes), what: "the file", members: ["version", "peers"], required: ["version", "peers"])
        guard try file.integer(top["version"], "version") == 1 else {
            throw file.wrong("it is of another version than 1", remedy: "Use the version of triplicate that wrote it.")
        }
        guard let list = top["peers"] as? [Any] else { throw file.wrong("“peers” is no list") }
        for (index, item) in list.enumerated() {
            let peer = try Self.peer(item, StrictJSON(place: "\(Self.fileName), peer \(index + 1)"))
            guard self[peer.origin] == nil else {
                throw file.wrong("the origin \(peer.origin) stands in it twice")
            }
            try add(peer)
        }
    }

    private static func peer(_ value: Any, _ file: StrictJSON) throws -> Peer {
        let object = try file.object(
            value, what: "the peer",
            members: ["origin", "party", "name", "url", "keys", "pins", "mode", "registrar", "relay"],
            required: ["origin", "party", "name", "mode"])
        let keys = try file.object(
            object["keys"] ?? [String: Any](), what: "“keys”", members: ["log", "witness", "mirror", "transport"],
            required: [])
        func key(_ name: String) throws -> VerifierKey? {
            guard let value = keys[name] else { return nil }
            do { return try VerifierKey(try file.text(value, name)) } catch let error as TransparencyError {
                throw file.wrong("the \(name) key: \(error.message)", remedy: error.remedy)
            }
        }
        let mode = try file.text(object["mode"], "mode")
        guard let mode = Peer.Mode(rawValue: mode) else {
            throw file.wrong("“\(mode)” is no mode", remedy: "Write full, filtered or heads.")
        }
        guard let pins = (object["pins"] ?? [String]()) as? [String] else {
            throw file.wrong("“pins” is no list of texts")
        }
        return Peer(
            origin: try file.text(object["origin"], "origin"), party: try file.text(object["party"], "party"),
            name: try file.text(object["name"], "name"),
            address: try object["url"].map { try PeerAddress(try file.text($0, "url")) },
            keys: Peer.Keys(
                log: try key("log"), witness: try key("witness"), mirror: try key("mirror"),
                transport: try key("transport")),
            pins: try pins.map {
                guard let digest = Digest(hex: $0) else {
                    throw file.wrong(
                        "“\($0.prefix(80))” is no pin", remedy: "A pin is a SHA-256 in 64 hexadecimal digits.")
                }
                return digest
            },
            mode: mode, isRegistrar: try file.flag(object["registrar"], "registrar"),
            relays: try file.flag(object["relay"], "relay"))
    }
}
