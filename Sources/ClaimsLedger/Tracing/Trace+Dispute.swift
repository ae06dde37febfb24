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
        }

        /// `role:code`.
        public let claimant: String
        public let respondent: String
        public let arbiter: String
        /// In fen.
        @AmountText public var amount: Int64
        /// The last day for an appeal, while one is possible.
        public let appealUntil: String?
        /// In the order of the trace.
        public let steps: [Step]
        public let clock: [Clock]
    }
}
