/// What a policy gives for a claim that was priced before.
public struct Repricing: Sendable {
    /// The policy as the adjudication names it, or the file that was tried.
    public let policy: String
    public let version: String
    public let settlement: Settlement
    public let assumptions: [ClaimCase.Assumption]

    public init(policy: String, version: String, settlement: Settlement, assumptions: [ClaimCase.Assumption]) {
        self.policy = policy
        self.version = version
        self.settlement = settlement
        self.assumptions = assumptions
    }

    /// One amount of the national split, as it was recorded and as the policy gives it.
    public struct Difference: Sendable, Equatable {
        /// The split's field, as `fundTotal`.
        public let name: String
        public let recorded: Int64
        public let computed: Int64
    }

    /// The amounts in which an adjudication is otherwise than the policy gives.
    public func differences(from split: SettlementSplit) -> [Difference] {
        zip(split.amounts, settlement.amounts).compactMap { recorded, computed in
            recorded.fen == computed.fen
                ? nil : Difference(name: recorded.name, recorded: recorded.fen, computed: computed.fen)
        }
    }
}

extension SettlementSplit {
    /// The amounts of the national split, by the names of its fields.
    public var amounts: [(name: String, fen: Int64)] {
        [
            ("total", total), ("fullSelfPay", fullSelfPay), ("overLimit", overLimit), ("firstSelfPay", firstSelfPay),
            ("inScope", inScope), ("deductible", deductible), ("pooledFund", pooledFund),
            ("majorIllness", majorIllness), ("otherFunds", otherFunds), ("fundTotal", fundTotal),
            ("personalShare", personalShare), ("account", account), ("cash", cash),
        ]
    }
}

extension SettlementSplit {
    /// What a field of the national split is called in Chinese, with the field's own name.
    static func chinese(_ name: String) -> String {
        let words = [
            "total": "总费用", "fullSelfPay": "全自费", "overLimit": "超限价自费", "firstSelfPay": "先行自付",
            "inScope": "政策范围内", "deductible": "起付线", "pooledFund": "统筹基金", "majorIllness": "大病保险",
            "otherFunds": "其他基金", "fundTotal": "基金支付总额", "personalShare": "个人负担", "account": "个人账户",
            "cash": "个人现金",
        ]
        return words[name].map { "\($0) \(name)" } ?? name
    }
}

extension Settlement {
    /// The amounts of the national split, by the names of its fields, in the same order as ``SettlementSplit/amounts``.
    public var amounts: [(name: String, fen: Int64)] {
        [
            ("total", total), ("fullSelfPay", fullSelfPay), ("overLimit", overLimit), ("firstSelfPay", firstSelfPay),
            ("inScope", inScope), ("deductible", deductible), ("pooledFund", pooledFund),
            ("majorIllness", majorIllness), ("otherFunds", otherFunds), ("fundTotal", fundTotal),
            ("personalShare", personalShare), ("account", account), ("cash", cash),
        ]
    }
}
