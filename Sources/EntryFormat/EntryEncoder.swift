/// Writes entries from texts that are UTF-8 already: what the log's writer calls for every entry.
public enum EntryEncoder {
    /// Appends the bytes of an entry; allocates nothing but what the growing array needs.
    ///
    /// - Parameters:
    ///   - output: Where the entry is appended; unchanged if the call throws.
    ///   - type: The number of the payload's field in `Event.kind`.
    ///   - time: Milliseconds since 1970-01-01T00:00:00Z.
    ///   - origin: The name of the log, UTF-8.
    ///   - stream: The name of the stream, UTF-8.
    ///   - operatorName: Who acted, UTF-8.
    ///   - onBehalfOf: For whom, UTF-8; empty if for the own party.
    ///   - readers: Ascending by the bytes of the names.
    ///   - after: Ascending by origin, without the own log.
    ///   - basis: Ascending by origin, then number.
    ///   - payload: The Protobuf bytes of the event.
    /// - Throws: The reason of ``EntryError/Code`` for which a reader would refuse the entry.
    /// - Complexity: O(bytes of the entry).
    public static func encode(
        into output: inout [UInt8], type: UInt16, time: Int64, id: EventID, salt: Salt, origin: RawSpan,
        stream: RawSpan, operatorName: RawSpan, onBehalfOf: RawSpan, readers: [Reader], after: [Reference],
        basis: [Reference], payload: RawSpan
    ) throws(EntryError) {
        try checkNumbers(type: type, time: time)
        try checkNames(origin: origin, stream: stream)
        try encodeRest(
            into: &output, type: type, time: time, id: id, salt: salt, origin: origin, stream: stream,
            operatorName: operatorName, onBehalfOf: onBehalfOf, readers: readers, after: after, basis: basis,
            payload: payload)
    }

    /// Appends the bytes of an entry whose names are known to be good: the stream's by its type, and the log's because it was
    /// checked when the log was made. Otherwise as ``encode(into:type:time:id:salt:origin:stream:operatorName:onBehalfOf:readers:after:basis:payload:)``.
    package static func encode(
        into output: inout [UInt8], type: UInt16, time: Int64, id: EventID, salt: Salt, checkedOrigin origin: RawSpan,
        stream: StreamName, operatorName: RawSpan, onBehalfOf: RawSpan, readers: [Reader], after: [Reference],
        basis: [Reference], payload: RawSpan
    ) throws(EntryError) {
        try checkNumbers(type: type, time: time)
        let name = stream.text.utf8
        try encodeRest(
            into: &output, type: type, time: time, id: id, salt: salt, origin: origin, stream: name.span.bytes,
            operatorName: operatorName, onBehalfOf: onBehalfOf, readers: readers, after: after, basis: basis,
            payload: payload)
    }

    private static func encodeRest(
        into output: inout [UInt8], type: UInt16, time: Int64, id: EventID, salt: Salt, origin: RawSpan,
        stream: RawSpan, operatorName: RawSpan, onBehalfOf: RawSpan, readers: [Reader], after: [Reference],
        basis: [Reference], payload: RawSpan
    ) throws(EntryError) {
        try checkPlainTexts(operatorName: operatorName, onBehalfOf: onBehalfOf)
        let readersLength = try sectionLength(of: readers)
        let afterLength = try sectionLength(of: after, .after, own: origin)
        let basisLength = try sectionLength(of: basis, .basis, own: origin)
        let length =
            EntryLimit.headerBytes + origin.byteCount + stream.byteCount + operatorName.byteCount
            + onBehalfOf.byteCount + readersLength + afterLength + basisLength + payload.byteCount
        guard length <= EntryLimit.entryBytes else {
            throw EntryError(.tooLong, field: "length", "an entry has at most 65535 bytes, not \(length)")
        }

        output.append(addingCapacity: length) { span in
            span.withUnsafeMutableBufferPointer { buffer, count in
                var writer = ByteWriter(UnsafeMutableRawBufferPointer(buffer))
                write(&writer)
                count = length
            }
        }

        func write(_ writer: inout ByteWriter) {
            writer.put(EntryLimit.version)
            writer.put(UInt8(0))
            writer.put(type)
            writer.put(UInt32(length))
            writer.put(UInt64(bitPattern: time))
            writer.put(words: id.words)
            writer.put(words: salt.words)
            writer.put(UInt8(origin.byteCount))
            writer.put(UInt8(stream.byteCount))
            writer.put(UInt8(operatorName.byteCount))
            writer.put(UInt8(onBehalfOf.byteCount))
            writer.put(UInt8(0))
            writer.put(UInt8(readers.count))
            writer.put(UInt8(after.count))
            writer.put(UInt8(basis.count))
            writer.put(UInt16(readersLength))
            writer.put(UInt16(afterLength))
            writer.put(UInt16(basisLength))
            writer.put(UInt16(payload.byteCount))
            writer.put(bytes: origin)
            writer.put(bytes: stream)
            writer.put(bytes: operatorName)
            writer.put(bytes: onBehalfOf)
            for reader in readers { writer.put(reader) }
            for reference in after { writer.put(reference) }
            for reference in basis { writer.put(reference) }
            writer.put(bytes: payload)
        }
    }

