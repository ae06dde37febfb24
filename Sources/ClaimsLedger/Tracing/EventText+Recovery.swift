import Claims

extension EventText {
    static func recoveryWords(_ kind: Event.OneOf_Kind?, _ type: EventType) -> (String, String, Int64?) {
        switch kind {
        default: catalogueWords(kind, type)
        }
    }
}
