import EntryFormat
import TransparencyLog

/// What an entry says of itself, read once.
struct EntryFacts {
    let origin: String
    let stream: String
    let time: Int64
    let readers: [Reader]
    let after: [Reference]
    let event: SimulatedEvent

    /// Reads an entry's bytes; nil if they are no entry of a simulated log.
    init?(_ bytes: [UInt8]) {
        guard let fields = try? EntryFields(bytes), let event = SimulatedEvent(type: fields.type, fields.payload) else {
            return nil
        }
        origin = fields.origin
        stream = fields.stream
        time = fields.time
        readers = fields.readers
        after = fields.after
        self.event = event
    }

    /// The blobs that it names.
    var blobs: [Digest] {
        if case .said(let blobs, _) = event { return blobs }
        return []
    }

    func addresses(_ party: String) -> Bool { readers.contains { $0.party == party } }
}
