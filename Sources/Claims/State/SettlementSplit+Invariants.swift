extension SettlementSplit {
    /// The first equation that the split breaks, in words; `nil` if all hold:
    ///
    /// total = fund total + account + cash; in scope = total - full self-pay - over limit - first self-pay;
    /// fund total = pooled fund + major illness + other funds; personal share = account + cash.
    public var brokenInvariant: String? {
        func differs(_ a: Int64, _ parts: [Int64], _ name: String) -> String? {
            let sum = parts.reduce(Int64(0)) { $0.addingClamped($1) }
            return a == sum ? nil : "\(name): \(a.moneyText) against \(sum.moneyText)"
        }
        return differs(total, [fundTotal, account, cash], "total = fund total + account + cash")
            ?? differs(
                inScope, [total, -fullSelfPay, -overLimit, -firstSelfPay],
                "in scope = total - full self-pay - over limit - first self-pay")
            ?? differs(
                fundTotal, [pooledFund, majorIllness, otherFunds],
                "fund total = pooled fund + major illness + other funds")
            ?? differs(personalShare, [account, cash], "personal share = account + cash")
    }
}
