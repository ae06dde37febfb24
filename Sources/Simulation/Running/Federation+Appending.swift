import EntryFormat
import Replication
import TransparencyLog

/// What parties write in their own logs.
extension Federation {
    /// A few entries as a party may write them: in streams that it may read, about nothing, or opening earlier ones to others.
    func drawDrafts(_ node: Node, _ count: Int, isStart: Bool) -> [Draft] {
        (0..<count).map { _ in
            let streams = streams.filter { $0.audience.contains(node.index) }
            // Most of a log concerns nobody else.
            guard let stream = random.pick(streams), random.happens(percent: isStart ? 30 : 85) else {
                return Draft(
                    stream: "history/\(node.index)/\(random.draw(0...3))", readers: [],
                    event: .said(blobs: [], text: random.next()))
            }
            if !isStart, random.happens(percent: 10), let disclosed = drawDisclosure(node) { return disclosed }
            var blobs: [Digest] = []
            if random.happens(percent: isStart ? 3 : 15) {
                let bytes = Array("blob \(random.next())".utf8)
                node.disk.writeBlob(Digest.sha256(bytes), bytes)
                node.disk.syncBlob(Digest.sha256(bytes))
                blobs.append(Digest.sha256(bytes))
            }
            return Draft(
                stream: stream.name, readers: stream.audience.filter { $0 != node.index },
                event: .said(blobs: blobs, text: random.next()))
        }
    }

    /// Opens an entry that addresses nobody to one of the others.
    private func drawDisclosure(_ node: Node) -> Draft? {
        let hidden = node.own.facts.indices.filter { node.own.facts[$0].readers.isEmpty }
        guard let number = random.pick(Array(hidden.prefix(20))),
            let other = random.pick(nodes.indices.filter { $0 != node.index })
        else { return nil }
        tally.add(.world, "disclosures")
        return Draft(
            stream: "history/\(node.index)/disclosed", readers: [other],
            event: .disclosed(to: other, numbers: [UInt64(number)]))
    }

    /// The bytes of entries as they follow upon a history.
    func encode(_ drafts: [Draft], _ node: Node, after history: LogHistory) -> [[UInt8]] {
        var chains = history.chains
        var number = history.size
        return drafts.compactMap { draft in
            let readers = draft.readers.map { nodes[$0].party }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            var list = readers.map { Reader(party: $0, previous: chains[$0]) }
            breakChain(node, &list, number)
            let fields = EntryFields(
                type: draft.event.type, time: wallClock(node), id: EventID(words: (random.next(), random.next())),
                salt: Salt(words: (random.next(), random.next())), origin: node.origin, stream: draft.stream,
                operatorName: "clerk", readers: list, after: references(node, draft), payload: draft.event.bytes)
            guard let bytes = try? fields.encoded() else {
                fail("The simulation made an entry that the format refuses: \(fields)")
                return nil
            }
            for reader in readers { chains[reader] = number }
            number += 1
            return bytes
        }
    }

    func wallClock(_ node: Node) -> Int64 {
        let years: Int64 = node.adversary?.lie == .backdates ? 300_000_000_000 : 0
        return 1_760_000_000_000 + now + node.skew - years
    }

    /// The newest entry of the stream that the author holds in each other log.
    private func references(_ node: Node, _ draft: Draft) -> [Reference] {
        var references = nodes.indices.compactMap { node.store($0)?.newest[draft.stream] }
        if node.adversary?.lie == .backdates, random.happens(percent: 30), !references.isEmpty {
            references[0].number += 1_000
            tally.add(.lies, "reference to what never was")
        }
        return references.sorted { $0.origin.utf8.lexicographicallyPrecedes($1.origin.utf8) }
    }

    private func breakChain(_ node: Node, _ readers: inout [Reader], _ number: UInt64) {
        guard node.adversary?.lie == .breaksChains, isFaulty, random.happens(percent: 40), !readers.isEmpty else {
            return
        }
        let place = random.draw(0...readers.count - 1)
        let before = readers[place].previous
        switch random.draw(0...2) {
        case 0: readers[place].previous = before == nil ? number + 3 : nil
        case 1: readers[place].previous = (before ?? 0) + 1
        default:
            guard let before, before > 0 else { return }
            readers[place].previous = before - 1
        }
        guard readers[place].previous != before else { return }
        tally.add(.lies, "broken chain")
        node.adversary?.broken.append((number, readers[place].party))
    }

    /// A client's request: some entries, answered when they are kept.
    func clientAppends(_ node: Node) {
        guard node.isUp, node.isHonest else { return }
        let drafts = drawDrafts(node, random.draw(1...4), isStart: false)
        guard node.mayAppend else {
            tally.add(.checks, "appends refused by the start guard")
            return
        }
        append(node, drafts) { [self] numbers in
            guard let numbers else {
                tally.add(.world, "appends refused")
                return
            }
            tally.add(.world, "appends acknowledged", numbers.count)
            for number in numbers where number < node.own.size {
                node.acknowledged.append(
                    Node.Acknowledgement(number: number, leaf: node.own.leaves[Int(number)]))
            }
        }
    }

    func append(_ node: Node, _ drafts: [Draft], _ answer: @escaping (_ numbers: [UInt64]?) -> Void) {
        node.writing.append(.append(drafts, answer))
        pumpWriter(node)
    }

    /// What a liar writes: its node's disk and crashes are of no interest.
    func adversaryAppends(_ node: Node) {
        guard var adversary = node.adversary else { return }
        let drafts = drawDrafts(node, random.draw(1...4), isStart: false)
        if adversary.lie.isFork, adversary.second == nil {
            adversary.forkSize = node.own.size
            adversary.second = node.own
            tally.add(.forks, "made")
        }
        node.adversary = adversary
        let first = encode(drafts, node, after: node.own)
        node.disk.write(.own(first))
        node.disk.sync()
        if var second = adversary.second {
            let uneven = adversary.lie == .equivocates && random.happens(percent: 60)
            let others = uneven ? drawDrafts(node, random.draw(1...5), isStart: false) : drafts
            for entry in encode(others, node, after: second) { second.append(entry) }
            node.adversary?.second = second
        }
        publish(node)
    }
}
