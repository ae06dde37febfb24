import EntryFormat
import Foundation
import Ledger

/// A proposal as a command sends it to the process that writes the node.
struct ProposalMessage: Codable, Sendable {
    struct Event: Codable, Sendable {
        var stream: String
        var type: UInt16
        var payload: Data
        var id: Data?
        var readers: [String]
        var basis: [String]
        var operatorName: String?
        var onBehalfOf: String?
    }

    var party: String
    var operatorName: String
    var onBehalfOf: String
    var events: [Event]
    var expected: [String: UInt64]
    var expectedSize: UInt64?

    init(_ proposal: LogProposal) {
        party = proposal.party
        operatorName = proposal.operatorName
        onBehalfOf = proposal.onBehalfOf
        events = proposal.events.map {
            Event(
                stream: $0.stream.text, type: $0.type, payload: Data($0.payload), id: $0.id.map { Data($0.bytes) },
                readers: $0.readers.sorted(), basis: $0.basis.map(\.text), operatorName: $0.operatorName,
                onBehalfOf: $0.onBehalfOf)
        }
        expected = Dictionary(proposal.expected.map { ($0.key.text, $0.value) }, uniquingKeysWith: { $1 })
        expectedSize = proposal.expectedSize
    }

    /// The proposal.
    /// - Throws: `EntryError` for a name that is no stream's; `ServerError` `badRequest` for an id that is none.
    func proposal() throws -> LogProposal {
        LogProposal(
            party: party, operatorName: operatorName, onBehalfOf: onBehalfOf,
            events: try events.map { event in
                let id = try event.id.map { bytes in
                    guard let id = EventID(Array(bytes)) else {
                        throw ServerError.badRequest("An id has not 16 bytes.")
                    }
                    return id
                }
                return LogProposal.Event(
                    stream: try StreamName(event.stream), type: event.type, payload: Array(event.payload), id: id,
                    readers: Set(event.readers), basis: try event.basis.map { try StreamName($0) },
                    operatorName: event.operatorName, onBehalfOf: event.onBehalfOf)
            },
            expected: Dictionary(
                try expected.map { (try StreamName($0.key), $0.value) }, uniquingKeysWith: { $1 }),
            expectedSize: expectedSize)
    }
}

/// Where an event of a proposal stands.
struct CommittedMessage: Codable, Sendable {
    var stream: String
    var origin: String
    var number: UInt64
    var position: UInt64
    var id: Data
    var version: UInt64
    var time: Int64
    var wasPresent: Bool

    init(_ committed: Committed) {
        stream = committed.stream.text
        origin = committed.origin
        number = committed.number
        position = committed.position
        id = Data(committed.id.bytes)
        version = committed.version
        time = committed.time
        wasPresent = committed.wasPresent
    }

    /// The same, read; nil where it is not what a server says.
    var committed: Committed? {
        guard let stream = try? StreamName(stream), let id = EventID(Array(id)) else { return nil }
        return Committed(
            stream: stream, origin: origin, number: number, position: position, id: id, version: version, time: time,
            wasPresent: wasPresent)
    }
}

/// What a proposal came to: it is durable, under this checkpoint.
struct AppendedMessage: Codable, Sendable {
    var committed: [CommittedMessage]
    var checkpoint: String
}
