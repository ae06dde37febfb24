import Replication
import TransparencyLog

/// The run: founding entries, a time of faults, then quiet until nothing moves any more, then the checks.
extension Federation {
    func run() {
        prepare()
        planFaults()
        planWork()
        while let time = queue.nextTime, time <= profile.duration, step() {}
        now = max(now, profile.duration)
        calm()
        settle()
        for node in nodes where node.isHonest && node.isUp && !node.mayAppend { node.isReadOnly = true }
        checkEnd()
        tally.add(.world, "messages", messages)
        trace.note(now, "end", messages, failures.count)
        // What is planned still holds the federation: without this it would never be freed.
        queue = EventQueue()
        for node in nodes { node.stop() }
    }

    /// Does the next thing; false if there is none, or too much has happened.
    private func step() -> Bool {
        guard messages < Self.mostMessages else {
            fail("More than \(Self.mostMessages) messages: something asks for ever")
            return false
        }
        guard let event = queue.next() else { return false }
        now = max(now, event.time)
        event.run()
        return true
    }

    /// Messages that a run may take.
    static let mostMessages = 60_000

    private func prepare() {
        for node in nodes {
            let count = random.draw(profile.startEntries)
            let drafts = drawDrafts(node, count, isStart: true)
            node.disk.write(.own(encode(drafts, node, after: node.own)))
            node.disk.sync()
            publish(node)
        }
        for node in nodes { start(node) }
    }

    private func planWork() {
        for node in nodes {
            for _ in 0..<random.draw(profile.appends) {
                queue.plan(at: Int64(random.draw(1_000...Int(profile.duration)))) { [self] in
                    if node.isHonest { clientAppends(node) } else { adversaryAppends(node) }
                }
            }
            var time = Int64(random.draw(1_000...15_000))
            while time < profile.duration {
                queue.plan(at: time) { [self] in
                    guard node.isUp, let other = random.pick(nodes.filter { $0 !== node }) else { return }
                    gossip(node, with: other)
                }
                time += Int64(random.draw(8_000...25_000))
            }
        }
    }

    private func planFaults() {
        let end = Int(profile.duration)
        for _ in 0..<random.draw(profile.partitions) { planPartition(Int64(random.draw(1_000...end))) }
        let honest = nodes.filter(\.isHonest)
        for _ in 0..<random.draw(profile.crashes) {
            guard let node = random.pick(honest) else { break }
            queue.plan(at: Int64(random.draw(1_000...end))) { [self] in crash(node, "at any moment") }
        }
        if random.happens(percent: profile.rewind), let node = random.pick(honest) {
            queue.plan(at: Int64(random.draw(2_000...end / 2))) { node.backup = node.isUp ? node.disk : nil }
            queue.plan(at: Int64(random.draw(end / 2...end))) { [self] in rewind(node) }
        }
        for _ in 0..<random.draw(profile.flips) {
            guard let node = random.pick(honest) else { break }
            queue.plan(at: Int64(random.draw(5_000...end))) { [self] in flipBit(node) }
            queue.plan(at: Int64(random.draw(5_000...end))) { [self] in scrub(node) }
        }
        if random.happens(percent: profile.keyChange), let node = random.pick(honest) {
            queue.plan(at: Int64(random.draw(1_000...end))) { [self] in changeKey(node) }
        }
        if random.happens(percent: profile.fullDisk), let node = random.pick(honest) {
            let start = random.draw(1_000...end)
            queue.plan(at: Int64(start)) { node.disk.isFull = true }
            queue.plan(at: Int64(random.draw(start...end))) { node.disk.isFull = false }
        }
    }

    private func planPartition(_ start: Int64) {
        let side = Set(nodes.indices.filter { _ in random.happens(percent: 50) })
        let length = Int64(random.draw(2_000...40_000))
        queue.plan(at: start) { [self] in
            tally.add(.network, "partitions")
            for one in nodes.indices {
                for other in nodes.indices where side.contains(one) != side.contains(other) {
                    cut.insert([one, other])
                }
            }
        }
        queue.plan(at: start + length) { [self] in cut = [] }
    }

    /// Faults end, and whoever lied for a while stops.
    private func calm() {
        isFaulty = false
        cut = []
        for node in nodes { node.disk.isFull = false }
        // An entry that was left out at a log's end shows only when the next one comes: whoever stops lying writes one more.
        for node in nodes {
            guard let adversary = node.adversary, !adversary.persists, adversary.lie.isOnlyInAnswers else { continue }
            let closing = Draft(
                stream: "history/\(node.index)/closing", readers: nodes.indices.filter { $0 != node.index },
                event: .said(blobs: [], text: 0))
            node.disk.write(.own(encode([closing], node, after: node.own)))
            node.disk.sync()
            publish(node)
        }
    }

    /// Everybody looks again and again, until nothing has moved for some rounds.
    private func settle() {
        var quiet = 0
        var last: UInt64 = 0
        for round in 0..<Self.mostRounds {
            for node in nodes where node.isUp {
                scrub(node)
                for log in nodes.indices { feed(node, log, .poll) }
                for other in nodes where other !== node { gossip(node, with: other) }
            }
            let end = now + 5_000
            while let time = queue.nextTime, time <= end, step() {}
            now = max(now, end)
            let digest = standing
            quiet =
                digest == last && nodes.allSatisfy { $0.isUp && $0.writing.isEmpty && $0.inFlight.isEmpty }
                ? quiet + 1 : 0
            last = digest
            if quiet == Self.quietRounds {
                tally.add(.checks, "rounds until quiet", round)
                return
            }
        }
        fail("After \(Self.mostRounds) quiet rounds something still moves")
    }

    static let mostRounds = 80
    /// So many rounds must nothing move: longer than a request that was lost waits for its answer.
    static let quietRounds = 3

    /// How far everybody has come, as a number.
    private var standing: UInt64 {
        var trace = Trace(prints: false)
        for node in nodes {
            trace.note(0, "node", node.index, node.mayAppend ? 1 : 0, node.own.size)
            for log in nodes.indices {
                guard let store = node.store(log) else { continue }
                let state = node.machines[log]?.state
                trace.note(0, "store", log, store.entries.count, store.size)
                trace.note(
                    0, "state", state?.missingBlobs.count ?? -1, state?.grants.count ?? -1, state?.filled ?? 0)
                trace.note(0, "chains", state?.receipted.count ?? 0, state?.exhibit == nil ? 0 : 1)
                for reader in state?.receipted.keys.sorted() ?? [] {
                    trace.note(0, "receipt", log, 0, state?.receipted[reader] ?? 0)
                }
            }
        }
        return trace.hash
    }
}
