public import Claims
import EntryFormat
import Ledger

extension Node {
    /// What the rules find in a claim, with the entries that prove it; and in an audit; nothing for streams of other kinds.
    ///
    /// - Throws: `Refusal` where the name is of no known kind; `LedgerError` `damaged`.
    public func findings(on stream: String) throws -> [Finding] {
        let state = try state(of: stream)
        return findings(of: state, in: try findingContext(of: state))
    }

    func findings(of state: StreamState, in context: Context) -> [Finding] {
        Claims.findings(for: state, in: context)
    }

    /// All that this node holds and the rules may compare with a claim: the streams that it names, the hospital's own stays of
    /// that person or with that invoice, and other claims with the same invoice.
    func findingContext(of state: StreamState) throws -> Context {
        var names = Set(findingReads(for: state))
        if case .claim(let claim)? = state.subject, claim.hasSubmission {
            let invoice = claim.submission.bill.invoice
            for key in [
                SearchProjection.indexKey("resident", claim.submission.insured.residentID),
                SearchProjection.indexKey("invoice", "\(invoice.code)-\(invoice.number)"),
            ] {
                for row in try ledger.rows(of: SearchProjection.view, prefix: key) {
                    names.insert(String(decoding: row.key.dropFirst(key.count), as: UTF8.self))
                }
            }
            names.formUnion([StreamAddress.institution(claim.submission.hospital, at: String(center(of: state)))])
        }
        names.formUnion(try auditedStreams(of: state))
        names.remove(state.stream)
        var states: [StreamState] = []
        for name in names.sorted() where (try? StreamAddress(name)) != nil {
            let other = try self.state(of: name)
            if !other.entries.isEmpty { states.append(other) }
        }
        let receipts = ([state] + states).flatMap { state in
            state.entries.filter {
                $0.type == UInt32(EventType.received.rawValue) && $0.verdict == .regular && $0.hasNames
            }
            .map { Context.Receipt(entry: $0.act.entry, covers: $0.names) }
        }
        return Context(states, receipts: receipts)
    }

    private func center(of state: StreamState) -> Substring { state.stream.split(separator: "/")[1] }
}
