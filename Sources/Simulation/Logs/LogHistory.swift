import EntryFormat
import TransparencyLog

/// One history of a log: its entries, their tree, and the chains of its readers. A copy of it may go on as another history.
struct LogHistory {
    let origin: String
    private(set) var entries: [[UInt8]] = []
    private(set) var leaves: [Digest] = []
    /// What each entry says.
    private(set) var facts: [EntryFacts] = []
    /// The hashes of tile levels 1 and up; those of level 0 are ``leaves``.
    private var upper: [[Digest]] = []
    private var frontier = Frontier()
    /// The newest entry addressed to each reader.
    private(set) var chains: [String: UInt64] = [:]

    init(origin: String) { self.origin = origin }

    var size: UInt64 { frontier.size }
    var root: Digest { frontier.root }

    /// Appends an entry's bytes; nothing happens to what is no entry.
    mutating func append(_ bytes: [UInt8]) {
        guard let facts = EntryFacts(bytes) else { return }
        let leaf = TreeHash.leaf(bytes)
        for reader in facts.readers { chains[reader.party] = size }
        entries.append(bytes)
        leaves.append(leaf)
        self.facts.append(facts)
        var completed: [(UInt8, Digest)] = []
        frontier.append(leaf) { (level, _, hash) in completed.append((level, hash)) }
        for (level, hash) in completed where level > 0 {
            while upper.count < Int(level) { upper.append([]) }
            upper[Int(level) - 1].append(hash)
        }
    }

    /// What the log was when it had this size.
    func prefix(_ size: UInt64) -> LogHistory {
        var shorter = LogHistory(origin: origin)
        for entry in entries.prefix(Int(size)) { shorter.append(entry) }
        return shorter
    }

    /// The root at an earlier size; nil beyond the end.
    func root(at size: UInt64) -> Digest? {
        guard size <= self.size else { return nil }
        if size == self.size { return root }
        return try? MerkleTree.root(size: size) { level, index in hash(level, index) }
    }

    /// A tile under a head of this size; nil where that tree has it not.
    func tile(_ tile: Tile, under size: UInt64) -> [UInt8]? {
        let level: UInt8
        if case .hashes(let hashLevel) = tile.content { level = hashLevel } else { level = 0 }
        guard level < 8, tile.width <= Tile.width(level: level, index: tile.index, size: min(size, self.size)) else {
            return nil
        }
        let first = tile.index * UInt64(Tile.fullWidth)
        let places = first..<first + UInt64(tile.width)
        guard tile.content == .entries else { return Tile.bytes(of: places.map { hash(level, $0) }) }
        return LogHistory.bundle(places.map { entries[Int($0)] })
    }

    /// An entry bundle.
    static func bundle(_ entries: [[UInt8]]) -> [UInt8]? {
        var bundle: [UInt8] = []
        for entry in entries where (try? EntryBundle.append(entry.span.bytes, to: &bundle)) == nil { return nil }
        return bundle
    }

    private func hash(_ level: UInt8, _ index: UInt64) -> Digest {
        level == 0 ? leaves[Int(index)] : upper[Int(level) - 1][Int(index)]
    }
}
