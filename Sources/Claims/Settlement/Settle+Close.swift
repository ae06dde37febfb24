extension Settler {
    /// Rounds what is still exact, closes the sums and checks them.
    mutating func closed() throws(SettlementError) -> Settlement {
        let total = breakdown.total
        let inScope = min(
            total, max(0, total - breakdown.fullSelfPay - breakdown.overLimit - (try breakdown.firstSelfPay.fen())))
        let firstSelfPay = total - breakdown.fullSelfPay - breakdown.overLimit - inScope

        var stages: [Settlement.Stage] = []
        var funds: [Settlement.FundPayment] = []
        var fundTotal: Int64 = 0
        for outcome in outcomes {
            let stage = try settled(outcome, room: total - fundTotal)
            stages.append(stage)
            fundTotal += stage.paid
            if let same = funds.firstIndex(where: { $0.name == stage.fund }) {
                funds[same].amount += stage.paid
            } else {
                funds.append(Settlement.FundPayment(name: stage.fund, amount: stage.paid))
            }
        }
        func paid(by fund: String) -> Int64 { funds.first { $0.name == fund }?.amount ?? 0 }
        let pooledFund = paid(by: Policy.pooledFund)
        let majorIllness = paid(by: Policy.majorIllness)
        let personalShare = total - fundTotal
        explainFunds(funds, fundTotal)
        let account = try drawnFromAccount(personalShare, fundTotal)
        explainCash(total, fundTotal, account)

        let settlement = Settlement(
            policy: policy.id, total: total, fullSelfPay: breakdown.fullSelfPay, overLimit: breakdown.overLimit,
            firstSelfPay: firstSelfPay, inScope: inScope, deductible: stages.first?.deductible ?? 0,
            bands: stages.first?.bands ?? [], pooledFund: pooledFund, majorIllness: majorIllness,
            otherFunds: fundTotal - pooledFund - majorIllness, funds: funds, fundTotal: fundTotal,
            personalShare: personalShare, account: account, cash: personalShare - account, stages: stages,
            lines: try linePrices(), steps: steps)
        if let broken = settlement.brokenInvariant {
            throw SettlementError(
                .broken, "the settlement breaks its own rule: \(broken)",
                remedy: "This is a defect of the program: report it with the policy and the bill.")
        }
        return settlement
    }

    private func drawnFromAccount(_ personalShare: Int64, _ fundTotal: Int64) throws(SettlementError) -> Int64 {
        guard let available = bill.account, available > 0 else { return 0 }
        guard let value = policy.account else { return min(available, personalShare) }
        setYear(try earlier.during(.year, .always))
        situation.set("fundTotal", Exact(fen: fundTotal))
        situation.set("personalShare", Exact(fen: personalShare))
        situation.set("personalInScope", max(.zero, try breakdown.inScope() - Exact(fen: fundTotal)))
        let most = max(0, try situation.number(value).fen())
        return min(available, most, personalShare)
    }

    // MARK: - Stages in fen

    private func settled(_ outcome: StageOutcome, room: Int64) throws(SettlementError) -> Settlement.Stage {
        let paid = min(room, try rounded(outcome.paid, upTo: Exact(fen: room)).fen())
        let base = try outcome.base.fen()
        let deductible = min(base, try outcome.deductible.fen())

        // Widths first, so that no band is paid more than it holds; then the payments, each a fen up or down at most.
        var widthTotal = Exact.zero
        var payTotal = Exact.zero
        for share in outcome.shares {
            widthTotal = try widthTotal + share.width
            payTotal = try payTotal + share.paid
        }
        let widths = try Self.spread(try widthTotal.fen(), over: outcome.shares.map(\.width))
        // What `atLeast` adds lies outside the shares; without it the shares are the payment.
        let sharesPaid = outcome.extra.isZero ? paid : min(paid, try payTotal.fen())
        let payments = try Self.spread(sharesPaid, over: outcome.shares.map(\.paid), upTo: widths)

        var bands: [Settlement.Band] = []
        var classShares: [Settlement.ClassShare] = []
        for (index, share) in outcome.shares.enumerated() {
            let (width, fund) = (widths[index], payments[index])
            switch share.kind {
            case .band(let from, let to):
                bands.append(
                    Settlement.Band(
                        from: try from.fen(), to: try to?.fen(), inScope: width, fund: fund, personal: width - fund))
            case .itemClass(let name):
                classShares.append(
                    Settlement.ClassShare(name: name, inScope: width, fund: fund, personal: width - fund))
            }
        }
        return Settlement.Stage(
            fund: outcome.stage.fund, title: outcome.stage.title, base: base, deductible: deductible, bands: bands,
            classShares: classShares, paid: paid, overCap: try outcome.overCap.fen())
    }

    /// Whole fen that add up to `total`, each the exact amount rounded down or up: the largest remainders are rounded
    /// up. Where rounding each amount half up adds up by itself, this is the same.
    ///
    /// - Parameter limits: no amount exceeds its limit, as far as the limits leave room for the total at all.
    static func spread(
        _ total: Int64, over amounts: [Exact], upTo limits: [Int64]? = nil
    ) throws(SettlementError) -> [Int64] {
        var parts: [(fen: Int64, rest: Exact, index: Int)] = []
        var left = total
        for (index, amount) in amounts.enumerated() {
            var fen = try amount.rounded(.down, to: Exact.fenUnit)
            if let limits { fen = min(fen, limits[index]) }
            fen = max(0, min(fen, left))
            left -= fen
            parts.append((fen, try amount - Exact(fen: fen), index))
        }
        guard left > 0 else { return parts.map(\.fen) }
        var fens = parts.map(\.fen)
        let order = parts.sorted { $0.rest == $1.rest ? $0.index < $1.index : $0.rest > $1.rest }.map(\.index)
        // One fen each by remainder; what a coarser unit than the fen adds goes where there is room, from the last.
        for index in order where left > 0 && (limits.map { fens[index] < $0[index] } ?? true) {
            fens[index] += 1
            left -= 1
        }
        guard left > 0 else { return fens }
        for index in amounts.indices.reversed() where left > 0 {
            let more = min(left, limits.map { $0[index] - fens[index] } ?? left)
            fens[index] += more
            left -= more
        }
        return fens
    }

    // MARK: - Lines in fen

    private func linePrices() throws(SettlementError) -> [Settlement.LinePrice] {
        var sum = Exact.zero
        for line in breakdown.lines where !line.firstSelfPay.isZero { sum = try sum + line.firstSelfPay }
        var limits: [Int64] = []
        limits.reserveCapacity(breakdown.lines.count)
        for line in breakdown.lines { limits.append(line.amount - line.fullSelfPay - line.overLimit) }
        let firsts =
            sum.isZero
            ? [Int64](repeating: 0, count: limits.count)
            : try Self.spread(try sum.fen(), over: breakdown.lines.map(\.firstSelfPay), upTo: limits)
        return breakdown.lines.enumerated().map { index, line in
            Settlement.LinePrice(
                amount: line.amount, fullSelfPay: line.fullSelfPay, overLimit: line.overLimit,
                firstSelfPay: firsts[index], inScope: limits[index] - firsts[index])
        }
    }
}

