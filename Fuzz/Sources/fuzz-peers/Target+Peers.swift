import Foundation
import FuzzDriver
import Replication
import ReplicationHTTP
import Server
import TransparencyLog

extension FuzzTarget {
    /// The file of a node's peers: read, written, and joined with what registrars say.
    static let peersFile = FuzzTarget.onArray("peers-file", longest: 4096) { bytes in
        let list: PeerList
        do {
            list = try PeerList(json: bytes)
        } catch {
            return show(error)
        }
        let written = must("what was accepted can be written") { try list.json() }
        let again = must("what was written can be read") { try PeerList(json: written) }
        demand(again == list, "reading gives the same peers")
        demand(
            must("what was accepted can be written") { try again.json() } == written, "there is one file for some peers"
        )
        let directory = PartyDirectory().joined(with: list).directory
        for peer in list.peers {
            check(peer)
            demand(list[peer.origin] == peer, "a peer is found by its origin")
            demand(directory.record(origin: peer.origin) == peer.record, "the administrator's word stands alone")
            var rest = list
            demand(
                must("a peer can be removed by its origin") { try rest.add(peer) } == false,
                "the same again is no change")
        }
        demand(
            zip(list.peers, list.peers.dropFirst()).allSatisfy { $0.origin < $1.origin }, "peers stand in their order")
    }

    private static func check(_ peer: Peer) {
        let names = ["", "/witness", "/mirror", "/transport"].map { peer.origin + $0 }
        let keys = [peer.keys.log, peer.keys.witness, peer.keys.mirror, peer.keys.transport]
        for (key, name) in zip(keys, names) {
            guard let key else { continue }
            // A name that looks alike is another.
            demand(key.name.utf8.elementsEqual(name.utf8), "a peer's keys have its log's name, byte for byte")
        }
        demand(!peer.isRegistrar || peer.keys.log != nil, "a registrar has a key")
        let record = peer.record
        demand(record.logKeys(at: 0) == record.logKeys(at: .max - 1), "the administrator's keys sign at every size")
        for digest in peer.pins { demand(Digest(hex: digest.hex) == digest, "a pin is written as it is read") }
        if let address = peer.address { check(address) }
    }

    private static func check(_ address: PeerAddress) {
        let again = must("an address is read as it was written") { try PeerAddress(address.text) }
        demand(again == address, "reading gives the same address")
        demand(!address.text.hasSuffix("/") && !address.host.isEmpty, "an address has a host and no slash at its end")
        demand(
            address.isSecure == address.text.lowercased().hasPrefix("https://"), "an address says whether it is secure")
        guard let url = URL(string: address.text + "/log/a/checkpoint") else {
            return demand(false, "paths can be added to an address")
        }
        demand(url.path == "/log/a/checkpoint", "a path that is added to an address is the path that is asked for")
        demand(url.user == nil && url.query == nil && url.fragment == nil, "an address has no further parts")
    }

    /// The address of a node, as it is given; and where to listen.
    static let peerAddress = FuzzTarget.onText("peer-address", longest: 300) { text in
        do {
            check(try PeerAddress(text))
        } catch {
            show(error)
        }
        guard let listen = ListenAddress(text) else { return }
        demand((0...65_535).contains(listen.port), "a port has 16 bits")
        demand(ListenAddress(listen.description) == listen, "an address is read as it was written")
    }

    /// What `init` prints, as it is given to `peers add`.
    static let printedKeys = FuzzTarget.onText("printed-keys", longest: 2048) { text in
        let printed: PrintedKeys
        do {
            printed = try PrintedKeys(text)
        } catch {
            return show(error)
        }
        demand(!printed.keys.all.isEmpty, "something was printed")
        let again = must("the keys can be written and read") {
            try PrintedKeys(printed.keys.all.map(\.text).joined(separator: "\n"))
        }
        demand(again.keys == printed.keys && again.origin == printed.origin, "reading gives the same keys")
        for party in ["center:210200", printed.party ?? "center:210200"] {
            var list = PeerList()
            do {
                try list.add(
                    Peer(
                        origin: printed.origin, party: party, name: printed.name ?? "n", address: nil,
                        keys: printed.keys))
            } catch {
                show(error)
                continue
            }
            for peer in list.peers { check(peer) }
        }
    }
}
