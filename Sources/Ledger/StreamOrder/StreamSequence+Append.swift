import EntryFormat

extension StreamSequence {
    /// What appending has to know of the stream as it stands.
    struct Tail: Sendable {
        /// The leaf hash that stands at each number.
        var leaves: [Key: LeafHash] = [:]
        /// The numbers held with different bytes.
        var forked: Set<Key> = []
        /// The greatest number held of each log.
        var newest: [String: UInt64] = [:]
        /// The greatest number of each log that the spine covers.
        var covered: [String: UInt64] = [:]
        /// What references name and is not held, by log and number.
        var awaited: Set<Key> = []
        /// The latest pending entry, by time, then origin.
        var latestPending: StreamEntry?
        /// The last entry of the spine, as an index into the deciding logs.
        var lastDecider = 0
    }

    /// A log and number.
    struct Key: Hashable, Sendable {
        let origin: String
        let number: UInt64
    }

    /// The order with one entry more, as if it had been there from the start.
    public func appending(_ entry: StreamEntry) -> StreamSequence {
        var longer = self
        longer.append(entry)
        return longer
    }

    /// Adds an entry that has arrived, as if it had been there from the start.
    ///
    /// - Complexity: O(*r*) for *r* references of an entry that is the newest of its log, that nothing has named before,
    ///   and that is pending and later than all that is, or of the time and log of the latest: the common case.
    ///   O(*r* + *p* log *p*) with *p* pending entries if it decides, at the end of the spine, or is earlier than some. Otherwise all is put in order again, and the
    ///   next call costs O(*n*) more.
    public mutating func append(_ entry: StreamEntry) {
        var current = tail ?? Tail(self)
        tail = nil
        let key = Key(origin: entry.origin, number: entry.number)
        if current.leaves[key] == entry.leaf {
            tail = current
        } else if current.isNewest(entry, key) && place(entry, &current) {
            current.leaves[key] = entry.leaf
            current.newest[entry.origin] = entry.number
            tail = current
        } else {
            self = StreamSequence(entries + [entry], deciders: deciders)
        }
    }

    /// Whether the last entry was appended without putting all in order again.
    package var wasExtended: Bool { tail != nil }

    /// Places the newest entry of a log where only what is pending may have to move; `false`, and nothing is changed,
    /// if it does not go there.
    private mutating func place(_ entry: StreamEntry, _ current: inout Tail) -> Bool {
        if let rank = deciders.firstIndex(where: { $0.decides(entry.origin, entry.number) }) {
            guard rank >= current.lastDecider else { return false }
            placeDecision(entry, &current)
            current.lastDecider = rank
            return true
        }
        guard !current.isCovered(entry) else { return false }
        places.append(StreamPlace(entry: entry, standing: .pending, dangling: current.dangling(of: entry)))
        // Of one moment and log are those of one batch: the log's own order puts the newest behind, and all others are
        // earlier.
        if let latest = current.latestPending, !latest.isEarlier(than: entry),
            latest.time != entry.time || latest.origin != entry.origin
        {
            mergePending()
        } else {
            current.latestPending = entry
        }
        return true
    }

    /// Places a deciding entry at the end of the spine, after those pending entries that it covers.
    private mutating func placeDecision(_ entry: StreamEntry, _ current: inout Tail) {
        for reference in entry.after where reference.origin != entry.origin {
            let resolution = current.resolve(reference)
            if resolution != .stands {
                missing.append(
                    MissingReference(
                        namedBy: entry, reference: reference, isContradicted: resolution == .contradicted))
            }
            if resolution != .contradicted { current.cover(reference) }
        }
        // What is covered was merged already: of each log it is the first part, and taking away what stands behind in
        // its own log does not change which of the others is the earliest.
        var covered: [StreamPlace] = []
        var pending: [StreamPlace] = []
        for place in places[pendingStart...] {
            if current.isCovered(place.entry) { covered.append(place) } else { pending.append(place) }
        }
        let decision = StreamPlace(entry: entry, standing: .deciding, dangling: current.dangling(of: entry))
        places.removeLast(places.count - pendingStart)
        let index = pendingStart + covered.count
        for var place in covered {
            place.standing = .covered(by: index)
            places.append(place)
        }
        places.append(decision)
        places += pending
        pendingStart = index + 1
        if !covered.isEmpty {
            mergePending()
            current.latestPending = pending.map(\.entry).max { $0.isEarlier(than: $1) }
        }
    }

    /// Puts what is pending in order again.
    private mutating func mergePending() {
        let pending = Array(places[pendingStart...])
        var runs: [String: [Int]] = [:]
        // A log's entries follow its own order already, save one that was put at the end and is its log's newest.
        for (index, place) in pending.enumerated() { runs[place.entry.origin, default: []].append(index) }
        var queue = MergeQueue(entries: pending.map(\.entry), runs: Array(runs.values))
        var slot = pendingStart
        while let index = queue.next() {
            places[slot] = pending[index]
            slot += 1
        }
    }
}

extension StreamSequence.Tail {
    init(_ sequence: StreamSequence) {
        for fork in sequence.forks {
            forked.insert(StreamSequence.Key(origin: fork.standing.origin, number: fork.standing.number))
        }
        for place in sequence.places {
            let entry = place.entry
            leaves[StreamSequence.Key(origin: entry.origin, number: entry.number)] = entry.leaf
            newest[entry.origin] = max(newest[entry.origin] ?? 0, entry.number)
            if place.standing == .pending, latestPending?.isEarlier(than: entry) ?? true { latestPending = entry }
            if place.standing == .deciding {
                lastDecider = sequence.deciders.firstIndex { $0.origin == entry.origin } ?? lastDecider
            }
        }
        for place in sequence.places {
            let entry = place.entry
            expectTargets(of: place.dangling, in: entry)
            guard place.standing == .deciding else { continue }
            for reference in entry.after where reference.origin != entry.origin && resolve(reference) != .contradicted {
                cover(reference)
            }
        }
    }

    /// Coverage only grows.
    mutating func cover(_ reference: Reference) {
        covered[reference.origin] = max(covered[reference.origin] ?? 0, reference.number)
    }

    func isCovered(_ entry: StreamEntry) -> Bool { covered[entry.origin].map { entry.number <= $0 } ?? false }

    /// Whether the entry is the newest of its log, nobody named its number before, and it names no forked number.
    func isNewest(_ entry: StreamEntry, _ key: StreamSequence.Key) -> Bool {
        (newest[entry.origin].map { $0 < entry.number } ?? true) && !awaited.contains(key)
            && (forked.isEmpty
                || !entry.after.contains {
                    forked.contains(StreamSequence.Key(origin: $0.origin, number: $0.number))
                })
    }

    func resolve(_ reference: Reference) -> Resolution {
        guard let leaf = leaves[StreamSequence.Key(origin: reference.origin, number: reference.number)] else {
            return .notHeld
        }
        return leaf == reference.leaf ? .stands : .contradicted
    }

    /// The references of an entry that lead nowhere; what they name is awaited from now on.
    mutating func dangling(of entry: StreamEntry) -> [Reference] {
        let dangling = entry.after.filter { $0.origin == entry.origin || resolve($0) != .stands }
        expectTargets(of: dangling, in: entry)
        return dangling
    }

    private mutating func expectTargets(of references: [Reference], in entry: StreamEntry) {
        for reference in references where reference.origin != entry.origin {
            awaited.insert(StreamSequence.Key(origin: reference.origin, number: reference.number))
        }
    }
}
