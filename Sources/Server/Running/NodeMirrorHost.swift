import Claims
public import ClaimsLedger
import EntryFormat
import Ledger
public import Replication
public import ReplicationHTTP
public import TransparencyLog

/// What mirrors need to know of the domain, by a node's own rules.
public struct NodeMirrorHost: MirrorHost {
    private let node: Node

    public init(_ node: Node) { self.node = node }

    public let receiptTypes: Set<UInt16> = [EventType.received.rawValue]

    public func blobs(namedIn entry: [UInt8]) -> [Digest] {
        Node.blobNames(inEntry: entry).compactMap { Digest(hex: $0) }
    }

    public func grants(in entry: [UInt8], number: UInt64) -> [UInt64] {
        guard let disclosure = Node.disclosure(inEntry: entry),
            node.ledger.logs.contains(where: { $0.isHosted && $0.party == disclosure.to })
        else { return [] }
        return [number]
    }

    public func recordReceipt(reader: String, log: String, number: UInt64, leaf: Digest) throws {
        guard let identity = node.ledger.log(origin: log) else {
            throw LedgerError(.unknownLog, "This node has no log \(log).", remedy: "Mirror it first.")
        }
        try node.recordReceipt(
            reader: reader, log: identity, number: number,
            leaf: LeafHash(words: (leaf.word0, leaf.word1, leaf.word2, leaf.word3)))
    }

    public func directory(registrars: [String]) throws -> PartyDirectory {
        // A registrar that is hosted here is believed as well, and before all others.
        let own = node.ledger.logs.filter { $0.isHosted && $0.role == Role.registrar.rawValue }.map(\.origin)
        return PartyDirectory(try node.partyStates(of: own + registrars).flatMap(PartyRecord.all))
    }
}

extension PartyRecord {
    /// The records of a party's logs, as its registrar has them. A key or hash that cannot be read is left out.
    static func all(_ state: PartyState) -> [PartyRecord] {
        state.logs.enumerated().map { index, log in
            func keys(_ purpose: Claims.KeyPurpose) -> [VerifierKey] {
                log.keys.filter { $0.purpose == purpose && !$0.hasRotated && !$0.hasRevoked }
                    .compactMap { try? VerifierKey($0.key) }
            }
            var record = PartyRecord(
                party: state.party, name: state.name, origin: log.origin,
                logKeys: log.keys.filter { $0.purpose == .logKey }.compactMap { key in
                    (try? VerifierKey(key.key)).map {
                        LogKey(key: $0, from: key.fromSize, until: key.hasUntilSize ? key.untilSize : nil)
                    }
                })
            record.registrar = state.registrarLog
            record.formerKeys = log.keys.filter { $0.hasRotated || $0.hasRevoked }.compactMap {
                try? VerifierKey($0.key)
            }
            record.witnessKeys = keys(.witnessKey)
            record.mirrorKeys = keys(.mirrorKey)
            record.transportKeys = keys(.transportKey)
            record.address = state.address.isEmpty ? nil : state.address
            record.certificatePins = state.certificatePins.compactMap { Digest(hex: $0) }
            record.fullMirrors = Set(state.fullMirrors)
            record.isSuspended = state.suspended
            if log.hasEnd { record.end = MirrorState.Head(log.end) }
            record.lastGood = log.keys.filter(\.hasLastGood).compactMap { MirrorState.Head($0.lastGood) }
                .min { $0.size < $1.size }
            record.successor = index + 1 < state.logs.count ? state.logs[index + 1].origin : nil
            return record
        }
    }
}

extension MirrorState.Head {
    fileprivate init?(_ head: LogHead) {
        guard let root = Digest(hex: head.root) else { return nil }
        self.init(size: head.size, root: root)
    }
}
