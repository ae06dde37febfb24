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

    private func settled() throws -> (SettlementOffice, Node) {
        let office = try SettlementOffice()
        let node = try office.open()
        for step in 1...8 {
            try SettlementOffice.play(node, step...step)
            _ = try node.react()
        }
        return (office, node)
    }

    private func status(_ node: Node, _ month: String) throws -> [ClearingState.Line.Status] {
        guard case .clearing(let clearing)? = try node.state(of: "clearing/210200/310100/\(month)").subject else {
            return []
        }
        return clearing.lines.map(\.status)
    }

    @Test(
        "S15: the agency lists what is open, once; the center confirms what it recorded, and a second run does nothing."
    )
    func openedAndAnswered() throws {
        let (office, node) = try settled()
        defer {
            node.close()
            withExtendedLifetime(office) {}
        }
        let agency = try node.actor(as: "310100", operatorName: "settler")
        let center = try node.actor(as: "210200", operatorName: "clerk")
        #expect(try node.clearingLines(of: "2024-04", by: "310100", at: "210200").isEmpty, "not before it was settled")
        #expect(try node.clearingLines(of: "2024-09", by: "310100", at: "210200").isEmpty, "not for ever")
        #expect(try node.clearingLines(of: "2024-05", by: "110000", at: "210200").isEmpty, "not another's")
        let opened = try node.openClearing(of: "2024-05", at: "210200", by: agency)
        #expect(opened.lines.map(\.fund) == [756_500] && opened.recorded.count == 1)
        #expect(try node.openClearing(of: "2024-05", at: "210200", by: agency).recorded.isEmpty)
        #expect(try node.openClearing(of: "2024-06", at: "210200", by: agency).recorded.isEmpty)
        let stream = "clearing/210200/310100/2024-05"
        let answer = try node.answerClearing(stream, by: center)
        #expect(answer.confirmed == [1] && answer.disputed.isEmpty && answer.recorded.count == 2)
        #expect(try node.answerClearing(stream, by: center).recorded.isEmpty)
        #expect(try status(node, "2024-05") == [.confirmed])
        let error = #expect(throws: LedgerError.self) {
            try node.answerClearing("clearing/210200/310100/2024-07", by: center)
        }
        #expect(error?.code == .unknownStream)
    }

    @Test(
        "S15: what came in after its month's list was closed is listed in the next, counts in its own, and is confirmed once."
    )
    func later() throws {
        let (office, node) = try settled()
        defer {
            node.close()
            withExtendedLifetime(office) {}
        }
        let agency = try node.actor(as: "310100", operatorName: "settler")
        let center = try node.actor(as: "210200", operatorName: "clerk")
        func list(_ month: String, fund: Int64) throws {
            let line = """
                {"settlement": "\(SettlementOffice.settlement)", "institution": "H31019900001", "fund": "\(fund)", \
                "entry": {"origin": "triplicate.example/center-210200", "number": "7"}}
                """
            try record(
                node, "clearing/210200/310100/\(month)", "ClearingOpened",
                #"{"part": 1, "parts": 1, "lines": [\#(line)], "total": "\#(fund)"}"#, as: agency.party.code)
        }
        try list("2024-05", fund: 756_501)
        let wrong = try node.answerClearing("clearing/210200/310100/2024-05", by: center)
        #expect(wrong.confirmed.isEmpty && wrong.disputed.map(\.line) == [1])
        #expect(wrong.disputed.map(\.ground.number) == [UInt32(Refusal.Rule.lineDiffers.number)])
        #expect(try node.reconcile(month: "2024-05")[0].result.differences.map(\.departing) == [.agency])
        try record(
            node, "clearing/210200/310100/2024-05", "ClearingLineAnswered",
            #"{"line": 1, "answer": "WITHDRAWN", "note": "抄写错误"}"#, as: "310100")
        #expect(try status(node, "2024-05") == [.withdrawn])
        // Its list is closed, so the next month lists it.
        let next = try node.openClearing(of: "2024-06", at: "210200", by: agency)
        #expect(next.lines.map(\.fund) == [756_500])
        #expect(try node.answerClearing("clearing/210200/310100/2024-06", by: center).confirmed == [1])
        #expect(try node.reconcile(month: "2024-05")[0].result.differences.isEmpty)
        #expect(try node.reconcile(month: "2024-06").isEmpty)
        // Listed once more, it is not confirmed again; nor four months later.
        for month in ["2024-07", "2024-09"] {
            try list(month, fund: 756_500)
            #expect(
                try node.answerClearing("clearing/210200/310100/\(month)", by: center).disputed.map(\.ground.number)
                    == [UInt32((month == "2024-07" ? Refusal.Rule.lineListedTwice : .lineDiffers).number)])
        }
        #expect(try node.reconcile(month: "2024-05")[0].result.differences.count == 1, "listed three times")
        #expect(try node.verify().ok)
    }
}
