public import TransparencyLog

/// Something that a mirror wants from somebody who serves the log.
public enum MirrorRequest: Sendable, Hashable {
    /// The log's newest checkpoint: a signed note, with the cosignatures that the server has.
    case checkpoint
    /// A tile of hashes, or a bundle of entries, as C2SP tlog-tiles has it. Where a partial tile is gone, the full one is as good.
    case tile(Tile)
    /// The entries with numbers not below `after` that are addressed to the mirror's readers: a ``VisiblePage``.
    case visible(after: UInt64)
    /// The entries with numbers not below `after` that the log's entry `grant` (a `Disclosed`) opens to the mirror's readers: a
    /// ``VisiblePage``. All are before that entry: a page that goes so far is the last.
    case disclosed(grant: UInt64, after: UInt64)
    /// A blob that an entry of number `entry` names. It goes straight to the node's blob store, checked against its name.
    case blob(Digest, entry: UInt64)
}

/// Whom a request goes to.
public enum MirrorSource: Sendable, Hashable {
    /// Whoever the node pulls this log from.
    case log
    /// The peer with this origin, which has shown a head of the log: for the tiles of a head that the log itself does not serve.
    case peer(String)
    /// This node's own store: for tiles of the tree that is committed, where the log may not serve them any more. What it lacks
    /// it answers with ``MirrorResponse/absent``.
    case store
}

/// Names one request of one mirror; answers come back under it, in any order.
public struct RequestID: RawRepresentable, Sendable, Hashable, Comparable {
    public let rawValue: UInt64

    public init(rawValue: UInt64) { self.rawValue = rawValue }

    public static func < (left: RequestID, right: RequestID) -> Bool { left.rawValue < right.rawValue }
}

/// What came of a request.
public enum MirrorResponse: Sendable, Equatable {
    /// What was asked for, as it came: nothing in it has been checked but its length.
    case bytes([UInt8])
    /// The blob that was asked for is stored durably and has the hash that names it.
    case stored
    /// The server has no such thing (404), or will not say that it has (403).
    case absent
    /// The server would not answer now (429, 503), or nobody answered in time; why, in words for the operator.
    case failed(String)
}
