extension Finding.Rule {
    public static let withdrawalInSuspense = Finding.Rule(
        20, "withdrawal-in-suspense",
        "Money was drawn from a personal account against a rule, and stands in suspense.",
        "个人账户违规支取，挂账待查")
    public static let treatedAfterDeath = Finding.Rule(
        21, "treated-after-death",
        "The treatment goes on after the day on which the person died.",
        "就医日期晚于死亡日期")
    public static let notCompared = Finding.Rule(
        22, "approved-without-comparison",
        "A claim under an evaluated referral is approved, and no comparison with the evaluation agrees.",
        "转诊评估与出院资料未核对或不一致即审批")
    public static let itemMismatch = Finding.Rule(
        23, "item-mismatch",
        "The specific outpatient item does not cover the treatment.",
        "门诊特定项目不覆盖该次就医")
    public static let historyOfRefused = Finding.Rule(
        24, "history-of-refused-claim",
        "The medical history holds a stay of a claim that is refused.",
        "病史档案引用了已拒付的申报")

    /// The rules about persons, transfers, specific items, accounts and histories.
    static let careRules: [Finding.Rule] = [
        .withdrawalInSuspense, .treatedAfterDeath, .notCompared, .itemMismatch, .historyOfRefused,
    ]
}
