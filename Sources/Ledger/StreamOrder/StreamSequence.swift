/// The entries of one stream in the one order that every node gives them.
///
/// The order is a pure function of the set of entries and of the list of deciding logs: the order of arrival and
/// duplicates make no difference. `Docs/streams.md` states the rule, why it is so, and what happens if it is ignored.
///
/// ```swift
/// var sequence = StreamSequence(entries, deciders: [DecidingLog(origin: "example.org/center-210200")])
/// for place in sequence.places { … }
/// sequence.append(arrived)       // as if it had been there from the start
/// ```
public struct StreamSequence: Sendable {
    /// The logs that decide, in the order in which their party kept them.
    public let deciders: [DecidingLog]
    /// The entries in their order: the spine with what it covers, then what is pending.
    public internal(set) var places: [StreamPlace]
    /// The index in ``places`` from which on everything is pending.
    public internal(set) var pendingStart: Int
    /// What deciding entries name and this stream lacks, in the order of the spine.
    public internal(set) var missing: [MissingReference]
    /// The numbers held with different bytes, ascending by origin and number.
    public internal(set) var forks: [Fork]
    /// What appending has to know; made when it is first needed.
    var tail: Tail?

    /// Puts entries in order.
    ///
    /// - Parameters:
    ///   - entries: Entries of one stream, in any order, with or without duplicates. Nothing they say is trusted.
    ///   - deciders: The logs that decide in the stream, in the order in which their party kept them. A log that is
    ///     named twice counts where it is named first.
    /// - Complexity: O((*n* + *r*) log *n*) for *n* entries with *r* references.
    public init(_ entries: some Sequence<StreamEntry>, deciders: [DecidingLog]) {
        var seen: Set<String> = []
        self.deciders = deciders.count < 2 ? deciders : deciders.filter { seen.insert($0.origin).inserted }
        let entries = Array(entries)
        if let only = deciders.first, deciders.count == 1, Self.isSpine(entries, of: only) {
            places = entries.map { StreamPlace(entry: $0, standing: .deciding, dangling: []) }
            pendingStart = entries.count
            missing = []
            forks = []
            return
        }
        var arrangement = Arrangement(entries, deciders: self.deciders)
        arrangement.arrange()
        places = arrangement.places
        pendingStart = arrangement.pendingStart
        missing = arrangement.missing
        forks = arrangement.forks
    }

    /// Whether entries are all of one deciding log, in its order, and name no others: then they stand in order already. Most
    /// streams are such.
    private static func isSpine(_ entries: [StreamEntry], of decider: DecidingLog) -> Bool {
        for (index, entry) in entries.enumerated() {
            guard decider.decides(entry.origin, entry.number), entry.after.isEmpty,
                index == 0 || entries[index - 1].number < entry.number
            else { return false }
        }
        return true
    }

    /// Whether a deciding entry names what is not held here: this reader cannot know yet what the decider knew.
    public var isIncomplete: Bool { !missing.isEmpty }

    /// Whether some log shows two histories.
    public var isForked: Bool { !forks.isEmpty }

    /// Every entry, those that stand in the order and those that stand nowhere.
    public var entries: [StreamEntry] { places.map(\.entry) + forks.flatMap(\.others) }
}

extension StreamSequence: Equatable {
    public static func == (left: StreamSequence, right: StreamSequence) -> Bool {
        left.deciders == right.deciders && left.places == right.places && left.missing == right.missing
            && left.forks == right.forks && left.pendingStart == right.pendingStart
    }
}
