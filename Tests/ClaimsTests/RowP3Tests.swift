import Claims
import SwiftProtobuf
import Testing

@Suite("P3: review sampling")
struct ReviewTests {
    /// No hash: a mixing of the bytes, enough for tests that need no published vector.
    private static func mixed(_ bytes: [UInt8]) -> [UInt8] {
        var random = SeededGenerator(
            seed: bytes.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 })
        return (0..<32).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }

    private func draw(
        _ population: [ReviewCase], share: String = "", value: Int64 = 0, factor: String = "",
        root: String = Sample.hash
    ) throws -> [DrawnClaim] {
        let criteria = try #require(
            ReviewCriteria(randomShare: share, valueFrom: value, deviationFactor: factor))
        return ReviewSample.draw(from: population, by: criteria, root: root, sha256: ReviewTests.mixed)
    }

    private func population(_ totals: [Int64], group: String = "hospital H11010500001") -> [ReviewCase] {
        totals.enumerated().map { index, total in
            ReviewCase(stream: "claim/210200/2018-\(1_000 + index)", total: total, group: group)
        }
    }

    @Test(
        "P3: the share of the population is rounded up, exactly.",
        arguments: [
            ("0.05", 20, 1), ("0.05", 21, 2), ("0.05", 0, 0), ("0.05", 1, 1), ("1", 7, 7), ("0", 7, 0), ("", 7, 0),
            ("0.1", 30, 3), ("0.333333", 3, 1), ("0.333334", 3, 2), ("0.000001", 1_000_000, 1),
            ("0.000001", 1_000_001, 2),
        ])
    func share(share: String, count: Int, drawn: Int) throws {
        let criteria = try #require(ReviewCriteria(randomShare: share, valueFrom: 1, deviationFactor: ""))
        #expect(criteria.randomCount(of: count) == drawn)
    }

    @Test(
        "P3: a draw asks for a share from 0 to 1, a value, or a factor above 1.",
        arguments: [
            ("", Int64(0), "", false), ("0", 0, "", false), ("0.05", 0, "", true), ("1.000001", 0, "", false),
            ("-0.1", 0, "", false), ("x", 0, "", false), ("", 1, "", true), ("", -1, "", false), ("", 0, "1", false),
            ("", 0, "1.000001", true), ("", 0, "0", false), ("0.5", 0, "y", false),
        ])
    func criteria(share: String, value: Int64, factor: String, stands: Bool) {
        let criteria = ReviewCriteria(randomShare: share, valueFrom: value, deviationFactor: factor)
        #expect((criteria != nil) == stands)
    }

    @Test("P3: by value, the value itself is drawn and a fen less is not.")
    func byValue() throws {
        let drawn = try draw(population([999_999, 1_000_000, 1_000_001]), value: 1_000_000)
        #expect(drawn.map(\.claim) == ["claim/210200/2018-1001", "claim/210200/2018-1002"])
        #expect(drawn.allSatisfy { $0.causes == [.value] })
    }

    @Test("P3: by deviation, there are five others, their median counts, and the factor itself is drawn.")
    func byDeviation() throws {
        func drawn(_ totals: [Int64], _ factor: String = "3") throws -> [String] {
            try draw(population(totals), factor: factor).map { String($0.claim.suffix(4)) }
        }
        #expect(try drawn([10, 10, 10, 10, 10, 30]) == ["1005"])
        #expect(try drawn([10, 10, 10, 10, 10, 29]).isEmpty)
        #expect(try drawn([10, 10, 10, 10, 30]).isEmpty, "four others say nothing")
        // The median of 1, 2, 3, 5, 6, 7 is 4, of 1, 2, 3, 4, 6, 7 it is 3.5: halves are not rounded.
        #expect(try drawn([1, 2, 3, 5, 6, 7, 12]) == ["1006"])
        #expect(try drawn([1, 2, 3, 4, 6, 7, 10], "3").isEmpty)
        #expect(try drawn([1, 2, 3, 4, 6, 7, 11], "3") == ["1006"])
        // A claim of nothing is three times a median of nothing.
        #expect(try drawn([0, 0, 0, 0, 0, 0]).count == 6)
    }

    @Test("P3: groups are apart: what is dear in one hospital may be usual in another.")
    func groups() throws {
        let cheap = population([10, 10, 10, 10, 10, 10])
        let dear = (0..<6).map { ReviewCase(stream: "claim/210200/d\($0)", total: 100, group: "level 3, K35") }
        #expect(try draw(cheap + dear, factor: "2").isEmpty)
        #expect(
            try draw((cheap + dear).map { ReviewCase(stream: $0.stream, total: $0.total, group: "one") }, factor: "1.9")
                .count == 6)
    }

    @Test(
        "P3: the draw does not depend on the order of the population, and another root draws others.",
        arguments: UInt64(0)..<10)
    func order(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let cases = population((0..<200).map { _ in Int64.random(in: 0...1_000_000_000_000, using: &random) })
        let first = try draw(cases, share: "0.05", value: 900_000_000_000, factor: "1.5")
        #expect(try draw(cases.shuffled(using: &random), share: "0.05", value: 900_000_000_000, factor: "1.5") == first)
        #expect(first.count { $0.causes.contains(.random) } == 10)
        #expect(first.map(\.claim) == first.map(\.claim).sorted())
        let random1 = try draw(cases, share: "0.05").map(\.claim)
        let random2 = try draw(cases, share: "0.05", root: String(repeating: "cd", count: 32)).map(\.claim)
        #expect(random1 != random2)
    }

    @Test("P3: what the program draws is a draw that the rules let stand.", arguments: [1, 2, 19, 20, 21, 40])
    func stands(count: Int) throws {
        var desk = try Desk.at(.accepted)
        let cases = population((0..<count).map { Int64($0) * 100_000 })
        let event = changed(Sample.drawn) {
            $0.deviationFactor = "1.5"
            $0.population = UInt32(count)
        }
        let drawn = try draw(cases, share: event.randomShare, value: event.valueFrom, factor: event.deviationFactor)
        try desk.audit(
            .reviewDrawn(changed(event) { $0.claims = drawn }), in: Sample.review, on: "2018-11-06")
        #expect(try desk.state(Sample.review).review.items.count == drawn.count)
    }

    @Test("P3: a malformed draw is refused, and a received one has no effect.")
    func malformed() throws {
        func refused(_ change: (inout ReviewDrawn) -> Void) throws -> Int? {
            let event = Event(.reviewDrawn(changed(Sample.drawn, change)))
            var desk = try Desk.at(.accepted)
            let found = refusal {
                _ = try desk.propose(event, in: Sample.review, by: Sample.auditor, on: "2018-11-06")
            }
            desk.receive(event, in: Sample.review, by: Sample.auditor, on: "2018-11-06")
            let state = try desk.state(Sample.review)
            #expect(state.entries[0].refusal == UInt32(found?.number ?? 0))
            #expect(state.review.hasDraw == (found == nil))
            return found?.number
        }
        #expect(try refused { _ in } == nil)
        #expect(try refused { $0.claims[0].causes = [] } == 974)
        #expect(try refused { $0.claims[0].causes = [.value, .value] } == 974)
        #expect(try refused { $0.claims[0].causes = [.value, .random] } == 974)
        #expect(try refused { $0.claims[0].claim = "claim/210300/1" } == 974)
        #expect(try refused { $0.claims[0].claim = Sample.claim } == 974, "twice")
        #expect(try refused { $0.population = 1 } == 974)
        #expect(try refused { $0.claims[0].causes = [.random, .value] } == 975)
        #expect(try refused { $0.claims[1].causes = [.deviation] } == 976)
        #expect(try refused { $0.claims[0].causes = [.unspecified] } == 214)
        #expect(try refused { $0.claims[0].claim = Sample.filing } == 213)
        #expect(try refused { $0.checkpointRoot = "ab" } == 211)
        #expect(try refused { $0.checkpointSize = 0 } == 209)
        #expect(try refused { $0.acceptedTo = "2018-10-31" } == 216)
        #expect(try refused { $0.randomShare = "5%" } == 212)
        #expect(try refused { $0.valueFrom = -1 } == 208)
    }

    @Test(
        "P3, 17: a claim approved while it was drawn is found, until the review confirms it a warning; drawn later it is not."
    )
    func approvedWhileDrawn() throws {
        func against(_ desk: Desk) throws -> [Finding] {
            try desk.findings(Sample.claim).filter { $0.number == 17 }
        }
        let approval = Event(.claimApproved(Sample.approved))
        var desk = try Desk.at(.adjudicated)
        try desk.audit(.reviewDrawn(Sample.drawn), in: Sample.review, on: "2018-11-06")
        var regular = desk
        // The index had not the draw yet.
        desk.receive(approval, in: Sample.claim, by: Sample.approver, on: "2018-11-08")
        let open = try against(desk)
        #expect(open.map(\.severity) == [.alarm] && open[0].english.contains(Sample.review))
        let drawn = try desk.state(Sample.review).review.drawn.entry
        #expect(open[0].evidence == [drawn, try desk.state(Sample.claim).claim.approved.entry])
        for confirmed in [true, false] {
            var concluded = desk
            try concluded.audit(
                .reviewConcluded(Sample.reviewed(confirmed: confirmed)), in: Sample.review, on: "2018-11-09")
            let found = try against(concluded)
            #expect(found.map(\.severity) == [confirmed ? .warning : .alarm], "one finding, not two")
        }
        try regular.audit(.reviewConcluded(Sample.reviewed()), in: Sample.review, on: "2018-11-07")
        try regular.record(approval, in: Sample.claim, by: Sample.approver, on: "2018-11-08")
        #expect(try against(regular).isEmpty)
        var later = try Desk.at(.approved)
        try later.audit(.reviewDrawn(Sample.drawn), in: Sample.review, on: "2018-11-09")
        #expect(try against(later).isEmpty, "it was approved before it was drawn")
    }

    @Test("P3: days that are not over are not drawn from; today is not over.")
    func notOver() throws {
        let desk = try Desk.at(.accepted)
        func refused(_ day: String) -> Refusal? {
            let event = Event(.reviewDrawn(changed(Sample.drawn) { $0.acceptedTo = day }))
            return refusal { _ = try desk.propose(event, in: Sample.review, by: Sample.auditor, on: "2018-11-06") }
        }
        #expect(refused("2018-11-05") == nil)
        #expect(refused("2018-11-06") == Refusal(.daysNotOver, ""))
        #expect(refused("2018-11-07") == Refusal(.daysNotOver, ""))
    }

    @Test("P3: a drawn claim is approved after its review, whatever the review says; others are not held up.")
    func approval() throws {
        var desk = try Desk.at(.adjudicated)
        try desk.audit(.reviewDrawn(Sample.drawn), in: Sample.review, on: "2018-11-06")
        #expect(desk.approval() == Refusal(.claimUnderReview, ""))
        try desk.audit(
            .reviewConcluded(Sample.reviewed("claim/210200/2018-000001")), in: Sample.review, on: "2018-11-07")
        #expect(desk.approval() == Refusal(.claimUnderReview, ""), "another claim's review is concluded")
        let conclusion = try desk.audit(.reviewConcluded(Sample.reviewed()), in: Sample.review, on: "2018-11-07")
        #expect(desk.approval() == nil)
        try desk.audit(
            .annulled(
                .with {
                    $0.entry = conclusion
                    $0.reason = "a mistake"
                }), in: Sample.review, on: "2018-11-07")
        #expect(desk.approval() == Refusal(.claimUnderReview, ""))
        var free = try Desk.at(.adjudicated)
        let other = changed(Sample.drawn) { $0.claims[1].claim = "claim/210200/2019-000124" }
        try free.audit(.reviewDrawn(other), in: Sample.review, on: "2018-11-06")
        #expect(free.approval() == nil)
    }

    @Test("P3: who does not confirm a claim says why; a correction stays with its claim; a draw is never undone.")
    func conclusions() throws {
        var desk = try Desk.at(.accepted)
        let draw = try desk.audit(.reviewDrawn(Sample.drawn), in: Sample.review, on: "2018-11-06")
        let bare = changed(Sample.reviewed(confirmed: false)) { $0.grounds = [] }
        #expect(
            refusal { try desk.audit(.reviewConcluded(bare), in: Sample.review, on: "2018-11-06") }
                == Refusal(.groundsMissing, ""))
        let entry = try desk.audit(.reviewConcluded(Sample.reviewed()), in: Sample.review, on: "2018-11-06")
        try desk.audit(
            .reviewConcluded(Sample.reviewed("claim/210200/2018-000001")), in: Sample.review, on: "2018-11-06")
        func correct(_ conclusion: ReviewConcluded) -> Refusal? {
            refusal {
                try desk.audit(
                    .corrected(
                        .with {
                            $0.entry = entry
                            $0.replacement = Event(.reviewConcluded(conclusion))
                            $0.reason = "misread"
                        }), in: Sample.review, on: "2018-11-06")
            }
        }
        #expect(correct(bare) == Refusal(.groundsMissing, ""))
        #expect(correct(Sample.reviewed("claim/210200/2018-000001")) == Refusal(.reviewAlreadyConcluded, ""))
        #expect(correct(Sample.reviewed(confirmed: false)) == nil)
        let review = try desk.state(Sample.review).review
        #expect(review.openCount == 0 && review.items.map(\.conclusion.confirmed) == [true, false])
        let annulment = refusal {
            try desk.audit(
                .annulled(
                    .with {
                        $0.entry = draw
                        $0.reason = "others should have been drawn"
                    }), in: Sample.review, on: "2018-11-06")
        }
        #expect(annulment == Refusal(.notUndoable, ""))
    }
}
