extension Settler {
    mutating func guarantee(_ outcome: inout StageOutcome) throws(SettlementError) {
        guard let value = outcome.stage.atLeast else { return }
        let least = try situation.number(value)
        guard least > outcome.paid else { return }
        outcome.extra = try least - outcome.paid
        explainFloor(outcome.stage, least: least, instead: outcome.paid)
        outcome.paid = least
    }

    /// Cuts what the stage pays down to its caps, and to what is left of the bill.
    mutating func cap(_ outcome: inout StageOutcome, _ fundTotal: Exact) throws(SettlementError) {
        var most = try room(after: fundTotal)
        var reason = "what is left of the bill"
        var source: Policy.Caps?
        let (own, all) = (outcome.stage.caps, policy.caps)
        func lower(_ cap: Exact, used: Exact, _ name: String, by caps: Policy.Caps) throws(SettlementError) {
            let left = max(.zero, try cap - used)
            guard left < most else { return }
            most = left
            reason = used.isZero ? name : "\(name): \(cap.amountText) − \(used.amountText)"
            source = caps
        }
        let fund = outcome.stage.fund
        var ofFund = Exact.zero
        for other in outcomes where other.stage.fund == fund { ofFund = try ofFund + other.paid }
        for period in Policy.Period.allCases {
            if let value = own.fund[period] {
                var used = Exact.zero
                if period != .stay {
                    used = try ofFund + Exact(fen: earlier.during(period, outcome.stage.counted).paid(by: fund))
                }
                try lower(try situation.number(value), used: used, "cap \(period.ofCap)", by: own)
            }
            if let value = all.fund[period] {
                var used = fundTotal
                if period != .stay { used = try used + Exact(fen: earlier.during(period, .always).fundTotal) }
                try lower(try situation.number(value), used: used, "cap on all funds \(period.ofCap)", by: all)
            }
        }
        guard outcome.paid > most else { return }
        explainCap(outcome.stage, reason, by: source, most: most, instead: outcome.paid)
        try cut(&outcome, to: most)
    }

    /// Leaves `most` to pay: the guarantee's extra goes first, then the bands from the last, then class shares.
    private func cut(_ outcome: inout StageOutcome, to most: Exact) throws(SettlementError) {
        outcome.paid = most
        var left = most
        for index in outcome.shares.indices {
            let share = outcome.shares[index]
            if share.paid <= left {
                left = try left - share.paid
            } else {
                if share.isBand {
                    // Where the cap falls, the rest of the band is beyond it.
                    outcome.overCap = try outcome.overCap + max(.zero, share.width - left / share.rate)
                }
                outcome.shares[index].paid = left
                left = .zero
            }
        }
        outcome.extra = left
    }
}
