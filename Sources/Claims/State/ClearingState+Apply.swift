import SwiftProtobuf

extension ClearingState {
    /// Applies an event that is regular. Total.
    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .clearingOpened(let part):
            parts = part.parts
            partNumbers.append(part.part)
            lines += part.lines.map { line in
                .with {
                    $0.line = line
                    $0.status = .listed
                    $0.listed = act
                }
            }
        case .clearingAcknowledged: acknowledged = act
        case .clearingConfirmed(let event):
            for number in event.lines { change(number, to: .confirmed, act) }
        case .clearingDisputed(let event):
            for line in event.lines {
                change(line.line, to: .disputed, act)
                if let index = index(line.line) { lines[index].grounds = line.grounds }
            }
        case .clearingLineAnswered(let answer):
            change(answer.line, to: answer.answer == .withdrawn ? .withdrawn : .maintained, act)
            if let index = index(answer.line) { lines[index].documents = answer.documents }
        case .clearingPaid(let payment):
            for number in payment.lines { change(number, to: .paid, act) }
            pay(payment, act, suspense: false)
        case .clearingReceived(let receipt):
            if let index = payments.firstIndex(where: { $0.payment.payment == receipt.payment && !$0.hasReceived }) {
                payments[index].received = act
            }
        default: break
        }
        status = computedStatus
    }

    /// Applies a payment that broke a rule: its money stands in suspense, and no line is paid by it.
    mutating func applySuspense(_ event: Event.OneOf_Kind, _ act: Act) {
        if case .clearingPaid(let payment) = event { pay(payment, act, suspense: true) }
    }

    private mutating func pay(_ payment: ClearingPaid, _ act: Act, suspense: Bool) {
        payments.append(
            .with {
                $0.payment = payment
                $0.act = act
                $0.suspense = suspense
            })
    }

    private func index(_ number: UInt32) -> Int? {
        number >= 1 && Int(number) <= lines.count ? Int(number) - 1 : nil
    }

    private mutating func change(_ number: UInt32, to status: Line.Status, _ act: Act) {
        guard let index = index(number) else { return }
        lines[index].status = status
        lines[index].decided = act
    }

    private var computedStatus: Status {
        guard hasAcknowledged else { return lines.isEmpty ? .unspecified : .opened }
        if lines.contains(where: { $0.status == .disputed || $0.status == .maintained }) { return .disputed }
        if lines.contains(where: { $0.status == .listed }) { return .acknowledged }
        if lines.contains(where: { $0.status == .confirmed }) { return .decided }
        // Of a payment of nothing, or back to the center, the agency has nothing to receive.
        return payments.allSatisfy { $0.hasReceived || $0.suspense || $0.payment.amount <= 0 } ? .received : .paid
    }

    /// The books of the clearing: what is paid was owed; from the reserve or the bank; against a rule it stands in suspense. Below zero the
    /// agency paid back.
    public var postings: [Posting] {
        payments.filter { $0.payment.amount != 0 }.map { payment in
            Posting(
                payment.act.entry, payment.payment.amount,
                debit: payment.suspense ? .suspenseAccount : .clearingPayable,
                credit: payment.payment.fromReserve && !payment.suspense ? .reservesPrepaid : .fundBank)
        }
    }
}
