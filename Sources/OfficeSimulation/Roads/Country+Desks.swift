import Claims
import ClaimsLedger
import EntryFormat
import Ledger
import Simulation
import TransparencyLog

/// People at desks: now and then they look at what their node holds, and do the next thing.
extension Country {
    func planDesk(_ office: Office) {
        let wait = isFaulty ? random.draw(60...600) : random.draw(600...1_800)
        plan(office, in: Int64(wait) * 60_000) { [self] office in
            let incarnation = office.incarnation
            must("\(office.party) at its desk") { try work(office) }
            if office.isUp, office.incarnation == incarnation { planDesk(office) }
        }
    }

    private func work(_ office: Office) throws {
        guard office.writer != nil else { return }
        if let errand = office.unanswered {
            tally.add(.world, "errands asked again")
            perform(office, errand)
            if office.unanswered != nil { return }
        }
        switch office.index {
        case Founding.center: try workAtCenter(office)
        case Founding.agency: try workAtAgency(office)
        case Founding.arbiter: break
        case Founding.province: return
        default: try workAtHospital(office)
        }
        try workOnDisputes(office)
    }

    /// Records something. What is not answered, because the node stopped, is asked again under the same event ids.
    /// - Returns: what was recorded; nil where there is no answer.
    @discardableResult
    func perform(_ office: Office, _ errand: Office.Errand) -> [Recorded]? {
        guard let node = office.writer, !errand.requests.isEmpty else { return nil }
        office.unanswered = errand
        if bug == .answersBeforeCommit {
            acknowledge(office, errand, [])
            office.unanswered = nil
        }
        if crashes(office, "before a commit") { return nil }
        let recorded: [Recorded]
        do {
            recorded = try record(errand, on: node, office)
        } catch let refusal as BatchRefusal {
            office.unanswered = nil
            let number =
                (refusal.cause as? Refusal).map { "refused by \($0.number)" } ?? "not recorded: \(refusal.cause)"
            tally.add(.checks, number)
            trace.say(now, "\(office.party): \(refusal.cause)")
            return nil
        } catch {
            office.unanswered = nil
            fail("\(office.party) cannot record in \(errand.requests[0].stream): \(error)")
            return nil
        }
        if crashes(office, "after a commit, before its answer") { return nil }
        office.unanswered = nil
        trace.note(now, "recorded", office.index, recorded.count)
        trace.say(now, "\(office.party): \(errand.requests.map(\.type)) in \(errand.requests[0].stream)")
        if bug != .answersBeforeCommit { acknowledge(office, errand, recorded) }
        grown(office)
        return recorded
    }

    private func acknowledge(_ office: Office, _ errand: Office.Errand, _ recorded: [Recorded]) {
        guard !errand.isRaw else { return }
        for (place, request) in errand.requests.enumerated() {
            let number = place < recorded.count ? recorded[place].number : nil
            office.acknowledged.append(Office.Acknowledgement(request: request, number: number))
        }
    }

    private func record(_ errand: Office.Errand, on node: Node, _ office: Office) throws -> [Recorded] {
        let actor = try node.actor(as: nil, operatorName: "desk")
        guard errand.isRaw else { return try node.record(batch: errand.requests, by: actor, atomic: true) }
        for request in errand.requests {
            let stream = try StreamName(request.stream)
            guard let type = EventType(name: request.type) else { continue }
            // To those who have read the stream so far.
            var readers: Set<String> = []
            for entry in try node.ledger.contents(of: stream).entries {
                readers.formUnion(entry.fields.readers.map(\.party) + [entry.party])
            }
            readers.remove(office.party)
            _ = try node.ledger.appendAndWait(
                LogProposal(
                    party: office.party, operatorName: "desk",
                    events: [
                        .init(
                            stream: stream, type: type.rawValue,
                            payload: try Event(type: type, json: request.event).payloadBytes(),
                            id: EventID(Array(Digest.sha256(Array((request.eventId ?? "").utf8)).bytes.prefix(16))),
                            readers: readers)
                    ]))
        }
        return []
    }

    /// One event to record, under an id of its own.
    func request(_ stream: String, _ type: String, _ event: String, id: String) -> RecordRequest {
        RecordRequest(stream: stream, type: type, event: event, eventId: id)
    }
}

extension EntryReference {
    /// As an event's JSON has it.
    var json: String { #"{"origin": "\#(origin)", "number": "\#(number)"}"# }
}
