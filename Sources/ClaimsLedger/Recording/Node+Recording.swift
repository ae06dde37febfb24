public import Claims
import EntryFormat
import Foundation
public import Ledger

extension Node {
    /// Events that a batch commits at a time.
    static let batchEvents = 1_000
    /// How often a decision is made again when somebody else's entry came between.
    static let attempts = 8

    /// Decides one event by the rules and appends it, with what follows from it, in one commit.
    ///
    /// A retry under the same event id appends nothing and says where the event stands. Without `expect`, the decision is made
    /// again if another entry came between reading and writing; with it, that is refused as stale.
    /// - Throws: `Refusal` with the number of the rule; `LedgerError`; nothing was changed then.
    public func record(_ request: RecordRequest, by actor: Actor) throws -> Recorded {
        let actor = request.actor(actor)
        let read = try request.read()
        var attempt = 1
        while true {
            do {
                if let id = read.id, let present = try present(id, read.event, in: read.stream, by: actor) {
                    return present
                }
                var draft = try Draft(self, by: actor.party)
                try checkExpected(request, version: try draft.version(of: request.stream))
                try draft.decide(read.event, in: request.stream, by: actor, id: read.id, at: now())
                return try commit(draft, by: actor)[0]
            } catch LedgerError.Code.stale where request.expect == nil && attempt < Self.attempts {
                attempt += 1
            }
        }
    }

    /// Records many events, durably committed in batches of a thousand; the next event sees what the one before it changed.
    ///
    /// - Parameter atomic: true makes the whole batch one proposal: one refusal, and nothing is recorded.
    /// - Throws: as `record`; the message names the event's place in the batch, and what had been recorded before it.
    public func record(
        batch requests: [RecordRequest], by actor: Actor, atomic: Bool,
        progress: (Ledger.Progress) -> Void = { _ in }
    ) throws -> [Recorded] {
        guard !atomic || requests.count <= LogProposal.maximumEvents / 2 else {
            throw Refusal(
                .malformedEvent,
                "An atomic batch holds at most \(LogProposal.maximumEvents / 2) events, not \(requests.count).",
                remedy: "Split it, or record it without --atomic.")
        }
        var recorded: [Recorded] = []
        var draft = try Draft(self, by: actor.party)
        var waiting: [DraftedRequest] = []
        func commitDraft() throws {
            if !draft.events.isEmpty {
                var committed = try commit(draft, by: waiting.first?.actor ?? actor)[...]
                for request in waiting {
                    recorded.append(
                        request.present ?? committed.first { $0.stream == request.stream }
                            ?? committed[committed.startIndex])
                    if request.present == nil { committed = committed.dropFirst(request.events) }
                }
            } else {
                recorded += waiting.compactMap(\.present)
            }
            waiting = []
            draft = try Draft(self, by: actor.party)
        }
        for (index, request) in requests.enumerated() {
            do {
                let actor = request.actor(actor)
                let read = try request.read()
                let present = try read.id.flatMap { try self.present($0, read.event, in: read.stream, by: actor) }
                if present == nil {
                    try checkExpected(request, version: try version(of: read.stream, with: draft, waiting))
                    let reading = reads(of: read.event, on: try draft.state(of: request.stream))
                    let mustCommit =
                        !atomic
                        && (draft.events.count >= Self.batchEvents || draft.hasChanged(anyOf: reading)
                            || waiting.contains { $0.actor != actor })
                    if mustCommit { try commitDraft() }
                    let before = draft.events.count
                    try draft.decide(read.event, in: request.stream, by: actor, id: read.id, at: now())
                    waiting.append(
                        DraftedRequest(
                            stream: request.stream, actor: actor, events: draft.events.count - before, present: nil))
                } else {
                    waiting.append(DraftedRequest(stream: request.stream, actor: actor, events: 0, present: present))
                }
            } catch {
                if !atomic { try commitDraft() }
                throw BatchRefusal(place: index + 1, recorded: atomic ? 0 : recorded.count, cause: error)
            }
            if index & 0xff == 0 {
                progress(.init(label: "recording", done: UInt64(index), total: UInt64(requests.count)))
            }
        }
        try commitDraft()
        progress(.init(label: "recording", done: UInt64(requests.count), total: UInt64(requests.count)))
        return recorded
    }

