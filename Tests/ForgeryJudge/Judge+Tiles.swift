import Foundation
import TransparencyLog

extension Judge {
    /// The most leaves of a tree whose tiles are judged.
    private static let mostLeaves: UInt64 = 1 << 20

    func path(_ one: Case) throws -> String {
        let tile = try Tile(path: try field(one.path, "path"))
        switch tile.content {
        case .hashes(let level): return "\(level) \(tile.index) \(tile.width)"
        case .entries: return "entries \(tile.index) \(tile.width)"
        }
    }

    /// All hash tiles of a tree, as who mirrors a log checks them: each is one of that tree, none is missing, each full tile
    /// has its root in the level above, and the leaves lead to the root of the tree.
    func tiles(_ one: Case) throws -> String {
        let size = try field(one.size, "size")
        guard size <= Self.mostLeaves else { throw WrongTiles(what: "too many leaves") }
        var rows = [[UInt64: [Digest]]](repeating: [:], count: 8)
        for sent in try field(one.tiles, "tiles") {
            let tile = try Tile(path: sent.path)
            guard case .hashes(let level) = tile.content, level < 8,
                Tile.width(level: level, index: tile.index, size: size) == tile.width,
                rows[Int(level)][tile.index] == nil
            else { throw WrongTiles(what: sent.path) }
            rows[Int(level)][tile.index] = try tile.hashes(in: Array(sent.bytes).span.bytes)
        }
        var leaves: [Digest] = []
        for (level, row) in rows.enumerated() {
            for tile in Tile.added(.hashes(level: UInt8(level)), from: 0, to: size) {
                guard let hashes = row[tile.index] else { throw WrongTiles(what: tile.path) }
                if level == 0 { leaves += hashes }
                guard !tile.isPartial, level < 7 else { continue }
                let above = rows[level + 1][tile.index / UInt64(Tile.fullWidth)] ?? []
                let place = Int(tile.index % UInt64(Tile.fullWidth))
                guard place < above.count, above[place] == MerkleTree.root(of: hashes) else {
                    throw WrongTiles(what: tile.path)
                }
            }
        }
        guard MerkleTree.root(of: leaves) == (try digest(one.root, "root")) else { throw WrongTiles(what: "root") }
        return ""
    }

    /// An entry bundle beside the level 0 tile that it must hash to.
    func bundle(_ one: Case) throws -> String {
        let count = try field(one.count, "count")
        guard let tile = Tile(.hashes(level: 0), index: 0, width: count) else { throw WrongTiles(what: "width") }
        let hashes = try tile.hashes(in: Array(try field(one.tile, "tile")).span.bytes)
        let bytes = Array(try field(one.bytes, "bytes"))
        let bundle = try EntryBundle(bytes.span.bytes, count: count)
        try bundle.forEachEntry { number, entry throws(WrongTiles) in
            guard planted == .bundle || TreeHash.leaf(entry) == hashes[number] else {
                throw WrongTiles(what: "entry \(number)")
            }
        }
        return ""
    }
}

/// A tile or entry that is not the one of the tree.
struct WrongTiles: Error {
    let what: String
}
