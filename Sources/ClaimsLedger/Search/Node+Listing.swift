public import Claims
import EntryFormat
public import Ledger

/// What to list.
public struct ListQuery: Sendable {
    /// The kind of stream, as `claim`; a plural `s` is forgiven.
    public var kind: String
    /// The person's stream, resident ID, card (also a former one) or name.
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
    /// A region of GB/T 2260: the treating place, or one that contains it.
    public var place: String?
    /// A hospital's level.
    public var level: String?
    /// A short code that is printed on a form.
    public var shortCode: ShortCode?
    /// Rows at most.
    public var limit = 50
    /// The last stream of the page before.
    public var after: String?

    public init(kind: String) { self.kind = kind }
}

/// A page of a list.
public struct ListPage: Sendable, Codable {
    public internal(set) var rows: [ListRow]
    /// What to give as `after` for the next page; nil on the last.
    public let next: String?
}

extension Node {
    /// Lists streams of one kind, in the order of their names.
    ///
    /// - Throws: `Refusal` `unknownStreamKind`; `LedgerError`.
    /// - Complexity: with a short code, person, invoice, institution, unit, place or status: linear in those found by the first of
    ///   them; else in the streams of the kind.
    public func list(_ query: ListQuery) throws -> ListPage {
        let kind = try listedKind(query.kind)
        let coded = try query.shortCode.map { try streams(withShortCode: $0) }
        var rows: [ListRow] = []
        let limit = max(1, query.limit)
        var after = query.after
        let persons = try query.person.map { try self.persons($0) } ?? []
        let indexes = indexKeys(query, kind: kind, persons: persons)
        let isIndexed = coded != nil || !indexes.isEmpty
        scan: while true {
            let candidates =
                try coded.map { try listRows(of: $0, after: after) }
                ?? (isIndexed ? indexed(indexes, after: after) : streams(of: kind, after: after, limit: limit + 1))
            if candidates.isEmpty { break }
            for row in candidates {
                after = row.stream
                guard row.kind == kind.rawValue, matches(row, query, persons: persons) else { continue }
                rows.append(row)
                if rows.count > limit { break scan }
            }
            if isIndexed { break }
        }
        var page = Self.page(rows, limit: limit)
        if kind == .claim {
            for index in page.rows.indices { page.rows[index].review = try reviewStatus(of: page.rows[index].stream) }
        }
        return page
    }

    /// As ``list(_:)``, of what this node held at an earlier time.
    ///
    /// The index knows only what is now, so every stream of the kind is read from the log and folded again.
    /// - Complexity: linear in the entries of the kind's streams, from the page's first stream to its last.
    public func list(
        _ query: ListQuery, asOf time: StreamLimit, progress: (Ledger.Progress) -> Void = { _ in }
    ) throws -> ListPage {
        let kind = try listedKind(query.kind)
        var rows: [ListRow] = []
        let limit = max(1, query.limit)
        var after = query.after
        var read: UInt64 = 0
        // Who was merged with whom is asked of the index: those who belong together now.
        let persons = try query.person.map { try self.persons($0) } ?? []
        scan: while true {
            let names = try ledger.streams(prefix: "\(kind.rawValue)/", after: after, limit: 500)
            guard let last = names.last else { break }
            for name in names {
                read += 1
                guard let row = ListRow(try state(of: name.text, asOf: time)), matches(row, query, persons: persons)
                else {
                    continue
                }
                if let code = query.shortCode,
                    try !ledger.contents(of: name, asOf: time).entries.contains(where: {
                        ShortCode(number: $0.number, leaf: $0.leaf) == code
                    })
                {
                    continue
                }
                rows.append(row)
                if rows.count > limit { break scan }
            }
            after = last.text
            progress(.init(label: "reading streams as they were", done: read, total: 0))
        }
        return Self.page(rows, limit: limit)
    }

    private static func page(_ rows: [ListRow], limit: Int) -> ListPage {
        let page = Array(rows.prefix(limit))
        return ListPage(rows: page, next: rows.count > limit ? page.last?.stream : nil)
    }

