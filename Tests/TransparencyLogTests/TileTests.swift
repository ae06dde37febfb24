import Testing

@testable import TransparencyLog

@Suite("Tiles and entry bundles")
struct TileTests {
    struct Tiles: Decodable {
        struct Path: Decodable {
            var path: String
            var content: String
            var index: UInt64
            var width: Int
        }
        struct Refused: Decodable {
            var path: String
        }
        struct EntryPath: Decodable {
            var seq: UInt64
            var size: UInt64
            var path: String
        }
        struct Bundle: Decodable {
            var bytes: String
            var entries: [String]?
        }
        struct SeventyThousand: Decodable {
            var size: UInt64
            var tiles: [[Int]]
        }
        var paths: [Path]
        var refused: [Refused]
        var entryPaths: [EntryPath]
        var bundles: [Bundle]
        var seventyThousand: SeventyThousand
    }

    @Test("Published paths are read, and written as they were.")
    func publishedPaths() throws {
        for vector in try Vectors.load("tiles.json", as: Tiles.self).paths {
            let content = UInt8(vector.content).map { Tile.Content.hashes(level: $0) } ?? .entries
            let tile = try #require(Tile(content, index: vector.index, width: vector.width))
            #expect(tile.path == vector.path)
            #expect(try Tile(path: vector.path) == tile)
            #expect(tile.isPartial == (vector.width < 256))
        }
    }

    @Test("Published malformed paths are refused.")
    func publishedRefusals() throws {
        let vectors = try Vectors.load("tiles.json", as: Tiles.self).refused
        #expect(vectors.count == 18)
        for vector in vectors {
            #expect(refusal { _ = try Tile(path: vector.path) } == .badTilePath, "\(vector.path)")
        }
    }

    @Test("The bundle of an entry is where it is published to be.")
    func entryPaths() throws {
        for vector in try Vectors.load("tiles.json", as: Tiles.self).entryPaths {
            let index = vector.seq / 256
            let width = Tile.width(level: 0, index: index, size: vector.size)
            #expect(Tile(.entries, index: index, width: width)?.path == vector.path)
        }
    }

    @Test("A tree of 70,000 leaves has the tiles that the specification counts.")
    func seventyThousand() throws {
        let vector = try Vectors.load("tiles.json", as: Tiles.self).seventyThousand
        for (level, expected) in vector.tiles.enumerated() {
            let tiles = Tile.added(.hashes(level: UInt8(level)), from: 0, to: vector.size)
            #expect(expected[0] == level)
            #expect(tiles.count { !$0.isPartial } == expected[1])
            #expect(tiles.count == expected[1] + 1 && tiles.last?.width == expected[2])
        }
        #expect(Tile.added(.hashes(level: 3), from: 0, to: vector.size).isEmpty)
        // "A tree of size 256 will be represented by a full level 0 tile and a partial level 1 tile of width 1."
        #expect(Tile.added(.hashes(level: 0), from: 0, to: 256).map(\.path) == ["tile/0/000"])
        #expect(Tile.added(.hashes(level: 1), from: 0, to: 256).map(\.path) == ["tile/1/000.p/1"])
        #expect(Tile.added(.hashes(level: 2), from: 0, to: 256).isEmpty)
    }

