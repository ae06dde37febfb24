import Claims
import Foundation
import Ledger
import Testing

@testable import ClaimsLedger

@Suite("S14: what a center's node does by itself")
struct ReactionTests {
    private func settlement(_ node: Node) throws -> SettlementState {
        guard case .settlement(let state)? = try node.state(of: SettlementOffice.settlement).subject else {
            throw LedgerError(.unknownStream, "no settlement", remedy: "")
        }
        return state
    }

    private func balance(_ node: Node) throws -> Int64 {
        guard case .account(let account)? = try node.state(of: SettlementOffice.account).subject else { return -1 }
        return account.balance
    }

    @Test("S14: the example: previewed, priced with the account, confirmed, recorded, reversed; each answered once.")
    func example() throws {
        let office = try SettlementOffice()
        let node = try office.open()
        defer { node.close() }
        try SettlementOffice.play(node, 1...5)
        #expect(try node.react().recorded.isEmpty)
        try SettlementOffice.play(node, 6...6)
        #expect(try node.react().recorded.count == 1)
        let preview = try settlement(node)
        #expect(preview.status == .previewed)
        // (10,000.00 - 300.00 first self-pay - 800.00) x 85 %
        #expect(preview.pricing.split.fundTotal == 756_500 && preview.pricing.split.cash == 243_500)
        try SettlementOffice.play(node, 7...7)
        #expect(try node.react().recorded.count == 1)
        let priced = try settlement(node)
        #expect(priced.status == .priced && priced.pricing.split.account == 150_000)
        #expect(priced.pricing.split.cash == 93_500 && priced.priced.entry.number == 6)
        try SettlementOffice.play(node, 8...8)
        let recorded = try node.react().recorded
        #expect(recorded.map(\.stream) == [SettlementOffice.settlement] && recorded.map(\.number) == [7])
        #expect(try settlement(node).status == .recorded && balance(node) == 0)
        try SettlementOffice.play(node, 9...9)
        #expect(try node.react().recorded.count == 1)
        #expect(try settlement(node).status == .reversed && balance(node) == 150_000)
        let end = try node.ledger.end()
        for _ in 0..<3 { #expect(try node.react().recorded.isEmpty) }
        #expect(try node.ledger.end() == end)
        #expect(try settlement(node).movements.map(\.fund) == [756_500, -756_500])
        #expect(try node.verify().ok)
        #expect(try node.replay(view: nil, check: true).allSatisfy { $0.matches == true })
    }

    @Test("S14: stopped between any two steps, the node does the rest when it is opened again, and nothing twice.")
    func restarted() throws {
        let office = try SettlementOffice()
        for last in 1...9 {
            let node = try office.open()
            // What was recorded stands there under its event id: it is played again from the beginning.
            try SettlementOffice.play(node, 1...last)
            let reactions = try node.react()
            #expect(reactions.failures.isEmpty && (last > 5) == !reactions.recorded.isEmpty)
            node.close()
        }
        let node = try office.open()
        defer { node.close() }
        #expect(try settlement(node).status == .reversed)
        #expect(try node.state(of: SettlementOffice.settlement).entries.count == 8)
        #expect(try balance(node) == 150_000)
    }

    @Test("S14: two runs at the same time answer once.")
    func twoRuns() async throws {
        let office = try SettlementOffice()
        let node = try office.open()
        defer { node.close() }
        try SettlementOffice.play(node, 1...6)
        _ = try node.react()
        try SettlementOffice.play(node, 7...7)
        let counts = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    await withCheckedContinuation { continuation in
                        DispatchQueue.global().async {
                            continuation.resume(returning: (try? node.react().recorded.count) ?? -1)
                        }
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts.sorted() == [0, 0, 0, 1])
        #expect(try node.state(of: SettlementOffice.settlement).entries.count { $0.type == 221 } == 2)
    }

    @Test("S14: what cannot be priced is declined with the number of the rule.")
    func declined() throws {
        let office = try SettlementOffice()
        let node = try office.open()
        defer { node.close() }
        try SettlementOffice.play(node, 1...3)
        // The filing is not on record.
        try SettlementOffice.play(node, 5...5)
        try SettlementOffice.play(node, 7...7)
        #expect(try node.react().recorded.count == 1)
        let state = try settlement(node)
        #expect(state.status == .declined)
        #expect(state.grounds.map(\.number) == [UInt32(Refusal.Rule.filingDoesNotCover.number)])
        #expect(try node.react().recorded.isEmpty)
    }

    /// The example's request or preview, changed, under an event id of its own.
    private func ask(_ node: Node, _ change: (inout SettlementRequested) throws -> Void) throws {
        var event = Event()
        event.settlementRequested = try settlement(node).request
        try change(&event.settlementRequested)
        _ = try node.record(
            RecordRequest(
                stream: SettlementOffice.settlement, type: "SettlementRequested", event: try event.payloadJSON()),
            by: node.actor(as: "H31019900001", operatorName: "window.3"))
    }

    @Test(
        "S14: what a ground quotes stays with the center: the answer has the rule alone, however long the request's texts."
    )
    func grounds() throws {
        let office = try SettlementOffice()
        let node = try office.open()
        defer { node.close() }
        try SettlementOffice.play(node, 1...6)
        _ = try node.react()
        // Some 2,000 bytes, and eighty characters.
        let name = String(repeating: "👨‍👩‍👧‍👦", count: 79)
        try ask(node) {
            $0.preview = false
            $0.insured.name = name
        }
        let reactions = try node.react()
        #expect(reactions.failures.isEmpty && reactions.recorded.count == 1)
        let state = try settlement(node)
        #expect(state.status == .declined)
        #expect(state.grounds.map(\.number) == [UInt32(Refusal.Rule.personDiffers.number)])
        #expect(state.grounds.map(\.text) == [Refusal.Rule.personDiffers.rule])
        #expect(reactions.refused.map(\.stream) == [SettlementOffice.settlement])
        #expect(reactions.refused.first?.refusal.message.contains("秦玉梅") == true)
    }

    @Test("S14: a preview leaves the account out: it would tell what the account holds.")
    func previewedAccount() throws {
        let office = try SettlementOffice()
        let node = try office.open()
        defer { node.close() }
        try SettlementOffice.play(node, 1...6)
        _ = try node.react()
        try ask(node) { $0.useAccount = true }
        _ = try node.react()
        let preview = try settlement(node)
        #expect(preview.status == .previewed && preview.request.useAccount)
        #expect(preview.pricing.split.account == 0 && preview.pricing.split.cash == 243_500)
    }

    @Test("S14: what a clerk records or reverses by hand moves the account in the same commit.")
    func byHand() throws {
        let office = try SettlementOffice()
        let node = try office.open()
        defer { node.close() }
        try SettlementOffice.play(node, 1...6)
        _ = try node.react()
        try SettlementOffice.play(node, 7...7)
        _ = try node.react()
        try SettlementOffice.play(node, 8...8)
        let clerk = try node.actor(as: "210200", operatorName: "clerk.wang")
        func record(_ kind: Event.OneOf_Kind, _ type: String) throws {
            var event = Event()
            event.kind = kind
            _ = try node.record(
                RecordRequest(stream: SettlementOffice.settlement, type: type, event: try event.payloadJSON()),
                by: clerk)
        }
        let confirmed = try settlement(node)
        var fact = SettlementRecorded()
        fact.confirmation = confirmed.confirmed.entry
        fact.fund = confirmed.pricing.split.fundTotal
        fact.settledOn = confirmed.confirmation.paidOn
        fact.account = 150_000
        try record(.settlementRecorded(fact), "SettlementRecorded")
        #expect(try balance(node) == 0)
        try SettlementOffice.play(node, 9...9)
        let asked = try settlement(node)
        var reversal = SettlementReversed()
        reversal.original = asked.recorded.entry
        reversal.request = asked.reversalRequested.entry
        reversal.fund = asked.record.fund
        reversal.reversedOn = "2024-05-22"
        try record(.settlementReversed(reversal), "SettlementReversed")
        #expect(try settlement(node).status == .reversed && balance(node) == 150_000)
        #expect(try node.react().recorded.isEmpty)
    }

    @Test("S14: an account that pays no more does not hinder what the fund owes: recorded without it, and why.")
    func accountEmptied() throws {
        let office = try SettlementOffice()
        let node = try office.open()
        defer { node.close() }
        try SettlementOffice.play(node, 1...6)
        _ = try node.react()
        try SettlementOffice.play(node, 7...7)
        _ = try node.react()
        let drawn = """
            {"amount": "1", "withdrawnOn": "2024-05-20", "outlet": "outlet-1", "cardNumber": "LN21029900030115", \
            "number": "W1"}
            """
        _ = try node.record(
            RecordRequest(stream: SettlementOffice.account, type: "AccountWithdrawn", event: drawn),
            by: node.actor(as: "210200", operatorName: "clerk"))
        let confirmed = """
            {"priced": {"origin": "triplicate.example/center-210200", "number": "6"}, "cash": "93500", \
            "paidOn": "2024-05-20"}
            """
        _ = try node.record(
            RecordRequest(stream: SettlementOffice.settlement, type: "SettlementConfirmed", event: confirmed),
            by: node.actor(as: "H31019900001", operatorName: "window.3"))
        #expect(try node.react().recorded.map(\.stream) == [SettlementOffice.settlement])
        let state = try settlement(node)
        #expect(state.status == .recorded && state.owed == 756_500 && state.record.account == 0)
        #expect(state.record.accountGrounds.map(\.text) == [Refusal.Rule.balanceTooSmall.rule])
        #expect(state.record.accountGrounds.map(\.number) == [UInt32(Refusal.Rule.balanceTooSmall.number)])
        #expect(try balance(node) == 149_999)
    }
}
