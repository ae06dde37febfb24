import Claims
import EntryFormat
import Ledger

/// The view behind `list`: one row a stream, and an index row for each thing that it is found by.
///
/// Keys: `s/STREAM` → the row; `x/FIELD=VALUE` and the byte 0x1f and STREAM → nothing.
struct SearchProjection: Projection {
    static let view = "search"

    var name: String { Self.view }
    var version: UInt32 { 3 }

    func covers(kind: String) -> Bool { StreamKind(rawValue: kind) != nil }

    func rows(of stream: StreamContents) throws -> [ViewRow] {
        guard let address = try? StreamAddress(stream.name.text) else { return [] }
        let state = StreamFold.fold(address, try stream.recordedEvents())
        guard let row = ListRow(state) else { return [] }
        var rows = [ViewRow(key: Self.rowKey(row.stream), value: row.bytes)]
        for (field, value) in Self.fields(of: row) + Self.links(of: state) where !value.isEmpty {
            rows.append(ViewRow(key: Self.indexKey(field, value, of: row.stream), value: []))
        }
        return rows
    }

    static func rowKey(_ stream: String) -> [UInt8] { Array("s/\(stream)".utf8) }

    /// The beginning of the keys under which a value is found: by its first 200 bytes, because the store's keys have 511 at
    /// most, and one character can have a thousand.
    static func indexKey(_ field: String, _ value: String, of stream: String = "") -> [UInt8] {
        var key: [UInt8] = []
        key.reserveCapacity(4 + field.utf8.count + min(200, value.utf8.count) + stream.utf8.count)
        key.append(contentsOf: "x/".utf8)
        key.append(contentsOf: field.utf8)
        key.append(UInt8(ascii: "="))
        key.append(contentsOf: value.utf8.prefix(200))
        key.append(0x1f)
        key.append(contentsOf: stream.utf8)
        return key
    }

    private static func fields(of row: ListRow) -> [(String, String)] {
        var fields = [
            ("person", row.person), ("resident", row.residentID), ("card", row.card), ("unit", row.unit),
            ("invoice", row.invoice), ("status", "\(row.kind):\(row.status)"), ("name", row.title),
        ]
        // A duplicate's row names the person who stands; it is found by its own stream too.
        if row.kind == StreamKind.person.rawValue, row.person != row.stream { fields.append(("person", row.stream)) }
        for (index, code) in row.institutions.enumerated() where !row.institutions[..<index].contains(code) {
            fields.append(("institution", code))
        }
        return fields
    }
}
