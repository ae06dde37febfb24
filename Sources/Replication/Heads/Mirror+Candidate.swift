import TransparencyLog

extension Mirror {
    /// Looks at the candidate from the beginning: whom to ask, in which order.
    mutating func lookAnew() {
        guard let looked = candidate else { return }
        var sources: [MirrorSource] = [.log]
        if let peer = looked.peer { sources.append(.peer(peer)) }
        // Our own tree is opened from what we hold, as far as that goes: the log may not serve it any more.
        if looked.signed.head.size < state.frontier.size { sources.insert(.store, at: 0) }
        let first = sources.removeFirst()
        candidate?.others = sources
        begin(looked.signed.head.size > state.frontier.size ? .extend : .open, from: first)
    }

    /// Asks one source for the tiles that a step needs.
    private mutating func begin(_ step: Candidate.Step, from source: MirrorSource, keeping: Bool = false) {
        guard let signed = candidate?.signed else { return }
        drop { if case .candidate = $0 { true } else { false } }
        let wanted: [Tile]
        switch step {
        case .extend:
            wanted = TreeGrowth(frontier: state.frontier, edge: state.edge, size: signed.head.size).tiles
        case .open: wanted = opening(signed.head).tiles
        case .anchor(let good): wanted = TreeOpening(smaller: good.size, larger: signed.head.size).tiles
        }
        candidate?.begin(step, from: source, wanted: wanted, keeping: keeping)
    }

    private func opening(_ head: MirrorState.Head) -> TreeOpening {
        let own = state.frontier.size
        return TreeOpening(smaller: min(own, head.size), larger: max(own, head.size))
    }

    /// Asks for tiles of the head that is looked at, as many as may be under way.
    mutating func askTiles() {
        guard candidate != nil, headBackoff.isOver(at: now) else { return }
        var room = limits.tilesInFlight - count { if case .candidate = $0 { true } else { false } }
        while room > 0, var looked = candidate {
            let tile: Tile
            if let missed = looked.again.popLast() {
                tile = missed
            } else if looked.asked < looked.wanted.count {
                tile = looked.wanted[looked.asked]
                looked.asked += 1
            } else {
                break
            }
            candidate = looked
            send(.tile(tile), for: .candidate(looked.serial, tile), from: looked.source)
            room -= 1
        }
    }

    mutating func candidateAnswered(_ serial: Int, _ tile: Tile, _ response: MirrorResponse, isTold: Bool) {
        guard var looked = candidate, looked.serial == serial else { return }
        guard case .bytes(let bytes) = response else {
            return missed(tile, response, isTold: isTold)
        }
        guard let hashes = tile.hashesInFront(of: bytes) else {
            looked.wasMisled = true
            candidate = looked
            return missed(tile, .failed("the tile \(tile.path) has \(bytes.count) bytes"), isTold: true)
        }
        looked.tiles[tile] = hashes
        candidate = looked
        guard looked.isComplete else { return }
        switch looked.step {
        case .extend: extend(looked)
        case .open: open(looked)
        case .anchor(let good): compare(looked, with: good)
        }
    }

    private mutating func extend(_ looked: Candidate) {
        let growth = TreeGrowth(frontier: state.frontier, edge: state.edge, size: looked.signed.head.size)
        if let grown = growth.grown(looked.tiles), grown.frontier.root == looked.signed.head.root {
            let head = PreparedHead(
                signed: looked.signed, frontier: grown.frontier, edge: grown.edge, runs: grown.runs)
            if let good = party.lastGood, state.frontier.size < good.size, good.size < looked.signed.head.size {
                candidate?.grown = head
                begin(.anchor(good), from: looked.source)
            } else {
                take(head)
            }
        } else {
            candidate?.wasMisled = true
            // Every tree continues the one without leaves: then the tiles are wrong, and there is nothing to open.
            if state.frontier.size == 0 { givenUp(.failed("")) } else { begin(.open, from: looked.source) }
        }
    }

    private mutating func take(_ head: PreparedHead) {
        prepared = head
        dropCandidate()
        headSucceeded()
    }

    /// Takes a head that goes beyond the last good size of a revoked key, if its tree is there what the registrar states.
    private mutating func compare(_ looked: Candidate, with good: MirrorState.Head) {
        guard let head = looked.grown,
            let opened = TreeOpening(smaller: good.size, larger: looked.signed.head.size)
                .opened(looked.tiles, root: looked.signed.head.root)
        else {
            candidate?.wasMisled = true
            return givenUp(.failed(""))
        }
        if opened.smallerRoot == good.root {
            anchored = good
            take(head)
        } else {
            dropCandidate()
            tellNotValid("at size \(good.size), the last good one of a revoked key, the registrar states another root")
            headBackoff.fail(at: now, limits, state.origin)
        }
    }

