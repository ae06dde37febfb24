public import Claims

/// The statuses that streams of each kind can have in a list.
public enum ListedStatus {
    /// Those of a kind, as lists name them.
    public static func all(of kind: StreamKind) -> [String] {
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
}

extension RawRepresentable where RawValue == Int {
    /// The status as a list names it; nil for the one before anything happened.
    fileprivate var listed: String? { rawValue == 0 ? nil : "\(self)" }
}

extension StreamKind {
    /// Reads a kind as `list` takes it: `claim` or `claims`, `policies`.
    public init?(listed text: String) {
        let singular =
            text.hasSuffix("ies") ? "\(text.dropLast(3))y" : text.hasSuffix("s") ? String(text.dropLast()) : text
        guard let found = StreamKind(rawValue: text) ?? StreamKind(rawValue: singular) else { return nil }
        self = found
    }
}
