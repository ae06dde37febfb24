import EntryFormat
import LMDB

extension CommitBatch {
    /// Where the proposal's events stand already, if its author is retrying: events are looked up by id in their stream, for
    /// ever, and compared by type, payload and author.
    ///
    /// - Returns: nil where no id of the proposal stands in its stream yet.
    /// - Throws: `eventIDReused` where an id stands there with other content, or only some of the proposal's events do.
    /// - Complexity: reads the stream back to the entry, for events that name their id only.
    mutating func present(
        _ proposal: Proposal, log: UInt32, in transaction: borrowing WriteTransaction
    ) throws -> [Committed]? {
        if proposal.events.count > 1 { try checkDistinct(proposal) }
        var found: [Committed] = []
        for event in proposal.events {
            guard let id = event.id else { continue }
            if let committed = try find(event, id: id, of: proposal, log: log, in: transaction) {
                found.append(committed)
            }
        }
        if found.isEmpty { return nil }
        guard found.count == proposal.events.count else {
            throw LedgerError(
                .eventIDReused,
                "\(found.count) of the proposal's \(proposal.events.count) events stand in the log already.",
                remedy: "A proposal is retried whole and unchanged; give new events new ids.")
        }
        return found
    }

    private struct Key: Hashable {
        let stream: StreamName
        let id: EventID
    }

    private func checkDistinct(_ proposal: Proposal) throws(LedgerError) {
        var seen: Set<Key> = []
        for event in proposal.events {
            guard let id = event.id else { continue }
            guard seen.insert(Key(stream: event.stream, id: id)).inserted else {
                throw LedgerError(
                    .eventIDReused, "The proposal gives the event id \(id) to two events of \(event.stream.text).",
                    remedy: "Give each event an id of its own.")
            }
        }
    }

    private mutating func find(
        _ event: Proposal.Event, id: EventID, of proposal: Proposal, log: UInt32,
        in transaction: borrowing WriteTransaction
    ) throws -> Committed? {
        guard let head = try heads.find(event.stream).head else { return nil }
        let origin = draft.logs[Int(log)].identity.origin
        var version = head.count
        var next: UInt64? = head.position
        while let position = next {
            let found = try tables.withEntry(at: position, in: transaction) { (local, view) in
                guard view.streamBytes.equals(event.stream.text.utf8.span.bytes), local.previous ?? 0 <= position else {
                    throw LogStore.Tables.damaged(position, "it is not of the stream \(event.stream.text)")
                }
                next = local.previous
                guard local.log == log, view.id == id else { return nil as Committed? }
                guard view.type == event.type, view.payload.equals(event.payload.span.bytes),
                    view.operatorBytes.equals((event.operatorName ?? proposal.operatorName).utf8.span.bytes),
                    view.onBehalfBytes.equals((event.onBehalfOf ?? proposal.onBehalfOf).utf8.span.bytes)
                else {
                    throw LedgerError(
                        .eventIDReused,
                        "The event id \(id) stands in \(event.stream.text) already, as entry \(local.number) of \(origin), with other content.",
                        remedy: "Retry with the very same event and operator, or give a new event a new id.")
                }
                return Committed(
                    stream: event.stream, origin: origin, number: local.number, position: position, id: id,
                    version: version, time: view.time, wasPresent: true)
            }
            if let found { return found }
            version -= 1
        }
        return nil
    }
}
