import Claims
import Foundation
import Ledger
import Policies
import Testing

@testable import ClaimsLedger

@Suite("Publishing, and pricing past claims")
struct PublishingTests {
    private static let policy = """
        policy: retirees
        version: "2018"
        effective: {from: 2018-01-01, to: 2018-12-31}
        classes: {A: , B: {firstSelfPay: 10%}, C: {excluded: yes}}
        stages:
          - fund: pooledFund
            deductible: {by: level, 3: 850, else: 500}
            rate: {by: status, retiree: 90%, else: 85%}
        """

    private func example(_ path: String) throws -> String {
        try String(contentsOf: Office.root.appending(path: "Examples/policies/\(path)"), encoding: .utf8)
    }

    /// A node on which the unit has claimed, and the center acts.
    private func withClaim(_ body: (Node, Actor) throws -> Void) throws {
        let office = try Office()
        let node = try office.open()
        defer { node.close() }
        try Office.play(node, through: 6)
        try body(node, try node.actor(as: "210200", operatorName: "clerk"))
    }

    private func record(_ node: Node, _ type: String, _ event: String, by actor: Actor) throws {
        _ = try node.record(RecordRequest(stream: Office.claim, type: type, event: event), by: actor)
    }

    private func adjudicate(_ node: Node, _ split: SettlementSplit, by actor: Actor) throws {
        var event = Event()
        event.claimAdjudicated.split = split
        event.claimAdjudicated.policy = "policy/210200/retirees"
        event.claimAdjudicated.policyVersion = "2018"
        try record(node, "ClaimAdjudicated", try event.payloadJSON(), by: actor)
    }

