import Claims

/// What an event says, in one short line and two languages.
struct EventText {
    let text: Trace.Text
    /// In fen, where the event states or moves an amount.
    let amount: Int64?

    init(_ event: Event?, type: EventType) {
        let (zh, en, amount) = Self.words(event?.kind, type)
        text = Trace.Text(zh: zh, en: en)
        self.amount = amount
    }

    private static func words(_ kind: Event.OneOf_Kind?, _ type: EventType) -> (String, String, Int64?) {
        switch kind {
        case .personRegistered(let event): ("登记参保人 \(event.name)", "registered \(event.name)", nil)
        case .personCorrected(let event): ("更正参保信息：\(event.reason)", "corrected the register: \(event.reason)", nil)
        case .cardReplaced(let event): ("换卡 \(event.cardNumber)", "replaced the card by \(event.cardNumber)", nil)
        case .cardLocked(let event): ("锁卡：\(event.reason)", "locked the card: \(event.reason)", nil)
        case .institutionDesignated(let event): ("定点 \(event.name)", "designated \(event.name)", nil)
        case .applicationSubmitted(let event):
            (
                "提交备案申请，就医地 \(event.place)，医院 \(event.hospitals.joined(separator: "、"))",
                "applied for treatment in \(event.place) at \(event.hospitals.joined(separator: ", "))", nil
            )
        case .formStamped(let event):
            (
                "\(event.hospital) 医保办盖章 \(event.stampedOn)",
                "\(event.hospital) stamped the form on \(event.stampedOn)", nil
            )
        case .recordFiled(let event): ("备案生效 \(event.validFrom)", "filed on record from \(event.validFrom)", nil)
        case .filingRefused(let event):
            (
                "备案不予受理：\(grounds(event.grounds, chinese: true))",
                "refused the filing: \(grounds(event.grounds, chinese: false))", nil
            )
        case .filingAmended(let event): ("变更备案：\(event.reason)", "amended the filing: \(event.reason)", nil)
        case .filingWithdrawn(let event): ("撤销备案：\(event.reason)", "withdrew the filing: \(event.reason)", nil)
        case .admitted(let event): ("入院 \(event.admittedOn)", "admitted on \(event.admittedOn)", nil)
        case .dayBilled(let event): ("日清单 \(event.bill.date)", "billed the day \(event.bill.date)", event.bill.total)
        case .discharged(let event): ("出院 \(event.dischargedOn)", "discharged on \(event.dischargedOn)", nil)
        case .billSettled(let event): ("结算单", "settled the bill", event.bill.total)
        case .billCorrected(let event):
            ("更正结算单：\(event.reason)", "corrected the bill: \(event.reason)", event.bill.total)
        default: claimWords(kind, type)
        }
    }

