public import Claims

extension Trace {
    /// Whether something in the case was in time, by what others have signed.
    public struct Timeliness: Sendable, Codable, Equatable {
        /// `submission`, `completion`, `objection` or `objectionDecision`, and in words.
        public let what: String
        public let name: Text
        public let entry: Entry
        /// The party that wrote the entry, and the one for which it had to be there, `role:code`.
        public let party: String
        public let reader: String
        /// The last day that is in time, in Asia/Shanghai.
        public let deadline: String
        /// When the quorum of witnesses had cosigned a head with it, RFC 3339, and that head's size.
        public let cosignedAt: String?
        public let cosignedSize: UInt64?
        /// The reader's receipt that covers it.
        public let receivedBy: Entry?
        /// The key of a full mirror that holds it, where no receipt does.
        public let heldByFullMirror: String?
        /// `inTime`, `late` or `notProven`.
        public let verdict: String
        public let why: Text
    }
}

extension Trace.Timeliness {
    public init(_ timeliness: Claims.Timeliness) {
        let question = timeliness.question
        let words = question.words
        var receipt: Trace.Entry?
        var mirror: String?
        switch timeliness.holding {
        case .received(let found): receipt = Trace.Entry(found.entry)
        case .fullMirror(let name): mirror = name
        case .ownLog, nil: break
        }
        self.init(
            what: question.what.rawValue, name: Trace.Text(zh: words.chinese, en: words.english),
            entry: Trace.Entry(question.entry), party: question.party, reader: question.reader,
            deadline: question.deadline.description,
            cosignedAt: timeliness.cosigned?.quorumAt.map { Instant.text($0) }, cosignedSize: timeliness.cosigned?.size,
            receivedBy: receipt, heldByFullMirror: mirror, verdict: timeliness.verdict.rawValue,
            why: Trace.Text(zh: timeliness.chinese, en: timeliness.english))
    }
}
