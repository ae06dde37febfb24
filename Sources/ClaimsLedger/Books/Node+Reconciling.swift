public import Claims
import EntryFormat
import Ledger
import TransparencyLog

extension Node {
    /// Holds what the institutions say, what the agencies list and what the center recorded of a month against each other.
    ///
    /// - Parameters:
    ///   - month: as `2026-03`.
    ///   - agency: an agency's code; nil for all that settlements or clearings of the month name, and for what names none.
    /// - Returns: one for each center of the streams and each agency, by center and agency. Where an agency's lists may not be read here, or
    ///   its log is not held, nothing is said to be missing in them.
    /// - Throws: `Refusal` where the month is none; `LedgerError`.
    /// - Complexity: linear in the entries of all settlements.
    public func reconcile(month: String, agency: String? = nil) throws -> [(center: String, result: Reconciliation)] {
        guard CalendarDate("\(month)-01") != nil else {
            throw Refusal(.malformedDate, "“\(month)” is no month.", remedy: "Write it as 2026-03.")
        }
        var settlements: [String: [StreamState]] = [:]
        var agencies: [String: Set<String>] = [:]
        var stays: [String: StreamState] = [:]
        // By center, and by the origin of an institution's log in which a request stands whose stay is not here.
        var reaches: [String: [String: LogReach?]] = [:]
        try forEachState(ofKind: .settlement, under: "") { state in
            // Also what the center booked where nobody asked: it names no agency.
            guard case .settlement(let settlement)? = state.subject,
                let center = (try? StreamAddress(state.stream))?.decider.code
            else { return }
            settlements[center, default: []].append(state)
            agencies[center, default: []].insert(settlement.request.agency)
            let stay = settlement.request.stay
            guard !stay.isEmpty, settlement.hasConfirmation else { return }
            let own = try stays[stay] ?? self.state(of: stay)
            stays[stay] = own
            if case .stay(let own)? = own.subject, own.hasAdmission { return }
            let origin = settlement.requested.entry.origin
            guard settlement.concerns(month), reaches[center]?[origin] == nil else { return }
            reaches[center, default: [:]][origin] = .some(try reach(ofLog: origin, toward: Party("center:\(center)")))
        }
        var clearings: [String: [String: ClearingState]] = [:]
        try forEachState(ofKind: .clearing, under: "") { state in
            guard let address = try? StreamAddress(state.stream), let listed = address.month,
                case .clearing(let clearing)? = state.subject, let code = address.namedParty?.code
            else { return }
            clearings["\(address.decider.code)/\(code)", default: [:]][listed] = clearing
            agencies[address.decider.code, default: []].insert(code)
        }
        var results: [(center: String, result: Reconciliation)] = []
        for (center, codes) in agencies.sorted(by: { $0.key < $1.key }) {
            for code in codes.sorted() where agency == nil || agency == code {
                let result = Reconciliation(
                    of: month, at: code, settlements: settlements[center] ?? [],
                    clearings: clearings["\(center)/\(code)"] ?? [:], stays: stays,
                    reaches: (reaches[center] ?? [:]).compactMapValues(\.self),
                    holdsLists: try code.isEmpty || holdsLists(of: code, at: center))
                if result.settlements > 0 { results.append((center, result)) }
            }
        }
        return results
    }

    /// Whether what an agency lists towards a center is held here: by the agency itself, by the center that mirrors what it may read of each
    /// of its logs, once anything of them was brought, and by whoever mirrors them whole. Of a log whose heads alone are kept nothing is.
    private func holdsLists(of agency: String, at center: String) throws -> Bool {
        let logs = ledger.logs.filter { $0.role == Role.agency.rawValue && $0.code == agency }
        guard !logs.isEmpty else { return false }
        let isCenter = ledger.logs.contains {
            $0.isHosted && $0.role == Role.center.rawValue && $0.code == center
        }
        return try logs.allSatisfy { log in
            if log.isHosted { return true }
            let held = try ledger.held(of: log)
            return try held > 0 && (isCenter || held == ledger.tree(of: log).frontier.size)
        }
    }

    /// The codes of the agencies that this node knows: whose log is here, or that a settlement or a clearing here names.
    /// - Throws: `LedgerError`.
    /// - Complexity: linear in the entries of all settlements.
    public func knownAgencies() throws -> Set<String> {
        var codes = Set(ledger.logs.filter { $0.role == Role.agency.rawValue }.map(\.code))
        try forEachState(ofKind: .settlement, under: "") { state in
            guard case .settlement(let settlement)? = state.subject, settlement.hasRequest else { return }
            codes.insert(settlement.request.agency)
        }
        for name in try ledger.streams(prefix: "clearing/", limit: 1_000_000) {
            if let code = (try? StreamAddress(name.text))?.namedParty?.code { codes.insert(code) }
        }
        return codes
    }
}

extension SettlementState {
    /// Whether something of it was paid or reversed in a month.
    fileprivate func concerns(_ month: String) -> Bool {
        [confirmation.paidOn, reversal.reversedOn, reversalRequest.returnedOn].contains { $0.hasPrefix("\(month)-") }
    }
}
