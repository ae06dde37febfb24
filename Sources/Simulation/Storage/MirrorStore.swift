import EntryFormat
import Replication
import TransparencyLog

/// What a node stores of one log that it mirrors: the rows of a real store, as values.
struct MirrorStore {
    let origin: String
    /// The mirror's own record: ``MirrorState/bytes``.
    private(set) var record: [UInt8]
    private(set) var size: UInt64 = 0
    /// The newest verified checkpoint, as it came.
    private(set) var checkpoint: String?
    /// Hashes by tile level and index.
    private(set) var levels: [[UInt64: Digest]] = [[:]]
    private(set) var entries: [UInt64: [UInt8]] = [:]
    private(set) var facts: [UInt64: EntryFacts] = [:]
    /// The newest entry held of each stream.
    private(set) var newest: [String: Reference] = [:]

    init(state: MirrorState) {
        origin = state.origin
        record = state.bytes
    }

    /// Takes in a whole package.
    mutating func apply(_ package: MirrorPackage) {
        applyState(package)
        applyEntries(package)
    }

    mutating func applyState(_ package: MirrorPackage) {
        record = package.state.bytes
        size = package.state.frontier.size
        checkpoint = package.state.checkpoint
        for run in package.hashes {
            while levels.count <= Int(run.tileLevel) { levels.append([:]) }
            for (offset, hash) in run.hashes.enumerated() {
                levels[Int(run.tileLevel)][run.first + UInt64(offset)] = hash
            }
        }
    }

    mutating func applyEntries(_ package: MirrorPackage) {
        for entry in package.entries { put(entry.bytes, at: entry.number, leaf: entry.leaf) }
    }

    private mutating func put(_ bytes: [UInt8], at number: UInt64, leaf: Digest) {
        entries[number] = bytes
        levels[0][number] = leaf
        guard let facts = EntryFacts(bytes) else { return }
        self.facts[number] = facts
        if newest[facts.stream].map({ $0.number < number }) ?? true {
            newest[facts.stream] = Reference(origin: origin, number: number, leaf: leaf.leafHash)
        }
    }

    /// An entry whose bytes have the hash that the tree holds; nil where it is not held or was damaged.
    func entry(_ number: UInt64) -> [UInt8]? {
        guard let bytes = entries[number], TreeHash.leaf(bytes) == levels[0][number] else { return nil }
        return bytes
    }

    /// Puts back an entry that was damaged.
    mutating func repair(_ number: UInt64, _ bytes: [UInt8]) {
        if TreeHash.leaf(bytes) == levels[0][number] { entries[number] = bytes }
    }

    /// Turns one bit of a stored entry.
    mutating func flip(_ number: UInt64, bit: Int) {
        guard var bytes = entries[number] else { return }
        bytes[bit / 8 % bytes.count] ^= 1 << UInt8(bit % 8)
        entries[number] = bytes
    }

    /// The tree's edge, computed from the stored hashes alone; nil where one is missing.
    func tree() -> (frontier: Frontier, edge: [Digest])? {
        let computed = try? MerkleTree.frontier(size: size) { level, index in
            guard let hash = hash(level, index) else { throw MissingHash() }
            return hash
        }
        guard let computed else { return nil }
        let edge = (size / 256 * 256..<size).compactMap { hash(0, $0) }
        return edge.count == Int(size % 256) ? (computed, edge) : nil
    }

    /// What the mirror knew when it last committed; nil where the store does not hold what its record needs.
    func state() -> MirrorState? {
        guard let tree = tree() else { return nil }
        return MirrorState(bytes: record, frontier: tree.frontier, edge: tree.edge)
    }

    /// A tile of hashes, or of entries; nil where not all of it is held.
    func tile(_ tile: Tile) -> [UInt8]? {
        let level: UInt8
        if case .hashes(let hashLevel) = tile.content { level = hashLevel } else { level = 0 }
        guard tile.width <= Tile.width(level: level, index: tile.index, size: size) else { return nil }
        let first = tile.index * UInt64(Tile.fullWidth)
        let places = first..<first + UInt64(tile.width)
        if tile.content == .entries {
            let held = places.compactMap { entry($0) }
            return held.count == tile.width ? LogHistory.bundle(held) : nil
        }
        let hashes = places.compactMap { hash(level, $0) }
        return hashes.count == tile.width ? Tile.bytes(of: hashes) : nil
    }

    private func hash(_ level: UInt8, _ index: UInt64) -> Digest? {
        Int(level) < levels.count ? levels[Int(level)][index] : nil
    }

    private struct MissingHash: Error {}
}
