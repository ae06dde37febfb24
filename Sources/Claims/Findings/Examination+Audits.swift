import SwiftProtobuf

extension Examination {
    /// The claim's own papers, and those of audits about it, against the papers of everything else at hand.
    func sharedPapers() -> [Finding] {
        let audits = context.audits(of: [stream.stream] + admissions).map(\.stream)
        let own = PaperUse.uses(in: stream) + audits.flatMap { PaperUse.uses(in: context[$0]) }
        return PaperUse.findings(own, Treatment(claim, of: stream.stream), in: context)
    }

    /// "An audit did not confirm the claim, and it is approved or paid all the same."
    ///
    /// Of the audits of one kind and subject the one concluded last counts, but for those that found nothing out.
    func approvedAgainstAudit() -> [Finding] {
        guard claim.hasApproval || claim.paidAmount > 0 else { return [] }
        let money = [claim.approved.entry] + claim.payments.filter { !$0.hasReversal }.map(\.act.entry)
        var adverse: [(name: (chinese: String, english: String), conclusion: Act)] = []
        let audits = context.audits(of: [stream.stream, submission.filing] + admissions).map(\.audit)
            .filter { $0.order.subject != submission.filing || $0.mayBeAbout(submission) }
        let groups = Dictionary(grouping: audits.filter { $0.hasConclusion && !$0.isConcluded(.inconclusive) }) {
            "\($0.order.subject) \($0.order.kind.rawValue)"
        }
        for audits in groups.sorted(by: { $0.key < $1.key }).map(\.value) {
            guard let last = audits.max(by: { $0.concluded.entry.number < $1.concluded.entry.number }),
                last.isConcluded(.notConfirmed)
            else { continue }
            let (kind, subject) = (last.order.kind, last.order.subject)
            adverse.append(
                (("对 \(subject) 的稽核（\(kind.chinese)）", "the audit (\(kind.word)) of \(subject)"), last.concluded))
        }
        for (name, review) in context.reviews(of: stream.stream) {
            for item in review.items
            where item.claim.claim == stream.stream && item.hasConclusion && !item.conclusion.confirmed {
                adverse.append((("复审 \(name) ", "the review \(name)"), item.concluded))
            }
        }
        let state = claim.paidAmount > 0 ? ("paid", "支付") : ("approved", "审批")
        let amount = claim.paidAmount > 0 ? claim.paidAmount : claim.approval.amount
        return adverse.map { name, conclusion in
            Finding(
                .approvedAgainstAudit, .alarm,
                chinese: "\(conclusion.day) \(name.chinese)未予确认，仍\(state.1) \(amount.yuan) 元。",
                english:
                    "On \(conclusion.day) \(name.english) did not confirm it, and \(amount.yuan) is \(state.0) all the same.",
                evidence: [conclusion.entry] + money, amounts: [(state.0, amount)])
        }
    }

    /// "Drawn, and approved while the review was open": a draw recorded between the approval's look into the index and its commit.
    ///
    /// A review that has not confirmed the claim since is ``approvedAgainstAudit()`` already.
    func approvedWhileDrawn() -> [Finding] {
        guard claim.hasApproval else { return [] }
        return context.reviews(of: stream.stream).flatMap { name, review -> [Finding] in
            guard let state = context[name], stoodBeforeApproval(review.drawn.entry, in: state) else { return [] }
            return review.items.compactMap { item in
                guard item.claim.claim == stream.stream, !item.hasConclusion || item.conclusion.confirmed,
                    !item.hasConclusion || !stoodBeforeApproval(item.concluded.entry, in: state)
                else { return nil }
                let amount = claim.approval.amount
                return Finding(
                    .approvedAgainstAudit, item.hasConclusion ? .warning : .alarm,
                    chinese: "\(review.drawn.day) 已抽中复审（\(name)），复审未结即审批 \(amount.yuan) 元"
                        + (item.hasConclusion ? "，事后于 \(item.concluded.day) 确认。" : "，至今未结。"),
                    english:
                        "It was drawn for the review \(name) on \(review.drawn.day), and \(amount.yuan) was approved "
                        + (item.hasConclusion
                            ? "before the review confirmed it on \(item.concluded.day)."
                            : "while the review was open; it is open still."),
                    evidence: [review.drawn.entry, claim.approved.entry, item.concluded.entry],
                    amounts: [("approved", amount)])
            }
        }
    }

    /// The declared admissions that are this stay.
    private var admissions: [String] {
        context.streams.values.filter { mayConcern(submission, admission: $0) }.map(\.stream)
    }
}

extension AuditState {
    /// Whether an audit of a filing may be about a stay under it, by the days that an approval asks of it: an inspection on the
    /// day of discharge or later; a photograph, or a visit, on the day of admission or later. What has none is of the filing.
    fileprivate func mayBeAbout(_ claim: ClaimSubmitted) -> Bool {
        let days: [String]
        switch order.kind {
        case .inspectionAfterSurgery:
            days = inspections.map(\.inspection.inspectedOn)
            return days.isEmpty || days.contains { $0 >= claim.dischargedOn }
        case .photographsAfterSurgery: days = photographs.map(\.photograph.takenOn)
        default: days = visits.map(\.visit.visitedOn)
        }
        return days.isEmpty || days.contains { $0 >= claim.admittedOn }
    }
}

/// What an audit's photographs and reports are found in besides it.
func sharedPapers(of audit: AuditState, in stream: StreamState, _ context: Context) -> [Finding] {
    guard let treatment = Treatment(audit, in: context) else { return [] }
    return PaperUse.findings(PaperUse.uses(in: stream), treatment, in: context)
}

