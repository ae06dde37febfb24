extension AccountState {
    func judge(_ event: Event.OneOf_Kind, by actor: Actor, in stream: StreamAddress) throws(Refusal) {}

    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {}
}
