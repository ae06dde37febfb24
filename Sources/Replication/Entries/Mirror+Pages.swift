import TransparencyLog

extension Mirror {
    /// Verifies the page at hand, as far as its tiles are here, and asks for the next.
    mutating func fillPages() {
        verifyPage()
        let room =
            filling.heldBytes < limits.heldBytes && state.missingBlobs.count < limits.missingBlobs
            && state.grants.count < limits.grants
        guard conviction == nil, !party.isSuspended, fillBackoff.isOver(at: now), room, filling.page == nil,
            !filling.isPageAsked, filling.cursor < state.frontier.size
        else { return }
        filling.isPageAsked = true
        send(.visible(after: filling.cursor), for: .page(after: filling.cursor))
    }

    mutating func pageAnswered(after: UInt64, _ response: MirrorResponse, isTold: Bool) {
        filling.isPageAsked = false
        guard after == filling.cursor, filling.page == nil else { return }
        guard case .bytes(let bytes) = response else {
            tellMissing(.entries, "the entries from \(after) on", response, isTold: isTold)
            return fillFailed()
        }
        do {
            var page = try VisiblePage(bytes, limits: limits)
            guard page.through > after, page.entries.first.map({ $0.number >= after }) ?? true else {
                tell(
                    .refused, of: .entries,
                    "The server does not give the entries from \(after) on: its page ends at \(page.through)",
                    remedy: "It lags behind its own checkpoint. It is tried again by itself.")
                return fillFailed()
            }
            // What lies beyond the head that is held cannot be verified yet.
            page.through = min(page.through, state.frontier.size)
            page.entries = Array(page.entries.prefix { $0.number < page.through })
            filling.page = ordered(page)
        } catch {
            tell(
                .badEntry, of: .entries, "The server's page of entries from \(after) on is no page: \(error)",
                remedy: "Nothing of it was kept. The server is broken or lies: tell its operator.")
            return fillFailed()
        }
    }

    /// The page up to the first entry that its readers' chains show to be kept back, if there is one.
    private func ordered(_ page: VisiblePage) -> Filling.Page {
        var chains = filling.chains
        var cut = Filling.Page(through: page.through, entries: page.entries, segment: segment(through: page.through))
        let origin = Array(state.origin.utf8)
        for entry in page.entries {
            // What is no entry is refused when it is verified.
            guard let read = EntryReading(entry.bytes.span.bytes, origin: origin, readers: readers) else { continue }
            for link in read.links {
                let name = readers[link.reader].name
                if let end = chains[name], end >= entry.number { continue }
                // The entry before it lies after the chain's end, and is not here.
                if let previous = link.previous, chains[name].map({ $0 < previous }) ?? true, previous < entry.number,
                    cut.gap.map({ previous < $0.previous }) ?? true
                {
                    cut.gap = (entry.number, TreeHash.leaf(entry.bytes), name, previous)
                }
                chains[name] = entry.number
            }
        }
        if let gap = cut.gap {
            // What was kept back before this page began is gone back for: see below.
            cut.through = max(gap.previous, filling.cursor)
            cut.entries = Array(page.entries.prefix { $0.number < cut.through })
        }
        cut.segment.through = filling.cursor
        return cut
    }

    /// Verifies entries of the page, in order, while the tiles in which they lie are here.
    private mutating func verifyPage() {
        guard var page = filling.page, filling.heldBytes < limits.heldBytes else { return }
        // Held here alone while it grows, so that nothing is copied.
        filling.page = nil
        askTilesOfPage(page)
        var last: (index: UInt64, hashes: [Digest])?
        let origin = Array(state.origin.utf8)
        while page.done < page.entries.count {
            let entry = page.entries[page.done]
            // Where a mirror went back, it holds what its readers' chains have passed.
            if let read = EntryReading(entry.bytes.span.bytes, origin: origin, readers: readers), !read.links.isEmpty,
                read.links.allSatisfy({
                    page.segment.chains[readers[$0.reader].name].map { $0 >= entry.number } ?? false
                })
            {
                page.done += 1
                continue
            }
            if last?.index != entry.number >> 8 {
                last = trustedTile(level: 0, index: entry.number >> 8).map { (entry.number >> 8, $0) }
            }
            guard let tile = last?.hashes else {
                filling.page = page
                return
            }
            let leaf = TreeHash.leaf(entry.bytes)
            guard tile[Int(entry.number & 255)] == leaf else {
                return pageFailed("Entry \(entry.number) that the server gives is not the one that the log signed")
            }
            guard let read = EntryReading(entry.bytes.span.bytes, origin: origin, readers: readers) else {
                tellMalformed(entry.number)
                return fillFailed()
            }
            guard !read.links.isEmpty else {
                return pageFailed("Entry \(entry.number) is addressed to none of the readers that asked")
            }
            if page.lastTile != entry.number >> 8 {
                if page.tileCount >= limits.tilesInFlight { closeSegment(&page, through: entry.number) }
                page.lastTile = entry.number >> 8
                page.tileCount += 1
                if tile.count == Tile.fullWidth {
                    page.segment.runs.append(
                        MirrorPackage.Run(tileLevel: 0, first: entry.number & ~255, hashes: tile))
                    page.segment.byteCount += tile.count * Digest.byteCount
                }
            }
            follow(read, entry.number, leaf, &page.segment)
            page.segment.entries.append(MirrorPackage.Entry(number: entry.number, leaf: leaf, bytes: entry.bytes))
            page.segment.byteCount += entry.bytes.count
            page.done += 1
        }
        if let gap = page.gap {
            guard let tile = trustedTile(level: 0, index: gap.number >> 8) else {
                filling.page = page
                return
            }
            guard tile[Int(gap.number & 255)] == gap.leaf else {
                return pageFailed("Entry \(gap.number) that the server gives is not the one that the log signed")
            }
        }
        closeSegment(&page, through: page.through)
        if let gap = page.gap {
            tell(
                .withheld, of: .entries,
                "Entry \(gap.previous), which is addressed to \(gap.reader), is kept back: entry \(gap.number) "
                    + "names it as the one before",
                remedy: "Ask the log's party for it. Nothing after it is taken until it comes.")
            // It may have been kept back from an earlier page, which nothing showed then: so from where the chain ends.
            if gap.previous < filling.cursor { filling.cursor = filling.chains[gap.reader].map { $0 + 1 } ?? 0 }
            fillFailed()
        } else {
            fillBackoff.succeed()
            forget(.entries)
        }
    }

    /// Asks for the tiles of the next entries, a window of them.
    private mutating func askTilesOfPage(_ page: Filling.Page) {
        var index: UInt64?
        var room = limits.tilesInFlight
        for entry in page.entries[page.done...] where entry.number >> 8 != index {
            guard room > 0 else { return }
            room -= 1
            index = entry.number >> 8
            _ = trustedTile(level: 0, index: entry.number >> 8)
        }
    }

    private mutating func closeSegment(_ page: inout Filling.Page, through: UInt64) {
        page.segment.through = through
        if through > filling.cursor { push(page.segment) }
        page.segment = segment(through: through)
        page.lastTile = nil
        page.tileCount = 0
    }

    private mutating func pageFailed(_ message: String) {
        tell(
            .badEntry, of: .entries, message,
            remedy: "Nothing of it was kept. The server is broken or lies: tell its operator.")
        fillFailed()
    }
}
