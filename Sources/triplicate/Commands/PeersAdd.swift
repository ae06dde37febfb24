public import ArgumentParser
import ClaimsLedger
import Ledger
public import ReplicationHTTP
import TransparencyLog

struct PeersAdd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Names a party whose log this node mirrors from now on.",
        discussion: """
            The keys are what init printed on the party's node, with or without --json: copy them over a way that you trust. A file, - for standard \
            input, or the verifier keys themselves. Where a registrar that is believed admits the party, its log key is compared with the registrar's word.

            A node that serves takes the change at its next start.

            Examples:
              triplicate init --json … > center.keys      (on the other node)
              triplicate peers add --data node --url https://center.example:8443 \\
                --keys center.keys --mode filtered
              triplicate peers add --data node --url http://127.0.0.1:8081 \\
                --party registrar:210000 --name 登记处 --registrar --keys KEY KEY KEY KEY
            """)

    @OptionGroup var node: NodeOptions
    @Option(help: ArgumentHelp("Where its node is reached; without it, it comes by itself.", valueName: "url"))
    var url: String?
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("A file with what init printed, - for standard input, or verifier keys.", valueName: "keys"))
    var keys: [String]
    @Option(help: ArgumentHelp("role:code, where the keys do not say it.", valueName: "party"))
    var party: String?
    @Option(help: ArgumentHelp("The party's name, where the keys do not say it.", valueName: "name"))
    var name: String?
    @Option(help: "full: every entry; filtered: those addressed to parties here; heads: none.")
    var mode: Peer.Mode = .filtered
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("SHA-256 of the public keys that its certificate may have.", valueName: "hex"))
    var pin: [String] = []
    @Flag(help: "It is a registrar, and whom it admits is believed.")
    var registrar = false
    @Flag(help: "It cannot reach this node: keep a connection to it over which it asks.")
    var relay = false
    @Flag(help: "Replaces what was said of the same origin before.")
    var replace = false
    @OptionGroup var output: OutputOptions

    func run() throws {
        let directory = DataDirectory(path: try node.directory())
        let peer = try peer()
        try node.withNode(readOnly: true) { node, _ in
            guard let own = node.ledger.log(origin: peer.origin), own.isHosted else { return }
            throw PeersError(
                .ownLog, "This node writes the log \(peer.origin) itself.",
                remedy: "Give the keys of another node's party.")
        }
        var list = try PeerList(directory)
        let isNew = try list.add(peer, replacing: replace)
        if isNew { try list.write(to: directory) }
        let document = PeerDocument(peer)
        try output.emit(document) { page in
            page.line("\(peer.party) (\(peer.name)) is \(isNew ? "a peer now" : "a peer already").")
            page.facts([
                ("origin", peer.origin), ("address", peer.address?.text ?? "none: it comes by itself"),
                ("mode", peer.mode.rawValue), ("registrar", peer.isRegistrar ? "its admissions are believed" : ""),
                ("relay", peer.relays ? "a connection is kept to it" : ""),
            ])
        }
    }

    private func peer() throws -> Peer {
        let printed: PrintedKeys
        if keys.count == 1, keys[0].filter({ $0 == "+" }).count < 2 {
            printed = try PrintedKeys(InputFile.text(keys[0], what: "a peer's keys", limit: 1 << 20))
        } else {
            printed = try PrintedKeys(words: keys)
        }
        guard let party = party ?? printed.party, let name = name ?? printed.name else {
            throw Misuse(
                "The keys do not say whose they are.",
                remedy: "Give --party ROLE:CODE and --name NAME, or the whole output of init --json.")
        }
        let pins = try pin.map {
            guard let digest = Digest(hex: $0) else {
                throw Misuse("“\($0)” is no pin.", remedy: "A pin is a SHA-256 in 64 hexadecimal digits.")
            }
            return digest
        }
        return Peer(
            origin: printed.origin, party: party, name: name, address: try url.map { try PeerAddress($0) },
            keys: printed.keys, pins: pins, mode: mode, isRegistrar: registrar, relays: relay)
    }
}

struct PeersRemove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Takes a peer away: its log is mirrored no further. What is held of it stays.",
        discussion: """
            A node that serves takes the change at its next start.

            Example:
              triplicate peers remove center:210200 --data node
            """)

    @OptionGroup var node: NodeOptions
    @Argument(help: ArgumentHelp("Its origin, party or address.", valueName: "peer"))
    var peer: String
    @OptionGroup var output: OutputOptions

    func run() throws {
        let directory = DataDirectory(path: try node.directory())
        var list = try PeerList(directory)
        let removed = try list.remove(peer)
        try list.write(to: directory)
        try output.emit(PeerDocument(removed)) { page in
            page.line("\(removed.party) (\(removed.name)) is no peer any more. What is held of its log stays.")
        }
    }
}

extension Peer.Mode: ExpressibleByArgument {}

/// A peer as `--json` prints it.
struct PeerDocument: Encodable {
    let origin: String
    let party: String
    let name: String
    let url: String?
    let mode: String
    let registrar: Bool
    let relay: Bool
    let pins: [String]
    let verifierKeys: [String: String]

    init(_ peer: Peer) {
        origin = peer.origin
        party = peer.party
        name = peer.name
        url = peer.address?.text
        mode = peer.mode.rawValue
        registrar = peer.isRegistrar
        relay = peer.relays
        pins = peer.pins.map(\.hex)
        var keys: [String: String] = [:]
        keys["log"] = peer.keys.log?.text
        keys["witness"] = peer.keys.witness?.text
        keys["mirror"] = peer.keys.mirror?.text
        keys["transport"] = peer.keys.transport?.text
        verifierKeys = keys
    }
}
