/// Events that may be appended: all of them, in one commit, or none.
public struct Proposal: Sendable {
    /// One event, and where it goes.
    public struct Item: Sendable {
        /// The stream's name.
        public let stream: String
        public let type: EventType
        public let event: Event
        /// The Protobuf bytes of the event: the entry's payload.
        public let payload: [UInt8]
        /// The readers, ascending, without the author's own party.
        public let audience: [Party]
    }

    /// The events, the proposed one first.
    public let items: [Item]
    /// The streams that were read besides those of the items, ascending: their heads are the entries' `basis`, and none
    /// may have moved.
    public let reads: [String]
}

/// The largest payload of an event, in bytes: leaves room for the header of an entry of 65,535.
public let largestPayload = 60_000

/// Decides whether an action may be done now, and as which entries.
///
/// Pure: no clock, no storage. The same arguments give the same answer.
/// - Parameters:
///   - event: The action as the event that it would become.
///   - state: The state of its stream, with pending entries.
///   - context: The states of the streams that ``reads(of:on:)`` names, as far as the author holds them. What the stream's
///     decider does not hold counts as not existing; what another author does not hold is left to the decider.
///   - actor: Who does it.
///   - time: Milliseconds since 1970-01-01T00:00:00Z, by the author's clock.
/// - Returns: The events to append. Taking up a claim also enters its invoice in `invoice/…`, a payment from a reserve its
///   use in `reserve/…`, and a settlement to which the personal account contributes what it pays, or has back, in `account/…`.
/// - Throws: A ``Refusal`` with the number of the rule that it would break (`Docs/refusals.md`).
public func propose(
    _ event: Event, on state: StreamState, context: Context, by actor: Actor, at time: Int64
) throws(Refusal) -> Proposal {
    let address = try StreamAddress(state.stream)
    guard (0...253_402_300_799_999).contains(time) else {
        throw Refusal(.timeOutOfRange, "The time of the action is \(time) ms.")
    }
    guard actor.operatorName.utf8.count <= 255, actor.onBehalfOf.utf8.count <= 255 else {
        throw Refusal(.malformedText, "The operator's name, or on whose behalf, has more than 255 bytes.")
    }
    guard !OperatorName.hasOuterSpace(actor.operatorName) else {
        throw Refusal(
            .malformedText, "The operator's name \"\(actor.operatorName)\" begins or ends with a space.",
            remedy: "Write the name without it.")
    }
    let row = try state.judge(event, by: actor, in: address)
    let admission = Admission(
        address: address, state: state, context: context, actor: actor, today: CalendarDate(instant: time))
    try admission.check(event)

    var items = [try item(row.type, event, in: address, on: state, by: actor)]
    if let claimed = admission.invoiceToClaim(by: event) {
        let name = StreamAddress.invoice(claimed.invoice, at: address.decider.code)
        let stream = try StreamAddress(name)
        let state = context.streams[name] ?? StreamState(stream)
        var event = Event()
        event.invoiceClaimed = claimed
        _ = try state.judge(event, by: actor, in: stream)
        items.append(try item(.invoiceClaimed, event, in: stream, on: state, by: actor))
    }
    if let (name, use) = admission.reserveToUse(by: event) {
        let stream = try StreamAddress(name)
        let state = context.streams[name] ?? StreamState(stream)
        var event = Event()
        event.reserveUsed = use
        _ = try state.judge(event, by: actor, in: stream)
        items.append(try item(.reserveUsed, event, in: stream, on: state, by: actor))
    }
    if let (name, movement) = try admission.accountMovement(by: event) {
        let stream = try StreamAddress(name)
        let account = context.streams[name] ?? StreamState(stream)
        let row = try account.judge(movement, by: actor, in: stream)
        let within = Admission(address: stream, state: account, context: context, actor: actor, today: admission.today)
        try within.check(movement)
        items.append(try item(row.type, movement, in: stream, on: account, by: actor))
    }
    let own = Set(items.map(\.stream))
    // A settlement that a search found has not decided: one that did would have refused the event. It is left out, since anybody may
    // name an invoice, and an entry has room for so many heads only.
    let found = context.found.filter { name in
        if case .settlement? = context.streams[name]?.subject { false } else { true }
    }
    let read = Set(reads(of: event, on: state, in: context)).union(found).subtracting(own)
    return Proposal(items: items, reads: read.sorted())
}

private func item(
    _ type: EventType, _ event: Event, in address: StreamAddress, on state: StreamState, by actor: Actor
) throws(Refusal) -> Proposal.Item {
    let payload = try event.payloadBytes()
    guard payload.count <= largestPayload else {
        throw Refusal(.eventTooLarge, "The event takes \(payload.count) bytes.")
    }
    var audience = Set(state.audienceParties)
    audience.formUnion(event.kind?.namedParties ?? [])
    audience.formUnion(event.kind?.addressedParties ?? [])
    if case .account(let account)? = state.subject { audience.formUnion(account.addressedParties(of: event.kind)) }
    if case .dispute(let dispute)? = state.subject { audience.formUnion(dispute.addressedParties(of: event.kind)) }
    audience.insert(address.decider)
    if case .disclosed(let disclosure)? = event.kind, let party = try? Party(disclosure.to) { audience.insert(party) }
    audience.remove(actor.party)
    return Proposal.Item(
        stream: address.description, type: type, event: event, payload: payload, audience: audience.sorted())
}
