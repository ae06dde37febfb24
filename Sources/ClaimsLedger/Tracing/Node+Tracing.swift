public import Claims
import EntryFormat
public import Ledger
import TransparencyLog

extension Node {
    /// Gathers everything about a case: the entries of its stream and of the streams that it is about, who did what when and after
    /// what, the findings, the money's way, and how the entries are anchored.
    ///
    /// - Parameters:
    ///   - time: as this node held it then; a number of entries counts those of the stream, and everything else is as
    ///     it was when the last of them arrived. Slower, because the index knows what is now only.
    ///   - party: as this party, `role:code`, had acknowledged it; nil for all that this node holds.
    /// - Throws: `Refusal` where the name is of no known kind, or of a stream that this node does not hold; `LedgerError` `damaged`.
    public func trace(_ stream: String, asOf time: StreamLimit = .now, knownBy party: String? = nil) throws -> Trace {
        let limit = try moment(of: time, in: stream)
        let known = try party.map { try acknowledgement(of: $0, about: stream, asOf: limit) }
        let state =
            try known.map { try self.state(of: stream, asOf: limit, knownBy: $0) }
            ?? self.state(of: stream, asOf: limit)
        guard !state.entries.isEmpty else {
            throw LedgerError(
                .unknownStream,
                party.map { "\($0) had acknowledged no entry of \(stream) that this node holds." }
                    ?? (limit == .now
                        ? "This node holds no entry of \(stream)." : "This node held no entry of \(stream) then."),
                remedy: "Check the name with list; an entry of another party arrives when its log is mirrored.")
        }
        let context = try findingContext(of: state, asOf: limit, knownBy: known)
        let related: [StreamState] =
            if case .dispute(let dispute)? = state.subject {
                try self.related(to: dispute) { name in
                    try known.map { try self.state(of: name, asOf: limit, knownBy: $0) }
                        ?? self.state(of: name, asOf: limit)
                }
            } else { try relatedStates(of: state, in: context) }
        var events: [(position: UInt64, event: Trace.Event)] = []
        var anchors = Anchors()
        var unknown: [UnknownEntry] = []
        for state in [state] + related {
            let contents = try ledger.contents(of: StreamName(state.stream), asOf: limit)
            let judged = Dictionary(
                state.entries.map { (Trace.Entry($0.act.entry), $0) }, uniquingKeysWith: { first, _ in first })
            if let known { unknown += try unknownEntries(of: state.stream, asOf: limit, to: known) }
            for (entry, standing) in contents.ordered(knownBy: known) {
                events.append(
                    (
                        entry.position,
                        traceEvent(
                            entry, standing, judged: judged[Trace.Entry(entry.reference)], isClosed: state.isClosed)
                    ))
                anchors.add(entry)
            }
        }
        events.sort { $0.position < $1.position }
        let acting = Set(events.map(\.event.party))
        let isDispute = if case .dispute? = state.subject { true } else { false }
        let disputed = isDispute ? try findings(about: related, asOf: limit, knownBy: known) : []
        return Trace(
            stream: stream, status: ListRow(state)?.status ?? "", subject: ListRow(state),
            parties: parties.filter { acting.contains($0.party) }.map {
                .init(party: $0.party, name: $0.name, log: $0.origin)
            },
            events: events.map(\.event), related: related.compactMap { ListRow($0) },
            findings: (findings(of: state, in: context) + disputed).map { Trace.Finding($0) },
            money: ([state] + (isDispute ? related : [])).flatMap { MoneySteps($0).steps },
            verification: try anchors.verification(in: ledger),
            timeliness: limit == .now ? try timeliness(of: state).map { Trace.Timeliness($0) } : [],
            knownBy: party.map { Trace.KnownBy(party: $0, unknown: unknown) },
            dispute: try disputeTrace(of: state, related, asOf: limit),
            disputes: try disputes(about: stream, asOf: limit))
    }

    /// A count of a stream's entries as a moment of the whole node: when the last of them had arrived.
    private func moment(of limit: StreamLimit, in stream: String) throws -> StreamLimit {
        guard case .version(let count) = limit else { return limit }
        let entries = try ledger.contents(of: StreamName(stream), asOf: limit).entries
        guard count > 0, let last = entries.last else { return .first(0) }
        return .first(last.position + 1)
    }

    /// The related streams that belong on one page: the filing, the stays that concern the claim, the person, the invoice, other
    /// claims of that invoice. The procedure's settings and the register of institutions are left out.
    private func relatedStates(of state: StreamState, in context: Context) throws -> [StreamState] {
        guard case .claim(let claim)? = state.subject else { return [] }
        return context.streams.values.sorted { $0.stream < $1.stream }.filter { other in
            switch other.subject {
            case .stay: mayConcern(claim.submission, stay: other)
            case .policy, .institution: false
            case .claim(let other): other.submission.bill.invoice.isSame(as: claim.submission.bill.invoice)
            case .filing: other.stream == claim.submission.filing
            case .item: other.stream == claim.submission.specificItem
            // The center alone reads a medical history; an account is no part of a claim.
            case .history, .account: false
            case .admission: mayConcern(claim.submission, admission: other)
            case .audit(let audit): [state.stream, claim.submission.filing].contains(audit.order.subject)
            case .review(let review): review.items.contains { $0.claim.claim == state.stream }
            default: true
            }
        }
    }

