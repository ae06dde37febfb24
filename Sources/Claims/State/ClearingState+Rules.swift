extension ClearingState {
    func judge(_ event: Event.OneOf_Kind, by actor: Actor, in stream: StreamAddress) throws(Refusal) {
        switch event {
        case .clearingOpened(let part):
            try ClearingState.requireAgency(of: stream, actor)
            try judge(part, in: stream)
        case .clearingAcknowledged(let answer):
            guard !hasAcknowledged else {
                throw Refusal(.clearingAcknowledged, "The list is acknowledged already.")
            }
            guard parts > 0, partNumbers.count == Int(parts) else {
                throw Refusal(.clearingIncomplete, "\(partNumbers.count) of \(parts) parts are there.")
            }
            guard answer.lines == lines.count, answer.total == total else {
                throw Refusal(
                    .clearingDoesNotAddUp,
                    "The list has \(lines.count) lines of \(total.moneyText), not \(answer.lines) of "
                        + "\(answer.total.moneyText).")
            }
        case .clearingConfirmed(let event):
            try requireAcknowledged()
            for number in event.lines { try requireLine(number, [.listed, .disputed, .maintained], .lineNotOpen) }
        case .clearingDisputed(let event):
            try requireAcknowledged()
            for line in event.lines {
                try requireLine(line.line, [.listed], .lineNotOpen)
                try FilingState.requireGrounds(line.grounds)
            }
        case .clearingLineAnswered(let answer):
            try ClearingState.requireAgency(of: stream, actor)
            // What it maintained it may give up.
            try requireLine(
                answer.line, answer.answer == .withdrawn ? [.disputed, .maintained] : [.disputed], .lineNotDisputed)
        case .clearingPaid(let payment): try judge(payment)
        case .clearingReceived(let receipt):
            try ClearingState.requireAgency(of: stream, actor)
            guard let paid = payments.first(where: { $0.payment.payment == receipt.payment && !$0.hasReceived }) else {
                guard payments.contains(where: { $0.payment.payment == receipt.payment }) else {
                    throw Refusal(.clearingNotPaid, "The center has recorded no payment \(receipt.payment).")
                }
                throw Refusal(
                    .clearingNotPaid, "Payment \(receipt.payment) is received already.",
                    remedy: "Nothing is left to do, unless another payment is meant: then write its number.")
            }
            guard paid.payment.amount == receipt.amount else {
                throw Refusal(
                    .clearingPaymentDiffers,
                    "\(receipt.amount.moneyText) is received, and \(paid.payment.amount.moneyText) was paid.")
            }
        default: break
        }
    }

    private func judge(_ part: ClearingOpened, in stream: StreamAddress) throws(Refusal) {
        guard !hasAcknowledged else { throw Refusal(.clearingAcknowledged, "The list is acknowledged already.") }
        guard part.part >= 1, part.part <= part.parts, parts == 0 || parts == part.parts,
            !partNumbers.contains(part.part), !part.lines.isEmpty
        else {
            let reason =
                part.lines.isEmpty
                ? "has no lines"
                : partNumbers.contains(part.part)
                    ? "is listed already"
                    : parts == 0 || parts == part.parts ? "is not among them" : "does not fit a list of \(parts)"
            throw Refusal(.partUnfit, "Part \(part.part) of \(part.parts) \(reason).")
        }
        func requireOnce(_ isFirst: Bool, _ line: ClearingLine) throws(Refusal) {
            guard isFirst else {
                throw Refusal(
                    .lineListedTwice, "Entry \(line.entry.number) of \(line.entry.origin) is listed twice.")
            }
        }
        var listed: Set<EntryReference> = []
        for line in part.lines { try requireOnce(listed.insert(line.entry).inserted, line) }
        for line in lines { try requireOnce(!listed.contains(line.line.entry), line.line) }
        for line in part.lines {
            guard let settlement = try? StreamAddress(line.settlement), settlement.decider == stream.decider,
                settlement.namedParty?.code == line.institution
            else { throw Refusal(.lineOfAnother, "\(line.settlement) at \(line.institution) is none of \(stream).") }
        }
        let sum = part.lines.reduce(Int64(0)) { $0.addingClamped($1.fund) }
        guard sum == part.total else {
            throw Refusal(
                .clearingDoesNotAddUp, "The lines sum to \(sum.moneyText), and the total is \(part.total.moneyText).")
        }
    }

    private func judge(_ payment: ClearingPaid) throws(Refusal) {
        guard !payments.contains(where: { $0.payment.payment == payment.payment }) else {
            throw Refusal(.clearingPaymentUsed, "Payment \(payment.payment) is recorded already.")
        }
        guard !payment.lines.isEmpty, Set(payment.lines).count == payment.lines.count else {
            throw Refusal(
                .lineNotConfirmed,
                payment.lines.isEmpty ? "The payment names no line." : "The payment names a line twice.")
        }
        for number in payment.lines { try requireLine(number, [.confirmed], .lineNotConfirmed) }
        let sum = payment.lines.reduce(Int64(0)) { $0.addingClamped(lines[Int($1) - 1].line.fund) }
        guard payment.amount == sum else {
            throw Refusal(
                .clearingPaymentDiffers, "\(payment.amount.moneyText) is paid, and the lines sum to \(sum.moneyText).")
        }
    }

    // MARK: Shared

    private static func requireAgency(of stream: StreamAddress, _ actor: Actor) throws(Refusal) {
        guard actor.party == stream.namedParty else {
            throw Refusal(
                .notTheNamedParty,
                "\(stream) is of \(stream.namedParty?.description ?? "nobody"), and \(actor.party) records in it.")
        }
    }

    private func requireAcknowledged() throws(Refusal) {
        guard hasAcknowledged else { throw Refusal(.clearingIncomplete, "The list is not acknowledged yet.") }
    }

    private func requireLine(_ number: UInt32, _ statuses: [Line.Status], _ rule: Refusal.Rule) throws(Refusal) {
        guard number >= 1, Int(number) <= lines.count, statuses.contains(lines[Int(number) - 1].status) else {
            let status = number >= 1 && Int(number) <= lines.count ? "\(lines[Int(number) - 1].status)" : "not there"
            throw Refusal(rule, "Line \(number) is \(status).")
        }
    }

    /// The sum of all lines, in fen.
    public var total: Int64 { lines.reduce(0) { $0.addingClamped($1.line.fund) } }

    /// The sum of the lines that were withdrawn, in fen.
    public var withdrawn: Int64 {
        lines.reduce(0) { $1.status == .withdrawn ? $0.addingClamped($1.line.fund) : $0 }
    }
}
