/// Whether an entry was in time, by what others have signed: nobody's own clock counts.
///
/// "In time means: under a head of the sender's log that the policy's quorum of witnesses cosigned before the deadline, and either
/// received by the reader or held by a full mirror." `Docs/timeliness.md` says more.
public struct Timeliness: Hashable, Sendable {
    /// What had to be in time.
    public let question: TimelinessQuestion
    /// When the quorum had cosigned the first head with the entry, in milliseconds since 1970, and that head's size; `nil` where
    /// no such head is held.
    public let cosigned: WitnessedHead?
    /// Who says that it holds the entry; `nil` where nobody does.
    public let holding: Holding?
    public let verdict: Verdict
    /// Why, in a sentence.
    public let chinese: String
    public let english: String

    public enum Verdict: String, Sendable, Hashable {
        case inTime, late, notProven
    }

    /// Who holds an entry, and how that is known.
    public enum Holding: Sendable, Hashable {
        /// It stands in the reader's own log.
        case ownLog
        /// The reader's own receipt covers it.
        case received(Context.Receipt)
        /// A full mirror of the sender's log, by its key's name, has cosigned a head with it.
        case fullMirror(String)
    }
}

/// Something that had to be done by a day, and the entry that did it.
public struct TimelinessQuestion: Hashable, Sendable {
    public enum What: String, Sendable, Hashable {
        case submission, completion, objection, objectionDecision
    }

    public let what: What
    /// The entry, and who wrote it when by its author's clock.
    public let entry: EntryReference
    public let party: String
    public let time: Int64
    /// The party, `role:code`, for which it had to be there.
    public let reader: String
    /// It is in time on this day (Asia/Shanghai), and late from the next one on.
    public let deadline: CalendarDate

    public init(
        _ what: What, entry: EntryReference, party: String, time: Int64, reader: String, deadline: CalendarDate
    ) {
        self.what = what
        self.entry = entry
        self.party = party
        self.time = time
        self.reader = reader
        self.deadline = deadline
    }

    init(_ what: What, _ act: Act, reader: String, deadline: CalendarDate) {
        self.init(
            what, entry: act.entry, party: act.party, time: act.milliseconds, reader: reader, deadline: deadline)
    }

    /// One past the last millisecond, since 1970, that is in time.
    public var end: Int64 { deadline.startOfDay + 86_400_000 }

    /// In words: Chinese and English.
    public var words: (chinese: String, english: String) {
        switch what {
        case .submission: ("提交报销申请", "the claim submitted")
        case .completion: ("补齐材料", "the papers completed")
        case .objection: ("提出异议", "the objection filed")
        case .objectionDecision: ("异议决定", "the objection decided")
        }
    }
}

/// A head of a log as its witnesses saw it.
public struct WitnessedHead: Hashable, Sendable {
    /// Entries below it.
    public let size: UInt64
    /// When the policy's quorum had cosigned it, in milliseconds since 1970; `nil` if it has not.
    public let quorumAt: Int64?
    /// The names of keys of the log's full mirrors that have cosigned it.
    public let mirrors: [String]

    public init(size: UInt64, quorumAt: Int64?, mirrors: [String] = []) {
        self.size = size
        self.quorumAt = quorumAt
        self.mirrors = mirrors
    }
}
