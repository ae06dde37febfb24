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

    /// As ``state(of:asOf:)``; the stream as it is now is kept for whoever asks next, and serves for a moment since which it has not
    /// moved. For registers and settings that one question after the other reads.
    func keptState(of stream: String, asOf limit: StreamLimit = .now) throws -> StreamState {
        switch limit {
        case .now: return try folded(stream).fold.state
        case .first(let count):
            let now = try folded(stream)
            return now.contents.entries.allSatisfy { $0.position < count }
                ? now.fold.state : try state(of: stream, asOf: limit)
        default: return try state(of: stream, asOf: limit)
        }
    }
}
