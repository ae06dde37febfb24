public import TransparencyLog

/// What a node knows of a party that has a log: from its registrar's log, or from its own administrator.
public struct PartyRecord: Sendable, Equatable {
    /// A key and the range of log sizes at which it signs heads.
    public struct LogKey: Sendable, Equatable {
        public let key: VerifierKey
        /// It signs heads of this size and more.
        public let from: UInt64
        /// It signs heads below this size; nil: without end. After a revocation: one past the last good size.
        public let until: UInt64?

        public init(key: VerifierKey, from: UInt64, until: UInt64?) {
            self.key = key
            self.from = from
            self.until = until
        }
    }

    /// `role:code`.
    public var party: String
    public var name: String
    /// The log's origin.
    public var origin: String
    /// The log's keys in the order in which they came.
    public var logKeys: [LogKey]
    /// Its witness, mirror and transport keys that are valid now; the transport key of the newest rotation comes last.
    public var witnessKeys: [VerifierKey]
    public var mirrorKeys: [VerifierKey]
    public var transportKeys: [VerifierKey]
    /// Its keys that were replaced or revoked since.
    public var formerKeys: [VerifierKey] = []
    /// The origin of the registrar's log that says all this; nil for what the node's own administrator says.
    public var registrar: String?
    /// Where its node is reached, as `https://host:port`; nil where it cannot be from outside.
    public var address: String?
    /// SHA-256 of the public keys (SubjectPublicKeyInfo) that its node's certificate may have; empty: any that the system trusts.
    public var certificatePins: [Digest]
    /// The parties that may read the whole log.
    public var fullMirrors: Set<String>
    /// Whether the registrar has suspended it: nothing new of it is taken, and it is served nothing.
    public var isSuspended: Bool
    /// Where the log ended, for one that was convicted or given up.
    public var end: MirrorState.Head?
    /// The head at which a revoked key was last good, where one was revoked.
    public var lastGood: MirrorState.Head?
    /// The origin under which the party goes on.
    public var successor: String?

    public init(party: String, name: String, origin: String, logKeys: [LogKey]) {
        self.party = party
        self.name = name
        self.origin = origin
        self.logKeys = logKeys
        witnessKeys = []
        mirrorKeys = []
        transportKeys = []
        certificatePins = []
        fullMirrors = []
        isSuspended = false
    }

    /// The log keys that may sign a head of this size.
    public func logKeys(at size: UInt64) -> [VerifierKey] {
        logKeys.filter { $0.from <= size && size < $0.until ?? .max }.map(\.key)
    }
}
