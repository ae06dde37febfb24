/// One line of a claim's itemised list, with its price at every stage (row P1). All amounts in fen.
public struct PricedLine: Hashable, Sendable {
    /// Its number in the list, from 1.
    public let number: Int
    /// The line as it was billed.
    public let line: ChargeLine
    /// What the center recognises of it; `nil` before the claim is priced.
    public let adjusted: Int64?
    /// What of that is in scope; `nil` while the lines are not decided.
    public let inScope: Int64?
    /// What the fund pays of it by the pricing; `nil` while the lines are not decided.
    public let priced: Int64?
    /// What of that is approved; `nil` before the approval, or while the lines are not decided.
    public let approved: Int64?
    /// What was paid of it and did not come back; `nil` where nothing is approved by line.
    public let paid: Int64?
    /// Why less than billed is recognised.
    public let grounds: [Ground]
    /// The class that it was priced with.
    public let itemClass: ChargeLine.ItemClass
    /// The exclusion that stands on it; `nil` if none does.
    public let exclusion: ClaimState.Exclusion?
}

extension ClaimState {
    /// The lines of the list, in its order, each with its price at every stage.
    ///
    /// What was paid is shared among the lines in proportion to what was approved of each, by largest remainders
    /// (``shares(of:by:)``), so that the lines sum to what was paid: payments that stand, without those in suspense.
    public var pricedLines: [PricedLine] {
        let list = submission.bill.lines
        // A correction of the list since then leaves decisions on lines that are no more: they are not shown.
        let decisions = adjudication.lines.count == list.count ? adjudication.lines : []
        let paid =
            hasApproval && !decisions.isEmpty ? ClaimState.shares(of: regularlyPaid, by: decisions.map(\.approved)) : []
        return list.enumerated().map { index, line in
            let decision = decisions.isEmpty ? nil : decisions[index]
            let itemClass = decision?.itemClass ?? .unspecified
            return PricedLine(
                number: index + 1, line: line, adjusted: decision?.adjusted ?? (hasAdjudication ? line.amount : nil),
                inScope: decision?.inScope, priced: decision?.approved,
                approved: hasApproval ? decision?.approved : nil, paid: paid.isEmpty ? nil : paid[index],
                grounds: decision?.grounds ?? [], itemClass: itemClass == .unspecified ? line.itemClass : itemClass,
                exclusion: exclusion(ofLine: index + 1))
        }
    }

    /// Payments that stand and are in order, in fen.
    var regularlyPaid: Int64 {
        payments.reduce(0) { $0.addingClamped($1.suspense || $1.hasReversal ? 0 : $1.payment.amount) }
    }

    /// An amount shared in proportion to weights, exact to the fen, by largest remainders: each gets its share rounded
    /// down, and what is left goes, a fen each, to the largest fractions; of equal ones to the first.
    ///
    /// While the amount is no more than the weights' sum, nobody gets more than their weight.
    /// - Parameters:
    ///   - amount: In fen, at least 0.
    ///   - weights: At least 0 each. If all are 0 the first gets everything.
    /// - Returns: One share a weight; they sum to the amount. Empty for no weights.
    public static func shares(of amount: Int64, by weights: [Int64]) -> [Int64] {
        let amount = UInt64(max(0, amount))
        let weights = weights.map { UInt64(max(0, $0)) }
        let sum = weights.reduce(UInt64(0)) { total, weight in
            let (sum, overflow) = total.addingReportingOverflow(weight)
            return overflow ? .max : sum
        }
        guard sum > 0 else { return weights.indices.map { $0 == 0 ? Int64(amount) : 0 } }
        var shares: [UInt64] = []
        var remainders: [UInt64] = []
        var left = amount
        for weight in weights {
            let (share, remainder) = sum.dividingFullWidth(weight.multipliedFullWidth(by: amount))
            shares.append(share)
            remainders.append(remainder)
            left -= min(left, share)
        }
        let order = weights.indices.sorted { (remainders[$1], $0) < (remainders[$0], $1) }
        for index in order.prefix(Int(min(left, UInt64(weights.count)))) { shares[index] += 1 }
        return shares.map { Int64($0) }
    }

