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
}

extension Node {
    /// The movements of what a center's fund owes through an agency that no clearing lists, up to a month's end: those of the month, and
    /// of the three before it.
    ///
    /// - Parameters:
    ///   - month: as `2026-03`.
    ///   - agency: code of the agency.
    ///   - center: code of the center.
    /// - Returns: lines in the order of settlements and their movements; of those in suspense none.
    /// - Throws: `Refusal` `malformedDate` where the month is none; `LedgerError`.
    /// - Complexity: linear in the entries of the center's settlements.
    public func clearingLines(of month: String, by agency: String, at center: String) throws -> [ClearingLine] {
        guard CalendarDate("\(month)-01") != nil else {
            throw Refusal(.malformedDate, "“\(month)” is no month.", remedy: "Write it as 2026-03.")
        }
        var listed: Set<EntryReference> = []
        try forEachState(ofKind: .clearing, under: "\(center)/\(agency)/") { state in
            guard case .clearing(let clearing)? = state.subject else { return }
            for line in clearing.lines where line.status != .withdrawn { listed.insert(line.line.entry) }
        }
        var lines: [ClearingLine] = []
        try forEachState(ofKind: .settlement, under: "\(center)/") { state in
            guard case .settlement(let settlement)? = state.subject, settlement.hasRequest,
                settlement.request.agency == agency
            else { return }
            for movement in settlement.movements
            where !movement.suspense && movement.isClearable(in: month) && !listed.contains(movement.act.entry) {
                var line = ClearingLine()
                line.settlement = state.stream
                line.institution = settlement.request.institution
                line.fund = movement.fund
                line.entry = movement.act.entry
                lines.append(line)
            }
        }
        return lines
    }

    /// Lists, as an agency, what is open towards a center up to a month's end.
    ///
    /// - Returns: where the parts stand, with the lines; empty where nothing is open.
    /// - Throws: `Refusal`: those of ``clearingLines(of:by:at:)`` and of the event; `clearingAcknowledged` where the center has closed the
    ///   list; `LedgerError`.
    public func openClearing(
        of month: String, at center: String, by actor: Actor
    ) throws -> (recorded: [Recorded], lines: [ClearingLine]) {
        let lines = try clearingLines(of: month, by: actor.party.code, at: center)
        let stream = StreamAddress.clearing(of: center, with: actor.party.code, in: month)
        let parts = stride(from: 0, to: lines.count, by: ClearingOpened.linesInPart).map {
            Array(lines[$0..<min($0 + ClearingOpened.linesInPart, lines.count)])
        }
        let requests = try parts.enumerated().map { index, part in
            var opened = ClearingOpened()
            opened.part = UInt32(index + 1)
            opened.parts = UInt32(parts.count)
            opened.lines = part
            // No sum of so few amounts within the limits overflows.
            opened.total = part.reduce(0) { $0 + $1.fund }
            return try Self.request(.clearingOpened(opened), in: stream)
        }
        return (try recordAll(requests, by: actor), lines)
    }

    /// Answers, as a center, an agency's list: acknowledges it when it is whole, confirms each open line that is what the center
    /// recorded, and disputes each other with the rule that it breaks. A line that the agency maintains is confirmed where it is right by
    /// now, and stays in dispute else.
    ///
    /// What is answered already is not answered again, so it may be run after a stop.
    /// - Throws: `Refusal`: `clearingIncomplete` while parts are missing; `LedgerError`.
    public func answerClearing(_ stream: String, by actor: Actor) throws -> ClearingAnswer {
        var answer = ClearingAnswer()
        guard case .clearing(let clearing)? = try state(of: stream).subject, !clearing.lines.isEmpty else {
            throw LedgerError(
                .unknownStream, "This node holds no list in \(stream).",
                remedy: "Name the stream as clearing/CENTER/AGENCY/2026-03; see list clearings.")
        }
        if !clearing.hasAcknowledged {
            var acknowledged = ClearingAcknowledged()
            acknowledged.lines = UInt32(clearing.lines.count)
            acknowledged.total = clearing.total
            try append(.clearingAcknowledged(acknowledged), in: stream, by: actor, to: &answer)
        }
        var right: [UInt32] = []
        var wrong: [ClearingDisputed.Line] = []
        for (index, line) in clearing.lines.enumerated() {
            let number = UInt32(index + 1)
            switch line.status {
            case .listed, .disputed, .maintained: break
            default: continue
            }
            if let ground = try objection(to: number, in: stream, by: actor) {
                guard line.status == .listed else { continue }
                var disputed = ClearingDisputed.Line()
                disputed.line = number
                disputed.grounds = [ground]
                wrong.append(disputed)
                answer.disputed.append((number, ground))
            } else {
                right.append(number)
            }
        }
        for part in right.parts(of: ClearingConfirmed.mostLines) {
            var confirmed = ClearingConfirmed()
            confirmed.lines = part
            try append(.clearingConfirmed(confirmed), in: stream, by: actor, to: &answer)
            answer.confirmed += part
        }
        for part in wrong.parts(of: 100) {
            var disputed = ClearingDisputed()
            disputed.lines = part
            try append(.clearingDisputed(disputed), in: stream, by: actor, to: &answer)
        }
        return answer
    }

    /// Why a line cannot be confirmed; nil where it can.
    private func objection(to line: UInt32, in stream: String, by actor: Actor) throws -> Ground? {
        var confirmed = ClearingConfirmed()
        confirmed.lines = [line]
        var event = Event()
        event.clearingConfirmed = confirmed
        let state = try state(of: stream)
        let context = try Context(reading: event, on: state) { try self.state(of: $0) }
        do {
            _ = try propose(event, on: state, context: context, by: actor, at: now())
            return nil
        } catch {
            var ground = Ground()
            ground.number = UInt32(error.number)
            ground.text = String(error.message.prefix(500))
            return ground
        }
    }

    private func append(
        _ kind: Event.OneOf_Kind, in stream: String, by actor: Actor, to answer: inout ClearingAnswer
    ) throws {
        answer.recorded.append(try record(try Self.request(kind, in: stream), by: actor))
    }

    private static func request(_ kind: Event.OneOf_Kind, in stream: String) throws -> RecordRequest {
        var event = Event()
        event.kind = kind
        return RecordRequest(
            stream: stream, type: (event.type ?? EventType(rawValue: 0)).description, event: try event.payloadJSON())
    }

    private func recordAll(_ requests: [RecordRequest], by actor: Actor) throws -> [Recorded] {
        guard !requests.isEmpty else { return [] }
        do { return try record(batch: requests, by: actor, atomic: true) } catch let refusal as BatchRefusal {
            throw refusal.cause
        }
    }
}

extension ClearingOpened {
    /// How many lines a part that this program lists has: well below what an entry holds.
    static let linesInPart = 250
}

extension Array {
    fileprivate func parts(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