    private static func claimWords(_ kind: Event.OneOf_Kind?, _ type: EventType) -> (String, String, Int64?) {
        switch kind {
        case .claimSubmitted(let event):
            (
                "提交报销申请（\(care(event.care.chinese, event.care, "，"))\(event.admittedOn) 至 \(event.dischargedOn)，经办 \(event.agent)）",
                "submitted the claim (\(care(event.care.word, event.care, ", "))\(event.admittedOn) to \(event.dischargedOn), agent \(event.agent))",
                event.bill.total
            )
        case .documentAttached(let event):
            (
                "附件：\(event.document.title.isEmpty ? event.document.kind.chinese : event.document.title)",
                "attached \(event.document.title.isEmpty ? event.document.kind.word : event.document.title)", nil
            )
        case .claimReturned(let event):
            ("退回补正：\(wanting(event, \.chinese))", "returned for papers: \(wanting(event, \.word))", nil)
        case .claimCompleted(let event):
            ("补齐材料\(because(event.note, "："))", "completed the papers\(because(event.note, ": "))", nil)
        case .claimAccepted(let event):
            (
                "受理\(because(event.approvedBecause, "，准予："))\(because(event.latenessExcused, "，逾期理由："))",
                "accepted the claim\(because(event.approvedBecause, ", approved: "))"
                    + because(event.latenessExcused, ", late, excused: "), nil
            )
        case .claimAdjudicated(let event):
            ("核定：基金支付", "adjudicated: the fund bears", event.split.fundTotal)
        case .claimApproved(let event): ("审批通过", "approved", event.amount)
        case .claimRefused(let event):
            ("不予支付：\(grounds(event.grounds, chinese: true))", "refused: \(grounds(event.grounds, chinese: false))", nil)
        case .claimRestored(let event): ("恢复：\(event.reason)", "restored: \(event.reason)", nil)
        case .invoiceClaimed(let event):
            (
                "登记发票 \(event.invoice.code)-\(event.invoice.number)",
                "entered invoice \(event.invoice.code)-\(event.invoice.number)", event.invoice.amount
            )
        case .referredToPolice(let event):
            ("移送\(event.authority)：\(event.reason)", "referred to \(event.authority): \(event.reason)", nil)
        case .paymentOrdered(let event):
            (
                "开具支付单 \(event.order)，付给 \(event.payee.name)", "ordered payment \(event.order) to \(event.payee.name)",
                event.amount
            )
        case .paymentHeld(let event):
            (
                "暂停支付：\(grounds(event.grounds, chinese: true))",
                "held payment: \(grounds(event.grounds, chinese: false))", nil
            )
        case .paymentReleased(let event): ("解除暂停：\(event.reason)", "released payment: \(event.reason)", nil)
        case .paymentMade(let event): ("支付 \(event.payment)", "paid \(event.payment)", event.amount)
        case .paymentFailed(let event): ("支付失败：\(event.reason)", "payment failed: \(event.reason)", nil)
        case .paymentReversed(let event):
            ("冲正 \(event.payment)：\(event.reason)", "reversed \(event.payment): \(event.reason)", event.amount)
        default: otherWords(kind, type)
        }
    }

    private static func otherWords(_ kind: Event.OneOf_Kind?, _ type: EventType) -> (String, String, Int64?) {
        switch kind {
        case .corrected(let event):
            (
                "更正第 \(event.entry.number) 条：\(event.reason)", "corrected entry \(event.entry.number): \(event.reason)",
                nil
            )
        case .annulled(let event):
            (
                "作废第 \(event.entry.number) 条：\(event.reason)", "annulled entry \(event.entry.number): \(event.reason)",
                nil
            )
        case .disclosed(let event):
            ("向 \(event.to) 公开：\(event.reason)", "disclosed to \(event.to): \(event.reason)", nil)
        case .received(let event):
            (
                "已收到 \(event.entry.origin) 至第 \(event.entry.number) 条",
                "holds \(event.entry.origin) up to entry \(event.entry.number)", nil
            )
        case .policyPublished(let event):
            ("发布政策 \(event.name) \(event.version)", "published policy \(event.name) \(event.version)", nil)
        case .claimImported(let event): ("导入索赔", "imported a claim", event.total.minor)
        case .explanationImported(let event):
            ("导入给付说明", "imported an explanation of benefit", event.payment.amount.minor)
        default: careWords(kind, type)
        }
    }

    /// What the claim is for, where it is no stay under a filing.
    private static func care(_ word: String, _ care: Care, _ after: String) -> String {
        care == .unspecified || care == .filedStay ? "" : word + after
    }

    /// The papers that are wanting, by kind, and the grounds.
    private static func wanting(_ event: ClaimReturned, _ word: (Document.Kind) -> String) -> String {
        (event.missing.map(word) + event.grounds.map(\.text)).joined(separator: "；")
    }

    /// A reason behind its mark; nothing where there is none.
    private static func because(_ reason: String, _ mark: String) -> String { reason.isEmpty ? "" : mark + reason }

    static func grounds(_ grounds: [Ground], chinese: Bool) -> String {
        grounds.map { $0.said(chinese: chinese) }.joined(separator: "；")
    }
}
