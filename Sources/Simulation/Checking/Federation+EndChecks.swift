import EntryFormat
import Ledger
import Replication
import TransparencyLog

/// What must be true when all faults have ended and nothing moves any more.
extension Federation {
    func checkEnd() {
        for node in nodes where node.isHonest {
            if !node.isUp { fail("\(node.party) never came back") }
            if node.isReadOnly { checkReadOnly(node) } else { checkDurable(node, "at the end", isEnd: true) }
            for log in nodes.indices where log != node.index {
                checkHeld(node, log)
                checkBroken(node, log)
            }
        }
        checkStreams()
        checkWitnesses()
        for log in nodes.indices { checkFork(log) }
    }

    /// Whoever only reads in the end came back with an old backup, and nobody could give it back what it had signed.
    private func checkReadOnly(_ node: Node) {
        guard node.awaitsRecovery else { return fail("\(node.party) was never let append again") }
        tally.add(.checks, "nodes that only read in the end")
        let stores = nodes.compactMap { $0.store(node.index) }
        let newest = stores.map(\.size).max() ?? 0
        for mirror in nodes where mirror.modes[node.index] == .full {
            guard let store = mirror.store(node.index), store.size == newest,
                (0..<newest).allSatisfy({ store.entry($0) != nil })
            else { continue }
            fail("\(node.party) only reads in the end, and \(mirror.party) holds its whole log")
        }
    }

    /// Whether everybody who follows a log must have it whole and alike in the end.
    func isSound(_ log: Int) -> Bool {
        let node = nodes[log]
        if node.isReadOnly { return false }
        guard let adversary = node.adversary else { return true }
        return adversary.lie.isOnlyInAnswers && (!adversary.persists || adversary.lie == .backdates)
    }

    // MARK: What one node holds of one log

    private func checkHeld(_ node: Node, _ log: Int) {
        guard let store = node.store(log), let machine = node.machines[log], let mode = node.modes[log] else { return }
        let name = "\(node.party)'s mirror of \(records[log].origin)"
        checkSecret(node, log, store, mode, name)
        if store.state()?.filled != machine.state.filled { fail("\(name) remembers another state than it stored") }
        for number in store.entries.keys.sorted() where store.entry(number) == nil && isSound(log) {
            fail("\(name) still has the damaged entry \(number)")
        }
        guard isSound(log), let head = nodes[log].published else { return }
        let truth = nodes[log].own
        if store.size != head.size || machine.state.frontier.root != truth.root {
            return fail("\(name) stands at \(store.size) of \(head.size) in the end\(words(node, log))")
        }
        if machine.state.filled != head.size { fail("\(name) is filled to \(machine.state.filled) of \(head.size)") }
        guard mode != .heads else { return }
        let wanted = truth.facts.indices.filter { mode == .full || truth.facts[$0].addresses(node.party) }
        for place in wanted where store.entries[UInt64(place)] != truth.entries[place] {
            fail("\(name) lacks entry \(place)\(words(node, log))")
            break
        }
        // A machine does not know which entries a disclosure opens: whoever leaves one out of the page is not found out.
        for facts in truth.facts where nodes[log].isHonest {
            guard case .disclosed(node.index, let numbers) = facts.event else { continue }
            for number in numbers where store.entries[number] == nil {
                fail("\(name) lacks entry \(number), which was disclosed to it\(words(node, log))")
            }
        }
        for place in wanted {
            // A blob that went with its author's machine can be had from nobody.
            for blob in truth.facts[place].blobs
            where node.disk.blob(blob) == nil && nodes.contains(where: { $0.disk.blob(blob) != nil }) {
                fail("\(name) lacks a blob of entry \(place)\(words(node, log))")
            }
        }
    }

    private func words(_ node: Node, _ log: Int) -> String {
        let codes = node.problems[log].map(\.rawValue).sorted()
        return codes.isEmpty ? "" : " (problems told: \(codes.map(String.init).joined(separator: ", ")))"
    }

