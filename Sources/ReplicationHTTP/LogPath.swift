public import TransparencyLog

/// The paths under which a node serves a log, from `/log/` on. Slashes in the origin stand as they are.
public struct LogPath: Sendable, Hashable {
    public let origin: String

    public init(origin: String) { self.origin = origin }

    /// Where everything about the log begins.
    public var root: String { "/log/\(origin)" }
    /// C2SP tlog-tiles.
    public var checkpoint: String { "\(root)/checkpoint" }
    /// A tile of hashes or a bundle of entries (C2SP tlog-tiles).
    public func tile(_ tile: Tile) -> String { "\(root)/\(tile.path)" }
    /// The entries that the caller may read, from a number on.
    public func visible(after number: UInt64) -> String { "\(root)/visible?after=\(number)" }
    /// What an entry of `Disclosed` opens to the caller.
    public func disclosed(by number: UInt64, after: UInt64) -> String { "\(root)/disclosed/\(number)?after=\(after)" }
    /// A tlog-proof of an entry under the newest checkpoint.
    public func proof(of number: UInt64) -> String { "\(root)/proof/\(number)" }
    /// A blob that an entry names.
    public func blob(_ digest: Digest, entry: UInt64) -> String { "\(root)/blob/\(digest.hex)?entry=\(entry)" }
    /// Where witnesses leave their cosignatures.
    public var cosignatures: String { "\(root)/cosignatures" }
}
