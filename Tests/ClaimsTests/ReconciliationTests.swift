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
}
