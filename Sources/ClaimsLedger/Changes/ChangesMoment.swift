import Claims
import EntryFormat
import Ledger

/// One of two moments that are compared: what this node held then, or a party had acknowledged of it.
struct ChangesMoment {
    let limit: StreamLimit
    /// What the party had acknowledged; nil for all that this node held.
    var known: Acknowledgement?
    private(set) var shown = Changes.Moment()
    /// One past the newest entry of each log.
    private(set) var sizes: [String: UInt64] = [:]
    private(set) var balance = TrialBalance()
    var index: PastIndex

    init(_ node: Node, _ limit: StreamLimit, knownBy party: String?) throws {
        self.limit = limit
        known = party.map { Acknowledgement(of: $0) }
        index = PastIndex(parties: try node.admittedParties(asOf: limit))
    }

    /// Whether this node held the entry then.
    func held(_ entry: StoredEntry) -> Bool {
        switch limit {
        case .now, .version: true
        case .first(let count): entry.position < count
        case .received(let time): entry.receivedAt <= time
        }
    }

    /// Whether the entry counts: it was held, and acknowledged.
    func counts(_ entry: StoredEntry) -> Bool {
        held(entry) && known.map { $0.standing(of: Acknowledgement.Entry(entry)).isKnown } ?? true
    }

    /// Takes an entry that counts.
    mutating func take(_ entry: StoredEntry) {
        sizes[entry.origin] = max(sizes[entry.origin] ?? 0, entry.number + 1)
        shown.entries += 1
        shown.received = Instant.text(entry.receivedAt)
    }

    /// Takes a stream that has books, or by which others are found.
    mutating func take(_ state: StreamState) {
        balance.add(state)
        index.add(state)
    }

    /// A stream as it was.
    func state(of stream: String, on node: Node) throws -> StreamState {
        try known.map { try node.state(of: stream, asOf: limit, knownBy: $0) } ?? node.state(of: stream, asOf: limit)
    }

    /// What the rules found in a stream.
    func findings(on stream: String, of node: Node) throws -> (row: ListRow?, found: [Finding]) {
        let state = try state(of: stream, on: node)
        guard !state.entries.isEmpty else { return (nil, []) }
        let context = try node.findingContext(of: state, asOf: limit, knownBy: known, in: index)
        return (ListRow(state), node.findings(of: state, in: context))
    }
}

extension Acknowledgement {
    /// Takes an entry of the whole node into account: what the party names in any stream, and what its receipts cover. A receipt of another
    /// hash than the entry's covers nothing.
    mutating func take(_ entry: StoredEntry, on node: Node) throws {
        guard entry.party == party else { return }
        guard entry.fields.type == EventType.received.rawValue else { return insert(Entry(entry)) }
        guard case .received(let receipt)? = try? Event(type: .received, payload: entry.fields.payload).kind else {
            return
        }
        if let held = try node.held(receipt.entry), held.leafHash != receipt.leafHash { return }
        acknowledge(receipt.entry)
    }
}
