import Claims
import EntryFormat
import Ledger
import TransparencyLog

/// What changed between two moments, put together in three walks: over the entries, over the streams that have books or by which others
/// are found, and over the streams in which a finding may have changed.
struct ChangesWalk {
    let node: Node
    let query: ChangesQuery
    let end: UInt64
    let progress: (Ledger.Progress) -> Void
    private(set) var before: ChangesMoment
    private(set) var after: ChangesMoment
    /// The streams of entries that count after and did not count before: how many, and how many of the party that was asked for.
    private var moved: [String: (all: Int, shown: Int)] = [:]
    /// Streams with entries that count later only.
    private var later: Set<String> = []
    private var counts: [String: [String: Int]] = [:]
    /// Of each log: the day of its newest entry before, and after.
    private var reached: [String: (before: CalendarDate?, after: CalendarDate?)] = [:]

    /// - Throws: `Refusal` `malformedParty`, `periodReversed`; `LedgerError` `damaged`.
    init(_ query: ChangesQuery, on node: Node, progress: @escaping (Ledger.Progress) -> Void) throws {
        self.node = node
        self.query = query
        self.progress = progress
        for party in [query.party, query.knownBy].compactMap(\.self) { _ = try Party(party) }
        // What arrives meanwhile comes after.
        let end = try node.ledger.end()
        self.end = end
        func fixed(_ limit: StreamLimit) -> StreamLimit { limit == .now ? .first(end) : limit }
        before = try ChangesMoment(node, fixed(query.from), knownBy: query.knownBy)
        after = try ChangesMoment(node, fixed(query.to), knownBy: query.knownBy)
    }

    mutating func changes() throws -> Changes {
        if query.knownBy != nil { try readAcknowledgements() }
        try readEntries()
        try readStreams()
        var changes = Changes(
            from: before.shown, to: after.shown, party: query.party, knownBy: query.knownBy)
        changes.entries = counts.keys.sorted().flatMap { party in
            (counts[party] ?? [:]).sorted { $0.key < $1.key }.map {
                Changes.Count(type: $0.key, party: party, entries: $0.value)
            }
        }
        changes.streams = try streams()
        changes.accounts = accounts
        try takeFindings(into: &changes)
        changes.logs = try logs()
        return changes
    }

    // MARK: Entries

    /// What the party had acknowledged at both moments follows from its own entries.
    private mutating func readAcknowledgements() throws {
        var (before, after) = (before, after)
        try node.forEachEntry(before: end, "reading acknowledgements", progress) { entry in
            if before.held(entry) { try before.known?.take(entry, on: node) }
            if after.held(entry) { try after.known?.take(entry, on: node) }
        }
        (self.before, self.after) = (before, after)
    }

    private mutating func readEntries() throws {
        var walk = self
        try node.forEachEntry(before: end, "reading entries", progress) { try walk.take($0) }
        self = walk
    }

    private mutating func take(_ entry: StoredEntry) throws {
        guard !before.held(entry) || after.held(entry) else {
            throw Refusal(
                .periodReversed, "The second moment lies before the first one: an entry of the first is not in it.",
                remedy: "Exchange the moments.")
        }
        let (was, counts) = (before.counts(entry), after.counts(entry))
        if was { before.take(entry) }
        guard counts else {
            if !after.held(entry) { later.insert(entry.fields.stream) }
            return
        }
        after.take(entry)
        let day = CalendarDate(instant: entry.fields.time)
        if was {
            reached[entry.origin, default: (nil, nil)].before = day
            return
        }
        let newest = reached[entry.origin]?.after
        reached[entry.origin, default: (nil, nil)].after = newest.map { max($0, day) } ?? day
        moved[entry.fields.stream, default: (0, 0)].all += 1
        guard query.party == nil || query.party == entry.party else { return }
        moved[entry.fields.stream, default: (0, 0)].shown += 1
        self.counts[entry.party, default: [:]][EventType(rawValue: entry.fields.type).description, default: 0] += 1
    }

    // MARK: Streams and books

    /// Reads each stream once: what did not move was the same before and after.
    private mutating func readStreams() throws {
        var read: UInt64 = 0
        for kind in StreamKind.booked + PastIndex.kinds.filter({ !StreamKind.booked.contains($0) }) {
            var last: String?
            while true {
                let names = try node.ledger.streams(prefix: "\(kind.rawValue)/", after: last, limit: 1_000)
                guard let newest = names.last else { break }
                last = newest.text
                for name in names where (try? StreamAddress(name.text)) != nil {
                    let state = try after.state(of: name.text, on: node)
                    after.take(state)
                    before.take(moved[name.text] == nil ? state : try before.state(of: name.text, on: node))
                }
                read += UInt64(names.count)
                progress(.init(label: "reading books", done: read, total: 0))
            }
        }
    }