    private func traceEvent(
        _ entry: StoredEntry, _ standing: StreamPlace.Standing, judged: JudgedEntry?, isClosed: Bool
    ) -> Trace.Event {
        let type = EventType(rawValue: entry.fields.type)
        let event = try? Event(type: type, payload: entry.fields.payload)
        let words = EventText(event, type: type)
        return Trace.Event(
            entry: Trace.Entry(entry.reference), stream: entry.fields.stream, type: type.description, text: words.text,
            amount: words.amount.map { AmountText(wrappedValue: $0) }, party: entry.party,
            operatorName: entry.fields.operatorName,
            onBehalfOf: entry.fields.onBehalfOf, time: Instant.text(entry.fields.time),
            receivedAt: Instant.text(entry.receivedAt), standing: standing.word,
            closed: standing == .pending && isClosed ? true : nil,
            verdict: judged.map { "\($0.verdict)" } ?? "unknown",
            refusal: judged.flatMap { $0.refusal == 0 ? nil : $0.refusal },
            reason: judged.flatMap { $0.reason.isEmpty ? nil : $0.reason },
            correctedBy: judged.flatMap { $0.hasCorrectedBy ? Trace.Entry($0.correctedBy) : nil },
            annulledBy: judged.flatMap { $0.hasAnnulledBy ? Trace.Entry($0.annulledBy) : nil },
            after: entry.fields.after.map { Trace.Entry($0) }, basis: entry.fields.basis.map { Trace.Entry($0) },
            readers: entry.fields.readers.map(\.party))
    }
}

extension Invoice {
    /// Whether code and number, which together are unique, are the same.
    func isSame(as other: Invoice) -> Bool { (code, number) == (other.code, other.number) }
}

extension StreamPlace.Standing {
    /// As a trace says it.
    var word: String {
        switch self {
        case .deciding: "deciding"
        case .covered: "covered"
        case .pending: "pending"
        }
    }
}

extension Trace.Entry {
    init(_ reference: Reference) { self.init(log: reference.origin, number: reference.number) }
    /// The entry that an event refers to.
    public init(_ reference: EntryReference) { self.init(log: reference.origin, number: reference.number) }
}

extension Trace.Finding {
    init(_ finding: Claims.Finding) {
        self.init(
            number: finding.number, code: finding.code, severity: "\(finding.severity)",
            text: .init(zh: finding.chinese, en: finding.english), evidence: finding.evidence.map { Trace.Entry($0) },
            amounts: finding.amounts.map { Amount(name: $0.name, fen: $0.fen) },
            lines: finding.lines.map {
                Line(
                    item: $0.item, name: $0.name, claimed: $0.claimed, billed: $0.billed,
                    claimedClass: "\($0.claimedClass)", billedClass: "\($0.billedClass)")
            })
    }
}

/// The money's way through a claim: billed, in scope, what the fund bears, approved, paid.
private struct MoneySteps {
    private(set) var steps: [Trace.Step] = []

    init(_ state: StreamState) {
        if case .dispute(let dispute)? = state.subject { take(dispute) }
        if case .settlement(let settlement)? = state.subject, settlement.hasRequest { take(settlement) }
        guard case .claim(let claim)? = state.subject, claim.hasSubmission else { return }
        add("发票金额", "billed", claim.submission.bill.total, claim.submitted)
        if claim.hasAdjudication {
            let split = claim.adjudication.split
            add("政策范围内", "in scope", split.inScope, claim.adjudicated)
            add("起付线", "deductible", split.deductible, claim.adjudicated)
            add("基金支付", "fund total", split.fundTotal, claim.adjudicated)
            add("个人负担", "personal share", split.personalShare, claim.adjudicated)
        }
        if claim.hasApproval { add("审批金额", "approved", claim.approval.amount, claim.approved) }
        for payment in claim.payments {
            add(
                payment.suspense ? "挂账" : "支付", payment.suspense ? "in suspense" : "paid", payment.payment.amount,
                payment.act)
            if payment.hasReversal { add("冲正", "reversed", -payment.reversal.amount, payment.reversed) }
        }
        for step in RecoverySteps(claim).steps { add(step.chinese, step.english, step.amount, step.act) }
    }

    private mutating func take(_ settlement: SettlementState) {
        add("账单金额", "billed", settlement.request.bill.total, settlement.requested)
        if settlement.hasPricing {
            let split = settlement.pricing.split
            add("政策范围内", "in scope", split.inScope, settlement.priced)
            add("起付线", "deductible", split.deductible, settlement.priced)
            add("基金支付", "fund total", split.fundTotal, settlement.priced)
            if split.account != 0 { add("个人账户支付", "from the account", split.account, settlement.priced) }
            add("现金", "cash", split.cash, settlement.priced)
        }
        for movement in settlement.movements {
            let isOwed = movement.fund >= 0
            add(
                movement.suspense ? "挂账" : isOwed ? "基金应付" : "冲正",
                movement.suspense ? "in suspense" : isOwed ? "owed by the fund" : "reversed", movement.fund,
                movement.act)
        }
    }

    private mutating func take(_ dispute: DisputeState) {
        if dispute.opening.amount != 0 { add("争议金额", "in dispute", dispute.opening.amount, dispute.opened) }
        for ruled in dispute.rulings { add("裁决金额", "given by the ruling", ruled.ruling.amount, ruled.act) }
        for ruled in dispute.rulings.suffix(1) {
            for item in ruled.ruling.consequences where item.amount != 0 {
                add("裁决事项 \(item.number)", "consequence \(item.number): \(item.kind.word)", item.amount, ruled.act)
            }
        }
    }

    private mutating func add(_ zh: String, _ en: String, _ amount: Int64, _ act: Act) {
        steps.append(.init(text: .init(zh: zh, en: en), amount: amount, entry: Trace.Entry(act.entry)))
    }
}
