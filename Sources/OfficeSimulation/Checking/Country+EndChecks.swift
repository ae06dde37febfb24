import Claims
import ClaimsLedger
import EntryFormat
import Ledger
import Simulation
import TransparencyLog

/// What holds in the end, when everything has been delivered and done.
extension Country {
    func checkEnd() {
        guard failures.isEmpty else { return }
        // Whoever could not get back what it had signed only reads from then on: what waits for it stays undone.
        let held = offices.filter(\.isHeld)
        if !held.isEmpty { tally.add(.checks, "histories with a node that only reads") }
        must("The nodes cannot be compared") {
            for office in offices { try checkWhole(office) }
            for office in offices where !office.isHeld {
                if let node = office.node { try checkAcknowledged(of: office, node) }
            }
            try checkDigests()
            try checkAnswers(isComplete: held.isEmpty)
            guard held.isEmpty else { return }
            try checkEnds()
            try checkMoney()
            try checkDifferences()
            try checkUnaccused()
        }
    }

    /// Logs, payloads, blobs, books and reserves of a node, and its views built again.
    private func checkWhole(_ office: Office) throws {
        guard let node = office.node else { return fail("\(office.party) is down in the end") }
        // Without the newest of its own entries a node's books have holes, and it says so.
        for problem in office.isHeld ? [] : try node.verify().problems {
            fail("\(office.party) does not verify: \(problem.message)")
        }
        for view in try node.replay(view: nil, check: true) where view.matches != true {
            fail("The view \(view.view) of \(office.party) does not come back the same")
        }
    }

    // MARK: Nothing acknowledged is lost

    func checkAcknowledged(of office: Office, _ node: Node) throws {
        guard let log = office.ownLog(on: node) else { return }
        for one in office.acknowledged {
            tally.add(.checks, "acknowledged events looked for")
            if let number = one.number {
                let entry = try node.ledger.entry(number: number, in: log)
                let type = entry.map { EventType(rawValue: $0.fields.type).description }
                guard entry?.fields.stream != one.request.stream || type != one.request.type else { continue }
                fail("\(office.party) was told that \(one.request.type) is entry \(number), and it is not")
            } else if try !stands(one.request, on: node, log) {
                fail(
                    "\(office.party) was told that \(one.request.type) stands in \(one.request.stream), and it does not"
                )
            }
        }
    }

    private func stands(_ request: RecordRequest, on node: Node, _ log: LogIdentity) throws -> Bool {
        try node.ledger.contents(of: StreamName(request.stream)).entries.contains {
            $0.origin == log.origin && EventType(rawValue: $0.fields.type).description == request.type
        }
    }

    // MARK: The same on every node

    /// Every node holds every entry that it may read, and those that may read all of a stream have it in one order and one state.
    private func checkDigests() throws {
        let held = Set(offices.filter(\.isHeld).map(\.member.origin))
        var streams: [String: [LeafHash: StoredEntry]] = [:]
        for office in offices {
            guard let node = office.node else { continue }
            for entry in try node.ledger.entries(from: 0, limit: Int(node.ledger.end())) {
                streams[entry.fields.stream, default: [:]][entry.leaf] = entry
            }
        }
        for (name, all) in streams.sorted(by: { $0.key < $1.key }) {
            let entries = Array(all.values)
            // What the author has lost nobody can get from it.
            if entries.contains(where: { held.contains($0.origin) }) { continue }
            var first: (party: String, order: [LeafHash], state: StreamState)?
            for office in offices {
                guard let node = office.node else { continue }
                let readable = entries.filter { mayRead(office, $0, among: entries) }
                let held = try node.ledger.contents(of: StreamName(name))
                if Set(held.entries.map(\.leaf)) != Set(readable.map(\.leaf)) {
                    fail(
                        "\(office.party) holds \(held.entries.count) entries of \(name), and may read \(readable.count)"
                    )
                }
                guard readable.count == entries.count else { continue }
                tally.add(.checks, "digests compared")
                let order = held.ordered.map(\.entry.leaf)
                let state = try digest(name, held, node, office)
                if let first, first.order != order || first.state != state {
                    fail("\(name) is not the same at \(first.party) and at \(office.party)")
                }
                first = first ?? (office.party, order, state)
            }
        }
    }

    private func mayRead(_ office: Office, _ entry: StoredEntry, among entries: [StoredEntry]) -> Bool {
        if office.index == Founding.province || entry.party == office.party { return true }
        if entry.fields.readers.contains(where: { $0.party == office.party }) { return true }
        return entries.contains { other in
            guard other.origin == entry.origin, other.number > entry.number,
                other.fields.type == EventType.disclosed.rawValue,
                case .disclosed(let event)? = try? Event(type: .disclosed, payload: other.fields.payload).kind
            else { return false }
            return event.to == office.party
        }
    }

