import TransparencyLog

/// A mirror of one log, as a state machine: what happens goes in, what is to be done comes out, and nothing else moves it.
///
/// ```swift
/// var mirror = Mirror(state: state, party: record, receiptTypes: [333], now: now)
/// for output in mirror.receive(.poll, at: now) { perform(output) }
/// ```
///
/// The same inputs at the same times give the same outputs in the same order. It reads no clock, sends nothing and stores
/// nothing. Every answer is taken for a stranger's: it is compared with the limits, then verified against a checkpoint that
/// the log signed, before anything of it is kept. Whatever goes wrong is told once and tried again later; only a log that has
/// signed two histories ends a mirror's work.
///
/// It moves the tree and fills in entries side by side: each package is built on what is committed when it is handed out, and
/// one is under way at a time. See `Docs/protocol.md`, "Two steps".
public struct Mirror: Sendable {
    /// What is durable: as of the last package that was committed.
    public internal(set) var state: MirrorState
    /// What is known of the log's party.
    public internal(set) var party: PartyRecord
    /// The limits it keeps.
    public let limits: MirrorLimits
    /// Types of entries that call for no receipt: receipts themselves.
    let receiptTypes: Set<UInt16>
    /// The parties whose chains are followed and that give receipts, in ascending order.
    let readers: [Reader]

    /// A party, and its name's bytes as headers have them.
    struct Reader: Sendable {
        let name: String
        let bytes: [UInt8]
    }

    /// The latest time that was told.
    var now: Int64
    /// What goes out at the end of this turn.
    var outputs: [MirrorOutput] = []

    // Requests.
    var nextRequest: UInt64 = 0
    var inFlight: [RequestID: InFlight] = [:]

    // Heads.
    var nextPoll: Int64
    var isPollWanted = true
    var isCheckpointAsked = false
    var headBackoff = Backoff()
    var candidate: Candidate?
    var shown: [ShownHead] = []
    /// A newer tree that is verified and waits to be committed.
    var prepared: PreparedHead?
    /// Two heads that convict, until they are committed.
    var conviction: ForkExhibit?
    /// Heads smaller than ours that were found to agree with it.
    var agreeing: [MirrorState.Head] = []
    /// The last good head of a revoked key, once our tree was compared with it, and whether it is another.
    var anchored: MirrorState.Head?
    var isContested = false
    /// The head at which ``MirrorOutput/cosignAsMirror(note:)`` was asked for last.
    var mirroredSize: UInt64?

    // Entries.
    var trusted: TrustedTiles
    var filling: Filling
    var fillBackoff = Backoff()
    var disclosures = Disclosures()

    // Blobs and receipts.
    var blobs = Blobs()
    var receipts = Receipts()

    // Commits.
    var underway: Underway?
    var commitBackoff = Backoff()

    // What was said.
    var told: Set<Told> = []
    var isStarted = false
    var isBusy = false
    var wake: Int64?

    /// A mirror that goes on from what is durable.
    ///
    /// - Parameters:
    ///   - state: what the store has; for a new mirror ``MirrorState/init(origin:mode:)``.
    ///   - party: the log's party: its keys, above all. `party.origin` is the log's.
    ///   - receiptTypes: event types that call for no receipt.
    ///   - readers: for a full mirror, the parties hosted here that give receipts. A filtered mirror's stand in its mode.
    ///   - limits: see there.
    ///   - now: milliseconds of the clock that all inputs' times are of.
    public init(
        state: MirrorState, party: PartyRecord, receiptTypes: Set<UInt16>, readers: [String] = [],
        limits: MirrorLimits = MirrorLimits(), now: Int64
    ) {
        self.state = state
        self.party = party
        self.receiptTypes = receiptTypes
        self.limits = limits
        self.now = now
        switch state.mode {
        case .full: self.readers = Self.ordered(readers)
        case .filtered(let readers): self.readers = Self.ordered(readers)
        case .heads: self.readers = []
        }
        nextPoll = now
        trusted = TrustedTiles(limit: limits.trustedTiles)
        filling = Filling(state)
    }

