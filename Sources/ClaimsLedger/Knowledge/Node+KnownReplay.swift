import Claims
public import Ledger

extension Node {
    /// Builds views as they were for a party: of the entries that it had acknowledged at a moment, as its own entries of all streams and its
    /// receipts say. Gives their digests, and leaves the live ones.
    ///
    /// A node that holds these entries and no others has the same digests.
    /// - Throws: `Refusal` `malformedParty`; `LedgerError`, as `Ledger.replay(view:asOf:keeps:)`.
    public func replay(
        view: String?, asOf limit: StreamLimit, knownBy party: String,
        progress: (Ledger.Progress) -> Void = { _ in }
    ) throws -> [Replay] {
        _ = try Party(party)
        let end = try ledger.end()
        let moment = try ChangesMoment(self, limit == .now ? .first(end) : limit, knownBy: nil)
        var known = Acknowledgement(of: party)
        try forEachEntry(before: end, "reading acknowledgements", progress) { entry in
            if moment.held(entry) { try known.take(entry, on: self) }
        }
        let acknowledgement = known
        return try (view.map { [$0] } ?? ledger.viewNames).map { name in
            try ledger.replay(view: name, asOf: moment.limit) {
                acknowledgement.standing(of: Acknowledgement.Entry($0)).isKnown
            }
        }
    }
}
