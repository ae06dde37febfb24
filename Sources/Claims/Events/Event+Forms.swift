import SwiftProtobuf

extension Event {
    /// Reads the JSON form of a payload, as `{"claim": "…"}` for a type.
    ///
    /// - Parameters:
    ///   - type: What the payload is.
    ///   - json: The payload's proto3 JSON. A field that the type does not have is an error, and so is one that stands twice in an object,
    ///     and a number with a point or an exponent (see ``EventJSON``).
    /// - Throws: ``Refusal/Rule/unknownEventType`` or ``Refusal/Rule/malformedEvent``.
    public init(type: EventType, json: String) throws(Refusal) {
        guard let name = type.jsonName else {
            throw Refusal(.unknownEventType, "\(type) is no type of event that this program knows.")
        }
        let decimals: [String]
        do {
            decimals = try EventJSON.decimals(in: json)
        } catch {
            throw Refusal(.malformedEvent, "\(type): \(error.message)", remedy: error.remedy)
        }
        do {
            try self.init(jsonString: "{\"\(name)\":\(json)}")
        } catch {
            let mistake = Self.mistake(in: json, of: name, error)
            throw Refusal(.malformedEvent, "The text is no \(type) in JSON: \(mistake).")
        }
        guard self.type == type else {
            throw Refusal(.malformedEvent, "The text is no single \(type) in JSON.")
        }
        guard !decimals.isEmpty else { return }
        // A field that is a number has lost its point and is no text any more.
        var texts = (try? EventJSON.decimals(in: payloadJSON())) ?? []
        for text in decimals {
            guard let index = texts.firstIndex(of: text) else {
                let mistake = EventJSON.Mistake.number(text)
                throw Refusal(.malformedEvent, "\(type): \(mistake.message)", remedy: mistake.remedy)
            }
            texts.remove(at: index)
        }
    }

    /// What is wrong with a payload's JSON, with the field's name where one field is wrong.
    private static func mistake(in json: String, of name: String, _ error: any Error) -> String {
        func fault(_ json: String) -> (any Error)? {
            do {
                _ = try Event(jsonString: "{\"\(name)\":\(json)}")
                return nil
            } catch {
                return error
            }
        }
        func isKnown(_ json: String) -> Bool {
            if case .unknownField? = fault(json) as? JSONDecodingError { false } else { true }
        }
        guard let place = EventJSONPlace.first(in: json, isRead: { fault($0) == nil }, isKnown: isKnown) else {
            // It may hold a field's whole name.
            return String("\(error)".prefix(500))
        }
        let field = "“\(place.path)”"
        return switch fault(place.object) as? JSONDecodingError {
        case .unknownField: "it has no field \(field)"
        case .malformedNumber, .numberRange, .leadingZero: "\(field) is no whole number that fits it"
        case .malformedString: "\(field) is no text"
        case .malformedBool: "\(field) is neither true nor false"
        case .unrecognizedEnumValue: "\(field) is none of the words that it may be"
        case .illegalNull: "\(field) is null"
        default: "\(field) cannot be read"
        }
    }

    /// Reads an entry's payload.
    ///
    /// - Parameters:
    ///   - type: The type that the entry's header states.
    ///   - payload: The Protobuf bytes of an `Event`.
    /// - Throws: ``Refusal/Rule/unknownEventType`` if this module does not know the type, ``Refusal/Rule/malformedEvent``
    ///   if the bytes are no event, or one of another type.
    public init(type: EventType, payload: [UInt8]) throws(Refusal) {
        guard type.name != nil else {
            throw Refusal(.unknownEventType, "\(type) is no type of event that this program knows.")
        }
        do {
            try self.init(serializedBytes: payload)
        } catch {
            throw Refusal(.malformedEvent, "The payload is no event: \(error).")
        }
        guard self.type == type else {
            throw Refusal(
                .malformedEvent,
                "The payload is \(self.type.map(\.description) ?? "no event"), but the header says \(type).")
        }
    }

    /// The Protobuf bytes of the event, which become the entry's payload.
    /// - Throws: ``Refusal/Rule/malformedEvent`` if a text in it is no valid UTF-8.
    public func payloadBytes() throws(Refusal) -> [UInt8] {
        do {
            return try serializedBytes()
        } catch {
            throw Refusal(.malformedEvent, "The event cannot be written: \(error).")
        }
    }

    /// The proto3 JSON of the payload alone.
    /// - Throws: ``Refusal/Rule/malformedEvent`` if the event has no payload.
    public func payloadJSON() throws(Refusal) -> String {
        guard let payload else { throw Refusal(.malformedEvent, "The event has no payload.") }
        do {
            return try payload.jsonString()
        } catch {
            throw Refusal(.malformedEvent, "The event cannot be written as JSON: \(error).")
        }
    }
}
