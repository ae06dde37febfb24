import TransparencyLog

/// A head that somebody shows, signed by the log.
struct SignedHead: Sendable {
    /// The note as it came.
    let note: String
    let head: MirrorState.Head
}

/// A head that a peer shows, not looked at yet.
struct ShownHead: Sendable {
    let note: String
    let peer: String
}

/// A head that differs from the committed one and is being looked at.
struct Candidate: Sendable {
    /// What the tiles are fetched for.
    enum Step: Sendable {
        /// To continue the committed tree up to the head.
        case extend
        /// To open the larger of the two trees at the smaller size.
        case open
        /// To open the head's tree at the last good size of a revoked key, which it goes beyond.
        case anchor(MirrorState.Head)

        var isExtend: Bool { if case .extend = self { true } else { false } }
    }

    let serial: Int
    let signed: SignedHead
    /// Who shows it; nil: the log itself.
    let peer: String?
    /// Whether nobody shows it: the registrar states it, as the last good head of a revoked key.
    var isStated = false
    /// The tree that continues the committed one, while it is compared with what the registrar states.
    var grown: PreparedHead?
    var step: Step
    var source: MirrorSource = .log
    /// Whom to ask after it, in order.
    var others: [MirrorSource] = []
    /// The tiles that the step needs, in the order in which they are asked for.
    var wanted: [Tile] = []
    /// How many of them have been asked for.
    var asked = 0
    var tiles: [Tile: [Digest]] = [:]
    /// Tiles that did not come, to be asked for again.
    var again: [Tile] = []
    /// Whether a whole set of tiles of some source led elsewhere than to the signed root.
    var wasMisled = false

    var isComplete: Bool { tiles.count == wanted.count }

    /// - Parameter keeping: whether the tiles that have come are of the same tree, and stay.
    mutating func begin(_ step: Step, from source: MirrorSource, wanted: [Tile], keeping: Bool) {
        self.step = step
        self.source = source
        self.wanted = wanted
        again = []
        if keeping {
            asked = wanted.count
            again = wanted.filter { tiles[$0] == nil }.reversed()
        } else {
            asked = 0
            tiles = [:]
        }
    }
}

/// A newer head whose tree is verified and continues the committed one.
struct PreparedHead: Sendable {
    let signed: SignedHead
    let frontier: Frontier
    let edge: [Digest]
    let runs: [MirrorPackage.Run]
}
