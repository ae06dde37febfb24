import Claims
import SwiftProtobuf
import Testing

/// A stay that is settled directly.
extension Sample {
    static let settlement = "settlement/210200/H11010500001201810111430000001"
    static let agency = party("agency:110000")
    static let directPolicy = "policy/210200/direct-stay"

    static let directVersion = PolicyPublished.with {
        $0.name = "direct-stay"
        $0.version = "1"
        $0.effectiveFrom = "2018-01-01"
    }

    static let asked = SettlementRequested.with {
        $0.institution = hospital.code
        $0.agency = "110000"
        $0.person = person
        $0.insured = insured
        $0.filing = filing
        $0.stay = stay
        $0.setting = .stay
        $0.from = "2018-08-25"
        $0.to = "2018-10-11"
        $0.bill = bill
    }

    static func priced(_ request: EntryReference, _ split: SettlementSplit = split) -> SettlementPriced {
        .with {
            $0.request = request
            $0.policy = directPolicy
            $0.policyVersion = "1"
            $0.split = split
        }
    }

    static func confirmed(_ priced: EntryReference, cash: Int64 = split.cash) -> SettlementConfirmed {
        .with {
            $0.priced = priced
            $0.cash = cash
            $0.paidOn = "2018-10-11"
        }
    }

    static func settled(_ confirmation: EntryReference, fund: Int64 = split.fundTotal) -> SettlementRecorded {
        .with {
            $0.confirmation = confirmation
            $0.fund = fund
            $0.settledOn = "2018-10-11"
        }
    }

    static func reversalAsked(_ original: EntryReference) -> SettlementReversalRequested {
        .with {
            $0.original = original
            $0.reason = "a day too many"
            $0.returnedOn = "2018-10-12"
        }
    }

    static func settlementReversed(
        _ original: EntryReference, _ request: EntryReference, fund: Int64 = split.fundTotal
    ) -> SettlementReversed {
        .with {
            $0.original = original
            $0.request = request
            $0.fund = fund
            $0.reversedOn = "2018-10-12"
        }
    }

    static let groundOf753 = Ground.with {
        $0.number = 753
        $0.text = "no policy"
    }
}

extension Desk {
    /// A settlement until: 0 filed and treated, 1 requested, 2 priced, 3 confirmed, 4 recorded, 5 its reversal asked, 6 reversed.
    static func settling(until step: Int, request: SettlementRequested = Sample.asked) throws -> Desk {
        var desk = try Desk.at(.stayed)
        try desk.record(
            Event(.policyPublished(Sample.directVersion)), in: Sample.directPolicy, by: Sample.clerk, on: "2018-01-12")
        var last = EntryReference()
        var recorded = EntryReference()
        for next in 1...6 where next <= step {
            let event: Event.OneOf_Kind =
                switch next {
                case 1: .settlementRequested(request)
                case 2: .settlementPriced(Sample.priced(last))
                case 3: .settlementConfirmed(Sample.confirmed(last))
                case 4: .settlementRecorded(Sample.settled(last))
                case 5: .settlementReversalRequested(Sample.reversalAsked(last))
                default: .settlementReversed(Sample.settlementReversed(recorded, last))
                }
            last = try desk.settle(event)
            if next == 4 { recorded = last }
        }
        return desk
    }

    /// A settlement of a hospital by another number.
    static func settlement(_ serial: Int, at hospital: Party = Sample.hospital) -> String {
        "settlement/210200/\(hospital.code)20181011143000\("000\(serial)".suffix(4))"
    }

    /// Receives a settlement, unasked, up to a step: 1 requested, 2 priced, 3 confirmed, 4 recorded, 5 its reversal asked, 6 reversed.
    /// - Returns: where the request stands.
    @discardableResult
    mutating func receiveSettlement(
        _ request: SettlementRequested, in stream: String = Sample.settlement, by office: Actor = Sample.office,
        until step: Int = 4, on day: String = "2018-10-12"
    ) throws -> EntryReference {
        // What the bill has more or less than the sample's the person pays.
        let more = request.bill.total - Sample.bill.total
        let split = changed(Sample.split) {
            $0.total += more
            $0.fullSelfPay += more
            $0.personalShare += more
            $0.cash += more
        }
        var last = EntryReference()
        var (asked, recorded) = (EntryReference(), EntryReference())
        for next in 1...6 where next <= step {
            let event: Event.OneOf_Kind =
                switch next {
                case 1: .settlementRequested(request)
                case 2:
                    .settlementPriced(
                        changed(Sample.priced(last, split)) {
                            if request.setting != .stay { $0.policy = "policy/210200/direct-outpatient" }
                        })
                case 3:
                    .settlementConfirmed(
                        changed(Sample.confirmed(last, cash: split.cash)) { $0.paidOn = max(request.to, $0.paidOn) })
                case 4:
                    .settlementRecorded(changed(Sample.settled(last)) { $0.settledOn = max(request.to, $0.settledOn) })
                case 5: .settlementReversalRequested(Sample.reversalAsked(last))
                default: .settlementReversed(Sample.settlementReversed(recorded, last))
                }
            let actor = Desk.settler(of: event) == Sample.clerk ? Sample.clerk : office
            last = receive(Event(event), in: stream, by: actor, on: day)
            if next == 1 { asked = last }
            if next == 4 { recorded = last }
        }
        try #require(try state(stream).entries.allSatisfy { $0.verdict == .regular }, "\(stream)")
        return asked
    }

    /// Records in the sample settlement: the center its own events, the hospital the others.
    @discardableResult
    mutating func settle(_ kind: Event.OneOf_Kind, on day: String = "2018-10-12") throws -> EntryReference {
        try record(Event(kind), in: Sample.settlement, by: Desk.settler(of: kind), on: day)
    }

    static func settler(of kind: Event.OneOf_Kind) -> Actor {
        switch kind {
        case .settlementPriced, .settlementDeclined, .settlementRecorded, .settlementReversed,
            .settlementReversalRefused:
            Sample.clerk
        default: Sample.office
        }
    }

    /// The newest entry of the sample settlement.
    var lastSettled: EntryReference { streams[Sample.settlement]?.last?.reference ?? EntryReference() }
}
