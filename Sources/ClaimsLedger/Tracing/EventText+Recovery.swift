import Claims

extension EventText {
    static func recoveryWords(_ kind: Event.OneOf_Kind?, _ type: EventType) -> (String, String, Int64?) {
        switch kind {
        case .lineExcluded(let event):
            (
                "不予支付范围（\(event.cause.chinese)）：\(lines(event.lines, "全部费用", "第 ", " 行"))，\(event.ground.text)",
                "excluded \(lines(event.lines, "the whole claim", "line ", "")) (\(event.cause.word)): \(event.ground.text)",
                nil
            )
        case .exclusionLifted(let event): ("撤销排除：\(event.reason)", "lifted the exclusion: \(event.reason)", nil)
        case .advanceGranted(let event):
            (
                "准予先行支付（\(event.requestedOn) 书面申请）：\(event.reason)",
                "granted an advance (written request of \(event.requestedOn)): \(event.reason)", nil
            )
        case .recoveryDemanded(let event):
            (
                "向\(event.from)追偿 \(event.demand)", "demanded back from \(event.from), demand \(event.demand)",
                event.amount
            )
        case .recoveryReceived(let event):
            (
                "收到\(event.from)追偿款 \(event.receipt)", "received from \(event.from), receipt \(event.receipt)",
                event.amount
            )
        case .recoveryRefunded(let event):
            (
                "退还参保人多收追偿款 \(event.refund)", "refunded the surplus to the person, refund \(event.refund)",
                event.amount
            )
        case .recoveryWrittenOff(let event):
            ("核销无法追偿款：\(event.reason)", "wrote off what cannot be recovered: \(event.reason)", event.amount)
        case .feedbackGiven(let event):
            (
                "参保人反馈（\(event.means)）：\(event.answer.chinese)",
                "the insured person said (\(event.means)): \(event.answer.word)", nil
            )
        case .objectionFiled(let event):
            (
                "提出异议 \(event.number)（针对第 \(event.against.number) 条）：\(event.text)",
                "objected (\(event.number)) to entry \(event.against.number): \(event.text)", nil
            )
        case .objectionDecided(let event):
            (
                "异议 \(event.number) \(event.upheld ? "成立" : "不成立")：\(grounds(event.grounds, chinese: true))",
                "\(event.upheld ? "upheld" : "rejected") objection \(event.number): \(grounds(event.grounds, chinese: false))",
                nil
            )
        default: catalogueWords(kind, type)
        }
    }

    private static func lines(_ lines: [UInt32], _ whole: String, _ before: String, _ after: String) -> String {
        lines.isEmpty ? whole : before + lines.map(String.init).joined(separator: ", ") + after
    }
}
