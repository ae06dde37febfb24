import TransparencyLog

/// The peers of a node, by the origins of their logs.
public struct PeerList: Sendable, Equatable {
    /// As many as a node can mirror logs.
    public static let maximumCount = 65_535

    /// In the order of their origins.
    public private(set) var peers: [Peer] = []

    public init() {}

    /// The peer whose log has this origin.
    public subscript(origin: String) -> Peer? { peers.first { $0.origin == origin } }

    /// Adds a peer; the same again is no change.
    /// - Returns: whether it is new.
    /// - Throws: `PeersError` `knownPeer` where the origin is there with other facts, and `replacing` is false; `badKeys` where the
    ///   peer's keys do not belong together, or the log key is missing and no registrar is believed that could tell it; `badFile` where
    ///   there are too many.
    @discardableResult
    public mutating func add(_ peer: Peer, replacing: Bool = false) throws(PeersError) -> Bool {
        try Self.check(peer)
        if let index = peers.firstIndex(where: { $0.origin == peer.origin }) {
            guard peers[index] != peer else { return false }
            guard replacing else {
                throw PeersError(
                    .knownPeer, "The peer \(peer.origin) is there already, with other keys or settings.",
                    remedy: "Give --replace if the new ones are right, or remove it first.")
            }
            peers[index] = peer
            return true
        }
        guard peers.count < Self.maximumCount else {
            throw PeersError(
                .badFile, "There are \(peers.count) peers already.", remedy: "Remove those that are gone.")
        }
        peers.insert(peer, at: peers.firstIndex { $0.origin > peer.origin } ?? peers.endIndex)
        return true
    }

    /// Takes a peer away. What was mirrored of its log stays.
    /// - Parameter name: its origin, its party, or its address.
    /// - Throws: `PeersError` `unknownPeer`.
    public mutating func remove(_ name: String) throws(PeersError) -> Peer {
        let peer = try self.peer(named: name)
        peers.removeAll { $0.origin == peer.origin }
        return peer
    }

    /// The peer with this origin, party or address.
    /// - Throws: `PeersError` `unknownPeer` where it is none, or several have the party or address.
    public func peer(named name: String) throws(PeersError) -> Peer {
        let matches = peers.filter {
            $0.origin == name || $0.party == name || $0.address?.text == name
                || $0.address.map { "\($0.text)/" } == name
        }
        guard matches.count == 1 else {
            throw PeersError(
                .unknownPeer,
                matches.isEmpty ? "“\(name)” is no peer of this node." : "“\(name)” names several peers of this node.",
                remedy: peers.isEmpty
                    ? "Add one with peers add." : "Name the origin of one: triplicate peers shows them.")
        }
        return matches[0]
    }

    private static func check(_ peer: Peer) throws(PeersError) {
        func wrong(_ reason: String) -> PeersError {
            PeersError(
                .badKeys, "The keys of \(peer.origin) do not fit: \(reason).",
                remedy: "Copy all four lines again that init printed on the peer's node.")
        }
        let wanted: [(VerifierKeyPlace, String)] = [
            (.init(peer.keys.log, .ed25519), peer.origin),
            (.init(peer.keys.witness, .cosignature), "\(peer.origin)/witness"),
            (.init(peer.keys.mirror, .cosignature), "\(peer.origin)/mirror"),
            (.init(peer.keys.transport, .transport), "\(peer.origin)/transport"),
        ]
        for (place, name) in wanted {
            guard let key = place.key else { continue }
            guard key.name == name else { throw wrong("one is named \(key.name), not \(name)") }
            guard key.type == place.type else {
                throw wrong("\(key.name) has the signature type \(key.type.rawValue), not \(place.type.rawValue)")
            }
        }
        guard !peer.isRegistrar || peer.keys.log != nil else {
            throw wrong("a registrar's log key is not there, and nobody else can tell it")
        }
        let parts = peer.party.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
            throw PeersError(
                .badFile, "“\(peer.party)” is no party: the peer \(peer.origin).",
                remedy: "A party is written role:code, as center:210200.")
        }
    }
}