    private struct DraftedRequest {
        let stream: String
        let actor: Actor
        let events: Int
        let present: Recorded?
    }

    /// The stream's version as the batch sees it: what the node holds, and what the batch has added.
    private func version(of stream: StreamName, with draft: Draft, _ waiting: [DraftedRequest]) throws -> UInt64 {
        let added = draft.events.reduce(0) { $0 + ($1.stream == stream ? 1 : 0) }
        return try ledger.version(of: stream) + UInt64(added)
    }

    private func checkExpected(_ request: RecordRequest, version: UInt64) throws {
        guard let expected = request.expect, expected != version else { return }
        throw LedgerError(
            .stale,
            "The stream \(request.stream) holds \(version) entries, not \(expected) as expected; \(try between(expected, version, request.stream)).",
            remedy: "Read it again with show, then decide again.")
    }

    /// Names what came between an expected and the actual version.
    private func between(_ expected: UInt64, _ actual: UInt64, _ stream: String) throws -> String {
        guard actual > expected else { return "it never held that many on this node" }
        let entries = try ledger.contents(of: StreamName(stream)).entries.dropFirst(Int(clamping: expected))
        let named = entries.prefix(5).map { entry in
            "\(EventType(rawValue: entry.fields.type)) by \(entry.party)"
        }
        let more = entries.count > named.count ? " and \(entries.count - named.count) more" : ""
        return named.isEmpty ? "others came between" : "\(named.joined(separator: ", "))\(more) came between"
    }

    private func commit(_ draft: Draft, by actor: Actor) throws -> [Recorded] {
        let committed = try ledger.appendAndWait(
            LogProposal(
                party: actor.party.description, operatorName: actor.operatorName, onBehalfOf: actor.onBehalfOf,
                events: draft.events, expected: draft.expected))
        return try committed.map { try recorded($0) }
    }

    private func recorded(_ committed: Committed) throws -> Recorded {
        let log = ledger.logs.first { $0.origin == committed.origin }
        return Recorded(
            stream: committed.stream.text, log: committed.origin, number: committed.number,
            position: committed.position,
            eventId: committed.id.description, checkpoint: try log.flatMap { try ledger.checkpoint(of: $0) } ?? "",
            version: committed.version, time: Instant.text(committed.time), alreadyPresent: committed.wasPresent)
    }

    /// Where an event stands already, if its author is retrying.
    /// - Throws: `eventIDReused` where the id stands there with other content.
    private func present(_ id: EventID, _ event: Event, in stream: StreamName, by actor: Actor) throws -> Recorded? {
        let contents = try ledger.contents(of: stream)
        guard
            let index = contents.entries.firstIndex(where: { $0.fields.id == id && $0.party == actor.party.description }
            )
        else { return nil }
        let entry = contents.entries[index]
        let stands = try? Event(type: EventType(rawValue: entry.fields.type), payload: entry.fields.payload)
        guard stands == event, entry.fields.operatorName == actor.operatorName,
            entry.fields.onBehalfOf == actor.onBehalfOf
        else {
            throw LedgerError(
                .eventIDReused,
                "The event id \(id) stands in \(stream.text) already, as entry \(entry.number) of \(entry.origin), with other content.",
                remedy: "Retry with the very same event and operator, or give a new event a new id.")
        }
        let log = ledger.logs.first { $0.origin == entry.origin }
        return Recorded(
            stream: stream.text, log: entry.origin, number: entry.number, position: entry.position,
            eventId: id.description, checkpoint: try log.flatMap { try ledger.checkpoint(of: $0) } ?? "",
            version: UInt64(index + 1), time: Instant.text(entry.fields.time), alreadyPresent: true)
    }

    /// The wall clock, in milliseconds since 1970.
    func now() -> Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}

extension RecordRequest {
    /// The actor, with the author that the request names.
    func actor(_ actor: Actor) -> Actor {
        guard let author else { return actor }
        return Actor(party: actor.party, operatorName: author, onBehalfOf: actor.onBehalfOf)
    }
}

/// A batch that stopped at one of its events.
public struct BatchRefusal: Error {
    /// The event's place in the batch, from 1.
    public let place: Int
    /// How many events of the batch are recorded: those before it, or none of an atomic batch.
    public let recorded: Int
    /// Why: a `Refusal`, a `LedgerError` or an `EntryError`.
    public let cause: any Error
}
