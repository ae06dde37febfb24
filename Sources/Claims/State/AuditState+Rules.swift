extension AuditState {
    func judge(_ event: Event.OneOf_Kind, by actor: Actor) throws(Refusal) {}

    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {}
}
