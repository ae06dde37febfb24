import Claims

extension EventText {
    static func partyWords(_ kind: Event.OneOf_Kind?, _ type: EventType) -> (String, String, Int64?) {
        switch kind {
        case .partyAdmitted(let event):
            (
                "准入 \(event.party) \(event.name)，日志 \(event.origin)",
                "admitted \(event.party) \(event.name) with the log \(event.origin)", nil
            )
        case .partyAmended(let event):
            ("变更机构资料：\(event.reason)", "amended what is known of the party: \(event.reason)", nil)
        case .keyRotated(let event):
            (
                "更换\(event.purpose.chinese)密钥\(size(event, "，自第 ", " 条起"))",
                "replaced the \(event.purpose.word) key\(size(event, " from size ", " on"))", nil
            )
        case .keyRevoked(let event):
            (
                "撤销\(event.purpose.chinese)密钥：\(event.reason)",
                "revoked the \(event.purpose.word) key: \(event.reason)", nil
            )
        case .partySuspended(let event): ("暂停机构：\(event.reason)", "suspended the party: \(event.reason)", nil)
        case .partyReinstated(let event): ("恢复机构：\(event.reason)", "reinstated the party: \(event.reason)", nil)
        case .logEnded(let event):
            (
                "日志 \(event.last.origin) 终止于 \(event.last.size) 条：\(event.reason)",
                "ended the log \(event.last.origin) at size \(event.last.size): \(event.reason)", nil
            )
        case .logContinued(let event):
            (
                "接续日志 \(event.last.origin)（\(event.last.size) 条）：\(event.reason)",
                "goes on from the log \(event.last.origin) at size \(event.last.size): \(event.reason)", nil
            )
        default: disputeWords(kind, type)
        }
    }

    private static func size(_ event: KeyRotated, _ before: String, _ after: String) -> String {
        event.purpose == .logKey ? "\(before)\(event.fromSize)\(after)" : ""
    }
}

extension KeyPurpose {
    fileprivate var chinese: String {
        switch self {
        case .logKey: "日志"
        case .witnessKey: "见证"
        case .mirrorKey: "镜像"
        case .transportKey: "传输"
        default: "未知"
        }
    }
}
