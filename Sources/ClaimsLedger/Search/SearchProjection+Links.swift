import Claims
import EntryFormat
import Ledger

extension SearchProjection {
    /// The field under which an audit or a review is found by the stream that it is about.
    static let subject = "subject"
    /// The kinds of streams that are found under ``subject``: those for which ``links(of:)`` names it.
    static let subjectKinds: Set<StreamKind> = [.audit, .review, .party, .settlement]
    /// The field under which a claim or an audit is found by the SHA-256 of its photographs and reports.
    static let paper = "paper"

    /// What a stream is found by besides its row: the streams that it is about, and the papers that are of one treatment.
    static func links(of state: StreamState) -> [(String, String)] {
        switch state.subject {
        case .audit(let audit) where audit.hasOrder:
            [(subject, audit.order.subject)] + papers(of: audit.documents.map(\.document))
        case .review(let review): review.items.map { (subject, $0.claim.claim) }
        case .party(let party): party.logs.map { (subject, $0.origin) }
        case .settlement(let settlement) where settlement.hasRequest: invoice(of: settlement, in: state.stream)
        case .claim(let claim):
            papers(of: claim.papers.map(\.document).filter(\.kind.isOfOneTreatment))
                + [("about", claim.submission.specificItem)]
        case .stay(let stay): invoices(of: stay).map { ("invoice", $0) }
        default: []
        }
    }

    /// A settlement is found by its invoice, as a claim is by the stream of it.
    private static func invoice(of settlement: SettlementState, in stream: String) -> [(String, String)] {
        guard let center = (try? StreamAddress(stream))?.decider.code else { return [] }
        return [(subject, StreamAddress.invoice(settlement.request.bill.invoice, at: center))]
    }

    private static func papers(of documents: [Document]) -> [(String, String)] {
        Set(documents.map(\.sha256)).sorted().map { (paper, $0) }
    }
}

extension Node {
    /// The audits and reviews that are about a stream, by name, from the index.
    func streams(about stream: String) throws -> [String] {
        try streams(linkedBy: SearchProjection.subject, stream, of: SearchProjection.subjectKinds)
    }

    /// The streams that an index field leads to, by name.
    /// - Parameter kinds: those that the field leads to, or that the caller wants; nil for all. Where few of them have moved since
    ///   the view was flushed, less has to be computed.
    func streams(linkedBy field: String, _ value: String, of kinds: Set<StreamKind>? = nil) throws -> [String] {
        let key = SearchProjection.indexKey(field, value)
        // What an index row leads to stands at its end.
        let only = kinds?.count == 1 ? kinds?.first.map { Array("\($0.rawValue)/".utf8) } ?? [] : []
        let rows = try ledger.rows(
            of: SearchProjection.view, prefix: key + only, kinds: kinds.map { Set($0.map(\.rawValue)) })
        return rows.map { String(decoding: $0.key.dropFirst(key.count), as: UTF8.self) }
    }

    /// What audits add to the context of findings: the audits and reviews of a claim and of its filing, the admissions of its
    /// person with theirs, and whatever has one of their papers, with what it is about.
    func auditedStreams(of state: StreamState) throws -> Set<String> {
        var names: Set<String> = []
        var hashes: Set<String> = []
        switch state.subject {
        case .claim(let claim) where claim.hasSubmission:
            let admissions = try streams(linkedBy: "resident", claim.submission.insured.residentID)
                .filter { $0.hasPrefix("admission/") }
            names.formUnion(admissions)
            for subject in [state.stream, claim.submission.filing] + admissions where !subject.isEmpty {
                names.formUnion(try streams(about: subject))
            }
            hashes.formUnion(claim.papers.map(\.document).filter(\.kind.isOfOneTreatment).map(\.sha256))
            for name in names where name.hasPrefix("audit/") {
                if case .audit(let audit)? = try self.state(of: name).subject {
                    hashes.formUnion(audit.documents.map(\.document.sha256))
                }
            }
        case .audit(let audit) where audit.hasOrder:
            names.insert(audit.order.subject)
            hashes.formUnion(audit.documents.map(\.document.sha256))
        default: return []
        }
        for hash in hashes { names.formUnion(try streams(linkedBy: SearchProjection.paper, hash)) }
        for name in names where name.hasPrefix("audit/") {
            if case .audit(let audit)? = try self.state(of: name).subject, audit.hasOrder {
                names.insert(audit.order.subject)
            }
        }
        return names
    }
}
