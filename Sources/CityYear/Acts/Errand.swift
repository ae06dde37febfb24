/// What a party's node does by its own program, which decides what is recorded.
public enum Errand: Sendable, Equatable {
    /// The center answers what waits for an answer: `Node.react`.
    case react
    /// An agency lists what is open of a month towards the center: `Node.openClearing`.
    case openClearing(month: String)
    /// The center answers an agency's list, if there is one: `Node.answerClearing`.
    case answerClearing(String)
}
