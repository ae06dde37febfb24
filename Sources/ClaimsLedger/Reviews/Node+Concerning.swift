import Claims
import Ledger

/// An audit or a review that is about a stream, in a line.
public struct Concerning: Sendable, Codable, Equatable {
    /// The audit's or review's stream.
    public let stream: String
    /// What kind of audit; of a review, how the claim was drawn.
    public let kind: String
    /// `ordered` or `concluded`; of a claim in a review, `drawn` or `concluded`.
    public let status: String
    /// How it was concluded; empty while it is open.
    public let result: String
    /// Until when; empty for a review.
    public let dueOn: String

    /// Whether somebody still has to do something.
    public var isOpen: Bool { status != "concluded" }
}

extension Node {
    /// The audits and reviews that are about a stream, by name.
    ///
    /// - Throws: `LedgerError` `damaged`.
    /// - Complexity: linear in the entries of those that the index finds.
    public func concerning(_ stream: String) throws -> [Concerning] {
        try streams(about: stream).sorted().flatMap { name -> [Concerning] in
            switch try state(of: name).subject {
            case .audit(let audit): [Concerning(audit, name)]
            case .review(let review):
                review.items.filter { $0.claim.claim == stream }.map { item in
                    Concerning(
                        stream: name, kind: item.claim.causes.map(\.word).joined(separator: ", "),
                        status: item.hasConclusion ? "concluded" : "drawn",
                        result: item.hasConclusion ? item.conclusion.confirmed ? "confirmed" : "not confirmed" : "",
                        dueOn: "")
                }
            default: []
            }
        }
    }

    /// `drawn` while a review of the claim is open, `concluded` after it; nil for a claim that was never drawn.
    func reviewStatus(of claim: String) throws -> String? {
        let reviews = try streams(about: claim).filter { $0.hasPrefix("review/") }
        guard !reviews.isEmpty else { return nil }
        let isOpen = try concerning(claim).contains { $0.stream.hasPrefix("review/") && $0.isOpen }
        return isOpen ? "drawn" : "concluded"
    }
}

extension Concerning {
    init(_ audit: AuditState, _ stream: String) {
        self.init(
            stream: stream, kind: audit.order.kind.word, status: "\(audit.status)",
            result: audit.hasConclusion ? audit.conclusion.result.word : "", dueOn: audit.order.dueOn)
    }
}
