import Claims
import EntryFormat
public import Ledger

/// One thing that a search found.
public struct Found: Sendable, Codable {
    /// How the text and what is recorded agree.
    public enum Match: String, Sendable, Codable {
        /// The short code of an entry.
        case code
        /// As it is recorded, character for character.
        case exact
        /// The same but for how it is typed: width, letter case, spaces, dots.
        case same
        /// What is recorded begins with it.
        case beginning
    }

    public let match: Match
    /// In what it was found: `stream`, `number`, `resident`, `card`, `invoice`, `name`, …
    public let field: String
    public let row: ListRow
    /// Of a short code: the entry, and whether its log's signed head holds it.
    public let entry: Trace.Entry?
    public let isProven: Bool?
}

extension Node {
    /// Searches streams of all kinds by a short code, a stream's name or number, a person's stream, resident ID or card, an invoice,
    /// the code of a unit or institution, or a name or its beginning.
    ///
    /// - Parameter limit: things found at most.
    /// - Returns: what was found: by code, then whole, then by the beginning of a name.
    /// - Throws: `LedgerError`.
    /// - Complexity: linear in what is found; it reads the index, never the log, but for the one entry of a short code.
    public func find(_ text: String, limit: Int = 50) throws -> [Found] {
        let wanted = SearchText.folded(text)
        guard !wanted.isEmpty else { return [] }
        var found: [Found] = []
        var seen: Set<String> = []
        func add(_ row: ListRow, _ match: Found.Match, _ field: String) {
            guard found.count < limit, seen.insert(row.stream).inserted else { return }
            found.append(Found(match: match, field: field, row: row, entry: nil, isProven: nil))
        }
        if let code = ShortCode(text) {
            for item in try proven(byShortCode: code) where found.count < limit {
                found.append(item)
                seen.insert(item.row.stream)
            }
        }
        if (try? StreamAddress(text)) != nil, let row = try listRow(of: text) { add(row, .exact, "stream") }
        for field in Self.searched {
            let rows = try listRows(of: streams(underIndexKey: SearchProjection.indexKey(field.name, text)))
            for row in rows {
                let values = field.values(row)
                guard let value = values.first(where: { SearchText.folded($0) == wanted }) else { continue }
                add(row, value == text ? .exact : .same, field.name)
            }
        }
        guard found.count < limit else { return found }
        let beginnings = try ledger.rows(
            of: SearchProjection.view, prefix: SearchProjection.indexPrefix("name", text), limit: limit + seen.count)
        for key in beginnings.map(\.key) {
            guard let stream = SearchProjection.stream(ofIndexKey: key), let row = try listRow(of: stream),
                SearchText.folded(row.title).utf8.starts(with: wanted.utf8)
            else { continue }
            add(row, .beginning, "name")
        }
        return found
    }

    private struct Field {
        let name: String
        let values: @Sendable (ListRow) -> [String]
    }

    private static let searched: [Field] = [
        Field(name: "number") { [$0.number] }, Field(name: "resident") { [$0.residentID] },
        Field(name: "card") { [$0.card] + $0.formerCards }, Field(name: "invoice") { [$0.invoice] },
        Field(name: "invoice-number") { [$0.invoiceNumber] }, Field(name: "name") { [$0.title] },
        Field(name: "person") { [$0.person] }, Field(name: "unit") { [$0.unit] },
        Field(name: "institution") { $0.institutions },
    ]

    // MARK: Short codes

    /// The streams that hold an entry of this code.
    func streams(withShortCode code: ShortCode) throws -> Set<String> {
        Set(try entries(withShortCode: code).map(\.fields.stream))
    }

    /// The entries of this code: at most one of each log that this node holds.
    private func entries(withShortCode code: ShortCode) throws -> [StoredEntry] {
        try ledger.logs.compactMap { log in
            try ledger.entry(number: code.number, in: log).flatMap { code.names($0.leaf) ? $0 : nil }
        }
    }

    /// What the list shows of the entries of this code, each proven under its log's newest signed head.
    private func proven(byShortCode code: ShortCode) throws -> [Found] {
        try entries(withShortCode: code).compactMap { entry in
            guard let row = try listRow(of: entry.fields.stream) else { return nil }
            var anchors = Anchors()
            anchors.add(entry)
            return Found(
                match: .code, field: "code", row: row, entry: Trace.Entry(entry.reference),
                isProven: try anchors.verification(in: ledger).ok)
        }
    }

    /// The short codes of a stream's entries.
    ///
    /// - Throws: `Refusal` where the name is of no known kind; `LedgerError` `damaged`.
    public func shortCodes(of stream: String, asOf limit: StreamLimit = .now) throws -> [Trace.Entry: ShortCode] {
        _ = try StreamAddress(stream)
        return Dictionary(
            try ledger.contents(of: StreamName(stream), asOf: limit).entries.map {
                (Trace.Entry($0.reference), ShortCode(number: $0.number, leaf: $0.leaf))
            }, uniquingKeysWith: { first, _ in first })
    }
}
