extension MerkleTree {
    /// Makes inclusion proofs of many leaves in one tree, and remembers what one proof has computed and the next will need.
    ///
    /// What it remembers is bounded: of each tile level the tile that was used last, with the nodes above its hashes, and the
    /// nodes at the tree's right-hand edge. Ask for ascending leaves, so that each tile is read once.
    public struct Prover {
        /// The number of leaves of the tree that the proofs lead to.
        public let size: UInt64
        /// By tile level.
        private var tiles: [TileNodes?] = Array(repeating: nil, count: 8)
        /// The hashes of subtrees that are not perfect, which all end with the tree: one at most for each of its heights.
        private var edge: [LeafRange: Digest] = [:]

        public init(size: UInt64) { self.size = size }

        /// The audit path of a leaf: what ``MerkleTree/inclusionProof(index:size:rows:)`` gives.
        ///
        /// - Throws: ``TransparencyError`` `.indexOutOfRange`, `.wrongHashCount`; what `rows` throws.
        /// - Complexity: of each tile level at most 256 hashes read and 254 nodes computed, and nothing where the tile is the
        ///   one used last.
        public mutating func inclusionProof(index: UInt64, rows: RowReader) throws -> [Digest] {
            guard index < size else { throw TransparencyError.index(index, size) }
            var proof: [Digest] = []
            proof.reserveCapacity(UInt64.bitWidth - size.leadingZeroBitCount)
            for part in MerkleTree.inclusionParts(index: index, in: LeafRange(0, size)) {
                proof.append(try hash(of: part, rows))
            }
            return proof
        }

        private mutating func hash(of range: LeafRange, _ rows: RowReader) throws -> Digest {
            let width = range.end - range.start
            if width.nonzeroBitCount == 1 {
                return try node(height: width.trailingZeroBitCount, index: range.start / width, rows)
            }
            if let known = edge[range] { return known }
            var peaks: [Digest] = []
            try range.forEachPeak { (height, index) in
                peaks.append(try node(height: height, index: index, rows))
            }
            guard var hash = peaks.popLast() else { return TreeHash.empty }
            while let left = peaks.popLast() { hash = TreeHash.node(left, hash) }
            edge[range] = hash
            return hash
        }

        /// The root of the perfect subtree of 2^`height` leaves that has `index` such subtrees to its left.
        private mutating func node(height: Int, index: UInt64, _ rows: RowReader) throws -> Digest {
            let level = height / 8
            let within = height % 8
            let first = index << UInt64(within)
            let tile = first / UInt64(Tile.fullWidth)
            let place = Int(first % UInt64(Tile.fullWidth)) >> within
            if let known = tiles[level], known.index == tile { return known.nodes[known.starts[within] + place] }
            let width = Tile.width(level: UInt8(level), index: tile, size: size)
            let read = try TileNodes(level: UInt8(level), index: tile, width: width, rows)
            tiles[level] = read
            return read.nodes[read.starts[within] + place]
        }
    }
}

/// The hashes of a tile, and the nodes above them up to the height of 128.
private struct TileNodes {
    let index: UInt64
    /// The hashes of the tile, then their parents, and so on.
    private(set) var nodes: [Digest]
    /// Where the nodes of each height begin.
    private(set) var starts: [Int] = [0]

    init(level: UInt8, index: UInt64, width: Int, _ rows: MerkleTree.RowReader) throws {
        self.index = index
        var row: [Digest] = []
        row.reserveCapacity(width)
        try rows(level, index * UInt64(Tile.fullWidth), width, &row)
        guard row.count == width else { throw MerkleTree.wrongHashCount }
        nodes = []
        nodes.reserveCapacity(2 * width)
        nodes += row
        var count = width / 2
        while starts.count < 8 {
            starts.append(nodes.count)
            TreeHash.node(pairs: count, of: &row, from: 0)
            nodes += row[..<count]
            count /= 2
        }
    }
}
