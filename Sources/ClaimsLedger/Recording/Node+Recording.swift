public import Claims
import EntryFormat
public import Ledger

extension Node {
    /// Decides one event by the rules and appends it, with what follows from it, in one commit.
    ///
    /// A retry under the same event id appends nothing and says where the event stands. Without `expect`, the decision is made
    /// again if another entry came between reading and writing; with it, that is refused as stale.
    /// - Throws: `Refusal` with the number of the rule; `LedgerError`; nothing was changed then.
    public func record(_ request: RecordRequest, by actor: Actor) throws -> Recorded {
        try record(request, by: actor, atLogSize: nil)
    }

    /// As ``record(_:by:)``, as the next entry of a log of so many.
    /// - Throws: `LedgerError` `stale` besides, where the party's log has more by now.
    func record(_ request: RecordRequest, by actor: Actor, atLogSize size: UInt64?) throws -> Recorded {
        var recorder = try BatchRecorder(self, by: actor, isAtomic: true, logSize: size)
        try recorder.add(request, place: 1)
        try recorder.commit()
        guard let recorded = recorder.recorded.first else {
            throw LedgerError(.closed, "The ledger is closed.", remedy: "Open it again.")
        }
        return recorded
    }

    /// Records many events, durably committed in batches of a thousand; the next event sees what the one before it changed.
    ///
    /// - Parameters:
    ///   - atomic: true makes the whole batch one proposal: one refusal, and nothing is recorded.
    ///   - onCommit: told after each commit what is now durable, in the order of the batch.
    /// - Throws: `BatchRefusal`: which event, why, and how many before it are recorded.
    @discardableResult
    public func record(
        batch requests: [RecordRequest], by actor: Actor, atomic: Bool,
        progress: (Ledger.Progress) -> Void = { _ in }, onCommit: ([Recorded]) -> Void = { _ in }
    ) throws -> [Recorded] {
        guard !atomic || requests.count <= LogProposal.maximumEvents / 2 else {
            throw Refusal(
                .malformedEvent,
                "An atomic batch holds at most \(LogProposal.maximumEvents / 2) events, not \(requests.count).",
                remedy: "Split it, or record it without --atomic.")
        }
        var recorder = try BatchRecorder(self, by: actor, isAtomic: atomic)
        var told = 0
        func tell() {
            if told < recorder.recorded.count { onCommit(Array(recorder.recorded[told...])) }
            told = recorder.recorded.count
        }
        for (index, request) in requests.enumerated() {
            do {
                try recorder.add(request, place: index + 1)
            } catch let refusal as BatchRefusal {
                tell()
                throw refusal
            } catch {
                if !atomic { try recorder.commit() }
                tell()
                throw BatchRefusal(place: index + 1, recorded: recorder.recorded.count, cause: error)
            }
            tell()
            if index & 0xff == 0 {
                progress(.init(label: "recording", done: UInt64(index), total: UInt64(requests.count)))
            }
        }
        try recorder.commit()
        tell()
        progress(.init(label: "recording", done: UInt64(requests.count), total: UInt64(requests.count)))
        return recorder.recorded
    }

    /// The wall clock, in milliseconds since 1970.
    package func now() -> Int64 { clock() }
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
