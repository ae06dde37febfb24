public import Claims
import EntryFormat
import Ledger

/// What a center answered to an agency's list.
public struct ClearingAnswer: Sendable {
    /// What was recorded, in order.
    public internal(set) var recorded: [Recorded] = []
    /// The lines that were confirmed, by number.
    public internal(set) var confirmed: [UInt32] = []
    /// The lines that were disputed, and on what ground.
    public internal(set) var disputed: [(line: UInt32, ground: Ground)] = []
    /// The lines that the agency maintained and that are wrong still, and on what ground: nothing is recorded of them, and they stay in
    /// dispute.
    public internal(set) var stillDisputed: [(line: UInt32, ground: Ground)] = []
}

extension Node {
    /// Answers, as a center, an agency's list: acknowledges it when it is whole, confirms each open line that is what the center
    /// recorded, and disputes each other with the rule that it breaks and what is wrong with it. A line that the agency maintains is confirmed where it is right by
    /// now; else it stays in dispute, and the answer says on what ground. One that is in dispute waits for the agency.
    ///
    /// What is answered already is not answered again, so it may be run after a stop. A settlement that too many logs have written into
    /// for one entry to name all of their heads keeps its line open; all others are answered first.
    /// - Throws: `Refusal`: `notTheDecider` for anybody but the list's center; `clearingIncomplete` while parts are missing; `LedgerError`, `badProposal` where a line had to be left open.
    /// - Complexity: linear in the lines of the list and of the clearings around, and in the entries of the settlements.
    public func answerClearing(_ stream: String, by actor: Actor) throws -> ClearingAnswer {
        var answer = ClearingAnswer()
        guard case .clearing(let clearing)? = try state(of: stream).subject, !clearing.lines.isEmpty else {
            throw LedgerError(
                .unknownStream, "This node holds no list in \(stream).",
                remedy: "Name the stream as clearing/CENTER/AGENCY/2026-03; see list clearings.")
        }
        let address = try StreamAddress(stream)
        guard actor.party == address.decider else {
            throw Refusal(
                .notTheDecider, "\(actor.party) answers no list in \(stream): that is done by \(address.decider).")
        }
        if !clearing.hasAcknowledged {
            var acknowledged = ClearingAcknowledged()
            acknowledged.lines = UInt32(clearing.lines.count)
            acknowledged.total = clearing.total
            try append(.clearingAcknowledged(acknowledged), in: stream, by: actor, to: &answer)
        }
        let open = clearing.lines.enumerated().filter { [.listed, .disputed, .maintained].contains($0.element.status) }
        let around = try address.clearingsAround.sorted().map { try state(of: $0) }
        let comparison = ClearingComparison(address, taking: Set(open.map(\.element.line.entry)), around: around)
        var right = ClearingParts(base: around.reduce(0) { $0 + $1.logs })
        var wrong: [ClearingDisputed.Line] = []
        let groups = Dictionary(grouping: open, by: \.element.line.settlement)
        for group in groups.sorted(by: { $0.value[0].offset < $1.value[0].offset }) {
            let settlement = try state(of: group.key)
            let held: SettlementState? = if case .settlement(let state)? = settlement.subject { state } else { nil }
            for (index, line) in group.value {
                let number = UInt32(index + 1)
                // What was disputed on another ground waits for the agency: a clerk may know more than the streams say.
                guard line.status != .disputed else { continue }
                guard let fault = comparison.fault(of: line.line, in: held) else {
                    right.add(number, of: group.key, logs: settlement.logs)
                    continue
                }
                let ground = fault.ground
                guard line.status == .listed else {
                    answer.stillDisputed.append((number, ground))
                    continue
                }
                var disputed = ClearingDisputed.Line()
                disputed.line = number
                disputed.grounds = [ground]
                wrong.append(disputed)
                answer.disputed.append((number, ground))
            }
        }
        answer.disputed.sort { $0.line < $1.line }
        answer.stillDisputed.sort { $0.line < $1.line }
        for disputed in wrong.sorted(by: { $0.line < $1.line }).parts(of: 100) {
            var event = ClearingDisputed()
            event.lines = disputed
            try append(.clearingDisputed(event), in: stream, by: actor, to: &answer)
        }
        try confirm(right, in: stream, by: actor, to: &answer)
        return answer
    }

    /// Confirms parts, many in a commit; at last, each by itself, the lines whose entries may be too many to name.
    private func confirm(
        _ right: ClearingParts, in stream: String, by actor: Actor, to answer: inout ClearingAnswer
    ) throws {
        for parts in right.parts.parts(of: ClearingParts.inCommit) {
            let requests = try parts.map { try Self.request(confirming: $0, in: stream) }
            do {
                answer.recorded += try record(batch: requests, by: actor, atomic: false)
            } catch let refusal as BatchRefusal {
                throw refusal.cause
            }
            answer.confirmed += parts.flatMap(\.self)
        }
        var left: (any Error)?
        for line in right.crowded {
            do {
                answer.recorded.append(try record(try Self.request(confirming: [line], in: stream), by: actor))
                answer.confirmed.append(line)
            } catch let error as LedgerError where error.code == .badProposal {
                left = left ?? error
            }
        }
        if let left { throw left }
        answer.confirmed.sort()
    }

    private static func request(confirming lines: [UInt32], in stream: String) throws -> RecordRequest {
        var confirmed = ClearingConfirmed()
        confirmed.lines = lines.sorted()
        return try request(.clearingConfirmed(confirmed), in: stream)
    }

    private func append(
        _ kind: Event.OneOf_Kind, in stream: String, by actor: Actor, to answer: inout ClearingAnswer
    ) throws {
        answer.recorded.append(try record(try Self.request(kind, in: stream), by: actor))
    }

    static func request(_ kind: Event.OneOf_Kind, in stream: String) throws -> RecordRequest {
        var event = Event()
        event.kind = kind
        return RecordRequest(
            stream: stream, type: (event.type ?? EventType(rawValue: 0)).description, event: try event.payloadJSON())
    }

    func recordAll(_ requests: [RecordRequest], by actor: Actor) throws -> [Recorded] {
        guard !requests.isEmpty else { return [] }
        do { return try record(batch: requests, by: actor, atomic: true) } catch let refusal as BatchRefusal {
            throw refusal.cause
        }
    }
}

/// Lines in the parts in which a center confirms them: each part reads no more logs' heads than an entry names.
private struct ClearingParts {
    /// How many parts are decided and committed together: so many settlements are read at a time.
    static let inCommit = 40

    private(set) var parts: [[UInt32]] = []
    /// The lines that take more than an entry names, each by itself.
    private(set) var crowded: [UInt32] = []
    private let base: Int
    private var heads = 0
    private var last: String?

    /// - Parameter base: how many heads every part reads: those of the clearings around.
    init(base: Int) { self.base = base }

    /// Adds a line. Those of one settlement come one after another.
    /// - Parameter logs: how many logs the settlement has entries of.
    mutating func add(_ line: UInt32, of settlement: String, logs: Int) {
        guard base + logs <= EntryLimit.records else { return crowded.append(line) }
        let more = settlement == last ? 0 : logs
        if let part = parts.last, part.count < ClearingConfirmed.mostLines, heads + more <= EntryLimit.records {
            parts[parts.count - 1].append(line)
            heads += more
        } else {
            parts.append([line])
            heads = base + logs
        }
        last = settlement
    }
}

extension StreamState {
    /// How many logs have entries in the stream: so many heads an entry names that read it.
    fileprivate var logs: Int { Set(entries.map(\.act.entry.origin)).count }
}

extension Array {
    fileprivate func parts(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
