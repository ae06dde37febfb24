/// The streams that ``findings(for:in:)`` reads for a claim, or for a direct settlement, as far as their names follow from it, ascending.
///
/// Besides these the caller adds what only an index can find: the hospital's stays of that person (``mayConcern(_:stay:)``
/// says which count) and other claims with the same invoice.
/// - Parameters:
///   - claim: The claim's state.
///   - context: The states that were read already: who stands for a person stands in that person's stream. The caller asks until
///     nothing is left to read.
public func findingReads(for claim: StreamState, in context: Context = Context()) -> [String] {
    guard let state = claim.examinedClaim, let address = try? StreamAddress(claim.stream) else { return [] }
    let center = address.decider.code
    let submission = state.submission
    var names: Set<String> = [
        submission.person, submission.filing, submission.stay, submission.specificItem,
        StreamAddress.invoice(submission.bill.invoice, at: center), StreamAddress.procedure(of: center),
    ]
    let standing = context.standing(for: submission.person)
    names.formUnion(standing + standing.compactMap { StreamAddress.history(of: $0) })
    names.formUnion(context.standing(for: context.filing(submission.filing)?.application.person))
    names.formUnion(context.standing(for: context.item(submission.specificItem)?.application.person))
    return names.filter { (try? StreamAddress($0)) != nil }.sorted()
}

/// Whether a hospital's stay is the one that a claim is about: it is named by the claim, has the claim's invoice, or is of
/// the same person in the same hospital at overlapping times.
public func mayConcern(_ claim: ClaimSubmitted, stay: StreamState) -> Bool {
    guard case .stay(let state)? = stay.subject, state.hasAdmission, let address = try? StreamAddress(stay.stream),
        address.decider.code == claim.hospital
    else { return false }
    if stay.stream == claim.stay { return true }
    let invoice = claim.bill.invoice
    if let own = state.bill?.invoice, (own.code, own.number) == (invoice.code, invoice.number) { return true }
    // Visits of outpatient care fall into a stay's days without being a part of it.
    guard claim.care != .specificItem, claim.care != .emergencyObservation, claim.care != .outpatient,
        state.admission.insured.residentID == claim.insured.residentID,
        let from = CalendarDate(state.admission.admittedOn), let claimFrom = CalendarDate(claim.admittedOn),
        let claimTo = CalendarDate(claim.dischargedOn)
    else { return false }
    let to = CalendarDate(state.discharge.dischargedOn) ?? claimTo
    return from <= claimTo && claimFrom <= to
}

/// What the rules find in a claim, or in a personal account, by number; in an audit, whether its photographs and reports are
/// used elsewhere; in a filing, whether its stamps count; in a direct settlement what the rules about bills and stays find in a claim.
///
/// Pure: the same states give the same findings. A stream that the context does not hold gives no finding; what is not
/// known is not suspected.
/// - Parameters:
///   - claim: The claim's, or the account's, state.
///   - context: The states that ``findingReads(for:)`` names and those that an index found; receipts.
public func findings(for claim: StreamState, in context: Context) -> [Finding] {
    if case .account(let account)? = claim.subject { return findings(for: account, of: claim) }
    if case .reserve(let reserve)? = claim.subject { return findings(for: reserve, of: claim) }
    if case .audit(let audit)? = claim.subject { return sharedPapers(of: audit, in: claim, context) }
    if case .filing(let filing)? = claim.subject { return stampsWithoutKey(of: filing, in: context) }
    guard let state = claim.examinedClaim, let address = try? StreamAddress(claim.stream) else { return [] }
    let examination = Examination(address: address, stream: claim, claim: state, context: context)
    if examination.isSettlement { return examination.ofSettlement() }
    let found: [[Finding]] = [
        examination.differsFromHospitalBill(), examination.sumsDisagree(), examination.lateSubmission(),
        examination.filingMismatch(), examination.invoiceClaimedTwice(), examination.overpaid(),
        examination.paidTwice(), examination.inSuspense(), examination.recoveredInSuspense(),
        examination.correctionNotSeen(), examination.differsFromPolicy(), examination.feedbackDenies(),
        examination.approvedAgainstFeedback(), examination.completedLate(), examination.careMismatch(),
        examination.sharedPapers(), examination.approvedAgainstAudit(), examination.approvedWhileDrawn(),
        examination.otherPayee(), examination.treatedAfterDeath(), examination.notCompared(),
        examination.itemMismatch(), examination.historyOfRefused(), examination.keyNotValid(),
        examination.noSuchStay(), examination.invoiceReversed(), examination.classChanged(),
        examination.strikingPrices(), examination.repeatedCharges(), examination.splitCharges(),
        examination.staysOverlap(), examination.moreThanBeds(), examination.groupTogether(),
        examination.stayMismatch(),
    ]
    return found.flatMap(\.self)
}

/// One claim under examination.
struct Examination {
    let address: StreamAddress
    let stream: StreamState
    let claim: ClaimState
    let context: Context

    var submission: ClaimSubmitted { claim.submission }

    /// The hospital's own stays that the claim may be about, by name.
    var stays: [(stream: StreamState, state: StayState)] {
        context.streams.values.sorted { $0.stream < $1.stream }.compactMap { stream in
            guard case .stay(let state)? = stream.subject, mayConcern(submission, stay: stream) else { return nil }
            return (stream, state)
        }
    }

    /// The entry, and the one that corrected it.
    func entries(_ act: Act, in stream: StreamState) -> [EntryReference] {
        let judged = stream.entries.first { $0.act.entry == act.entry }
        return judged?.hasCorrectedBy == true ? [act.entry, judged?.correctedBy ?? EntryReference()] : [act.entry]
    }
}
