import Claims
import EntryFormat
import Ledger

/// The view behind `list` and `find`: one row a stream, and an index row for each thing that it is found by.
///
/// Keys: `s/STREAM` → the row; `x/FIELD=VALUE` (folded as ``SearchText`` says), the byte 0x1f and STREAM → nothing;
/// `w/KIND/STREAM`, 0x1f and a count → what the stream waits for; `x/in=HOSPITAL FROM TO` and STREAM → who was there when.
struct SearchProjection: Projection {
    static let view = "search"

    var name: String { Self.view }
    var version: UInt32 { 7 }

    func covers(kind: String) -> Bool { StreamKind(rawValue: kind) != nil }

    func rows(of stream: StreamContents) throws -> [ViewRow] {
        guard let address = try? StreamAddress(stream.name.text) else { return [] }
        let state = StreamFold.fold(address, try stream.recordedEvents())
        guard let row = ListRow(state) else { return [] }
        var rows = [ViewRow(key: Self.rowKey(row.stream), value: row.bytes)]
        for (field, value) in Self.fields(of: row) + Self.links(of: state) where !value.isEmpty {
            rows.append(ViewRow(key: Self.indexKey(field, value, of: row.stream), value: []))
        }
        rows += Self.presenceRows(of: state)
        for (index, waiting) in state.waitings.enumerated() {
            rows.append(
                ViewRow(key: Self.waitingKey(waiting.kind, row.stream, index), value: Array(waiting.text.utf8)))
        }
        return rows
    }

    static func rowKey(_ stream: String) -> [UInt8] { Array("s/\(stream)".utf8) }

    /// The beginning of the keys under which a value is found, folded: by its first 200 bytes, because the store's keys have 511 at
    /// most, and one character can have a thousand. Whoever looks up compares the row itself.
    static func indexKey(_ field: String, _ value: String, of stream: String = "") -> [UInt8] {
        var key = indexPrefix(field, value)
        key.append(0x1f)
        key.append(contentsOf: stream.utf8)
        return key
    }

    /// The beginning of the keys of all values that begin with this one.
    static func indexPrefix(_ field: String, _ value: String) -> [UInt8] {
        let folded = SearchText.folded(value)
        var key: [UInt8] = []
        key.reserveCapacity(4 + field.utf8.count + min(200, folded.utf8.count))
        key.append(contentsOf: "x/".utf8)
        key.append(contentsOf: field.utf8)
        key.append(UInt8(ascii: "="))
        key.append(contentsOf: folded.utf8.prefix(200))
        return key
    }

    /// The stream that an index row names.
    static func stream(ofIndexKey key: [UInt8]) -> String? {
        guard let mark = key.lastIndex(of: 0x1f) else { return nil }
        return String(decoding: key[(mark + 1)...], as: UTF8.self)
    }

    /// The beginning of the keys of everything that is waited for in this way.
    static func waitingPrefix(_ kind: Waiting.Kind) -> [UInt8] { Array("w/\(kind.rawValue)/".utf8) }

    private static func waitingKey(_ kind: Waiting.Kind, _ stream: String, _ index: Int) -> [UInt8] {
        waitingPrefix(kind) + Array(stream.utf8) + [0x1f] + Array(String(index).utf8)
    }

    private static func fields(of row: ListRow) -> [(String, String)] {
        var fields = [
            ("person", row.person), ("resident", row.residentID), ("card", row.card), ("unit", row.unit),
            ("invoice", row.invoice), ("status", "\(row.kind):\(row.status)"), ("name", row.title),
            ("place", row.place), ("number", row.number), ("invoice-number", row.invoiceNumber),
        ]
        for card in Set(row.formerCards) where card != row.card { fields.append(("card", card)) }
        for stream in Set(row.about) { fields.append(("about", stream)) }
        // A duplicate's row names the person who stands; it is found by its own stream too.
        if row.kind == StreamKind.person.rawValue, row.person != row.stream { fields.append(("person", row.stream)) }
        for code in Set(row.institutions) { fields.append(("institution", code)) }
        return fields
    }
}
