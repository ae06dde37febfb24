import Claims
import ClaimsLedger
import EntryFormat
import Ledger
import Replication
import Simulation
import TransparencyLog

/// What stands around the machines of a node: their inputs and outputs, as the program that serves has it.
extension Country {
    /// A clock that never goes back; each node's began at another time.
    private func monotonic(_ office: Office) -> Int64 { now + 1_000_000 + Int64(office.index) * 77_777 }

    /// Starts a node's mirrors from what is durable.
    func startMirrors(_ office: Office, on node: Node) throws {
        office.machines = Array(repeating: nil, count: offices.count)
        office.logs = Array(repeating: nil, count: offices.count)
        office.wakes = Array(repeating: nil, count: offices.count)
        for log in offices.indices where log != office.index {
            let isFull = office.index == Founding.province
            let mode: MirrorMode = isFull ? .full : .filtered(readers: [office.party])
            let identity = try node.ledger.addMirror(
                origin: members[log].origin, party: members[log].party, name: members[log].code,
                verifierKeys: [members[log].logKey],
                record: MirrorState(origin: members[log].origin, mode: mode).bytes)
            let (frontier, edge) = try node.ledger.tree(of: identity)
            guard let bytes = try node.ledger.mirrorRecord(of: identity),
                let state = MirrorState(bytes: bytes, frontier: frontier, edge: edge)
            else {
                fail("What \(office.party) remembers of \(identity.origin) cannot be read")
                continue
            }
            office.logs[log] = identity
            office.machines[log] = Mirror(
                state: state, party: records[log], receiptTypes: [EventType.received.rawValue],
                readers: isFull ? [office.party] : [], limits: limits, now: monotonic(office))
        }
        for log in offices.indices { feed(office, log, .poll) }
    }

    /// Gives a mirror an input and does what it wants.
    func feed(_ office: Office, _ log: Int, _ input: MirrorInput) {
        guard office.isUp, log < office.machines.count, var machine = office.machines[log] else { return }
        office.machines[log] = nil
        let outputs = machine.receive(input, at: monotonic(office))
        office.machines[log] = machine
        let incarnation = office.incarnation
        for output in outputs where office.isUp && office.incarnation == incarnation {
            perform(output, office, log)
        }
    }

    private func perform(_ output: MirrorOutput, _ office: Office, _ log: Int) {
        switch output {
        case .request(let id, let request, let source): ask(office, log, id, request, source)
        case .commit(let package): plan(office, in: Int64(random.draw(1...20))) { [self] in commit(package, $0, log) }
        // What a cosignature is good for is simulated elsewhere.
        case .cosign, .cosignAsMirror, .idle: break
        case .receipt(_, let number, let leaf): owe(office, log, number, leaf)
        case .forked: fail("\(office.party) convicts \(members[log].party) of two histories, and nobody lies")
        case .problem(let problem):
            tally.add(.checks, "problem \(problem.code.rawValue)")
            trace.say(now, "\(office.party): \(problem.message)")
        case .wake(let time):
            guard office.wakes[log].map({ time < $0 || $0 <= monotonic(office) }) ?? true else { return }
            office.wakes[log] = time
            plan(office, in: max(1, time - monotonic(office))) { [self] office in
                if office.wakes[log] == time { office.wakes[log] = nil }
                feed(office, log, .tick)
            }
        }
    }

    /// Commits what a mirror has verified.
    private func commit(_ package: MirrorPackage, _ office: Office, _ log: Int) {
        guard let node = office.node, let identity = office.logs[log] else { return }
        if crashes(office, "before a mirrored commit", oneOf: 6) { return }
        var missing: [Digest: UInt64] = [:]
        for entry in package.entries {
            for name in Node.blobNames(inEntry: entry.bytes) {
                guard let blob = Digest(hex: name), missing[blob] == nil, !node.ledger.blobs.holds(blob) else {
                    continue
                }
                missing[blob] = entry.number
            }
        }
        let grants = package.entries.filter { Node.disclosure(inEntry: $0.bytes)?.to == office.party }.map(\.number)
        var state = package.state
        state.add(missingBlobs: missing, grants: grants)
        let stored = MirroredCommit(
            log: identity, size: state.frontier.size, peaks: state.frontier.peaks,
            hashes: package.hashes.map { .init(tileLevel: $0.tileLevel, first: $0.first, hashes: $0.hashes) },
            entries: package.entries.map { ($0.number, $0.bytes) }, checkpoint: state.checkpoint, record: state.bytes,
            verifierKeys: [])
        do { try node.ledger.commitAndWait(stored) } catch {
            return fail("\(office.party) cannot commit what it verified of \(identity.origin): \(error)")
        }
        trace.note(now, "mirrored", office.index, log, UInt64(package.entries.count))
        tally.add(.world, "mirrored commits")
        if crashes(office, "after a mirrored commit", oneOf: 6) { return }
        feed(office, log, .committed(missingBlobs: missing, grants: grants))
        if !package.entries.isEmpty { grown(office) }
    }

    /// A receipt waits for some hours, for what is to come.
    private func owe(_ office: Office, _ log: Int, _ number: UInt64, _ leaf: Digest) {
        let isPlanned = office.owed[log] != nil
        office.owed[log] = (number, LeafHash(words: (leaf.word0, leaf.word1, leaf.word2, leaf.word3)))
        guard !isPlanned else { return }
        plan(office, in: Int64(random.draw(12...72)) * Calendar.hour) { [self] in receipt($0, log) }
    }

    private func receipt(_ office: Office, _ log: Int) {
        guard let owed = office.owed.removeValue(forKey: log), let identity = office.logs[log] else { return }
        guard let node = office.writer else { return feed(office, log, .receiptFailed(reader: office.party)) }
        if crashes(office, "before a receipt", oneOf: 3) { return }
        do {
            try node.recordReceipt(reader: office.party, log: identity, number: owed.number, leaf: owed.leaf)
        } catch {
            return fail("\(office.party) cannot give a receipt of \(identity.origin): \(error)")
        }
        tally.add(.world, "receipts")
        if crashes(office, "after a receipt", oneOf: 3) { return }
        feed(office, log, .receiptRecorded(reader: office.party, number: owed.number))
        grown(office)
    }

    /// Own entries, or others', have been committed: they are looked at, told to those who mirror, and reacted to.
    func grown(_ office: Office) {
        checkNew(office)
        let incarnation = office.incarnation
        for other in offices where other.index != office.index {
            guard office.incarnation == incarnation else { return }
            deliver(from: office.index, to: other.index) { [self] in feed(other, office.index, .announced) }
        }
        planReaction(office)
    }
}
