public import Claims
import EntryFormat
import Ledger

extension Node {
    /// The clock of a dispute, with the settings of its arbiter as far as they are held here; empty for streams of other kinds.
    ///
    /// - Throws: `LedgerError` `damaged`.
    public func clock(of state: StreamState) throws -> [DisputeStep] {
        guard case .dispute(let dispute)? = state.subject, let arbiter = try? StreamAddress(state.stream).decider else {
            return []
        }
        let settings = try self.state(of: StreamAddress.procedure(ofArbiter: arbiter.code))
        return dispute.clock(at: arbiter.code, by: settings)
    }

    /// The streams that a dispute is about, as far as they are held here: those that it names, those of cited entries and of
    /// consequences; with a claim its filing, stay, item and person, with a filing or a stay what it names.
    ///
    /// - Parameter read: the state of a stream as the trace sees it.
    func related(to dispute: DisputeState, _ read: (String) throws -> StreamState) throws -> [StreamState] {
        let cited = try dispute.cited.compactMap { try stream(of: $0.entry) }
        let bound = dispute.rulings.flatMap(\.ruling.consequences).map(\.stream)
        var open = dispute.opening.subjects + cited + bound
        var found: [String: StreamState] = [:]
        while let name = open.popLast() {
            guard !name.isEmpty, found[name] == nil, (try? StreamAddress(name)) != nil else { continue }
            let state = try read(name)
            guard !state.entries.isEmpty else { continue }
            found[name] = state
            switch state.subject {
            case .claim(let claim):
                let submission = claim.submission
                open += [submission.person, submission.filing, submission.stay, submission.specificItem]
            case .stay(let stay): open.append(stay.admission.filing)
            case .filing(let filing): open.append(filing.application.person)
            default: break
            }
        }
        return found.values.sorted { $0.stream < $1.stream }
    }

    /// The stream in which an entry stands; nil where it is not held.
    private func stream(of entry: EntryReference) throws -> String? { try held(entry)?.stream }

    /// What a trace of a dispute tells besides its entries; nil for streams of other kinds.
    func disputeTrace(
        of state: StreamState, _ related: [StreamState], asOf limit: StreamLimit
    ) throws -> Trace.Dispute? {
        guard case .dispute(let dispute)? = state.subject, dispute.hasOpening,
            let arbiter = try? StreamAddress(state.stream).decider
        else { return nil }
        let steps = state.entries.map { entry in
            let side: Trace.Dispute.Step.Side =
                switch entry.act.party {
                case dispute.opening.claimant: .claimant
                case dispute.opening.respondent: .respondent
                default: .other
                }
            return Trace.Dispute.Step(side: side, entry: Trace.Entry(entry.act.entry))
        }
        let settings = try self.state(of: StreamAddress.procedure(ofArbiter: arbiter.code))
        let lodged = CalendarDate(dispute.opening.lodgedOn) ?? today
        let appeal = dispute.status == .ruled ? Procedure(settings, on: lodged).appealDeadline(of: dispute) : nil
        return Trace.Dispute(
            claimant: dispute.opening.claimant, respondent: dispute.opening.respondent, arbiter: arbiter.description,
            subjects: dispute.opening.subjects, amount: dispute.opening.amount,
            ruling: dispute.standingRuling.map { ruled in
                Trace.Dispute.Ruling(
                    outcome: .init(zh: ruled.ruling.outcome.chinese, en: ruled.ruling.outcome.word),
                    amount: ruled.ruling.amount, ruledOn: ruled.ruledOn, entry: Trace.Entry(ruled.act.entry),
                    isAppealed: dispute.status == .appealed)
            },
            absent: try absent(dispute.opening.subjects), appealUntil: appeal?.description,
            steps: steps,
            clock: try clock(of: state).map { step in
                let words = step.waiting.words
                return Trace.Dispute.Clock(
                    kind: step.waiting.kind.rawValue, text: .init(zh: words.zh, en: words.en),
                    lastDay: step.lastDay.description, doneOn: step.doneOn?.description,
                    daysOver: step.daysOver(on: today), lateReason: step.lateReason)
            },
            knowledge: try knowledge(of: dispute, in: state, related, asOf: limit))
    }

    /// What the rules find in the claims that a dispute is about, and in whatever else of its streams they look into.
    func findings(
        about related: [StreamState], asOf limit: StreamLimit, knownBy known: Acknowledgement?
    ) throws -> [Finding] {
        let index = limit == .now ? nil : try PastIndex(self, asOf: limit)
        return try related.flatMap { state -> [Finding] in
            guard let kind = try? StreamAddress(state.stream).kind, Node.examinedKinds.contains(kind) else { return [] }
            return findings(of: state, in: try findingContext(of: state, asOf: limit, knownBy: known, in: index))
        }
    }

    /// The event with the leaf hashes of the entries that it cites, where it leaves them out and they are held here.
    ///
    /// - Throws: `Refusal` `citedNotHeld` where such an entry is unknown here; `LedgerError` `damaged`.
    func withLeafHashes(_ event: Event) throws -> Event {
        try event.citing { cited in
            guard cited.leafHash.isEmpty, !cited.entry.origin.isEmpty else { return }
            guard let held = try held(cited.entry) else { throw unknown(cited.entry) }
            cited.leafHash = held.leafHash
        }
    }

    private func unknown(_ entry: EntryReference) -> Refusal {
        let log = ledger.logs.first { $0.origin == entry.origin }
        return Refusal(
            .citedNotHeld,
            log == nil
                ? "The cited entry \(entry.number) of \(entry.origin) is unknown here: no such log is on this node."
                : "The cited entry \(entry.number) of \(entry.origin) is unknown here: this node holds no such entry.",
            remedy: Refusal.unknownCitedRemedy)
    }

    /// Which of these streams this node holds no entry of, in their order; a name that is none is left out.
    ///
    /// - Throws: `LedgerError` `damaged`.
    public func absent(_ streams: [String]) throws -> [String] {
        try streams.filter { name in
            guard (try? StreamAddress(name)) != nil else { return false }
            return try ledger.version(of: StreamName(name)) == 0
        }
    }

    /// Which of these parties are unknown here: no log of theirs is on this node, hosted or mirrored, and no registrar whose log is here
    /// has admitted them; each with those of the same code that are known.
    func strangers(among parties: [Party]) throws -> [String: [String]] {
        let here = Set(ledger.logs.map(\.party))
        let missing = parties.filter { !here.contains($0.description) }
        guard !missing.isEmpty else { return [:] }
        let known = here.union(try admittedParties().keys)
        var found: [String: [String]] = [:]
        for party in missing where !known.contains(party.description) {
            found[party.description] = known.filter { (try? Party($0))?.code == party.code }.sorted()
        }
        return found
    }
}