/// A treatment, as far as a stream says which one it is.
struct Treatment {
    /// The claim's, admission's or filing's stream.
    let stream: String
    /// The filing that it is under; of a filing, itself.
    let filing: String
    /// Resident ID; empty where nobody said it, and for a filing.
    var residentID = ""
    var hospital = ""
    /// First and last day; `nil` for a filing. An admission that goes on has one day.
    var days: ClosedRange<CalendarDate>?

    init(_ claim: ClaimState, of stream: String) {
        self.stream = stream
        filing = claim.submission.filing
        residentID = claim.submission.insured.residentID
        hospital = claim.submission.hospital
        if let from = CalendarDate(claim.submission.admittedOn), let to = CalendarDate(claim.submission.dischargedOn),
            from <= to
        {
            days = from...to
        }
    }

    init(_ admission: AdmissionState, of stream: String) {
        self.stream = stream
        filing = admission.declaration.filing
        residentID = admission.declaration.insured.residentID
        hospital = admission.declaration.hospital
        if let from = CalendarDate(admission.declaration.admittedOn) {
            days = from...max(from, CalendarDate(admission.closing.dischargedOn) ?? from)
        }
    }

    private init(filing: String) {
        stream = filing
        self.filing = filing
    }

    /// What an audit is about; `nil` if its subject is not at hand.
    init?(_ audit: AuditState, in context: Context) {
        let subject = audit.order.subject
        switch context[subject]?.subject {
        case .claim(let claim) where claim.hasSubmission: self.init(claim, of: subject)
        case .admission(let admission) where admission.hasDeclaration: self.init(admission, of: subject)
        case .filing: self.init(filing: subject)
        default: return nil
        }
    }

    /// Whether both may be one treatment: the same stream, a filing and what is under it, or the same person in the same
    /// hospital at overlapping times.
    func isSame(as other: Treatment) -> Bool {
        if stream == other.stream { return true }
        guard let days, let theirs = other.days else { return !filing.isEmpty && filing == other.filing }
        return !residentID.isEmpty && residentID == other.residentID && hospital == other.hospital
            && days.overlaps(theirs)
    }
}

/// A photograph or report, and the entry that brought it.
struct PaperUse {
    let document: Document
    let entry: EntryReference

    /// The photographs and reports of a claim or an audit.
    static func uses(in state: StreamState?) -> [PaperUse] {
        switch state?.subject {
        case .claim(let claim):
            claim.papers.filter { $0.document.kind.isOfOneTreatment }.map {
                PaperUse(document: $0.document, entry: $0.act.entry)
            }
        case .audit(let audit):
            audit.documents.filter { $0.document.kind.isOfOneTreatment || $0.document.kind == .other }
                .map { PaperUse(document: $0.document, entry: $0.act.entry) }
        default: []
        }
    }

    /// What stands in other treatments' claims and audits as well; one finding for each paper.
    static func findings(_ own: [PaperUse], _ treatment: Treatment, in context: Context) -> [Finding] {
        guard !own.isEmpty else { return [] }
        let hashes = Set(own.map(\.document.sha256))
        var elsewhere: [String: [(stream: String, use: PaperUse)]] = [:]
        for state in context.streams.values.sorted(by: { $0.stream < $1.stream }) {
            let other: Treatment?
            switch state.subject {
            case .claim(let claim) where claim.hasSubmission: other = Treatment(claim, of: state.stream)
            case .audit(let audit): other = Treatment(audit, in: context)
            default: other = nil
            }
            guard let other, !treatment.isSame(as: other) else { continue }
            for use in uses(in: state) where hashes.contains(use.document.sha256) {
                elsewhere[use.document.sha256, default: []].append((state.stream, use))
            }
        }
        return elsewhere.sorted { $0.key < $1.key }.map { hash, others in
            let mine = own.filter { $0.document.sha256 == hash }
            let title =
                mine.first.map { $0.document.title.isEmpty ? $0.document.kind.paperName : $0.document.title } ?? ""
            var streams: [String] = []
            for other in others where !streams.contains(other.stream) { streams.append(other.stream) }
            return Finding(
                .sharedPaper, .alarm,
                chinese: "“\(title)”（\(hash.prefix(12))…）也用于 \(streams.joined(separator: "、"))，而就医不同。",
                english: """
                    “\(title)” (\(hash.prefix(12))…) is also used in \(streams.joined(separator: ", ")), which is \
                    another treatment.
                    """,
                evidence: mine.map(\.entry) + others.map(\.use.entry))
        }
    }
}

extension Document.Kind {
    /// Whether a paper of this kind is made for one treatment. A card, a form or a request may be handed in again.
    public var isOfOneTreatment: Bool {
        switch self {
        case .photograph, .dischargeCertificate, .diagnosisCertificate, .itemisedList, .invoice, .hospitalAnswer,
            .medicalRecord:
            true
        default: false
        }
    }

    /// The kind where a paper has no title.
    fileprivate var paperName: String { self == .photograph ? "photograph" : word }
}

/// Whether a declared admission may be the stay that a claim is about: the same person in the same hospital at overlapping times.
public func mayConcern(_ claim: ClaimSubmitted, admission: StreamState) -> Bool {
    guard case .admission(let state)? = admission.subject, state.hasDeclaration else { return false }
    let own = Treatment(ClaimState.with { $0.submission = claim }, of: "")
    return own.isSame(as: Treatment(state, of: admission.stream))
}
