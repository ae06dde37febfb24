import Claims
import EntryFormat
import Foundation
import Ledger
import Testing
import TransparencyLog

@testable import ClaimsLedger

/// What is settled directly in the town: written into the logs as a node of the hospital's and one of the center's would, without the policies
/// and the filings by which it would be priced.
extension FindingsListTests.Town {
    private static let center = "center:210200"
    private static let agency = "agency:110000"

    private func write(_ stream: String, _ kind: Event.OneOf_Kind, by party: String) throws -> EntryReference {
        var event = Event()
        event.kind = kind
        let written = LogProposal.Event(
            stream: try StreamName(stream), type: try #require(event.type).rawValue, payload: try event.payloadBytes(),
            readers: Set([Self.center, "hospital:\(Self.hospital)", Self.agency]).subtracting([party]))
        let committed = try node.ledger.appendAndWait(LogProposal(party: party, events: [written]))
        let entry = try #require(committed.first)
        return EntryReference(origin: entry.origin, number: entry.number)
    }

    private func insuredPerson(_ person: Int) throws -> InsuredPerson {
        guard case .person(let state)? = try node.state(of: "person/210200/\(person)").subject else {
            return InsuredPerson()
        }
        var insured = InsuredPerson()
        insured.name = state.register.name
        insured.residentID = state.register.residentID
        insured.cardNumber = state.register.cardNumber
        return insured
    }

    /// A stay, or without one a visit, that is settled directly: priced, and confirmed and recorded if it is paid.
    @discardableResult
    func settle(
        _ person: Int, from: String, to: String, stay: String, total: Int64 = 100_000, invoice: Int, paid: Bool = true
    ) throws -> String {
        let number = "0000\(settlements.count + 1)".suffix(4)
        let stream = "settlement/210200/\(Self.hospital)20180601080000\(number)"
        var bill = HospitalBill()
        var line = ChargeLine()
        (line.code, line.name, line.itemClass, line.category) = ("D1", "头孢", .classA, .drug)
        (line.quantity, line.unitPrice, line.amount) = ("1", total, total)
        (bill.lines, bill.total) = ([line], total)
        (bill.invoice.code, bill.invoice.number) = ("111001807", "\(20_180_000 + invoice)")
        (bill.invoice.issuedOn, bill.invoice.amount) = (to, total)
        var request = SettlementRequested()
        (request.institution, request.agency) = (Self.hospital, "110000")
        (request.person, request.insured) = ("person/210200/\(person)", try insuredPerson(person))
        (request.stay, request.setting) = (stay, stay.isEmpty ? .outpatient : .stay)
        (request.from, request.to, request.bill) = (stay.isEmpty ? to : from, to, bill)
        var price = SettlementPriced()
        price.request = try write(stream, .settlementRequested(request), by: "hospital:\(Self.hospital)")
        price.policy = "policy/210200/\(stay.isEmpty ? "direct-outpatient" : "direct-stay")"
        price.policyVersion = "1"
        (price.split.total, price.split.inScope, price.split.pooledFund) = (total, total, total)
        price.split.fundTotal = total
        let priced = try write(stream, .settlementPriced(price), by: Self.center)
        settlements.append(stream)
        guard paid else { return stream }
        var confirmation = SettlementConfirmed()
        (confirmation.priced, confirmation.paidOn) = (priced, to)
        var record = SettlementRecorded()
        record.confirmation = try write(stream, .settlementConfirmed(confirmation), by: "hospital:\(Self.hospital)")
        (record.fund, record.settledOn) = (total, to)
        _ = try write(stream, .settlementRecorded(record), by: Self.center)
        return stream
    }

    /// Takes a settlement back: what is recorded is reversed, what is only priced is withdrawn.
    func undo(_ stream: String) throws {
        guard case .settlement(let settlement)? = try node.state(of: stream).subject else { return }
        let hospital = "hospital:\(Self.hospital)"
        guard settlement.status == .recorded else {
            var withdrawal = SettlementUndone()
            withdrawal.reason = "病人自付"
            _ = try write(stream, .settlementUndone(withdrawal), by: hospital)
            return
        }
        var asked = SettlementReversalRequested()
        (asked.original, asked.reason, asked.returnedOn) = (
            settlement.recorded.entry, "重新结算", settlement.record.settledOn
        )
        var reversal = SettlementReversed()
        reversal.request = try write(stream, .settlementReversalRequested(asked), by: hospital)
        (reversal.original, reversal.fund) = (settlement.recorded.entry, settlement.record.fund)
        reversal.reversedOn = settlement.record.settledOn
        _ = try write(stream, .settlementReversed(reversal), by: Self.center)
    }
}

@Suite("The findings of direct settlements on a node")
struct SettlementFindingsListTests {
    private typealias Town = FindingsListTests.Town

