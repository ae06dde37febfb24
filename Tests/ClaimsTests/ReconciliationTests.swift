import Claims
import SwiftProtobuf
import Testing

/// A month of settlements with planted differences: what was planted is known apart from the entries.
private struct Month {
    enum Plant: CaseIterable {
        case none, undone, declined, reversedAndListedWhole, notRecorded, notListed, otherAmount, listedUndone,
            suspense, bill,
            strange
    }

    private(set) var settlements: [StreamState] = []
    private(set) var stays: [String: StreamState] = [:]
    private(set) var clearing = ClearingState()
    /// By settlement: the entry where the difference began.
    private(set) var planted: [String: EntryReference] = [:]

    init(seed: UInt64, count: Int) throws {
        var random = SeededGenerator(seed: seed)
        var lines: [ClearingLine] = []
        var wanted: [(stream: String, began: EntryReference?)] = []
        for number in 1...count {
            let plant = Bool.random(using: &random) ? Plant.none : Plant.allCases.randomElement(using: &random) ?? .none
            let serial = String("000\(number)".suffix(4))
            let stream = "settlement/210200/H1101050000120181011143000\(serial)"
            var entries: [RecordedEvent] = []
            func add(_ kind: Event.OneOf_Kind) -> EntryReference {
                let actor = Desk.settler(of: kind)
                let reference = EntryReference(
                    origin: Desk.origin(actor.party), number: UInt64(number * 100 + entries.count))
                entries.append(
                    RecordedEvent(
                        reference: reference, party: actor.party, operatorName: actor.operatorName,
                        time: instant("2018-10-12"), event: Event(kind)))
                return reference
            }
            var request = Sample.asked
            request.bill.invoice.number = "000012\(serial)"
            request.stay = "stay/H11010500001/2018-\(serial)"
            let asked = add(.settlementRequested(request))
            let priced = add(.settlementPriced(Sample.priced(asked)))
            var line: ClearingLine?
            var began: EntryReference?
            switch plant {
            case .undone, .listedUndone:
                _ = add(.settlementUndone(.with { $0.reason = "a mistake" }))
                if plant == .listedUndone { line = Sample.listed(EntryReference(origin: "x", number: 1), in: stream) }
            case .notRecorded: began = add(.settlementConfirmed(Sample.confirmed(priced)))
            case .declined:
                let confirmed = add(.settlementConfirmed(Sample.confirmed(priced)))
                _ = add(
                    .settlementDeclined(
                        .with {
                            $0.request = confirmed
                            $0.grounds = [Sample.ground(10_010, "paid to somebody else")]
                        }))
            case .suspense:
                let confirmed = add(.settlementConfirmed(Sample.confirmed(priced)))
                began = add(.settlementRecorded(Sample.settled(confirmed, fund: 5)))
            default:
                let confirmed = add(.settlementConfirmed(Sample.confirmed(priced)))
                let recorded = add(.settlementRecorded(Sample.settled(confirmed)))
                line = Sample.listed(recorded, in: stream)
                switch plant {
                case .reversedAndListedWhole:
                    let back = add(.settlementReversalRequested(Sample.reversalAsked(recorded)))
                    began = add(.settlementReversed(Sample.settlementReversed(recorded, back)))
                case .notListed:
                    line = nil
                    began = recorded
                case .otherAmount: line?.fund -= 1
                case .strange: line?.entry.number += 1
                default: break
                }
            }
            settlements.append(StreamFold.fold(try StreamAddress(stream), entries))
            if let line { lines.append(line) }
            let byList = [.listedUndone, .otherAmount, .strange].contains(plant)
            if ![.none, .undone, .declined, .bill].contains(plant) { wanted.append((stream, byList ? nil : began)) }
            var bill = Sample.bill
            if plant == .bill { bill.total += 100 }
            let own = EntryReference(origin: "stays", number: UInt64(number))
            stays[request.stay] = Month.stay(request.stay, bill, own)
            if plant == .bill { wanted.append((stream, own)) }
        }
        let opened = EntryReference(origin: Desk.origin(Sample.agency), number: 1)
        clearing = Month.list(lines.shuffled(using: &random), opened)
        for (stream, began) in wanted { planted[stream] = began ?? opened }
    }

    private static func stay(_ name: String, _ bill: HospitalBill, _ entry: EntryReference) -> StreamState {
        var state = StreamState()
        state.stream = name
        state.stay = .with {
            $0.bills = [
                .with {
                    $0.bill = bill
                    $0.act.entry = entry
                }
            ]
        }
        return state
    }

    private static func list(_ lines: [ClearingLine], _ entry: EntryReference) -> ClearingState {
        .with {
            $0.lines = lines.map { line in
                .with {
                    $0.line = line
                    $0.status = .listed
                    $0.listed.entry = entry
                }
            }
        }
    }
}

