import EntryFormat
import Ledger
import TransparencyLog

/// Mirrors a log that it makes itself, package by package, with own appends between them, until it is killed. Prints the tree's size once each
/// package is acknowledged: `mirrored SIZE`.
struct Mirroring {
    private static let origin = "triplicate.example/hospital-H1"
    private let ledger: Ledger

    init(_ directory: DataDirectory) throws {
        ledger = try Ledger(directory, projections: [Counts()], decider: { "center:\($0.decider)" })
    }

    func run() throws {
        let key = try SignerKey(name: Self.origin, type: .ed25519, seed: [UInt8](repeating: 7, count: 32))
        let log = try ledger.addMirror(
            origin: Self.origin, party: "hospital:H1", name: "H1", verifierKeys: [key.verifierKey.text], record: [])
        Output.line("open")
        var (frontier, edge) = try ledger.tree(of: log)
        while true {
            let first = frontier.size
            let entries = try (first..<first + 100).map { (number: $0, bytes: try Self.entry($0)) }
            var levels = Array(repeating: [Digest](), count: 8)
            frontier.append(contentsOf: entries.map { TreeHash.leaf($0.bytes) }) { (level, _, hash) in
                levels[Int(level)].append(hash)
            }
            // The unfinished tile is given from its first hash on.
            let leaves = edge + levels[0]
            let start = first - UInt64(edge.count)
            var runs = [MirroredCommit.Run(tileLevel: 0, first: start, hashes: leaves)]
            for level in 1..<8 where !levels[level].isEmpty {
                let end = frontier.size >> UInt64(8 * level)
                runs.append(
                    .init(
                        tileLevel: UInt8(level), first: end - UInt64(levels[level].count), hashes: levels[level]))
            }
            edge = Array(leaves.suffix(Int(frontier.size % 256)))
            let checkpoint = try Checkpoint(origin: Self.origin, size: frontier.size, root: frontier.root)
            try ledger.commitAndWait(
                MirroredCommit(
                    log: log, size: frontier.size, peaks: frontier.peaks, hashes: runs, entries: entries,
                    checkpoint: try checkpoint.signed(by: key).encoded, record: Array("\(frontier.size)".utf8)))
            Output.line("mirrored \(frontier.size)")
            _ = try ledger.appendAndWait(
                Proposal(
                    party: ledger.logs[0].party,
                    events: [.init(stream: StreamName("claim/210200/\(first % 7)"), type: 1, payload: [1])]))
        }
    }

    private static func entry(_ number: UInt64) throws -> [UInt8] {
        try EntryFields(
            type: 1, time: 1_700_000_000_000, id: EventID(words: (number, 1)), salt: Salt(words: (number, 2)),
            origin: origin, stream: "claim/210200/\(number % 7)", payload: [UInt8](repeating: 7, count: 60)
        ).encoded()
    }
}
