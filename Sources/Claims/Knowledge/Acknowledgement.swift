/// What one party had acknowledged: its own entries, what these name as held, and what its receipts cover.
///
/// A log is received in its order: who names entry 9 of a log holds every entry before it that is addressed to them. So per log one
/// number tells it all, and an entry that is not addressed to the party is known to it only if it is named itself. Pure: the same
/// entries give the same answer, in whatever order they are given.
public struct Acknowledgement: Sendable, Hashable {
    /// An entry, as far as this has to know it.
    public struct Entry: Sendable, Hashable {
        public let reference: EntryReference
        /// The party whose log it stands in, `role:code`.
        public let party: String
        /// The parties that it is addressed to, without its own.
        public let readers: [String]
        /// What its author says to have held: `after`, `basis`, and what a receipt covers.
        public let holds: [EntryReference]

        public init(reference: EntryReference, party: String, readers: [String], holds: [EntryReference]) {
            self.reference = reference
            self.party = party
            self.readers = readers
            self.holds = holds
        }
    }

    /// `role:code`.
    public let party: String
    /// The newest entry of each log that the party names.
    public private(set) var newest: [String: UInt64] = [:]
    private var named: Set<EntryReference> = []

    public init(of party: String) { self.party = party }

    /// What a party acknowledges in these entries. Those of others say nothing.
    public init(of party: String, in entries: some Sequence<Entry>) {
        self.init(of: party)
        for entry in entries { insert(entry) }
    }

    /// Takes an entry into account; those of other parties say nothing of this one.
    public mutating func insert(_ entry: Entry) {
        guard entry.party == party else { return }
        for reference in entry.holds { acknowledge(reference) }
    }

    /// Takes into account that the party names an entry as held.
    public mutating func acknowledge(_ reference: EntryReference) {
        named.insert(reference)
        newest[reference.origin] = max(newest[reference.origin] ?? 0, reference.number)
    }

    /// How an entry stands to the party's knowledge.
    public enum Standing: String, Sendable, Hashable {
        /// Its own.
        case own
        /// It names the entry, or a later one of that log, and may read this one.
        case acknowledged
        /// It is addressed to the party, which has not said that it holds it.
        case notAcknowledged
        /// It is not addressed to the party.
        case notAddressed

        /// Whether the party knew it, by what it says itself.
        public var isKnown: Bool { self == .own || self == .acknowledged }
    }

    public func standing(of entry: Entry) -> Standing {
        if entry.party == party { return .own }
        if named.contains(entry.reference) { return .acknowledged }
        guard entry.readers.contains(party) else { return .notAddressed }
        guard let newest = newest[entry.reference.origin], entry.reference.number <= newest else {
            return .notAcknowledged
        }
        return .acknowledged
    }
}
