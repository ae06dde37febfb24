import Claims

extension ListRow {
    mutating func take(_ state: DisputeState) {
        guard state.hasOpening else {
            // An institution that was asked holds the inquiry alone.
            if let inquiry = state.inquiries.last {
                title = "inquiry \(inquiry.inquiry.number)"
                institutions = [inquiry.inquiry.institution]
                date = inquiry.inquiry.sentOn
            }
            return
        }
        title = "\(state.opening.claimant) / \(state.opening.respondent)"
        status = "\(state.status)"
        amount = state.opening.amount
        date = state.opening.lodgedOn
        about = state.opening.subjects
        let parties = ([state.opening.claimant, state.opening.respondent] + state.opening.others).compactMap {
            try? Party($0)
        }
        institutions = parties.filter { $0.role == .hospital || $0.role == .pharmacy }.map(\.code)
        unit = parties.first { $0.role == .unit }?.code ?? ""
    }
}
