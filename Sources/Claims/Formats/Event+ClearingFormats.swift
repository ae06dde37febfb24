extension Event {
    /// The events of reserves and clearings.
    func checkClearingFormats() throws(Refusal) {
        switch kind {
        case .reserveOpened(let event): try FormatCheck.amount(event.balance, "balance")
        case .reservePaid(let event):
            try FormatCheck.number(event.payment, "payment")
            try FormatCheck.payment(event.amount, "amount")
            try FormatCheck.date(event.paidOn, "paidOn")
        case .reserveReturned(let event):
            try FormatCheck.number(event.payment, "payment")
            try FormatCheck.payment(event.amount, "amount")
            try FormatCheck.date(event.returnedOn, "returnedOn")
        case .reserveUsed(let event):
            try FormatCheck.stream(event.clearing, .clearing, "clearing")
            try FormatCheck.number(event.payment, "payment")
            try FormatCheck.payment(event.amount, "amount")
            try FormatCheck.date(event.usedOn, "usedOn")
        case .clearingOpened(let event): try event.checkFormats()
        case .clearingAcknowledged: break
        case .clearingConfirmed(let event): try FormatCheck.lines(event.lines, atMost: ClearingConfirmed.mostLines)
        case .clearingDisputed(let event):
            try FormatCheck.lines(event.lines.map(\.line), atMost: 100)
            for (index, line) in event.lines.enumerated() {
                try FormatCheck.grounds(line.grounds, "lines[\(index)].grounds")
            }
        case .clearingLineAnswered(let event):
            guard event.answer != .unspecified, ClearingLineAnswered.Answer.allCases.contains(event.answer) else {
                throw Refusal(.valueUnspecified, "answer is neither withdrawn nor maintained.")
            }
            guard event.answer == .withdrawn || !event.documents.isEmpty else {
                throw Refusal(.missingField, "documents is missing: a line is maintained with documents.")
            }
            try FormatCheck.optional(event.note, "note")
            try FormatCheck.documents(event.documents, "documents")
        case .clearingPaid(let event):
            try FormatCheck.number(event.payment, "payment")
            try FormatCheck.count(event.lines.count, atMost: 10_000, "lines")
            // Below zero the agency pays back; a reserve is only taken from.
            if event.fromReserve {
                try FormatCheck.payment(event.amount, "amount")
            } else {
                try FormatCheck.movement(event.amount, "amount")
            }
            try FormatCheck.date(event.paidOn, "paidOn")
        case .clearingReceived(let event):
            try FormatCheck.number(event.payment, "payment")
            try FormatCheck.payment(event.amount, "amount")
            try FormatCheck.date(event.receivedOn, "receivedOn")
        default: throw Refusal(.malformedEvent, "The event has no payload that this program knows.")
        }
    }
}

extension FormatCheck {
    /// An amount in either direction.
    fileprivate static func movement(_ fen: Int64, _ field: @autoclosure () -> String) throws(Refusal) {
        guard fen.magnitude <= UInt64(largestAmount) else {
            throw Refusal(.amountOutOfRange, "\(field()) is \(fen.moneyText).")
        }
    }

    /// Lines that one entry decides: each once.
    fileprivate static func lines(_ numbers: [UInt32], atMost most: Int) throws(Refusal) {
        guard !numbers.isEmpty else { throw Refusal(.missingField, "lines is missing.") }
        try count(numbers.count, atMost: most, "lines")
        guard Set(numbers).count == numbers.count else {
            throw Refusal(.tooMany, "lines names a line twice.", remedy: "Name each line once.")
        }
    }
}

extension ClearingConfirmed {
    /// How many lines one entry confirms at most: it names the heads of the settlements that it read, at least two each, and of six other
    /// clearings, and an entry names 64.
    public static var mostLines: Int { 25 }
}

extension ClearingOpened {
    fileprivate func checkFormats() throws(Refusal) {
        try FormatCheck.count(lines.count, atMost: 1_000, "lines")
        guard parts <= 1_000 else {
            throw Refusal(
                .tooMany, "parts is \(parts), and at most 1000 are allowed.", remedy: "Put more lines into a part.")
        }
        for (index, line) in lines.enumerated() {
            try FormatCheck.stream(line.settlement, .settlement, "lines[\(index)].settlement")
            try FormatCheck.institution(line.institution, "lines[\(index)].institution")
            try FormatCheck.reference(line.entry, "lines[\(index)].entry")
            try FormatCheck.movement(line.fund, "lines[\(index)].fund")
        }
    }
}
