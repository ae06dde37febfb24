/// A number that one person has at a center.
public struct PersonNumber: Hashable, Sendable {
    /// What kind of number it is: of the person, or of the card.
    public enum Kind: Hashable, Sendable { case residentID, card }

    /// What kind of number it is.
    public let kind: Kind
    /// The number, in capital letters: cards and check characters are the same in small ones.
    public let text: String

    /// A number as somebody wrote it; its form is not checked here.
    public init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text.uppercased()
    }
}

/// The resident ID and card that an event gives to a person of the decider's register, and that the person has not had: a caller looks
/// up who has them already, and puts these streams into ``Context/found``. Of a correction, those of what it puts in the place.
public func numbersGiven(by event: Event, on state: StreamState) -> [PersonNumber] {
    let given: [PersonNumber]
    switch event.kind {
    case .personRegistered(let person)?:
        given = [PersonNumber(.residentID, person.residentID), PersonNumber(.card, person.cardNumber)]
    case .personCorrected(let change)?:
        given =
            (change.hasResidentID ? [PersonNumber(.residentID, change.residentID)] : [])
            + (change.hasCardNumber ? [PersonNumber(.card, change.cardNumber)] : [])
    case .cardReplaced(let card)?: given = [PersonNumber(.card, card.cardNumber)]
    case .corrected(let correction)?: return numbersGiven(by: correction.replacement, on: state)
    default: return []
    }
    guard case .person(let person)? = state.subject, person.hasRegister else { return given }
    return given.filter { !person.has($0) }
}

extension PersonState {
    /// Whether a number is, or as a card was, the person's.
    public func has(_ number: PersonNumber) -> Bool {
        switch number.kind {
        case .residentID: PersonNumber(.residentID, register.residentID) == number
        case .card: ([register.cardNumber] + formerCards).contains { PersonNumber(.card, $0) == number }
        }
    }
}

extension Admission {
    /// "A resident ID is registered once at a center, and a card is one person's."
    ///
    /// A duplicate that was merged has none: its number may have been mistyped, and be somebody's.
    func requireFreeNumbers(for event: Event) throws(Refusal) {
        for number in numbersGiven(by: event, on: state) {
            for name in context.found where name != address.description {
                guard let other = context.person(name), !other.isMerged, other.has(number),
                    (try? StreamAddress(name))?.decider == address.decider
                else { continue }
                let isCard = number.kind == .card
                throw Refusal(
                    isCard ? .cardOfAnother : .residentIDOfAnother,
                    "\(isCard ? "Card" : "Resident ID") \(number.text) is that of \(name).")
            }
        }
    }
}
