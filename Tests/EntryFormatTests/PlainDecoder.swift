import EntryFormat

/// A decoder that copies everything and counts nothing twice: the dumb twin of `EntryView`. It expects a well-formed
/// entry and gives `nil` where the lengths do not lead exactly to the end.
struct PlainDecoder {
    private var rest: [UInt8]

    static func decode(_ entry: [UInt8]) -> EntryFields? {
        guard entry.count >= 64 else { return nil }
        var header = PlainDecoder(rest: Array(entry[..<64]))
        var body = PlainDecoder(rest: Array(entry[64...]))
        let format = UInt8(header.integer(1))
        let flags = UInt8(header.integer(1))
        let type = UInt16(header.integer(2))
        let length = header.integer(4)
        let time = Int64(bitPattern: header.integer(8))
        guard let id = EventID(header.take(16)), let salt = Salt(header.take(16)) else { return nil }
        let texts = (0..<5).map { _ in Int(header.integer(1)) }
        let counts = (0..<3).map { _ in Int(header.integer(1)) }
        let sections = (0..<4).map { _ in Int(header.integer(2)) }
        guard length == entry.count, texts.reduce(0, +) + sections.reduce(0, +) == body.rest.count else { return nil }

        let origin = body.text(texts[0])
        let stream = body.text(texts[1])
        let operatorName = body.text(texts[2])
        let onBehalfOf = body.text(texts[3])
        let keyID = body.take(texts[4])
        var readers = PlainDecoder(rest: body.take(sections[0]))
        var after = PlainDecoder(rest: body.take(sections[1]))
        var basis = PlainDecoder(rest: body.take(sections[2]))
        return EntryFields(
            format: format, flags: flags, type: type, time: time, id: id, salt: salt, origin: origin, stream: stream,
            operatorName: operatorName, onBehalfOf: onBehalfOf, keyID: keyID,
            readers: (0..<counts[0]).map { _ in readers.reader() },
            after: (0..<counts[1]).map { _ in after.reference() },
            basis: (0..<counts[2]).map { _ in basis.reference() }, payload: body.take(sections[3]))
    }

    private mutating func take(_ count: Int) -> [UInt8] {
        defer { rest.removeFirst(count) }
        return Array(rest[..<count])
    }

    private mutating func integer(_ count: Int) -> UInt64 {
        take(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func text(_ count: Int) -> String { String(decoding: take(count), as: UTF8.self) }

    private mutating func reader() -> Reader {
        let party = text(Int(integer(1)))
        let previous = integer(8)
        return Reader(party: party, previous: previous == 0 ? nil : previous - 1)
    }

    private mutating func reference() -> Reference {
        let origin = text(Int(integer(1)))
        let number = integer(8)
        return Reference(origin: origin, number: number, leaf: LeafHash(take(32))!)
    }
}
