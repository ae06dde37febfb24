import Claims

extension EventText {
    static func disputeWords(_ kind: Event.OneOf_Kind?, _ type: EventType) -> (String, String, Int64?) {
        switch kind {
        case .disputeOpened(let event):
            (
                "\(chinese(party: event.claimant)) 对 \(chinese(party: event.respondent)) 提起争议：\(event.demand)",
                "\(event.claimant) opened a dispute with \(event.respondent): \(event.demand)",
                event.amount == 0 ? nil : event.amount
            )
        case .disputeNotified(let event):
            (
                "受理并通知 \(event.to.map(chinese(party:)).joined(separator: "、"))\(event.note.isEmpty ? "" : "：\(event.note)")",
                "took it up and gave notice to \(event.to.joined(separator: ", "))\(event.note.isEmpty ? "" : ": \(event.note)")",
                nil
            )
        case .disputeRejected(let event):
            (
                "不予受理：\(grounds(event.grounds, chinese: true))",
                "rejected the dispute: \(grounds(event.grounds, chinese: false))", nil
            )
        case .statementFiled(let event):
            (
                "陈述\(attached(event.documents.count, "附件 ", " 份"))：\(event.text)",
                "stated\(attached(event.documents.count, "with ", " documents")): \(event.text)", nil
            )
        case .inquirySent(let event):
            (
                "协查 \(event.number) 致 \(event.institution)：\(event.questions.joined(separator: "；"))",
                "inquiry \(event.number) to \(event.institution): \(event.questions.joined(separator: "; "))", nil
            )
        case .inquiryAnswered(let event):
            (
                "答复协查 \(event.number)\(event.onPaper ? "（纸质来函，院方未在此签名）" : "")：\(event.text)",
                "answered inquiry \(event.number)\(event.onPaper ? " (on paper, not signed here by the institution)" : ""): \(event.text)",
                nil
            )
        default: rulingWords(kind, type)
        }
    }

    private static func rulingWords(_ kind: Event.OneOf_Kind?, _ type: EventType) -> (String, String, Int64?) {
        switch kind {
        case .disputeSettled(let event):
            ("裁决：\(chinese(event.ruling))", "ruled: \(english(event.ruling))", event.ruling.amount)
        case .consequenceCarriedOut(let event):
            (
                "已执行裁决事项 \(event.number)，见 \(event.entry.entry.origin) 第 \(event.entry.entry.number) 条",
                "carried out consequence \(event.number) by entry \(event.entry.entry.number) of \(event.entry.entry.origin)",
                nil
            )
        case .disputeAppealed(let event): ("申请复议：\(event.text)", "appealed: \(event.text)", nil)
        case .appealDecided(let event):
            (
                "复议决定：\(event.result.chinese)\(event.hasRuling ? "，\(chinese(event.ruling))" : "")，\(grounds(event.grounds, chinese: true))",
                "decided the appeal: \(event.result.word)\(event.hasRuling ? ", \(english(event.ruling))" : "") (\(grounds(event.grounds, chinese: false)))",
                event.hasRuling ? event.ruling.amount : nil
            )
        case .disputeWithdrawn(let event): ("撤回争议：\(event.reason)", "withdrew the dispute: \(event.reason)", nil)
        default: settlementWords(kind, type)
        }
    }

    private static func attached(_ count: Int, _ before: String, _ after: String) -> String {
        count == 0 ? "" : " (\(before)\(count)\(after))"
    }

    /// A party as `role:code`, in Chinese: 医院 H11010500001.
    private static func chinese(party text: String) -> String {
        (try? Party(text)).map { "\($0.role.chinese) \($0.code)" } ?? text
    }

    private static func chinese(_ ruling: Ruling) -> String {
        let list = ruling.consequences.map {
            "（\($0.number)）\($0.kind.chinese)，\(chinese(party: $0.party))，\($0.dueOn) 前"
        }
        return
            "\(ruling.outcome.chinese)，\(grounds(ruling.grounds, chinese: true))\(list.isEmpty ? "" : "；\(list.joined(separator: "；"))")"
    }

    private static func english(_ ruling: Ruling) -> String {
        let list = ruling.consequences.map { "(\($0.number)) \($0.kind.word) by \($0.party) until \($0.dueOn)" }
        return
            "\(ruling.outcome.word), \(grounds(ruling.grounds, chinese: false))\(list.isEmpty ? "" : "; \(list.joined(separator: "; "))")"
    }
}

extension Ruling.Outcome {
    var chinese: String {
        switch self {
        case .upheld: "支持"
        case .partly: "部分支持"
        case .dismissed: "驳回"
        case .agreement: "双方和解"
        default: "未知"
        }
    }
}

extension Consequence.Kind {
    fileprivate var chinese: String {
        switch self {
        case .correction: "更正"
        case .recovery: "追回"
        case .suspension: "暂停定点"
        case .heldPayment: "暂停支付"
        case .lockedCard: "锁卡"
        case .police: "移送公安"
        default: "未知"
        }
    }
}

extension AppealDecided.Result {
    fileprivate var chinese: String {
        switch self {
        case .confirmed: "维持"
        case .changed: "变更"
        case .sentBack: "发回重裁"
        default: "未知"
        }
    }
}