@Suite("S15: three-way reconciliation")
struct ReconciliationTests {
    @Test("S15: every planted difference is found where it began, and no other.", arguments: UInt64(0)..<30)
    func planted(seed: UInt64) throws {
        let month = try Month(seed: seed, count: 60)
        var settlements = month.settlements
        var random = SeededGenerator(seed: seed)
        settlements.shuffle(using: &random)
        let result = Reconciliation(
            of: "2018-10", at: "110000", settlements: settlements, clearings: ["2018-10": month.clearing],
            stays: month.stays)
        let found = Dictionary(uniqueKeysWithValues: result.differences.map { ($0.settlement, $0.began) })
        #expect(found == month.planted)
        #expect(result.differences.allSatisfy { !$0.english.isEmpty && !$0.chinese.isEmpty })
        let another = Reconciliation(
            of: "2018-11", at: "110000", settlements: settlements, clearings: [:], stays: month.stays)
        #expect(another.settlements == 0 && another.differences.isEmpty)
        let elsewhere = Reconciliation(of: "2018-10", at: "310000", settlements: settlements, clearings: [:])
        #expect(elsewhere.settlements == 0)
    }

    @Test("S15: a month in which the three agree has equal sums and no difference.")
    func agreed() throws {
        let desk = try Desk.clearing(until: 3)
        let result = Reconciliation(
            of: "2018-10", at: "110000", settlements: [try desk.state(Sample.settlement)],
            clearings: ["2018-10": try desk.state(Sample.clearing).clearing],
            stays: [Sample.stay: try desk.state(Sample.stay)])
        #expect(result.settlements == 1 && result.differences.isEmpty)
        #expect([result.hospital, result.listed, result.recorded].allSatisfy { $0 == Sample.split.fundTotal })
    }

    @Test("S15: what no center has heard of, and what is another agency's, departs at the agency's list.")
    func strangers() throws {
        let desk = try Desk.clearing(until: 1)
        let clearing = try desk.state(Sample.clearing).clearing
        let unknown = Reconciliation(of: "2018-10", at: "110000", settlements: [], clearings: ["2018-10": clearing])
        #expect(unknown.differences.map(\.departing) == [.agency] && unknown.differences[0].center == 0)
        let other = Reconciliation(
            of: "2018-10", at: "310000", settlements: [try desk.state(Sample.settlement)],
            clearings: ["2018-10": clearing])
        #expect(other.differences.count == 1 && other.differences[0].began == clearing.lines[0].listed.entry)
    }

    @Test(
        "S15: where the agency's lists are not held nobody is said to list nothing; what is held of them is compared.")
    func listsNotHeld() throws {
        let desk = try Desk.clearing(until: 1)
        let settlement = try desk.state(Sample.settlement)
        func reconcile(_ clearings: [String: ClearingState], holdsLists: Bool) -> Reconciliation {
            Reconciliation(
                of: "2018-10", at: "110000", settlements: [settlement], clearings: clearings, holdsLists: holdsLists)
        }
        #expect(reconcile([:], holdsLists: true).differences.map(\.departing) == [.agency])
        let unheld = reconcile([:], holdsLists: false)
        #expect(unheld.settlements == 1 && unheld.differences.isEmpty && !unheld.holdsLists)
        var clearing = try desk.state(Sample.clearing).clearing
        clearing.lines[0].line.fund -= 1
        #expect(reconcile(["2018-10": clearing], holdsLists: false).differences.map(\.departing) == [.agency])
    }

    @Test("S15: a line that is listed twice, or with another amount, is said to be so.")
    func twice() throws {
        let desk = try Desk.clearing(until: 1)
        let settlement = try desk.state(Sample.settlement)
        let clearing = try desk.state(Sample.clearing).clearing
        func reconcile(_ clearings: [String: ClearingState]) throws -> Reconciliation.Difference {
            let result = Reconciliation(of: "2018-10", at: "110000", settlements: [settlement], clearings: clearings)
            #expect(result.differences.count == 1)
            return try #require(result.differences.first)
        }
        let twice = try reconcile(["2018-10": clearing, "2018-11": clearing])
        #expect(twice.english == "listed twice: in the clearing of 2018-10, and in that of 2018-11")
        #expect(twice.agency == 2 * twice.center && twice.chinese.contains("2018-11"))
        var other = clearing
        other.lines[0].line.fund = 7
        let amount = try reconcile(["2018-10": other])
        #expect(amount.english == "listed with 0.07, and \(Sample.split.fundTotal.yuan) was recorded")
        other.lines[0].line.entry.number += 1
        #expect(try reconcile(["2018-10": other]).english.contains("moved nothing"))
    }

