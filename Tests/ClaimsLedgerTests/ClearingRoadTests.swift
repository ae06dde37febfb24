import Claims
import Foundation
import Ledger
import Testing

@testable import ClaimsLedger

@Suite("S15: a month's clearing through one node")
struct ClearingRoadTests {
    private func record(_ node: Node, _ stream: String, _ type: String, _ event: String, as party: String) throws {
        _ = try node.record(
            RecordRequest(stream: stream, type: type, event: event),
            by: node.actor(as: party, operatorName: "settler"))
    }

    @Test("S15: settled, listed, reconciled, paid from the reserve: the warning is listed, and the books balance.")
    func road() throws {
        let office = try SettlementOffice()
        let node = try office.open()
        defer { node.close() }
        for step in 1...8 {
            try SettlementOffice.play(node, step...step)
            _ = try node.react()
        }
        let before = try node.reconcile(month: "2024-05")
        #expect(before.count == 1 && before[0].result.differences.map(\.departing) == [.agency])
        #expect(
            before[0].result.differences[0].began
                == EntryReference(origin: "triplicate.example/center-210200", number: 7))
        let reserve = "reserve/210200/310100/2024"
        let clearing = "clearing/210200/310100/2024-05"
        try record(node, reserve, "ReserveOpened", "{}", as: "210200")
        try record(
            node, reserve, "ReservePaid", #"{"payment": "R1", "amount": "1000000", "paidOn": "2024-01-10"}"#,
            as: "210200")
        let line = """
            {"settlement": "\(SettlementOffice.settlement)", "institution": "H31019900001", "fund": "756500", \
            "entry": {"origin": "triplicate.example/center-210200", "number": "7"}}
            """
        try record(
            node, clearing, "ClearingOpened",
            #"{"part": 1, "parts": 1, "lines": [\#(line)], "total": "756500"}"#, as: "310100")
        #expect(try node.reconcile(month: "2024-05").allSatisfy { $0.result.differences.isEmpty })
        try record(node, clearing, "ClearingAcknowledged", #"{"lines": 1, "total": "756500"}"#, as: "210200")
        try record(node, clearing, "ClearingConfirmed", #"{"lines": [1]}"#, as: "210200")
        try record(
            node, clearing, "ClearingPaid",
            #"{"payment": "B1", "lines": [1], "amount": "756500", "paidOn": "2024-06-05", "fromReserve": true}"#,
            as: "210200")
        try record(
            node, clearing, "ClearingReceived", #"{"payment": "B1", "amount": "756500", "receivedOn": "2024-06-06"}"#,
            as: "310100")
        guard case .reserve(let state)? = try node.state(of: reserve).subject else {
            Issue.record("no reserve")
            return
        }
        #expect(state.balance == 243_500 && state.warning == .used70)
        #expect(try node.streams(linkedBy: "status", "reserve:used-70") == [reserve])
        #expect(try node.streams(linkedBy: "status", "clearing:received") == [clearing])
        let books = try node.books(by: .institution)
        #expect(books.trial.isBalanced && books.groups["H31019900001"]?[.benefitExpense] == 756_500)
        #expect(books.trial[.clearingPayable] == 0 && books.trial[.reservesPrepaid] == 243_500)
        #expect(try node.books(by: .fund).groups["pooledFund"]?[.benefitExpense] == 756_500)
        #expect(try node.verify().ok)
    }
}
