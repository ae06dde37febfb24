public import Claims
import EntryFormat
public import Ledger

extension Node {
    /// The state of a stream: the fold over its entries, each with its verdict.
    ///
    /// - Parameter limit: only what this node held then.
    /// - Throws: `Refusal` where the name is of no known kind; `LedgerError` `damaged`.
    public func state(of stream: String, asOf limit: StreamLimit = .now) throws -> StreamState {
        let address = try StreamAddress(stream)
        return StreamFold.fold(address, try ledger.contents(of: StreamName(stream), asOf: limit).recordedEvents())
    }

    /// The states of the streams that a stream's state names, and those that name it, as far as this node holds them.
    func context(of state: StreamState) throws -> Context {
        var names = Set(relatedStreams(of: state))
        // An invoice leads to the other claims that used it.
        for name in names {
            guard let other = try? self.state(of: name), case .invoice(let invoice)? = other.subject else { continue }
            names.formUnion(([invoice.claim] + invoice.further.map(\.claim)).filter { !$0.isEmpty })
        }
        names.remove(state.stream)
        var states: [StreamState] = []
        for name in names.sorted() where (try? StreamAddress(name)) != nil {
            let other = try self.state(of: name)
            if !other.entries.isEmpty { states.append(other) }
        }
        return Context(states, receipts: try receipts(in: [state] + states))
    }

    /// The `Received` entries in these streams, with what each covers.
    private func receipts(in states: [StreamState]) throws -> [Context.Receipt] {
        states.flatMap { state in
            state.entries.filter { $0.type == UInt32(EventType.received.rawValue) && $0.verdict == .regular && $0.hasNames }
                .map { Context.Receipt(entry: $0.act.entry, covers: $0.names) }
        }
    }
}
