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
}
