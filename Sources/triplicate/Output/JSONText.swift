import Foundation

/// JSON as scripts read it: one line, members in the order of their names.
enum JSONText {
    static func of(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

/// An amount in minor units, written as proto3 JSON writes 64-bit integers: as text, so that no reader rounds it.
struct MinorUnits: Encodable {
    let value: Int64

    init(_ value: Int64) { self.value = value }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(String(value))
    }
}
