/// Something that a stream waits for, as far as the stream itself says: what began, when, and by which day if a day was named.
///
/// The ``Deadline`` follows from it and the settings of procedure in force; ``Procedure/deadline(of:)`` computes it.
public struct Waiting: Hashable, Sendable {
    /// What is waited for.
    public enum Kind: String, CaseIterable, Sendable {
        /// A filing ends, or has ended; it matters while somebody is treated under it.
        case filingEnds = "filing-ends"
        /// The unit's month for the claim of a stay that ended.
        case unitMonth = "unit-month"
        /// The papers of a returned claim.
        case returnedClaim = "returned-claim"
        /// The decision on an objection.
        case objection
        /// An audit that was ordered with a last day.
        case audit
        /// The review of a claim that was drawn.
        case review
        /// Of a dispute: the arbiter's notice, the respondent's statement, the ruling, the decision on an appeal.
        case disputeNotice = "dispute-notice"
        case disputeStatement = "dispute-statement"
        case disputeRuling = "dispute-ruling"
        case disputeAppeal = "dispute-appeal"
        /// The answer to an inquiry.
        case inquiry
        /// What a ruling asks of a party.
        case consequence
    }

    public var kind: Kind
    /// The code of the center, or of the arbiter, whose settings hold.
    public var center: String
    /// The day on which it began, whose settings hold: of admission, discharge, return, order or draw.
    public var since: CalendarDate
    /// Of a stay: other days from which settings may count.
    public var admitted: CalendarDate?
    public var invoiceIssued: CalendarDate?
    /// The last day, where an entry names it.
    public var due: CalendarDate?
    /// Which of several in its stream: an objection's number, the claim under review.
    public var number: String

    public init(
        _ kind: Kind, at center: String, since: CalendarDate, due: CalendarDate? = nil, number: String = ""
    ) {
        self.kind = kind
        self.center = center
        self.since = since
        self.due = due
        self.number = number
    }
}

extension Waiting {
    private static let separator: Character = "\t"

    /// One line that ``init(text:)`` reads back.
    public var text: String {
        func day(_ day: CalendarDate?) -> String { day?.description ?? "" }
        return [kind.rawValue, center, day(since), day(admitted), day(invoiceIssued), day(due), number]
            .joined(separator: String(Self.separator))
    }

    /// Reads what ``text`` writes; `nil` for anything else.
    public init?(text: String) {
        let parts = text.split(separator: Self.separator, maxSplits: 6, omittingEmptySubsequences: false).map(
            String.init)
        guard parts.count == 7, let kind = Kind(rawValue: parts[0]), let since = CalendarDate(parts[2]) else {
            return nil
        }
        self.init(kind, at: parts[1], since: since, due: CalendarDate(parts[5]), number: parts[6])
        admitted = CalendarDate(parts[3])
        invoiceIssued = CalendarDate(parts[4])
    }
}

extension StreamState {
    /// What the stream waits for. Whether it is still waited for may depend on other streams: a stay's month ends with the
    /// claim, and a filing's end matters while somebody is treated under it.
    public var waitings: [Waiting] {
        guard let address = try? StreamAddress(stream) else { return [] }
        let center = address.decider.code
        switch subject {
        case .filing(let filing): return filing.end.map { [$0.waiting(at: center)] } ?? []
        case .stay(let stay): return stay.unitMonth.map { [$0] } ?? []
        case .claim(let claim): return claim.waitings(at: center)
        case .audit(let audit):
            guard audit.status == .ordered, let due = CalendarDate(audit.order.dueOn) else { return [] }
            return [Waiting(.audit, at: center, since: audit.ordered.day, due: due)]
        case .review(let review):
            return review.items.filter { !$0.hasConclusion }.map {
                Waiting(.review, at: center, since: review.drawn.day, number: $0.claim.claim)
            }
        case .dispute(let dispute): return dispute.waitings(at: center)
        default: return []
        }
    }
}

extension FilingState {
    /// The period that ends: of a temporary filing, and of one that was withdrawn.
    fileprivate struct End {
        let from: CalendarDate
        let last: CalendarDate

        func waiting(at center: String) -> Waiting { Waiting(.filingEnds, at: center, since: from, due: last) }
    }

    fileprivate var end: End? {
        guard let from = terms.first.flatMap({ CalendarDate($0.from) }) else { return nil }
        let last = terms.last.flatMap { CalendarDate($0.to) }
        let withdrawn = hasWithdrawal ? CalendarDate(withdrawal.effectiveFrom)?.adding(days: -1) : nil
        return [last, withdrawn].compactMap(\.self).min().map { End(from: from, last: $0) }
    }
}

extension StayState {
    /// The month in which the unit claims the stay; the center that reads the stay sets it.
    fileprivate var unitMonth: Waiting? {
        guard status == .discharged || status == .settled, let discharged = CalendarDate(discharge.dischargedOn) else {
            return nil
        }
        var waiting = Waiting(.unitMonth, at: admission.center, since: discharged)
        waiting.admitted = CalendarDate(admission.admittedOn)
        waiting.invoiceIssued = bills.last.flatMap { CalendarDate($0.bill.invoice.issuedOn) }
        return waiting
    }
}

extension ClaimState {
    fileprivate func waitings(at center: String) -> [Waiting] {
        var waitings: [Waiting] = []
        if status == .returned {
            waitings.append(Waiting(.returnedClaim, at: center, since: returned.day, due: CalendarDate(dueOn)))
        }
        for open in objections where open.status == .open {
            guard let filed = CalendarDate(open.objection.filedOn) else { continue }
            waitings.append(Waiting(.objection, at: center, since: filed, number: open.objection.number))
        }
        return waitings
    }
}
