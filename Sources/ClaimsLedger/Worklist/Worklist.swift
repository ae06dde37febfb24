public import Claims

/// The patients of a center who are in hospital away from home on a day, those to be looked at first before the others (row S9).
public struct Worklist: Sendable, Codable {
    /// One patient.
    public struct Row: Sendable, Codable {
        /// The declared admission; empty where only the hospital itself recorded the stay.
        public internal(set) var admission = ""
        /// The hospital's own stay; empty where this node holds none.
        public internal(set) var stay = ""
        /// The person's stream; empty where nobody knows it.
        public internal(set) var person = ""
        public internal(set) var name = ""
        public internal(set) var hospital = ""
        public internal(set) var ward = ""
        public internal(set) var bed = ""
        public internal(set) var diagnosis = ""
        public internal(set) var admittedOn = ""
        /// Days since the admission: 0 on the day itself.
        public internal(set) var days = 0
        /// The filing that is named, or else one that covers the stay; may be empty.
        public internal(set) var filing = ""
        /// Why to look, the weightiest first.
        public internal(set) var reasons: [Reason] = []
        /// Audits of the admission and of its filing.
        public internal(set) var audits: [Concerning] = []

        /// How much speaks for a visit.
        var weight: Int { reasons.reduce(0) { $0 + $1.weight } }
        /// Resident ID, for comparing; it is not shown.
        var residentID = ""

        private enum CodingKeys: String, CodingKey {
            case admission, stay, person, name, hospital, ward, bed, diagnosis, admittedOn, days, filing, reasons,
                audits
        }
    }

    /// Why to look at a patient.
    public struct Reason: Sendable, Codable, Equatable {
        /// A short name that scripts compare.
        public let code: String
        public let text: Trace.Text
        /// The streams that show it.
        public let streams: [String]

        /// How much it weighs: what cannot be true before what is lacking, what is lacking before what is not yet done.
        var weight: Int { Self.weights[code] ?? 0 }

        private static let weights = [
            "overlap": 16, "earlier-finding": 8, "discharged": 8, "filing-does-not-cover": 6, "no-filing": 6,
            "audit-overdue": 4, "history-unclear": 2, "no-audit": 1,
        ]

        init(_ code: String, _ zh: String, _ en: String, _ streams: [String] = []) {
            self.code = code
            text = Trace.Text(zh: zh, en: en)
            self.streams = streams
        }
    }

    /// The day that it is of.
    public let day: String
    public let center: String
    public let rows: [Row]
}

/// Which patients to list.
public struct WorklistQuery: Sendable {
    /// Who was in hospital on that day.
    public var day: CalendarDate
    /// The hospital's code.
    public var hospital: String?

    public init(day: CalendarDate, hospital: String? = nil) {
        self.day = day
        self.hospital = hospital
    }
}
