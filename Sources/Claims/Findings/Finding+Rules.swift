extension Finding {
    /// A rule that looks for what an investigator would otherwise miss. `Docs/findings.md` says more about each.
    public struct Rule: Sendable, Identifiable {
        public let number: UInt32
        public let code: String
        /// What it looks for, in one sentence, as `Docs/findings.md` prints it.
        public let rule: String
        public let chinese: String
        public var id: UInt32 { number }

        init(_ number: UInt32, _ code: String, _ rule: String, _ chinese: String) {
            self.number = number
            self.code = code
            self.rule = rule
            self.chinese = chinese
        }
    }
}

extension Finding.Rule {
    public static let differsFromHospitalBill = Finding.Rule(
        1, "claim-differs-from-hospital-bill",
        "The claim's bill differs from the hospital's own bill of the same stay, in total, invoice or by item.",
        "申报的账单与医院自己的结算单不符")
    public static let sumsDisagree = Finding.Rule(
        2, "sums-disagree",
        "List, invoice and days of a bill do not add up.",
        "清单、发票与每日费用合计不符")
    public static let lateSubmission = Finding.Rule(
        3, "late-submission",
        "The claim was handed in after its month.",
        "逾期申报")
    public static let filingMismatch = Finding.Rule(
        4, "filing-mismatch",
        "The treatment lies outside the filing's person, hospitals or time.",
        "就医超出备案的人员、医院或时间")
    public static let invoiceClaimedTwice = Finding.Rule(
        5, "invoice-claimed-twice",
        "The same invoice (code and number) is claimed by more than one claim.",
        "同一发票重复申报")
    public static let overpaid = Finding.Rule(
        6, "paid-more-than-approved",
        "More was paid than is approved.",
        "支付超过审批金额")
    public static let paidTwice = Finding.Rule(
        7, "paid-twice",
        "One order, or one payment of the bank, was paid twice.",
        "重复支付")
    public static let inSuspense = Finding.Rule(
        8, "fact-in-suspense",
        "Money moved against a rule and stands in suspense.",
        "违规资金变动，挂账待查")
    public static let correctionNotSeen = Finding.Rule(
        9, "correction-not-seen",
        "The claim was approved without having seen a correction of what it rests on.",
        "审批时未见更正")

    public static let feedbackDenies = Finding.Rule(
        11, "feedback-denies",
        "The insured person says that the treatment did not happen, or not all of it.",
        "参保人否认就医或部分项目")
    public static let approvedAgainstFeedback = Finding.Rule(
        12, "approved-against-feedback",
        "The claim was approved against what the insured person says, without a concluded audit or a stated ground.",
        "参保人否认，未经核查且未说明理由即审批")
    public static let completedLate = Finding.Rule(
        13, "papers-completed-late",
        "The wanting papers of a returned claim came after their day.",
        "逾期补齐材料")
    public static let careMismatch = Finding.Rule(
        14, "care-mismatch",
        "In sudden illness the hospital was no designated public one.",
        "突发急病就医的医院不是定点公立医院")

    public static let sharedPaper = Finding.Rule(
        15, "paper-used-twice",
        "The same photograph or report is used for different treatments.",
        "同一照片或证明用于不同的就医")
    public static let approvedAgainstAudit = Finding.Rule(
        17, "approved-against-audit",
        "An audit or a review did not confirm the claim, or a review of it was open, and it is approved or paid all the same.",
        "稽核或复审未予确认，或复审未结，仍审批或支付")

    public static let otherPayee = Finding.Rule(
        18, "other-payee",
        "A payment was ordered to another name or account than the claim states, and not to the insured person.",
        "收款人与申报不符")

    /// Every rule, by number.
    public static let all: [Finding.Rule] =
        ([
            .differsFromHospitalBill, .sumsDisagree, .lateSubmission, .filingMismatch, .invoiceClaimedTwice, .overpaid,
            .paidTwice, .inSuspense, .correctionNotSeen, .differsFromPolicy, .feedbackDenies, .approvedAgainstFeedback,
            .completedLate,
            .careMismatch, .sharedPaper, .approvedAgainstAudit, .otherPayee,
        ] + careRules + partyRules + treatmentRules + reserveRules).sorted { $0.number < $1.number }
}

extension Finding {
    init(
        _ rule: Rule, _ severity: Severity, chinese: String, english: String, evidence: [EntryReference],
        amounts: [(String, Int64)] = [], lines: [LineDifference] = []
    ) {
        self.init()
        number = rule.number
        code = rule.code
        self.severity = severity
        self.chinese = chinese
        self.english = english
        for entry in evidence where entry != EntryReference() && !self.evidence.contains(entry) {
            self.evidence.append(entry)
        }
        self.amounts = amounts.map { name, fen in
            var amount = Amount()
            amount.name = name
            amount.fen = fen
            return amount
        }
        self.lines = lines
    }
}