    @Test("A policy is published once: the same text is already there, another under its version is refused.")
    func once() throws {
        try withClaim { node, clerk in
            let end = try node.ledger.end()
            let first = try node.publishPolicy(Self.policy, by: clerk)
            #expect(first.recorded.stream == "policy/210200/retirees" && !first.recorded.alreadyPresent)
            #expect(first.sha256.count == 64 && first.effectiveTo == "2018-12-31")
            let second = try node.publishPolicy(Self.policy, by: clerk)
            #expect(second.recorded.alreadyPresent && second.recorded.number == first.recorded.number)
            #expect(
                second.recorded.eventId == first.recorded.eventId && second.recorded.position == first.recorded.position
            )
            #expect(try node.ledger.end() == end + 1)
            let other = #expect(throws: Refusal.self) {
                try node.publishPolicy(Self.policy + "\n# changed\n", by: clerk)
            }
            #expect(other?.number == 901)
            #expect(try node.ledger.end() == end + 1)
            guard case .policy(let state)? = try node.state(of: "policy/210200/retirees").subject else { return }
            #expect(state.versions.map(\.policy.text) == [Self.policy])
        }
    }

    @Test(
        "What does not check is not published, and says where.",
        arguments: [
            (
                "policy: p\nversion: 1\neffective: {from: 2018-01-01}\nstages: [{fund: pooledFund, rate: 180%}]\n",
                "line 4"
            ),
            ("policy: p\nversion: 1\nstages: [{fund: pooledFund, rate: 80%}]\n", "no first day"),
            ("policy: p\neffective: {from: 2018-01-01}\nstages: [{fund: pooledFund, rate: 80%}]\n", "no version"),
            (
                "policy: our city\nversion: 1\neffective: {from: 2018-01-01}\nstages: [{fund: pooledFund, rate: 80%}]\n",
                "no name"
            ),
            ("procedure: p\nversion: 1\neffective: {from: 2018-01-01}\nclaimMonths: many\n", "line 4"),
            (
                "policy: procedure\nversion: 1\neffective: {from: 2018-01-01}\nstages: [{fund: pooledFund, rate: 80%}]\n",
                "settings"
            ),
        ])
    func refused(text: String, reason: String) throws {
        try withClaim { node, clerk in
            let end = try node.ledger.end()
            do {
                _ = try node.publishPolicy(text, by: clerk)
                Issue.record("published")
            } catch {
                let said = (error as? Refusal)?.message ?? "\(error)"
                #expect(said.contains(reason), "\(said)")
            }
            #expect(try node.ledger.end() == end)
        }
    }

    @Test("Only a center publishes.")
    func byCenter() throws {
        try withClaim { node, _ in
            let unit = try node.actor(as: "91210299MA0TRPLC1U", operatorName: "agent")
            #expect(throws: Refusal.self) { try node.publishPolicy(Self.policy, by: unit) }
            #expect(throws: Refusal.self) { try node.publishCatalogue(example("catalogue-sample.yaml"), by: unit) }
        }
    }

    @Test("A long catalogue lies in a blob, which verify misses when it is gone; a short one in its entry.")
    func catalogues() throws {
        try withClaim { node, clerk in
            let short = try node.publishCatalogue(try example("catalogue-sample.yaml"), by: clerk)
            #expect(!short.isBlob && short.items == 9 && short.recorded.stream == "catalogue/210200/treating-place")
            let long =
                "catalogue: drugs\nversion: 1\neffective: {from: 2018-01-01}\nitems:\n"
                + (0..<2_000).map { "  - {code: I\($0), name: item \($0), class: A, usual: 1.00}\n" }.joined()
            let published = try node.publishCatalogue(long, by: clerk)
            #expect(published.isBlob && published.items == 2_000)
            #expect(try node.publishCatalogue(long, by: clerk).recorded.alreadyPresent)
            guard case .catalogue(let state)? = try node.state(of: "catalogue/210200/drugs").subject else { return }
            #expect(state.versions[0].catalogue.text.isEmpty)
            #expect(try node.catalogue(of: state.versions[0].catalogue).items.count == 2_000)
            #expect(
                try node.list(ListQuery(kind: "catalogues")).rows.map(\.title) == ["drugs 1", "treating-place 2018-1"])
            #expect(try node.verify().ok)
            // An entry that names a text that is not here is refused, whoever writes it.
            let missing = #expect(throws: LedgerError.self) {
                try node.record(
                    RecordRequest(
                        stream: "catalogue/210200/other", type: "CataloguePublished",
                        event:
                            #"{"name":"other","version":"1","effectiveFrom":"2018-01-01","items":1,"sha256":"\#(String(repeating: "ab", count: 32))"}"#
                    ), by: clerk)
            }
            #expect(missing?.code == .blobDamaged)
        }
    }

    // MARK: Pricing

    /// 105,263.14 with class B drugs as class A: level 3, a retiree.
    @Test(
        "A past claim is priced by the version of its time, and the recorded adjudication is compared with it to the fen."
    )
    func prices() throws {
        try withClaim { node, clerk in
            _ = try node.publishPolicy(Self.policy, by: clerk)
            try record(node, "ClaimAccepted", #"{"latenessExcused":"the agent was ill"}"#, by: clerk)
            let asked = try node.price(claim: Office.claim, by: .stream("policy/210200/retirees"))
            #expect(asked.recorded == nil && asked.differences.isEmpty && asked.repricing.version == "2018")
            let settlement = asked.repricing.settlement
            // In scope all but 200.00 of class C; less 850.00, at 90 %.
            #expect(settlement.total == 10_526_314 && settlement.fullSelfPay == 20_000)
            #expect(settlement.fundTotal == 9_379_183)
            let notPriced = #expect(throws: Refusal.self) { try node.price(claim: Office.claim) }
            #expect(notPriced?.number == 620)

            try adjudicate(node, SettlementSplit(settlement), by: clerk)
            let pricing = try node.price(claim: Office.claim)
            #expect(pricing.differences == [] && pricing.recorded != nil)
            #expect(try !node.findings(on: Office.claim).contains { $0.number == 10 })

            // A version that is published later changes nothing of what was priced before.
            _ = try node.publishPolicy(
                Self.policy.replacing("version: \"2018\"", with: "version: 2018-late").replacing("90%", with: "50%"),
                by: clerk)
            #expect(try node.price(claim: Office.claim, by: .stream("policy/210200/retirees")).differences == [])
            let whatIf = try node.price(
                claim: Office.claim,
                whatIf: .text(Self.policy.replacing("90%", with: "50%"), name: "half.yaml"))
            #expect(whatIf.differences == [] && whatIf.whatIf?.policy == "half.yaml")
            #expect(whatIf.whatIf?.settlement.fundTotal == 5_210_657)
        }
    }

    @Test("Finding 10 stands in the trace of a claim that was priced otherwise than its policy says.")
    func finding() throws {
        try withClaim { node, clerk in
            _ = try node.publishPolicy(Self.policy, by: clerk)
            try record(node, "ClaimAccepted", #"{"latenessExcused":"the agent was ill"}"#, by: clerk)
            var split = SettlementSplit(
                try node.price(claim: Office.claim, by: .stream("policy/210200/retirees")).repricing.settlement)
            split.fundTotal += 1
            split.pooledFund += 1
            split.personalShare -= 1
            split.cash -= 1
            try adjudicate(node, split, by: clerk)
            #expect(
                try node.price(claim: Office.claim).differences.map(\.name) == [
                    "pooledFund", "fundTotal", "personalShare", "cash",
                ])
            let finding = try #require(try node.trace(Office.claim).findings.first { $0.number == 10 })
            #expect(finding.severity == "alarm" && finding.amounts.count == 8)
            // Before the adjudication there was none.
            #expect(try !node.trace(Office.claim, asOf: .version(2)).findings.contains { $0.number == 10 })
        }
    }

    @Test("S1: the year of a person entered twice is one, and the death of the one who stands is found in both claims.")
    func enteredTwice() throws {
        try withClaim { node, clerk in
            let (person, duplicate) = ("person/210200/000123", "person/210200/000124")
            let second = "claim/210200/2019-000200"
            _ = try node.publishPolicy(Self.policy, by: clerk)
            try record(node, "ClaimAccepted", #"{"latenessExcused":"the agent was ill"}"#, by: clerk)
            let source = PolicySource.stream("policy/210200/retirees")
            try adjudicate(
                node, SettlementSplit(try node.price(claim: Office.claim, by: source).repricing.settlement), by: clerk)
            // Entered a second time with a mistyped number, so that nothing but the merging joins the two.
            for (stream, type, event) in [
                (
                    duplicate, "PersonRegistered",
                    #"{"name": "林海生", "residentId": "210299195603120015", "cardNumber": "LN21029900099999", "status": "RETIREE", "unit": "91210299MA0TRPLC1U", "insuredFrom": "2001-01-01"}"#
                ),
                (person, "PersonMerged", #"{"into": "\#(duplicate)", "reason": "户口簿核对，重复登记"}"#),
            ] {
                _ = try node.record(RecordRequest(stream: stream, type: type, event: event), by: clerk)
            }
            let submission = try #require(
                try Office.batches()[5].requests.first { $0.type == "ClaimSubmitted" })
            var event = submission.event
            for (old, new) in [
                ("000123\"", "000124\""), ("210299195603120007", "210299195603120015"),
                ("LN21029900012345", "LN21029900099999"), ("\"20181011\"", "\"20181012\""),
            ] {
                event = event.replacing(old, with: new)
            }
            _ = try node.record(
                RecordRequest(stream: second, type: "ClaimSubmitted", event: event),
                by: node.actor(as: "91210299MA0TRPLC1U", operatorName: "agent"))
            let pricing = try node.price(claim: second, by: source)
            #expect(
                pricing.repricing.assumptions.map(\.en).contains("settled before: the 1 earlier claims recorded here"))

            let paper = try node.storeBlob([UInt8]("certificate".utf8))
            _ = try node.record(
                RecordRequest(
                    stream: duplicate, type: "PersonDied",
                    event: #"{"diedOn": "2018-10-10", "certificate": {"kind": "OTHER", "sha256": "\#(paper)"}}"#),
                by: clerk)
            for claim in [Office.claim, second] {
                #expect(try node.findings(on: claim).contains { $0.number == 21 }, "\(claim)")
            }
        }
    }

    @Test("A fact that no entry states is asked for, and stated.")
    func facts() throws {
        try withClaim { node, clerk in
            let text = Self.policy.replacing("by: level, 3: 850, else: 500", with: "by: networked, yes: 500, no: 1000")
            let source = PolicySource.text(text, name: "p.yaml")
            let missing = #expect(throws: SettlementError.self) { try node.price(claim: Office.claim, by: source) }
            #expect(missing?.code == .missingFact)
            let priced = try node.price(claim: Office.claim, by: source, facts: [("networked", "no")])
            #expect(priced.repricing.settlement.deductible == 100_000)
            let wrong = #expect(throws: Refusal.self) {
                try node.price(claim: Office.claim, by: source, facts: [("networked", "perhaps")])
            }
            #expect(wrong?.number == 214)
            _ = clerk
        }
    }

    @Test(
        "The list is compared with the catalogue in force on the day of admission: B billed as A, and what lies above a ceiling."
    )
    func compares() throws {
        try withClaim { node, clerk in
            _ = try node.publishCatalogue(try example("catalogue-sample.yaml"), by: clerk)
            let source = PolicySource.text(Self.policy, name: "p.yaml")
            let comparison = try node.price(claim: Office.claim, by: source).catalogue
            #expect(comparison.catalogues == ["catalogue/210200/treating-place 2018-1"])
            #expect(
                comparison.differences.map(\.name) == [
                    "清创缝合术", "注射用头孢哌酮钠舒巴坦钠 1.0g", "注射用奥美拉唑钠 40mg", "人血白蛋白 10g", "注射用骨肽 25mg",
                ])
            #expect(comparison.differences.map(\.isOtherClass) == [false, true, true, true, true])
            #expect(comparison.differences[0].overCeiling == 495_200)
            #expect(comparison.differences[0].timesUsual?.decimalText.hasPrefix("12.06") == true)
            #expect(comparison.unlisted.count == 10)
            // One that is not in force then says nothing.
            _ = try node.publishCatalogue(
                "catalogue: later\nversion: 1\neffective: {from: 2018-08-26}\nitems: [{code: NUR-2, name: x, class: C}]\n",
                by: clerk)
            #expect(try node.price(claim: Office.claim, by: source).catalogue.differences.count == 5)
        }
    }
}
