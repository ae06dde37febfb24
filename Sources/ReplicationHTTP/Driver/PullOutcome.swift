import Ledger

/// What pulling a log once has brought.
public struct PullOutcome: Sendable, Codable, Equatable {
    public var origin: String
    public var party: String
    /// The size of the verified head that was held before.
    public var from: UInt64
    /// As it stands now.
    public var status: MirrorStatus
    /// Whether everything that could be had is here: no problem, and nothing outstanding.
    public var isComplete: Bool

    init(before: MirrorStatus, after: MirrorStatus) {
        origin = after.origin
        party = after.party
        from = before.size
        status = after
        isComplete = after.isIdle && after.problems.isEmpty && !after.isFrozen
    }

    /// A peer whose log is not mirrored.
    /// - Parameter error: why; nil where nobody has named its key.
    init(notOpened peer: Peer, because error: (any Error)?) {
        let refusal = error as? LedgerError
        let problem =
            error.map { error in
                MirrorStatus.Problem(
                    number: refusal?.code.rawValue ?? PeersError.Code.badKeys.rawValue,
                    message: refusal?.message ?? "The log \(peer.origin) is not mirrored: \(error)",
                    remedy: refusal?.remedy ?? "See the reason.", time: 0)
            }
            ?? .init(
                number: PeersError.Code.badKeys.rawValue,
                message: "No key of the log \(peer.origin) is known.",
                remedy: "Name it with peers add --replace, or mirror the registrar that admits the party.", time: 0)
        origin = peer.origin
        party = peer.party
        from = 0
        status = MirrorStatus(
            origin: peer.origin, party: peer.party, name: peer.name, mode: peer.mode.rawValue, size: 0, filled: 0,
            shownSize: nil, cosigned: nil, receipted: [:], owed: [:], missingBlobs: 0, isFrozen: false,
            problems: [problem], lastContact: nil, isIdle: false)
        isComplete = false
    }
}
