import TransparencyLog

/// How a committed tree grows to a larger one, from tiles of the larger that nobody vouches for but the root that they must
/// lead to.
struct TreeGrowth {
    /// What is committed.
    let frontier: Frontier
    let edge: [Digest]
    /// The size to grow to: larger.
    let size: UInt64

    private var old: UInt64 { frontier.size }

    /// The tiles that are needed: level 1 from the old edge on, and at each other level the tile that was unfinished, and the
    /// unfinished one of level 0.
    var tiles: [Tile] {
        var tiles: [Tile] = []
        func add(_ level: UInt8, _ index: UInt64) {
            let width = Tile.width(level: level, index: index, size: size)
            if let tile = Tile(.hashes(level: level), index: index, width: width) { tiles.append(tile) }
        }
        if old % 256 != 0 { add(0, old >> 8) }
        if size % 256 != 0, size >> 8 != old >> 8 || old % 256 == 0 { add(0, size >> 8) }
        if size >> 8 > old >> 8 {
            for index in (old >> 16)...((size >> 8) - 1) >> 8 { add(1, index) }
        }
        for level in UInt8(2)..<8 where size >> (8 * UInt64(level)) > old >> (8 * UInt64(level)) {
            let count = old >> (8 * UInt64(level))
            if count % 256 != 0 { add(level, count >> 8) }
        }
        return tiles
    }

    /// The larger tree, if the tiles are those of a tree that continues the committed one.
    ///
    /// - Returns: its frontier, the leaf hashes of its unfinished tile, and the hashes that the committed tree lacks, of each
    ///   tile from its first on. `nil` if the tiles contradict each other or what is committed. Whoever uses it must compare
    ///   the frontier's root with a signed one.
    /// - Complexity: one node hash for each hash of level 1.
    func grown(_ tiles: [Tile: [Digest]]) -> (frontier: Frontier, edge: [Digest], runs: [MirrorPackage.Run])? {
        func hashes(_ level: UInt8, _ index: UInt64) -> [Digest]? {
            let width = Tile.width(level: level, index: index, size: size)
            return Tile(.hashes(level: level), index: index, width: width).flatMap { tiles[$0] }
        }
        var runs: [MirrorPackage.Run] = []
        var ones: [Digest] = []
        let firstTile = old >> 16
        var upper = frontier.peaks(fromHeight: 8)
        if size >> 8 > old >> 8 {
            ones.reserveCapacity(Int((size >> 8) - firstTile << 8))
            for index in firstTile...((size >> 8) - 1) >> 8 {
                guard let tile = hashes(1, index) else { return nil }
                ones += tile
            }
            let held = Int((old >> 8) & 255)
            guard peaks(ones[..<held]) == frontier.peaks(ofTileLevel: 1) else { return nil }
            runs.append(MirrorPackage.Run(tileLevel: 1, first: firstTile << 8, hashes: ones))
            guard var grown = Frontier(size: firstTile << 8, peaks: frontier.peaks(fromHeight: 16)) else { return nil }
            var completed: [[Digest]] = Array(repeating: [], count: 8)
            grown.append(contentsOf: ones) { (level, _, hash) in
                if level > 0, level < 7 { completed[Int(level) + 1].append(hash) }
            }
            upper = grown.peaks
            for level in UInt8(2)..<8 where !completed[Int(level)].isEmpty {
                guard let run = run(level, completed[Int(level)], hashes(level, old >> (8 * UInt64(level) + 8))) else {
                    return nil
                }
                runs.append(run)
            }
        }
        if old % 256 != 0 {
            guard let tile = hashes(0, old >> 8), tile.starts(with: edge) else { return nil }
            if size >> 8 > old >> 8 {
                guard MerkleTree.root(of: tile) == ones[Int((old >> 8) & 255)] else { return nil }
                runs.append(MirrorPackage.Run(tileLevel: 0, first: old & ~255, hashes: tile))
            }
        }
        var newEdge: [Digest] = []
        if size % 256 != 0 {
            guard let tile = hashes(0, size >> 8) else { return nil }
            newEdge = tile
            runs.append(MirrorPackage.Run(tileLevel: 0, first: size & ~255, hashes: tile))
        }
        guard let frontier = Frontier(size: size, peaks: upper + peaks(newEdge[...])) else { return nil }
        return (frontier, newEdge, runs)
    }

    /// The new hashes of a level from 2 on, with those of the tile that was unfinished before.
    private func run(_ level: UInt8, _ completed: [Digest], _ tile: [Digest]?) -> MirrorPackage.Run? {
        let count = old >> (8 * UInt64(level))
        let held = Int(count % 256)
        guard held > 0 else { return MirrorPackage.Run(tileLevel: level, first: count, hashes: completed) }
        guard let tile, peaks(tile[..<held]) == frontier.peaks(ofTileLevel: Int(level)),
            tile[held...].elementsEqual(completed.prefix(256 - held))
        else { return nil }
        return MirrorPackage.Run(tileLevel: level, first: count & ~255, hashes: tile[..<held] + completed)
    }
}

/// The roots of the perfect subtrees over these hashes, the largest first.
func peaks(_ hashes: ArraySlice<Digest>) -> [Digest] {
    var frontier = Frontier()
    frontier.append(contentsOf: Array(hashes))
    return frontier.peaks
}

extension Frontier {
    /// The peaks of at least 2^`height` leaves, the largest first.
    func peaks(fromHeight height: Int) -> [Digest] {
        Array(peaks.prefix((size >> UInt64(height)).nonzeroBitCount))
    }

    /// The peaks that the unfinished tile of this level has: what its hashes lead to.
    func peaks(ofTileLevel level: Int) -> [Digest] {
        let above = level < 7 ? (size >> UInt64(8 * level + 8)).nonzeroBitCount : 0
        let withIt = (size >> UInt64(8 * level)).nonzeroBitCount
        return Array(peaks[above..<withIt])
    }
}
