import Claims
import EntryFormat
import Ledger
import Policies

extension Node {
    /// Prices a request by the policy and the catalogues in force: the policy on the last day of the treatment, the catalogues on its
    /// first. Stores nothing.
    /// - Throws: `Refusal` where no policy is in force; `Mistakes` in its text; `SettlementError` where it cannot price the bill;
    ///   `LedgerError`.
    func price(_ state: StreamState, _ settlement: SettlementState) throws -> SettlementPriced {
        let center = try StreamAddress(state.stream).decider.code
        let request = settlement.request
        let name = "policy/\(center)/\(request.policyName)"
        guard let day = CalendarDate(request.to),
            case .policy(let published)? = try self.state(of: name).subject, let version = published.version(on: day)
        else {
            throw Refusal(.policyNotInForce, "\(name) has no version for \(request.to).")
        }
        guard !version.text.isEmpty else {
            throw Refusal(.policyNotInForce, "Version \(version.version) of \(name) was published without its text.")
        }
        let policy = try readPolicies.policy(version.text)
        var claim = ClaimState()
        claim.submission = request.asClaim
        let context = try pricingContext(of: state, claim, at: .now)
        let (names, catalogues) = try catalogues(of: center, on: CalendarDate(request.from) ?? day)
        try request.requirePrices(under: catalogues)
        // What a preview draws would tell the institution what the account holds, whether the person pays there or not.
        let asksAccount = request.useAccount && !request.preview
        let priced = ClaimCase(
            settling: state, in: context, for: policy, catalogues: catalogues,
            account: asksAccount ? try accountBalance(of: request.person) : nil)
        let result = try Claims.settle(priced.bill, policy: policy, history: priced.history)
        var pricing = SettlementPriced()
        pricing.request = settlement.requested.entry
        pricing.policy = name
        pricing.policyVersion = version.version
        pricing.catalogues = names
        pricing.split = SettlementSplit(result)
        pricing.assumptions = priced.assumptions.map(\.en)
        if request.useAccount, request.preview { pricing.assumptions.append("a preview leaves the account out") }
        return pricing
    }

    /// What the account of a person holds, in fen.
    private func accountBalance(of person: String) throws -> Int64 {
        guard let stream = StreamAddress.account(of: person),
            case .account(let account)? = try state(of: stream).subject
        else { return 0 }
        return max(0, account.balance)
    }

    /// The catalogues of a center in force on a day, in the order of their names.
    private func catalogues(of center: String, on day: CalendarDate) throws -> (names: [String], [Catalogue]) {
        var names: [String] = []
        var catalogues: [Catalogue] = []
        for name in try ledger.streams(prefix: "catalogue/\(center)/", limit: 100) {
            guard case .catalogue(let state)? = try state(of: name.text).subject, let version = state.version(on: day)
            else { continue }
            names.append("\(name.text) \(version.version)")
            catalogues.append(try knownCatalogue(of: version))
        }
        return (names, catalogues)
    }
}
