public import Claims
import EntryFormat
import Ledger

extension Node {
    /// What the rules find in a claim or a direct settlement, with the entries that prove it; and in an audit; nothing for streams of other kinds.
    ///
    /// - Throws: `Refusal` where the name is of no known kind; `LedgerError` `damaged`.
    public func findings(on stream: String) throws -> [Finding] {
        let state = try keptState(of: stream)
        return findings(of: state, in: try findingContext(of: state))
    }

    func findings(of state: StreamState, in context: Context) -> [Finding] {
        Claims.findings(for: state, in: context)
    }

    /// All that this node holds and the rules may compare with a claim: the streams that it names, the hospital's own stays of
    /// that person or with that invoice, and other claims with the same invoice.
    /// - Parameters:
    ///   - limit: as this node held it then.
    ///   - acknowledgement: as a party knew it; nil for all that this node holds.
    ///   - index: what was treated then; nil reads it from the log, where `limit` is in the past.
    func findingContext(
        of state: StreamState, asOf limit: StreamLimit = .now, knownBy acknowledgement: Acknowledgement? = nil,
        in index: PastIndex? = nil
    ) throws -> Context {
        func read(_ name: String) throws -> StreamState {
            try acknowledgement.map { try self.state(of: name, asOf: limit, knownBy: $0) }
                ?? self.keptState(of: name, asOf: limit)
        }
        var known = Context()
        while true {
            let missing = findingReads(for: state, in: known).filter { known.streams[$0] == nil }
            guard !missing.isEmpty else { break }
            for name in missing { known.streams[name] = try read(name) }
        }
        var names = Set(known.streams.keys)
        var past: PastTreatments?
        if let claim = state.examinedClaim {
            let invoice = claim.submission.bill.invoice
            for key in [
                SearchProjection.indexKey("resident", claim.submission.insured.residentID),
                SearchProjection.indexKey("invoice", "\(invoice.code)-\(invoice.number)"),
            ] {
                names.formUnion(try streams(underIndexKey: key))
            }
            let persons = try family(of: claim)
            names.formUnion(try treatments(like: claim, of: persons))
            if limit != .now {
                let index = try index ?? PastIndex(self, asOf: limit)
                past = index.treatments(like: claim, of: persons, center: center(of: state))
                names.formUnion(past?.names ?? [])
            }
            names.formUnion([StreamAddress.institution(claim.submission.hospital, at: String(center(of: state)))])
        }
        names.formUnion(try auditedStreams(of: state))
        names.remove(state.stream)
        var states: [StreamState] = []
        for name in names.sorted() where (try? StreamAddress(name)) != nil {
            let other = try known.streams[name] ?? read(name)
            if !other.entries.isEmpty { states.append(other) }
        }
        var receipts = ([state] + states).flatMap { state in
            state.entries.filter {
                $0.type == UInt32(EventType.received.rawValue) && $0.verdict == .regular && $0.hasNames
            }
            .map { Context.Receipt(entry: $0.act.entry, covers: $0.names) }
        }
        receipts += try self.receipts(of: state, with: states, asOf: limit)
        var context = Context(states, receipts: receipts)
        context.parties = try index?.parties ?? admittedParties(asOf: limit)
        if let repricing = try repricing(of: state) { context.repricings[state.stream] = repricing }
        if let claim = state.examinedClaim {
            let isNow = limit == .now && acknowledgement == nil
            try takeTreatment(
                of: state, claim, into: &context, past: isNow ? nil : read,
                presences: acknowledgement == nil ? past?.presences : nil)
            if acknowledgement == nil { try takeReach(of: claim, state, into: &context, asOf: limit) }
        }
        return context
    }

    /// The receipts of the stream's decider that cover entries of others in these streams: for each such entry the first one.
    private func receipts(
        of state: StreamState, with others: [StreamState], asOf limit: StreamLimit
    ) throws -> [Context.Receipt] {
        guard let decider = try? StreamAddress(state.stream).decider else { return [] }
        var found: Set<Context.Receipt> = []
        var numbers: [String: Set<UInt64>] = [:]
        for entry in ([state] + others).flatMap(\.entries)
        where entry.act.party != decider.description && isCorrection(entry) {
            numbers[entry.act.entry.origin, default: []].insert(entry.act.entry.number)
        }
        for log in ledger.logs {
            for number in numbers[log.origin] ?? [] {
                if let receipt = try firstReceipt(covering: number, of: log, by: decider, asOf: limit) {
                    found.insert(receipt)
                }
            }
        }
        return found.sorted { $0.entry.number < $1.entry.number }
    }

    private func center(of state: StreamState) -> Substring { state.stream.split(separator: "/")[1] }
}
