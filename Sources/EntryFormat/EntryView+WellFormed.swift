extension EntryView {
    /// Checks all that the header's sums do not say: names, texts, the records and their order.
    ///
    /// - Throws: `.origin` to `.basisNumber` of ``EntryError/Code``: the reasons numbered 1016 to 1032. The first that
    ///   applies, as `Docs/format.md` lists them.
    /// - Complexity: O(bytes in the entry), no allocation unless it throws.
    public func checkWellFormed() throws(EntryError) {
        let own = originBytes
        guard TextRule.isOrigin(own) else {
            throw EntryError(.origin, field: "origin", "“\(shown(own))” is no log's name")
        }
        let stream = streamBytes
        guard TextRule.streamSlashes(stream) != nil else {
            throw EntryError(.stream, field: "stream", "“\(shown(stream))” is no stream name")
        }
        guard TextRule.isPlainText(operatorBytes) else {
            throw EntryError(.operatorName, field: "operator", "the operator is not plain text")
        }
        guard TextRule.isPlainText(onBehalfBytes) else {
            throw EntryError(.onBehalfOf, field: "on-behalf-of", "on-behalf-of is not plain text")
        }
        try checkReaders()
        try checkReferences(.after, afterBytes, afterCount)
        try checkReferences(.basis, basisBytes, basisCount)
    }

    private func checkReaders() throws(EntryError) {
        let section = readersBytes
        var cursor = RecordCursor(section, fixed: RecordCursor.readerFixedBytes)
        var before = section.extracting(0..<0)
        for _ in 0..<readersCount {
            guard cursor.next() else { throw EntryError.section(.readersSection, "readers") }
            let name = cursor.name
            try ReaderRule.check(name, previous: cursor.integer(0), before: before)
            before = name
        }
        guard cursor.isAtEnd else { throw EntryError.section(.readersSection, "readers") }
    }

    private func checkReferences(_ rule: ReferenceRule, _ section: RawSpan, _ count: Int) throws(EntryError) {
        let own = originBytes
        var cursor = RecordCursor(section, fixed: RecordCursor.referenceFixedBytes)
        var before = section.extracting(0..<0)
        var numberBefore: UInt64 = 0
        for _ in 0..<count {
            guard cursor.next() else { throw EntryError.section(rule.section, rule.field) }
            let name = cursor.name
            let number = cursor.integer(0)
            try rule.check(name, number, own: own, before: before, numberBefore: numberBefore)
            before = name
            numberBefore = number
        }
        guard cursor.isAtEnd else { throw EntryError.section(rule.section, rule.field) }
    }
}

/// The rules of one reader, the same for reading and for writing.
enum ReaderRule {
    /// - Parameters:
    ///   - previous: As written: 0, or 1 + the number of the log's previous entry for the reader.
    ///   - before: The name of the reader before this one; empty if this is the first.
    static func check(_ name: RawSpan, previous: UInt64, before: RawSpan) throws(EntryError) {
        guard TextRule.isParty(name) else {
            throw EntryError(.readerName, field: "readers", "“\(shown(name))” is no party's name")
        }
        guard compare(before, name) < 0 else {
            throw EntryError(
                .readersOrder, field: "readers", "“\(shown(name))” stands after “\(shown(before))”")
        }
        guard previous <= EntryLimit.number + 1 else {
            throw EntryError(.readerPrevious, field: "readers", "the previous entry's number \(previous) is too large")
        }
    }
}

/// The rules of one reference, the same for reading and for writing.
struct ReferenceRule: Sendable {
    let field: String
    let section: EntryError.Code
    let origin: EntryError.Code
    let order: EntryError.Code
    let number: EntryError.Code
    /// Whether a log stands once at most, and never the own one.
    let onePerLog: Bool

    static let after = ReferenceRule(
        field: "after", section: .afterSection, origin: .afterOrigin, order: .afterOrder, number: .afterNumber,
        onePerLog: true)
    static let basis = ReferenceRule(
        field: "basis", section: .basisSection, origin: .basisOrigin, order: .basisOrder, number: .basisNumber,
        onePerLog: false)

    /// - Parameter before: The origin of the reference before this one; empty if this is the first.
    func check(
        _ name: RawSpan, _ value: UInt64, own: RawSpan, before: RawSpan, numberBefore: UInt64
    ) throws(EntryError) {
        guard TextRule.isOrigin(name) else {
            throw EntryError(origin, field: field, "“\(shown(name))” is no log's name")
        }
        let place = compare(before, name)
        guard place < 0 || place == 0 && !onePerLog && numberBefore < value else {
            throw EntryError(
                order, field: field,
                "“\(shown(name))” \(value) stands after “\(shown(before))” \(numberBefore)")
        }
        guard !onePerLog || compare(own, name) != 0 else {
            throw EntryError(.afterOwn, field: field, "“\(shown(name))” is the entry's own log")
        }
        guard value <= EntryLimit.number else {
            throw EntryError(number, field: field, "the number \(value) is too large")
        }
    }
}

extension EntryError {
    static func section(_ code: Code, _ field: String) -> EntryError {
        EntryError(code, field: field, "the records of \(field) do not fill their section exactly")
    }
}

/// Compares bytes as a dictionary does: below zero if the left stand first, zero if they are equal.
func compare(_ left: RawSpan, _ right: RawSpan) -> Int {
    let common = min(left.byteCount, right.byteCount)
    for offset in 0..<common {
        let (a, b) = (
            left.unsafeLoad(fromByteOffset: offset, as: UInt8.self),
            right.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
        )
        if a != b { return a < b ? -1 : 1 }
    }
    return left.byteCount - right.byteCount
}

/// The beginning of some bytes for a message: what is not printable ASCII is shown as `?`, so that whoever wrote them
/// cannot write on the reader's terminal.
func shown(_ bytes: RawSpan) -> String {
    bytes.withUnsafeBytes { bytes in
        let text = bytes.prefix(60).map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: "?") }
        return String(decoding: text, as: UTF8.self) + (bytes.count > 60 ? "…" : "")
    }
}
