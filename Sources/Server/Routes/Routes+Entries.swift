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

    /// Entries as lines of JSON; a payload's number has its digits as a text where they may exceed 2^53, as proto3 JSON has it.
    private static func lines(of node: Node, from position: UInt64, before stop: UInt64) throws -> (UInt64, [UInt8]) {
        let entries = try node.ledger.entries(from: position, limit: Int(min(stop - position, 500)))
        var lines: [UInt8] = []
        for entry in entries { lines += try line(of: entry).ended(isLine: true) }
        return (position + UInt64(entries.count), lines)
    }

    /// An entry as a line of JSON, not ended yet.
    static func line(of entry: StoredEntry) throws -> JSONLine {
        let fields = entry.fields
        var line = JSONLine()
        line.add("author", fields.operatorName)
        line.add("eventId", fields.id.description)
        line.add("leaf", entry.leaf.description)
        line.add("log", entry.origin)
        line.add("number", entry.number)
        line.add("onBehalfOf", fields.onBehalfOf)
        line.add("position", entry.position)
        line.add("readers", fields.readers.map(\.party))
        line.add("receivedAt", Instant.text(entry.receivedAt))
        line.add("stream", fields.stream)
        line.add("time", Instant.text(fields.time))
        line.add("type", EventType(rawValue: fields.type).description)
        if let event = try? Event(type: EventType(rawValue: fields.type), payload: fields.payload).payloadJSON() {
            line.add("event", json: EntryReferenceJSON.whole(event))
        } else {
            line.add("payload", Data(fields.payload).base64EncodedString())
        }
        return line
    }
}
