import TransparencyLog

extension Mirror {
    /// Whether entries are fetched at all, and whether there is room for more.
    private var canFill: Bool {
        guard conviction == nil, !party.isSuspended, fillBackoff.isOver(at: now) else { return false }
        return filling.heldBytes < limits.heldBytes && state.missingBlobs.count < limits.missingBlobs
            && state.grants.count < limits.grants
    }

    mutating func advanceFilling() {
        switch state.mode {
        case .full: askBundles()
        case .filtered: fillPages()
        case .heads:
            // Nothing is visible to nobody.
            if filling.cursor < state.frontier.size {
                filling.cursor = state.frontier.size
                if let last = filling.segments.indices.last {
                    filling.segments[last].through = filling.cursor
                } else {
                    filling.segments.append(segment(through: filling.cursor))
                }
            }
        }
    }

    func segment(through: UInt64) -> Filling.Segment {
        Filling.Segment(through: through, chains: filling.chains, owed: filling.owed)
    }

    /// Asks for bundles, in order, as many as may be under way and held.
    private mutating func askBundles() {
        guard canFill else { return }
        var under = count { if case .bundle = $0 { true } else { false } }
        while under < limits.bundlesInFlight {
            let expected = filling.heldBytes + (under + 1) * filling.bundleBytes
            guard under == 0 || expected <= limits.heldBytes else { return }
            let from = filling.again.last ?? filling.asked
            guard from < state.frontier.size else { return }
            let index = from >> 8
            let width = Tile.width(level: 0, index: index, size: state.frontier.size)
            // The tile that vouches for the bundles to come is fetched while these are.
            let ahead = index + UInt64(limits.bundlesInFlight)
            if (ahead + 1) << 8 <= state.frontier.size {
                _ = peaksOfTile(level: 0, index: ahead, width: Tile.fullWidth)
            }
            guard let peaks = peaksOfTile(level: 0, index: index, width: width),
                let tile = Tile(.entries, index: index, width: width)
            else { return }
            if filling.again.popLast() == nil { filling.asked = index << 8 + UInt64(width) }
            send(.tile(tile), for: .bundle(tile, from: from, peaks: peaks))
            under += 1
        }
    }

    mutating func bundleAnswered(
        _ tile: Tile, _ from: UInt64, _ expected: [Digest], _ response: MirrorResponse, isTold: Bool
    ) {
        guard case .bytes(let bytes) = response else {
            tellMissing(.entries, "the entries of \(tile.path)", response, isTold: isTold)
            return bundleFailed(from)
        }
        filling.bundleBytes = max(bytes.count, filling.bundleBytes - filling.bundleBytes / 16)
        guard let lengths = entryLengths(bytes, tile.width) else {
            tell(
                .badEntry, of: .entries, "The answer to \(tile.path) is no bundle of \(tile.width) entries",
                remedy: "Nothing of it was kept. The server is broken or lies: tell its operator.")
            return bundleFailed(from)
        }
        let leaves = leafHashes(bytes, lengths)
        guard peaks(leaves[...]) == expected else {
            tell(
                .badEntry, of: .entries,
                "The entries of \(tile.path) that the server gives are not those that the log signed",
                remedy: "Nothing of them was kept. The server is broken or lies: tell its operator.")
            return bundleFailed(from)
        }
        filling.heldBytes += bytes.count
        filling.bundles[from] = Filling.Bundle(tile: tile, bytes: bytes, leaves: leaves, lengths: lengths)
        while let bundle = filling.bundles[filling.cursor] {
            let from = filling.cursor
            filling.bundles[from] = nil
            filling.heldBytes -= bundle.bytes.count
            guard take(bundle, from: from) else { return refill() }
        }
        fillBackoff.succeed()
        forget(.entries)
    }

    /// Waits before more is asked for. What was under way together fails together, as when the server ends, and counts once: if each of
    /// so many bundles doubled the wait, a moment's absence would be waited for as one of hours.
    mutating func fillFailed() {
        guard fillBackoff.isOver(at: now) else { return }
        fillBackoff.fail(at: now, limits, state.origin)
    }

    private mutating func bundleFailed(_ from: UInt64) {
        filling.again.append(from)
        // The lowest is asked for first.
        filling.again.sort(by: >)
        fillFailed()
    }

    /// Fetches again whatever is not ready to be committed.
    private mutating func refill() {
        drop { if case .bundle = $0 { true } else { false } }
        filling.heldBytes -= filling.bundles.values.reduce(0) { $0 + $1.bytes.count }
        filling.bundles = [:]
        filling.again = []
        filling.asked = filling.cursor
        fillFailed()
    }

    /// Takes a verified bundle as the next segment.
    ///
    /// - Returns: `false`, and told, if an entry of it cannot be kept.
    private mutating func take(_ bundle: Filling.Bundle, from: UInt64) -> Bool {
        let first = bundle.tile.index << 8
        let end = first + UInt64(bundle.tile.width)
        var segment = segment(through: end)
        segment.entries.reserveCapacity(Int(end - from))
        let origin = Array(state.origin.utf8)
        let span = bundle.bytes.span.bytes
        var offset = 0
        for (place, length) in bundle.lengths.enumerated() {
            let number = first + UInt64(place)
            let start = offset + 2
            offset = start + length
            if number < from { continue }
            let entry = span.extracting(start..<offset)
            guard let read = EntryReading(entry, origin: origin, readers: readers) else {
                tellMalformed(number)
                return false
            }
            follow(read, number, bundle.leaves[place], &segment)
            segment.entries.append(
                MirrorPackage.Entry(
                    number: number, leaf: bundle.leaves[place], bytes: entry.withUnsafeBytes { [UInt8]($0) }))
        }
        segment.byteCount = bundle.bytes.count
        // Those of an unfinished tile came with the head.
        if bundle.tile.width == Tile.fullWidth {
            segment.runs = [MirrorPackage.Run(tileLevel: 0, first: first, hashes: bundle.leaves)]
        }
        push(segment)
        return true
    }

    mutating func push(_ segment: Filling.Segment) {
        filling.cursor = segment.through
        filling.chains = segment.chains
        filling.owed = segment.owed
        filling.heldBytes += segment.byteCount
        filling.segments.append(segment)
    }

    /// Follows the readers' chains over an entry.
    mutating func follow(_ read: EntryReading, _ number: UInt64, _ leaf: Digest, _ segment: inout Filling.Segment) {
        for link in read.links {
            let name = readers[link.reader].name
            if let end = segment.chains[name], end >= number { continue }
            if link.previous != segment.chains[name] {
                tell(
                    .badEntry, of: .entries,
                    "Entry \(number) of the log says that the one before it for \(name) is "
                        + "\(link.previous.map(String.init) ?? "none"), and it is "
                        + "\(segment.chains[name].map(String.init) ?? "none")",
                    remedy: "The log's node writes wrong headers: tell its operator. The entry is kept as it is.")
            }
            segment.chains[name] = number
            if !receiptTypes.contains(read.type) { segment.owed[name] = number }
            receipts.ends[name] = ChainEnd(number: number, leaf: leaf)
        }
    }

    mutating func tellMalformed(_ number: UInt64) {
        tell(
            .badEntry, of: .entries, "Entry \(number), which the log signed, is not well-formed or not of this log",
            remedy: "Nothing from it on can be kept: the log's party has to end the log and go on under a new one.")
    }
}
