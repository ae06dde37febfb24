import TransparencyLog

/// What a log's server has shown last, and the request that waits there for more: `GET …/checkpoint` with `If-None-Match` and
/// `Prefer: wait` (RFC 7240).
///
/// The machine asks for a checkpoint from time to time, and knows nothing of this. While a request waits at the server, what was shown last is
/// what the server would show: the machine is given that, and the wire stays quiet. What comes out of the wait it is given as well, and is told
/// to ask for it. So nothing that the machine sees is another than if it had asked the server itself.
///
/// A server that does not wait (it knows no such thing, has too many that wait already, or does not mean well) is asked as the machine asks,
/// and to wait again after a minute.
struct HeadWatch {
    /// From one head that was waited for to the next: a log that grows all the time is not looked at all the time.
    static let paceMilliseconds: Int64 = 20
    /// For so long a server that did not wait is not asked to.
    static let distrustMilliseconds: Int64 = 60_000
    /// An answer without news that comes sooner was not waited for.
    static let leastMilliseconds: Int64 = 500
    /// The longest wait that is asked for.
    static let longestSeconds = 20
    /// How much later than the wait the answer may come.
    static let graceSeconds = 10

    /// A checkpoint that came with a tag.
    private struct Shown {
        let bytes: [UInt8]
        let text: String
        let size: UInt64
        let tag: String

        init?(_ bytes: [UInt8], tag: String?) {
            guard let tag, let note = try? Note(bytes), let head = try? Checkpoint(note.text) else { return nil }
            self.bytes = bytes
            text = note.text
            size = head.size
            self.tag = tag
        }
    }

    private var shown: Shown?
    /// Whether it came out of a wait, and the machine has not had it.
    private(set) var isFresh = false
    /// When the wait that is under way began.
    private var began: Int64?
    private var notBefore = Int64.min

    /// How long a server is asked to wait: as long as the machine would be quiet.
    static func waitSeconds(pollMilliseconds: Int64) -> Int {
        Int(min(Int64(longestSeconds), max(1, (pollMilliseconds + 999) / 1_000)))
    }

    /// The size that the newest checkpoint states.
    var size: UInt64? { shown?.size }

    // MARK: For the machine

    /// The checkpoint that the machine gets without asking for it; nil where the server has to be asked.
    /// - Parameter size: of the tree that is committed, by whomever its head was shown: an older checkpoint would seem to go back.
    mutating func checkpoint(from size: UInt64) -> [UInt8]? {
        guard let shown, isFresh || began != nil, shown.size >= size else { return nil }
        isFresh = false
        return shown.bytes
    }

    /// The server is asked without a wait: what a wait that is under way brings does not count.
    mutating func abandon() {
        began = nil
        isFresh = false
    }

    /// What the server has answered to that.
    mutating func answered(_ bytes: [UInt8], tag: String?) {
        let before = shown?.size ?? 0
        shown = Shown(bytes, tag: tag)
        // A log that went back is not waited for.
        if let size, size < before { shown = nil }
    }

    /// It cannot be reached: when it can again, it may be another program.
    mutating func unreachable() {
        abandon()
        shown = nil
        notBefore = .min
    }

    // MARK: Waiting

    /// Milliseconds until the server may be asked to wait; nil while there is nothing to wait for.
    func delay(at now: Int64) -> Int64? {
        guard shown != nil, !isFresh, began == nil else { return nil }
        return max(0, notBefore == .min ? 0 : notBefore - now)
    }

    /// Begins a wait.
    /// - Returns: the tag to send.
    mutating func begin(at now: Int64) -> String? {
        guard let shown, delay(at: now) != nil else { return nil }
        began = now
        return shown.tag
    }

    /// What came of a wait.
    enum Outcome: Equatable {
        /// The machine should ask.
        case news
        /// Nothing has changed.
        case same
        /// It did not wait.
        case hasty
        /// There was no answer. The machine should ask: it then knows whether the server can be reached.
        case failed
    }

    /// Takes the answer to a wait.
    mutating func waited(_ answer: PeerAnswer?, at now: Int64) -> Outcome {
        let isHasty = began.map { now - $0 < Self.leastMilliseconds } ?? true
        began = nil
        if isHasty || answer == nil { notBefore = now + Self.distrustMilliseconds }
        guard let answer else { return .failed }
        if answer.status == 304 { return isHasty ? .hasty : .same }
        guard answer.status == 200, let next = Shown(answer.body, tag: answer.tag), let before = shown,
            next.size >= before.size
        else {
            // Whatever it is, the machine sees it when it asks next.
            notBefore = now + Self.distrustMilliseconds
            return .hasty
        }
        shown = next
        if next.text == before.text {
            // Only other signatures, or it has not looked at the tag.
            notBefore = now + (next.tag == before.tag ? Self.distrustMilliseconds : Self.leastMilliseconds)
            return .hasty
        }
        isFresh = true
        notBefore = now + Self.paceMilliseconds
        return .news
    }
}