extension Settlement {
    /// The first rule of every settlement that this one breaks; `nil` for a sound one.
    public var brokenInvariant: String? {
        let amounts = [
            total, fullSelfPay, overLimit, firstSelfPay, inScope, pooledFund, majorIllness, otherFunds, fundTotal,
            personalShare, account, cash,
        ]
        if amounts.contains(where: { $0 < 0 }) { return "no amount is below zero" }
        if amounts.contains(where: { $0 > total }) { return "no amount exceeds the total" }
        if total != fundTotal + account + cash { return "total = fund total + account + cash" }
        if personalShare != account + cash { return "personal share = account + cash" }
        if inScope != total - fullSelfPay - overLimit - firstSelfPay {
            return "in scope = total − full self-pay − over limit − first self-pay"
        }
        if fundTotal != pooledFund + majorIllness + otherFunds { return "the funds add up" }
        if fundTotal != funds.reduce(0, { $0 + $1.amount }) { return "the named funds add up" }
        for stage in stages {
            for band in stage.bands
            where band.fund < 0 || band.personal < 0 || band.inScope != band.fund + band.personal {
                return "a band's payment lies within the band"
            }
            if stage.deductible < 0 || stage.deductible > stage.base { return "the deductible lies within its base" }
        }
        return nil
    }
}
