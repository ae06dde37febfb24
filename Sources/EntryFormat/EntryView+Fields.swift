extension EntryView {
    /// All fields as values of their own.
    ///
    /// - Parameter similar: Another entry, for example of the same stream. Texts that are the same there are shared with it instead
    ///   of copied; it makes no other difference.
    /// - Throws: The reasons of ``checkWellFormed()``: what is not well-formed has no fields.
    public func fields(similar: EntryFields? = nil) throws(EntryError) -> EntryFields {
        try checkWellFormed()
        let texts = SharedTexts(similar)
        var readers: [Reader] = []
        let known = texts.readers
        forEachReader { name, previous in
            let party = readers.count < known.count ? text(name, like: known[readers.count].party) : text(name)
            readers.append(Reader(party: party, previous: previous))
        }
        var after: [Reference] = []
        forEachAfter { after.append(Reference(origin: text($0), number: $1, leaf: $2)) }
        var basis: [Reference] = []
        forEachBasis { basis.append(Reference(origin: text($0), number: $1, leaf: $2)) }
        return EntryFields(
            format: format, flags: flags, type: type, time: time, id: id, salt: salt,
            origin: text(originBytes, like: texts.origin), stream: text(streamBytes, like: texts.stream),
            operatorName: text(operatorBytes, like: texts.operatorName),
            onBehalfOf: text(onBehalfBytes, like: texts.onBehalfOf), keyID: keyIDBytes.withUnsafeBytes { Array($0) },
            readers: readers,
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

/// The texts of an entry that another one may have too.
private struct SharedTexts {
    let origin: String
    let stream: String
    let operatorName: String
    let onBehalfOf: String
    let readers: [Reader]

    init(_ fields: EntryFields?) {
        origin = fields?.origin ?? ""
        stream = fields?.stream ?? ""
        operatorName = fields?.operatorName ?? ""
        onBehalfOf = fields?.onBehalfOf ?? ""
        readers = fields?.readers ?? []
    }
}

/// Text whose bytes were found to be UTF-8; `known` itself where it has these bytes.
private func text(_ bytes: RawSpan, like known: String) -> String {
    let utf8 = known.utf8
    let span = utf8.span.bytes
    return areSame(span, bytes) ? known : text(bytes)
}

private func areSame(_ left: RawSpan, _ right: RawSpan) -> Bool {
    let count = left.byteCount
    guard count == right.byteCount else { return false }
    var offset = 0
    while offset + 8 <= count {
        let word = left.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
        guard word == right.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self) else { return false }
        offset += 8
    }
    while offset < count {
        let byte = left.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
        guard byte == right.unsafeLoad(fromByteOffset: offset, as: UInt8.self) else { return false }
        offset += 1
    }
    return true
}

/// Text whose bytes were found to be UTF-8.
private func text(_ bytes: RawSpan) -> String {
    bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
}
