public import Claims
import EntryFormat
import Ledger

/// What a center's fund owes through an agency of a month before the one that is listed, and no clearing lists.
public struct UnlistedMonth: Sendable, Hashable {
    /// As `2026-01`.
    public let month: String
    /// How many movements.
    public let lines: Int
    /// Their sum, in fen.
    public let fund: Int64
    /// Whether the month has a list of its own.
    public let hasList: Bool
    /// Whether the list of the later month takes them in; else they are too old for it.
    public let isTakenIn: Bool
    /// Of those that are too old: a month, over and without a whole list, whose clearing still takes them; `nil` if there is none.
    public let listWith: String?
}

extension Node {
    /// The movements of what a center's fund owes through an agency that no clearing lists, up to a month's end: those of the month, and
    /// of the three before it.
    ///
    /// - Parameters:
    ///   - month: as `2026-03`.
    ///   - agency: code of the agency.
    ///   - center: code of the center.
    /// - Returns: lines in the order of settlements and their movements; none of what stands in suspense, or moved no money.
    /// - Throws: `Refusal` `malformedDate` where the month is none; `LedgerError`.
    /// - Complexity: linear in the entries of the center's settlements.
    public func clearingLines(of month: String, by agency: String, at center: String) throws -> [ClearingLine] {
        try unlisted(of: month, by: agency, at: center).lines
    }

    /// What ``openClearing(of:at:by:)`` would list, for its agency's eyes: nothing is recorded.
    /// - Returns: the lines; and the earlier months that were never listed, or whose movements are too old for this list.
    /// - Throws: as ``openClearing(of:at:by:)``.
    public func clearingToOpen(
        of month: String, at center: String, by actor: Actor
    ) throws -> (lines: [ClearingLine], earlier: [UnlistedMonth]) {
        guard actor.party.role == .agency else {
            throw Refusal(
                .roleMayNot, "\(actor.party) is no agency, and lists no clearing.",
                remedy: "Let the agency of the treating place list it, with --as agency:CODE.")
        }
        let unlisted = try unlisted(of: month, by: actor.party.code, at: center)
        try ClearingOpened.requireOver(month, on: CalendarDate(instant: now()))
        return unlisted
    }

    /// Lists, as an agency, what is open towards a center up to a month's end.
    ///
    /// - Returns: where the parts stand, with the lines; empty where nothing is open. And the earlier months that were never listed, or whose
    ///   movements are too old for this list.
    /// - Throws: `Refusal`: `roleMayNot` for anybody but an agency; `monthNotOver`; those of ``clearingLines(of:by:at:)`` and of the event;
    ///   `partUnfit` where the month is listed already; `clearingAcknowledged` where the center has closed the list besides; `LedgerError`.
    public func openClearing(
        of month: String, at center: String, by actor: Actor
    ) throws -> (recorded: [Recorded], lines: [ClearingLine], earlier: [UnlistedMonth]) {
        let (lines, earlier) = try clearingToOpen(of: month, at: center, by: actor)
        let stream = StreamAddress.clearing(of: center, with: actor.party.code, in: month)
        if !lines.isEmpty, case .clearing(let clearing)? = try state(of: stream).subject, !clearing.hasAcknowledged,
            clearing.isWhole
        {
            throw Refusal(
                .partUnfit,
                "\(stream) is listed already, with \(clearing.lines.count) lines; what came since goes into the next month.",
                remedy: "Nothing is left to do for this month: list the next one with clearing open when it is over.")
        }
        return (try list(lines, in: stream, by: actor), lines, earlier)
    }

    /// Lists these lines as an agency, whatever is open: in as many parts as they need.
    /// - Throws: as ``openClearing(of:at:by:)``.
    package func list(_ lines: [ClearingLine], in stream: String, by actor: Actor) throws -> [Recorded] {
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
        return try recordAll(requests, by: actor)
    }

    /// What no clearing lists up to a month's end: the lines that this month's takes, and what an earlier month has left.
    private func unlisted(
        of month: String, by agency: String, at center: String
    ) throws -> (lines: [ClearingLine], earlier: [UnlistedMonth]) {
        guard CalendarDate("\(month)-01") != nil else {
            throw Refusal(.malformedDate, "“\(month)” is no month.", remedy: "Write it as 2026-03.")
        }
        var listed: Set<EntryReference> = []
        var wholeMonths: Set<String> = []
        try forEachState(ofKind: .clearing, under: "\(center)/\(agency)/") { state in
            guard case .clearing(let clearing)? = state.subject else { return }
            for line in clearing.lines where line.status != .withdrawn { listed.insert(line.line.entry) }
            if clearing.isWhole, let month = (try? StreamAddress(state.stream))?.month { wholeMonths.insert(month) }
        }
        var lines: [ClearingLine] = []
        var earlier: [EarlierMonth: (lines: Int, fund: Int64)] = [:]
        try forEachState(ofKind: .settlement, under: "\(center)/") { state in
            guard case .settlement(let settlement)? = state.subject, settlement.hasRequest,
                settlement.request.agency == agency
            else { return }
            for movement in settlement.movements
            where !movement.suspense && movement.fund != 0 && movement.month <= month
                && !listed.contains(movement.act.entry)
            {
                let isTaken = movement.isClearable(in: month)
                if movement.month < month {
                    let (count, fund) = earlier[EarlierMonth(month: movement.month, isTaken: isTaken)] ?? (0, 0)
                    earlier[EarlierMonth(month: movement.month, isTaken: isTaken)] = (count + 1, fund &+ movement.fund)
                }
                guard isTaken else { continue }
                var line = ClearingLine()
                line.settlement = state.stream
                line.institution = settlement.request.institution
                line.fund = movement.fund
                line.entry = movement.act.entry
                lines.append(line)
            }
        }
        let months = earlier.map { key, sum in
            let later = (0...StreamAddress.clearedMonthsLater).compactMap { count in
                CalendarDate("\(key.month)-01").map { String($0.adding(months: count).description.prefix(7)) }
            }
            return UnlistedMonth(
                month: key.month, lines: sum.lines, fund: sum.fund, hasList: wholeMonths.contains(key.month),
                isTakenIn: key.isTaken, listWith: key.isTaken ? nil : later.first { !wholeMonths.contains($0) })
        }
        // What came in late is taken in by the next list: that is as it should be.
        return (lines, months.filter { !$0.hasList || !$0.isTakenIn }.sorted { $0.month < $1.month })
    }
}

private struct EarlierMonth: Hashable {
    let month: String
    let isTaken: Bool
}

extension ClearingState {
    /// Whether all parts of the list are there.
    fileprivate var isWhole: Bool { parts > 0 && partNumbers.count == Int(parts) }
}

extension ClearingOpened {
    /// How many lines a part that this program lists has: well below what an entry holds.
    static let linesInPart = 250
}
