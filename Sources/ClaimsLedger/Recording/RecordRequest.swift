public import Claims
import EntryFormat
import Foundation
import TransparencyLog

/// One event that a user wants to record, as `record` takes it and as a line of `record --batch` spells it.
public struct RecordRequest: Sendable {
    /// The largest event as JSON, and the longest line of a batch, in bytes: an entry has 65,535 at most.
    public static let maximumEventBytes = 1 << 20

    /// The stream's name.
    public var stream: String
    /// The event's type by name (`ClaimSubmitted`) or number.
    public var type: String
    /// The payload as proto3 JSON.
    public var event: String
    /// The idempotency key: 32 hexadecimal digits, or any other text up to 200 bytes, which is hashed.
    public var eventId: String?
    /// How many entries of the stream the user has seen; the request is refused as stale if there are more or fewer.
    public var expect: UInt64?
    /// The operator, where another than the one who runs the batch.
    public var author: String?
    /// The event itself, where the caller has it: it is not written as JSON and read again.
    private var made: Event?

    /// An event that the caller has made.
    /// - Parameters: as the fields.
    public init(stream: String, event: Event, eventId: String? = nil, author: String? = nil) {
        self.init(stream: stream, type: event.type?.description ?? "", event: "", eventId: eventId, author: author)
        made = event
    }

    public init(
        stream: String, type: String, event: String, eventId: String? = nil, expect: UInt64? = nil,
        author: String? = nil
    ) {
        self.stream = stream
        self.type = type
        self.event = event
        self.eventId = eventId
        self.expect = expect
        self.author = author
    }

    /// Reads a batch: a JSON object a line, empty lines passed over.
    /// - Throws: `Refusal` `malformedEvent`, which names the line and what is wrong with it.
    public static func lines(_ text: String) throws -> [RecordRequest] { try lines(Array(text.utf8)) }

    /// Reads a batch of UTF-8 text: a JSON object a line, empty lines passed over. A byte order mark at its start, as some editors
    /// write it, is passed over too (RFC 8259, section 8.1).
    /// - Throws: `Refusal` `malformedEvent`, which names the line and what is wrong with it.
    package static func lines(_ text: [UInt8]) throws -> [RecordRequest] {
        var requests: [RecordRequest] = []
        var start = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var number = 0
        while start <= text.count {
            // By bytes: as characters, a carriage return and a line feed are one, and no end of a line.
            let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
            number += 1
            do throws(RequestReader.Fault) {
                if let request = try RequestReader.line(of: text, start..<end) { requests.append(request) }
            } catch {
                throw Refusal(.malformedEvent, "Line \(number) of the batch: \(error.reason).", remedy: Self.remedy)
            }
            start = end + 1
        }
        return requests
    }

    private static let remedy =
        #"Write one JSON object a line: {"stream": "…", "type": "…", "event": {…}}, with eventId, expect and author if needed."#

    /// Reads one request: the JSON object of a line of a batch, in which `stream` may be left out.
    ///
    /// - Parameters:
    ///   - text: UTF-8.
    ///   - stream: the stream where the object names none; one that it names has to be the same.
    /// - Throws: `Refusal` `malformedEvent` says what is wrong with it.
    package init(_ text: [UInt8], stream: String) throws {
        do throws(RequestReader.Fault) {
            var reader = RequestReader(text, text.indices)
            self = try reader.request(stream: stream)
        } catch {
            throw Refusal(
                .malformedEvent, "The request cannot be read: \(error.reason).",
                remedy: #"Send one JSON object: {"type": "…", "event": {…}}."#)
        }
    }

    /// The event, its type and the event id, read and checked for form.
    func read() throws -> (stream: StreamName, address: StreamAddress, event: Event, type: EventType, id: EventID?) {
        let address = try StreamAddress(stream)
        if let made {
            guard let type = made.type else { throw Refusal(.malformedEvent, "The event has no payload.") }
            return (try StreamName(stream), address, made, type, try eventId.map(Self.eventID))
        }
        guard let type = EventType(name: type) ?? UInt16(type).map(EventType.init(rawValue:)) else {
            throw Refusal(.unknownEventType, "“\(type)” is no type of event.")
        }
        let event = try Event(type: type, json: event)
        return (try StreamName(stream), address, event, type, try eventId.map(Self.eventID))
    }

    /// The 16 bytes that an idempotency key stands for.
    static func eventID(_ text: String) throws -> EventID {
        guard !text.isEmpty, text.utf8.count <= 200 else {
            throw Refusal(
                .malformedEvent, "The event id is empty or longer than 200 bytes.", remedy: "Give a shorter one.")
        }
        if text.utf8.count == 32, let bytes = Data(hexadecimal: text), let id = EventID(Array(bytes)) { return id }
        let digest = Digest.sha256(Array("triplicate/event-id\n\(text)".utf8))
        return EventID(words: (digest.word0, digest.word1))
    }
}

extension Data {
    /// Reads pairs of hexadecimal digits; nil if there is anything else.
    init?(hexadecimal text: String) {
        let digits = text.utf8.map { digit -> UInt8? in
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
            default: nil
            }
        }
        guard digits.count % 2 == 0, !digits.contains(nil) else { return nil }
        self.init(stride(from: 0, to: digits.count, by: 2).map { (digits[$0] ?? 0) << 4 | (digits[$0 + 1] ?? 0) })
    }
}

/// An event that was recorded: where it stands.
public struct Recorded: Sendable, Codable, Equatable {
    public let stream: String
    /// The origin of the log that it is in.
    public let log: String
    /// Its number in that log.
    public let number: UInt64
    /// Its position on this node.
    public let position: UInt64
    /// 32 hexadecimal digits.
    public let eventId: String
    /// The log's signed checkpoint that covers it.
    public let checkpoint: String
    /// How many entries of the stream this node then held.
    public let version: UInt64
    /// The entry's wall clock, RFC 3339.
    public let time: String
    /// Whether it was there already, under the same event id.
    public let alreadyPresent: Bool
}
