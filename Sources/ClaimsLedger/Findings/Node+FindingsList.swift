import Claims
import EntryFormat
public import Ledger

extension Node {
    /// The kinds of streams in which the rules find something, in the order of their names.
    static let examinedKinds: [StreamKind] = [.account, .audit, .claim, .filing, .reserve, .settlement]

    /// Lists the findings of the whole node, or of what entries from a position on may have changed.
    ///
    /// - Parameter progress: told how many streams were examined.
    /// - Throws: `LedgerError` `damaged`; what a projection throws.
    /// - Complexity: each stream examined costs what ``findings(on:)`` costs, on all processors; a page ends with the stream that fills
    ///   it.
    public func findings(
        _ query: FindingsQuery, progress: (Ledger.Progress) -> Void = { _ in }
    ) throws -> FindingsPage {
        var page = FindingsPage(through: try ledger.end())
        let touched = try query.since.map { try streamsToExamine(since: $0) }
        let limit = max(1, query.limit)
        var after = query.after
        while true {
            let names = try touched.map { Self.following(after, in: $0) } ?? examinedStreams(after: after)
            guard let last = names.last else { return page }
            for first in stride(from: 0, to: names.count, by: Self.examinedTogether) {
                let some = Array(names[first..<min(names.count, first + Self.examinedTogether)])
                for (name, found) in zip(some, try examine(some, for: query)) {
                    after = name
                    page.examined += 1
                    guard !found.isEmpty else { continue }
                    page.rows += found
                    guard page.rows.count < limit else {
                        let isLast = try name == last && (touched != nil || examinedStreams(after: name).isEmpty)
                        page.next = isLast ? nil : name
                        return page
                    }
                }
                progress(.init(label: "examining streams", done: UInt64(page.examined), total: 0))
            }
            if touched != nil { return page }
        }
    }

    /// How many streams are examined before a page is looked at: those behind the one that fills it were examined for nothing.
    private static let examinedTogether = 64

    /// What a query asks of each of some streams, on all processors.
    private func examine(_ names: [String], for query: FindingsQuery) throws -> [[FindingRow]] {
        try names.mapPartsInParallel(ofAtLeast: 8) { part in
            try part.map { name in
                let found = try findings(on: name).filter {
                    $0.severity.rawValue >= query.severity.rawValue
                        && (query.numbers.isEmpty || query.numbers.contains($0.number))
                }
                guard !found.isEmpty else { return [] }
                let row = try listRow(of: name)
                return found.map { FindingRow(stream: name, row: row, finding: Trace.Finding($0)) }
            }
        }.flatMap(\.self)
    }

    private static func following(_ after: String?, in names: Set<String>) -> [String] {
        names.filter { name in after.map { name > $0 } ?? true }.sorted()
    }

    /// The next streams in which something may be found, by name.
    private func examinedStreams(after: String?) throws -> [String] {
        for kind in Self.examinedKinds {
            let prefix = "\(kind.rawValue)/"
            if let after, after > prefix, !after.hasPrefix(prefix) { continue }
            let names = try ledger.streams(
                prefix: prefix, after: after.flatMap { $0.hasPrefix(prefix) ? $0 : nil }, limit: 1_000)
            if !names.isEmpty { return names.map(\.text) }
        }
        return []
    }

    /// The streams in which entries from a position of this node on may have changed a finding.
    ///
    /// - Complexity: linear in these entries and in what the index finds for their streams.
    func streamsToExamine(since position: UInt64) throws -> Set<String> {
        var moved: Set<String> = []
        // Of each log: its first entry among them, and the day that the newest reaches.
        var reached: [String: (first: UInt64, day: CalendarDate)] = [:]
        var next = position
        while true {
            let entries = try ledger.entries(from: next, limit: 1_000)
            guard let last = entries.last else { break }
            moved.formUnion(entries.map(\.fields.stream))
            for entry in entries {
                let day = CalendarDate(instant: entry.fields.time)
                let known = reached[entry.origin] ?? (entry.number, day)
                reached[entry.origin] = (min(known.first, entry.number), max(known.day, day))
            }
            next = last.position + 1
        }
        var touched = Touched(node: self, since: position)
        for name in moved where Presence.kinds.contains(where: { name.hasPrefix("\($0.rawValue)/") }) {
            touched.noteFormer(try state(of: name, asOf: .first(position)))
        }
        for name in moved.sorted() { try touched.take(name) }
        for log in ledger.logs where log.isHosted && ["hospital", "pharmacy"].contains(log.role) {
            guard let (first, day) = reached[log.origin] else { continue }
            let before = first == 0 ? nil : try ledger.entry(number: first - 1, in: log)
            try touched.takeReached(log.code, from: before.map { CalendarDate(instant: $0.fields.time) }, to: day)
        }
        return touched.names
    }
}
