/// What a party's node does by its own program, which decides what is recorded.
public enum Errand: Sendable, Equatable {
    /// The center answers what waits for an answer: `Node.react`.
    case react
    /// An agency lists what is open of a month towards the center: `Node.openClearing`.
    case openClearing(month: String)
    /// An agency's clerk types that list by hand, and one line of it is too much, in fen.
    case typeClearing(month: String, tooMuch: Int64)
    /// The center answers an agency's list, if there is one: `Node.answerClearing`.
    /// - Parameter mayDispute: whether it may find one line that is wrong.
    case answerClearing(String, mayDispute: Bool = false)
}
