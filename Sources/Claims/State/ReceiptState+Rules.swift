extension ReceiptState {
    /// "At most one receipt a number, and never going back."
    func judge(_ receipt: Received, by actor: Actor, in stream: StreamAddress) throws(Refusal) {
        guard actor.party == stream.decider else {
            throw Refusal(.notTheDecider, "\(stream.decider), not \(actor.party), says in \(stream) what it holds.")
        }
        if let last = newest(of: receipt.entry.origin), receipt.entry.number <= last {
            throw Refusal(
                .receiptBackwards,
                "The receipt covers \(receipt.entry.origin) up to \(receipt.entry.number), and one up to \(last) stands here."
            )
        }
    }

    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {
        guard case .received(let event) = event else { return }
        var receipt = Receipt()
        receipt.entry = event.entry
        receipt.leafHash = event.leafHash
        receipt.act = act
        receipts.append(receipt)
    }

    /// The newest entry of a log that is covered; `nil` if none is.
    public func newest(of origin: String) -> UInt64? { receipts.last { $0.entry.origin == origin }?.entry.number }
}
