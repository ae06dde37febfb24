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
            heading("Log \(log.origin)")
            if log.hasPrevious {
                line(
                    "  Goes on from \(log.previous.origin) at size \(log.previous.size), root \(log.previous.root.prefix(16))…."
                )
            }
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