    private func digest(
        _ name: String, _ held: StreamContents, _ node: Node, _ office: Office
    ) throws -> StreamState {
        guard bug == .judgesByArrival, office.index == Founding.agency else { return try node.state(of: name) }
        let events = try held.entries.map { entry in
            RecordedEvent(
                reference: entry.claimsReference, party: try Party(entry.party),
                operatorName: entry.fields.operatorName, onBehalfOf: entry.fields.onBehalfOf, time: entry.fields.time,
                type: EventType(rawValue: entry.fields.type), payload: entry.fields.payload,
                audience: entry.fields.readers.compactMap { try? Party($0.party) })
        }
        return StreamFold.fold(try StreamAddress(name), events)
    }

    // MARK: Exactly once

    /// Each request of an institution has one answer in the center's log; none only where the institution withdrew it before.
    private func checkAnswers(isComplete: Bool) throws {
        let center = offices[Founding.center]
        guard let node = center.node, let log = center.ownLog(on: node) else { return }
        var answers: [EntryReference: Int] = [:]
        for number in 0..<(try node.ledger.tree(of: log).frontier.size) {
            guard let entry = try node.ledger.entry(number: number, in: log),
                entry.fields.operatorName == "reactor" || isRepeated(entry),
                let event = try? Event(type: EventType(rawValue: entry.fields.type), payload: entry.fields.payload),
                let cause = event.answered
            else { continue }
            answers[cause, default: 0] += 1
        }
        for (cause, count) in answers where count > 1 {
            fail("Entry \(cause.number) of \(cause.origin) was answered \(count) times")
        }
        tally.add(.checks, "answers counted", answers.count)
        guard isComplete else { return }
        let today = Calendar.date(clock.time + center.skew)
        for one in cases {
            let state = try node.state(of: one.stream)
            guard case .settlement(let settlement)? = state.subject else { continue }
            if let waiting = SettlementReaction(to: state, on: today) {
                fail("\(one.stream) still waits for the center: \(waiting)")
            }
            for entry in try node.ledger.contents(of: StreamName(one.stream)).entries where entry.party != center.party
            {
                guard
                    let event = try? Event(type: EventType(rawValue: entry.fields.type), payload: entry.fields.payload),
                    event.asks, answers[entry.claimsReference] == nil
                else { continue }
                let reference = entry.claimsReference
                let type = EventType(rawValue: entry.fields.type)
                // What broke a rule calls for nothing.
                guard state.entries.contains(where: { $0.act.entry == reference && $0.verdict == .regular }) else {
                    continue
                }
                let isWithdrawn = settlement.status == .undone && type == .settlementRequested
                let isCalledOff = one.isCalledOff && settlement.status == .declined
                let isToCome = one.isLeftOpen && reference == settlement.confirmed.entry
                if !isWithdrawn, !isCalledOff, !isToCome {
                    fail("Entry \(entry.number) of \(entry.origin) in \(one.stream) was never answered")
                }
            }
        }
    }

    /// A second answer under the hand of nobody: what a bug that is planted records.
    private func isRepeated(_ entry: StoredEntry) -> Bool { entry.fields.operatorName.isEmpty }

    // MARK: Everything comes to its end

    private func checkEnds() throws {
        let center = offices[Founding.center]
        guard let node = center.node else { return }
        for one in cases {
            var status = SettlementState.Status.unspecified
            if case .settlement(let settlement)? = try node.state(of: one.stream).subject { status = settlement.status }
            let right: [SettlementState.Status] =
                one.isDeclined
                ? one.fate == .withdrawsEarly ? [.declined, .undone] : [.declined]
                : one.fate != .confirms
                    ? [.undone] : one.isLeftOpen ? [.confirmed] : one.reverses ? [.reversed] : [.recorded]
            let isCalledOff = one.isCalledOff && status == .declined
            if !right.contains(status), !isCalledOff {
                fail("\(one.stream) is \(status.word), and should be \(right.map(\.word))")
            }
            tally.add(.settlements, "ended: \(status.word)")
        }
        for list in lists {
            guard case .clearing(let clearing)? = try node.state(of: list.stream).subject else { continue }
            for (place, line) in clearing.lines.enumerated()
            where ![.paid, .withdrawn, .maintained].contains(line.status) {
                fail("Line \(place + 1) of \(list.stream) is \(line.status) in the end")
            }
        }
        let arbiter = offices[Founding.arbiter]
        for one in disputes {
            guard case .dispute(let dispute)? = try arbiter.node?.state(of: one.stream).subject else {
                fail("\(one.stream) never came to the arbiter")
                continue
            }
            let right: [DisputeState.Status] =
                switch one.end {
                case .rejected: [.rejected]
                case .withdrawn: [.withdrawn]
                case .ruled: [.ruled, .final]
                }
            if !right.contains(dispute.status) { fail("\(one.stream) is \(dispute.status) in the end") }
        }
    }
}

extension StoredEntry {
    var claimsReference: EntryReference {
        var reference = EntryReference()
        (reference.origin, reference.number) = (origin, number)
        return reference
    }
}
