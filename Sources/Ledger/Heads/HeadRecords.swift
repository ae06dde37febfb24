import EntryFormat

/// How heads and chains stand in the views' store. Integers are little-endian; each record ends with the CRC-32C of what stands
/// before it, because a wrong head would be written on into the log.
extension StreamHead {
    /// The value in the table `heads`: 2 bytes length of the head; stream, count, position (8 each) and for each log its number
    /// (4) and its newest entry's (8); the stream's name; the checksum (4).
    func record(name: StreamName) -> [UInt8] {
        var record: [UInt8] = []
        let head = 24 + 12 * (1 + others.count)
        let text = name.text.utf8
        record.reserveCapacity(2 + head + text.count + 4)
        record.append(littleEndian: UInt16(head))
        for value in [stream, count, position] { record.append(littleEndian: value) }
        for newest in newest {
            record.append(littleEndian: newest.log)
            record.append(littleEndian: newest.number)
        }
        record.append(contentsOf: text)
        record.appendChecksum()
        return record
    }

    /// The head in a record, where the record is the one of the stream that `name` spells.
    init?(record: RawSpan, name: RawSpan) {
        guard let (head, place) = Self.parse(record), record.extracting(place).equals(name) else { return nil }
        self = head
    }

    /// The stream's name and head in a record, or nil where it does not check.
    static func named(_ record: RawSpan) -> (StreamName, StreamHead)? {
        guard let (head, place) = parse(record), let name = try? StreamName(record.extracting(place)) else {
            return nil
        }
        return (name, head)
    }

    /// The head, and where the name stands.
    private static func parse(_ record: RawSpan) -> (StreamHead, Range<Int>)? {
        guard let content = record.checked(), content.byteCount >= 2 else { return nil }
        func word(_ offset: Int) -> UInt64 {
            UInt64(littleEndian: content.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        func newest(at offset: Int) -> Newest {
            let log = UInt32(littleEndian: content.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
            return Newest(log: log, number: word(offset + 4))
        }
        let count = Int(UInt16(littleEndian: content.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt16.self)))
        // What is counted on from here is as small as in any log.
        guard count >= 36, (count - 24) % 12 == 0, 2 + count <= content.byteCount,
            word(10) <= RowKey.maximumEntries
        else { return nil }
        var head = StreamHead(stream: word(2), count: word(10), position: word(18), first: newest(at: 26))
        for offset in stride(from: 38, to: 2 + count, by: 12) { head.others.append(newest(at: offset)) }
        return (head, 2 + count..<content.byteCount)
    }
}

extension ReaderChain {
    /// The chain's key in the table `chains`: the log's number, big-endian (4 bytes), and the reader's bytes.
    var key: [UInt8] {
        withUnsafeBytes(of: log.bigEndian) { Array($0) } + Array(reader.utf8)
    }

    /// The value in the table `chains`: the number of the newest entry (8 bytes) and the checksum (4).
    static func record(newest number: UInt64) -> [UInt8] {
        var record: [UInt8] = []
        record.append(littleEndian: number)
        record.appendChecksum()
        return record
    }

    /// The number in a record, or nil where it does not check.
    static func newest(_ record: RawSpan) -> UInt64? {
        guard let content = record.checked(), content.byteCount == 8 else { return nil }
        return UInt64(littleEndian: content.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self))
    }
}
