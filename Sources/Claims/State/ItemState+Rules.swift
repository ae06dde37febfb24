extension ItemState {
    func judge(_ event: Event.OneOf_Kind, by actor: Actor) throws(Refusal) {
        if case .specificItemApplied(let application) = event {
            guard !hasApplication else {
                throw Refusal(.itemAlreadyApplied, "This stream already holds an application.")
            }
            try ItemState.judge(application, by: actor)
            return
        }
        guard hasApplication else { throw Refusal(.noItemApplication, "There is no application in this stream.") }
        switch event {
        case .specificItemApproved(let approval):
            try requirePending()
            try ItemState.judge(institutions: approval.institutions)
        case .specificItemRefused(let refusal):
            try requirePending()
            try FilingState.requireGrounds(refusal.grounds)
        case .specificItemEnded(let ending):
            guard status == .approved else { throw Refusal(.itemNotApproved, "The item is \(status.word).") }
            guard let end = CalendarDate(ending.effectiveFrom), let from = CalendarDate(approval.validFrom),
                let to = CalendarDate(approval.validTo), from <= end, end <= to
            else {
                throw Refusal(
                    .itemEndsOutside,
                    "The item holds from \(approval.validFrom) to \(approval.validTo), not on \(ending.effectiveFrom).")
            }
        default: break
        }
    }

    private func requirePending() throws(Refusal) {
        guard status == .applied else { throw Refusal(.itemNotPending, "The item is \(status.word).") }
    }

    private static func judge(_ application: SpecificItemApplied, by actor: Actor) throws(Refusal) {
        try FilingState.requireUnit(application.unit, by: actor)
        try judge(institutions: application.institutions)
    }

    private static func judge(institutions: [String]) throws(Refusal) {
        guard !institutions.isEmpty, Set(institutions).count == institutions.count else {
            throw Refusal(
                .itemInstitutions,
                institutions.isEmpty ? "The item names no institution." : "The item names an institution twice.")
        }
    }

    /// Judges what replaces the application.
    func judge(replacement application: SpecificItemApplied, by actor: Actor) throws(Refusal) {
        try ItemState.judge(application, by: actor)
        guard status == .applied || application.isSameItem(as: self.application) else {
            throw Refusal(
                .approvedApplication,
                "The item is \(status.word) for \(self.application.person) and \(self.application.disease).")
        }
    }

    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .specificItemApplied(let event):
            application = event
            applied = act
            status = .applied
        case .specificItemApproved(let event):
            approval = event
            approved = act
            status = .approved
        case .specificItemRefused(let event):
            grounds = event.grounds
            refused = act
            status = .refused
        case .specificItemEnded(let event):
            ending = event
            ended = act
            status = .ended
        default: break
        }
    }

    /// Why treatment of a person in an institution, from a day to a day, is not covered; `nil` if it is.
    ///
    /// "By disease and hospital, with validity": the item is approved for that person, names the institution, and holds on
    /// every day from the first to the last.
    /// - Parameters:
    ///   - person: The stream of the person who is treated.
    ///   - institution: Code of the hospital or pharmacy.
    ///   - from: The first day of the treatment.
    ///   - to: The last one.
    public func reasonNotCovered(
        person: String, institution: String, from: CalendarDate, to: CalendarDate
    ) -> String? {
        whyNotCovered(person: person, institution: institution, from: from, to: to)?.english
    }

    /// ``reasonNotCovered(person:institution:from:to:)`` in both languages.
    func whyNotCovered(
        person: String, institution: String, from: CalendarDate, to: CalendarDate
    ) -> (chinese: String, english: String)? {
        guard hasApproval else { return ("该项目\(status.chinese)", "the item is \(status.word)") }
        guard application.person == person else {
            return ("该项目属于 \(application.person)", "the item is of \(application.person)")
        }
        guard approval.institutions.contains(institution) else {
            return ("该项目未列 \(institution)", "the item does not name \(institution)")
        }
        guard let first = CalendarDate(approval.validFrom), let last = CalendarDate(approval.validTo), first <= from,
            to <= last
        else {
            return (
                "该项目有效期为 \(approval.validFrom) 至 \(approval.validTo)",
                "the item holds from \(approval.validFrom) to \(approval.validTo)"
            )
        }
        if hasEnding, let end = CalendarDate(ending.effectiveFrom), to >= end {
            return ("该项目已于 \(ending.effectiveFrom) 终止", "the item ended on \(ending.effectiveFrom)")
        }
        return nil
    }
}

extension SpecificItemApplied {
    fileprivate func isSameItem(as other: SpecificItemApplied) -> Bool {
        (person, insured.residentID, diseaseCode) == (other.person, other.insured.residentID, other.diseaseCode)
    }
}

extension ItemState.Status {
    /// The status in plain English.
    public var word: String {
        switch self {
        case .applied: "not yet approved"
        case .approved: "approved"
        case .refused: "refused"
        case .ended: "ended"
        default: "not applied for"
        }
    }

    fileprivate var chinese: String {
        switch self {
        case .applied: "尚未批准"
        case .approved: "已批准"
        case .refused: "未获批准"
        case .ended: "已终止"
        default: "未申请"
        }
    }
}
