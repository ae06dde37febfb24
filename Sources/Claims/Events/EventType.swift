/// The type of an event: the number of its field in `Event.kind`, which the entry's header carries.
public struct EventType: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static func < (a: EventType, b: EventType) -> Bool { a.rawValue < b.rawValue }

    /// The message's name, as `ClaimSubmitted`; `type 12345` if this module does not know the number.
    public var description: String { name ?? "type \(rawValue)" }

    /// Reads a message's name.
    public init?(name: String) {
        guard let found = EventType.known.first(where: { $0.name == name }) else { return nil }
        self = found
    }

    /// The name of the type's field in the JSON form of an `Event`, as `claimSubmitted`.
    public var jsonName: String? { name.map { $0.prefix(1).lowercased() + $0.dropFirst() } }
}
