import TransparencyLog

/// Tiles of the committed tree that have been verified, a bounded number: the oldest goes first.
struct TrustedTiles: Sendable {
    private struct Key: Hashable {
        let level: UInt8
        let index: UInt64
    }

    private let limit: Int
    private var tiles: [Key: [Digest]] = [:]
    private var order: [Key] = []

    init(limit: Int) { self.limit = max(1, limit) }

    /// The first hashes of a tile, if at least `width` are known.
    func hashes(level: UInt8, index: UInt64, width: Int) -> [Digest]? {
        tiles[Key(level: level, index: index)].flatMap { $0.count >= width ? $0 : nil }
    }

    /// A hash, which stays what it is however the tree grows.
    func hash(level: UInt8, index: UInt64) -> Digest? {
        guard let tile = tiles[Key(level: level, index: index >> 8)] else { return nil }
        let place = Int(index & 255)
        return place < tile.count ? tile[place] : nil
    }

    mutating func keep(_ hashes: [Digest], level: UInt8, index: UInt64) {
        let key = Key(level: level, index: index)
        if let known = tiles[key] {
            if known.count < hashes.count { tiles[key] = hashes }
            return
        }
        if order.count >= limit { tiles[order.removeFirst()] = nil }
        order.append(key)
        tiles[key] = hashes
    }
}

extension Mirror {
    /// The roots of the perfect subtrees that a tile of the committed tree must have; nil while that is not known, and then
    /// what is lacking is asked for.
    ///
    /// An unfinished tile's are peaks of the committed frontier. A finished one's is its hash one level up, which stands in a
    /// tile of that level, and so on: the topmost is always unfinished.
    mutating func peaksOfTile(level: UInt8, index: UInt64, width: Int) -> [Digest]? {
        if width < Tile.fullWidth { return state.frontier.peaks(ofTileLevel: Int(level)) }
        if let hash = trusted.hash(level: level + 1, index: index) { return [hash] }
        guard let tile = trustedTile(level: level + 1, index: index >> 8) else { return nil }
        return [tile[Int(index & 255)]]
    }

    /// A tile of the committed tree; nil while it is not here, and then it is asked for.
    mutating func trustedTile(level: UInt8, index: UInt64) -> [Digest]? {
        let width = Tile.width(level: level, index: index, size: state.frontier.size)
        if level == 0, index == state.frontier.size >> 8 { return state.edge }
        if let known = trusted.hashes(level: level, index: index, width: width) { return known }
        guard fillBackoff.isOver(at: now),
            let tile = Tile(.hashes(level: level), index: index, width: width),
            !inFlight.values.contains(where: { if case .trusted(tile, _) = $0.purpose { true } else { false } }),
            let peaks = peaksOfTile(level: level, index: index, width: width)
        else { return nil }
        send(.tile(tile), for: .trusted(tile, peaks: peaks))
        return nil
    }

    mutating func trustedAnswered(_ tile: Tile, _ expected: [Digest], _ response: MirrorResponse, isTold: Bool) {
        guard case .hashes(let level) = tile.content else { return }
        guard case .bytes(let bytes) = response else {
            tellMissing(.entries, "the tile \(tile.path)", response, isTold: isTold)
            return fillFailed()
        }
        guard let hashes = tile.hashesInFront(of: bytes), peaks(hashes[...]) == expected else {
            tell(
                .badTree, of: .entries,
                "The tile \(tile.path) that the server gives is not the one that the log signed",
                remedy: "Nothing of it was kept. The server is broken or lies: tell its operator.")
            return fillFailed()
        }
        trusted.keep(hashes, level: level, index: tile.index)
    }
}
