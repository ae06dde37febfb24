import Claims

extension EventText {
    static func clearingWords(_ kind: Event.OneOf_Kind?, _ type: EventType) -> (String, String, Int64?) {
        switch kind {
        case .reserveOpened(let event): ("预付金年初结转", "opened the year's reserve", event.balance)
        case .reservePaid(let event): ("拨付预付金 \(event.payment)", "paid \(event.payment) into the reserve", event.amount)
        case .reserveReturned(let event):
            ("退回预付金 \(event.payment)", "paid \(event.payment) back from the reserve", event.amount)
        case .reserveUsed(let event):
            ("预付金抵付 \(event.clearing)", "used the reserve for \(event.clearing)", event.amount)
        case .clearingOpened(let event):
            (
                "列报清算第 \(event.part)/\(event.parts) 部分，\(event.lines.count) 笔",
                "listed part \(event.part) of \(event.parts), \(event.lines.count) \(event.lines.count == 1 ? "line" : "lines")",
                event.total
            )
        case .clearingAcknowledged(let event):
            (
                "收到清算清单 \(event.lines) 笔",
                "acknowledged the list of \(event.lines) \(event.lines == 1 ? "line" : "lines")", event.total
            )
        case .clearingConfirmed(let event):
            (
                "确认 \(event.lines.count) 笔",
                "confirmed \(event.lines.count) \(event.lines.count == 1 ? "line" : "lines")", nil
            )
        case .clearingDisputed(let event):
            (
                "对第 \(numbers(event.lines.map(\.line), "、", "等")) 笔有异议：\(onceEach(event.lines, chinese: true))",
                "disputed \(event.lines.count == 1 ? "line" : "lines") \(numbers(event.lines.map(\.line), ", ", " and more")): \(onceEach(event.lines, chinese: false))",
                nil
            )
        case .clearingLineAnswered(let event):
            (
                "第 \(event.line) 笔\(event.answer == .withdrawn ? "撤回" : "维持")：\(event.note)",
                "\(event.answer == .withdrawn ? "withdrew" : "maintained") line \(event.line): \(event.note)", nil
            )
        case .clearingPaid(let event) where event.amount < 0:
            ("经办机构退回清算款 \(event.payment)", "had \(event.payment) paid back by the agency", event.amount)
        case .clearingPaid(let event):
            (
                "支付清算款 \(event.payment)\(event.fromReserve ? "（预付金）" : "")",
                "paid \(event.payment)\(event.fromReserve ? " from the reserve" : "")", event.amount
            )
        case .clearingReceived(let event): ("收到清算款 \(event.payment)", "received \(event.payment)", event.amount)
        default: ("\(type)", "\(type)", nil)
        }
    }

    /// The first ten of some lines' numbers.
    private static func numbers(_ lines: [UInt32], _ separator: String, _ more: String) -> String {
        lines.prefix(10).map(String.init).joined(separator: separator) + (lines.count > 10 ? more : "")
    }

    /// Why, each ground once however many lines have it.
    private static func onceEach(_ lines: [ClearingDisputed.Line], chinese: Bool) -> String {
        var seen: Set<String> = []
        let texts = lines.flatMap(\.grounds).map { $0.said(chinese: chinese) }
        return texts.filter { seen.insert($0).inserted }.joined(separator: "；")
    }
}
