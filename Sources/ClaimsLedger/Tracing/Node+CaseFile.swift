import Claims
import EntryFormat
public import Ledger
import TransparencyLog

extension Node {
    /// Gathers a case for a page of its own: what a trace tells, and all that stands behind it. Every paper is read and its hash
    /// recomputed.
    ///
    /// - Parameters:
    ///   - trace: the trace of a stream of this node.
    ///   - limit: as of when it was traced.
    /// - Throws: as `trace`.
    /// - Complexity: linear in the entries of the case and in the bytes of its papers.
    public func caseFile(of trace: Trace, asOf limit: StreamLimit = .now) throws -> CaseFile {
        let known = try trace.knownBy.map { try acknowledgement(of: $0.party, about: trace.stream, asOf: limit) }
        let state =
            try known.map { try self.state(of: trace.stream, asOf: limit, knownBy: $0) }
            ?? self.state(of: trace.stream, asOf: limit)
        let wanted = Set(trace.events.map(\.entry))
        var anchors = Anchors()
        var days: [Trace.Entry: String] = [:]
        var documents: [Trace.Entry: [Document]] = [:]
        for name in Set(trace.events.map(\.stream)) {
            for stored in try ledger.contents(of: StreamName(name)).entries {
                let entry = Trace.Entry(stored.reference)
                guard wanted.contains(entry) else { continue }
                anchors.add(stored)
                guard
                    let event = try? Event(
                        type: EventType(rawValue: stored.fields.type), payload: stored.fields.payload)
                else { continue }
                days[entry] = event.day
                documents[entry] = event.documents
            }
        }
        let outcome = try anchors.outcome(in: ledger)
        let counts = Dictionary(wanted.map { ($0.log, 1) }, uniquingKeysWith: +)
        return CaseFile(
            trace: trace, summary: CaseFile.Summary(state, listed: trace.subject), bill: state.bill,
            pricing: CaseFile.Pricing(state), clearing: state.clearing, reserve: state.reserve,
            papers: papers(of: trace.events.map(\.entry), documents),
            heads: zip(outcome.heads, outcome.verification.logs).map { head, log in
                CaseFile.Head(
                    origin: log.origin, party: head.log.party, verifierKey: head.verifierKey, checkpoint: head.note,
                    size: log.size, root: log.root, entries: counts[log.origin] ?? 0, proven: log.entries)
            },
            anchors: Dictionary(
                wanted.map {
                    ($0, CaseFile.Anchor(leaf: anchors.leaf(of: $0), isProven: outcome.proven.contains($0)))
                }, uniquingKeysWith: { first, _ in first }),
            days: days, names: try names(in: state))
    }

    private func papers(of entries: [Trace.Entry], _ documents: [Trace.Entry: [Document]]) -> [CaseFile.Paper] {
        var holdings: [String: CaseFile.Paper.Holding] = [:]
        return entries.flatMap { entry in
            (documents[entry] ?? []).map { document in
                let holding = holdings[document.sha256] ?? holding(of: document)
                holdings[document.sha256] = holding
                return CaseFile.Paper(document: document, entry: entry, holding: holding)
            }
        }
    }

    private func holding(of document: Document) -> CaseFile.Paper.Holding {
        guard let digest = Digest(hex: document.sha256) else { return .absent }
        do {
            return try ledger.blobs.content(of: digest).map { .whole(bytes: $0.count) } ?? .absent
        } catch {
            return .damaged
        }
    }

    /// The names of this node's parties, and of the hospitals that the case names as the center's register has them.
    private func names(in state: StreamState) throws -> [String: String] {
        var names = Dictionary(parties.map { ($0.code, $0.name) }, uniquingKeysWith: { first, _ in first })
        let center = state.stream.split(separator: "/")[1]
        for hospital in CaseFile.Summary(state, listed: nil).hospitals where names[hospital] == nil {
            let register = StreamAddress.institution(hospital, at: String(center))
            guard let register = try? self.state(of: register), case .institution(let institution)? = register.subject
            else { continue }
            names[hospital] = institution.designations.last?.name
        }
        return names
    }
}

extension CaseFile.Summary {
    init(_ state: StreamState, listed row: ListRow?) {
        if let row {
            person = row.title
            personStream = row.person
            unit = row.unit
            hospitals = row.institutions
            from = row.date
        }
        switch state.subject {
        case .claim(let claim): take(claim)
        case .stay(let stay): take(stay)
        case .filing(let filing):
            personStream = filing.application.person
            hospitals = filing.terms.last?.hospitals ?? filing.application.hospitals
            from = filing.terms.first?.from ?? filing.application.validFrom
            to = filing.terms.last?.to ?? filing.application.validTo
        case .settlement(let settlement) where settlement.hasRequest: take(settlement)
        case .dispute(let dispute):
            from = dispute.opening.lodgedOn
            to = dispute.rulings.last?.ruledOn ?? ""
        default: break
        }
    }

    private mutating func take(_ claim: ClaimState) {
        person = claim.submission.insured.name
        personStream = claim.submission.person
        unit = claim.submission.unit
        hospitals = [claim.submission.hospital].filter { !$0.isEmpty }
        from = claim.submission.admittedOn
        to = claim.submission.dischargedOn
        isHeld = claim.held
        wanting = claim.wanting
        if claim.hasSubmission { billed = claim.submission.bill.total }
        if claim.hasAdjudication { fundTotal = claim.adjudication.split.fundTotal }
        if claim.hasApproval { approved = claim.approval.amount }
        guard claim.hasSubmission else { return }
        let out = claim.payments.reduce(Int64(0)) {
            $0 &+ $1.payment.amount &- ($1.hasReversal ? $1.reversal.amount : 0)
        }
        paid = claim.returns.reduce(out) { $0 &- $1.reversal.amount }
    }

    private mutating func take(_ settlement: SettlementState) {
        person = settlement.request.insured.name
        personStream = settlement.request.person
        hospitals = [settlement.request.institution]
        from = settlement.request.from
        to = settlement.request.to
        billed = settlement.request.bill.total
        if settlement.hasPricing { fundTotal = settlement.pricing.split.fundTotal }
    }

    private mutating func take(_ stay: StayState) {
        from = stay.admission.admittedOn
        to = stay.discharge.dischargedOn
        billed = stay.bills.last?.bill.total
    }
}

extension CaseFile.Pricing {
    init?(_ state: StreamState) {
        if case .settlement(let settlement)? = state.subject, settlement.hasPricing {
            self.init(
                split: settlement.pricing.split, policy: settlement.pricing.policy,
                version: settlement.pricing.policyVersion, note: "", lines: [],
                entry: Trace.Entry(settlement.priced.entry))
            return
        }
        guard case .claim(let claim)? = state.subject, claim.hasAdjudication else { return nil }
        self.init(
            split: claim.adjudication.split, policy: claim.adjudication.policy,
            version: claim.adjudication.policyVersion, note: claim.adjudication.note, lines: claim.adjudication.lines,
            entry: Trace.Entry(claim.adjudicated.entry))
    }
}

extension StreamState {
    fileprivate var clearing: ClearingState? {
        if case .clearing(let clearing)? = subject { clearing } else { nil }
    }

    fileprivate var reserve: ReserveState? {
        if case .reserve(let reserve)? = subject { reserve } else { nil }
    }

    /// The bill that it is about.
    fileprivate var bill: HospitalBill? {
        switch subject {
        case .claim(let claim): claim.hasSubmission ? claim.submission.bill : nil
        case .stay(let stay): stay.bills.last?.bill
        case .settlement(let settlement): settlement.hasRequest ? settlement.request.bill : nil
        default: nil
        }
    }
}
