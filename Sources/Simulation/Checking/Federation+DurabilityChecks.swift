import EntryFormat
import Replication
import TransparencyLog

/// Nothing acknowledged is lost: checked on what is durable, after every crash and at the end.
extension Federation {
    func checkDurable(_ node: Node, _ when: String, isEnd: Bool = false) {
        let image = node.disk.durable
        // Whoever came back with an old backup gets back what it had before it appends, or only reads from then on.
        for acknowledged in node.acknowledged where !node.awaitsRecovery {
            let place = Int(acknowledged.number)
            if place >= image.own.leaves.count || image.own.leaves[place] != acknowledged.leaf {
                fail("\(node.party) lost the acknowledged entry \(acknowledged.number) of its own \(when)")
            }
        }
        if !node.wasRewound, let largest = signed[node.index].keys.max(), largest > image.own.size {
            fail("\(node.party) signed a head of \(largest) entries, and holds \(image.own.size) \(when)")
        }
        for log in nodes.indices {
            guard let store = image.mirrors[log] else { continue }
            checkCosigned(node, log, store, when)
            checkReceipts(node, log, store, when, isEnd: isEnd)
        }
    }

    private func checkCosigned(_ node: Node, _ log: Int, _ store: MirrorStore, _ when: String) {
        let generation = node.disk.durable.witnessGeneration
        let heads = node.cosigned[log].filter { $0.generation == generation }
        if let largest = heads.map(\.size).max(), store.state()?.cosigned.map({ $0.size < largest }) ?? true {
            fail("\(node.party) forgot that it cosigned \(records[log].origin) at size \(largest) \(when)")
        }
        for number in 0..<min(node.mirrored[log], 2_000) where store.entries[number] == nil {
            fail("\(node.party) cosigned as a mirror of \(records[log].origin) and lacks entry \(number) \(when)")
            break
        }
    }

    /// What its receipts say that it holds: from the entry that a receipt names, the reader's chain down to its beginning.
    private func checkReceipts(_ node: Node, _ log: Int, _ store: MirrorStore, _ when: String, isEnd: Bool) {
        if node.awaitsRecovery { return }
        // What receipts cover that were got back with the own log has to be fetched again: that takes until the end.
        let first = isEnd ? 0 : min(Int(node.recoveredSize), node.disk.durable.own.facts.count)
        for (index, facts) in node.disk.durable.own.facts.enumerated().dropFirst(first) {
            guard case .received(log, let number, let leaf) = facts.event else { continue }
            guard store.levels[0][number] == leaf else {
                fail("\(node.party) gave a receipt for entry \(number) of \(records[log].origin), not held \(when)")
                continue
            }
            var next: UInt64? = number
            while let place = next {
                guard let entry = store.facts[place],
                    let reader = entry.readers.first(where: { $0.party == node.party })
                else {
                    // Got back with the own log, while its author no longer gives the entry that it once gave: the receipt stays
                    // true of what was held, and no later entry needs to name what is kept back now.
                    if index < node.recoveredSize, nodes[log].adversary?.lie == .withholdsEntries { break }
                    fail(
                        "\(node.party)'s receipt \(number) of \(records[log].origin) covers \(place), not held \(when)")
                    break
                }
                for blob in entry.blobs where node.disk.blob(blob) == nil && !isFlipped(blob, node) {
                    fail("\(node.party)'s receipt \(number) of \(records[log].origin) covers a blob, not held \(when)")
                }
                // A chain that its author broke leads nowhere; the reader was told of it.
                if nodes[log].adversary?.broken.contains(where: { $0.number == place }) ?? false { break }
                next = reader.previous
                if let previous = reader.previous, previous >= place { break }
            }
        }
    }

    /// A blob in which a bit turned is damage of the disk: found and fetched again by the next scrub, and no fault of the receipt.
    private func isFlipped(_ blob: Digest, _ node: Node) -> Bool {
        tally.count(.disk, "bits flipped in blobs") > 0 && node.disk.damagedBlobs.contains(blob)
    }
}
