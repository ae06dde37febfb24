import Replication
import TransparencyLog

/// What travels between nodes, and what becomes of it on the way.
extension Federation {
    /// What a server answers.
    enum Answer {
        case bytes([UInt8])
        case absent
        case failed(String)
    }

    /// Sends something: it may be delayed, lost, doubled, or overtake what was sent before.
    func deliver(from sender: Int, to receiver: Int, _ body: @escaping () -> Void) {
        messages += 1
        if cut.contains([sender, receiver]) {
            tally.add(.network, "cut off")
            return
        }
        if isFaulty, random.happens(perMille: profile.loss) {
            tally.add(.network, "lost")
            return
        }
        let slow = isFaulty ? slowness[sender] + slowness[receiver] : 0
        if slow > 0 { tally.add(.network, "slow") }
        queue.plan(at: now + delay() + slow, body)
        if isFaulty, random.happens(perMille: profile.duplication) {
            tally.add(.network, "doubled")
            queue.plan(at: now + delay() + slow, body)
        }
    }

    /// Most are quick; one in ten takes its time, so that later ones overtake it.
    private func delay() -> Int64 {
        if isFaulty, random.happens(percent: 10) {
            tally.add(.network, "delayed")
            return Int64(random.draw(200...4_000))
        }
        return Int64(random.draw(2...60))
    }

    /// Sends a mirror's request, and gives its answer back, or says in time that there is none.
    func ask(_ node: Node, _ log: Int, _ id: RequestID, _ request: MirrorRequest, _ source: MirrorSource) {
        var server = node.sources[log]
        if case .peer(let origin) = source { server = nodes.firstIndex { $0.origin == origin } ?? log }
        let key = Node.InFlightKey(log: log, id: id)
        node.inFlight.insert(key)
        if node.inFlight.count > Self.mostInFlight * nodes.count {
            fail("\(node.party) has \(node.inFlight.count) requests under way")
        }
        tally.add(.world, "requests")
        let incarnation = node.incarnation
        deliver(from: node.index, to: server) { [self] in
            guard nodes[server].isUp else { return }
            let answer = spoiled(answer(nodes[server], log, request, to: node), request)
            deliver(from: server, to: node.index) { [self] in
                guard node.isUp, node.incarnation == incarnation else { return }
                settle(node, key, request, answer)
            }
        }
        plan(node, in: Self.timeout) { [self] node in
            if node.inFlight.remove(key) != nil {
                feed(node, log, .answered(id, .failed("nobody answered in time")))
            }
        }
    }

    /// How long a request waits, in milliseconds.
    static let timeout: Int64 = 10_000
    /// Requests that one mirror may have under way.
    static let mostInFlight = 80

    /// An answer has come: in time, too late or twice.
    private func settle(_ node: Node, _ key: Node.InFlightKey, _ request: MirrorRequest, _ answer: Answer) {
        let isFirst = node.inFlight.remove(key) != nil
        if !isFirst { tally.add(.network, "answers late or twice") }
        switch (request, answer) {
        case (.blob(let name, _), .bytes(let bytes)):
            guard isFirst else { return }
            keepBlob(node, key, name, bytes)
        case (_, .bytes(let bytes)): feed(node, key.log, .answered(key.id, .bytes(bytes)))
        case (_, .absent): feed(node, key.log, .answered(key.id, .absent))
        case (_, .failed(let reason)): feed(node, key.log, .answered(key.id, .failed(reason)))
        }
    }

    /// Stores a blob, if it is the one that was asked for.
    private func keepBlob(_ node: Node, _ key: Node.InFlightKey, _ name: Digest, _ bytes: [UInt8]) {
        guard Digest.sha256(bytes) == name || bug == .takesAnyBlob else {
            tally.add(.checks, "wrong blobs refused")
            return feed(node, key.log, .answered(key.id, .failed("the blob has another hash than its name")))
        }
        guard !node.disk.isFull else {
            return feed(node, key.log, .answered(key.id, .failed("no space is left on the device")))
        }
        node.disk.writeBlob(name, bytes)
        if bug == .storesBlobsLoosely { return feed(node, key.log, .answered(key.id, .stored)) }
        plan(node, in: Int64(random.draw(1...10))) { [self] node in
            if crashes(node, at: "before a blob's sync") { return }
            node.disk.syncBlob(name)
            tally.add(.world, "blobs")
            feed(node, key.log, .answered(key.id, .stored))
        }
    }

    /// What a bad line makes of an answer.
    private func spoiled(_ answer: Answer, _ request: MirrorRequest) -> Answer {
        guard isFaulty, case .bytes(var bytes) = answer, !bytes.isEmpty, random.happens(perMille: profile.corruption)
        else { return answer }
        switch random.draw(0...2) {
        case 0:
            tally.add(.network, "cut short")
            bytes.removeLast(random.draw(1...bytes.count))
            trace.say(now, "Only \(bytes.count) bytes are left of the answer to \(request)")
        case 1:
            tally.add(.network, "corrupted")
            let place = random.draw(0...bytes.count - 1)
            bytes[place] ^= UInt8(1 << random.draw(0...7))
            trace.say(now, "Byte \(place) is another in the answer to \(request)")
        default:
            tally.add(.network, "refused")
            return .failed("503")
        }
        return .bytes(bytes)
    }
}
