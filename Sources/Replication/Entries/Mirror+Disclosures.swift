import TransparencyLog

/// The entries that `Disclosed` entries open, one disclosure at a time.
struct Disclosures: Sendable {
    /// A page that is being verified, and what of it is.
    struct Page: Sendable {
        let grant: UInt64
        /// Up to where the page has what is opened.
        let through: UInt64
        var entries: [(number: UInt64, bytes: [UInt8])]
        var done = 0
        var verified: [MirrorPackage.Entry] = []
        var runs: [MirrorPackage.Run] = []

        var isVerified: Bool { done == entries.count }
        /// A disclosure opens what stands before it.
        var isLast: Bool { through >= grant }
    }

    var isAsked = false
    var page: Page?
    /// Of a disclosure of more than a page: up to where it is committed. A node that starts anew begins it again.
    var reached: [UInt64: UInt64] = [:]
    var backoffs: [UInt64: Backoff] = [:]

    var times: [Int64] { backoffs.values.map(\.until) }

    mutating func hurry() {
        for grant in backoffs.keys { backoffs[grant]?.hurry() }
    }
}

extension Mirror {
    mutating func advanceDisclosures() {
        guard conviction == nil, !party.isSuspended else { return }
        verifyDisclosed()
        guard disclosures.page == nil, !disclosures.isAsked else { return }
        let next = state.grants.filter { disclosures.backoffs[$0]?.isOver(at: now) ?? true }.min()
        guard let next, next < state.frontier.size else { return }
        disclosures.isAsked = true
        let after = disclosures.reached[next] ?? 0
        send(.disclosed(grant: next, after: after), for: .disclosed(grant: next, after: after))
    }

    mutating func disclosedAnswered(_ grant: UInt64, after: UInt64, _ response: MirrorResponse, isTold: Bool) {
        disclosures.isAsked = false
        guard case .bytes(let bytes) = response else {
            tellMissing(.disclosures, "the entries that entry \(grant) discloses", response, isTold: isTold)
            return disclosureFailed(grant)
        }
        do {
            let page = try VisiblePage(bytes, limits: limits)
            guard page.entries.last.map({ $0.number < grant }) ?? true else {
                return disclosureFailed(grant, "Entry \(grant) cannot disclose an entry that stands after it")
            }
            // One that is not the last has an entry, so that there is an end.
            guard page.entries.first.map({ $0.number >= after }) ?? (page.through >= grant) else {
                return disclosureFailed(
                    grant,
                    "The server's page of the entries from \(after) on that entry \(grant) discloses makes no progress")
            }
            disclosures.page = Disclosures.Page(grant: grant, through: page.through, entries: page.entries)
        } catch {
            disclosureFailed(
                grant, "The server's page of the entries that entry \(grant) discloses is no page: \(error)")
        }
    }

    private mutating func verifyDisclosed() {
        guard var page = disclosures.page else { return }
        defer { if disclosures.page != nil { disclosures.page = page } }
        let origin = Array(state.origin.utf8)
        while page.done < page.entries.count {
            let entry = page.entries[page.done]
            let index = entry.number >> 8
            guard let tile = trustedTile(level: 0, index: index) else { return }
            let leaf = TreeHash.leaf(entry.bytes)
            guard tile[Int(entry.number & 255)] == leaf,
                EntryReading(entry.bytes.span.bytes, origin: origin, readers: []) != nil
            else {
                disclosures.page = nil
                return disclosureFailed(
                    page.grant,
                    "Entry \(entry.number) that entry \(page.grant) discloses is not the one that the log signed")
            }
            if page.runs.last?.first != index << 8, tile.count == Tile.fullWidth {
                page.runs.append(MirrorPackage.Run(tileLevel: 0, first: index << 8, hashes: tile))
            }
            page.verified.append(MirrorPackage.Entry(number: entry.number, leaf: leaf, bytes: entry.bytes))
            page.done += 1
        }
    }

    private mutating func disclosureFailed(_ grant: UInt64, _ message: String? = nil) {
        if let message {
            tell(
                .badEntry, of: .disclosures, message,
                remedy: "Nothing of it was kept. The server is broken or lies: tell its operator.")
        }
        disclosures.backoffs[grant, default: Backoff()].fail(at: now, limits, state.origin)
    }
}
