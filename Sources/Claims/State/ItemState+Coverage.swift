extension ItemState {
    /// Why a treatment of a person in an institution, from its first to its last day, is not covered; `nil` if it is.
    func reasonNotCovered(person: String, institution: String, from: CalendarDate, to: CalendarDate) -> String? {
        guard status == .approved || status == .ended else { return "the item is not approved" }
        guard application.person == person else { return "the item is of \(application.person)" }
        let institutions = approval.institutions.isEmpty ? application.institutions : approval.institutions
        guard institutions.contains(institution) else { return "the item does not name \(institution)" }
        guard let first = CalendarDate(approval.validFrom), first <= from else {
            return "the item is valid from \(approval.validFrom)"
        }
        guard let last = CalendarDate(approval.validTo), to <= last else {
            return "the item is valid until \(approval.validTo)"
        }
        if let end = CalendarDate(ending.effectiveFrom), to >= end { return "the item ended on \(end)" }
        return nil
    }
}
