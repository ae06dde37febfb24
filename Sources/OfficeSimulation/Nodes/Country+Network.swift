import ClaimsLedger
import Ledger
import Replication
import Simulation
import TransparencyLog

/// What travels between the nodes, and what they answer.
extension Country {
    /// Sends something: it may be delayed, lost, doubled, or overtake what was sent before.
    func deliver(from sender: Int, to receiver: Int, _ body: @escaping () -> Void) {
        tally.add(.network, "messages")
        if cut.contains([sender, receiver]) { return tally.add(.network, "cut off") }
        if isFaulty, random.happens(perMille: profile.loss) { return tally.add(.network, "lost") }
        queue.plan(at: now + delay(), body)
        if isFaulty, random.happens(perMille: profile.duplication) {
            tally.add(.network, "doubled")
            queue.plan(at: now + delay(), body)
        }
    }

    /// Most are quick; one in ten takes its time, so that later ones overtake it.
    private func delay() -> Int64 {
        if isFaulty, random.happens(percent: 10) {
            tally.add(.network, "delayed")
            return Int64(random.draw(1_000...20_000))
        }
        return Int64(random.draw(5...300))
    }

    /// How long a request waits, in milliseconds.
    private static let timeout: Int64 = 25_000

    /// Sends a mirror's request, and gives its answer back, or says in time that there is none.
    func ask(_ office: Office, _ log: Int, _ id: RequestID, _ request: MirrorRequest, _ source: MirrorSource) {
        if case .store = source {
            let answer = answer(office, log, request, to: office)
            return plan(office, in: 0) { [self] in feed($0, log, .answered(id, answer)) }
        }
        var server = log
        if case .peer(let origin) = source { server = members.firstIndex { $0.origin == origin } ?? log }
        let key = Office.InFlightKey(log: log, id: id)
        office.inFlight.insert(key)
        tally.add(.network, "requests")
        let incarnation = office.incarnation
        deliver(from: office.index, to: server) { [self] in
            guard offices[server].isUp else { return }
            let answer = answer(offices[server], log, request, to: office)
            deliver(from: server, to: office.index) { [self] in
                guard office.isUp, office.incarnation == incarnation else { return }
                settle(office, key, request, answer)
            }
        }
        plan(office, in: Self.timeout) { [self] office in
            if office.inFlight.remove(key) != nil {
                feed(office, log, .answered(id, .failed("nobody answered in time")))
            }
        }
    }

    private func settle(
        _ office: Office, _ key: Office.InFlightKey, _ request: MirrorRequest, _ answer: MirrorResponse
    ) {
        if office.inFlight.remove(key) == nil { tally.add(.network, "answers late or twice") }
        guard case .blob(let name, _) = request, case .bytes(let bytes) = answer else {
            return feed(office, key.log, .answered(key.id, answer))
        }
        do {
            guard try office.node?.ledger.blobs.store(bytes) == name else {
                return feed(office, key.log, .answered(key.id, .failed("the blob has another hash than its name")))
            }
            feed(office, key.log, .answered(key.id, .stored))
        } catch {
            fail("\(office.party) cannot store a blob: \(error)")
        }
    }

    /// What a node answers from its store.
    func answer(_ server: Office, _ log: Int, _ request: MirrorRequest, to asker: Office) -> MirrorResponse {
        guard let node = server.node, let identity = node.ledger.log(origin: members[log].origin) else {
            return .absent
        }
        do {
            return try answer(node, identity, request, to: asker).map { .bytes($0) } ?? .absent
        } catch {
            fail("\(server.party) cannot serve \(members[log].origin): \(error)")
            return .failed("\(error)")
        }
    }

    private func answer(
        _ node: Node, _ log: LogIdentity, _ request: MirrorRequest, to asker: Office
    ) throws -> [UInt8]? {
        let readsAll = asker.index == Founding.province
        switch request {
        case .checkpoint: return try node.ledger.checkpoint(of: log).map { Array($0.utf8) }
        case .tile(let tile):
            if tile.content == .entries, !readsAll { return nil }
            return try node.ledger.tile(tile, of: log)
        case .visible(let after):
            var visible = VisibleLimits()
            visible.entries = limits.pageEntries
            let page = try node.ledger.visible(to: [asker.party], in: log, from: after, limits: visible)
            return VisiblePage(through: page.through, entries: page.entries).bytes
        case .disclosed(let grant, let after):
            let size = try node.ledger.tree(of: log).frontier.size
            guard grant < size else { return nil }
            guard let opened = try node.disclosed(by: grant, in: log, to: [asker.party]) else { return nil }
            let entries = try opened.filter { $0 >= after }.compactMap { number in
                try node.ledger.proof(of: number, in: log, size: size).map { (number: number, bytes: $0.entry) }
            }
            return VisiblePage(through: grant, entries: entries).bytes
        case .blob(let digest, let number):
            guard try readsAll || node.mayRead([asker.party], entry: number, of: log) else { return nil }
            return try node.ledger.blobs.content(of: digest)
        }
    }
}
