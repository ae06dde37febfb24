public import Replication
public import TransparencyLog

/// A party whose log this node mirrors, as the node's administrator has named it.
public struct Peer: Sendable, Equatable {
    /// How much of the log is kept, as it is written in the file.
    public enum Mode: String, Sendable, CaseIterable {
        case full, filtered, heads
    }

    /// The party's keys. Where a registrar that is believed admits the party, they may be left to it.
    public struct Keys: Sendable, Equatable {
        public var log: VerifierKey?
        public var witness: VerifierKey?
        public var mirror: VerifierKey?
        public var transport: VerifierKey?

        public init(
            log: VerifierKey? = nil, witness: VerifierKey? = nil, mirror: VerifierKey? = nil,
            transport: VerifierKey? = nil
        ) {
            self.log = log
            self.witness = witness
            self.mirror = mirror
            self.transport = transport
        }

        /// Those that are there: log, witness, mirror, transport.
        public var all: [VerifierKey] { [log, witness, mirror, transport].compactMap { $0 } }
    }

    /// The log's origin.
    public var origin: String
    /// `role:code`.
    public var party: String
    public var name: String
    /// Where its node is reached; nil where it cannot be, or where its registrar says it.
    public var address: PeerAddress?
    public var keys: Keys
    /// SHA-256 of the public keys (SubjectPublicKeyInfo) that its node's certificate may have; empty: any that the system trusts.
    public var pins: [Digest]
    public var mode: Mode
    /// Whether it is a registrar whose admissions are believed.
    public var isRegistrar: Bool
    /// Whether it cannot reach this node, which therefore keeps a connection to it over which it asks.
    public var relays: Bool

    public init(
        origin: String, party: String, name: String, address: PeerAddress?, keys: Keys, pins: [Digest] = [],
        mode: Mode = .filtered, isRegistrar: Bool = false, relays: Bool = false
    ) {
        self.origin = origin
        self.party = party
        self.name = name
        self.address = address
        self.keys = keys
        self.pins = pins
        self.mode = mode
        self.isRegistrar = isRegistrar
        self.relays = relays
    }

    /// What a mirror keeps of this peer's log.
    /// - Parameter hosted: the parties (`role:code`) that this node hosts: its readers.
    public func mirrorMode(hosted: [String]) -> MirrorMode {
        // Admissions decide who may be believed: a registrar's log is read whole.
        if isRegistrar { return .full }
        return switch mode {
        case .full: .full
        case .filtered: .filtered(readers: hosted.sorted())
        case .heads: .heads
        }
    }

    /// What the administrator's own word says of the party: its keys sign at every size, and it is not suspended.
    public var record: PartyRecord {
        var record = PartyRecord(
            party: party, name: name, origin: origin,
            logKeys: keys.log.map { [PartyRecord.LogKey(key: $0, from: 0, until: nil)] } ?? [])
        record.witnessKeys = keys.witness.map { [$0] } ?? []
        record.mirrorKeys = keys.mirror.map { [$0] } ?? []
        record.transportKeys = keys.transport.map { [$0] } ?? []
        record.address = address?.text
        record.certificatePins = pins
        return record
    }
}
