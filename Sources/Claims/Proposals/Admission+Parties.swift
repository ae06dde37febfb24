extension Admission {
    /// Rules about parties and receipts that read what other streams, or the node, hold.
    func checkParty(_ event: Event) throws(Refusal) {
        switch event.kind {
        case .partyAdmitted(let admission)?:
            for other in context.found.sorted() where other != state.stream {
                guard case .party(let party)? = context[other]?.subject,
                    party.logs.contains(where: { $0.origin == admission.origin })
                else { continue }
                throw Refusal(.originUsed, "\(admission.origin) is, or was, the log of \(party.party).")
            }
        case .received(let receipt)?: try check(receipt)
        default: try checkDispute(event)
        }
    }

    /// What a log goes on from stands in its first entry, and in such a log's first entry nothing else does.
    func checkPlace(of event: Event) throws(Refusal) {
        guard let next = context.next else { return }
        if case .logContinued(let continuation)? = event.kind {
            try continuation.judge(at: next)
            if case .party(let party)? = state.subject {
                try party.requireAgreement(of: continuation, in: next.origin)
            }
        } else if context.isContinuation, next.number == 0 {
            throw Refusal(
                .continuationNotFirst, "\(next.origin) goes on from another log, and has no entry yet that says so.")
        }
    }

    private func check(_ receipt: Received) throws(Refusal) {
        let held = context.held[receipt.entry]
        if address.kind == .receipt {
            guard address.day == today else {
                throw Refusal(.receiptMisplaced, "The stream is of \(address.number), and today is \(today).")
            }
            guard let held, held.leafHash == receipt.leafHash else {
                throw Refusal(
                    .receiptDiffers,
                    held == nil
                        ? "This node holds no entry \(receipt.entry.number) of \(receipt.entry.origin)."
                        : "Entry \(receipt.entry.number) of \(receipt.entry.origin) has another leaf hash.")
            }
            guard held.party == address.namedParty else {
                throw Refusal(
                    .receiptMisplaced,
                    "\(receipt.entry.origin) is the log of \(held.party), and the stream is of \(address.number).")
            }
        } else if let held, held.leafHash != receipt.leafHash {
            throw Refusal(
                .receiptDiffers, "Entry \(receipt.entry.number) of \(receipt.entry.origin) has another leaf hash.")
        }
    }
}
