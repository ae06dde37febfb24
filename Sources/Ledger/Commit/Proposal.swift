public import EntryFormat

/// One or several events that a hosted party wants to append to its log: all of them, or none.
public struct Proposal: Sendable {
    /// One event to append.
    public struct Event: Sendable {
        /// The stream that it belongs to.
        public var stream: StreamName
        /// The payload's field number in its `oneof` (1 to 65,535).
        public var type: UInt16
        /// The payload, stored and hashed as it is given.
        public var payload: [UInt8]
        /// The idempotency key, unique within own log and stream. Without one a random id is made and nothing is looked up.
        public var id: EventID?
        /// The parties that may read the entry, without the log's own, as `role:code`.
        public var readers: Set<String>
        /// The other streams that the decision read; their heads, as they were before the proposal, become the entry's `basis`.
        public var basis: [StreamName]
        /// Who acts, and for whom, where another than the proposal says: one batch may hold the acts of several people.
        public var operatorName: String?
        public var onBehalfOf: String?

        public init(
            stream: StreamName, type: UInt16, payload: [UInt8], id: EventID? = nil, readers: Set<String> = [],
            basis: [StreamName] = [], operatorName: String? = nil, onBehalfOf: String? = nil
        ) {
            self.stream = stream
            self.type = type
            self.payload = payload
            self.id = id
            self.readers = readers
            self.basis = basis
            self.operatorName = operatorName
            self.onBehalfOf = onBehalfOf
        }
    }

    /// The most events that one proposal may hold.
    public static let maximumEvents = 10_000
    /// The most bytes that the payloads of one proposal may have together.
    public static let maximumBytes = 64 << 20

    /// The hosted party that acts, as `role:code`.
    public var party: String
    /// The person or system that acts, a local name.
    public var operatorName: String
    /// For whom, if not for the own party.
    public var onBehalfOf: String
    public var events: [Event]
    /// For each stream that the decision read, how many entries of it this node then held. The commit is refused as `stale`
    /// where one has moved.
    public var expected: [StreamName: UInt64]
    /// How many entries the party's own log has to have, where the decision rests on that; else nil. The commit is refused as
    /// `stale` where it has more.
    public var expectedSize: UInt64?

    public init(
        party: String, operatorName: String = "", onBehalfOf: String = "", events: [Event],
        expected: [StreamName: UInt64] = [:], expectedSize: UInt64? = nil
    ) {
        self.party = party
        self.operatorName = operatorName
        self.onBehalfOf = onBehalfOf
        self.events = events
        self.expected = expected
        self.expectedSize = expectedSize
    }
}

/// An event that is durable: where it stands.
public struct Committed: Sendable, Equatable {
    public let stream: StreamName
    /// The origin of the log that it is in.
    public let origin: String
    /// Its number in that log.
    public let number: UInt64
    /// Its position on this node.
    public let position: UInt64
    public let id: EventID
    /// How many entries of the stream this node held when this one had been appended.
    public let version: UInt64
    /// The wall clock in the entry, in milliseconds since 1970.
    public let time: Int64
    /// Whether it had been committed before, under the same event id, and nothing was appended now.
    public let wasPresent: Bool

    public init(
        stream: StreamName, origin: String, number: UInt64, position: UInt64, id: EventID, version: UInt64, time: Int64,
        wasPresent: Bool
    ) {
        self.stream = stream
        self.origin = origin
        self.number = number
        self.position = position
        self.id = id
        self.version = version
        self.time = time
        self.wasPresent = wasPresent
    }
}

/// The same, under a name that does not clash where another module has proposals of its own.
public typealias LogProposal = Proposal