    /// The rules of line decisions: one for each line of the list, in its order, whose sums are the split's.
    func judgeLines(of event: ClaimAdjudicated) throws(Refusal) {
        let list = submission.bill.lines
        guard !event.lines.isEmpty else { return try judgeUndecidedLines(of: event) }
        guard event.lines.map(\.line) == list.indices.map({ UInt32($0 + 1) }) else {
            throw Refusal(
                .linesIncomplete,
                "The list has \(list.count) lines, and the decisions are on \(event.lines.count), or in another order.")
        }
        for (decision, line) in zip(event.lines, list) { try judge(decision, on: line) }
        func sum(_ amount: (LineDecision) -> Int64) -> Int64 {
            event.lines.reduce(0) { $0.addingClamped(amount($1)) }
        }
        for (name, stated, summed) in [
            ("total", event.split.total, sum(\.adjusted)), ("in scope", event.split.inScope, sum(\.inScope)),
            ("fund total", event.split.fundTotal, sum(\.approved)),
        ] where stated != summed {
            throw Refusal(
                .linesDoNotAddUp, "\(name) is \(stated.yuan), and the lines sum to \(summed.yuan).")
        }
    }

    private func judge(_ decision: LineDecision, on line: ChargeLine) throws(Refusal) {
        let number = decision.line
        guard decision.billed == line.amount else {
            throw Refusal(
                .lineBilledDiffers,
                "Line \(number) is billed at \(line.amount.yuan), and the decision says \(decision.billed.yuan).")
        }
        guard 0 <= decision.approved, decision.approved <= decision.inScope, decision.inScope <= decision.adjusted,
            decision.adjusted <= decision.billed
        else {
            throw Refusal(
                .lineAmountsDisorder,
                """
                Line \(number): billed \(decision.billed.yuan), adjusted \(decision.adjusted.yuan), \
                in scope \(decision.inScope.yuan), approved \(decision.approved.yuan).
                """)
        }
        guard decision.adjusted == decision.billed || !decision.grounds.isEmpty else {
            throw Refusal(.lineGroundMissing, "Line \(number) is recognised for less, without a ground.")
        }
        if let ground = decision.grounds.first(where: { !LineGround.isKnown($0.number) }) {
            throw Refusal(.lineGroundUnknown, "Line \(number) has a ground of number \(ground.number).")
        }
        if let exclusion = exclusion(ofLine: Int(number)), !exclusion.hasAdvance, decision.adjusted != 0 {
            throw Refusal(
                .excludedNotPaid,
                "Line \(number) is excluded (\(exclusion.exclusion.cause.word)), and \(decision.adjusted.yuan) of it is recognised."
            )
        }
    }

    /// Without decisions on lines nothing is excluded by line, and nothing comes from the fund for what is excluded whole.
    private func judgeUndecidedLines(of event: ClaimAdjudicated) throws(Refusal) {
        guard !openExclusions.contains(where: { !$0.exclusion.lines.isEmpty }) else {
            throw Refusal(.lineDecisionsMissing, "Lines of the claim are excluded, and no line is decided.")
        }
        guard event.split.fundTotal == 0 || !openExclusions.contains(where: { !$0.hasAdvance }) else {
            throw Refusal(
                .excludedNotPaid, "The claim is excluded, and the fund would pay \(event.split.fundTotal.yuan).")
        }
    }

    /// A list whose lines are excluded or decided by number is not exchanged.
    func judgeList(of replacement: ClaimSubmitted) throws(Refusal) {
        guard !adjudication.lines.isEmpty || openExclusions.contains(where: { !$0.exclusion.lines.isEmpty }),
            replacement.bill.lines != submission.bill.lines
        else { return }
        throw Refusal(.listDecided, "Lines of the list are excluded or decided, and the correction changes the list.")
    }
}