    @Test("S15: what the center recorded where nobody asked departs at the center, and is no agency's.")
    func unasked() throws {
        var desk = try Desk.settling(until: 0)
        let planted = desk.receive(
            Event(.settlementRecorded(Sample.settled(EntryReference(origin: "x", number: 1)))), in: Sample.settlement,
            by: Sample.clerk, on: "2018-10-12")
        let state = try desk.state(Sample.settlement)
        let result = Reconciliation(of: "2018-10", at: "", settlements: [state], clearings: [:])
        #expect(result.differences.map(\.departing) == [.center] && result.differences.map(\.began) == [planted])
        #expect(result.differences.map(\.institution) == [Sample.hospital.code])
    }

    @Test("S15: what moved no money need not be listed.")
    func nothingMoved() throws {
        let split = changed(Sample.split) {
            $0.cash += $0.fundTotal
            ($0.fundTotal, $0.pooledFund, $0.majorIllness, $0.otherFunds) = (0, 0, 0, 0)
        }
        var state = try Desk.settling(until: 4).state(Sample.settlement)
        var settlement = state.settlement
        settlement.pricing.split = split
        for index in settlement.movements.indices { settlement.movements[index].fund = 0 }
        state.settlement = settlement
        let result = Reconciliation(of: "2018-10", at: "110000", settlements: [state], clearings: [:])
        #expect(result.settlements == 1 && result.differences.isEmpty)
    }

    // MARK: Stays and bills

    /// What the month of the sample settlement comes to, where the hospital has recorded something else.
    private func reconcile(
        _ desk: Desk, reach: UInt64? = nil, of party: Party = Sample.hospital, clearings: [String: ClearingState] = [:],
        month: String = "2018-10", holdsLists: Bool = false
    ) throws -> [Reconciliation.Difference] {
        let held = reach.map {
            LogReach(
                day: CalendarDate(instant: instant("2018-10-20")),
                entry: EntryReference(origin: Desk.origin(party), number: $0))
        }
        return Reconciliation(
            of: month, at: "110000", settlements: [try desk.state(Sample.settlement)], clearings: clearings,
            stays: [Sample.stay: try desk.state(Sample.stay)],
            reaches: held.map { [$0.entry.origin: $0] } ?? [:], holdsLists: holdsLists
        ).differences
    }

    @Test("S15: a stay that stands nowhere departs at the institution's request, where its log is held up to that.")
    func noStay() throws {
        var desk = try Desk.at(.filed)
        let asked = try desk.receiveSettlement(Sample.asked)
        let found = try reconcile(desk, reach: asked.number)
        #expect(found.map(\.departing) == [.institution] && found.map(\.began) == [asked])
        #expect(found[0].english.contains("held until 2018-10-20, has no \(Sample.stay) and no bill of it"))
        #expect(found[0].chinese.contains("已收至 2018-10-20，其中没有 \(Sample.stay)"))
        #expect(try reconcile(desk, reach: asked.number - 1).isEmpty, "held up to the entry before")
        #expect(try reconcile(desk).isEmpty, "not held")
        #expect(try reconcile(desk, reach: 1_000, of: Sample.secondHospital).isEmpty, "another's log")
        #expect(try reconcile(desk, reach: asked.number, month: "2018-11").isEmpty, "of another month")
        // What it recorded, billed or not, stands.
        desk.receive(Event(.admitted(Sample.admitted)), in: Sample.stay, by: Sample.office, on: "2018-10-12")
        #expect(try reconcile(desk, reach: 1_000).isEmpty)
        let admitted = try desk.state(Sample.stay).stay.admitted.entry
        desk.receive(.annulling(admitted), in: Sample.stay, by: Sample.office, on: "2018-10-13")
        #expect(try reconcile(desk, reach: 1_000).map(\.began) == [asked])
    }

    @Test("S15: a bill of the stay that the institution took back departs where it did; one that it mended does not.")
    func billTakenBack() throws {
        var desk = try Desk.at(.stayed)
        try desk.receiveSettlement(Sample.asked)
        #expect(try reconcile(desk).isEmpty)
        let bill = try #require(desk.state(Sample.stay).stay.bills.last).act.entry
        var mended = desk
        mended.receive(
            .correcting(bill, .billSettled(.with { $0.bill = Sample.bill })), in: Sample.stay, by: Sample.office,
            on: "2018-10-14")
        #expect(try reconcile(mended).isEmpty)
        let annulled = desk.receive(.annulling(bill), in: Sample.stay, by: Sample.office, on: "2018-10-14")
        let found = try reconcile(desk)
        #expect(found.map(\.departing) == [.institution] && found.map(\.began) == [annulled])
        #expect(found[0].english.contains("took back its own bill of the stay, of \(Sample.bill.total.yuan)"))
    }

    // MARK: Reversals

