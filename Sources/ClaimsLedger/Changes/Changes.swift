public import Ledger

/// Between which moments changes are asked, and of whom.
public struct ChangesQuery: Sendable {
    /// The moment before, and the moment after.
    public var from: StreamLimit
    public var to: StreamLimit
    /// Only what this party, `role:code`, recorded; nil for everybody.
    public var party: String?
    /// As this party, `role:code`, had acknowledged it at both moments; nil for all that this node held.
    public var knownBy: String?

    public init(from: StreamLimit, to: StreamLimit = .now) {
        self.from = from
        self.to = to
    }
}

/// What changed on a node between two moments.
///
/// Changes follow each other: what changed from one moment to a second, and from there to a third, is together what changed from the
/// first to the third: entries and money add up, and of a stream the state before is the first one's, the state after the second one's.
public struct Changes: Sendable, Codable {
    /// One of the two moments.
    public struct Moment: Sendable, Codable, Equatable {
        /// How many entries this node held then, or the party had acknowledged.
        public internal(set) var entries: UInt64 = 0
        /// When the newest of them was received, RFC 3339; empty where there is none.
        public internal(set) var received = ""
    }

    /// How many entries of one type a party recorded.
    public struct Count: Sendable, Codable, Equatable {
        /// The event's type, as `ClaimApproved`.
        public let type: String
        /// `role:code`.
        public let party: String
        public let entries: Int
    }

    /// How `list` shows a stream at a moment.
    public struct Face: Sendable, Codable, Equatable {
        /// In the words of `list`; empty where the kind has none.
        public let status: String
        /// In minor units of the currency.
        @AmountText public var amount: Int64
        public let currency: String
        /// Of a claim: what the fund advanced and did not get back, in fen.
        @AmountText public var outstanding: Int64
        /// Of a claim: true while its payment is held.
        public var held: Bool?
    }

    /// A stream that has new entries. Receipts are counted only.
    public struct Stream: Sendable, Codable, Equatable {
        public let stream: String
        /// What a person recognises it by.
        public let title: String
        /// Nil where it was not there.
        public let before: Face?
        /// Nil where nothing is left to list.
        public let after: Face?
        /// Its new entries.
        public let entries: Int
    }

    /// An account of the books. Debits are above zero, credits below.
    public struct Account: Sendable, Codable, Equatable {
        /// As `claimsPayable`.
        public let account: String
        @AmountText public var before: Int64
        @AmountText public var after: Int64
        /// What moved: after less before.
        @AmountText public var difference: Int64
    }

    /// How far a log was held.
    public struct Head: Sendable, Codable, Equatable {
        /// One past the number of the newest entry that was held.
        public let size: UInt64
        /// The root of the log's tree at that size, in hex; nil where the hashes that it needs are not held here.
        public let root: String?
    }

    /// A log at both moments.
    public struct Log: Sendable, Codable, Equatable {
        /// The log's origin.
        public let log: String
        /// `role:code`.
        public let party: String
        public let before: Head
        public let after: Head
    }

    public let from: Moment
    public let to: Moment
    /// Whose entries they are, where one party was asked for.
    public let party: String?
    /// Who had acknowledged it, where a party was asked for.
    public let knownBy: String?
    /// By party and type.
    public internal(set) var entries: [Count] = []
    /// By name.
    public internal(set) var streams: [Stream] = []
    /// The trial balance at both moments, of all streams, in the accounts' order; those that never moved are left out.
    public internal(set) var accounts: [Account] = []
    /// What the rules find after and did not find before, in the order of their streams.
    public internal(set) var appeared: [FindingRow] = []
    /// What they found before and do not find after.
    public internal(set) var gone: [FindingRow] = []
    /// In the order in which this node knew the logs.
    public internal(set) var logs: [Log] = []

    /// Whether nothing changed.
    public var isEmpty: Bool { entries.isEmpty && streams.isEmpty && appeared.isEmpty && gone.isEmpty }
}
