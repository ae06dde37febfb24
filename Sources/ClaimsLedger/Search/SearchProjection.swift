import Claims
import EntryFormat
import Ledger

/// The view behind `list`: one row a stream, and an index row for each thing that it is found by.
///
/// Keys: `s/STREAM` → the row; `x/FIELD=VALUE` and the byte 0x1f and STREAM → nothing.
struct SearchProjection: Projection {
    static let view = "search"

    var name: String { Self.view }
    var version: UInt32 { 2 }

    func covers(kind: String) -> Bool { StreamKind(rawValue: kind) != nil }

    func rows(of stream: StreamContents) throws -> [ViewRow] {
        guard let address = try? StreamAddress(stream.name.text) else { return [] }
        let state = StreamFold.fold(address, try stream.recordedEvents())
        guard let row = ListRow(state) else { return [] }
        var rows = [ViewRow(key: Self.rowKey(row.stream), value: row.bytes)]
        for (field, value) in Self.fields(of: row) where !value.isEmpty {
            rows.append(ViewRow(key: Self.indexKey(field, value) + Array(row.stream.utf8), value: []))
        }
        return rows
    }

    static func rowKey(_ stream: String) -> [UInt8] { Array("s/\(stream)".utf8) }

    /// The beginning of the keys under which a value is found: by its first 200 bytes, because the store's keys have 511 at
    /// most, and one character can have a thousand.
    static func indexKey(_ field: String, _ value: String) -> [UInt8] {
        Array("x/\(field)=".utf8) + value.utf8.prefix(200) + [0x1f]
    }

    private static func fields(of row: ListRow) -> [(String, String)] {
        [
            ("person", row.person), ("resident", row.residentID), ("card", row.card), ("unit", row.unit),
            ("invoice", row.invoice), ("status", "\(row.kind):\(row.status)"), ("name", row.title),
        ] + Set(row.institutions).sorted().map { ("institution", $0) }
    }
}
