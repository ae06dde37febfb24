import EntryFormat
import Synchronization

/// A view that is kept: its code, and what its dirty streams have in place of their rows in the base.
final class LiveView: Sendable {
    /// The longest key of a row, in bytes.
    static let maximumKeyBytes = 500

    let projection: any Projection
    let delta = Mutex(ViewDelta(baseEnd: 0))
    /// Whether flushes keep its rows up with the base.
    private let ready = Atomic(false)

    init(_ projection: any Projection) { self.projection = projection }

    var name: String { projection.name }
    var isReady: Bool { ready.load(ordering: .acquiring) }
    func becomeUnready() { ready.store(false, ordering: .releasing) }
    func becomeReady() { ready.store(true, ordering: .releasing) }

    /// The rows of a stream, checked to be such as can be stored.
    func rows(of stream: StreamContents) throws -> [ViewRow] {
        let rows = try projection.rows(of: stream)
        for row in rows where !(1...Self.maximumKeyBytes).contains(row.key.count) {
            throw LedgerError(
                .tooLarge,
                "The view \(name) gives the stream \(stream.name.text) a key of \(row.key.count) bytes; it may have 1 to \(Self.maximumKeyBytes).",
                remedy: "Report this: the view's code is wrong.")
        }
        return rows
    }
}
