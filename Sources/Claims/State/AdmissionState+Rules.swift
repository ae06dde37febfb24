import SwiftProtobuf

extension AdmissionState {
    func judge(_ event: Event.OneOf_Kind, by actor: Actor) throws(Refusal) {
        switch event {
        case .admissionDeclared(let declaration):
            guard !hasDeclaration else { throw Refusal(.alreadyDeclared, "This stream already holds an admission.") }
            try AdmissionState.requireNamed(in: declaration, by: actor)
        case .admissionClosed(let closing):
            guard hasDeclaration else { throw Refusal(.notDeclared, "There is no admission in this stream.") }
            guard !hasClosing else {
                throw Refusal(.alreadyClosed, "The stay ended on \(self.closing.dischargedOn) already.")
            }
            try judge(closing, of: declaration, by: actor)
        default: break
        }
    }

    /// A correction answers to the same rules as what it replaces.
    func judge(replacement event: Event.OneOf_Kind, by actor: Actor) throws(Refusal) {
        switch event {
        case .admissionDeclared(let declaration):
            try AdmissionState.requireNamed(in: declaration, by: actor)
            if hasClosing { try requireOrder(from: declaration.admittedOn, to: closing.dischargedOn) }
        case .admissionClosed(let closing): try judge(closing, of: declaration, by: actor)
        default: break
        }
    }

    /// A declaration that something rests on stays.
    func judge(annulling type: EventType) throws(Refusal) {
        guard type == .admissionDeclared, hasClosing else { return }
        throw Refusal(.restsOnIt, "AdmissionClosed rests on the declaration that is to be annulled.")
    }

    private func judge(
        _ closing: AdmissionClosed, of declaration: AdmissionDeclared, by actor: Actor
    ) throws(Refusal) {
        try AdmissionState.requireNamed(in: declaration, by: actor)
        try requireOrder(from: declaration.admittedOn, to: closing.dischargedOn)
    }

    private func requireOrder(from admitted: String, to discharged: String) throws(Refusal) {
        guard let first = CalendarDate(admitted), let last = CalendarDate(discharged), first <= last else {
            throw Refusal(.closedTooEarly, "The stay began on \(admitted), and is to end on \(discharged).")
        }
    }

    /// "Declared by the hospital, the unit, or the center on whose behalf."
    private static func requireNamed(in declaration: AdmissionDeclared, by actor: Actor) throws(Refusal) {
        switch actor.party.role {
        case .hospital, .unit:
            guard [declaration.hospital, declaration.unit].contains(actor.party.code) else {
                throw Refusal(.notTheNamedParty, "The declaration does not name \(actor.party).")
            }
        default:
            let parties = [("hospital", declaration.hospital), ("unit", declaration.unit)]
            let named = parties.filter { !$0.1.isEmpty }.map { "\($0.0):\($0.1)" } + [declaration.person]
            guard !actor.onBehalfOf.isEmpty, named.contains(actor.onBehalfOf) else {
                throw Refusal(
                    .forNobodyNamed,
                    "\(actor.party) records it for \"\(actor.onBehalfOf)\", whom the declaration does not name.")
            }
        }
    }

    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .admissionDeclared(let event):
            declaration = event
            declared = act
            status = hasClosing ? .closed : .declared
        case .admissionClosed(let event):
            closing = event
            closed = act
            status = .closed
        default: break
        }
    }

    /// Whether the patient is in hospital on a day, as far as anybody said.
    public func isInHospital(on day: CalendarDate) -> Bool {
        guard hasDeclaration, let first = CalendarDate(declaration.admittedOn), first <= day else { return false }
        return CalendarDate(closing.dischargedOn).map { $0 > day } ?? true
    }
}
