/// What each kind of care asks for beside the five documents: a filing, an item, a public hospital.
extension Admission {
    /// The road of the claim's care, at submission and again when the claim is taken up.
    func requireRoad(_ claim: ClaimSubmitted, on admitted: CalendarDate?) throws(Refusal) {
        if claim.care.needsFiling { try requireFiling(claim, on: admitted) }
        let institution = try requireDesignated(claim.hospital, on: admitted)
        if claim.care == .specificItem { try requireItem(claim) }
        guard claim.care.isSuddenIllness else { return }
        guard InstitutionCode(claim.hospital)?.role == .hospital, institution.map({ $0.ownership == .public }) ?? true
        else {
            throw Refusal(.publicHospitalNeeded, "\(claim.hospital) is no public hospital.")
        }
        if let home = RegionCode(center), let place = InstitutionCode(claim.hospital)?.region, home.contains(place) {
            throw Refusal(.notAway, "\(claim.hospital) is in \(home), the insured place.")
        }
    }

    /// "A claim for a specific outpatient item carries the approval of that item."
    private func requireItem(_ claim: ClaimSubmitted) throws(Refusal) {
        try requireOwn(claim.specificItem, "specificItem")
        guard case .item(let item)? = context[claim.specificItem]?.subject else {
            guard !mustHold else {
                throw Refusal(.itemDoesNotCover, "\(claim.specificItem) holds no specific item.")
            }
            return
        }
        // A form of a duplicate that was merged into the person is the person's.
        let isSame = context.isSamePerson(item.application.person, as: claim.person)
        guard let from = CalendarDate(claim.admittedOn), let to = CalendarDate(claim.dischargedOn) else { return }
        let reason = item.reasonNotCovered(
            person: isSame ? item.application.person : claim.person, institution: claim.hospital, from: from, to: to)
        if let reason {
            throw Refusal(.itemDoesNotCover, "\(claim.specificItem) does not cover the treatment: \(reason).")
        }
    }
}
