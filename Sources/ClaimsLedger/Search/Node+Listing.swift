import Claims
import Ledger

/// What to list.
public struct ListQuery: Sendable {
    /// The kind of stream, as `claim`; a plural `s` is forgiven.
    public var kind: String
    /// The person's stream, resident ID, card or name.
    public var person: String?
    /// The invoice, `code-number` or its number.
    public var invoice: String?
    /// The institution's code.
    public var institution: String?
    /// The unit's code.
    public var unit: String?
    public var status: String?
    /// First and last business date.
    public var from: String?
    public var to: String?
    /// Rows at most.
    public var limit = 50
    /// The last stream of the page before.
    public var after: String?

    public init(kind: String) { self.kind = kind }
}

/// A page of a list.
public struct ListPage: Sendable, Codable {
    public let rows: [ListRow]
    /// What to give as `after` for the next page; nil on the last.
    public let next: String?
}

extension Node {
    /// Lists streams of one kind, in the order of their names.
    ///
    /// - Throws: `Refusal` `unknownStreamKind`; `LedgerError`.
    /// - Complexity: with a person, invoice, institution, unit or status: linear in those found by the first of them; else in the
    ///   streams of the kind.
    public func list(_ query: ListQuery) throws -> ListPage {
        let kind = try listedKind(query.kind)
        var rows: [ListRow] = []
        let limit = max(1, query.limit)
        var after = query.after
        let persons = try query.person.map { try self.persons($0) } ?? []
        let indexes = indexKeys(query, kind: kind, persons: persons)
        let isIndexed = !indexes.isEmpty
        scan: while true {
            let candidates =
                try isIndexed ? indexed(indexes, after: after) : streams(of: kind, after: after, limit: limit + 1)
            if candidates.isEmpty { break }
            for row in candidates {
                after = row.stream
                guard row.kind == kind.rawValue, matches(row, query, persons: persons) else { continue }
                rows.append(row)
                if rows.count > limit { break scan }
            }
            if isIndexed { break }
        }
        var page = Array(rows.prefix(limit))
        if kind == .claim {
            for index in page.indices { page[index].review = try reviewStatus(of: page[index].stream) }
        }
        return ListPage(rows: page, next: rows.count > limit ? page.last?.stream : nil)
    }

    private func listedKind(_ text: String) throws(Refusal) -> StreamKind {
        let singular =
            text.hasSuffix("ies") ? "\(text.dropLast(3))y" : text.hasSuffix("s") ? String(text.dropLast()) : text
        guard let kind = StreamKind(rawValue: text) ?? StreamKind(rawValue: singular) else {
            let kinds = StreamKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw Refusal(.unknownStreamKind, "“\(text)” is no kind of stream.", remedy: "List one of: \(kinds).")
        }
        return kind
    }

    /// The index rows to look under, alternatives of one condition.
    private func indexKeys(_ query: ListQuery, kind: StreamKind, persons: [String]) -> [[UInt8]] {
        if let invoice = query.invoice, invoice.contains("-") { return [SearchProjection.indexKey("invoice", invoice)] }
        if let person = query.person {
            return ["person", "resident", "card", "name"].map { SearchProjection.indexKey($0, person) }
                + persons.filter { $0 != person }.map { SearchProjection.indexKey("person", $0) }
        }
        if let unit = query.unit { return [SearchProjection.indexKey("unit", unit)] }
        if let institution = query.institution { return [SearchProjection.indexKey("institution", institution)] }
        if let status = query.status { return [SearchProjection.indexKey("status", "\(kind.rawValue):\(status)")] }
        return []
    }

    private func indexed(_ keys: [[UInt8]], after: String?) throws -> [ListRow] {
        var streams: Set<String> = []
        for key in keys {
            for row in try ledger.rows(of: SearchProjection.view, prefix: key) {
                streams.insert(String(decoding: row.key.dropFirst(key.count), as: UTF8.self))
            }
        }
        return try streams.filter { after == nil || $0 > after! }.sorted().compactMap { stream in
            try ledger.rows(of: SearchProjection.view, prefix: SearchProjection.rowKey(stream), limit: 1).first
                .flatMap { $0.key == SearchProjection.rowKey(stream) ? ListRow($0.value) : nil }
        }
    }

    private func streams(of kind: StreamKind, after: String?, limit: Int) throws -> [ListRow] {
        try ledger.rows(
            of: SearchProjection.view, prefix: SearchProjection.rowKey("\(kind.rawValue)/"),
            after: after.map { SearchProjection.rowKey($0) }, limit: limit
        ).compactMap { ListRow($0.value) }
    }

    private func matches(_ row: ListRow, _ query: ListQuery, persons: [String]) -> Bool {
        if let person = query.person, ![row.person, row.residentID, row.card, row.title].contains(person),
            !persons.contains(row.person), !persons.contains(row.stream)
        {
            return false
        }
        if let invoice = query.invoice, row.invoice != invoice, !row.invoice.hasSuffix("-\(invoice)") { return false }
        if let institution = query.institution, !row.institutions.contains(institution) { return false }
        if let unit = query.unit, row.unit != unit { return false }
        if let status = query.status, row.status != status { return false }
        if let from = query.from, row.date < from { return false }
        if let to = query.to, row.date > to { return false }
        return true
    }
}
