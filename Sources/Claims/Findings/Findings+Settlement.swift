import SwiftProtobuf

extension StreamState {
    /// The claim that the rules about treatments examine: the stream's own; or what a direct settlement would be as one, once the
    /// institution has confirmed that the person paid, and until it is declined or reversed. `nil` in other streams.
    public var examinedClaim: ClaimState? {
        switch subject {
        case .claim(let claim) where claim.hasSubmission: return claim
        case .settlement(let settlement) where settlement.isExamined:
            return .with {
                $0.submission = settlement.request.asClaim
                $0.submitted = settlement.requested
            }
        default: return nil
        }
    }
}

extension SettlementState {
    /// Whether the fund owes something for it, or is about to.
    var isExamined: Bool {
        hasRequest && !request.preview && [.confirmed, .recorded, .reversing].contains(status)
    }
}

extension Examination {
    /// Whether it is a direct settlement that is examined, as the claim that it would be.
    var isSettlement: Bool { address.kind == .settlement }

    /// What was done with the bill, in words.
    var claimed: (english: String, chinese: String) { isSettlement ? ("settled directly", "直接结算") : ("claimed", "申报") }

    /// The rules that hold for a direct settlement as they do for a claim.
    ///
    /// Those about the decisions on a claim, its papers, its payments and its hand-in have nothing to look at in a settlement; its class,
    /// its filing and its invoice are the center's own when it is priced.
    func ofSettlement() -> [Finding] {
        let found: [[Finding]] = [
            differsFromHospitalBill(), sumsDisagree(), noSuchStay(), invoiceReversed(), treatedAfterDeath(),
            strikingPrices(), repeatedCharges(), splitCharges(), staysOverlap(), moreThanBeds(), groupTogether(),
            stayMismatch(),
        ]
        return found.flatMap(\.self)
    }

    /// The unit through which the person is insured: as the claim states it; of a direct settlement, by the register.
    var unit: String {
        isSettlement ? context.person(submission.person)?.register.unit ?? "" : submission.unit
    }
}
