import EntryFormat
import FuzzDriver

extension FuzzTarget {
    /// The bytes of an entry: as they come, and with the lengths in the header put right, which no mutation does by chance.
    static let entry = FuzzTarget.onBytes("entry", longest: 4096) { bytes in
        check(bytes.bytes)
        if let mended = withRightLengths(Array(bytes)) { check(mended.span.bytes) }
    }

    private static func check(_ bytes: RawSpan) {
        let view: EntryView
        do {
            view = try EntryView(bytes)
        } catch {
            return show(error)
        }
        // Whoever scans headers reads these before anything else was checked.
        var records = 0
        view.forEachReader { (name, _) in records += name.byteCount }
        view.forEachAfter { (name, _, _) in records += name.byteCount }
        view.forEachBasis { (name, _, _) in records += name.byteCount }
        demand(records <= bytes.byteCount, "records lie within the entry")
        demand(view.payload.byteCount <= bytes.byteCount, "the payload lies within the entry")
        let fields: EntryFields
        do {
            fields = try view.fields()
        } catch {
            return show(error)
        }
        let again = must("what was accepted can be written") { try fields.encoded() }
        demand(
            bytes.withUnsafeBytes { $0.elementsEqual(again) }, "there is one byte string for one set of fields")
        demand(
            must("what was written can be read") { try EntryFields(again) } == fields, "reading gives the same fields")
        let name = must("the stream of an entry is a name") { try StreamName(fields.stream) }
        demand(name.text == fields.stream, "a stream's name is kept")
    }

    /// The entry with version, flags, length and length of the payload as its other lengths ask for; `nil` if those ask for
    /// more than there is.
    private static func withRightLengths(_ entry: [UInt8]) -> [UInt8]? {
        guard entry.count >= EntryLimit.headerBytes else { return nil }
        var entry = entry
        func half(_ offset: Int) -> Int { Int(entry[offset]) | Int(entry[offset + 1]) << 8 }
        entry[0] = EntryLimit.version
        entry[1] = 0
        // The type's and the time's upper bytes.
        entry[3] = max(entry[3], 1)
        entry[15] &= 0x7F
        entry[52] = 0
        let parts = (48...51).reduce(0) { $0 + Int(entry[$1]) } + half(56) + half(58) + half(60)
        let payload = entry.count - EntryLimit.headerBytes - parts
        guard (0...Int(UInt16.max)).contains(payload) else { return nil }
        for (offset, byte) in [entry.count & 0xFF, entry.count >> 8, 0, 0].enumerated() {
            entry[4 + offset] = UInt8(truncatingIfNeeded: byte)
        }
        entry[62] = UInt8(payload & 0xFF)
        entry[63] = UInt8(payload >> 8)
        return entry
    }
}
