import EntryFormat
import Replication
import TransparencyLog

/// One run: parties, their nodes, the network between them, and the clock; all of it from one seed.
final class Federation {
    let seed: UInt64
    let profile: SimulationProfile
    let bug: PlantedBug?
    var random: SeededRandom
    var queue = EventQueue()
    /// Milliseconds since the run began.
    var now: Int64 = 0
    var trace: Trace
    var tally = Tally()
    /// What the checks found, in the order in which they found it; one a kind and party.
    var failures: [String] = []
    var nodes: [Node] = []
    var records: [PartyRecord] = []
    var streams: [SimulatedStream] = []
    /// Whether faults still happen.
    var isFaulty = true
    /// Pairs of places that cannot reach each other.
    var cut: Set<[Int]> = []
    /// Milliseconds that messages to and from a place take longer.
    var slowness: [Int64] = []
    var messages = 0
    /// The heads that each log signed: size, root and whether by an honest node.
    var signed: [[UInt64: Digest]] = []
    var limits = MirrorLimits()

    struct SimulatedStream {
        let name: String
        let decider: Int
        /// All places that may read it, the decider's too.
        let audience: [Int]
    }

    init(
        roster: Roster, seed: UInt64, profile: SimulationProfile, bug: PlantedBug?, prints: Bool
    ) {
        self.seed = seed
        self.profile = profile
        self.bug = bug
        random = SeededRandom(seed: seed)
        trace = Trace(prints: prints)
        limits.pageEntries = [3, 16, 256][random.draw(0...2)]
        limits.packageEntries = [4, 64, 4096][random.draw(0...2)]
        found(roster)
    }

    /// Fails the run; the same sentence is told once.
    func fail(_ sentence: String) {
        guard !failures.contains(sentence), failures.count < 20 else { return }
        failures.append(sentence)
        trace.say(now, "FAILED: \(sentence)")
    }

    /// Plans something of a node: it happens only if the node has not stopped until then.
    func plan(_ node: Node, in wait: Int64, _ body: @escaping (Node) -> Void) {
        let incarnation = node.incarnation
        queue.plan(at: now + wait) {
            if node.isUp, node.incarnation == incarnation { body(node) }
        }
    }

    // MARK: Founding

    private func found(_ roster: Roster) {
        let count = random.draw(profile.nodes)
        var places = [0, 1]
        places += random.shuffle(Array(2..<roster.members.count)).prefix(count - 2).sorted()
        let members = places.map { roster.members[$0] }
        let full = places.firstIndex(of: Roster.province)
        slowness = members.map { _ in random.happens(percent: 10) ? Int64(random.draw(500...8_000)) : 0 }
        signed = members.map { _ in [:] }
        let liars = Set(random.shuffle(Array(members.indices)).prefix(min(count - 2, random.draw(profile.adversaries))))
        let lies = members.indices.map { liars.contains($0) ? drawAdversary($0, of: count) : nil }
        records = members.indices.map { record(members[$0], lies[$0], full.map { members[$0].party }) }
        foundStreams(members)
        for (index, member) in members.enumerated() {
            let modes = members.indices.map { log -> MirrorMode? in
                if log == index { return nil }
                if index == full { return .full }
                return random.happens(percent: 85) ? .filtered(readers: [member.party]) : .heads
            }
            // Some pull a log from the province instead of its own node.
            let sources = members.indices.map { log in
                full.map { $0 != log && $0 != index && random.happens(percent: 8) ? $0 : log } ?? log
            }
            let skew = random.happens(percent: 20) ? Int64(random.draw(-4_000_000...4_000_000)) : 0
            if skew != 0 { tally.add(.clocks, "skewed") }
            let stores = members.indices.map { log in
                modes[log].map { MirrorStore(state: MirrorState(origin: members[log].origin, mode: $0)) }
            }
            let image = DiskImage(own: LogHistory(origin: member.origin), mirrors: stores)
            let node = Node(
                index: index, member: member, modes: modes, sources: sources, skew: skew, disk: Disk(image))
            node.adversary = lies[index]
            if let lie = lies[index]?.lie { tally.add(.adversaries, lie.rawValue) }
            nodes.append(node)
        }
        tally.add(.world, "federations")
        tally.add(.world, "nodes", count)
    }

    private func drawAdversary(_ index: Int, of count: Int) -> Adversary {
        let lie = Lie.allCases[random.draw(0...Lie.allCases.count - 1)]
        let others = random.shuffle((0..<count).filter { $0 != index })
        // A fork may be shown to one only.
        let victims = others.prefix(
            lie.isFork ? random.draw(1...max(1, others.count - 1)) : random.draw(1...others.count))
        return Adversary(lie: lie, victims: Set(victims), persists: random.happens(percent: 50))
    }

    private func record(_ member: Roster.Member, _ adversary: Adversary?, _ full: String?) -> PartyRecord {
        let first = member.logKeys[0].verifierKey
        var keys = [PartyRecord.LogKey(key: first, from: 0, until: nil)]
        if adversary?.lie == .usesRevokedKey {
            keys = [PartyRecord.LogKey(key: first, from: 0, until: UInt64(random.draw(1...20)))]
        } else if random.happens(percent: 20) {
            // The key was rotated somewhere in the log.
            let size = UInt64(random.draw(1...30))
            keys = [
                PartyRecord.LogKey(key: first, from: 0, until: size),
                PartyRecord.LogKey(key: member.logKeys[1].verifierKey, from: size, until: nil),
            ]
            tally.add(.world, "rotated keys")
        }
        var record = PartyRecord(party: member.party, name: member.party, origin: member.origin, logKeys: keys)
        record.witnessKeys = [member.witnessKeys[0].verifierKey]
        record.mirrorKeys = [member.mirrorKey.verifierKey]
        if let full, full != member.party { record.fullMirrors = [full] }
        return record
    }

    private func foundStreams(_ members: [Roster.Member]) {
        for number in 0..<random.draw(2...4) {
            let audience = random.shuffle(Array(members.indices)).prefix(random.draw(2...members.count))
            guard let decider = audience.first else { continue }
            let code = members[decider].party.split(separator: ":").last ?? ""
            streams.append(
                SimulatedStream(name: "claim/\(code)/2026-\(number)", decider: decider, audience: audience.sorted()))
        }
    }
}