    @Test("A growing log adds the tiles whose width changed, and no others.")
    func added() {
        #expect(Tile.added(.entries, from: 5, to: 5).isEmpty)
        #expect(Tile.added(.entries, from: 6, to: 5).isEmpty)
        #expect(
            Tile.added(.entries, from: 255, to: 513).map(\.path)
                == ["tile/entries/000", "tile/entries/001", "tile/entries/002.p/1"])
        #expect(Tile.added(.entries, from: 256, to: 512).map(\.path) == ["tile/entries/001"])
        #expect(Tile.added(.hashes(level: 1), from: 255, to: 513).map(\.path) == ["tile/1/000.p/2"])
        #expect(Tile.added(.hashes(level: 1), from: 256, to: 511).isEmpty)
        #expect(Tile.added(.hashes(level: 8), from: 0, to: UInt64.max).isEmpty)
        #expect(Tile.added(.hashes(level: 7), from: 0, to: UInt64.max).map(\.width) == [255])
    }

    @Test("A tile's width in a tree is what the specification computes.")
    func widths() {
        #expect(Tile.width(level: 0, index: 0, size: 0) == 0)
        #expect(Tile.width(level: 0, index: 0, size: 1) == 1)
        #expect(Tile.width(level: 0, index: 0, size: 256) == 256)
        #expect(Tile.width(level: 0, index: 1, size: 256) == 0)
        #expect(Tile.width(level: 0, index: 1, size: 257) == 1)
        #expect(Tile.width(level: 1, index: 0, size: 255) == 0)
        #expect(Tile.width(level: 1, index: 0, size: 65_535) == 255)
        #expect(Tile.width(level: 1, index: 0, size: 65_536) == 256)
        #expect(Tile.width(level: 7, index: 0, size: UInt64.max) == 255)
        #expect(Tile.width(level: 63, index: 0, size: UInt64.max) == 0)
        #expect(Tile.width(level: 0, index: UInt64.max, size: UInt64.max) == 0)
    }

    @Test(
        "A path in any but its one form is refused.",
        arguments: [
            "", "/", "tile", "tile/", "tile/0", "tile/0/", "tile/entries", "tile/entries/", "/tile/0/000",
            "tile/0/000/",
            "tile//000", "tile/00/000", "tile/01/000", "tile/+1/000", "tile/256/000", "tile/x/000", "tile/data/000",
            "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/x000", "tile/0/x000/000", "tile/0/x000/x001/000",
            "tile/0/y001/000", "tile/0/001/x000", "tile/0/X001/000", "tile/0/-01", "tile/0/\u{661}\u{662}\u{663}",
            "tile/0/000.p/0", "tile/0/000.p/00", "tile/0/000.p/01", "tile/0/000.p/256", "tile/0/000.p/-1",
            "tile/0/000.p/1/", "tile/0/000.p/1/1", "tile/0/000.p/1.p/1", "tile/0/.p/1", "tile/0/000.P/1",
            "tile/0/000p/1",
            "tile/0/000/1", "tile/0/000.p", "tile/0/x018/x446/x744/x073/x709/x551/616",
            "tile/0/x999/x999/x999/x999/x999/x999/x999/999", "tile/0/../000", "tile/0/000?", "tile/0/000 ",
            "tile/0/000\n",
            "tile/0/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/x001/001",
        ])
    func malformedPath(path: String) {
        #expect(refusal { _ = try Tile(path: path) } == .badTilePath)
    }

    @Test("Random tiles come back from their paths, the last index among them.")
    func randomPaths() throws {
        var generator = SeededGenerator(seed: 13)
        for _ in 0..<500 {
            let index =
                UInt64.random(in: 0...UInt64.max, using: &generator) >> UInt64.random(in: 0..<64, using: &generator)
            let width = Int.random(in: 1...256, using: &generator)
            let level = UInt8.random(in: 0...63, using: &generator)
            for content in [Tile.Content.entries, .hashes(level: level)] {
                let tile = try #require(Tile(content, index: index, width: width))
                #expect(try Tile(path: tile.path) == tile)
            }
        }
        let last = try #require(Tile(.entries, index: UInt64.max, width: 255))
        #expect(last.path == "tile/entries/x018/x446/x744/x073/x709/x551/615.p/255")
        #expect(try Tile(path: last.path) == last)
        #expect(Tile(.entries, index: 0, width: 0) == nil && Tile(.entries, index: 0, width: 257) == nil)
        #expect(Tile(.hashes(level: 64), index: 0) == nil)
    }

    @Test("The hashes of a tile come back from its bytes; bytes of another length are refused.")
    func hashTiles() throws {
        let twin = TwinTree(count: 256)
        let bytes = Tile.bytes(of: twin.leaves)
        #expect(bytes.count == 8192 && bytes == twin.leaves.flatMap(\.bytes))
        let full = try #require(Tile(.hashes(level: 0), index: 0))
        #expect(try full.hashes(in: bytes.span.bytes) == twin.leaves)
        // A full tile's root is its hash one level up.
        #expect(try MerkleTree.root(of: full.hashes(in: bytes.span.bytes)) == twin.root(256))
        let partial = try #require(Tile(.hashes(level: 0), index: 0, width: 3))
        #expect(try partial.hashes(in: Array(bytes[..<96]).span.bytes) == Array(twin.leaves[..<3]))
        for count in [0, 1, 95, 97, 64, 128] {
            let wrong = Array(bytes[..<count])
            #expect(refusal { _ = try partial.hashes(in: wrong.span.bytes) } == .badTileLength)
        }
    }

    /// The entries of a bundle, copied.
    private func entries(_ bytes: [UInt8], count: Int) throws -> [[UInt8]] {
        let bundle = try EntryBundle(bytes.span.bytes, count: count)
        var entries: [[UInt8]] = []
        bundle.forEachEntry { (number, entry) in
            #expect(number == entries.count)
            entries.append(entry.withUnsafeBytes { [UInt8]($0) })
        }
        return entries
    }

    @Test("Published bundles are read or refused as published.")
    func publishedBundles() throws {
        for vector in try Vectors.load("tiles.json", as: Tiles.self).bundles {
            let raw = try bytes(hex: vector.bytes)
            if let expected = vector.entries {
                #expect(try entries(raw, count: expected.count) == expected.map { try bytes(hex: $0) })
            } else {
                for count in 0...3 { #expect(refusal { _ = try entries(raw, count: count) } == .badEntryBundle) }
            }
        }
    }

    @Test("Entries of every length come back from a bundle, and every cut of it is refused.")
    func bundles() throws {
        let lengths = [0, 1, 255, 256, 257, 300, 65_535]
        let all = lengths.map { [UInt8](repeating: UInt8($0 & 0xff), count: $0) }
        var bundle: [UInt8] = []
        for entry in all { try EntryBundle.append(entry.span.bytes, to: &bundle) }
        #expect(bundle.count == lengths.reduce(0, +) + 2 * lengths.count)
        #expect(bundle.prefix(5) == [0, 0, 0, 1, 1])
        #expect(try entries(bundle, count: all.count) == all)
        for count in [0, 6, 8] { #expect(refusal { _ = try entries(bundle, count: count) } == .badEntryBundle) }
        #expect(refusal { _ = try entries(bundle + [0], count: 7) } == .badEntryBundle)
        var five: [UInt8] = []
        for entry in all.prefix(5) { try EntryBundle.append(entry.span.bytes, to: &five) }
        #expect(try entries(five, count: 5) == Array(all.prefix(5)))
        for cut in 0..<five.count {
            #expect(refusal { _ = try entries(Array(five[..<cut]), count: 5) } == .badEntryBundle)
        }
        let before = bundle
        let tooLong = [UInt8](repeating: 0, count: 65_536)
        #expect(refusal { try EntryBundle.append(tooLong.span.bytes, to: &bundle) } == .entryTooLong)
        #expect(bundle == before)
    }

    @Test("What a reader of entries throws stops the reading and comes out.")
    func throwingReader() throws {
        struct Enough: Error {}
        let raw: [UInt8] = [0, 1, 7, 0, 1, 8]
        var read = 0
        #expect(throws: Enough.self) {
            let bundle = try EntryBundle(raw.span.bytes, count: 2)
            try bundle.forEachEntry { (_, _) throws(Enough) in
                read += 1
                throw Enough()
            }
        }
        #expect(read == 1)
    }

    struct LogOfFifteen: Decodable {
        struct Size: Decodable {
            var checkpoint: String
            var hashTile: String?
            var entryBundle: String?
        }
        var verifierKey: String
        var signerKey: String
        var entries: [String]
        var sizes: [Size]
    }

    @Test("A log written by Tessera is read, verified, and written again byte for byte at each of its sizes.")
    func tessera() throws {
        let log: LogOfFifteen = try Vectors.load("log-of-fifteen.json")
        let (verifier, signer) = (try VerifierKey(log.verifierKey), try SignerKey(log.signerKey))
        var frontier = Frontier()
        var leaves: [Digest] = []
        var bundle: [UInt8] = []
        var heads: [Checkpoint] = []
        #expect(log.sizes.count == 16 && log.entries.count == 15)
        for (size, vector) in log.sizes.enumerated() {
            if size > 0 {
                let entry = Array(log.entries[size - 1].utf8)
                try EntryBundle.append(entry.span.bytes, to: &bundle)
                frontier.append(TreeHash.leaf(entry)) { (_, _, hash) in leaves.append(hash) }
                #expect(Base64.encode(Tile.bytes(of: leaves)) == vector.hashTile)
                #expect(Base64.encode(bundle) == vector.entryBundle)
            }
            let signed = try SignedCheckpoint(
                verifying: Note(vector.checkpoint), origin: verifier.name, logKeys: [verifier])
            #expect(signed.checkpoint.size == UInt64(size) && signed.checkpoint.root == frontier.root)
            let ours = try Checkpoint(origin: verifier.name, size: frontier.size, root: frontier.root)
            #expect(try ours.signed(by: signer).encoded == vector.checkpoint)
            heads.append(signed.checkpoint)
        }
        for old in heads {
            for new in heads where old.size <= new.size {
                let proof = try MerkleTree.consistencyProof(from: old.size, to: new.size) { (_, index) in
                    leaves[Int(index)]
                }
                try MerkleTree.verifyConsistency(from: old.size, old.root, to: new.size, new.root, proof: proof)
            }
        }
    }
}
