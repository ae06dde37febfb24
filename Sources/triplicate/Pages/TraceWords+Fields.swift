extension TraceWords {
    /// The name of a field that `show` prints, by its English name.
    /// - Parameter kind: of the stream: in some a name means another thing.
    func field(_ name: String, of kind: String) -> String {
        guard isChinese else { return name }
        return Self.fieldsOfKind["\(kind):\(name)"] ?? Self.fields[name] ?? name
    }

    static let fields = [
        // Claims and what they rest on.
        "person": "参保人", "care": "就医类型", "filing": "备案", "specific item": "门特", "guarantor": "担保人",
        "unit": "单位", "hospital": "医院", "stay": "住院", "claimed": "申报金额", "invoice": "票据",
        "late because": "逾期原因", "wanting": "缺少材料", "wanting until": "补齐期限",
        "late, excused": "逾期免责理由", "taken up because": "受理理由", "excluded": "排除",
        "outstanding": "未追回", "held because": "暂停支付原因", "refused because": "拒绝原因", "police": "移送公安",
        "answer": "答复", "by": "方式", "words": "原话", "wanting papers": "待补材料",
        // Care.
        "disease": "病种", "asked for": "申请", "approved": "批准", "note": "备注", "ended": "终止",
        "in suspense": "挂账", "opinion": "意见", "diagnosis": "诊断", "found": "情况",
        "history read": "已阅病史", "operation": "手术", "after surgery": "术后",
        // Registers.
        "name": "名称", "status": "状态", "card": "卡号", "insured from": "参保起始", "former cards": "原卡号",
        "locked because": "锁卡原因", "case": "案件", "merged into": "并入", "died on": "死亡日期",
        "code": "代码", "place": "地区", "level": "等级", "kind": "类别", "ownership": "所有制",
        "valid": "有效期", "beds": "床位", "reason": "原因", "withdrawn": "撤销", "center": "医保中心",
        "admitted": "入院", "discharged": "出院", "days billed": "已记账天数", "claim": "报销申请",
        "amount": "金额", "also claimed by": "另见申请", "FHIR claim": "FHIR 索赔",
        "FHIR explanation": "FHIR 给付说明", "use": "用途", "patient": "患者", "created": "创建日期",
        "lines": "行数", "total": "合计", "payment": "支付",
        // Audits and reviews.
        "ward, bed": "病区、床号", "declared by": "申报人", "of": "对象", "because": "缘由", "sent": "派出人员",
        "due": "期限", "missing": "尚缺", "concluded": "结论", "grounds": "依据", "accepted": "受理期间",
        "drawn": "抽取", "share at random": "随机比例", "value from": "金额起点", "times the median": "中位数倍数",
        "seed": "随机种子",
        // Disputes.
        "claimant": "申请方", "respondent": "被申请方", "concerned": "相关方", "about": "涉及",
        "in dispute": "争议金额", "demanded": "请求", "lodged": "提起日期", "notice": "受理通知",
        "rejected": "不予受理", "ruling": "裁决", "outcome": "结果", "rests on": "所依记录",
        // Parties.
        "party": "机构", "registrar": "登记机构", "address": "地址", "certificate pins": "证书指纹",
        "full mirrors": "完整镜像", "suspended because": "暂停原因",
        // Direct settlement and clearing.
        "institution": "定点机构", "agency": "经办机构", "treated": "就医", "bill": "账单", "policy": "政策",
        "fund": "基金支付", "account": "个人账户支付", "cash": "现金支付", "declined because": "退回原因",
        "paid on": "支付日期", "withdrawn because": "撤回原因", "owed by the fund": "基金应付",
        "account not drawn": "账户未划扣原因", "reversal asked": "申请冲正", "reversed on": "冲正日期",
        "reversal refused": "不予冲正", "provided": "已拨付", "used": "已使用", "warning": "预警",
        "parts": "分段",
    ]

    static let fieldsOfKind = [
        "person:name": "姓名", "person:status": "参保状态", "dispute:withdrawn": "撤回", "dispute:grounds": "理由",
        "clearing:withdrawn": "撤回", "audit:kind": "稽核类别", "filing:kind": "备案类别",
    ]
}