    /// The kind that a query names.
    /// - Throws: `Refusal` `unknownStreamKind`.
    public func kind(of query: ListQuery) throws(Refusal) -> StreamKind { try listedKind(query.kind) }

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
        if let invoice = query.invoice {
            return ["invoice", "invoice-number"].map { SearchProjection.indexKey($0, invoice) }
        }
        if let person = query.person {
            return ["person", "resident", "card", "name"].map { SearchProjection.indexKey($0, person) }
                + persons.filter { $0 != person }.map { SearchProjection.indexKey("person", $0) }
        }
        if let unit = query.unit { return [SearchProjection.indexKey("unit", unit)] }
        if let institution = query.institution { return [SearchProjection.indexKey("institution", institution)] }
        if let place = query.place {
            // A province's index rows are those of all regions that begin as it does.
            return [SearchProjection.indexPrefix("place", RegionPrefix.of(place))]
        }
        if let status = query.status { return [SearchProjection.indexKey("status", "\(kind.rawValue):\(status)")] }
        return []
    }

    private func indexed(_ keys: [[UInt8]], after: String?) throws -> [ListRow] {
        var streams: Set<String> = []
        for key in keys { streams.formUnion(try self.streams(underIndexKey: key)) }
        return try listRows(of: streams, after: after)
    }

    /// The streams of the index rows whose keys begin so.
    func streams(underIndexKey key: [UInt8]) throws -> Set<String> {
        Set(
            try ledger.rows(of: SearchProjection.view, prefix: key).compactMap { row in
                SearchProjection.stream(ofIndexKey: row.key)
            })
    }

    /// The rows of these streams, in the order of their names.
    func listRows(of streams: Set<String>, after: String? = nil) throws -> [ListRow] {
        try streams.filter { after == nil || $0 > after! }.sorted().compactMap { try listRow(of: $0) }
    }

    /// The row of one stream; nil if this node does not hold it.
    func listRow(of stream: String) throws -> ListRow? {
        let key = SearchProjection.rowKey(stream)
        // The row is the stream's own.
        let kind = stream.split(separator: "/", maxSplits: 1).first.map(String.init) ?? ""
        return try ledger.rows(of: SearchProjection.view, prefix: key, kinds: [kind], limit: 1).first.flatMap {
            $0.key == key ? ListRow($0.value) : nil
        }
    }

    private func streams(of kind: StreamKind, after: String?, limit: Int) throws -> [ListRow] {
        try ledger.rows(
            of: SearchProjection.view, prefix: SearchProjection.rowKey("\(kind.rawValue)/"), kinds: [kind.rawValue],
            after: after.map { SearchProjection.rowKey($0) }, limit: limit
        ).compactMap { ListRow($0.value) }
    }

    /// Whether a row meets every condition but the short code. Names, cards and numbers are compared folded, whole.
    /// - Parameter persons: The streams of the persons whom the query means, with those merged into them.
    func matches(_ row: ListRow, _ query: ListQuery, persons: [String]) -> Bool {
        if let person = query.person {
            let wanted = SearchText.folded(person)
            let values = [row.person, row.residentID, row.card, row.title] + row.formerCards
            guard
                values.contains(where: { SearchText.folded($0) == wanted }) || persons.contains(row.person)
                    || persons.contains(row.stream)
            else { return false }
        }
        if let invoice = query.invoice.map(SearchText.folded), row.invoice != invoice, row.invoiceNumber != invoice {
            return false
        }
        if let institution = query.institution.map(SearchText.folded),
            !row.institutions.contains(where: { SearchText.folded($0) == institution })
        {
            return false
        }
        if let unit = query.unit, SearchText.folded(row.unit) != SearchText.folded(unit) { return false }
        if let place = query.place, !SearchText.folded(row.place).hasPrefix(RegionPrefix.of(place)) { return false }
        if let level = query.level, row.level != SearchText.folded(level) { return false }
        if let status = query.status, row.status != status { return false }
        if let from = query.from, row.date < from { return false }
        if let to = query.to, row.date > to { return false }
        return true
    }
}

/// The digits that a region and all regions in it begin with: 210000 and its cities with 21, 210200 and its districts with 2102.
enum RegionPrefix {
    static func of(_ region: String) -> String {
        var prefix = Substring(SearchText.folded(region))
        while prefix.utf8.count > 2, prefix.hasSuffix("00") { prefix = prefix.dropLast(2) }
        return String(prefix)
    }
}
