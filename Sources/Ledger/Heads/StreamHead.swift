/// Where a stream's newest entries are on this node: what an append needs to know of it, and where a reader starts.
struct StreamHead: Sendable, Equatable {
    /// The newest entry that one log has in the stream.
    struct Newest: Sendable, Equatable {
        /// The log's local number.
        var log: UInt32
        /// The entry's number in that log.
        var number: UInt64
    }

    /// The stream's local number, in order of creation, so that busy streams lie together.
    var stream: UInt64
    /// How many entries of the stream this node holds: its version.
    var count: UInt64
    /// The position of the newest one.
    var position: UInt64
    /// The log of the newest entry so far. Most streams have one log only, so this one stands inline.
    var first: Newest
    /// The other logs, in order of their first entry here.
    var others: [Newest] = []

    /// Takes in one more entry of the stream.
    mutating func extend(log: UInt32, number: UInt64, position: UInt64) {
        count += 1
        self.position = position
        if first.log == log {
            first.number = number
        } else if let index = others.firstIndex(where: { $0.log == log }) {
            others[index].number = number
        } else {
            others.append(Newest(log: log, number: number))
        }
    }

    /// The newest entry of each log in the stream.
    var newest: [Newest] { [first] + others }

    /// Appends stream, count, position (8 bytes each) and for each log its number (4) and the entry's (8), little-endian.
    func write(to bytes: inout [UInt8]) {
        for value in [stream, count, position] { bytes.append(littleEndian: value) }
        for newest in newest {
            bytes.append(littleEndian: newest.log)
            bytes.append(littleEndian: newest.number)
        }
    }

    init(stream: UInt64, count: UInt64, position: UInt64, first: Newest, others: [Newest] = []) {
        self.stream = stream
        self.count = count
        self.position = position
        self.first = first
        self.others = others
    }

    init?(_ bytes: RawSpan) {
        let count = bytes.byteCount
        guard count >= 36, (count - 24) % 12 == 0 else { return nil }
        func newest(at offset: Int) -> Newest {
            Newest(
                log: UInt32(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)),
                number: UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset + 4, as: UInt64.self)))
        }
        self.init(
            stream: UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self)),
            count: UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt64.self)),
            position: UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 16, as: UInt64.self)),
            first: newest(at: 24))
        for offset in stride(from: 36, to: count, by: 12) { others.append(newest(at: offset)) }
    }
}

/// Names the chain of one log's entries addressed to one reader.
struct ReaderChain: Hashable, Sendable {
    /// The log's local number.
    var log: UInt32
    /// The reader's party, as `role:code`.
    var reader: String

    /// The chain's key in the table `chains`: the log's number, big-endian, and the reader's bytes.
    var key: [UInt8] {
        withUnsafeBytes(of: log.bigEndian) { Array($0) } + Array(reader.utf8)
    }
}

extension [UInt8] {
    mutating func append<Value: FixedWidthInteger>(littleEndian value: Value) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}
