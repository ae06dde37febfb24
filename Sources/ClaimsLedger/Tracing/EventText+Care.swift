import Claims

extension EventText {
    static func careWords(_ kind: Event.OneOf_Kind?, _ type: EventType) -> (String, String, Int64?) {
        switch kind {
        default: auditWords(kind, type)
        }
    }
}
