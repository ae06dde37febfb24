import Claims

extension EventText {
    static func catalogueWords(_ kind: Event.OneOf_Kind?, _ type: EventType) -> (String, String, Int64?) {
        switch kind {
        case .cataloguePublished(let event):
            (
                "发布目录 \(event.name) \(event.version)（\(event.items) 项，\(event.effectiveFrom) 起）",
                "published catalogue \(event.name) \(event.version) (\(event.items) items, from \(event.effectiveFrom))",
                nil
            )
        default: partyWords(kind, type)
        }
    }
}
