import SwiftProtobuf

/// What a party itself says of the log that it goes on in.
extension PartyState {
    /// Only the party that the stream is named after says what its log goes on from.
    func judgeContinuation(by actor: Actor, in stream: StreamAddress) throws(Refusal) {
        guard actor.party == stream.namedParty else {
            throw Refusal(.continuedByAnother, "\(actor.party) states it, and the stream is \(stream).")
        }
    }

    /// What the registrar is known to have said before the party says it; what is said later is compared, and refused nobody.
    func requireAgreement(of continuation: LogContinued, in origin: String) throws(Refusal) {
        let last = continuation.last
        let known = [
            logs.last { $0.origin == last.origin && $0.hasEnd }?.end,
            logs.last { $0.origin == origin && $0.hasPrevious }?.previous,
        ]
        for head in known.compactMap(\.self) where head != last {
            throw Refusal(
                .continuationDiffers,
                "\(last.origin) is to have ended at size \(last.size) with the root \(last.root), and for \(registrar) it is "
                    + "\(head.origin) at size \(head.size) with the root \(head.root).")
        }
    }

    mutating func apply(_ event: LogContinued, _ act: Act) {
        continuations.append(
            .with {
                $0.origin = act.entry.origin
                $0.last = event.last
                $0.reason = event.reason
                $0.act = act
            })
        compareContinuations()
    }

    /// Marks where the registrar's admission of a log and the log's own first entry name different heads. Whichever comes first, the
    /// verdict is the same.
    mutating func compareContinuations() {
        for index in continuations.indices {
            let own = continuations[index]
            guard let log = logs.last(where: { $0.origin == own.origin }) else { continue }
            continuations[index].differs = !log.hasPrevious || log.previous != own.last
        }
    }
}

extension LogContinued {
    /// "A log that goes on from another one says so in its first entry, and nowhere else."
    /// - Parameter reference: Where the entry stands, or will stand.
    func judge(at reference: EntryReference) throws(Refusal) {
        guard reference.number == 0 else {
            throw Refusal(
                .continuationNotFirst, "It is entry \(reference.number) of \(reference.origin), not its first one.")
        }
        guard last.origin != reference.origin else {
            throw Refusal(.continuesItself, "\(reference.origin) is the log itself.")
        }
    }
}
