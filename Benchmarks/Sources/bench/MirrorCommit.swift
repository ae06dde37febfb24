import EntryFormat
import Ledger
import Measuring
import TransparencyLog

/// Commits a foreign log whole into a mirrored log, in packages of `package` entries of `size` bytes: checkpoint, hashes, entries, heads, durable
/// when answered. Making the log and its packages is not timed.
///
/// The figure `append` is the time for as many entries of the same bytes by the hosted path, in proposals of `batch` events, in a node of its
/// own beside it.
enum MirrorCommit {
    private static let origin = "triplicate.example/hospital-H1"
    private static let party = "hospital:H1"

    static func run(_ arguments: Arguments) throws -> Measured {
        let entries = try arguments.number("entries")
        let package = try arguments.number("package")
        let batch = try arguments.number("batch")
        guard package > 0, package <= MirroredCommit.maximumEntries, package % Tile.fullWidth == 0,
            batch > 0, batch <= Proposal.maximumEvents
        else { throw Misuse(message: "--package must be a multiple of 256, at most \(MirroredCommit.maximumEntries)") }
        let size = try arguments.number("size")
        let root = try arguments.text("directory")
        let streams = try (0..<arguments.number("streams")).map {
            try StreamName("claim/210200/2026-\(1_000_000 + $0)")
        }
        let ledger = try open("\(root)/mirror")
        defer { ledger.close() }
        let key = try SignerKey(name: origin, type: .ed25519, seed: [UInt8](repeating: 7, count: 32))
        let log = try ledger.addMirror(
            origin: origin, party: party, name: "Benchmark", verifierKeys: [key.verifierKey.text], record: [])
        var source = Source(log: log, key: key, streams: streams, size: size)
        var measurement = try Measured("mirror-commit") { pauses in
            var done = 0
            while done < entries {
                let commit = try pauses.here { try source.next(min(package, entries - done)) }
                try ledger.commitAndWait(commit)
                done += commit.entries.count
            }
            try ledger.flushViews()
            return done
        }
        guard try ledger.end() == UInt64(entries), try ledger.tree(of: log).frontier == source.frontier else {
            throw Misuse(message: "the mirror holds \(try ledger.end()) of \(entries) entries, or another tree")
        }
        measurement.figures["append"] = try append(entries, batch, size, streams, root)
        return measurement
    }

    private static func open(_ path: String) throws -> Ledger {
        let directory = DataDirectory(path: path)
        try Ledger.addParty(
            in: directory, role: "center", code: "210200", name: "Benchmark",
            origin: "triplicate.example/center-210200", logMapBytes: 16 << 30, viewsMapBytes: 16 << 30)
        return try Ledger(directory, decider: { "center:\($0.decider)" })
    }

    /// Seconds for as many entries by the hosted path.
    private static func append(
        _ entries: Int, _ batch: Int, _ size: Int, _ streams: [StreamName], _ root: String
    ) throws -> Double {
        let ledger = try open("\(root)/hosted")
        defer { ledger.close() }
        let taken = EntryLimit.headerBytes + "triplicate.example/center-210200".utf8.count + streams[0].text.utf8.count
        let payload = [UInt8](repeating: 0xA5, count: max(1, size - taken))
        let measurement = try Measured("append") { pauses in
            var done = 0
            while done < entries {
                let proposal = pauses.here {
                    Proposal(
                        party: "center:210200",
                        events: (0..<min(batch, entries - done)).map {
                            .init(stream: streams[($0 + done) &* 7_919 % streams.count], type: 1, payload: payload)
                        })
                }
                done += try ledger.appendAndWait(proposal).count
            }
            try ledger.flushViews()
            return done
        }
        return measurement.seconds
    }

    /// A foreign log that is made package by package.
    private struct Source {
        let log: LogIdentity
        let key: SignerKey
        let streams: [StreamName]
        let size: Int
        private(set) var frontier = Frontier()
        private var random = SystemRandomNumberGenerator()

        init(log: LogIdentity, key: SignerKey, streams: [StreamName], size: Int) {
            self.log = log
            self.key = key
            self.streams = streams
            self.size = size
        }

        mutating func next(_ count: Int) throws -> MirroredCommit {
            let first = frontier.size
            let taken = EntryLimit.headerBytes + origin.utf8.count + streams[0].text.utf8.count
            var entries: [(number: UInt64, bytes: [UInt8])] = []
            entries.reserveCapacity(count)
            for number in first..<first + UInt64(count) {
                let fields = EntryFields(
                    type: 1, time: 1_700_000_000_000, id: EventID(words: (number, random.next())),
                    salt: Salt(words: (random.next(), random.next())), origin: origin,
                    stream: streams[Int(number &* 7_919 % UInt64(streams.count))].text,
                    payload: [UInt8](repeating: 0xA5, count: max(1, size - taken)))
                entries.append((number, try fields.encoded()))
            }
            var levels: [[Digest]] = Array(repeating: [], count: 8)
            frontier.append(contentsOf: entries.map { TreeHash.leaf($0.bytes) }) { (level, _, hash) in
                levels[Int(level)].append(hash)
            }
            let runs = levels.enumerated().filter { !$1.isEmpty }.map { (level, hashes) in
                let end = frontier.size >> UInt64(8 * level)
                return MirroredCommit.Run(
                    tileLevel: UInt8(level), first: end - UInt64(hashes.count), hashes: hashes)
            }
            let checkpoint = try Checkpoint(origin: origin, size: frontier.size, root: frontier.root)
            return MirroredCommit(
                log: log, size: frontier.size, peaks: frontier.peaks, hashes: runs, entries: entries,
                checkpoint: try checkpoint.signed(by: key).encoded, record: Array("bench".utf8))
        }
    }
}
