import Claims
public import ClaimsLedger
public import Ledger

/// What the findings hit of what was planted, and what they missed.
public struct FindingsReport: Sendable, Codable {
    /// One finding's count.
    public struct Row: Sendable, Codable {
        public let number: UInt32
        public let code: String
        public internal(set) var planted = 0
        public internal(set) var hit = 0
        /// Where it was found and not planted.
        public internal(set) var falseHits = 0
        public internal(set) var nearMisses = 0
        /// Of the false hits, those on near misses.
        public internal(set) var falseOnNearMisses = 0

        public var missed: Int { planted - hit }
        /// Of what was found, the share that was planted; nil where nothing was found.
        public var precision: Double? { hit + falseHits == 0 ? nil : Double(hit) / Double(hit + falseHits) }
        /// Of what was planted, the share that was found; nil where nothing was planted.
        public var recall: Double? { planted == 0 ? nil : Double(hit) / Double(planted) }

        init(_ rule: Finding.Rule) {
            number = rule.number
            code = rule.code
        }
    }

    /// A finding that should have come and did not, or the other way round.
    public struct Mistake: Sendable, Codable {
        public let finding: UInt32
        public let stream: String
        /// What was planted in that stream, or what the finding says.
        public let plant: String
        public let what: String
    }

    public private(set) var rows: [Row]
    public private(set) var missed: [Mistake] = []
    public private(set) var falseHits: [Mistake] = []
    /// Streams that were examined.
    public private(set) var examined = 0

    /// Whether every plant was found, and nothing else.
    public var isClean: Bool { missed.isEmpty && falseHits.isEmpty }

    /// Runs the findings over a whole node, as `triplicate findings` does, and compares them with the labels of its year.
    ///
    /// - Throws: what `Node.findings` throws.
    /// - Complexity: as `Node.findings`; linear in the labels.
    public init(
        of node: Node, labels: [Label], progress: (Ledger.Progress) -> Void = { _ in }
    ) throws {
        var query = FindingsQuery()
        query.limit = 500
        var found: [Place: String] = [:]
        var examined = 0
        repeat {
            let page = try node.findings(query) { step in
                progress(.init(label: step.label, done: UInt64(examined) + step.done, total: 0))
            }
            examined += page.examined
            for row in page.rows {
                found[Place(stream: row.stream, finding: row.finding.number)] = row.finding.text.en
            }
            query.after = page.next
        } while query.after != nil
        self.init(found: found, labels: labels)
        self.examined = examined
    }

    struct Place: Hashable, Comparable {
        let stream: String
        let finding: UInt32

        static func < (left: Place, right: Place) -> Bool {
            (left.finding, left.stream) < (right.finding, right.stream)
        }
    }

    /// Counts what was found against what was planted.
    init(found: [Place: String], labels: [Label]) {
        var planted: [Place: Label] = [:]
        var nearMisses: [Place: Label] = [:]
        var plants: [String: Label] = [:]
        for label in labels {
            let place = Place(stream: label.stream, finding: label.finding)
            if label.kind == .nearMiss { nearMisses[place] = label } else { planted[place] = label }
            plants[label.stream] = label
        }
        var rows = Dictionary(Finding.Rule.all.map { ($0.number, Row($0)) }, uniquingKeysWith: { $1 })
        for (place, label) in planted.sorted(by: { $0.key < $1.key }) {
            rows[place.finding]?.planted += 1
            if found[place] != nil {
                rows[place.finding]?.hit += 1
            } else {
                missed.append(
                    Mistake(finding: place.finding, stream: place.stream, plant: label.plant, what: label.what))
            }
        }
        for place in nearMisses.keys { rows[place.finding]?.nearMisses += 1 }
        for (place, text) in found.sorted(by: { $0.key < $1.key }) where planted[place] == nil {
            rows[place.finding]?.falseHits += 1
            if nearMisses[place] != nil { rows[place.finding]?.falseOnNearMisses += 1 }
            falseHits.append(
                Mistake(
                    finding: place.finding, stream: place.stream,
                    plant: (nearMisses[place] ?? plants[place.stream])?.plant ?? "nothing", what: text))
        }
        self.rows = rows.values.sorted { $0.number < $1.number }
    }
}
