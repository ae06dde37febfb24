import EntryFormat
import TransparencyLog

@testable import Ledger

/// A log of somebody else, as one would serve it: entries, their tree, and checkpoints signed at any size. It can lie.
struct ForeignLog {
    let origin: String
    let party: String
    let key: SignerKey
    var entries: [[UInt8]] = []
    private var times: Int64 = 1_700_000_000_000

    init(_ code: String = "H1", seed: UInt8 = 7) throws {
        origin = "triplicate.example/hospital-\(code)"
        party = "hospital:\(code)"
        key = try SignerKey(name: origin, type: .ed25519, seed: [UInt8](repeating: seed, count: 32))
    }

    /// Appends an entry.
    mutating func add(
        _ text: String, to stream: String, readers: [String] = [], after: [Reference] = []
    ) throws {
        times += 1
        let number = UInt64(entries.count)
        let fields = EntryFields(
            type: 1, time: times, id: EventID(words: (number, 1)), salt: Salt(words: (number, 2)), origin: origin,
            stream: stream, readers: readers.sorted().map { Reader(party: $0, previous: nil) }, after: after,
            payload: Array(text.utf8))
        entries.append(try fields.encoded())
    }

    /// Appends entries to a few claims.
    mutating func add(_ numbers: Range<Int>) throws {
        for number in numbers { try add("\(number)", to: "claim/210200/\(number % 7)") }
    }

    var leaves: [Digest] { entries.map { TreeHash.leaf($0) } }

    func frontier(_ size: Int) -> Frontier {
        var frontier = Frontier()
        frontier.append(contentsOf: Array(leaves.prefix(size)))
        return frontier
    }

    func checkpoint(_ size: Int) throws -> String {
        try Checkpoint(origin: origin, size: UInt64(size), root: frontier(size).root).signed(by: key).encoded
    }

    /// All hashes of the tile levels of a tree, by brute force.
    func levels(_ size: Int) -> [[Digest]] {
        var levels = [Array(leaves.prefix(size))]
        while let below = levels.last, below.count >= 256 {
            levels.append((0..<below.count / 256).map { MerkleTree.root(of: Array(below[256 * $0..<256 * $0 + 256])) })
        }
        return levels
    }

    /// What a mirror would have committed: the tree moves from one size to another, and some entries come with it.
    func commit(
        _ log: LogIdentity, from old: Int, to size: Int, entries numbers: [Int], record: [UInt8] = [1]
    ) throws -> MirroredCommit {
        let levels = levels(size)
        var runs: [MirroredCommit.Run] = []
        for (level, hashes) in levels.enumerated().dropFirst() {
            let start = old >> (8 * level)
            if start < hashes.count {
                runs.append(.init(tileLevel: UInt8(level), first: UInt64(start), hashes: Array(hashes[start...])))
            }
        }
        var tiles = Set(numbers.map { $0 / 256 })
        if size > old {
            if old % 256 > 0 { tiles.insert(old / 256) }
            if size % 256 > 0 { tiles.insert(size / 256) }
        }
        for tile in tiles.sorted() {
            runs.append(
                .init(
                    tileLevel: 0, first: UInt64(256 * tile),
                    hashes: Array(levels[0][256 * tile..<min(256 * tile + 256, size)])))
        }
        return MirroredCommit(
            log: log, size: UInt64(size), peaks: frontier(size).peaks, hashes: runs,
            entries: numbers.sorted().map { (UInt64($0), entries[$0]) },
            checkpoint: size > old ? try checkpoint(size) : nil, record: record)
    }
}

extension Ledger {
    /// Mirrors a foreign log from now on.
    func mirror(_ foreign: ForeignLog, record: [UInt8] = [0]) throws -> LogIdentity {
        try addMirror(
            origin: foreign.origin, party: foreign.party, name: "Hospital",
            verifierKeys: [foreign.key.verifierKey.text],
            record: record)
    }
}
