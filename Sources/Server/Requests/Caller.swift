import Replication

/// Who asks.
struct Caller: Sendable {
    /// Whether it is the operator on this machine, who holds the token of `serve.json`.
    var isLocal = false
    /// The parties whose tokens came.
    var parties: [PartyRecord] = []

    /// As whom it reads: `role:code`.
    var readers: Set<String> { Set(parties.map(\.party)) }
    /// Whether anybody has said who they are.
    var isKnown: Bool { isLocal || !parties.isEmpty }
}
