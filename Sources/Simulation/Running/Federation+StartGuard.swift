import Replication
import TransparencyLog

/// Never fork oneself: a node that starts asks all others for its own head before it appends.
extension Federation {
    /// Asks everybody who has not answered yet, now and again until all have.
    func askForOwnHead(_ node: Node) {
        guard node.isUp, !node.mayAppend else { return }
        for other in nodes where other !== node && node.asked[other.index] == nil {
            deliver(from: node.index, to: other.index) { [self] in
                guard other.isUp else { return }
                let note = other.store(node.index)?.checkpoint
                deliver(from: other.index, to: node.index) { [self] in
                    guard node.isUp else { return }
                    node.asked[other.index] = .some(note.flatMap { verifiedOwnHead(node, $0) })
                    decideGuard(node)
                }
            }
        }
        plan(node, in: 3_000) { [self] node in askForOwnHead(node) }
    }

    /// A head of the own log, if the own key signed it.
    private func verifiedOwnHead(_ node: Node, _ text: String) -> Node.Head? {
        guard let note = try? Note(text), let checkpoint = try? Checkpoint(note.text),
            checkpoint.origin == node.origin,
            (try? note.verified(by: records[node.index].logKeys(at: checkpoint.size))) != nil
        else { return nil }
        return Node.Head(size: checkpoint.size, root: checkpoint.root, note: text)
    }

    private func decideGuard(_ node: Node) {
        guard !node.mayAppend, node.asked.count == nodes.count - 1 else { return }
        let newest = node.asked.values.compactMap { $0 }.max { $0.size < $1.size }
        guard let newest, newest.size > node.own.size else {
            return letAppend(node)
        }
        tally.add(.checks, "nodes that found themselves in their past")
        recover(node, newest)
    }

    func letAppend(_ node: Node) {
        node.mayAppend = true
        if node.awaitsRecovery { node.recoveredSize = node.own.size }
        node.awaitsRecovery = false
    }

    /// Takes back what it lacks of its own log from whoever mirrors it whole.
    private func recover(_ node: Node, _ newest: Node.Head) {
        guard let mirror = nodes.first(where: { $0.modes[node.index] == .full }) else { return }
        deliver(from: node.index, to: mirror.index) { [self] in
            guard mirror.isUp, let store = mirror.store(node.index), store.size >= newest.size else { return }
            let numbers = node.own.size..<max(node.own.size, newest.size)
            let entries = numbers.compactMap { store.entry($0) }
            guard entries.count == numbers.count else { return }
            deliver(from: mirror.index, to: node.index) { [self] in
                guard node.isUp, !node.mayAppend, !node.isWriting, node.own.size == numbers.lowerBound else { return }
                var history = node.own
                for entry in entries { history.append(entry) }
                guard history.size == newest.size, history.root == newest.root else {
                    // A liar that has two gets back the other one.
                    if node.isHonest { fail("\(node.party) gets back another log than it had signed") }
                    return
                }
                for name in Set(history.facts[Int(numbers.lowerBound)...].flatMap(\.blobs)).sorted() {
                    guard let bytes = mirror.disk.blob(name) else { continue }
                    node.disk.writeBlob(name, bytes)
                    node.disk.syncBlob(name)
                }
                node.disk.write(.own(entries))
                node.disk.sync()
                publish(node)
                node.asked = [:]
                tally.add(.checks, "own logs recovered from a full mirror")
            }
        }
        // Asked again until it is whole: the mirror may be behind or away.
        node.asked = [:]
    }

    // MARK: Heads that others hold

    /// Asks one of the others for the heads that it holds.
    func gossip(_ node: Node, with other: Node) {
        deliver(from: node.index, to: other.index) { [self] in
            guard other.isUp else { return }
            var heads: [(Int, String)] = []
            for log in nodes.indices where log != node.index {
                if log == other.index {
                    let head = other.isHonest ? other.published : shown(other, to: node).1
                    if let head { heads.append((log, head.note)) }
                } else if let note = other.store(log)?.checkpoint {
                    heads.append((log, note))
                }
            }
            deliver(from: other.index, to: node.index) { [self] in
                guard node.isUp, bug != .ignoresGossip else { return }
                for (log, note) in heads where node.store(log)?.checkpoint != note {
                    // A head that was looked at is looked at again only if it may have become decisive.
                    guard node.seenNotes[log].insert(note).inserted || !isFaulty else { continue }
                    tally.add(.world, "heads shown by others")
                    feed(node, log, .shown(note: note, by: other.origin))
                }
            }
        }
    }
}
