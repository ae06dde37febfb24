extension TraceWords {
    /// A heading that `show` prints, by its English words; what has no Chinese ones stands as it is.
    func heading(_ english: String) -> String { isChinese ? Self.headings[english] ?? english : english }

    /// The title of a column that `show` prints, by its English words.
    func column(_ english: String) -> String { isChinese ? Self.columns[english] ?? english : english }

    static let headings = [
        "Visits and inspections": "走访与检查", "Photographs and papers": "照片与材料", "Claims": "报销申请",
        "Audits and reviews": "稽核与抽查", "Movements": "收支明细", "In suspense": "挂账待查", "Open requests": "待处理请求",
        "Stays": "住院", "Compared after discharge": "出院后对照", "Designations": "定点资格", "Itemised list": "费用清单",
        "Money": "金额", "Papers": "材料", "Lines": "明细", "Excluded": "排除项目", "Advance and recovery": "先行支付与追偿",
        "Objections": "异议", "Deadlines": "期限", "Payments": "支付", "Statements": "陈述", "Inquiries": "调查函",
        "Appeals": "复议", "The form": "备案表", "In force": "有效期间", "Entries": "记录",
    ]

    static let columns = [
        "adjusted": "核定", "against": "针对", "amount": "金额", "answer": "答复",
        "approved": "审批", "balance": "余额", "because": "理由", "billed": "票据金额", "by": "由", "cause": "原因",
        "claim": "报销申请", "class": "类别", "code": "代码", "consequence": "后果", "day": "日期", "decision": "决定",
        "diagnosis": "诊断", "documents": "材料", "drawn": "抽取", "due": "期限", "effect": "影响", "entry": "记录",
        "event": "事项", "filed": "提出日期", "for": "为", "found": "情况", "from": "自", "from size": "起始条数",
        "ground": "理由", "handed in by": "提交人", "hospital": "医院", "hospitals": "医院", "in": "载于", "in force": "有效期",
        "in scope": "范围内", "institution": "机构", "invoice": "票据", "item": "项目", "items": "项目数", "key": "密钥",
        "kind": "类别", "leaf hash": "叶哈希", "level": "等级", "liable": "责任方", "line": "序号", "lines": "行",
        "log": "日志", "log entry": "日志记录", "name": "名称", "number": "编号", "of": "属于", "officer": "经办人",
        "operations": "手术", "operator": "操作人", "ownership": "所有制", "paid": "已支付", "paid on": "支付日期",
        "paper": "材料", "party": "机构", "place": "地点", "price": "单价", "priced": "核算", "quantity": "数量",
        "questions": "问题", "reason": "原因", "result": "结果", "review": "复审", "said in entry": "载于记录",
        "sent": "发出日期", "settlement": "直接结算", "SHA-256 of the text": "文本 SHA-256", "shows": "内容",
        "stamped": "盖章日期", "status": "状态", "stream": "业务", "text": "文本", "time (Asia/Shanghai)": "时间（北京）",
        "title": "标题", "to": "至", "until": "截至", "until size": "截至条数", "up to entry": "截至记录",
        "verified with": "核实来源", "verifier key": "验证密钥", "version": "版本", "what": "事项", "where": "地点",
        "who": "何人", "words": "原话", "yuan": "元",
    ]
}