    /// A node holds nothing that it may not read.
    private func checkSecret(_ node: Node, _ log: Int, _ store: MirrorStore, _ mode: MirrorMode, _ name: String) {
        if mode == .full { return }
        for number in store.entries.keys.sorted() {
            guard mode != .heads, let facts = store.facts[number] else {
                fail("\(name) holds entry \(number), which it should not have asked for")
                continue
            }
            if !facts.addresses(node.party), !isDisclosed(number, of: log, to: node) {
                fail("\(name) holds entry \(number), which it may not read")
            }
        }
    }

    /// Chains that were broken are told; entries that are kept back show as gaps.
    private func checkBroken(_ node: Node, _ log: Int) {
        guard let adversary = nodes[log].adversary, let store = node.store(log), let mode = node.modes[log],
            mode != .heads, let machine = node.machines[log]
        else { return }
        let told = node.problems[log].contains(.withheld) || node.problems[log].contains(.badEntry)
        for broken in adversary.broken where broken.reader == node.party && broken.number < machine.state.filled {
            if !told { fail("\(node.party) was not told of the broken chain of \(records[log].origin)") }
        }
        for (number, facts) in store.facts.sorted(by: { $0.key < $1.key }) where number < machine.state.filled {
            guard let reader = facts.readers.first(where: { $0.party == node.party }), let previous = reader.previous,
                previous < number, store.entries[previous] == nil
            else { continue }
            if !told {
                fail("\(node.party) takes \(records[log].origin) for whole up to \(number) without \(previous)")
            }
        }
        // What is kept back for ever must not stay unsaid.
        guard adversary.persists, adversary.victims.contains(node.index), adversary.secondShown == false else { return }
        let wanted: Set<MirrorProblem.Code>
        switch adversary.lie {
        case .withholdsTiles where machine.state.frontier.size < nodes[log].own.size:
            wanted = [.refused, .unreachable, .badTree, .unproven]
        case .withholdsEntries where machine.state.filled < store.size:
            wanted = [.refused, .unreachable, .withheld, .badEntry]
        case .withholdsBlobs where !machine.state.missingBlobs.isEmpty: wanted = [.blobMissing, .refused, .unreachable]
        default: return
        }
        // A start forgets what was told, and another source may not lie.
        if node.problems[log].isDisjoint(with: wanted), node.sources[log] == log {
            fail("\(node.party) was not told that \(records[log].origin) keeps something back")
        }
    }

    // MARK: Streams

    /// All who may read a stream hold it alike, and in the same order.
    private func checkStreams() {
        for stream in streams {
            let logs = stream.audience.filter(isSound)
            let readers = stream.audience.filter { reader in
                nodes[reader].isHonest && !nodes[reader].isReadOnly
                    && logs.allSatisfy { $0 == reader || nodes[reader].modes[$0] != .heads }
            }
            var first: (reader: Int, sequence: StreamSequence, set: Set<StreamEntry>)?
            for reader in readers {
                let entries = entries(of: stream.name, at: nodes[reader], logs)
                let sequence = StreamSequence(
                    random.shuffle(entries), deciders: [DecidingLog(origin: records[stream.decider].origin)])
                guard let known = first else {
                    first = (reader, sequence, Set(entries))
                    continue
                }
                let names = "\(nodes[known.reader].party) and \(nodes[reader].party)"
                if known.set != Set(entries) { fail("\(names) hold \(stream.name) differently") }
                if known.sequence != sequence { fail("\(names) put \(stream.name) in different orders") }
                tally.add(.checks, "streams compared")
            }
        }
    }

    private func entries(of stream: String, at node: Node, _ logs: [Int]) -> [StreamEntry] {
        logs.flatMap { log -> [StreamEntry] in
            if log == node.index {
                return node.own.facts.indices.filter { node.own.facts[$0].stream == stream }
                    .map { entry(node.own.facts[$0], UInt64($0), node.own.leaves[$0]) }
            }
            guard let store = node.store(log) else { return [] }
            return store.facts.filter { $0.value.stream == stream }.sorted { $0.key < $1.key }
                .map { entry($0.value, $0.key, store.levels[0][$0.key] ?? TreeHash.empty) }
        }
    }

    private func entry(_ facts: EntryFacts, _ number: UInt64, _ leaf: Digest) -> StreamEntry {
        StreamEntry(
            origin: facts.origin, number: number, time: facts.time, leaf: leaf.leafHash, after: facts.after)
    }
}
