extension EntryView {
    /// Whether none of the reasons 1001 to 1015 applies, in as few steps as it takes: this is what a scan does for each entry.
    @inlinable
    static func hasRegularHeader(_ bytes: RawSpan) -> Bool {
        func word(_ offset: Int) -> UInt64 {
            UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        func byte(_ word: UInt64, _ place: UInt64) -> Int { Int(word >> (8 * place) & 0xFF) }

        let count = bytes.byteCount
        guard count >= EntryLimit.headerBytes, count <= EntryLimit.entryBytes else { return false }
        // Format version, flags, type and length.
        let start = word(HeaderOffset.version)
        guard start & 0xFFFF == 1, start >> 16 & 0xFFFF != 0, start >> 32 == UInt64(count),
            Int64(bitPattern: word(HeaderOffset.time)) >= 0
        else { return false }
        // The lengths of origin, stream, operator, on-behalf-of and key id, and the counts of records.
        let lengths = word(HeaderOffset.originLength)
        let (origin, stream) = (byte(lengths, 0), byte(lengths, 1))
        guard origin > 0, stream > 0, stream <= EntryLimit.streamBytes, byte(lengths, 4) == 0,
            byte(lengths, 5) <= EntryLimit.records, byte(lengths, 6) <= EntryLimit.records,
            byte(lengths, 7) <= EntryLimit.records
        else { return false }
        // The lengths of the sections and of the payload.
        let parts = word(HeaderOffset.readersLength)
        let sections = Int(parts & 0xFFFF) + Int(parts >> 16 & 0xFFFF) + Int(parts >> 32 & 0xFFFF) + Int(parts >> 48)
        let texts = origin + stream + byte(lengths, 2) + byte(lengths, 3)
        return EntryLimit.headerBytes + texts + sections == count
    }

    /// The reasons 1001 to 1015, in ascending order.
    @usableFromInline
    static func checkHeader(_ bytes: RawSpan) throws(EntryError) {
        func byte(_ offset: Int) -> UInt8 { bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self) }
        func half(_ offset: Int) -> Int {
            Int(UInt16(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)))
        }

        guard bytes.byteCount >= EntryLimit.headerBytes else {
            throw EntryError(
                .header, field: "entry", "an entry begins with \(EntryLimit.headerBytes) bytes, not \(bytes.byteCount)")
        }
        let version = byte(HeaderOffset.version)
        guard version == EntryLimit.version else {
            throw EntryError(.version, field: "format version", "the format version is \(version), not 1")
        }
        let flags = byte(HeaderOffset.flags)
        guard flags & ~Flag.sealed == 0 else {
            throw EntryError(.flags, field: "flags", "the flags \(flags) hold a bit that version 1 does not know")
        }
        guard flags & Flag.sealed == 0 else { throw EntryError.sealedEntry }
        guard half(HeaderOffset.type) != 0 else {
            throw EntryError(.type, field: "event type", "the event type is zero")
        }
        let length = Int(
            UInt32(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: HeaderOffset.length, as: UInt32.self)))
        guard length <= EntryLimit.entryBytes else {
            throw EntryError(.tooLong, field: "length", "an entry has at most 65535 bytes, not \(length)")
        }
        guard length == bytes.byteCount else {
            throw EntryError(
                .length, field: "length", "the header says \(length) bytes, and there are \(bytes.byteCount)")
        }
        let time = Int64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: HeaderOffset.time, as: Int64.self))
        guard time >= 0 else { throw EntryError.negativeTime(time) }
        let origin = Int(byte(HeaderOffset.originLength))
        guard origin > 0 else { throw EntryError(.originLength, field: "origin", "the origin is empty") }
        let stream = Int(byte(HeaderOffset.streamLength))
        guard (1...EntryLimit.streamBytes).contains(stream) else {
            throw EntryError(.streamLength, field: "stream", "a stream name has 1 to 200 bytes, not \(stream)")
        }
        guard byte(HeaderOffset.keyIDLength) == 0 else {
            throw EntryError(.keyIDLength, field: "key id", "an entry that is not sealed has a key id")
        }
        try checkCount(Int(byte(HeaderOffset.readersCount)), .readersCount, "readers")
        try checkCount(Int(byte(HeaderOffset.afterCount)), .afterCount, "after")
        try checkCount(Int(byte(HeaderOffset.basisCount)), .basisCount, "basis")

        let sum =
            EntryLimit.headerBytes + origin + stream + Int(byte(HeaderOffset.operatorLength))
            + Int(byte(HeaderOffset.onBehalfOfLength)) + half(HeaderOffset.readersLength)
            + half(HeaderOffset.afterLength) + half(HeaderOffset.basisLength) + half(HeaderOffset.payloadLength)
        guard sum == length else {
            throw EntryError(.sum, field: "length", "the parts add up to \(sum) bytes, and the entry has \(length)")
        }
    }

    static func checkCount(_ count: Int, _ code: EntryError.Code, _ field: String) throws(EntryError) {
        guard count <= EntryLimit.records else {
            throw EntryError(code, field: field, "\(field) has at most \(EntryLimit.records) records, not \(count)")
        }
    }
}

extension EntryError {
    static var sealedEntry: EntryError {
        EntryError(.sealed, field: "flags", "the entry is sealed, and version 1 cannot open it")
    }

    static func negativeTime(_ time: Int64) -> EntryError {
        EntryError(.time, field: "time", "the wall clock \(time) lies before 1970")
    }
}
