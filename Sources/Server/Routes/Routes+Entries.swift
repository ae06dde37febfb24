import Claims
import ClaimsLedger
import EntryFormat
import Foundation
import Ledger

extension Routes {
    /// The media type of entries as `Ledger.feed` writes them.
    static let binaryEntries = "application/octet-stream"

    /// All entries from a position on that this node held when it was asked: lines of JSON, or binary where that is accepted.
    func entries(_ asked: Asked) async throws -> Answer {
        let first = try asked.number("after") ?? 0
        let limit = try asked.number("limit") ?? .max
        let isBinary = asked.fields["accept"]?.contains(Self.binaryEntries) ?? false
        let end = try await store { [ledger] in try ledger.end() }
        let stop = limit < end - min(first, end) ? first + limit : end
        let place = Place(Int(clamping: first))
        let (store, node) = (store, node)
        return Answer(
            pieces: {
                let position = UInt64(place.value)
                guard position < stop else { return nil }
                let (reached, bytes) = try await store {
                    isBinary
                        ? try node.ledger.feed(from: position, before: stop, bytes: ServerLimit.pageBytes)
                        : try Self.lines(of: node, from: position, before: stop)
                }
                place.value = Int(clamping: reached)
                return bytes.isEmpty ? nil : bytes
            }, isBinary ? Self.binaryEntries : "application/x-ndjson")
    }

    /// An entry as a line of JSON; its number's digits are a text where they may exceed 2^53, as proto3 JSON has it.
    private struct Line: Encodable {
        let position: UInt64
        let log: String
        let number: UInt64
        let leaf: String
        let receivedAt: String
        let time: String
        let stream: String
        let type: String
        let eventId: String
        let author: String
        let onBehalfOf: String
        let readers: [String]
    }

    private static func lines(of node: Node, from position: UInt64, before stop: UInt64) throws -> (UInt64, [UInt8]) {
        let entries = try node.ledger.entries(from: position, limit: Int(min(stop - position, 500)))
        let encoder = JSONEncoder.plain
        var lines: [UInt8] = []
        for entry in entries {
            let fields = entry.fields
            let line = Line(
                position: entry.position, log: entry.origin, number: entry.number,
                leaf: entry.leaf.description, receivedAt: Instant.text(entry.receivedAt),
                time: Instant.text(fields.time), stream: fields.stream,
                type: EventType(rawValue: fields.type).description, eventId: fields.id.description,
                author: fields.operatorName, onBehalfOf: fields.onBehalfOf, readers: fields.readers.map(\.party))
            // The payload's own JSON, made once.
            let event = try? Event(type: EventType(rawValue: fields.type), payload: fields.payload).payloadJSON()
            let payload =
                event.map { "\"event\":\(EntryReferenceJSON.whole($0))" }
                ?? "\"payload\":\"\(Data(fields.payload).base64EncodedString())\""
            lines += try encoder.encode(line).bytes.dropLast()
            lines += Array(",\(payload)}\n".utf8)
        }
        return (position + UInt64(entries.count), lines)
    }
}
