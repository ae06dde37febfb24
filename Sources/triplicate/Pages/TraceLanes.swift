import ClaimsLedger

/// The parties of a trace as lanes: each has a letter by which its entries are named.
struct TraceLanes {
    /// The parties in the order in which they first acted, each with its short name.
    let parties: [(key: String, party: Trace.Party)]
    private let byLog: [String: Int]

    init(_ trace: Trace) {
        var order: [String] = []
        for event in trace.events where !order.contains(event.party) { order.append(event.party) }
        let known = order.compactMap { name in trace.parties.first { $0.party == name } }
        let initials = known.map { $0.party.prefix(1).uppercased() }
        var seen: [String: Int] = [:]
        var named: [(key: String, party: Trace.Party)] = []
        for (party, initial) in zip(known, initials) {
            seen[initial, default: 0] += 1
            let isAlone = initials.count { $0 == initial } == 1
            named.append((isAlone ? initial : "\(initial)\(seen[initial] ?? 0)", party))
        }
        parties = named
        byLog = Dictionary(named.enumerated().map { ($1.party.log, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The lane of a log.
    func index(of log: String) -> Int? { byLog[log] }

    /// `H#51`; the log's origin where it has no lane.
    func name(_ entry: Trace.Entry) -> String {
        byLog[entry.log].map { "\(parties[$0].key)#\(entry.number)" } ?? "\(entry.log)#\(entry.number)"
    }
}

/// Entries that stand in one line: one, or several of one kind that follow each other in a stream.
struct TraceGroup {
    let events: [Trace.Event]

    var first: Trace.Event { events[0] }
    var last: Trace.Event { events[events.count - 1] }

    /// Groups events in their order. Only regular entries of one type, party, operator and stream stand together, and four at least.
    static func grouping(_ events: [Trace.Event]) -> [TraceGroup] {
        var groups: [[Trace.Event]] = []
        for event in events {
            if let previous = groups.last?.last, previous.isLike(event) {
                groups[groups.count - 1].append(event)
            } else {
                groups.append([event])
            }
        }
        return groups.flatMap { $0.count < 4 ? $0.map { TraceGroup(events: [$0]) } : [TraceGroup(events: $0)] }
    }
}

extension Trace.Event {
    fileprivate func isLike(_ other: Trace.Event) -> Bool {
        (type, party, operatorName, stream, standing, verdict)
            == (other.type, other.party, other.operatorName, other.stream, other.standing, other.verdict)
            && verdict == "regular" && correctedBy == nil && annulledBy == nil && other.correctedBy == nil
            && other.annulledBy == nil
    }
}

extension Trace.Text {
    func callAsFunction(chinese: Bool) -> String { chinese ? zh : en }
}
