import SwiftProtobuf

extension HistoryState {
    func judge(_ event: Event.OneOf_Kind, in stream: StreamAddress) throws(Refusal) {
        guard case .historyVerified(let item) = event else { return }
        try HistoryState.judge(item, in: stream)
        guard !items.contains(where: { $0.verified.claim == item.claim }) else {
            throw Refusal(.alreadyInHistory, "\(item.claim) is already in the history.")
        }
    }

    /// Judges what replaces an entry.
    func judge(
        replacement item: HistoryVerified, of entry: EntryReference, in stream: StreamAddress
    ) throws(Refusal) {
        try HistoryState.judge(item, in: stream)
        guard !items.contains(where: { $0.verified.claim == item.claim && $0.act.entry != entry }) else {
            throw Refusal(.alreadyInHistory, "\(item.claim) is already in the history.")
        }
    }

    private static func judge(_ item: HistoryVerified, in stream: StreamAddress) throws(Refusal) {
        guard item.person == stream.person else {
            throw Refusal(.historyElsewhere, "The stay is of \(item.person), the history of \(stream.person).")
        }
    }

    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {
        guard case .historyVerified(let item) = event else { return }
        person = item.person
        items.append(
            .with {
                $0.verified = item
                $0.act = act
            })
    }
}

extension StreamAddress {
    /// The person's stream of the same center and number: an account and a history have their person's number.
    var person: String { "person/\(decider.code)/\(number)" }

    /// The stream of a person's medical history; `nil` if that is no person's stream.
    public static func history(of person: String) -> String? {
        guard let address = try? StreamAddress(person), address.kind == .person else { return nil }
        return "history/\(address.decider.code)/\(address.number)"
    }
}