    /// Takes what happened, and says what is to be done, in the order in which it is to be done.
    ///
    /// - Parameter now: milliseconds; an earlier time than the last is taken for the last.
    /// - Complexity: O(*n*) in the bytes of an answer; else in what is under way, which ``limits`` bounds.
    public mutating func receive(_ input: MirrorInput, at now: Int64) -> [MirrorOutput] {
        self.now = max(self.now, now)
        if !isStarted { start() }
        take(input)
        expire()
        advance()
        tellIdle()
        tellWake()
        let outputs = outputs
        self.outputs = []
        return outputs
    }

    /// Nothing more is asked or taken once the log is convicted.
    var isFrozen: Bool { state.exhibit != nil }

    private static func ordered(_ names: [String]) -> [Reader] {
        Set(names).map { Reader(name: $0, bytes: Array($0.utf8)) }
            .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }
}

extension Mirror {
    /// What was decided before the node stopped is done again: it cannot be known whether it was done.
    private mutating func start() {
        isStarted = true
        if isFrozen {
            tellFork()
        } else if let note = state.checkpoint, let cosigned = state.cosigned, cosigned == committedHead {
            outputs.append(.cosign(note: note))
        }
        tellStanding()
    }

    private mutating func take(_ input: MirrorInput) {
        switch input {
        case .committed(let missingBlobs, let grants): committed(missingBlobs: missingBlobs, grants: grants)
        case .commitFailed(let reason): commitFailed(reason)
        case .party(let record): know(record)
        case _ where isFrozen: break
        case .poll: hurry()
        case .announced: isPollWanted = true
        case .answered(let id, let response): answered(id, response)
        case .receiptRecorded(let reader, let number): receiptRecorded(reader, number)
        case .receiptFailed(let reader): receiptFailed(reader)
        case .shown(let note, let peer): show(note, by: peer)
        case .tick: break
        }
    }

    /// Does whatever can be done now.
    private mutating func advance() {
        if isFrozen { return }
        advanceHeads()
        advanceFilling()
        advanceDisclosures()
        advanceBlobs()
        advanceCommits()
        advanceReceipts()
    }

    private mutating func hurry() {
        isPollWanted = true
        // What could not be proved is not waited for: the log may show a larger head by now, which can be.
        if let looked = candidate, looked.peer == nil, !looked.isStated, !looked.step.isExtend { dropCandidate() }
        headBackoff.hurry()
        fillBackoff.hurry()
        commitBackoff.hurry()
        disclosures.hurry()
        blobs.hurry()
    }

    private mutating func tellIdle() {
        let busy = !isFrozen && (!inFlight.isEmpty || underway != nil)
        if isBusy, !busy { outputs.append(.idle(size: state.frontier.size, filled: state.filled)) }
        isBusy = busy
    }

    /// The earliest time at which something is to be done that no input brings.
    private mutating func tellWake() {
        var times: [Int64] = []
        if !isFrozen {
            times += inFlight.values.map(\.deadline)
            if canTakeHeads, !isCheckpointAsked, candidate == nil { times.append(max(nextPoll, headBackoff.until)) }
            for backoff in [headBackoff, fillBackoff, commitBackoff] { times.append(backoff.until) }
            times += disclosures.times + blobs.times(state) + receipts.times
        }
        guard let next = times.filter({ $0 > now }).min(), next != wake else { return }
        wake = next
        outputs.append(.wake(at: next))
    }

    /// Tells a problem, unless it was told and nothing has happened since.
    mutating func tell(_ code: MirrorProblem.Code, of area: Told.Area, _ message: String, remedy: String) {
        guard told.insert(Told(code: code, area: area)).inserted else { return }
        outputs.append(.problem(MirrorProblem(code, origin: state.origin, message, remedy: remedy)))
    }

    /// Lets what was told of a part of the work be told again.
    mutating func forget(_ area: Told.Area) { told = told.filter { $0.area != area } }
}

/// A problem that was told, and the part of the work that met it.
struct Told: Hashable, Sendable {
    enum Area: Sendable {
        case heads, entries, disclosures, blobs, commits
    }

    let code: MirrorProblem.Code
    let area: Area
}
