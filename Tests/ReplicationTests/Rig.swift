import EntryFormat
import Testing
import TransparencyLog

@testable import Replication

/// A mirror, what it has stored, and what it waits for.
struct Rig {
    struct Asked {
        let id: RequestID
        let request: MirrorRequest
        let source: MirrorSource
    }

    var mirror: Mirror
    var now: Int64 = 1_000
    var asked: [Asked] = []
    /// What happened, a line each.
    var events: [String] = []
    var problems: Set<Int> = []
    var package: MirrorPackage?
    var wake: Int64?
    var readers: [String]
    let limits: MirrorLimits

    // The dumb copy.
    var entries: [UInt64: [UInt8]] = [:]
    var hashes: [UInt8: [UInt64: Digest]] = [:]
    var record: [UInt8] = []
    var frontier = Frontier()
    var edge: [Digest] = []
    /// Blobs that committed entries name, by the entries' numbers.
    var blobs: [UInt64: Digest] = [:]
    var grants: Set<UInt64> = []
    /// Receipts to be recorded.
    var receipts: [(reader: String, number: UInt64)] = []

    init(_ mode: MirrorMode, readers: [String] = [], limits: MirrorLimits = MirrorLimits(), party: PartyRecord? = nil) {
        var all = readers
        if case .filtered(let names) = mode { all = names }
        self.readers = all
        self.limits = limits
        mirror = Mirror(
            state: MirrorState(origin: SampleLog.origin, mode: mode), party: party ?? SampleLog.party,
            receiptTypes: [333], readers: readers, limits: limits, now: now)
    }

    mutating func feed(_ input: MirrorInput) {
        for output in mirror.receive(input, at: now) {
            switch output {
            case .request(let id, let request, let source):
                asked.append(Asked(id: id, request: request, source: source))
            case .commit(let package):
                #expect(self.package == nil, "one package is under way at a time")
                self.package = package
            case .cosign(let note): events.append("cosign \(size(note))")
            case .cosignAsMirror(let note): events.append("cosign as mirror \(size(note))")
            case .receipt(let reader, let number, let leaf):
                events.append("receipt \(reader) \(number)")
                #expect(entries[number].map { TreeHash.leaf($0) } == leaf)
                receipts.append((reader, number))
            case .forked(let exhibit):
                events.append(
                    "forked \(size(exhibit.smaller)) \(size(exhibit.larger)) \(exhibit.proof.isEmpty ? "without" : "with") hashes"
                )
            case .problem(let problem):
                problems.insert(problem.code.rawValue)
                events.append("problem \(problem.code.rawValue)")
            case .idle(let size, let filled): events.append("idle \(size) \(filled)")
            case .wake(let time):
                #expect(time > now)
                wake = time
            }
        }
    }

    private func size(_ note: String) -> String {
        String(note.utf8.split(separator: UInt8(ascii: "\n")).dropFirst().first.map { Substring($0) } ?? "")
    }

    /// Commits the package that waits, after checking that a store could.
    mutating func commit() {
        guard var package else { return }
        self.package = nil
        var before: UInt64?
        let disclosed = package.state.filled == mirror.state.filled
        for entry in package.entries {
            #expect(before.map { $0 < entry.number } ?? true)
            #expect(disclosed || entries[entry.number] == nil, "entry \(entry.number) is held already")
            #expect(TreeHash.leaf(entry.bytes) == entry.leaf && entry.number < package.state.frontier.size)
            before = entry.number
            entries[entry.number] = entry.bytes
        }
        for run in package.hashes {
            for (place, hash) in run.hashes.enumerated() {
                let index = run.first + UInt64(place)
                let known = hashes[run.tileLevel]?[index]
                #expect(known == nil || known == hash, "a hash of the tree never changes")
                hashes[run.tileLevel, default: [:]][index] = hash
            }
        }
        var missing: [Digest: UInt64] = [:]
        var opened: [UInt64] = []
        for entry in package.entries where !disclosed {
            if let blob = blobs[entry.number] { missing[blob] = entry.number }
            if grants.contains(entry.number) { opened.append(entry.number) }
        }
        package.state.add(missingBlobs: missing, grants: opened)
        record = package.state.bytes
        frontier = package.state.frontier
        edge = package.state.edge
        let read = MirrorState(bytes: record, frontier: frontier, edge: edge)
        #expect(read == package.state)
        events.append("committed \(frontier.size) \(package.state.filled)")
        feed(.committed(missingBlobs: missing, grants: opened))
        #expect(mirror.state == package.state)
    }

