extension EntryView {
    /// All fields as values of their own.
    ///
    /// - Throws: The reasons of ``checkWellFormed()``: what is not well-formed has no fields.
    public func fields() throws(EntryError) -> EntryFields {
        try checkWellFormed()
        var readers: [Reader] = []
        forEachReader { readers.append(Reader(party: text($0), previous: $1)) }
        var after: [Reference] = []
        forEachAfter { after.append(Reference(origin: text($0), number: $1, leaf: $2)) }
        var basis: [Reference] = []
        forEachBasis { basis.append(Reference(origin: text($0), number: $1, leaf: $2)) }
        return EntryFields(
            format: format, flags: flags, type: type, time: time, id: id, salt: salt, origin: text(originBytes),
            stream: text(streamBytes), operatorName: text(operatorBytes),
            onBehalfOf: text(onBehalfBytes), keyID: keyIDBytes.withUnsafeBytes { Array($0) }, readers: readers,
            after: after, basis: basis, payload: payload.withUnsafeBytes { Array($0) })
    }
}

extension EntryFields {
    /// All fields of an entry that is held in an array.
    ///
    /// - Throws: The reason of ``EntryError/Code`` for which the bytes are not a well-formed entry.
    public init(_ entry: [UInt8]) throws(EntryError) {
        self = try EntryView(entry.span.bytes).fields()
    }
}

/// Text whose bytes were found to be UTF-8.
private func text(_ bytes: RawSpan) -> String {
    bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
}