    private static func checkNumbers(type: UInt16, time: Int64) throws(EntryError) {
        guard type != 0 else { throw EntryError(.type, field: "event type", "the event type is zero") }
        guard time >= 0 else { throw EntryError.negativeTime(time) }
    }

    private static func checkNames(origin: RawSpan, stream: RawSpan) throws(EntryError) {
        guard (1...EntryLimit.textBytes).contains(origin.byteCount) else {
            throw EntryError(.originLength, field: "origin", "an origin has 1 to 255 bytes, not \(origin.byteCount)")
        }
        guard (1...EntryLimit.streamBytes).contains(stream.byteCount) else {
            throw EntryError(
                .streamLength, field: "stream", "a stream name has 1 to 200 bytes, not \(stream.byteCount)")
        }
        guard TextRule.isOrigin(origin) else {
            throw EntryError(.origin, field: "origin", "“\(shown(origin))” is no log's name")
        }
        guard TextRule.streamSlashes(stream) != nil else {
            throw EntryError(.stream, field: "stream", "“\(shown(stream))” is no stream name")
        }
    }

    private static func checkPlainTexts(operatorName: RawSpan, onBehalfOf: RawSpan) throws(EntryError) {
        guard TextRule.isPlainText(operatorName) else {
            throw EntryError(.operatorName, field: "operator", "the operator is not plain text of at most 255 bytes")
        }
        guard TextRule.isPlainText(onBehalfOf) else {
            throw EntryError(.onBehalfOf, field: "on-behalf-of", "on-behalf-of is not plain text of at most 255 bytes")
        }
    }

    /// The bytes that the readers take, once they have been checked.
    private static func sectionLength(of readers: [Reader]) throws(EntryError) -> Int {
        try EntryView.checkCount(readers.count, .readersCount, "readers")
        var length = 0
        for index in readers.indices {
            let name = readers[index].party.utf8.span.bytes
            let previous = try checkedPrevious(readers[index])
            if index == 0 {
                try ReaderRule.check(name, previous: previous, before: name.extracting(0..<0))
            } else {
                try ReaderRule.check(name, previous: previous, before: readers[index - 1].party.utf8.span.bytes)
            }
            length += 1 + name.byteCount + RecordCursor.readerFixedBytes
        }
        return length
    }

    private static func checkedPrevious(_ reader: Reader) throws(EntryError) -> UInt64 {
        guard let previous = reader.previous else { return 0 }
        guard previous <= EntryLimit.number else {
            throw EntryError(.readerPrevious, field: "readers", "the previous entry's number \(previous) is too large")
        }
        return previous + 1
    }

    /// The bytes that the references take, once they have been checked.
    private static func sectionLength(
        of references: [Reference], _ rule: ReferenceRule, own: RawSpan
    ) throws(EntryError) -> Int {
        try EntryView.checkCount(references.count, rule.onePerLog ? .afterCount : .basisCount, rule.field)
        var length = 0
        for index in references.indices {
            let name = references[index].origin.utf8.span.bytes
            let number = references[index].number
            if index == 0 {
                try rule.check(name, number, own: own, before: name.extracting(0..<0), numberBefore: 0)
            } else {
                let before = references[index - 1]
                try rule.check(
                    name, number, own: own, before: before.origin.utf8.span.bytes, numberBefore: before.number)
            }
            length += 1 + name.byteCount + RecordCursor.referenceFixedBytes
        }
        return length
    }
}

/// Writes little-endian integers and bytes one after the other into a buffer whose size was computed before.
private struct ByteWriter {
    private let target: UnsafeMutableRawBufferPointer
    private var offset = 0

    init(_ target: UnsafeMutableRawBufferPointer) { self.target = target }

    mutating func put<Integer: FixedWidthInteger & BitwiseCopyable>(_ value: Integer) {
        target.storeBytes(of: value.littleEndian, toByteOffset: offset, as: Integer.self)
        offset += MemoryLayout<Integer>.size
    }

    mutating func put(words: (UInt64, UInt64)) {
        put(inMemoryOrder: words.0)
        put(inMemoryOrder: words.1)
    }

    mutating func put(bytes: RawSpan) {
        bytes.withUnsafeBytes { source in
            UnsafeMutableRawBufferPointer(rebasing: target[offset...]).copyMemory(from: source)
        }
        offset += bytes.byteCount
    }

    mutating func put(_ reader: Reader) {
        put(name: reader.party)
        put(reader.previous.map { $0 + 1 } ?? 0)
    }

    mutating func put(_ reference: Reference) {
        put(name: reference.origin)
        put(reference.number)
        put(inMemoryOrder: reference.leaf.words.0)
        put(inMemoryOrder: reference.leaf.words.1)
        put(inMemoryOrder: reference.leaf.words.2)
        put(inMemoryOrder: reference.leaf.words.3)
    }

    private mutating func put(name: String) {
        let bytes = name.utf8.span.bytes
        put(UInt8(bytes.byteCount))
        put(bytes: bytes)
    }

    private mutating func put(inMemoryOrder word: UInt64) {
        target.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
        offset += 8
    }
}
