import TransparencyLog

/// A tree opened at a smaller size: the hashes that show what the tree of that size is within it.
struct TreeOpening {
    let smaller: UInt64
    let larger: UInt64

    /// The tiles of the larger tree that it takes: a few of each level.
    var tiles: [Tile] {
        var wanted: [Tile] = []
        let note: MerkleTree.RowReader = { level, first, count, row in
            let index = first / UInt64(Tile.fullWidth)
            let width = Tile.width(level: level, index: index, size: larger)
            if let tile = Tile(.hashes(level: level), index: index, width: width), !wanted.contains(tile) {
                wanted.append(tile)
            }
            for _ in 0..<count { row.append(TreeHash.empty) }
        }
        // The source of hashes refuses nothing.
        _ = try? MerkleTree.root(size: smaller, rows: note)
        _ = try? MerkleTree.consistencyProof(from: smaller, to: larger, rows: note)
        return wanted
    }

    /// What the tiles show: the smaller tree's root, and the hashes that prove it against the larger's.
    ///
    /// - Returns: `nil` if they do not lead to `root`: then they are not of that tree.
    func opened(_ tiles: [Tile: [Digest]], root: Digest) -> (smallerRoot: Digest, proof: [Digest])? {
        let rows: MerkleTree.RowReader = { level, first, count, row in
            let index = first / UInt64(Tile.fullWidth)
            let width = Tile.width(level: level, index: index, size: larger)
            let place = Int(first % UInt64(Tile.fullWidth))
            guard let tile = Tile(.hashes(level: level), index: index, width: width), let hashes = tiles[tile],
                place + count <= hashes.count
            else { throw Lacking() }
            row += hashes[place..<place + count]
        }
        guard let within = try? MerkleTree.root(size: smaller, rows: rows),
            let proof = try? MerkleTree.consistencyProof(from: smaller, to: larger, rows: rows),
            (try? MerkleTree.verifyConsistency(from: smaller, within, to: larger, root, proof: proof)) != nil
        else { return nil }
        // Of a size that is a power of two, RFC 6962 leaves the first hash out: the verifier has it. Here it is what differs.
        return (within, smaller.nonzeroBitCount == 1 ? [within] + proof : proof)
    }

    private struct Lacking: Error {}
}
