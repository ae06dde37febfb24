import ArgumentParser
import Claims
import ClaimsLedger

/// The statuses that streams of each kind can have in a list.
enum ListedStatus {
    static func all(of kind: StreamKind) -> [String] {
        switch kind {
        case .person: ["registered", "locked", "merged", "died"]
        case .institution: ["designated", "ended"]
        case .filing: FilingState.Status.allCases.compactMap(\.listed)
        case .stay: StayState.Status.allCases.compactMap(\.listed)
        case .claim: ClaimState.Status.allCases.compactMap(\.listed)
        case .invoice: ["claimed", "claimed-again"]
        case .policy, .catalogue: ["published"]
        case .item: ItemState.Status.allCases.compactMap(\.listed)
        case .account: ["open", "requested"]
        case .history: ["verified"]
        case .admission: AdmissionState.Status.allCases.compactMap(\.listed)
        case .audit: AuditState.Status.allCases.compactMap(\.listed)
        case .review: ["drawn", "concluded"]
        case .party: ["active", "suspended", "ended"]
        case .receipt: ["received"]
        case .reserve: ["open", "used-70", "used-90"]
        case .clearing: ClearingState.Status.allCases.compactMap(\.listed)
        case .settlement: SettlementState.Status.allCases.compactMap(\.listed)
        case .dispute: DisputeState.Status.allCases.compactMap(\.listed)
        // FHIR R4, value set fm-status.
        case .fhirClaim, .fhirExplanation: ["active", "cancelled", "draft", "entered-in-error"]
        }
    }

    /// The status by its name, in small or capital letters.
    /// - Throws: `ValidationError` with the choices if the kind has no such status.
    static func named(_ text: String, of kind: StreamKind) throws -> String {
        let choices = all(of: kind)
        guard let status = choices.first(where: { $0 == text.lowercased() }) else {
            throw ValidationError(
                "“\(text)” is no status of the kind \(kind.rawValue); it has \(choices.joined(separator: ", ")).")
        }
        return status
    }

    /// The kinds with their statuses, each line short enough for a terminal.
    static var help: String {
        StreamKind.allCases.map { kind in
            let statuses = all(of: kind)
            let lines = stride(from: 0, to: statuses.count, by: 5).map {
                statuses[$0..<min($0 + 5, statuses.count)].joined(separator: ", ")
            }
            return "  \(kind.rawValue): \(lines.joined(separator: ",\n    "))"
        }.joined(separator: "\n")
    }
}

extension RawRepresentable where RawValue == Int {
    /// The status as a list names it; nil for the one before anything happened.
    fileprivate var listed: String? { rawValue == 0 ? nil : "\(self)" }
}

extension StreamKind {
    /// Reads a kind as `list` takes it: `claim` or `claims`, `policies`.
    init?(listed text: String) {
        let singular =
            text.hasSuffix("ies") ? "\(text.dropLast(3))y" : text.hasSuffix("s") ? String(text.dropLast()) : text
        guard let found = StreamKind(rawValue: text) ?? StreamKind(rawValue: singular) else { return nil }
        self = found
    }
}

extension ListRow {
    /// A clearing below zero is closed once the agency has paid it back: it receives nothing.
    static let paidBack = "paid back"

    /// The status as people read it: what was imported has none left once it is annulled; what an agency paid back it did not receive.
    var shownStatus: String {
        if kind == StreamKind.clearing.rawValue, status == "received", amount < 0 { return Self.paidBack }
        return status.isEmpty && kind.hasPrefix("fhir-") ? "annulled" : status
    }
}
