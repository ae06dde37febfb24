public import Claims
import EntryFormat
import Ledger
import Policies

/// By what a past claim is priced.
public enum PolicySource: Sendable {
    /// The version that the adjudication names; of a claim that is not priced yet there is none.
    case recorded
    /// The version of `policy/CENTER/NAME` in force on the day that decides the benefit year.
    case stream(String)
    /// A policy's own text, under the name of its file.
    case text(String, name: String)
}

/// A past claim priced again.
public struct ClaimPricing: Sendable {
    public let claim: String
    /// The day that decides the benefit year and the version.
    public let day: CalendarDate?
    /// The adjudication as it was recorded; `nil` where the claim is not priced yet.
    public let recorded: ClaimAdjudicated?
    /// What the policy gives.
    public let repricing: Repricing
    /// What another policy would give.
    public let whatIf: Repricing?
    /// How the claim's list stands to the catalogues in force on the first day of the stay, line by line.
    public let catalogue: CatalogueComparison

    /// Where the recorded amounts differ from the policy's; empty where they agree, or nothing is recorded.
    public var differences: [Repricing.Difference] { recorded.map { repricing.differences(from: $0.split) } ?? [] }
}

/// A claim's list beside the catalogues of its center.
public struct CatalogueComparison: Sendable {
    /// The catalogues in force, as `catalogue/CENTER/NAME` and version.
    public let catalogues: [String]
    public let differences: [CatalogueDifference]
    /// Numbers of the lines whose items none of them has; empty where there is no catalogue.
    public let unlisted: [Int]
}

extension Node {
    /// Prices a claim by a policy, as of the moment when it was adjudicated: the policy's version, the registers, the filing and the
    /// person's earlier claims are those that this node then held. Stores nothing.
    ///
    /// - Parameters:
    ///   - facts: facts that the entries do not state, by name.
    /// - Throws: `Refusal` where the name is no claim's, or names no policy; `Mistakes` in a policy's text; `SettlementError`
    ///   where the policy cannot price it; `LedgerError`.
    public func price(
        claim stream: String, by source: PolicySource = .recorded, whatIf other: PolicySource? = nil,
        facts: [(name: String, value: String)] = []
    ) throws -> ClaimPricing {
        try price(try state(of: stream), by: source, whatIf: other, facts: facts, comparesCatalogues: true)
    }

    private func price(
        _ now: StreamState, by source: PolicySource, whatIf other: PolicySource?,
        facts: [(name: String, value: String)], comparesCatalogues: Bool
    ) throws -> ClaimPricing {
        let stream = now.stream
        guard case .claim(let claim)? = now.subject, claim.hasSubmission else {
            throw Refusal(
                .notSubmitted, "\(stream) holds no claim.", remedy: "Name a claim, as claim/210200/2019-000123.")
        }
        let moment = try StreamMoment(of: now, claim, in: self)
        let context = try pricingContext(of: now, claim, at: moment.limit)
        let center = try StreamAddress(stream).decider.code
        let day = CalendarDate(claim.submission.dischargedOn).flatMap { discharged in
            Procedure(context[StreamAddress.procedure(of: center)], on: discharged).benefitDay(of: claim.submission)
        }
        func reprice(_ source: PolicySource) throws -> Repricing {
            let (policy, name, version) = try self.policy(source, for: claim, on: day, at: moment.limit)
            var pricedCase = ClaimCase(now, in: context, for: policy)
            for fact in facts {
                let own = policy.facts.keys.sorted()
                guard Policy.factNames.contains(fact.name) || own.contains(fact.name) else {
                    throw Refusal(
                        .valueUnspecified, "“\(fact.name)” is no fact of the policy \(name).",
                        remedy: "Name one of \((Policy.factNames.sorted() + own).joined(separator: ", ")).")
                }
                guard pricedCase.bill.state(fact: fact.name, as: fact.value) else {
                    throw Refusal(
                        .valueUnspecified, "“\(fact.value)” is no value of the fact “\(fact.name)”.",
                        remedy: "Docs/policies.md lists the facts and what they can be.")
                }
            }
            let settlement = try settle(pricedCase.bill, policy: policy, history: pricedCase.history)
            return Repricing(
                policy: name, version: version, settlement: settlement, assumptions: pricedCase.assumptions)
        }
        return ClaimPricing(
            claim: stream, day: day, recorded: claim.hasAdjudication ? claim.adjudication : nil,
            repricing: try reprice(source), whatIf: try other.map(reprice),
            catalogue: try comparesCatalogues
                ? compare(claim.submission, center: center, at: moment.limit)
                : CatalogueComparison(catalogues: [], differences: [], unlisted: []))
    }

    /// What the policy of an adjudication gives, for the findings; `nil` where it cannot be asked: no policy is named, its version has no
    /// text or is not here, or it cannot price what is recorded.
    func repricing(of state: StreamState) throws -> Repricing? {
        guard case .claim(let claim)? = state.subject, claim.hasAdjudication, !claim.adjudication.policy.isEmpty else {
            return nil
        }
        do {
            return try price(
                state, by: .recorded, whatIf: nil, facts: [], comparesCatalogues: false
            ).repricing
        } catch is Refusal {
            return nil
        } catch is Mistakes {
            return nil
        } catch is SettlementError {
            return nil
        }
    }

    // MARK: As it was

