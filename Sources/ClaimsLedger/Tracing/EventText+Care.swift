import Claims

extension EventText {
    static func careWords(_ kind: Event.OneOf_Kind?, _ type: EventType) -> (String, String, Int64?) {
        switch kind {
        case .personMerged(let event):
            ("并入 \(event.into)：\(event.reason)", "merged into \(event.into): \(event.reason)", nil)
        case .personUnmerged(let event): ("撤销合并：\(event.reason)", "undid the merging: \(event.reason)", nil)
        case .personDied(let event): ("\(event.diedOn) 死亡", "died on \(event.diedOn)", nil)
        case .designationEnded(let event):
            if event.effectiveTo.isEmpty {
                (
                    "自 \(event.effectiveFrom) 起终止定点：\(event.reason)",
                    "ended the designation from \(event.effectiveFrom): \(event.reason)", nil
                )
            } else {
                (
                    "\(event.effectiveFrom) 至 \(event.effectiveTo) 暂停定点：\(event.reason)",
                    "suspended the designation from \(event.effectiveFrom) to \(event.effectiveTo): \(event.reason)",
                    nil
                )
            }
        case .preEvaluated(let event): evaluationWords(event)
        case .transferCompared(let event):
            (
                "出院后核对 \(event.claim)：\(event.agrees ? "一致" : "不一致")，\(event.result)",
                "compared \(event.claim) after discharge: \(event.agrees ? "agrees" : "does not agree"), \(event.result)",
                nil
            )
        case .specificItemApplied(let event):
            ("申请门诊特定项目 \(event.disease)", "applied for the specific item \(event.disease)", nil)
        case .specificItemApproved(let event):
            (
                "批准门诊特定项目 \(event.validFrom) 至 \(event.validTo)，\(event.institutions.joined(separator: "、"))",
                "approved the specific item from \(event.validFrom) to \(event.validTo) at "
                    + event.institutions.joined(separator: ", "), nil
            )
        case .specificItemRefused(let event):
            (
                "不予批准：\(grounds(event.grounds, chinese: true))",
                "refused the specific item: \(grounds(event.grounds, chinese: false))", nil
            )
        case .specificItemEnded(let event):
            (
                "门诊特定项目自 \(event.effectiveFrom) 起终止：\(event.reason)",
                "ended the specific item from \(event.effectiveFrom): \(event.reason)", nil
            )
        case .historyVerified(let event):
            (
                "核实病史 \(event.admittedOn) 至 \(event.dischargedOn)，\(event.hospital)：\(event.diagnosis)",
                "verified the stay from \(event.admittedOn) to \(event.dischargedOn) in \(event.hospital): "
                    + event.diagnosis, nil
            )
        default: accountWords(kind, type)
        }
    }

    private static func evaluationWords(_ event: PreEvaluated) -> (String, String, Int64?) {
        let isSupported = event.opinion == .supported
        return (
            "转诊评估\(event.seen ? "（本人到场）" : "")：\(isSupported ? "同意" : "不同意")，\(event.found)"
                + (event.inspectionNeeded ? "；术后须查验" : ""),
            "evaluated the transfer\(event.seen ? ", the person seen" : ""): "
                + "\(isSupported ? "supported" : "not supported"), \(event.found)"
                + (event.inspectionNeeded ? "; to be inspected after surgery" : ""), nil
        )
    }

    private static func accountWords(_ kind: Event.OneOf_Kind?, _ type: EventType) -> (String, String, Int64?) {
        switch kind {
        case .accountCredited(let event):
            ("个人账户入账 \(event.number)", "credited the account, \(event.number)", event.amount)
        case .accountWithdrawn(let event):
            (
                "在 \(event.outlet) 支取 \(event.number)", "drew \(event.number) at \(event.outlet)", event.amount
            )
        case .accountSpendingRequested(let event):
            (
                "\(event.institution) 请求个人账户支付 \(event.number)：\(event.purpose)",
                "\(event.institution) asked the account to pay \(event.number): \(event.purpose)", event.amount
            )
        case .accountSpent(let event):
            (
                "个人账户支付 \(event.institution) \(event.number)",
                "paid \(event.number) of \(event.institution) from the account", event.amount
            )
        case .accountSpendingRefused(let event):
            (
                "拒绝个人账户支付 \(event.institution) \(event.number)：\(grounds(event.grounds, chinese: true))",
                "refused to pay \(event.number) of \(event.institution) from the account: \(grounds(event.grounds, chinese: false))",
                nil
            )
        case .accountReversed(let event):
            (
                "冲正第 \(event.entry.number) 条：\(event.reason)",
                "reversed entry \(event.entry.number): \(event.reason)", event.amount
            )
        default: auditWords(kind, type)
        }
    }
}
