/// All that an entry says, as values that can be kept and changed.
///
/// There is one byte string for one set of fields: ``encoded()`` and ``EntryView/fields()`` are each other's inverse.
public struct EntryFields: Sendable {
    /// The format version: 1.
    public var format: UInt8
    /// The flags: 0, as version 1 refuses sealed entries.
    public var flags: UInt8
    /// The number of the payload's field in `Event.kind`, not 0.
    public var type: UInt16
    /// The clock of the author's node, milliseconds since 1970-01-01T00:00:00Z, not negative.
    public var time: Int64
    /// The key of a retry, unique within log and stream.
    public var id: EventID
    /// Random bytes that hide the content behind the leaf hash.
    public var salt: Salt
    /// The name of the log.
    public var origin: String
    /// The name of the stream.
    public var stream: String
    /// The person or system that acted, a local name.
    public var operatorName: String
    /// For whom the operator acted; empty if for the own party.
    public var onBehalfOf: String
    /// The name of the key that a sealed payload is under: empty, as version 1 refuses sealed entries.
    public var keyID: [UInt8]
    /// The parties that may read the entry, without the log's own, in ascending order of their names' bytes.
    public var readers: [Reader]
    /// The newest entry of this stream that the author held in each other log, ascending by origin.
    public var after: [Reference]
    /// The heads of other streams that a decision read, ascending by origin, then number.
    public var basis: [Reference]
    /// The Protobuf bytes of the event.
    public var payload: [UInt8]

    public init(
        format: UInt8 = EntryLimit.version, flags: UInt8 = 0, type: UInt16, time: Int64, id: EventID, salt: Salt,
        origin: String, stream: String, operatorName: String = "", onBehalfOf: String = "", keyID: [UInt8] = [],
        readers: [Reader] = [], after: [Reference] = [], basis: [Reference] = [], payload: [UInt8]
    ) {
        self.format = format
        self.flags = flags
        self.type = type
        self.time = time
        self.id = id
        self.salt = salt
        self.origin = origin
        self.stream = stream
        self.operatorName = operatorName
        self.onBehalfOf = onBehalfOf
        self.keyID = keyID
        self.readers = readers
        self.after = after
        self.basis = basis
        self.payload = payload
    }

    /// The bytes of the entry.
    ///
    /// - Throws: The reason of ``EntryError/Code`` for which a reader would refuse them.
    public func encoded() throws(EntryError) -> [UInt8] {
        var output: [UInt8] = []
        try encode(into: &output)
        return output
    }

    /// Appends the bytes of the entry; allocates nothing but what the growing array needs.
    ///
    /// - Throws: The reason of ``EntryError/Code`` for which a reader would refuse them; `output` is then unchanged.
    public func encode(into output: inout [UInt8]) throws(EntryError) {
        guard format == EntryLimit.version else {
            throw EntryError(.version, field: "format version", "the format version is \(format), not 1")
        }
        guard flags & ~Flag.sealed == 0 else {
            throw EntryError(.flags, field: "flags", "the flags \(flags) hold a bit that version 1 does not know")
        }
        guard flags == 0 else { throw EntryError.sealedEntry }
        guard keyID.isEmpty else {
            throw EntryError(.keyIDLength, field: "key id", "an entry that is not sealed has a key id")
        }
        try EntryEncoder.encode(
            into: &output, type: type, time: time, id: id, salt: salt, origin: origin.utf8.span.bytes,
            stream: stream.utf8.span.bytes, operatorName: operatorName.utf8.span.bytes,
            onBehalfOf: onBehalfOf.utf8.span.bytes, readers: readers, after: after, basis: basis,
            payload: payload.span.bytes)
    }
}

extension EntryFields: Equatable {
    /// Equal if their bytes are: texts are compared by their UTF-8, not by Unicode's canonical equivalence.
    public static func == (left: EntryFields, right: EntryFields) -> Bool {
        left.format == right.format && left.flags == right.flags && left.type == right.type
            && left.time == right.time && left.id == right.id && left.salt == right.salt
            && same(left.origin, right.origin) && same(left.stream, right.stream)
            && same(left.operatorName, right.operatorName) && same(left.onBehalfOf, right.onBehalfOf)
            && left.keyID == right.keyID && left.readers == right.readers && left.after == right.after
            && left.basis == right.basis && left.payload == right.payload
    }

    private static func same(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
}
