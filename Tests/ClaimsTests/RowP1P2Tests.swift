import Claims
import SwiftProtobuf
import Testing

@Suite("P1, P2: the price of each line at every stage, and numbered refusals of lines")
struct LineTests {
    private func price(_ change: (inout ClaimAdjudicated) -> Void) throws -> Int? {
        try Desk.at(.accepted).refused(.claimAdjudicated(changed(Sample.byLine, change)))
    }

    @Test("P1: each line shows billed, adjusted, in scope, approved and paid, and the lines sum to what was paid.")
    func stages() throws {
        var desk = try Desk.at(.accepted)
        #expect(try desk.sampleClaim.pricedLines.map(\.adjusted) == [nil, nil, nil])
        try desk.claim(.claimAdjudicated(Sample.byLine))
        var lines = try desk.sampleClaim.pricedLines
        #expect(lines.map(\.line.amount) == [1_361_114, 120_000, 45_200])
        #expect(lines.map(\.adjusted) == [1_361_114, 120_000, 45_200])
        #expect(lines.map(\.inScope) == [1_291_114, 120_000, 45_200])
        #expect(lines.map(\.priced) == [1_033_000, 96_000, 36_617])
        #expect(lines.map(\.approved) == [nil, nil, nil] && lines.map(\.paid) == [nil, nil, nil])
        try desk.claim(.claimApproved(Sample.approved), by: Sample.approver)
        try desk.claim(.paymentOrdered(Sample.ordered("1", 1_000)))
        try desk.claim(.paymentMade(Sample.made("B1", 1_000)), by: Sample.cashier)
        lines = try desk.sampleClaim.pricedLines
        #expect(lines.map(\.approved) == [1_033_000, 96_000, 36_617])
        // 886.226, 82.360 and 31.414 of 1,000: the fen that is left goes to the largest fraction.
        #expect(lines.map(\.paid) == [886, 82, 32])
        try desk.claim(.paymentOrdered(Sample.ordered("2", Sample.approvedAmount - 1_000)))
        try desk.claim(
            .paymentMade(Sample.made("B2", Sample.approvedAmount - 1_000, order: "2")), by: Sample.cashier)
        #expect(try desk.sampleClaim.pricedLines.map(\.paid) == [1_033_000, 96_000, 36_617])
        try desk.claim(.paymentReversed(Sample.reversed("B1", 1_000)), by: Sample.cashier)
        #expect(
            try desk.sampleClaim.pricedLines.reduce(0) { $0 + ($1.paid ?? 0) } == Sample.approvedAmount - 1_000)
    }

    @Test("P1: a price without decisions on lines leaves them as billed.")
    func undecided() throws {
        let lines = try Desk.at(.paid).sampleClaim.pricedLines
        #expect(lines.map(\.adjusted) == [1_361_114, 120_000, 45_200])
        #expect(lines.allSatisfy { $0.inScope == nil && $0.approved == nil && $0.paid == nil })
    }

    @Test("P1: decisions are complete, in order, of the list's amounts, and in the order of the stages.")
    func rules() throws {
        #expect(try price { _ in } == nil)
        #expect(try price { $0.lines.removeLast() } == 633)
        #expect(try price { $0.lines.append($0.lines[2]) } == 633)
        #expect(try price { $0.lines[1].line = 1 } == 633)
        #expect(try price { $0.lines[2].billed -= 1 } == 634)
        #expect(try price { $0.lines[2].approved = 45_201 } == 635)
        #expect(try price { $0.lines[2].inScope = 45_201 } == 635)
        #expect(try price { $0.lines[2].adjusted = 45_201 } == 635)
        #expect(try price { $0.lines[2].approved = -1 } == 208)
        #expect(try price { $0.lines[2].approved -= 1 } == 637)
        #expect(try price { $0.lines[2].inScope -= 1 } == 637)
        #expect(try price { $0.lines[0].itemClass = .UNRECOGNIZED(9) } == 214)
        #expect(
            try price {
                $0.lines[0].adjusted -= 1
                $0.lines[0].grounds = [Sample.ground(1_612, "the ceiling is lower")]
            } == 637, "the total is what is recognised")
    }

    @Test("P2: a line is recognised for less on a numbered ground, which stays with the line.")
    func grounds() throws {
        var desk = try Desk.at(.accepted)
        let less = changed(Sample.withoutLine3) { $0.lines[2].grounds = [Sample.ground(1_614, "charged twice")] }
        try desk.claim(.claimAdjudicated(less))
        let line = try desk.sampleClaim.pricedLines[2]
        #expect(line.adjusted == 0 && line.grounds.map(\.number) == [1_614])
        #expect(try price { $0.lines[0].grounds = [Sample.ground(0, "no number")] } == 418)
        for (number, refused) in [
            (UInt32(1_600), true), (1_601, false), (1_605, true), (1_620, false), (1_621, true), (9_999, true),
            (10_000, false), (1_401, false), (1_500, true), (12, false), (605, false), (.max, false),
        ] {
            #expect(try price { $0.lines[0].grounds = [Sample.ground(number, "a reason")] } == (refused ? 639 : nil))
        }
    }

    @Test("P2: a restored claim is priced again, with other decisions.")
    func restored() throws {
        var desk = try Desk.at(.accepted)
        try desk.claim(.claimAdjudicated(Sample.byLine))
        try desk.claim(.claimApproved(Sample.approved), by: Sample.approver)
        try desk.claim(.claimRefused(Sample.refused))
        try desk.claim(.claimRestored(.with { $0.reason = "the hospital confirmed" }))
        let less = changed(Sample.withoutLine3) { $0.lines[2].grounds = [Sample.ground(1_616, "not in the bill")] }
        try desk.claim(.claimAdjudicated(less))
        try desk.claim(.claimApproved(.with { $0.amount = 1_129_000 }), by: Sample.approver)
        #expect(try desk.sampleClaim.pricedLines.map(\.approved) == [1_033_000, 96_000, 0])
        #expect(try desk.books[.benefitExpense] == 1_129_000)
    }

    @Test("P1: shares sum to the amount, and nobody gets more than their weight.", arguments: UInt64(0)..<40)
    func shares(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let largest: Int64 = seed % 2 == 0 ? 20 : 1_000_000_000_000
        let weights = (0..<Int.random(in: 1...30, using: &random)).map { _ in
            Int64.random(in: 0...largest, using: &random)
        }
        let sum = weights.reduce(0, +)
        for amount in [0, sum, Int64.random(in: 0...max(0, sum), using: &random)] {
            let shares = ClaimState.shares(of: amount, by: weights)
            #expect(shares.reduce(0, +) == amount)
            guard sum > 0 else { continue }
            for (share, weight) in zip(shares, weights) {
                #expect(share <= weight)
                // The plain way: within a fen of the exact share.
                #expect(abs(Double(share) - Double(amount) * Double(weight) / Double(sum)) < 1.01)
            }
        }
    }

    @Test("P1: shares at the ends: no weights, no weight at all, equal fractions, the largest amounts.")
    func shareEnds() {
        #expect(ClaimState.shares(of: 5, by: []).isEmpty)
        #expect(ClaimState.shares(of: 5, by: [0, 0]) == [5, 0])
        #expect(ClaimState.shares(of: 2, by: [1, 1, 1]) == [1, 1, 0])
        #expect(ClaimState.shares(of: .max, by: [.max, .max]).reduce(0) { $0 &+ $1 } == .max)
        #expect(ClaimState.shares(of: -5, by: [1]) == [0])
    }

    @Test("P2: Docs/grounds.md lists every ground of a line with its number, code and words, and no other.")
    func documented() throws {
        let rows = try documentRows("grounds.md")
        #expect(rows == LineGround.all.map { "| \($0.number) | `\($0.code)` | \($0.english) | \($0.chinese) |" })
        #expect(Set(LineGround.all.map(\.number)).count == rows.count)
    }
}
