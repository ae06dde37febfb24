/// Everything about a case, across its streams and parties.
public struct Trace: Sendable, Codable {
    /// A sentence in both languages of the product.
    public struct Text: Sendable, Codable, Equatable {
        public let zh: String
        public let en: String
    }

    /// An entry named by its log and number.
    public struct Entry: Sendable, Codable, Equatable, Hashable {
        public let log: String
        public let number: UInt64

        public init(log: String, number: UInt64) {
            self.log = log
            self.number = number
        }
    }

    /// A party that has an entry in the case.
    public struct Party: Sendable, Codable, Equatable {
        /// `role:code`.
        public let party: String
        public let name: String
        /// The origin of its log.
        public let log: String
    }

    /// One entry, in the order in which this node received them.
    public struct Event: Sendable, Codable {
        public let entry: Entry
        public let stream: String
        public let type: String
        public let text: Text
        /// In fen, where the event moves or states an amount.
        public let amount: AmountText?
        public let party: String
        public let operatorName: String
        public let onBehalfOf: String
        /// The author's wall clock, RFC 3339.
        public let time: String
        /// When this node committed it, RFC 3339.
        public let receivedAt: String
        /// `deciding`, `covered` or `pending`.
        public let standing: String
        /// Of a pending entry: true where its case is closed, so that no decision is waited for.
        public let closed: Bool?
        /// `regular`, `irregular` or `suspense`.
        public let verdict: String
        /// Number and sentence of the rule that an irregular entry broke.
        public let refusal: UInt32?
        public let reason: String?
        public let correctedBy: Entry?
        public let annulledBy: Entry?
        /// The newest entries of the stream that the author held in other logs.
        public let after: [Entry]
        /// The heads of other streams that the decision read.
        public let basis: [Entry]
        /// The parties that it is addressed to.
        public let readers: [String]
    }

    /// What a rule found.
    public struct Finding: Sendable, Codable {
        public struct Amount: Sendable, Codable {
            public let name: String
            @AmountText public var fen: Int64
        }
        public struct Line: Sendable, Codable {
            public let item: String
            public let name: String
            @AmountText public var claimed: Int64
            @AmountText public var billed: Int64
            public let claimedClass: String
            public let billedClass: String
        }
        public let number: UInt32
        public let code: String
        public let severity: String
        public let text: Text
        public let evidence: [Entry]
        public let amounts: [Amount]
        public let lines: [Line]
    }

    /// A step of the money on its way from the bill to the person.
    public struct Step: Sendable, Codable {
        public let text: Text
        /// In fen.
        @AmountText public var amount: Int64
        public let entry: Entry?
    }

    /// How the case's entries are anchored.
    public struct Verification: Sendable, Codable {
        public struct Log: Sendable, Codable {
            public let origin: String
            public let size: UInt64
            public let root: String
            /// Entries of the case that are proven to be in that tree.
            public let entries: Int
        }
        public let ok: Bool
        public let logs: [Log]
        public let problems: [String]
    }

    public let stream: String
    /// The state's status, in lower case.
    public let status: String
    /// What the case is listed as.
    public let subject: ListRow?
    public let parties: [Party]
    public let events: [Event]
    public let related: [ListRow]
    public let findings: [Finding]
    public let money: [Step]
    public let verification: Verification
    /// What had to be in time, and whether it was; empty where the case is traced as of an earlier time.
    public let timeliness: [Timeliness]
    /// Where the case is traced as a party had acknowledged it: the party, and what only this node holds of these streams.
    public let knownBy: KnownBy?
    /// Of a dispute: the sides, what each said, and the clock.
    public let dispute: Dispute?
    /// The disputes about the stream; their entries are no part of this trace.
    public let disputes: [ListRow]

    /// What a party had not acknowledged.
    public struct KnownBy: Sendable, Codable, Equatable {
        /// `role:code`.
        public let party: String
        /// In order of the streams, and of arrival.
        public let unknown: [UnknownEntry]
    }
}
