public import Claims
import EntryFormat
import Ledger
import Synchronization

/// States of registrars' streams that were folded already, each with the version of the stream that it is of.
final class KnownParties: Sendable {
    private let states = Mutex<[String: (version: UInt64, state: PartyState)]>([:])
    /// All that any registrar has admitted, as they were with so many logs and entries on the node.
    private let admitted = Mutex<(logs: Int, end: UInt64, parties: [String: PartyState])?>(nil)

    /// What was kept while the node had as many logs and entries as now.
    func admitted(logs: Int, end: UInt64) -> [String: PartyState]? {
        admitted.withLock { $0.flatMap { $0.logs == logs && $0.end == end ? $0.parties : nil } }
    }

    func keep(admitted parties: [String: PartyState], logs: Int, end: UInt64) {
        admitted.withLock { $0 = (logs, end, parties) }
    }

    func state(of stream: String, version: UInt64) -> PartyState? {
        states.withLock { states in states[stream].flatMap { $0.version == version ? $0.state : nil } }
    }

    func keep(_ state: PartyState, of stream: String, version: UInt64) {
        states.withLock { $0[stream] = (version, state) }
    }
}

extension Node {
    /// The parties that these registrars have admitted, as their logs have them now.
    ///
    /// Only entries of the registrar's own logs decide; each state says in `registrarLog` which log admitted the party last. A party,
    /// `role:code`, is the first registrar's of those that have admitted it, and what the others say of it is left out. Where two
    /// parties claim one origin, it is that of the one whom the first registrar has admitted, of two of the same the one that was
    /// admitted first, and the other's log is left out.
    /// - Parameter registrars: as `registrar:210200`, or by the origin of the registrar's log; whose word goes before stands first.
    /// - Throws: `LedgerError` `damaged`.
    /// - Complexity: a look at the head of each party's stream; only what has grown since the last call is read again.
    public func partyStates(of registrars: [String]) throws -> [PartyState] {
        try partyStates(of: registrars, asOf: .now)
    }

    private func partyStates(of registrars: [String], asOf limit: StreamLimit) throws -> [PartyState] {
        var states: [(rank: Int, state: PartyState)] = []
        var parties: [String: Int] = [:]
        let logs = ledger.logs.filter { $0.role == Role.registrar.rawValue }.compactMap { log in
            registrars.firstIndex { $0 == log.party || $0 == log.origin }.map { (rank: $0, log: log) }
        }
        for (rank, log) in logs.sorted(by: { ($0.rank, $0.log.origin) < ($1.rank, $1.log.origin) }) {
            for state in try partyStates(ofRegistrar: log.code, asOf: limit)
            where state.registrarLog == log.origin && parties[state.party, default: rank] == rank {
                parties[state.party] = rank
                states.append((rank, state))
            }
        }
        return Self.withoutClashes(states)
    }

    /// The parties that any registrar whose log is on this node has admitted, by `role:code`. Of two registrars the word of the one
    /// counts that is hosted here, else of the one whose log came here first.
    /// - Parameter limit: as this node held their entries then.
    /// - Complexity: as ``partyStates(of:)``; O(1) while nothing comes, for those of now.
    func admittedParties(asOf limit: StreamLimit = .now) throws -> [String: PartyState] {
        guard limit == .now else { return try readAdmittedParties(asOf: limit) }
        // Counted before they are read: what comes meanwhile is read again.
        let (logs, end) = (ledger.logs.count, try ledger.end())
        if let kept = known.admitted(logs: logs, end: end) { return kept }
        let parties = try readAdmittedParties(asOf: limit)
        known.keep(admitted: parties, logs: logs, end: end)
        return parties
    }

    private func readAdmittedParties(asOf limit: StreamLimit) throws -> [String: PartyState] {
        let logs = ledger.logs.filter { $0.role == Role.registrar.rawValue }
            .sorted { ($0.isHosted ? 0 : 1, $0.local) < ($1.isHosted ? 0 : 1, $1.local) }
        let registrars = logs.map(\.party)
        guard !registrars.isEmpty else { return [:] }
        return Dictionary(
            try partyStates(of: registrars, asOf: limit).map { ($0.party, $0) }, uniquingKeysWith: { first, _ in first }
        )
    }

    private func partyStates(ofRegistrar code: String, asOf limit: StreamLimit) throws -> [PartyState] {
        var states: [PartyState] = []
        var after: String?
        while true {
            let names = try ledger.streams(prefix: "party/\(code)/", after: after, limit: 1_000)
            guard let last = names.last else { return states }
            after = last.text
            for name in names {
                if let state = try partyState(of: name, asOf: limit), !state.logs.isEmpty { states.append(state) }
            }
        }
    }

    private func partyState(of name: StreamName, asOf limit: StreamLimit) throws -> PartyState? {
        guard (try? StreamAddress(name.text)) != nil else { return nil }
        guard limit == .now else {
            guard case .party(let party)? = try state(of: name.text, asOf: limit).subject else { return nil }
            return party
        }
        let version = try ledger.version(of: name)
        if let state = known.state(of: name.text, version: version) { return state }
        let contents = try ledger.contents(of: name)
        let state = StreamFold.fold(try StreamAddress(name.text), try contents.recordedEvents())
        guard case .party(let party)? = state.subject else { return nil }
        known.keep(party, of: name.text, version: contents.version)
        return party
    }

    /// An origin is one log's: the first registrar's admission of it, and of these the first by its place in the registrar's log, counts.
    private static func withoutClashes(_ states: [(rank: Int, state: PartyState)]) -> [PartyState] {
        var owners: [String: (place: (Int, String, UInt64), party: String)] = [:]
        for (rank, state) in states {
            for log in state.logs {
                let place = (rank, log.admitted.entry.origin, log.admitted.entry.number)
                if let owner = owners[log.origin], owner.place <= place { continue }
                owners[log.origin] = (place, state.party)
            }
        }
        return states.compactMap { _, state in
            var state = state
            let party = state.party
            state.logs.removeAll { owners[$0.origin]?.party != party }
            return state.logs.isEmpty ? nil : state
        }
    }
}
