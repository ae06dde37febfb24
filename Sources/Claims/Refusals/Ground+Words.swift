extension Ground {
    /// The ground in the reader's language: what was wrong.
    ///
    /// A ground that this product wrote has a number and the rule's own sentence, which says what should be; the reader is told what is
    /// not. What a person wrote stands as it was written.
    ///
    /// - Complexity: constant, but for the lines' grounds, of which there are few.
    public func said(chinese: Bool) -> String {
        if let ground = LineGround.all.first(where: { $0.number == number }), text == ground.english {
            return chinese ? ground.chinese : ground.english
        }
        guard let rule = Refusal.Rule.byNumber[number], text == rule.rule else { return text }
        guard let fault = Self.faults[rule.number] else {
            return chinese ? "不符合规定：\(rule.rule)" : "against the rule: \(rule.rule)"
        }
        return chinese ? fault.chinese : fault.english
    }

    /// What is wrong where a rule is broken that reactions meet, by the rule's number.
    static let faults: [Int: (english: String, chinese: String)] = [
        302: ("The person is not registered at the center.", "参保人未在本中心登记。"),
        303: ("The name, resident ID or card of the request is not that of the register.", "申请中的姓名、身份证号或卡号与登记不一致。"),
        304: ("The unit is not the one that the register gives to the person.", "单位与登记的参保单位不一致。"),
        305: ("The card is not the person's current one.", "所用卡不是参保人的现用卡。"),
        307: ("The card is locked.", "医保卡已锁定。"),
        320: (
            "The institution was not designated by the center's register on that day.", "该机构当日不是本中心登记的定点机构。"
        ),
        740: ("The settlement's message id does not begin with the code of its institution.", "报文号开头不是该机构的代码。"),
        741: ("The agency named is not the one in whose region the institution lies.", "所列经办机构不是该机构所在地的经办机构。"),
        746: ("The amount is not the one that was billed or priced.", "金额与票据或计价结果不一致。"),
        751: ("The invoice is settled or claimed already.", "该票据已结算或已申报。"),
        752: ("Setting, days and stay of the request do not fit each other.", "就医类别、日期与住院记录不相符。"),
        753: ("The center's policy of direct settlement does not price the bill.", "本中心的直接结算政策无法核算该票据。"),
        754: ("The day of the payment lies before the treatment's last day.", "支付日期早于就医结束日。"),
        755: ("The bill's list is missing, or price times quantity is not the amount.", "缺少费用清单，或单价乘数量与金额不符。"),
        756: ("The institution has named this invoice in too many settlements.", "该机构就此票据提出的结算次数过多。"),
        757: ("The account does not hold the withdrawal that is to be reversed.", "个人账户中没有待冲正的支出。"),
    ]
}

extension Refusal.Rule {
    static let byNumber = Dictionary(all.map { (UInt32($0.number), $0) }, uniquingKeysWith: { first, _ in first })
}
