import SwiftProtobuf

extension Admission {
    /// The last of the rules asked of an author.
    func checkCatalogue(_ event: Event) throws(Refusal) {
        switch event.kind {
        case .policyPublished(let policy)? where !policy.hasProcedure:
            // Asked of the author only: what stands in older logs under another name stays what it was.
            guard policy.name == address.number else {
                throw Refusal(
                    .publishedElsewhere, "The policy is named \"\(policy.name)\", the stream is \(address).")
            }
        case .policyPublished(let policy)?:
            let isArbiter = address.decider.role == .arbiter
            guard isArbiter ? !policy.procedure.setsCenters : !policy.procedure.setsDisputes else {
                throw Refusal(
                    .settingsOfAnother,
                    isArbiter
                        ? "\(address) is an arbiter's, and the settings have a center's."
                        : "\(address) is a center's, and the settings have days of disputes.")
            }
        default: try checkParty(event)
        }
    }
}

extension ProcedureSettings {
    /// Whether it sets the days of disputes: an arbiter's to set.
    var setsDisputes: Bool {
        hasDisputeNoticeDays || hasDisputeDiscoveryDays || hasDisputeRulingDays || hasInquiryDays || hasAppealDays
    }

    /// Whether it sets anything else but days off: a center's to set.
    var setsCenters: Bool {
        // What is left when the days off and an arbiter's settings are taken away.
        var rest = self
        rest.holidays = []
        rest.workingWeekendDays = []
        rest.clearDisputeNoticeDays()
        rest.clearDisputeDiscoveryDays()
        rest.clearDisputeRulingDays()
        rest.clearInquiryDays()
        rest.clearAppealDays()
        return rest != ProcedureSettings()
    }
}
