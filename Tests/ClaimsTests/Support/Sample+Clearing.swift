import Claims
import SwiftProtobuf

/// A month's clearing of the sample settlement, and the reserve that pays it.
extension Sample {
    static let clearing = "clearing/210200/110000/2018-10"
    static let reserve = "reserve/210200/110000/2018"
    static let settler = Actor(party: agency, operatorName: "settler.he")

    static func listed(
        _ entry: EntryReference, fund: Int64 = split.fundTotal, in stream: String = settlement
    ) -> ClearingLine {
        .with {
            $0.settlement = stream
            $0.institution = hospital.code
            $0.fund = fund
            $0.entry = entry
        }
    }

    static func list(_ lines: [ClearingLine], part: UInt32 = 1, of parts: UInt32 = 1) -> ClearingOpened {
        .with {
            $0.part = part
            $0.parts = parts
            $0.lines = lines
            $0.total = lines.reduce(0) { $0 + $1.fund }
        }
    }

    static func acknowledged(lines: UInt32 = 1, total: Int64 = split.fundTotal) -> ClearingAcknowledged {
        .with {
            $0.lines = lines
            $0.total = total
        }
    }

    static func disputed(_ line: UInt32 = 1) -> ClearingDisputed {
        .with {
            $0.lines = [
                .with {
                    $0.line = line
                    $0.grounds = [groundOf753]
                }
            ]
        }
    }

    static func answered(_ answer: ClearingLineAnswered.Answer, line: UInt32 = 1) -> ClearingLineAnswered {
        .with {
            $0.line = line
            $0.answer = answer
            $0.documents = [paper(.other)]
        }
    }

    static func cleared(
        _ lines: [UInt32] = [1], _ amount: Int64 = split.fundTotal, payment: String = "B1", reserve: Bool = false
    ) -> ClearingPaid {
        .with {
            $0.payment = payment
            $0.lines = lines
            $0.amount = amount
            $0.paidOn = "2018-11-05"
            $0.fromReserve = reserve
        }
    }

    static func clearingReceived(_ amount: Int64 = split.fundTotal, payment: String = "B1") -> ClearingReceived {
        .with {
            $0.payment = payment
            $0.amount = amount
            $0.receivedOn = "2018-11-06"
        }
    }

    static func reserved(_ amount: Int64, payment: String = "R1", on day: String = "2018-01-20") -> ReservePaid {
        .with {
            $0.payment = payment
            $0.amount = amount
            $0.paidOn = day
        }
    }

    static func returned(_ amount: Int64, payment: String = "R2") -> ReserveReturned {
        .with {
            $0.payment = payment
            $0.amount = amount
            $0.returnedOn = "2018-11-07"
        }
    }
}

extension Desk {
    /// A clearing until: 0 a settlement stands and the reserve is filled, 1 listed, 2 acknowledged, 3 confirmed, 4 paid, 5 received.
    static func clearing(until step: Int, reserve: Int64 = 2_000_000, fromReserve: Bool = false) throws -> Desk {
        var desk = try Desk.settling(until: 4)
        let line = Sample.listed(desk.lastSettled)
        try desk.reserve(.reserveOpened(.init()))
        if reserve > 0 { try desk.reserve(.reservePaid(Sample.reserved(reserve))) }
        let events: [Event.OneOf_Kind] = [
            .clearingOpened(Sample.list([line])), .clearingAcknowledged(Sample.acknowledged()),
            .clearingConfirmed(.with { $0.lines = [1] }), .clearingPaid(Sample.cleared(reserve: fromReserve)),
            .clearingReceived(Sample.clearingReceived()),
        ]
        for event in events.prefix(step) { try desk.clear(event) }
        return desk
    }

    @discardableResult
    mutating func clear(_ kind: Event.OneOf_Kind, on day: String = "2018-11-06") throws -> EntryReference {
        let actor: Actor =
            switch kind {
            case .clearingOpened, .clearingLineAnswered, .clearingReceived: Sample.settler
            default: Sample.clerk
            }
        return try record(Event(kind), in: Sample.clearing, by: actor, on: day)
    }

    @discardableResult
    mutating func reserve(
        _ kind: Event.OneOf_Kind, in stream: String = Sample.reserve, on day: String = "2018-11-07"
    ) throws -> EntryReference {
        try record(Event(kind), in: stream, by: Sample.clerk, on: day)
    }
}