    /// The sample settlement, whose bill the hospital has corrected since, reversed in the next month.
    private func reversed() throws -> (
        desk: Desk, corrected: EntryReference, recorded: EntryReference, back: EntryReference
    ) {
        var desk = try Desk.at(.stayed)
        try desk.receiveSettlement(Sample.asked)
        let corrected = desk.receive(
            Event(
                .billCorrected(
                    .with {
                        $0.bill = changed(Sample.bill) { $0.total -= 100 }
                        $0.reason = "a bed too many"
                    })), in: Sample.stay, by: Sample.office, on: "2018-10-20")
        let recorded = try desk.state(Sample.settlement).settlement.recorded.entry
        func receive(_ kind: Event.OneOf_Kind) -> EntryReference {
            desk.receive(Event(kind), in: Sample.settlement, by: Desk.settler(of: kind), on: "2018-11-05")
        }
        let asked = receive(
            .settlementReversalRequested(changed(Sample.reversalAsked(recorded)) { $0.returnedOn = "2018-11-05" }))
        let back = receive(
            .settlementReversed(changed(Sample.settlementReversed(recorded, asked)) { $0.reversedOn = "2018-11-05" }))
        return (desk, corrected, recorded, back)
    }

    /// The agency's list of a month.
    private func list(_ lines: [(ClearingLine, ClearingState.Line.Status)], _ number: UInt64) -> ClearingState {
        .with {
            $0.lines = lines.map { line, status in
                .with {
                    $0.line = line
                    $0.status = status
                    $0.listed.entry = EntryReference(origin: Desk.origin(Sample.agency), number: number)
                }
            }
        }
    }

    private func months(_ desk: Desk, _ clearings: [String: ClearingState]) throws -> [[EntryReference]] {
        try ["2018-10", "2018-11"].map { month in
            try reconcile(desk, clearings: clearings, month: month, holdsLists: true).map(\.began)
        }
    }

    @Test(
        "S15: a settlement that was paid, and whose reversal a later clearing lists, is no difference of either month.",
        arguments: ["2018-11", "2018-12"])
    func reversalListed(month: String) throws {
        let (desk, corrected, recorded, back) = try reversed()
        let paid = list([(Sample.listed(recorded), .paid)], 1)
        let given = list([(Sample.listed(back, fund: -Sample.split.fundTotal), .listed)], 2)
        #expect(try months(desk, ["2018-10": paid, month: given]) == [[], []])
        // Its reversal never listed: the money is not back.
        #expect(try months(desk, ["2018-10": paid]) == [[corrected], [back]])
        // Listed with another amount, or withdrawn again.
        let other = list([(Sample.listed(back, fund: 1 - Sample.split.fundTotal), .listed)], 2)
        #expect(try months(desk, ["2018-10": paid, month: other])[1] == [other.lines[0].listed.entry])
        let gone = list([(Sample.listed(back, fund: -Sample.split.fundTotal), .withdrawn)], 2)
        #expect(try months(desk, ["2018-10": paid, month: gone]) == [[corrected], [back]])
    }

    @Test(
        "S15: a reversed settlement whose line the agency withdrew, listing neither, is no difference of either month.")
    func reversalWithdrawn() throws {
        let (desk, _, recorded, back) = try reversed()
        let withdrawn = list([(Sample.listed(recorded), .withdrawn)], 1)
        #expect(try months(desk, ["2018-10": withdrawn]) == [[], []])
        // Listed again with its reversal in the next month, as the program lists what is open.
        let both = list(
            [(Sample.listed(recorded), .listed), (Sample.listed(back, fund: -Sample.split.fundTotal), .listed)], 2)
        #expect(try months(desk, ["2018-10": withdrawn, "2018-11": both]) == [[], []])
        // Never listed, nobody has dealt with it; the reversal alone would give back what never was paid.
        #expect(try months(desk, [:]) == [[recorded], [back]])
        let alone = list([(Sample.listed(back, fund: -Sample.split.fundTotal), .listed)], 2)
        #expect(try months(desk, ["2018-10": withdrawn, "2018-11": alone])[0] == [recorded])
        // A withdrawn line of what stands is missing.
        var standing = try Desk.at(.stayed)
        try standing.receiveSettlement(Sample.asked)
        let entry = try standing.state(Sample.settlement).settlement.recorded.entry
        #expect(try months(standing, ["2018-10": list([(Sample.listed(entry), .withdrawn)], 1)]) == [[entry], []])
    }

    @Test("S15: where the agency's lists are not held a reversed settlement is no difference for its bill.")
    func reversedElsewhere() throws {
        let (desk, _, _, _) = try reversed()
        for month in ["2018-10", "2018-11"] { #expect(try reconcile(desk, month: month).isEmpty) }
        var open = try Desk.at(.stayed)
        try open.receiveSettlement(Sample.asked, until: 5)
        #expect(try reconcile(open).count == 1, "asked for and not answered")
    }
}
