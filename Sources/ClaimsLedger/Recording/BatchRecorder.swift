import Claims
import EntryFormat
import Ledger

/// Records requests one after another: decides each on what stands, and what those before it change, and commits many at a time.
struct BatchRecorder {
    /// Events that a commit takes, where the batch is not atomic.
    static let commitEvents = 1_000
    /// How often decisions are made again when somebody else's entry came between.
    static let attempts = 8

    /// What is durable, in the order of the requests.
    private(set) var recorded: [Recorded] = []
    private let node: Node
    private let actor: Actor
    private let isAtomic: Bool
    /// How many entries the party's log has to have when the batch is committed, where the decision rests on that.
    private let logSize: UInt64?
    private var draft: Draft
    private var waiting: [Waiting] = []

    /// A request that waits for the next commit.
    private struct Waiting {
        let place: Int
        let request: RecordRequest
        let actor: Actor
        let event: Event
        let id: EventID?
        let outcome: Outcome

        enum Outcome {
            /// It stands in the log already.
            case present(Recorded)
            /// It is the same as an earlier one that waits: its place in `waiting`.
            case repeats(Int)
            /// It was decided: the place of its event in the draft.
            case decided(Int)
        }
    }

    init(_ node: Node, by actor: Actor, isAtomic: Bool, logSize: UInt64? = nil) throws {
        self.node = node
        self.actor = actor
        self.isAtomic = isAtomic
        self.logSize = logSize
        draft = try Draft(node, by: actor.party)
    }

    /// Decides a request. Commits what waits where that is enough, or where the decision reads what it changes.
    /// - Throws: `Refusal`, `LedgerError` or `EntryError` for this request; `BatchRefusal` where a commit failed.
    mutating func add(_ request: RecordRequest, place: Int) throws {
        let read = try request.read()
        var context: Context?
        if !isAtomic {
            if draft.events.count >= Self.commitEvents {
                try commit()
            } else if draft.hasChanges {
                let reading = try draft.context(of: read.event, on: try draft.state(of: request.stream))
                if draft.hasChanged(anyOf: reading.streams.keys) { try commit() } else { context = reading }
            }
        }
        waiting.append(try decide(request, read.event, read.id, context: context, place: place))
    }

    /// - Parameter context: what the decision reads, where it is at hand.
    private mutating func decide(
        _ request: RecordRequest, _ event: Event, _ id: EventID?, context: Context? = nil, place: Int
    ) throws -> Waiting {
        let actor = request.actor(actor)
        let event = try node.withLeafHashes(event)
        func waits(_ outcome: Waiting.Outcome) -> Waiting {
            Waiting(place: place, request: request, actor: actor, event: event, id: id, outcome: outcome)
        }
        if let id {
            if let present = try present(id, request, event, by: actor) { return waits(.present(present)) }
            if let earlier = waiting.firstIndex(where: { $0.id == id && $0.request.stream == request.stream }) {
                guard waiting[earlier].event == event, waiting[earlier].actor == actor else {
                    throw reused(request, id, "by an event before it in this batch")
                }
                return waits(.repeats(earlier))
            }
        }
        try checkExpected(request)
        return waits(
            .decided(try draft.decide(event, in: request.stream, by: actor, id: id, at: node.now(), context: context)))
    }

    /// Commits what waits; decides again where another's entry came between and no request expects a version.
    mutating func commit() throws {
        let batch = waiting
        waiting = []
        guard let first = batch.first else { return }
        do {
            var attempt = 1
            var decided = batch
            while true {
                do {
                    try append(decided)
                    break
                } catch LedgerError.Code.stale
                    where attempt < Self.attempts && logSize == nil
                    && !batch.contains(where: { $0.request.expect != nil })
                {
                    attempt += 1
                    draft = try Draft(node, by: actor.party)
                    decided = []
                    for item in batch {
                        waiting = decided
                        decided.append(try decide(item.request, item.event, item.id, place: item.place))
                    }
                    waiting = []
                }
            }
            draft = try Draft(node, by: actor.party)
        } catch {
            waiting = []
            guard batch.count > 1 || !recorded.isEmpty else { throw error }
            throw BatchRefusal(place: first.place, recorded: recorded.count, cause: error)
        }
    }

