import Replication
import TransparencyLog

/// Keys that change in the middle of a run, and cosignatures that go back to the log.
extension Federation {
    /// The registrar admits the log's second key and ends the range of the first; where that was stolen, it also states the last
    /// good head. The others are told at different times; whoever starts later knows it at once.
    func changeKey(_ node: Node) {
        let log = node.index
        guard node.isHonest, node.isUp, !node.wasRewound, records[log].logKeys.count == 1 else { return }
        // All that the first key has signed stays good.
        let size = (signed[log].keys.max() ?? 0) + UInt64(random.draw(1...4))
        records[log].logKeys = [
            PartyRecord.LogKey(key: node.member.logKeys[0].verifierKey, from: 0, until: size),
            PartyRecord.LogKey(key: node.member.logKeys[1].verifierKey, from: size, until: nil),
        ]
        // What somebody else holds cannot be lost with the log's machine.
        let seen = nodes.compactMap { $0.disk.durable.mirrors[log]?.size }.max() ?? 0
        if random.happens(percent: 50), seen > 0, let root = node.own.root(at: seen) {
            records[log].lastGood = MirrorState.Head(size: seen, root: root)
            tally.add(.world, "keys revoked in the middle")
        } else {
            tally.add(.world, "keys rotated in the middle")
        }
        trace.note(now, "key", log, 0, size)
        for other in nodes where other !== node {
            plan(other, in: Int64(random.draw(0...15_000))) { [self] other in
                feed(other, log, .party(records[log]))
            }
        }
    }

    /// A cosignature travels back to the log, which looks whether it is of a known witness and of a head of its own.
    func sendBack(_ signature: NoteSignature, of checkpoint: Checkpoint, from witness: Node, to log: Int) {
        deliver(from: witness.index, to: log) { [self] in
            let node = nodes[log]
            guard node.isUp, node.isHonest else { return }
            guard let note = try? Note(checkpoint.text + "\n" + signature.line + "\n"),
                (try? note.verified(by: records[witness.index].witnessKeys)) != nil
            else {
                tally.add(.world, "cosignatures of a key that is no longer known")
                return
            }
            // What it cannot know again yet is none of its own for now.
            guard let root = node.own.root(at: checkpoint.size) else { return }
            guard root == checkpoint.root else {
                return fail("\(witness.party) cosigned a head of \(node.party) that \(node.party) does not know")
            }
            tally.add(.world, "cosignatures that came back")
            node.cosignatures[witness.index] = max(node.cosignatures[witness.index] ?? 0, checkpoint.size)
        }
    }
}
