extension Trace {
    /// What a dispute's trace tells besides: who stands against whom, what each said, and the clock.
    public struct Dispute: Sendable, Codable, Equatable {
        /// An entry of the dispute, and on whose side its author stands.
        public struct Step: Sendable, Codable, Equatable {
            public enum Side: String, Sendable, Codable {
                case claimant, respondent
                /// The arbiter, and those who are asked or concerned.
                case other
            }
            public let side: Side
            public let entry: Entry
        }

        /// What the clock counts.
        public struct Clock: Sendable, Codable, Equatable {
            /// `dispute-notice`, `dispute-statement`, `dispute-ruling`, `dispute-appeal`, `inquiry` or `consequence`.
            public let kind: String
            public let text: Text
            public let lastDay: String
            /// Nil while it is open.
            public let doneOn: String?
            /// Calendar days since the last day, today or when it was done; zero or below: in time.
            public let daysOver: Int
            /// Why it was late, as who did it says; empty where nothing is said.
            public let lateReason: String
        }

        /// What was ruled.
        public struct Ruling: Sendable, Codable, Equatable {
            public let outcome: Text
            /// What the claimant is given, in fen.
            @AmountText public var amount: Int64
            public let ruledOn: String
            public let entry: Entry
            /// Whether an appeal against it is open.
            public let isAppealed: Bool
        }

        /// Since when the parties say that they hold an entry.
        public struct Knowledge: Sendable, Codable, Equatable {
            /// A party, and what it says of the entry.
            public struct Holder: Sendable, Codable, Equatable {
                /// `role:code`.
                public let party: String
                /// `own`; `acknowledged`: it names the entry, or a later one of that log, or its receipt covers it; `notAcknowledged`: it
                /// is addressed to the party, which has not said that it holds it; `notAddressed`.
                public let standing: String
                /// The party's first entry that says it: a receipt, or one that names what it held.
                public let by: Entry?
                /// The party's own clock in that entry, or in its own one, RFC 3339.
                public let since: String?
            }
            public let entry: Entry
            /// Claimant, respondent, whom the opening names besides, and the arbiter.
            public let parties: [Holder]
        }

        /// `role:code`.
        public let claimant: String
        public let respondent: String
        public let arbiter: String
        /// The streams that the opening names.
        public let subjects: [String]
        /// In fen.
        @AmountText public var amount: Int64
        /// The last ruling; nil before there is one, and after it was sent back.
        public let ruling: Ruling?
        /// The subjects of which this node holds nothing.
        public let absent: [String]
        /// The last day for an appeal, while one is possible.
        public let appealUntil: String?
        /// In the order of the trace.
        public let steps: [Step]
        public let clock: [Clock]
        /// Of each entry of the dispute, and of each that it cites and this node holds, in order of arrival.
        public let knowledge: [Knowledge]
    }
}
