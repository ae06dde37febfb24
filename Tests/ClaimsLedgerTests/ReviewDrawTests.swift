import Claims
import Foundation
import Ledger
import Testing
import TransparencyLog

@testable import ClaimsLedger

@Suite("P3: draws from a log")
struct ReviewDrawTests {
    /// The vectors of `Tests/Independent/review_draw.py --vectors`, which is written from Docs/domain.md alone.
    @Test("P3: tickets and draws are those of an independent program.")
    func vectors() throws {
        let root = String(repeating: "ab", count: 32)
        let tickets = [
            ("claim/210200/2018-000001", "61429b94c7a2f73c54b70f35d368135809a4f628c28b2f8e2888c949127962c4"),
            ("claim/210200/2018-000002", "3a6ef6e301ddf73bbd8fb6eb1b360c478cc88cd91f3279a5e20cd1f5fc047f6c"),
            ("claim/210200/2018-000003", "384c1215228692408d5a886607e33aacf5fbedf0112035a09f7254f4552f8e3e"),
        ]
        for (stream, hex) in tickets {
            #expect(Digest.sha256(ReviewSample.ticketMessage(root: root, stream: stream)).hex == hex)
        }
        var population = (1...24).map { number in
            let digits = String(number)
            return ReviewCase(
                stream: "claim/210200/2018-" + String(repeating: "0", count: 6 - digits.count) + digits,
                total: Int64(10_000 * number + (number == 17 ? 900_000 : 0)), group: number % 3 == 0 ? "b" : "a")
        }
        population.append(ReviewCase(stream: "claim/210200/x", total: 5_000_000, group: "c"))
        population.append(ReviewCase(stream: "claim/210200/E", total: 1, group: "c"))
        let criteria = try #require(
            ReviewCriteria(randomShare: "0.1", valueFrom: 1_000_000, deviationFactor: "2.5"))
        let drawn = ReviewSample.draw(
            from: population, by: criteria, root: root, sha256: { Digest.sha256($0).bytes })
        #expect(
            drawn.map { "\($0.claim.dropFirst(13)) \($0.causes.map(\.word).joined(separator: ", "))" } == [
                "2018-000012 at random", "2018-000015 at random", "2018-000017 by value, by deviation",
                "2018-000022 at random", "x by value",
            ])
    }

    /// A node with a filing on record, and claims taken up on 2021-03-01, one of them dear; it is the next day.
    private final class Docket {
        let office: Office
        let clock = Clock("2021-03-01")
        let node: Node
        let center: Actor
        private let paper: String

        init(_ count: Int) throws {
            office = try Office()
            node = try office.open(clock: clock)
            try Office.play(node, through: 4)
            center = try node.actor(as: "210200", operatorName: "clerk")
            paper = try node.storeBlob(Array("paper".utf8))
            for index in 0..<count { try accept(index) }
            clock.set("2021-03-02")
        }

        deinit { node.close() }

        func record(_ stream: String, _ type: String, _ event: String, by name: String = "clerk") throws {
            let actor = try node.actor(as: "210200", operatorName: name)
            _ = try node.record(RecordRequest(stream: stream, type: type, event: event), by: actor)
        }

        func accept(_ index: Int) throws {
            let total = index == 3 ? 9_000_000 : 100_000 + index
            let papers = ["CARD", "APPLICATION_FORM", "DISCHARGE_CERTIFICATE", "ITEMISED_LIST", "INVOICE"].map {
                #"{"kind": "\#($0)", "sha256": "\#(paper)", "bothSides": true, "signedOnBack": true}"#
            }
            let unit = try node.actor(as: "91210299MA0TRPLC1U", operatorName: "agent")
            let event = """
                {"person": "person/210200/000123", "insured": {"name": "林海生", "residentId": "210299195603120007",
                "cardNumber": "LN21029900012345"}, "filing": "filing/210200/2018-000045", "unit": "91210299MA0TRPLC1U",
                "hospital": "H11019900001", "admittedOn": "2018-08-25", "dischargedOn": "2018-10-11",
                "bill": {"invoice": {"code": "111001807", "number": "2018\(1_000 + index)", "issuedOn": "2018-10-11",
                "amount": "\(total)"}, "total": "\(total)"}, "documents": [\(papers.joined(separator: ","))],
                "payee": {"name": "林海生", "bank": "示例银行", "account": "6222"}, "lateReason": "补报"}
                """
            _ = try node.record(
                RecordRequest(stream: Docket.name(index), type: "ClaimSubmitted", event: event), by: unit)
            try record(Docket.name(index), "ClaimAccepted", #"{"latenessExcused": "第十二条"}"#)
        }

        static func name(_ index: Int) -> String { "claim/210200/2018-\(1_000 + index)" }
    }

    private func request(share: String = "0.1", value: Int64 = 5_000_000) throws -> ReviewRequest {
        ReviewRequest(
            from: try #require(CalendarDate("2021-02-28")), to: try #require(CalendarDate("2021-03-01")),
            randomShare: share, valueFrom: value, deviationFactor: "3",
            number: "1")
    }

    @Test("P3: a draw is recorded, honest, and stays so when claims are taken up afterwards.")
    func honest() throws {
        let claims = try Docket(12)
        let (recorded, draw) = try claims.node.drawReview(try request(), by: claims.center)
        #expect(recorded.stream == "review/210200/1")
        #expect(draw.population == 12 && draw.claims.count { $0.causes.contains(.random) } == 2)
        let dear = try #require(draw.claims.first { $0.claim == Docket.name(3) })
        #expect(dear.causes.suffix(2) == [.value, .deviation])
        #expect(draw.checkpointSize == recorded.number)
        #expect(try claims.node.checkReview("review/210200/1").honest)
        for index in 12..<15 { try claims.accept(index) }
        let check = try claims.node.checkReview("review/210200/1")
        #expect(check.honest && check.population == 12 && check.drawn == draw.claims.count)
        #expect(try claims.node.replay(view: nil, check: true).allSatisfy { $0.matches == true })
        #expect(throws: Refusal(.alreadyDrawn, "")) {
            try claims.node.drawReview(try request(), by: claims.center)
        }
    }

    @Test("P3: a claim that is taken back afterwards was in the population all the same.")
    func takenBack() throws {
        let claims = try Docket(6)
        _ = try claims.node.drawReview(try request(), by: claims.center)
        try claims.record(Docket.name(1), "ClaimReturned", #"{"missing": ["INVOICE"]}"#)
        #expect(try claims.node.checkReview("review/210200/1").honest)
        var later = try request()
        later.number = "2"
        #expect(try claims.node.drawReview(later, by: claims.center).draw.population == 5)
    }

    @Test("P3: a draw that chose its claims, its population, its seed or its moment is found out.")
    func dishonest() throws {
        let claims = try Docket(12)
        let (_, honest) = try claims.node.drawReview(try request(), by: claims.center)
        func problems(_ number: String, _ change: (inout ReviewDrawn) -> Void) throws -> [String] {
            var draw = honest
            change(&draw)
            var event = Event()
            event.reviewDrawn = draw
            try claims.record("review/210200/\(number)", "ReviewDrawn", try event.payloadJSON())
            let check = try claims.node.checkReview("review/210200/\(number)")
            #expect(check.honest == check.problems.isEmpty)
            return check.problems
        }
        // Several draws of one head would let the drawer choose among heads, so only the first is in order.
        #expect(
            try problems("same") { _ in } == ["1 entry stands between the head that is named and the draw."])
        let chosen = try problems("chosen") { draw in
            // Another one instead of the first that was drawn at random alone.
            let names = Set(draw.claims.map(\.claim))
            let free = (0..<12).map(Docket.name).first { !names.contains($0) } ?? ""
            guard let place = draw.claims.firstIndex(where: { $0.causes == [.random] }) else { return }
            draw.claims[place].claim = free
            draw.claims.sort { $0.claim < $1.claim }
        }
        #expect(chosen.count == 3 && chosen.suffix(2).allSatisfy { $0.contains("by the rule") })
        #expect(chosen[0] == "2 entries stand between the head that is named and the draw.")
        #expect(
            try problems("fewer") { draw in
                draw.population = 11
            }.last == "The draw says a population of 11, the log holds 12.")
        let root = try problems("root") { $0.checkpointRoot = String(repeating: "ab", count: 32) }
        #expect(root.contains { $0.contains("another root") })
        let ahead = try problems("ahead") { $0.checkpointSize = 1_000_000 }
        #expect(ahead.contains { $0.contains("does not hold") } && ahead.count == 2)
        // The newest head is asked for: this one is from before three more were taken up.
        for index in 12..<15 { try claims.accept(index) }
        #expect(try problems("old") { _ in }.contains { $0.hasSuffix("between the head that is named and the draw.") })
    }

    @Test("P3: a draw is recorded right behind its head, or drawn again.")
    func between() throws {
        let claims = try Docket(6)
        let draw = try claims.node.draw(try request(), by: claims.center)
        try claims.record(Docket.name(1), "ClaimReturned", #"{"missing": ["INVOICE"]}"#)
        #expect(throws: LedgerError.self) {
            try claims.node.record(draw, number: "1", by: claims.center)
        }
        let (recorded, again) = try claims.node.drawReview(try request(), by: claims.center)
        #expect(recorded.number == again.checkpointSize && again.population == 5)
        #expect(try claims.node.checkReview("review/210200/1").honest)
    }

    @Test("P3: days that are not over are not drawn from; a claim accepted the day after is of another population.")
    func behind() throws {
        let claims = try Docket(6)
        claims.clock.set("2021-03-01")
        #expect(throws: Refusal(.daysNotOver, "")) {
            try claims.node.drawReview(try request(), by: claims.center)
        }
        claims.clock.set("2021-03-02")
        _ = try claims.node.drawReview(try request(), by: claims.center)
        try claims.accept(6)
        #expect(try claims.node.checkReview("review/210200/1").honest, "it is of the next day")
    }

    @Test("P3: within a batch that is not atomic, an approval names the review that the batch concluded before it.")
    func basisInBatch() throws {
        let claims = try Docket(1)
        let claim = Docket.name(0)
        let draw = """
            {"acceptedFrom": "2018-11-01", "acceptedTo": "2018-11-02", "checkpointSize": "3", "randomShare": "1",
            "checkpointRoot": "\(String(repeating: "ab", count: 32))", "population": 1,
            "claims": [{"claim": "\(claim)", "causes": ["RANDOM"]}]}
            """
        let split = #"{"split": {"total": "100000", "cash": "100000", "personalShare": "100000", "inScope": "100000"}}"#
        let requests = [
            RecordRequest(stream: claim, type: "ClaimAdjudicated", event: split),
            RecordRequest(stream: "review/210200/1", type: "ReviewDrawn", event: draw),
            RecordRequest(
                stream: "review/210200/1", type: "ReviewConcluded",
                event: #"{"claim": "\#(claim)", "confirmed": true}"#),
            RecordRequest(stream: claim, type: "ClaimApproved", event: #"{"amount": "0"}"#, author: "approver"),
        ]
        _ = try claims.node.record(batch: requests, by: claims.center, atomic: false)
        let review = try #require(try claims.node.state(of: "review/210200/1").entries.last?.act.entry)
        let approval = try #require(try claims.node.state(of: claim).entries.last)
        #expect(approval.typeName == "ClaimApproved" && approval.basis.contains(review))
    }

    @Test("P3: a claim under review is shown as such and is not approved; after the review it is.")
    func underReview() throws {
        let claims = try Docket(4)
        let claim = Docket.name(3)
        let split = """
            {"split": {"total": "9000000", "inScope": "9000000", "pooledFund": "9000000", "fundTotal": "9000000"}}
            """
        try claims.record(claim, "ClaimAdjudicated", split)
        _ = try claims.node.drawReview(try request(share: ""), by: claims.center)
        func status() throws -> String? {
            try claims.node.list(ListQuery(kind: "claims")).rows.first { $0.stream == claim }?.review
        }
        #expect(try status() == "drawn")
        #expect(try claims.node.concerning(claim).map(\.kind) == ["by value"])
        let approve = { try claims.record(claim, "ClaimApproved", #"{"amount": "9000000"}"#, by: "approver") }
        #expect(throws: Refusal(.claimUnderReview, "")) { try approve() }
        try claims.record("review/210200/1", "ReviewConcluded", #"{"claim": "\#(claim)", "confirmed": true}"#)
        #expect(try status() == "concluded")
        try approve()
        let approval = try #require(try claims.node.state(of: claim).entries.last)
        let review = try #require(try claims.node.state(of: "review/210200/1").entries.last?.act.entry)
        #expect(approval.basis.contains(review), "the approval names the review that it had read")
        #expect(try claims.node.verify().ok)
    }

    @Test("P3: similar are claims of one level and diagnosis, as far as the acceptance had read the hospital's stay.")
    func groups() throws {
        let office = try Office()
        let node = try office.open(clock: Clock("2021-03-01"))
        defer { node.close() }
        try Office.play(node, through: 6)
        let center = try node.actor(as: "210200", operatorName: "clerk")
        func group() throws -> [String] {
            let log = node.ledger.logs.filter { $0.party == "center:210200" }[0]
            let size = try node.ledger.sizes()[Int(log.local)]
            let days = try request()
            return try ReviewPopulation(node: node, center: center.party, origin: log.origin, size: size)
                .cases(from: days.from, to: days.to).map(\.group)
        }
        #expect(try group().isEmpty, "nothing is taken up yet")
        let acceptance = RecordRequest(
            stream: Office.claim, type: "ClaimAccepted", event: #"{"latenessExcused": "第十二条"}"#)
        _ = try node.record(acceptance, by: center)
        #expect(try group() == ["level 3, 腰部软组织损伤"])
        let stay = "stay/H11019900001/2018-004711"
        let discharge = try #require(
            try node.state(of: stay).entries.first { $0.typeName == "Discharged" }?.act.entry)
        let correction = """
            {"entry": {"origin": "\(discharge.origin)", "number": "\(discharge.number)"}, "reason": "误填",
            "replacement": {"discharged": {"dischargedOn": "2018-10-11", "diagnosis": "腰椎骨折"}}}
            """
        _ = try node.record(
            RecordRequest(stream: stay, type: "Corrected", event: correction),
            by: node.actor(as: "H11019900001", operatorName: "ward"))
        #expect(try group() == ["level 3, 腰部软组织损伤"], "the acceptance had not read the correction")
    }

    @Test("P3: within one atomic batch, an approval sees the review that the batch opens before it.")
    func oneBatch() throws {
        let claims = try Docket(1)
        let claim = Docket.name(0)
        let draw = """
            {"acceptedFrom": "2018-11-01", "acceptedTo": "2018-11-02", "checkpointSize": "3", "randomShare": "1",
            "checkpointRoot": "\(String(repeating: "ab", count: 32))", "population": 1,
            "claims": [{"claim": "\(claim)", "causes": ["RANDOM"]}]}
            """
        let split = #"{"split": {"total": "100000", "cash": "100000", "personalShare": "100000", "inScope": "100000"}}"#
        let requests = [
            RecordRequest(stream: claim, type: "ClaimAdjudicated", event: split),
            RecordRequest(stream: "review/210200/1", type: "ReviewDrawn", event: draw),
            RecordRequest(stream: claim, type: "ClaimApproved", event: #"{"amount": "0"}"#),
        ]
        for atomic in [true, false] {
            let refused = #expect(throws: BatchRefusal.self) {
                try claims.node.record(batch: requests, by: claims.center, atomic: atomic)
            }
            #expect(refused?.place == 3 && (refused?.cause as? Refusal)?.code == "claim-under-review", "\(atomic)")
        }
    }
}