    private func streams() throws -> [Changes.Stream] {
        try moved.filter { $0.value.shown > 0 && !$0.key.hasPrefix("\(StreamKind.receipt.rawValue)/") }
            .sorted { $0.key < $1.key }.compactMap { name, entries in
                guard (try? StreamAddress(name)) != nil else { return nil }
                let was = ListRow(try before.state(of: name, on: node))
                let now = ListRow(try after.state(of: name, on: node))
                return Changes.Stream(
                    stream: name, title: (now ?? was)?.title ?? "", before: was.map { Changes.Face($0) },
                    after: now.map { Changes.Face($0) }, entries: entries.shown)
            }
    }

    private var accounts: [Changes.Account] {
        Set(before.balance.accounts.keys).union(after.balance.accounts.keys)
            .sorted { $0.rawValue < $1.rawValue }.map { account in
                Changes.Account(
                    account: "\(account)", before: before.balance[account], after: after.balance[account],
                    difference: after.balance[account] &- before.balance[account])
            }
    }

    private func logs() throws -> [Changes.Log] {
        try node.ledger.logs.filter { query.party == nil || query.party == $0.party }.compactMap { log in
            let sizes = (before.sizes[log.origin] ?? 0, after.sizes[log.origin] ?? 0)
            guard sizes.1 > 0 else { return nil }
            return Changes.Log(
                log: log.origin, party: log.party, before: try head(of: log, sizes.0), after: try head(of: log, sizes.1)
            )
        }
    }

    private func head(of log: LogIdentity, _ size: UInt64) throws -> Changes.Head {
        // A mirror that keeps some of the entries has not every hash.
        let root = log.isHosted ? try node.ledger.root(of: log, size: size) : try? node.ledger.root(of: log, size: size)
        return Changes.Head(size: size, root: root?.hex)
    }

    // MARK: Findings

    private func takeFindings(into changes: inout Changes) throws {
        let names = try streamsToExamine().sorted()
        for (index, name) in names.enumerated() {
            let was = try before.findings(on: name, of: node)
            let now = try after.findings(on: name, of: node)
            let row = now.row ?? was.row
            func rows(_ found: [Finding], without others: [Finding]) -> [FindingRow] {
                found.filter { finding in !others.contains { finding.isSame(as: $0) } && concerns(finding, in: name) }
                    .map { FindingRow(stream: name, row: row, finding: Trace.Finding($0)) }
            }
            changes.appeared += rows(now.found, without: was.found)
            changes.gone += rows(was.found, without: now.found)
            progress(.init(label: "examining streams", done: UInt64(index + 1), total: UInt64(names.count)))
        }
    }

    /// Whether a finding is of the party that was asked for: it recorded something in the stream, or an entry that proves the finding.
    private func concerns(_ finding: Finding, in stream: String) -> Bool {
        guard let party = query.party else { return true }
        let origins = Set(node.ledger.logs.filter { $0.party == party }.map(\.origin))
        return (moved[stream]?.shown ?? 0) > 0 || finding.evidence.contains { origins.contains($0.origin) }
    }

    private func streamsToExamine() throws -> Set<String> {
        let (node, before, after) = (node, before, after)
        var touched = Touched(node: node) { name in
            [try after.state(of: name, on: node), try before.state(of: name, on: node)]
        }
        // What the index has lost since: it knows what is now.
        let lost = try later.filter { try moved[$0] == nil && isLost($0) }
        let names = Set(moved.keys).union(lost).filter { (try? StreamAddress($0)) != nil }.sorted()
        for name in names {
            for state in [try after.state(of: name, on: node), try before.state(of: name, on: node)] {
                touched.noteFormer(state)
            }
        }
        for name in names { try touched.take(name) }
        for log in node.ledger.logs where log.isHosted && ["hospital", "pharmacy"].contains(log.role) {
            guard let days = reached[log.origin], let day = days.after else { continue }
            try touched.takeReached(log.code, from: days.before, to: day)
        }
        return touched.names
    }

    /// Whether a stream was found by something then by which the index does not find it any more.
    private func isLost(_ stream: String) throws -> Bool {
        let name = try StreamName(stream)
        let projection = SearchProjection()
        func keys(_ limit: StreamLimit) throws -> Set<[UInt8]> {
            Set(try projection.rows(of: node.ledger.contents(of: name, asOf: limit)).map(\.key)).filter {
                $0.starts(with: "x/".utf8) && !$0.starts(with: "x/status=".utf8)
            }
        }
        return try !keys(after.limit).isSubset(of: keys(.now))
    }
}

extension Changes.Face {
    init(_ row: ListRow) {
        self.init(
            status: row.status, amount: row.amount, currency: row.currency, outstanding: row.outstanding,
            held: row.held)
    }
}

extension Finding {
    /// Whether it says the same. How far a hospital's log is held moves with each entry of it: that is no other finding.
    fileprivate func isSame(as other: Finding) -> Bool {
        guard number == other.number, number != Finding.Rule.noSuchStay.number else { return number == other.number }
        return self == other
    }
}