    /// The tiles of an opening are here: they convict the log, or show that it is honest, or are worth nothing.
    private mutating func open(_ looked: Candidate) {
        let head = looked.signed.head
        let own = committedHead
        let (smaller, larger) = head.size < own.size ? (head, own) : (own, head)
        guard let opened = opening(head).opened(looked.tiles, root: larger.root) else {
            candidate?.wasMisled = true
            return givenUp(.failed(""))
        }
        if looked.isStated {
            dropCandidate()
            return settleAnchor(head, agrees: opened.smallerRoot == smaller.root)
        }
        if opened.smallerRoot != smaller.root { return convict(looked.signed, proof: opened.proof) }
        if head.size > own.size {
            // The heads agree, so what led elsewhere were the tiles of level 1.
            return givenUp(.failed(""))
        }
        if agreeing.count >= limits.shownHeads { agreeing.removeFirst() }
        agreeing.append(head)
        dropCandidate()
        if looked.peer == nil { headBackoff.fail(at: now, limits, state.origin) }
    }

    /// A tile did not come: the others of the same source are still waited for, then it is tried again or elsewhere.
    private mutating func missed(_ tile: Tile, _ response: MirrorResponse, isTold: Bool) {
        candidate?.again.append(tile)
        givenUp(response, isTold: isTold)
    }

    /// This source does not lead on: the next one is asked, or all of them later.
    private mutating func givenUp(_ response: MirrorResponse, isTold: Bool = false) {
        guard var looked = candidate else { return }
        drop { if case .candidate = $0 { true } else { false } }
        if !looked.others.isEmpty {
            let next = looked.others.removeFirst()
            candidate = looked
            let isOurs = looked.signed.head.size < state.frontier.size
            return begin(isOurs ? .open : .extend, from: next, keeping: isOurs && !looked.isComplete)
        }
        let size = looked.signed.head.size
        if looked.wasMisled {
            tell(
                .badTree, of: .heads,
                "The tiles that the server gives do not lead to the root that the log signed at size \(size)",
                remedy: "Nothing of them was kept. The server is broken or lies: tell its operator.")
        } else if !looked.step.isExtend {
            tell(
                .unproven, of: .heads,
                "The tiles that would show whether the log's head of size \(size) agrees with ours do not come",
                remedy: "It is tried again by itself. If it stays so, the log may be hiding a second history.")
        } else {
            tellMissing(.heads, "the tree of size \(size)", response, isTold: isTold)
        }
        // A shown head will be shown again, and does not keep the log's own waiting.
        if looked.peer != nil { return dropCandidate() }
        headBackoff.fail(at: now, limits, state.origin)
        // What the log itself shows is looked at anew after a while, since it may have grown meanwhile.
        if looked.wasMisled || headBackoff.attempts % max(1, limits.headAttempts) == 0 {
            dropCandidate()
        } else {
            // What has come already stays; what was under way is asked for again, of the source that was asked last.
            looked.again = looked.wanted.prefix(looked.asked).filter { looked.tiles[$0] == nil }
            candidate = looked
        }
    }

    mutating func dropCandidate() {
        candidate = nil
        drop { if case .candidate = $0 { true } else { false } }
    }

    /// Two heads cannot both be true: the log is convicted, if both are signed by keys that are valid where they signed.
    mutating func convict(_ other: SignedHead, proof: [Digest]) {
        dropCandidate()
        guard let note = state.checkpoint else { return headBackoff.fail(at: now, limits, state.origin) }
        let ours = SignedHead(note: note, head: committedHead)
        let (smaller, larger) = other.head.size < ours.head.size ? (other, ours) : (ours, other)
        let exhibit = ForkExhibit(smaller: smaller.note, larger: larger.note, proof: proof)
        if (try? exhibit.convicts(origin: state.origin, keys: { party.logKeys(at: $0) })) == true {
            conviction = exhibit
            prepared = nil
        } else {
            // The head that is held was signed by a key that has been revoked at its size since.
            tell(
                .notValid, of: .heads,
                "The log goes on differently from size \(smaller.head.size) on, and the head held here, of size "
                    + "\(ours.head.size), is no longer signed by a valid key",
                remedy:
                    "The registrar has revoked the key. Ask which history holds; mirror the log anew if it is the other."
            )
            headBackoff.fail(at: now, limits, state.origin)
        }
    }
}

extension Tile {
    /// The tile's hashes at the front of bytes that are exactly this tile, or the full tile of the same place.
    func hashesInFront(of bytes: [UInt8]) -> [Digest]? {
        guard bytes.count == width * Digest.byteCount || bytes.count == Tile.fullWidth * Digest.byteCount else {
            return nil
        }
        let span = bytes.span.bytes
        let own = span.extracting(0..<width * Digest.byteCount)
        return try? hashes(in: own)
    }
}
