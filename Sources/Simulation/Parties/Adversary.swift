/// How a party lies about its own log.
enum Lie: String, CaseIterable {
    /// Two histories: one for its victims, one for everybody else, both growing.
    case equivocates
    /// Two histories of the same size at every moment.
    case equivocatesEvenly = "equivocates at equal sizes"
    /// Leaves entries out of its victims' pages and bundles.
    case withholdsEntries = "withholds entries"
    /// Says that it has not the blobs that its entries name.
    case withholdsBlobs = "withholds blobs"
    /// Says that it has not its tiles.
    case withholdsTiles = "withholds tiles"
    /// Shows old heads.
    case showsOldHeads = "shows old heads"
    /// Answers with more than was asked for, and pages that never end.
    case floods
    /// Signs notes with a stranger's key, shows other logs' notes, turns hashes, swaps entries, gives wrong numbers.
    case garbles = "lies in each field"
    /// Gives pages with entries that are addressed to others.
    case oversupplies = "shows others' entries"
    /// Writes entries whose chains skip an entry.
    case breaksChains = "breaks chains"
    /// Signs with a key that was revoked.
    case usesRevokedKey = "uses a revoked key"
    /// Signs a size or a root that its tree has not.
    case signsNonsense = "signs a wrong head"
    /// Sets its clock back by years, and names entries that never were.
    case backdates = "back-dates"

    /// Whether the log is, in the end, as good as an honest one's if the lie ends: only its answers lied.
    var isOnlyInAnswers: Bool {
        switch self {
        case .withholdsEntries, .withholdsBlobs, .withholdsTiles, .showsOldHeads, .floods, .garbles, .oversupplies,
            .backdates:
            true
        case .equivocates, .equivocatesEvenly, .breaksChains, .usesRevokedKey, .signsNonsense: false
        }
    }

    var isFork: Bool { self == .equivocates || self == .equivocatesEvenly }
}

/// A party that lies, and how.
struct Adversary {
    let lie: Lie
    /// Whom it lies to, by place.
    let victims: Set<Int>
    /// Whether it goes on when all other faults have ended.
    let persists: Bool
    /// The history that its victims are shown, once there are two.
    var second: LogHistory?
    /// The size at which they part.
    var forkSize: UInt64 = 0
    /// Victims were shown a signed head of the second history beyond the fork, or others one of the first.
    var secondShown = false
    var firstShown = false
    /// Entries whose chains it broke, with the reader.
    var broken: [(number: UInt64, reader: String)] = []

    init(lie: Lie, victims: Set<Int>, persists: Bool) {
        self.lie = lie
        self.victims = victims
        self.persists = persists
    }
}