    @Test("The index finds what is compared with a settlement, and a settlement what is compared with others.")
    func found() throws {
        let town = try Town(persons: 6, beds: 2)
        town.clock.set("2018-09-01")
        // Its stay stands nowhere in the hospital's log, in which the request itself stands.
        let first = try town.settle(
            0, from: "2018-06-01", to: "2018-06-20", stay: "stay/\(Town.hospital)/x", invoice: 1)
        #expect(try town.numbers(first) == [16])
        let own = try town.stay(of: 0, from: "2018-06-01", to: "2018-06-20")
        #expect(try town.numbers(first) == [33], "another number")
        let right = try town.settle(1, from: "2018-06-01", to: "2018-06-20", stay: own, invoice: 2)
        #expect(try town.numbers(right) == [33], "another person's")
        try town.undo(right)
        #expect(try town.numbers(right).isEmpty)

        // 29 and 30: the same nights and the same drug, claimed besides.
        let claim = try town.claim(of: 0, from: "2018-06-19", to: "2018-06-25", invoice: 3)
        #expect(try town.numbers(first).isSuperset(of: [29, 30]) && town.numbers(claim).isSuperset(of: [29, 30]))
        // 31: two beds, and the third patient is settled directly.
        for person in 2...3 {
            #expect(try !town.numbers(first).contains(31))
            _ = try town.stay(of: person, from: "2018-06-10", to: "2018-06-12")
        }
        #expect(try town.numbers(first).contains(31))
        #expect(try town.node.replay(view: nil, check: true).allSatisfy { $0.matches == true })
    }

    @Test("A group is of the units that the register has now; who changes the unit leaves it, and is told to leave.")
    func group() throws {
        let town = try Town(persons: 5, beds: 0)
        town.clock.set("2018-09-01")
        for person in 0..<4 {
            let stay = try town.stay(of: person, from: "2018-06-01", to: "2018-06-20")
            try town.settle(person, from: "2018-06-01", to: "2018-06-20", stay: stay, invoice: person)
        }
        try town.correct(4, unit: "")
        let stay = try town.stay(of: 4, from: "2018-06-01", to: "2018-06-20")
        let last = try town.settle(4, from: "2018-06-01", to: "2018-06-20", stay: stay, invoice: 4)
        #expect(try town.settlements.allSatisfy { try !town.numbers($0).contains(32) })
        let before = try town.node.ledger.end()
        try town.correct(4, unit: Town.unit)
        #expect(try town.settlements.allSatisfy { try town.numbers($0).contains(32) })
        #expect(try town.node.streamsToExamine(since: before).isSuperset(of: town.settlements))
        let held = try town.node.ledger.end()
        try town.undo(last)
        #expect(try town.settlements.allSatisfy { try !town.numbers($0).contains(32) })
        // As it was before.
        let state = try town.node.state(of: last, asOf: .first(held))
        let context = try town.node.findingContext(of: state, asOf: .first(held))
        #expect(town.node.findings(of: state, in: context).map(\.number) == [32])
    }

    @Test("A new settlement examines again what shares its days, and nothing that was over before.")
    func cheap() throws {
        let town = try Town(persons: 2, beds: 0)
        town.clock.set("2018-12-01")
        let visits = try (1...9).map { day in
            try town.settle(0, from: "", to: "2018-06-0\(day)", stay: "", invoice: day)
        }
        try town.settle(1, from: "", to: "2018-06-09", stay: "", invoice: 10)
        let before = try town.node.ledger.end()
        let new = try town.settle(0, from: "", to: "2018-06-09", stay: "", invoice: 11)
        #expect(try town.node.streamsToExamine(since: before) == [new, visits[8]])
        #expect(try town.numbers(visits[8]).contains(29) && !town.numbers(visits[7]).contains(29))
    }

    @Test(
        "A receipt examines again what the hospital asked for in what it covers, and nothing that was covered before.")
    func receipts() throws {
        let town = try Town(persons: 2, beds: 0)
        town.clock.set("2018-09-01")
        let log = try #require(town.node.ledger.logs.first { $0.code == Town.hospital })
        func receive() throws {
            let size = try town.node.ledger.tree(of: log).frontier.size
            let newest = try #require(try town.node.ledger.entry(number: size - 1, in: log))
            try town.node.recordReceipt(
                reader: "center:210200", log: log, number: newest.number, leaf: newest.leaf)
        }
        let first = try town.settle(
            0, from: "2018-06-01", to: "2018-06-20", stay: "stay/\(Town.hospital)/x", invoice: 1)
        try receive()
        town.clock.set("2018-09-02")
        let second = try town.settle(
            1, from: "2018-07-01", to: "2018-07-20", stay: "stay/\(Town.hospital)/y", invoice: 2)
        let before = try town.node.ledger.end()
        try receive()
        #expect(try town.node.streamsToExamine(since: before) == [second])
        #expect(try town.numbers(first) == [16] && town.numbers(second) == [16])
    }
}
