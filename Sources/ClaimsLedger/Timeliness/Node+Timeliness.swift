public import Claims
import EntryFormat
import Ledger
import TransparencyLog

extension Node {
    /// How many cosigned heads are looked at on either side of an entry.
    private static let headsAround = 64

    /// What in a claim was in time, and what was not, by what witnesses, receipts and full mirrors say; nothing for other streams.
    ///
    /// - Throws: `LedgerError` `damaged`; `TransparencyError` where the policy file is none.
    public func timeliness(of state: StreamState) throws -> [Timeliness] {
        guard case .claim(let claim)? = state.subject, let address = try? StreamAddress(state.stream) else { return [] }
        let settings = try self.state(of: StreamAddress.procedure(of: address.decider.code))
        let questions = claim.timelinessQuestions(in: state, by: settings)
        guard !questions.isEmpty else { return [] }
        let policy = try witnessPolicy()
        let parties = try admittedParties()
        return try questions.map { try timeliness($0, policy, parties) }
    }

    private func timeliness(
        _ question: TimelinessQuestion, _ policy: TLogPolicy?, _ parties: [String: PartyState]
    ) throws -> Timeliness {
        guard let log = ledger.logs.first(where: { $0.origin == question.entry.origin }) else {
            return Timeliness(question, heads: [], isOwnLog: false, receipt: nil, hasPolicy: policy != nil)
        }
        let receipt = try (try? Party(question.reader)).flatMap {
            try firstReceipt(covering: question.entry.number, of: log, by: $0)
        }
        let heads = try policy.map { try self.heads(of: log, around: question.entry.number, by: $0, parties) } ?? []
        return Timeliness(
            question, heads: heads, isOwnLog: log.party == question.reader, receipt: receipt, hasPolicy: policy != nil)
    }

    /// The heads that witnesses or full mirrors cosigned: the first with the entry, and the last without it.
    func heads(
        of log: LogIdentity, around number: UInt64, by policy: TLogPolicy, _ parties: [String: PartyState]
    ) throws -> [WitnessedHead] {
        let own = parties[log.party]
        let admitted = own?.logs.first { $0.origin == log.origin }
        let known = try log.logKeys()
        let logKeys = Array(
            Set(admitted?.keys.filter { $0.purpose == .logKey }.compactMap { try? VerifierKey($0.key) } ?? [])
                .union(log.isHosted ? known : Array(known.prefix(1))))
        let mirrors = (own?.fullMirrors ?? []).compactMap { parties[$0] }.flatMap(\.logs).flatMap(\.keys)
            .filter { $0.purpose == .mirrorKey && !$0.hasRevoked }.compactMap { try? VerifierKey($0.key) }
        func read(_ notes: [String]) -> [WitnessedHead] {
            notes.compactMap {
                WitnessedHead($0, origin: log.origin, logKeys: logKeys, mirrors: Set(mirrors), policy: policy)
            }
        }
        let with = read(try ledger.cosigned(of: log, covering: number, limit: Self.headsAround))
        // The store gives heads from a size on, so the last ones before the entry are looked for further and further back.
        var back: UInt64 = 256
        while true {
            let from = number - min(number, back)
            let notes = try ledger.cosigned(of: log, covering: from, limit: Self.headsAround)
            let without = read(notes).filter { $0.size <= number }
            guard without.isEmpty, from > 0 else { return with + without }
            back *= 16
        }
    }
}
