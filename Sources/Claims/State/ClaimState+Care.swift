extension Care {
    /// Whether the claim names a filing: all care but sudden illness.
    public var needsFiling: Bool { self == .unspecified || self == .filedStay || self == .specificItem }

    /// Sudden illness while travelling, studying or visiting (row S7).
    public var isSuddenIllness: Bool { self == .suddenIllnessStay || self == .emergencyObservation }

    /// The care in plain English.
    public var word: String {
        switch self {
        case .specificItem: "specific outpatient item"
        case .suddenIllnessStay: "stay in sudden illness"
        case .emergencyObservation: "emergency observation"
        case .outpatient: "outpatient care"
        default: "stay under a filing"
        }
    }

    /// The care in Chinese.
    public var chinese: String {
        switch self {
        case .specificItem: "门诊特定项目"
        case .suddenIllnessStay: "突发急病住院"
        case .emergencyObservation: "急诊留观"
        case .outpatient: "普通门诊"
        default: "备案住院"
        }
    }
}

extension ClaimState {
    /// What a submission's care asks of it, as far as the submission itself shows it.
    static func judgeCare(of submission: ClaimSubmitted) throws(Refusal) {
        let care = submission.care
        guard care != .outpatient else {
            throw Refusal(.outpatientOwnCost, "The claim is for outpatient care.")
        }
        guard InstitutionCode(submission.hospital)?.region?.isOutsideMainland != true else {
            throw Refusal(.treatmentOutside, "\(submission.hospital) is in Hong Kong, Macao or Taiwan.")
        }
        func require(_ text: String, _ isNeeded: Bool, _ field: String) throws(Refusal) {
            guard text.isEmpty == isNeeded else { return }
            throw Refusal(
                .careDoesNotFit, "A claim for a \(care.word) names \(isNeeded ? "a" : "no") \(field).")
        }
        try require(submission.filing, care.needsFiling, "filing")
        try require(submission.specificItem, care == .specificItem, "specific item")
        try require(submission.guarantor, care.isSuddenIllness, "guarantor")
        guard submission.guarantor.isEmpty || submission.guarantor == submission.unit else {
            throw Refusal(
                .guarantorNotTheUnit, "The guarantor is \(submission.guarantor), and the unit is \(submission.unit).")
        }
    }

    /// "Sudden illness is claimed on approval": who takes the claim up says why it is approved.
    func judgeApproval(of acceptance: ClaimAccepted) throws(Refusal) {
        guard submission.care.isSuddenIllness != acceptance.approvedBecause.isEmpty else {
            throw Refusal(
                .approvalNotStated,
                submission.care.isSuddenIllness
                    ? "The claim is for a \(submission.care.word), and approvedBecause is empty."
                    : "The claim is for a \(submission.care.word), which needs no approvedBecause.")
        }
    }
}