    /// The moment at which a claim was priced: this node had received the adjudication then, and nothing later.
    private struct StreamMoment {
        let limit: StreamLimit

        init(of state: StreamState, _ claim: ClaimState, in node: Node) throws {
            guard claim.hasAdjudication else {
                limit = .now
                return
            }
            let entries = try node.ledger.contents(of: StreamName(state.stream)).entries
            let entry = entries.first { EntryReference($0) == claim.adjudicated.entry }
            limit = entry.map { .first($0.position + 1) } ?? .now
        }
    }

    /// What the case is gathered from: the person, the filing, the hospital's register, the settings, and the person's claims.
    func pricingContext(of state: StreamState, _ claim: ClaimState, at limit: StreamLimit) throws -> Context {
        let center = try StreamAddress(state.stream).decider.code
        let submission = claim.submission
        var names: Set<String> = [
            submission.person, submission.filing, StreamAddress.institution(submission.hospital, at: center),
            StreamAddress.procedure(of: center),
        ]
        // A duplicate's year is the person's. Who was merged is judged by the registers as they then stood.
        for person in Set(try persons(submission.person)).union([submission.person]) {
            names.insert(person)
            let own = try streams(linkedBy: "person", person, of: [.claim, .settlement])
            names.formUnion(own.filter { $0.hasPrefix("claim/\(center)/") || $0.hasPrefix("settlement/\(center)/") })
        }
        names.remove(state.stream)
        var states: [StreamState] = []
        // Of an earlier claim the hospital's level and the filing count too.
        var further: Set<String> = []
        func read(_ names: Set<String>) throws {
            for name in names.sorted() where (try? StreamAddress(name)) != nil {
                let other = try self.keptState(of: name, asOf: limit)
                guard !other.entries.isEmpty else { continue }
                states.append(other)
                let submission: ClaimSubmitted
                switch other.subject {
                case .claim(let claim): submission = claim.submission
                case .settlement(let settlement): submission = settlement.request.asClaim
                default: continue
                }
                further.formUnion([
                    submission.filing, StreamAddress.institution(submission.hospital, at: center),
                ])
            }
        }
        try read(names)
        try read(further.subtracting(names))
        return Context(states)
    }

    private func policy(
        _ source: PolicySource, for claim: ClaimState, on day: CalendarDate?, at limit: StreamLimit
    ) throws -> (policy: Policy, name: String, version: String) {
        let remedy = "Name a policy: --policy FILE or --policy policy/CENTER/NAME."
        func published(_ stream: String, _ choose: (PolicyState) -> PolicyPublished?) throws -> (
            Policy, String, String
        ) {
            guard case .policy(let state)? = try self.keptState(of: stream, asOf: limit).subject,
                let version = choose(state)
            else {
                throw Refusal(.policyNotInForce, "\(stream) has no version for this claim.", remedy: remedy)
            }
            guard !version.text.isEmpty else {
                throw Refusal(
                    .policyNotInForce, "Version \(version.version) of \(stream) was published without its text.",
                    remedy: remedy)
            }
            return (try readPolicies.policy(version.text), stream, version.version)
        }
        switch source {
        case .recorded:
            guard claim.hasAdjudication, !claim.adjudication.policy.isEmpty else {
                throw Refusal(
                    .policyNotInForce,
                    claim.hasAdjudication ? "The adjudication names no policy." : "The claim is not priced yet.",
                    remedy: remedy)
            }
            let named = claim.adjudication.policyVersion
            return try published(claim.adjudication.policy) { state in
                state.versions.last { $0.policy.version == named }?.policy
            }
        case .stream(let stream):
            guard try StreamAddress(stream).kind == .policy else {
                throw Refusal(.malformedReference, "\(stream) is no policy.", remedy: remedy)
            }
            return try published(stream) { state in day.flatMap { state.version(on: $0) } }
        case .text(let text, let name):
            let policy = try PolicyFile.parse(text)
            return (policy, name, policy.version)
        }
    }

    // MARK: Catalogues

    /// Compares a claim's list with every catalogue of the center in force on the first day of the stay. An item that several have is
    /// compared with the first by name.
    private func compare(
        _ submission: ClaimSubmitted, center: String, at limit: StreamLimit
    ) throws -> CatalogueComparison {
        guard let day = CalendarDate(submission.admittedOn), !submission.bill.lines.isEmpty else {
            return CatalogueComparison(catalogues: [], differences: [], unlisted: [])
        }
        var names: [String] = []
        var differences: [Int: CatalogueDifference] = [:]
        var unlisted = Set(1...submission.bill.lines.count)
        for name in try ledger.streams(prefix: "catalogue/\(center)/", limit: 1_000) {
            guard case .catalogue(let state)? = try self.state(of: name.text, asOf: limit).subject,
                let version = state.version(on: day)
            else { continue }
            names.append("\(name.text) \(version.version)")
            let catalogue = try catalogue(of: version)
            for difference in catalogue.differences(from: submission.bill.lines)
            where unlisted.contains(difference.line) {
                differences[difference.line] = difference
            }
            unlisted.formIntersection(catalogue.unlisted(submission.bill.lines))
        }
        return CatalogueComparison(
            catalogues: names, differences: differences.values.sorted { $0.line < $1.line },
            unlisted: names.isEmpty ? [] : unlisted.sorted())
    }
}
