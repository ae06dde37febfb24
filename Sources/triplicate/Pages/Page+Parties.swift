import Claims

extension Page {
    mutating func show(_ state: PartyState, _ stream: String) {
        let status =
            state.logs.isEmpty ? "" : state.currentLog == nil ? "ended" : state.suspended ? "suspended" : "active"
        title(stream, status)
        facts([
            ("party", state.party), ("name", state.name), ("registrar", state.registrar), ("address", state.address),
            ("certificate pins", state.certificatePins.map { "\($0.prefix(16))…" }.joined(separator: " ")),
            ("full mirrors", state.fullMirrors.joined(separator: " ")), ("suspended because", state.suspendedBecause),
        ])
        for log in state.logs {
            heading(word("Log \(log.origin)", "日志 \(log.origin)"))
            if log.hasPrevious {
                line(
                    "  Goes on from \(log.previous.origin) at size \(log.previous.size), root \(log.previous.root.prefix(16))…."
                )
            }
            for own in state.continuations where own.origin == log.origin { self.own(own, log) }
            if log.hasEnd {
                line(
                    "  \(Style.red("Ended at size \(log.end.size), root \(log.end.root.prefix(16))…: \(log.endedBecause)"))"
                )
            }
            var table = Table("key", ">from size", ">until size", "verifier key", "")
            for key in log.keys {
                let isLog = key.purpose == .logKey
                table.add(
                    key.purpose.word, isLog ? "\(key.fromSize)" : "", key.hasUntilSize ? "\(key.untilSize)" : "",
                    key.key,
                    key.hasRevoked ? Style.red("revoked: \(key.revokedBecause)") : key.hasRotated ? "replaced" : "")
            }
            self.table(table)
        }
        for own in state.continuations where !state.logs.contains(where: { $0.origin == own.origin }) {
            heading(word("Log \(own.origin)", "日志 \(own.origin)"))
            line(
                "  Not admitted. It says that it goes on from \(own.last.origin) at size \(own.last.size): \(own.reason)"
            )
        }
    }

    /// What a log's own first entry says that it goes on from.
    private mutating func own(_ own: PartyState.Continuation, _ log: PartyState.Log) {
        let head = "\(own.last.origin) at size \(own.last.size), root \(own.last.root.prefix(16))…"
        guard own.differs else { return line("  Its own first entry says the same: \(own.reason)") }
        line("  " + Style.red("Its own first entry says otherwise: it goes on from \(head) (\(own.reason))"))
    }

    mutating func show(_ state: ReceiptState, _ stream: String) {
        title(stream, state.receipts.isEmpty ? "" : "received")
        var table = Table("log", ">up to entry", "leaf hash", ">said in entry")
        for receipt in state.receipts {
            table.add(
                receipt.entry.origin, "\(receipt.entry.number)", "\(receipt.leafHash.prefix(16))…",
                "#\(receipt.act.entry.number)")
        }
        self.table(table)
    }
}
