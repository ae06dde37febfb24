import Claims

extension EventText {
    static func settlementWords(_ kind: Event.OneOf_Kind?, _ type: EventType) -> (String, String, Int64?) {
        switch kind {
        case .settlementRequested(let event):
            (
                "\(event.institution) 请求\(event.preview ? "预结算" : "结算") \(event.from) 至 \(event.to)",
                "\(event.institution) asked to \(event.preview ? "preview" : "settle") \(event.from) to \(event.to)",
                event.bill.total
            )
        case .settlementPriced(let event):
            (
                "结算计价：基金支付，个人现金 \(event.split.cash.yuan)",
                "priced: the person pays \(event.split.cash.yuan) in cash, the fund bears", event.split.fundTotal
            )
        case .settlementDeclined(let event):
            (
                "不予直接结算：\(grounds(event.grounds, chinese: true))",
                "declined: \(grounds(event.grounds, chinese: false))", nil
            )
        case .settlementConfirmed(let event):
            ("确认个人已支付 \(event.paidOn)", "confirmed that the person paid on \(event.paidOn)", event.cash)
        case .settlementRecorded(let event):
            ("结算入账，基金应付", "recorded: the fund owes", event.fund)
        case .settlementUndone(let event): ("撤销结算：\(event.reason)", "withdrew the request: \(event.reason)", nil)
        case .settlementReversalRequested(let event):
            ("请求冲正：\(event.reason)", "asked for the reversal: \(event.reason)", nil)
        case .settlementReversed(let event):
            (
                "冲正第 \(event.original.number) 条结算", "reversed the settlement of entry \(event.original.number)",
                event.fund
            )
        case .settlementReversalRefused(let event):
            (
                "不予冲正：\(grounds(event.grounds, chinese: true))",
                "refused the reversal: \(grounds(event.grounds, chinese: false))", nil
            )
        default: clearingWords(kind, type)
        }
    }
}
