import Foundation
public import Ledger
public import Replication
public import ReplicationHTTP

/// What the server has to know of other parties.
public struct ServerParties: Sendable {
    /// All parties that this node knows now.
    var directory: @Sendable () -> PartyDirectory
    /// Whose tokens these are, as far as they are valid here and now: a node may act for parties that are not known here. Nil where
    /// none of them is.
    var identify: @Sendable (_ tokens: [String]) async -> [PartyRecord]?
    /// Where requests to nodes that cannot be reached wait; nil: none are relayed.
    var relay: RelayQueue?

    /// - Parameters:
    ///   - directory: may be called from any thread; must not block.
    ///   - ledger: whose hosted logs tokens have to name.
    ///   - relay: where requests to nodes that cannot be reached wait.
    public init(
        directory: @escaping @Sendable () -> PartyDirectory, ledger: Ledger, relay: RelayQueue? = nil,
        clock: (@Sendable () -> Int64)? = nil
    ) {
        self.directory = directory
        self.relay = relay
        let clock = clock ?? { Int64(Date().timeIntervalSince1970) }
        let memory = TokenMemory()
        identify = { tokens in
            guard tokens.count <= Self.maximumTokens else { return nil }
            let known = directory()
            let audiences = Set(ledger.logs.filter(\.isHosted).map(\.origin))
            var records: [PartyRecord] = []
            for token in tokens {
                let issuer = try? await memory.verified(
                    token, audiences: audiences, at: clock(), key: { known.transportKey(issuer: $0, keyID: $1) }
                ).issuer
                guard let issuer, let record = known.record(origin: issuer), !record.isSuspended else { continue }
                records.append(record)
            }
            return records.isEmpty ? nil : records
        }
    }

    /// Parties that one node may ask for at once.
    private static let maximumTokens = 64
}
