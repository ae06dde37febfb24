public import TransparencyLog

/// A party whose log has ended goes on in another one.
extension Ledger {
    /// Takes over, durably, where a log ended and which log its party kept before it: its registrar's word. The same again is no change.
    ///
    /// From then on streams in which the party decides are read in the order of its logs, and what an ended log shows from its end on decides
    /// nothing; the views are built again in the background where that changes what they say. Waits for the writer's turn.
    /// - Parameters:
    ///   - end: the size at which it ended; nil: it has not.
    ///   - continues: the origin of the log before it; nil: there is none.
    /// - Throws: `LedgerError`: `unknownLog`, `readOnly`, `noSpace`, `busy`, `closed`, `commitUnknown`.
    public func noteSuccession(of origin: String, end: UInt64?, continues: String?) throws {
        guard let log = log(origin: origin) else {
            throw LedgerError(.unknownLog, "This node has no log \(origin).", remedy: "Mirror it first.")
        }
        guard log.history.end != end ?? log.history.end || log.history.continues != continues ?? log.history.continues
        else { return }
        try requireWriter().perform { writer in
            try writer.change(origin) { log in
                if let end { log.history.end = end }
                // The keys of a hosted log lie where it says that it goes on from another.
                if let continues, !log.isHosted { log.history.continues = continues }
            }
        }
        views.reorder()
    }
}

extension Ledger {
    /// The newest log of a party that this node hosts.
    /// - Parameter party: as `role:code`.
    public func hosted(_ party: String) -> LogIdentity? { logs.last { $0.isHosted && $0.party == party } }

    /// The root that a log had at a size.
    /// - Returns: nil where its tree is smaller here.
    /// - Throws: `damaged`, `closed`, `busy`.
    /// - Complexity: logarithmic in the size.
    public func root(of log: LogIdentity, size: UInt64) throws -> Digest? {
        try store.read { transaction in
            guard try size <= store.tables.frontier(log: log.local, in: transaction).size else { return nil }
            return try store.tables.root(log: log.local, size: size, in: transaction)
        }
    }
}

extension LogList {
    /// A number that stands for the order in which the logs of each party are read: of parties that have one log, without an end,
    /// there is nothing to say. O(logs), and O(*n*²) of a party that has *n*.
    var order: UInt64 {
        let logs = all
        let parties = Dictionary(grouping: logs, by: \.party).filter { $1.count > 1 || $1[0].history.end != nil }
        guard !parties.isEmpty else { return 0 }
        var text = ""
        for party in parties.keys.sorted() {
            text += party
            for log in deciding(party) { text += " \(log.origin) \(log.size.map(String.init) ?? "-")" }
            text += "\n"
        }
        return UInt64(littleEndian: TreeHash.leaf(Array(text.utf8)).word0)
    }
}

extension DecidingLog {
    /// The logs of one party in the order in which it kept them.
    static func inOrder(of logs: [LogIdentity]) -> [DecidingLog] {
        var left = logs
        guard left.count > 1 else { return left.map { DecidingLog(origin: $0.origin, size: $0.history.end) } }
        var ordered: [LogIdentity] = []
        while !left.isEmpty {
            // One whose forerunner is not here, or stands already; a circle, which no registrar admits, is broken at its first.
            let next =
                left.firstIndex { log in !left.contains { $0.origin == log.history.continues } } ?? left.startIndex
            ordered.append(left.remove(at: next))
        }
        return ordered.map { DecidingLog(origin: $0.origin, size: $0.history.end) }
    }
}
