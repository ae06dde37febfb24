import Claims
import ClaimsLedger

/// The fixed words of a trace, in one of the two languages.
struct TraceWords {
    let isChinese: Bool

    /// The text in the language that was asked for.
    func callAsFunction(_ english: String, _ chinese: String) -> String { isChinese ? chinese : english }

    /// A status of a stream, a verdict, a standing or a severity by its English name.
    func state(_ name: String) -> String {
        guard isChinese else { return name }
        return Self.states[name] ?? name
    }

    /// A stream's status by its English name: some mean another thing in another kind of stream.
    func state(_ name: String, of kind: String) -> String {
        guard isChinese else { return name }
        return Self.statesOfKind["\(kind):\(name)"] ?? state(name)
    }

    /// How a stream stands, as a list shows it: with a held payment, and an open review.
    func standing(_ row: ListRow) -> String {
        var text = state(row.shownStatus, of: row.kind)
        if row.held == true { text += self(", payment held", "，暂停支付") }
        if row.review == "drawn" { text += self(", under review", "，抽查中") }
        return text
    }

    /// Of an entry that no decision covers.
    var pending: String { self("pending: no decision covers it yet", "待确认：尚无决定覆盖此记录") }
    var afterTheEnd: String {
        self("after the last decision: the case is closed, and no decision is waited for", "最后决定之后的记录：案件已结，不再等待决定")
    }

    /// What a finding's rule is called: its code, or its Chinese name.
    func rule(_ finding: Trace.Finding) -> String {
        guard isChinese else { return finding.code }
        return Finding.Rule.all.first { $0.number == finding.number }?.chinese ?? finding.code
    }

    /// An item class by the name that a trace gives it.
    func itemClass(_ name: String) -> String {
        switch name {
        case "classA": self("A", "甲类")
        case "classB": self("B", "乙类")
        case "selfPay": self("own pay", "自费")
        default: ""
        }
    }

    /// A kind of stream by its English name, in the language that was asked for.
    func kind(_ name: String) -> String { isChinese ? Self.kinds[name] ?? name : name }

    /// An account of the books by its name: in English words, or Chinese.
    func account(_ name: String) -> String { isChinese ? Self.accounts[name].map { "\($0) \(name)" } ?? name : name }

    /// A fund of the books by its name.
    func fund(_ name: String) -> String {
        Self.funds[name].map { isChinese ? $0.chinese : $0.english } ?? name
    }

    private static let accounts = [
        "benefitExpense": "待遇支出", "claimsPayable": "应付待遇", "fundBank": "基金银行存款", "suspenseAccount": "挂账",
        "personalAccounts": "个人账户", "personalAccountsBank": "个人账户银行存款", "clearingPayable": "应付清算款",
        "reservesPrepaid": "预付金", "advancesRecoverable": "应收先行支付款", "recoveriesPayable": "应退追偿款",
    ]

    private static let funds: [String: (english: String, chinese: String)] = [
        "pooledFund": ("the pooled fund", "统筹基金"), "majorIllness": ("the major-illness fund", "大病保险"),
        "otherFunds": ("other funds", "其他基金"), "personalAccounts": ("personal accounts", "个人账户"),
        "clearing": ("clearing between center and agencies", "中心与经办机构的清算"),
        "unallocated": ("no fund: paid in parts, in suspense, or without a split", "未分摊（部分支付、挂账或未核算）"),
    ]

    /// What a stream of a kind is named by in a list.
    func who(_ kind: String) -> String {
        switch StreamKind(rawValue: kind) {
        case .dispute: self("sides", "双方")
        case .clearing, .reserve: self("agency", "经办机构")
        case .institution: self("institution", "定点机构")
        case .policy, .catalogue: self("name", "名称")
        case .invoice: self("claim", "报销申请")
        case .party: self("party", "机构")
        default: self("person", "参保人")
        }
    }

    /// A party's role.
    func role(_ name: String) -> String { isChinese ? Role(rawValue: name)?.chinese ?? name : name }

    private static let kinds = [
        "person": "参保人", "institution": "定点机构", "filing": "异地就医备案", "stay": "住院", "claim": "报销申请", "invoice": "票据",
        "policy": "政策", "item": "门特", "account": "个人账户", "history": "病史档案", "admission": "住院申报", "audit": "稽核",
        "review": "抽查", "catalogue": "目录", "party": "机构", "receipt": "收据", "dispute": "争议",
        "settlement": "直接结算", "reserve": "预付金", "clearing": "清算", "fhir-claim": "FHIR 索赔",
        "fhir-explanation": "FHIR 给付说明",
    ]

    private static let states = [
        "submitted": "已申报", "returned": "待补材料", "completed": "已补齐", "accepted": "已受理", "adjudicated": "已核算",
        "approved": "已审批", "ordered": "待支付", "paid": "已支付", "refused": "已拒付", "recorded": "已备案",
        "withdrawn": "已撤销", "admitted": "住院中", "discharged": "已出院", "settled": "已结算", "registered": "已登记",
        "locked": "卡已锁定", "designated": "定点", "claimed": "已申报", "claimed-again": "重复申报", "published": "已发布",
        "active": "有效", "cancelled": "已取消", "draft": "草稿", "entered-in-error": "录入有误", "annulled": "已作废",
        "declared": "在院", "closed": "已结束", "concluded": "已结论", "drawn": "待复审",
        "regular": "合规", "irregular": "违规", "suspense": "挂账", "pending": "待确认", "deciding": "决定方", "covered": "已确认",
        "merged": "已并档", "died": "已死亡", "ended": "已终止", "applied": "已申请", "open": "已开户", "requested": "待审批",
        "verified": "已核实", "suspended": "已暂停", "received": "已接收", "inTime": "按时", "late": "逾期", "notProven": "未证明",
        "opened": "已提起", "notified": "已受理", "rejected": "不予受理", "ruled": "已裁决", "appealed": "复议中", "final": "已生效",
        "alarm": "警报", "warning": "警告", "notice": "提示",
        "priced": "已计价", "previewed": "已试算", "declined": "已退回", "undone": "已撤回", "confirmed": "已确认",
        "reversing": "冲正中", "reversed": "已冲正", "acknowledged": "已收单", "disputed": "有争议", "decided": "已审定",
        "paid back": "已退回", "used-70": "已用 70%", "used-90": "已用 90%",
    ]

    private static let statesOfKind = [
        "audit:ordered": "已派员", "reserve:open": "使用中", "clearing:opened": "已列单", "clearing:received": "已到账",
        "clearing:listed": "已列报",
        "clearing:maintained": "坚持列报", "clearing:withdrawn": "已撤回",
        "settlement:requested": "已申请结算", "settlement:recorded": "已入账", "item:approved": "已批准", "item:refused": "未获批准",
        "filing:submitted": "已申请", "filing:refused": "不予备案", "fhir-claim:active": "有效", "dispute:withdrawn": "已撤回",
    ]
}