    private mutating func append(_ batch: [Waiting]) throws {
        var committed: [Recorded] = []
        if !draft.events.isEmpty {
            let entries = try node.append(proposal(by: actor))
            let head = try node.newestCheckpoint(of: entries.first?.origin ?? "")
            committed = entries.map { Recorded($0, checkpoint: head) }
        }
        var results: [Recorded] = []
        for item in batch {
            switch item.outcome {
            case .present(let present): results.append(present)
            case .repeats(let earlier): results.append(results[earlier].asPresent)
            case .decided(let place): results.append(committed[place])
            }
        }
        recorded += results
    }

    private func proposal(by actor: Actor) -> LogProposal {
        LogProposal(
            party: actor.party.description, operatorName: actor.operatorName, onBehalfOf: actor.onBehalfOf,
            events: draft.events, expected: draft.expected, expectedSize: logSize)
    }

    /// What one request comes to.
    enum Decision {
        /// It stands in the log already.
        case present(Recorded)
        /// This has to be appended; the request's own event is the one at `place`.
        case append(LogProposal, place: Int)
    }

    /// Decides a request alone and appends nothing: for a caller who appends without waiting.
    mutating func decide(alone request: RecordRequest) throws -> Decision {
        let read = try request.read()
        switch try decide(request, read.event, read.id, place: 1).outcome {
        case .present(let recorded): return .present(recorded)
        case .decided(let place), .repeats(let place): return .append(proposal(by: request.actor(actor)), place: place)
        }
    }

    // MARK: Retries and expectations

    /// Where an event stands already, if its author is retrying.
    /// - Throws: `eventIDReused` where the id stands there with other content.
    private mutating func present(
        _ id: EventID, _ request: RecordRequest, _ event: Event, by actor: Actor
    ) throws -> Recorded? {
        guard let (entry, version) = try draft.present(id, in: request.stream) else { return nil }
        let stands = try? Event(type: EventType(rawValue: entry.fields.type), payload: entry.fields.payload)
        guard stands == event, entry.fields.operatorName == actor.operatorName,
            entry.fields.onBehalfOf == actor.onBehalfOf
        else { throw reused(request, id, "as entry \(entry.number) of \(entry.origin)") }
        return Recorded(
            stream: request.stream, log: entry.origin, number: entry.number, position: entry.position,
            eventId: id.description, checkpoint: try node.newestCheckpoint(of: entry.origin), version: version,
            time: Instant.text(entry.fields.time), alreadyPresent: true)
    }

    private func reused(_ request: RecordRequest, _ id: EventID, _ place: String) -> LedgerError {
        LedgerError(
            .eventIDReused,
            "The event id “\(request.eventId ?? id.description)” is used in \(request.stream) already, \(place), with other content.",
            remedy: "Retry with the very same event and operator, or give a new event a new id.")
    }

    private mutating func checkExpected(_ request: RecordRequest) throws {
        let version = try draft.version(of: request.stream)
        guard let expected = request.expect, expected != version else { return }
        throw LedgerError(
            .stale,
            "The stream \(request.stream) holds \(version) entries, not \(expected) as expected; \(try between(expected, version, request.stream)).",
            remedy: "Read it again with show, then decide again.")
    }

    /// Names what came between an expected and the actual version.
    private func between(_ expected: UInt64, _ actual: UInt64, _ stream: String) throws -> String {
        guard actual > expected else { return "it never held that many on this node" }
        let entries = try node.ledger.contents(of: StreamName(stream)).entries.dropFirst(Int(clamping: expected))
        let named = entries.prefix(5).map { "\(EventType(rawValue: $0.fields.type)) by \($0.party)" }
        let more = entries.count > named.count ? " and \(entries.count - named.count) more" : ""
        return named.isEmpty
            ? "events before it in this batch came between" : "\(named.joined(separator: ", "))\(more) came between"
    }
}

extension Recorded {
    /// What became durable, under a checkpoint that covers it.
    init(_ committed: Committed, checkpoint: String) {
        self.init(
            stream: committed.stream.text, log: committed.origin, number: committed.number,
            position: committed.position, eventId: committed.id.description, checkpoint: checkpoint,
            version: committed.version, time: Instant.text(committed.time), alreadyPresent: committed.wasPresent)
    }

    /// The same entry, said of a request that repeats it.
    fileprivate var asPresent: Recorded {
        Recorded(
            stream: stream, log: log, number: number, position: position, eventId: eventId, checkpoint: checkpoint,
            version: version, time: time, alreadyPresent: true)
    }
}
