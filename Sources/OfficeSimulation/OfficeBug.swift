/// A mistake of the program around the nodes, made on purpose: the checks must find it, or they are none.
public enum OfficeBug: String, Sendable, CaseIterable {
    /// Records each answer of the center's node a second time, under a random event id and without asking the rules.
    case answersTwice = "answers-twice"
    /// Does not react any more once the center's node was started again.
    case stopsReacting = "stops-reacting"
    /// Pays a clearing from the reserve and leaves the reserve as it was.
    case paysBesideReserve = "pays-beside-reserve"
    /// Pays each clearing a second time, without asking the rules.
    case paysTwice = "pays-twice"
    /// Leaves one difference out of the reconciliation.
    case hushesDifference = "hushes-difference"
    /// Reconciles without the newest clearing.
    case inventsDifference = "invents-difference"
    /// Folds a stream in the order in which its entries came.
    case judgesByArrival = "judges-by-arrival"
    /// Tells a client that an event is recorded before it is.
    case answersBeforeCommit = "answers-before-commit"
    /// Appends after an old backup was restored, without asking anybody for its own head.
    case skipsStartCheck = "skips-start-check"

    /// Within how many seeds from the first one it has to be found.
    public var seedsToFind: Int { 60 }
}
