import Claims
import SwiftProtobuf

/// Violations of the rules of clearings and reserves.
extension Violations {
    private mutating func addClearing(
        _ rule: Refusal.Rule, until step: Int, _ kind: @escaping (Desk) throws -> Event.OneOf_Kind
    ) {
        add(rule) {
            var desk = try Desk.clearing(until: step)
            try desk.clear(try kind(desk))
        }
    }

    private mutating func addReserve(
        _ rule: Refusal.Rule, _ kind: Event.OneOf_Kind, in stream: String = Sample.reserve,
        on day: String = "2018-11-07"
    ) {
        add(rule) {
            var desk = try Desk.clearing(until: 0)
            try desk.reserve(kind, in: stream, on: day)
        }
    }

    mutating func addClearings() {
        addClearing(.partUnfit, until: 0) { desk in
            .clearingOpened(Sample.list([Sample.listed(desk.lastSettled)], part: 2, of: 1))
        }
        addClearing(.lineListedTwice, until: 0) { desk in
            let line = Sample.listed(desk.lastSettled)
            return .clearingOpened(Sample.list([line, line]))
        }
        addClearing(.clearingDoesNotAddUp, until: 0) { desk in
            .clearingOpened(changed(Sample.list([Sample.listed(desk.lastSettled)])) { $0.total += 1 })
        }
        addClearing(.lineOfAnother, until: 0) { desk in
            let line = changed(Sample.listed(desk.lastSettled)) { $0.institution = Sample.secondHospital.code }
            return .clearingOpened(Sample.list([line]))
        }
        addClearing(.clearingAcknowledged, until: 2) { _ in .clearingAcknowledged(Sample.acknowledged()) }
        addClearing(.clearingIncomplete, until: 1) { _ in .clearingConfirmed(.with { $0.lines = [1] }) }
        addClearing(.lineNotOpen, until: 3) { _ in .clearingConfirmed(.with { $0.lines = [1] }) }
        addClearing(.lineNotDisputed, until: 2) { _ in .clearingLineAnswered(Sample.answered(.withdrawn)) }
        addClearing(.lineNotConfirmed, until: 2) { _ in .clearingPaid(Sample.cleared()) }
        addClearing(.clearingPaymentDiffers, until: 3) { _ in
            .clearingPaid(Sample.cleared([1], Sample.split.fundTotal - 1))
        }
        addClearing(.clearingPaymentUsed, until: 4) { _ in .clearingPaid(Sample.cleared()) }
        addClearing(.clearingNotPaid, until: 3) { _ in .clearingReceived(Sample.clearingReceived()) }
        add(.lineDiffers) {
            var desk = try Desk.clearing(until: 0)
            try desk.clear(.clearingOpened(Sample.list([Sample.listed(desk.lastSettled, fund: 7)])))
            try desk.clear(.clearingAcknowledged(Sample.acknowledged(total: 7)))
            try desk.clear(.clearingConfirmed(.with { $0.lines = [1] }))
        }
        add(.monthNotOver) {
            var desk = try Desk.clearing(until: 0)
            try desk.clear(.clearingOpened(Sample.list([Sample.listed(desk.lastSettled)])), on: "2018-10-31")
        }
        addClearing(.clearingPaymentDay, until: 3) { _ in
            .clearingPaid(changed(Sample.cleared()) { $0.paidOn = "2018-10-31" })
        }
        addReserve(.reserveTooSmall, .reserveReturned(Sample.returned(2_000_001)))
        addReserve(.reserveOpened, .reserveOpened(.init()))
        addReserve(
            .reserveOpeningDiffers, .reserveOpened(.with { $0.balance = 5 }), in: "reserve/210200/110000/2019",
            on: "2019-01-02")
        addReserve(
            .reserveNotOpened, .reservePaid(Sample.reserved(5, on: "2017-01-20")), in: "reserve/210200/110000/2017")
        addReserve(.reserveYear, .reservePaid(Sample.reserved(5, payment: "R9", on: "2016-12-31")))
        addReserve(
            .reserveUsedAlone,
            .reserveUsed(
                .with {
                    $0.clearing = Sample.clearing
                    $0.payment = "B1"
                    $0.amount = 5
                    $0.usedOn = "2018-11-05"
                }))
        add(.reserveClosed) {
            var desk = try Desk.clearing(until: 0)
            let next = "reserve/210200/110000/2019"
            try desk.reserve(.reserveOpened(.with { $0.balance = 2_000_000 }), in: next, on: "2019-01-02")
            try desk.reserve(.reservePaid(Sample.reserved(5, payment: "R9", on: "2018-12-31")), on: "2019-01-03")
        }
        addReserve(.reserveYearSkipped, .reserveOpened(.init()), in: "reserve/210200/110000/2020", on: "2020-01-02")
    }
}
