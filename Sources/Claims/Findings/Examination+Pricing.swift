extension Examination {
    /// "The adjudication differs from what its policy gives." Silent where the policy could not be asked.
    func differsFromPolicy() -> [Finding] {
        guard claim.hasAdjudication, let repricing = context.repricings[stream.stream] else { return [] }
        let split = claim.adjudication.split
        let differences = repricing.differences(from: split)
        guard !differences.isEmpty else { return [] }
        let fund = (recorded: split.fundTotal, computed: repricing.settlement.fundTotal)
        let version = repricing.version.isEmpty ? "" : " \(repricing.version)"
        let names = differences.map(\.name).joined(separator: ", ")
        let chineseNames = differences.map { SettlementSplit.chinese($0.name) }.joined(separator: "、")
        let step = firstDifferentStep(split, repricing.settlement)
        return [
            Finding(
                .differsFromPolicy, fund.recorded > fund.computed ? .alarm : .warning,
                chinese: """
                    核定基金支付 \(fund.recorded.yuan) 元，按 \(repricing.policy)\(version) 应为 \(fund.computed.yuan) 元，\
                    相差 \((fund.recorded - fund.computed).yuan) 元；不符项：\(chineseNames)\(step.chinese)。
                    """,
                english: """
                    The adjudication gives \(fund.recorded.yuan) from the funds, \(repricing.policy)\(version) gives \
                    \(fund.computed.yuan), the difference is \((fund.recorded - fund.computed).yuan); \
                    different: \(names)\(step.english).
                    """,
                evidence: [claim.adjudicated.entry, claim.submitted.entry],
                amounts: differences.flatMap { difference in
                    [
                        ("\(difference.name), adjudicated", difference.recorded),
                        ("\(difference.name), by the policy", difference.computed),
                    ]
                })
        ]
    }

    /// The first step in which the two calculations part, where both state their steps.
    private func firstDifferentStep(
        _ split: SettlementSplit, _ settlement: Settlement
    ) -> (chinese: String, english: String) {
        guard !split.steps.isEmpty else { return ("", "") }
        for (recorded, computed) in zip(split.steps, settlement.steps) where recorded.formula != computed.formula {
            return (
                "；首个不同步骤：\(recorded.label) \(recorded.formula)，按政策为 \(computed.label) \(computed.formula)",
                "; the first step that differs: \(recorded.label) \(recorded.formula) against \(computed.label) \(computed.formula)"
            )
        }
        return ("", "")
    }
}
