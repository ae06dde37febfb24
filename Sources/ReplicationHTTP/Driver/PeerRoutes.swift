import Replication
import Synchronization
import TransparencyLog

/// The ways to peers' nodes: one for each origin, kept as long as address and pins stay the same.
final class PeerRoutes: Sendable {
    private struct Route {
        let address: PeerAddress?
        let pins: [Digest]
        let transport: any PeerTransport
    }

    private let relay: RelayQueue
    private let purse: TokenPurse
    private let routes = Mutex<[String: Route]>([:])
    /// Bytes that came by ways that are closed since.
    private let closedBytes = Mutex<UInt64>(0)

    init(relay: RelayQueue, purse: TokenPurse) {
        self.relay = relay
        self.purse = purse
    }

    /// The way to the node that hosts a party's log; nil for a party that is not known.
    func transport(to record: PartyRecord?) -> (any PeerTransport)? {
        guard let record else { return nil }
        let address = record.address.flatMap { try? PeerAddress($0) }
        var old: (any PeerTransport)?
        defer { if let old { close(old) } }
        return routes.withLock { routes in
            if let route = routes[record.origin] {
                if route.address == address, route.pins == record.certificatePins { return route.transport }
                old = route.transport
            }
            let transport: any PeerTransport =
                if let address {
                    HTTPPeer(address, pins: record.certificatePins, purse: purse)
                } else {
                    RelayPeer(origin: record.origin, queue: relay, purse: purse)
                }
            routes[record.origin] = Route(address: address, pins: record.certificatePins, transport: transport)
            return transport
        }
    }

    /// Bytes that came from peers since the start.
    var receivedBytes: UInt64 {
        routes.withLock { $0.values.reduce(0) { $0 &+ $1.transport.receivedBytes } } &+ closedBytes.withLock { $0 }
    }

    /// Closes all connections.
    func close() async {
        let all = routes.withLock { routes in
            defer { routes = [:] }
            return routes.values.map(\.transport)
        }
        for case let peer as HTTPPeer in all { await peer.close() }
    }

    private func close(_ transport: any PeerTransport) {
        closedBytes.withLock { $0 &+= transport.receivedBytes }
        guard let peer = transport as? HTTPPeer else { return }
        Task { await peer.close() }
    }
}