    /// The node stops and starts: what is not durable is lost.
    mutating func restart() {
        let mode = mirror.state.mode
        let state =
            record.isEmpty
            ? MirrorState(origin: SampleLog.origin, mode: mode)
            : MirrorState(bytes: record, frontier: frontier, edge: edge)
        guard let state else {
            Issue.record("the stored state cannot be read")
            return
        }
        mirror = Mirror(
            state: state, party: mirror.party, receiptTypes: [333], readers: readers, limits: limits, now: now)
        asked = []
        package = nil
        wake = nil
        feed(.tick)
    }

    /// Answers and commits until nothing is under way.
    mutating func settle(_ answer: (Asked) -> MirrorResponse?) {
        var rounds = 0
        while !asked.isEmpty || package != nil || !receipts.isEmpty {
            rounds += 1
            if rounds > 200_000 {
                Issue.record("the mirror never rests")
                return
            }
            commit()
            if let receipt = receipts.popLast() {
                feed(.receiptRecorded(reader: receipt.reader, number: receipt.number))
            }
            if asked.isEmpty { continue }
            let next = asked.removeFirst()
            if let response = answer(next) { feed(.answered(next.id, response)) }
        }
    }

    /// Lets time pass until the mirror has everything of a log, or seems not to get there.
    mutating func catchUp(with log: SampleLog, peers: [String: SampleLog] = [:]) {
        feed(.poll)
        let readers = readers
        for _ in 0..<60 {
            let copy = self
            settle { asked in
                switch asked.source {
                case .log: log.answer(asked.request, readers: readers)
                case .store: copy.stored(asked.request)
                case .peer(let name): peers[name]?.answer(asked.request, readers: readers) ?? .absent
                }
            }
            let state = mirror.state
            if mirror.isFrozen { return }
            if state.frontier.size == log.size, state.filled == log.size, state.missingBlobs.isEmpty,
                state.grants.isEmpty
            {
                return
            }
            now = max(wake ?? now, now + 1)
            feed(.tick)
        }
    }

    /// A tile of the dumb copy.
    func stored(_ request: MirrorRequest) -> MirrorResponse {
        guard case .tile(let tile) = request, case .hashes(let level) = tile.content else { return .absent }
        var found: [Digest] = []
        for place in 0..<UInt64(tile.width) {
            guard let hash = hashes[level]?[tile.index << 8 + place] else { return .absent }
            found.append(hash)
        }
        return .bytes(Tile.bytes(of: found))
    }

    /// Whether the copy is what a mirror of this kind has of the log.
    func matches(_ log: SampleLog) -> Bool {
        guard frontier.root == log.root(log.size), frontier.size == log.size, mirror.state.filled == log.size else {
            return false
        }
        for number in 0..<log.size {
            let isWanted: Bool
            switch mirror.state.mode {
            case .full: isWanted = true
            case .filtered(let readers): isWanted = log.isVisible(number, readers)
            case .heads: isWanted = false
            }
            if entries[number] != (isWanted ? log.entries[Int(number)] : nil) { return false }
            if isWanted, hashes[0]?[number] != log.leaves[Int(number)] { return false }
        }
        for index in 0..<log.size >> 8 where hashes[1]?[index] != log.hash(1, index) { return false }
        for index in 0..<log.size >> 16 where hashes[2]?[index] != log.hash(2, index) { return false }
        return true
    }
}
