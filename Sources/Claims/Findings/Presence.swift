/// That a person was in a hospital for some days, as one entry says.
///
/// A claim for a stay that is not refused says it, a stay that is settled directly, the hospital's own stay, and a declared admission.
public struct Presence: Hashable, Sendable {
    /// The stream that says it.
    public let stream: String
    /// Institution code of the hospital.
    public let hospital: String
    public let residentID: String
    public let from: CalendarDate
    /// The day of discharge, which counts no longer; `nil` while the hospital's own stay goes on.
    public let to: CalendarDate?
    /// The entry that says it.
    public let entry: EntryReference
    /// Of a claim: who claims, for whom, and the agent who handed it in. A direct settlement says for whom alone.
    public let unit: String
    public let person: String
    public let agent: String

    public init(
        stream: String, hospital: String, residentID: String, from: CalendarDate, to: CalendarDate?,
        entry: EntryReference, unit: String = "", person: String = "", agent: String = ""
    ) {
        self.stream = stream
        self.hospital = hospital
        self.residentID = residentID
        self.from = from
        self.to = to
        self.entry = entry
        self.unit = unit
        self.person = person
        self.agent = agent
    }

    /// The kinds of streams that say it.
    public static let kinds: Set<StreamKind> = [.stay, .claim, .settlement, .admission]

    /// What a stream says; `nil` where it says nothing of an inpatient.
    public init?(_ state: StreamState) {
        guard let address = try? StreamAddress(state.stream) else { return nil }
        switch state.subject {
        case .stay(let stay) where stay.hasAdmission:
            self.init(
                state, address.decider.code, stay.admission.insured, from: stay.admission.admittedOn,
                to: stay.hasDischarge ? stay.discharge.dischargedOn : nil, stay.admitted)
        case .claim(let claim) where claim.submission.care.isStay && claim.hasSubmission && claim.status != .refused:
            self.init(
                state, claim.submission.hospital, claim.submission.insured, from: claim.submission.admittedOn,
                to: claim.submission.dischargedOn, claim.submitted, of: claim.submission)
        case .settlement(let settlement) where settlement.isExamined && settlement.request.setting == .stay:
            let claim = settlement.request.asClaim
            self.init(
                state, claim.hospital, claim.insured, from: claim.admittedOn, to: claim.dischargedOn,
                settlement.requested, of: claim)
        case .admission(let admission) where admission.hasDeclaration:
            // What nobody closed may be over: it says that the person came, for one day.
            let from = admission.declaration.admittedOn
            self.init(
                state, admission.declaration.hospital, admission.declaration.insured, from: from,
                to: admission.hasClosing
                    ? admission.closing.dischargedOn : CalendarDate(from)?.adding(days: 1).description,
                admission.declared)
        default: return nil
        }
    }

    private init?(
        _ state: StreamState, _ hospital: String, _ insured: InsuredPerson, from: String, to: String?, _ act: Act,
        of claim: ClaimSubmitted = ClaimSubmitted()
    ) {
        guard let from = CalendarDate(from), !hospital.isEmpty, !insured.residentID.isEmpty else { return nil }
        let last = to.flatMap { CalendarDate($0) }
        if to != nil { guard let last, last >= from else { return nil } }
        self.init(
            stream: state.stream, hospital: hospital, residentID: insured.residentID, from: from, to: last,
            entry: act.entry, unit: claim.unit, person: claim.person, agent: claim.agent)
    }

    /// The same of a person who is insured through a unit, which a direct settlement does not state.
    public func insured(by unit: String) -> Presence {
        Presence(
            stream: stream, hospital: hospital, residentID: residentID, from: from, to: to, entry: entry, unit: unit,
            person: person, agent: agent)
    }

    /// Whether the person is there at night after the day.
    public func covers(_ day: CalendarDate) -> Bool { from <= day && to.map { day < $0 } ?? true }

    /// Whether the hospital, the first and the last day are the same.
    public func isTogether(with other: Presence) -> Bool {
        (hospital, from, to?.dayNumber) == (other.hospital, other.from, other.to?.dayNumber)
    }
}

/// A version of a catalogue that is in force.
public struct CatalogueInForce: Sendable {
    /// Its stream.
    public let stream: String
    /// The entry that published it.
    public let entry: EntryReference
    public let catalogue: Catalogue

    public init(stream: String, entry: EntryReference, catalogue: Catalogue) {
        self.stream = stream
        self.entry = entry
        self.catalogue = catalogue
    }
}

/// How far a node holds all that a hospital addressed to it.
public struct LogReach: Hashable, Sendable {
    /// The last day that is behind it: of the newest entry held, by its author's clock, or of a head that witnesses cosigned.
    public let day: CalendarDate
    /// The newest entry held.
    public let entry: EntryReference
    /// The receipt that says so; empty where the node hosts the log itself.
    public let receipt: EntryReference
    /// How many entries the head has, where a head says it.
    public let size: UInt64?

    public init(
        day: CalendarDate, entry: EntryReference, receipt: EntryReference = EntryReference(), size: UInt64? = nil
    ) {
        self.day = day
        self.entry = entry
        self.receipt = receipt
        self.size = size
    }

    /// Whether the log that is held goes up to an entry at least: then all that its author addressed here before it is held.
    public func isPast(_ entry: EntryReference) -> Bool {
        self.entry.origin == entry.origin && self.entry.number >= entry.number
    }
}

extension Care {
    /// Whether the person is in hospital over night: a filed stay, or one in sudden illness.
    public var isStay: Bool { [.unspecified, .filedStay, .suddenIllnessStay].contains(self) }
}
