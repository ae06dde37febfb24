import Claims
import FuzzDriver

extension FuzzTarget {
    /// One byte for the type, then a payload in Protobuf: decoded, checked, written again, folded and proposed.
    static let event = FuzzTarget.onArray("event", longest: 4096) { bytes in
        guard let first = bytes.first else { return }
        let type = EventType.known[Int(first) % EventType.known.count]
        let event: Event
        do {
            event = try Event(type: type, payload: Array(bytes.dropFirst()))
        } catch {
            return show(error)
        }
        check(event, type)
        useInEveryKind(event, type)
    }

    /// One byte for the type, then a payload in JSON.
    static let eventJSON = FuzzTarget.onBytes("event-json", longest: 4096) { bytes in
        guard let first = bytes.first,
            let text = String(validating: bytes.dropFirst(), as: UTF8.self)
        else { return }
        let type = EventType.known[Int(first) % EventType.known.count]
        let event: Event
        do {
            event = try Event(type: type, json: text)
        } catch {
            return show(error)
        }
        check(event, type)
        let json = must("an event has a JSON form") { try event.payloadJSON() }
        let again = must("the JSON form can be read") { try Event(type: type, json: json) }
        demand(sameBytes(again, event), "reading the JSON form gives the same event")
    }

    private static func check(_ event: Event, _ type: EventType) {
        demand(event.type == type, "an event has the type that it was read as")
        do {
            try event.checkFormats()
        } catch {
            show(error)
        }
        let payload = must("an event can be written") { try event.payloadBytes() }
        let again = must("a written event can be read") { try Event(type: type, payload: payload) }
        // Bytes are compared and not values: a text that looks alike is another, and a NaN differs from itself.
        demand(sameBytes(again, event), "reading gives the same event")
        for other in [EventType.known.first, EventType.known.last].compactMap(\.self) where other != type {
            mustRefuse("an event has one type") { try Event(type: other, payload: payload) }
        }
    }

    private static func sameBytes(_ left: Event, _ right: Event) -> Bool {
        let bytes = [left, right].map { event in must("an event can be written") { try event.payloadBytes() } }
        return bytes[0] == bytes[1]
    }

    /// The event as the first of a stream of every kind in which it may stand, by whoever may write it there.
    private static func useInEveryKind(_ event: Event, _ type: EventType) {
        let row = must("every known type has a row") { try RoleTable.row(type) }
        for kind in row.kinds {
            let decider = kind == .stay ? "H11019900001" : "210200"
            let number =
                switch kind {
                case .party: "hospital-H11019900001"
                case .receipt: "center/hospital-H11019900001/2026-03-01"
                case .settlement: "H11019900001202603011200000001"
                case .reserve: "310100/2026"
                case .clearing: "310100/2026-03"
                default: "2018-004711"
                }
            let address = must("a sample stream has a name") { try StreamAddress(kind, decider, number) }
            var book = StoryBook()
            for party in StoryBook.parties(of: row, in: address) { book.record(event, type, in: address, by: party) }
            book.check()
        }
    }
}
