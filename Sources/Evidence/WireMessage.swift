/// The fields of a Protobuf message that `Docs/format.md` names, read strictly: what a verifier in another language might read
/// otherwise is refused.
struct WireMessage {
    private var numbers: [UInt32: UInt64] = [:]
    private var parts: [UInt32: ArraySlice<UInt8>] = [:]

    /// Reads a message.
    ///
    /// - Parameters:
    ///   - bytes: The message.
    ///   - numbers: The fields that are varints.
    ///   - parts: The fields that have a length: texts, bytes and messages.
    /// - Returns: nil if the bytes are no message (tags and varints of at most ten bytes and 64 bits, wire types 0, 1, 2 and 5), or
    ///   one of these fields stands twice, or with another wire type.
    init?(_ bytes: ArraySlice<UInt8>, numbers: Set<UInt32> = [], parts: Set<UInt32>) {
        var rest = bytes
        while !rest.isEmpty {
            guard let tag = Self.varint(&rest), tag >> 3 >= 1, tag >> 3 < 1 << 29 else { return nil }
            let field = UInt32(tag >> 3)
            switch tag & 7 {
            case 0:
                guard let value = Self.varint(&rest), !parts.contains(field) else { return nil }
                if numbers.contains(field), self.numbers.updateValue(value, forKey: field) != nil { return nil }
            case 2:
                guard let count = Self.varint(&rest), count <= UInt64(rest.count), !numbers.contains(field) else {
                    return nil
                }
                let part = rest.prefix(Int(count))
                rest = rest.dropFirst(Int(count))
                if parts.contains(field), self.parts.updateValue(part, forKey: field) != nil { return nil }
            case 1, 5:
                let count = tag & 7 == 1 ? 8 : 4
                guard rest.count >= count, !numbers.contains(field), !parts.contains(field) else { return nil }
                rest = rest.dropFirst(count)
            default: return nil
            }
        }
    }

    /// The message of an event in an entry's payload: its only field, whose number is the entry's type.
    static func event(_ payload: [UInt8], type: UInt16) -> ArraySlice<UInt8>? {
        guard let event = WireMessage(payload[...], parts: [UInt32(type)]) else { return nil }
        return event.parts[UInt32(type)]
    }

    /// A number; 0 if it is not there.
    func number(_ field: UInt32) -> UInt64 { numbers[field] ?? 0 }

    /// A text, bytes or a message; nothing if it is not there.
    func bytes(_ field: UInt32) -> ArraySlice<UInt8> { parts[field] ?? [] }

    /// A text; nil if it is not UTF-8.
    func text(_ field: UInt32) -> String? { String(validating: bytes(field), as: UTF8.self) }

    private static func varint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for place in 0..<10 {
            guard let byte = rest.popFirst() else { return nil }
            if place == 9, byte > 1 { return nil }
            value |= UInt64(byte & 0x7F) << UInt64(7 * place)
            if byte < 0x80 { return value }
        }
        return nil
    }
}
