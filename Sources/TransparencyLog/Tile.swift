/// A tile of a log: the address of up to 256 consecutive hashes of one tile level, or of up to 256 consecutive entries
/// (C2SP tlog-tiles).
///
/// A full tile never changes. The tile at the right-hand edge of a tree is partial, and its width is part of its address.
public struct Tile: Hashable, Sendable {
    /// The number of hashes or entries of a full tile: 256.
    public static let fullWidth = 256
    /// The highest level that a path may name. (A tree of less than 2^64 leaves has hashes at levels 0 to 7.)
    public static let maximumLevel: UInt8 = 63

    /// What a tile holds.
    public enum Content: Hashable, Sendable {
        /// Hashes of a tile level: the roots of perfect subtrees of 256^`level` leaves.
        case hashes(level: UInt8)
        /// Entries: an entry bundle.
        case entries
    }

    /// What the tile holds.
    public let content: Content
    /// The number of tiles of this level to its left.
    public let index: UInt64
    /// How many hashes or entries it holds: 1 to 256.
    public let width: Int

    /// - Returns: `nil` if the level is above 63 or the width is not 1 to 256.
    public init?(_ content: Content, index: UInt64, width: Int = Tile.fullWidth) {
        if case .hashes(let level) = content, level > Self.maximumLevel { return nil }
        guard (1...Self.fullWidth).contains(width) else { return nil }
        self.content = content
        self.index = index
        self.width = width
    }

    /// Whether the tile is less than full.
    public var isPartial: Bool { width < Self.fullWidth }

    /// How many hashes the tile `index` of tile level `level` has in a tree of `size` leaves: 256 if it is full, 0 if there
    /// is none. Entry bundles have the widths of level 0.
    public static func width(level: UInt8, index: UInt64, size: UInt64) -> Int {
        guard level < 8 else { return 0 }
        let count = size >> (8 * UInt64(level))
        let full = count / UInt64(fullWidth)
        if index < full { return fullWidth }
        return index == full ? Int(count % UInt64(fullWidth)) : 0
    }

    /// The tiles of `content` that a tree of `size` leaves has and that one of `oldSize` had not, or had with less width: what
    /// is to be fetched, or published, as a log grows. In the order of their indices; empty unless `size` is the larger.
    ///
    /// Count them first if the sizes come from outside: there are as many as (`size` - `oldSize`) / 256^(level + 1), and one.
    public static func added(_ content: Content, from oldSize: UInt64, to size: UInt64) -> [Tile] {
        let level: UInt8
        switch content {
        case .entries: level = 0
        case .hashes(let hashLevel): level = hashLevel
        }
        guard level < 8, oldSize < size else { return [] }
        let old = oldSize >> (8 * UInt64(level))
        let new = size >> (8 * UInt64(level))
        guard old < new else { return [] }
        return (old / UInt64(fullWidth)...(new - 1) / UInt64(fullWidth)).compactMap { index in
            Tile(content, index: index, width: width(level: level, index: index, size: size))
        }
    }
}
