/// A mistake of the program around the machine, made on purpose: the simulation must find it, or its checks are none.
public enum PlantedBug: String, Sendable, CaseIterable {
    /// Signs cosignatures when a package is handed out, before it is durable.
    case cosignsBeforeCommit = "cosigns-before-commit"
    /// Answers a client when its entries are written, before the sync.
    case answersBeforeSync = "answers-before-sync"
    /// Tells the mirror that a package is durable before the sync.
    case commitsBeforeSync = "commits-before-sync"
    /// Signs and publishes a head before the entries below it are durable.
    case signsBeforeCommit = "signs-before-commit"
    /// Says that a blob is stored before its sync.
    case storesBlobsLoosely = "stores-blobs-loosely"
    /// Does not check a blob against the hash that names it.
    case takesAnyBlob = "takes-any-blob"
    /// Appends after a start without asking anybody for its own head.
    case skipsStartGuard = "skips-start-guard"
    /// Serves every entry to whoever asks.
    case servesEverybody = "serves-everybody"
    /// Starts its mirrors anew after a crash, and forgets what it cosigned.
    case forgetsMirrors = "forgets-mirrors"
    /// Does not hand on the heads that others show.
    case ignoresGossip = "ignores-gossip"
    /// Tells nobody of the mirror's problems.
    case hushesProblems = "hushes-problems"
    /// Keeps entries in a transaction of their own, after the state that says they are held.
    case splitsTransactions = "splits-transactions"
    /// Writes a receipt with the number of the newest entry known instead of the one asked for.
    case receiptsTooMuch = "receipts-too-much"
    /// Tells the mirror which blobs a package calls for, and does not store it with the package.
    case forgetsBlobs = "forgets-blobs"

    /// Within how many seeds from the first one the simulation has to find it.
    public var seedsToFind: Int { 400 }
}
