import Claims

extension EventText {
    static func catalogueWords(_ kind: Event.OneOf_Kind?, _ type: EventType) -> (String, String, Int64?) {
        switch kind {
        default: ("\(type)", "\(type)", nil)
        }
    }
}
