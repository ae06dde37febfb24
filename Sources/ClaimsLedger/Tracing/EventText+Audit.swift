import Claims

extension EventText {
    static func auditWords(_ kind: Event.OneOf_Kind?, _ type: EventType) -> (String, String, Int64?) {
        switch kind {
        default: recoveryWords(kind, type)
        }
    }
}
