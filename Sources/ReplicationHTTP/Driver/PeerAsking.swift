import Foundation
public import Ledger
import Replication

/// The way to one peer, for a command that asks it something beside a running node.
public struct PeerAsking: Sendable {
    /// Nil where the peer has no address.
    public let transport: HTTPPeer?

    /// - Parameter ledger: may be open for reading only.
    /// - Throws: `LedgerError` `missingKey`.
    public init(_ ledger: Ledger, _ peer: Peer) throws {
        let identities = try ledger.logs.filter(\.isHosted).map {
            TokenPurse.Identity(origin: $0.origin, key: try ledger.signerKey(.transport, of: $0))
        }
        let purse = TokenPurse(identities) { Int64(Date().timeIntervalSince1970) }
        transport = peer.address.map { HTTPPeer($0, pins: peer.pins, purse: purse) }
    }
}
