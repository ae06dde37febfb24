import FuzzDriver
import TransparencyLog

extension FuzzTarget {
    /// A line with the path of a tile, then the tile's hashes.
    static let tile = FuzzTarget.onBytes("tile", longest: 8300) { bytes in
        let (line, content) = firstLine(of: bytes)
        let path = String(decoding: line, as: UTF8.self)
        let tile: Tile
        do {
            tile = try Tile(path: path)
        } catch {
            return show(error)
        }
        demand(tile.path.utf8.elementsEqual(line), "there is one path for one tile")
        demand((1...Tile.fullWidth).contains(tile.width), "a tile has 1 to 256 hashes")
        do {
            let hashes = try tile.hashes(in: content.bytes)
            demand(hashes.count == tile.width, "a tile has as many hashes as its path says")
            demand(Tile.bytes(of: hashes).elementsEqual(content), "there is one byte string for one tile")
        } catch {
            show(error)
        }
    }

    /// One byte with the number of entries that are expected, less one; then an entry bundle.
    static let bundle = FuzzTarget.onBytes("bundle", longest: 4096) { bytes in
        guard let first = bytes.first else { return }
        let content = UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
        let bundle: EntryBundle
        do {
            bundle = try EntryBundle(content.bytes, count: Int(first) + 1)
        } catch {
            return show(error)
        }
        demand(bundle.count == Int(first) + 1, "a bundle has as many entries as were expected")
        var again: [UInt8] = []
        bundle.forEachEntry { (_, entry) in
            must("an entry of a bundle fits into a bundle") { try EntryBundle.append(entry, to: &again) }
        }
        demand(again.elementsEqual(content), "there is one byte string for one bundle")
    }

    /// A frontier as the store keeps it.
    static let frontier = FuzzTarget.onBytes("frontier", longest: 2100) { bytes in
        guard var frontier = Frontier(bytes.bytes) else { return }
        demand(frontier.bytes.elementsEqual(bytes), "there is one byte string for one frontier")
        let root = frontier.root
        demand(
            Frontier(size: frontier.size, peaks: frontier.peaks)?.root == root, "peaks and size make the root")
        guard frontier.size < UInt64(Int64.max) else { return }
        let size = frontier.size
        // In a tree of one leaf the leaf itself is the root.
        frontier.append(TreeHash.node(root, root))
        demand(frontier.size == size + 1 && frontier.root != root, "a leaf changes size and root")
        demand(Frontier(frontier.bytes.span.bytes) == frontier, "reading gives the same frontier")
    }

    /// Proofs of inclusion and of consistency: two numbers of eight bytes, then hashes.
    static let treeProof = FuzzTarget.onBytes("tree-proof", longest: 2400) { bytes in
        guard bytes.count >= 16 else { return }
        let first = bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
        let second = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        let hashes = stride(from: 16, through: bytes.count - Digest.byteCount, by: Digest.byteCount).compactMap {
            Digest(UnsafeRawBufferPointer(rebasing: bytes[$0..<$0 + Digest.byteCount]).bytes)
        }
        let leaf = TreeHash.leaf(bytes.bytes)
        do {
            let root = try MerkleTree.root(leaf: leaf, index: first, size: second, proof: hashes)
            must("a proof leads to the root that it leads to") {
                try MerkleTree.verifyInclusion(leaf: leaf, index: first, size: second, proof: hashes, root: root)
            }
            mustRefuse("a proof is of its leaf only") {
                try MerkleTree.verifyInclusion(
                    leaf: TreeHash.node(leaf, leaf), index: first, size: second, proof: hashes, root: root)
            }
        } catch {
            show(error)
        }
        guard let old = hashes.first, let new = hashes.last else { return }
        do {
            try MerkleTree.verifyConsistency(
                from: first, old, to: second, new, proof: Array(hashes.dropFirst().dropLast()))
        } catch {
            show(error)
        }
        demand(
            Tile.width(level: bytes[0] & 63, index: first, size: second) <= Tile.fullWidth,
            "a tile has at most 256 hashes")
    }

    private static func firstLine(of bytes: UnsafeRawBufferPointer) -> (
        Slice<UnsafeRawBufferPointer>, UnsafeRawBufferPointer
    ) {
        let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
        let rest = min(end + 1, bytes.endIndex)
        return (bytes[..<end], UnsafeRawBufferPointer(rebasing: bytes[rest...]))
    }
}
