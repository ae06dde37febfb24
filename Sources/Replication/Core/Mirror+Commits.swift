public import TransparencyLog

/// A package that was handed out, and is neither committed nor refused.
struct Underway: Sendable {
    enum Kind: Sendable {
        case conviction
        case head
        /// The first so many segments.
        case entries(Int)
        /// Entries that the disclosure opens with numbers below `through`.
        case disclosed(grant: UInt64, through: UInt64)
        /// Only what is known of receipts and blobs.
        case record
    }

    let kind: Kind
    let state: MirrorState
    let stored: Set<Digest>
    let recorded: [String: UInt64]

    var isOfHead: Bool {
        switch kind {
        case .head, .conviction: true
        case .entries, .disclosed, .record: false
        }
    }
}

extension Mirror {
    /// Hands out a package, if there is something to commit and none is under way.
    mutating func advanceCommits() {
        guard underway == nil, commitBackoff.isOver(at: now) else { return }
        var next = state
        for name in blobs.stored { next.missingBlobs[name] = nil }
        for (reader, number) in receipts.recorded where next.receipted[reader].map({ $0 < number }) ?? true {
            next.receipted[reader] = number
        }
        if let exhibit = conviction {
            next.exhibit = exhibit
            handOut(.conviction, MirrorPackage(state: next))
        } else if let head = prepared {
            next.frontier = head.frontier
            next.edge = head.edge
            next.checkpoint = head.signed.note
            if next.cosigned.map({ $0.size <= head.signed.head.size }) ?? true { next.cosigned = head.signed.head }
            handOut(.head, MirrorPackage(state: next, hashes: head.runs))
        } else if !filling.segments.isEmpty {
            commitSegments(next)
        } else if let page = disclosures.page, page.isVerified {
            if page.isLast { next.grants.removeAll { $0 == page.grant } }
            handOut(
                .disclosed(grant: page.grant, through: page.through),
                MirrorPackage(state: next, hashes: page.runs, entries: page.verified))
        } else if !receipts.recorded.isEmpty || !blobs.stored.isEmpty {
            handOut(.record, MirrorPackage(state: next))
        }
    }

    private mutating func commitSegments(_ state: MirrorState) {
        var package = MirrorPackage(state: state)
        var taken = 0
        var byteCount = 0
        for segment in filling.segments {
            if taken > 0, package.entries.count >= limits.packageEntries || byteCount >= limits.packageBytes { break }
            package.entries += segment.entries
            package.hashes += segment.runs
            package.state.filled = segment.through
            package.state.chains = segment.chains
            package.state.owed = segment.owed
            byteCount += segment.byteCount
            taken += 1
        }
        handOut(.entries(taken), package)
    }

    private mutating func handOut(_ kind: Underway.Kind, _ package: MirrorPackage) {
        underway = Underway(
            kind: kind, state: package.state, stored: blobs.stored, recorded: receipts.recorded)
        outputs.append(.commit(package))
    }

    mutating func committed(missingBlobs: [Digest: UInt64], grants: [UInt64]) {
        guard let done = underway else { return }
        underway = nil
        commitBackoff.succeed()
        forget(.commits)
        state = done.state
        state.add(missingBlobs: missingBlobs, grants: grants)
        blobs.stored.subtract(done.stored)
        for (reader, number) in done.recorded where receipts.recorded[reader] == number {
            receipts.recorded[reader] = nil
        }
        switch done.kind {
        case .conviction:
            conviction = nil
            freeze()
        case .head:
            prepared = nil
            agreeing = []
            if let note = state.checkpoint, state.cosigned == committedHead { outputs.append(.cosign(note: note)) }
        // Whether there is more is looked at in time, not at once: a busy log's head always moves.
        case .entries(let count):
            for segment in filling.segments[..<count] { filling.heldBytes -= segment.byteCount }
            filling.segments.removeFirst(count)
        case .disclosed(let grant, let through):
            disclosures.page = nil
            disclosures.reached[grant] = through < grant ? through : nil
            forget(.disclosures)
            disclosures.backoffs[grant] = nil
        case .record: break
        }
        cosignAsMirror()
    }

    mutating func commitFailed(_ reason: String) {
        guard underway != nil else { return }
        underway = nil
        tell(
            .notStored, of: .commits, "What was fetched of the log could not be stored: \(excerpt(reason))",
            remedy: "Nothing was lost: it is tried again by itself. See what the ledger's error says.")
        commitBackoff.fail(at: now, limits, state.origin)
    }

    /// The mirror key says that every entry below the head is held, with its blobs.
    private mutating func cosignAsMirror() {
        guard case .full = state.mode, !isFrozen, state.filled == state.frontier.size, state.missingBlobs.isEmpty,
            mirroredSize != state.frontier.size, let note = state.checkpoint, state.cosigned == committedHead
        else { return }
        mirroredSize = state.frontier.size
        outputs.append(.cosignAsMirror(note: note))
    }

    /// The log is convicted: nothing more is asked, and answers to what was asked are ignored.
    private mutating func freeze() {
        inFlight = [:]
        candidate = nil
        shown = []
        prepared = nil
        filling = Filling(state)
        disclosures = Disclosures()
        isCheckpointAsked = false
        if let exhibit = state.exhibit { outputs.append(.forked(exhibit)) }
        tellFork()
    }

    mutating func tellFork() {
        tell(
            .forked, of: .commits, "The log has signed two histories",
            remedy:
                "The exhibit convicts it: nothing more of it is taken. Show it to the registrar and to the log's party."
        )
    }
}

extension MirrorState {
    /// Adds what a commit found in its entries: the blobs that they name and that are not held, and those that disclose
    /// others.
    ///
    /// Whoever commits a package adds it to the package's state *before* it stores that, and tells the mirror the same with
    /// ``MirrorInput/committed(missingBlobs:grants:)``: so a node that stops right after knows what it lacks.
    public mutating func add(missingBlobs more: [Digest: UInt64], grants moreGrants: [UInt64]) {
        for (name, number) in more { missingBlobs[name] = min(number, missingBlobs[name] ?? number) }
        grants = Set(grants + moreGrants).sorted()
    }
}
