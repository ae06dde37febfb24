import Replication
import TransparencyLog

/// Power that goes, backups that come back, bits that turn.
extension Federation {
    /// Perhaps the power goes at a step of the work.
    ///
    /// - Returns: whether it did: the caller's node has stopped.
    func crashes(_ node: Node, at step: String) -> Bool {
        guard isFaulty, node.isHonest, random.happens(perMille: profile.stepCrash) else { return false }
        crash(node, step)
        return true
    }

    func crash(_ node: Node, _ step: String) {
        guard node.isUp, node.isHonest else { return }
        tally.add(.crashes, step)
        trace.note(now, "crash", node.index)
        trace.say(now, "\(node.party) crashes \(step)")
        let marks = node.disk.crash(&random)
        tally.add(.disk, "records lost", marks.lost)
        tally.add(.disk, "records torn", marks.torn)
        tally.add(.disk, "records out of order", marks.reordered)
        tally.add(.disk, "blobs lost", marks.blobsLost)
        tally.add(.disk, "blobs torn", marks.blobsTorn)
        node.stop()
        let incarnation = node.incarnation
        queue.plan(at: now + Int64(random.draw(200...15_000))) { [self] in
            guard node.incarnation == incarnation, !node.isUp else { return }
            node.disk.recover()
            start(node)
            checkDurable(node, "after a crash \(step)")
        }
    }

    /// Starts a node on what its disk holds.
    func start(_ node: Node) {
        node.isUp = true
        node.incarnation += 1
        trace.note(now, "start", node.index)
        publish(node)
        node.mayAppend = false
        if bug == .skipsStartGuard { letAppend(node) } else { askForOwnHead(node) }
        boot(node)
    }

    /// The machine is lost, and comes back with an old backup: not before every question that is under way has been given up.
    func rewind(_ node: Node) {
        guard node.isUp, node.isHonest, let backup = node.backup else { return }
        tally.add(.crashes, "old backup restored")
        trace.note(now, "rewind", node.index)
        trace.say(
            now, "\(node.party) is lost, and its backup has \(backup.durable.own.size) of \(node.own.size) entries")
        node.stop()
        let incarnation = node.incarnation
        let generation = node.disk.current.witnessGeneration + 1
        queue.plan(at: now + Self.timeout + 20_000) { [self] in
            guard node.incarnation == incarnation, !node.isUp else { return }
            node.disk.restore(backup)
            node.disk.write(.witness(generation: generation))
            node.disk.sync()
            node.wasRewound = true
            node.awaitsRecovery = true
            // What nobody else ever saw is lost with the machine; what was shown has to come back.
            let seen = nodes.compactMap { $0.disk.durable.mirrors[node.index]?.size }.max() ?? 0
            node.acknowledged.removeAll { $0.number >= max(seen, node.own.size) }
            node.mirrored = node.mirrored.map { _ in 0 }
            if let key = node.member.witnessKeys.dropFirst(generation).first {
                records[node.index].witnessKeys = [key.verifierKey]
            }
            start(node)
            for other in nodes { feed(other, node.index, .party(records[node.index])) }
        }
    }

    // MARK: Flipped bits

    /// Turns a bit of a mirrored entry or of a blob.
    func flipBit(_ node: Node) {
        guard node.isHonest else { return }
        let blobs = node.disk.blobNames
        if random.happens(percent: 30), let name = random.pick(blobs) {
            node.disk.flipBlob(name, bit: random.draw(0...2_000))
            tally.add(.disk, "bits flipped in blobs")
            return
        }
        let logs = nodes.indices.filter { !(node.store($0)?.entries.isEmpty ?? true) }
        guard let log = random.pick(logs), let number = random.pick(node.store(log)?.entries.keys.sorted() ?? []) else {
            return
        }
        node.disk.flipEntry(log, number, bit: random.draw(0...5_000))
        tally.add(.disk, "bits flipped in entries")
    }

    /// Looks through all that is stored: what is damaged is reported, and fetched again from the log.
    func scrub(_ node: Node) {
        guard node.isUp, node.isHonest else { return }
        for log in nodes.indices {
            guard let store = node.store(log) else { continue }
            for number in store.entries.keys.sorted() where store.entry(number) == nil {
                tally.add(.disk, "damaged entries found")
                fetchAgain(node, log, number)
            }
        }
        var lacking = node.disk.damagedBlobs
        tally.add(.disk, "damaged blobs found", lacking.count)
        // Whoever got its own log back gets its blobs from all that may read them: its full mirror may lack some.
        if node.wasRewound { lacking += node.own.facts.flatMap(\.blobs).filter { node.disk.blob($0) == nil } }
        for name in lacking {
            let holders = nodes.filter { $0 !== node && $0.disk.blob(name) != nil }
            guard let bytes = holders.first?.disk.blob(name) else { continue }
            node.disk.writeBlob(name, bytes)
            node.disk.syncBlob(name)
        }
    }

    private func fetchAgain(_ node: Node, _ log: Int, _ number: UInt64) {
        deliver(from: node.index, to: log) { [self] in
            let server = nodes[log]
            guard server.isUp, number < server.own.size else { return }
            let bytes = server.own.entries[Int(number)]
            deliver(from: log, to: node.index) { [self] in
                guard node.isUp else { return }
                node.writing.append(.repair(log: log, number: number, bytes))
                pumpWriter(node)
            }
        }
    }
}
