extension HistoryState {
    func judge(_ event: Event.OneOf_Kind, in stream: StreamAddress) throws(Refusal) {}

    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {}
}
