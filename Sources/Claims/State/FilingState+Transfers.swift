import SwiftProtobuf

/// Referrals that are evaluated before they go on record, and compared with the treatment after discharge (row S8).
extension FilingState {
    /// "The person may be called in first": the form waits for a decision, and is a referral. Evaluated again, the last
    /// evaluation counts.
    func judge(_ evaluation: PreEvaluated) throws(Refusal) {
        guard application.kind == .referral else {
            throw Refusal(.notAReferral, "The form is of the kind \(application.kind).")
        }
        guard status == .submitted else {
            throw Refusal(.filingNotPending, "The application is not waiting for a decision.")
        }
    }

    func judge(_ comparison: TransferCompared) throws(Refusal) {
        guard hasPreEvaluation, !terms.isEmpty else {
            throw Refusal(
                .notEvaluated,
                hasPreEvaluation ? "The referral is not on record." : "The filing was not evaluated.")
        }
    }

    /// "Whose evaluation does not support it goes on record only with a note that says why."
    func requireSupport(for record: RecordFiled) throws(Refusal) {
        guard !hasPreEvaluation || preEvaluation.opinion == .supported || !record.note.isEmpty else {
            throw Refusal(
                .evaluationNotSupported, "The evaluation of \(preEvaluation.evaluatedOn) does not support it.")
        }
    }

    mutating func applyTransfer(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .preEvaluated(let event):
            preEvaluation = event
            preEvaluated = act
        case .transferCompared(let event):
            comparisons.append(
                .with {
                    $0.comparison = event
                    $0.act = act
                })
        default: break
        }
    }

    /// The last comparison of a claim's treatment with the evaluation; `nil` if there is none.
    public func comparison(of claim: String) -> Comparison? { comparisons.last { $0.comparison.claim == claim } }

    /// Why a claim under this filing may not be approved, as far as its evaluation goes; `nil` if it may.
    ///
    /// "After discharge the finding is compared with discharge record, certificate and list."
    public func reasonNotCompared(claim: String) -> String? { whyNotCompared(claim: claim)?.english }

    /// ``reasonNotCompared(claim:)`` in both languages.
    func whyNotCompared(claim: String) -> (chinese: String, english: String)? {
        guard hasPreEvaluation else { return nil }
        guard let found = comparison(of: claim) else {
            return ("转诊评估未与出院资料核对", "the treatment was not compared with the evaluation")
        }
        guard found.comparison.agrees else {
            let (day, result) = (found.comparison.comparedOn, found.comparison.result)
            return ("\(day) 核对转诊评估与出院资料不一致：\(result)", "the comparison of \(day) does not agree: \(result)")
        }
        return nil
    }
}
