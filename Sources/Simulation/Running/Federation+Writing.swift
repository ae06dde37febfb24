import Replication
import TransparencyLog

/// The one writer of a node: takes what waits, writes, syncs, signs, answers. In this order.
extension Federation {
    /// Waits a little for more, then takes up to three jobs: one sync for all of them.
    func pumpWriter(_ node: Node) {
        guard node.isUp, !node.isWriting, !node.writing.isEmpty else { return }
        node.isWriting = true
        plan(node, in: Int64(random.draw(0...6))) { [self] node in writeBatch(node) }
    }

    private func writeBatch(_ node: Node) {
        let jobs = Array(node.writing.prefix(3))
        node.writing.removeFirst(jobs.count)
        if crashes(node, at: "before the write") { return }
        guard !node.disk.isFull else {
            tally.add(.disk, "writes refused by a full disk")
            return plan(node, in: 2) { [self] node in
                for job in jobs { fail(job, node) }
                node.isWriting = false
                pumpWriter(node)
            }
        }
        let ends = jobs.map { write($0, node) }
        if bug == .signsBeforeCommit { publish(node) }
        if crashes(node, at: "after the write") { return }
        plan(node, in: Int64(random.draw(1...15))) { [self] node in
            if crashes(node, at: "before the sync") { return }
            node.disk.sync()
            if crashes(node, at: "after the sync") { return }
            if jobs.contains(where: { if case .append = $0 { true } else { false } }) {
                publish(node)
                if crashes(node, at: "after signing") { return }
            }
            node.isWriting = false
            for end in ends where node.isUp { end() }
            pumpWriter(node)
        }
    }

    /// Writes a job's record.
    ///
    /// - Returns: what is to be done once it is durable.
    private func write(_ job: WriteJob, _ node: Node) -> () -> Void {
        switch job {
        case .append(let drafts, let answer):
            let first = node.own.size
            node.disk.write(.own(encode(drafts, node, after: node.own)))
            let numbers = Array(first..<node.own.size)
            if bug == .answersBeforeSync {
                answer(numbers)
                return {}
            }
            return { answer(numbers) }
        case .package(let log, let handedOut):
            // What the entries call for is stored with them, so that a node that stops right after knows what it lacks.
            var package = handedOut
            let (missing, grants) = calledFor(by: handedOut, log, node)
            if bug != .forgetsBlobs { package.state.add(missingBlobs: missing, grants: grants) }
            if bug == .splitsTransactions {
                node.disk.write(.stateAlone(log: log, package))
                node.disk.sync()
                node.disk.write(.entriesAlone(log: log, package))
            } else {
                node.disk.write(.package(log: log, package))
            }
            if bug == .commitsBeforeSync {
                plan(node, in: 0) { [self] in feed($0, log, .committed(missingBlobs: missing, grants: grants)) }
                return {}
            }
            return { [self] in feed(node, log, .committed(missingBlobs: missing, grants: grants)) }
        case .repair(let log, let number, let bytes):
            node.disk.write(.repaired(log: log, number: number, bytes))
            return {}
        }
    }

    private func fail(_ job: WriteJob, _ node: Node) {
        switch job {
        case .append(_, let answer): answer(nil)
        case .package(let log, _): feed(node, log, .commitFailed("no space is left on the device"))
        case .repair: break
        }
    }

    /// The blobs that a package's entries name and that are not held, and its disclosures to this node.
    private func calledFor(
        by package: MirrorPackage, _ log: Int, _ node: Node
    ) -> (blobs: [Digest: UInt64], grants: [UInt64]) {
        var missing: [Digest: UInt64] = [:]
        var grants: [UInt64] = []
        for entry in package.entries {
            guard let facts = EntryFacts(entry.bytes) else { continue }
            for blob in facts.blobs where missing[blob] == nil && !node.disk.holdsDurably(blob) {
                missing[blob] = entry.number
            }
            if case .disclosed(node.index, _) = facts.event, node.modes[log] != .full { grants.append(entry.number) }
        }
        return (missing, grants)
    }

    /// Signs the own head as it is durable, and shows it from now on.
    func publish(_ node: Node) {
        let history = bug == .signsBeforeCommit ? node.disk.current.own : node.disk.durable.own
        guard history.size > 0, node.published?.size != history.size else { return }
        node.published = head(node, history)
        tally.add(.world, "heads signed")
    }

    /// A head of a log, signed by the key that is valid at its size (or, of a liar, by one that is not).
    func head(_ node: Node, _ history: LogHistory) -> Node.Head? {
        let root = history.root
        let valid = records[node.index].logKeys(at: history.size)
        let key = node.member.logKeys.first { valid.contains($0.verifierKey) } ?? node.member.logKeys[0]
        guard let note = sign(node.origin, history.size, root, key) else { return nil }
        if node.isHonest {
            // A head that was lost with the machine before anybody held it is no history.
            let isHeld = nodes.contains { $0.disk.durable.mirrors[node.index].map { $0.size >= history.size } ?? false }
            if let before = signed[node.index][history.size], before != root, isHeld {
                fail("\(node.party) is honest and signed two histories at size \(history.size)")
            }
            signed[node.index][history.size] = root
        }
        return Node.Head(size: history.size, root: root, note: note)
    }

    func sign(_ origin: String, _ size: UInt64, _ root: Digest, _ key: SignerKey) -> String? {
        guard let checkpoint = try? Checkpoint(origin: origin, size: size, root: root) else { return nil }
        return try? checkpoint.signed(by: key).encoded
    }
}
