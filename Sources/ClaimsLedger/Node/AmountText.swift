/// An amount in fen (or another currency's minor unit) in JSON: a decimal string, as proto3 JSON prints int64, because a JSON number
/// loses digits beyond 2^53 in many readers. A number is read as well.
@propertyWrapper
public struct AmountText: Sendable, Codable, Equatable {
    public var wrappedValue: Int64

    public init(wrappedValue: Int64) { self.wrappedValue = wrappedValue }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self), let value = Int64(text) {
            wrappedValue = value
        } else {
            wrappedValue = try container.decode(Int64.self)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(String(wrappedValue))
    }
}
