import TransparencyLog

extension Mirror {
    /// The head that is committed.
    var committedHead: MirrorState.Head { MirrorState.Head(size: state.frontier.size, root: state.frontier.root) }

    /// Whether heads are taken from this log at all.
    var canTakeHeads: Bool {
        !isFrozen && !isContested && !party.isSuspended && (party.end.map { state.frontier.size < $0.size } ?? true)
    }

    mutating func advanceHeads() {
        guard canTakeHeads, conviction == nil else { return }
        anchor()
        guard canTakeHeads else { return }
        // One head at a time. The log's own goes first when it is due, so that no peer keeps it from being looked at.
        if isFreeForHead {
            if headBackoff.isOver(at: now), isPollWanted || nextPoll <= now {
                isPollWanted = false
                isCheckpointAsked = true
                send(.checkpoint, for: .checkpoint)
            } else if !shown.isEmpty {
                let next = shown.removeFirst()
                consider(next.note, by: next.peer)
            }
        }
        askTiles()
    }

    /// Whether no head is being looked at, waits to be committed or is awaited.
    private var isFreeForHead: Bool {
        candidate == nil && prepared == nil && underway?.isOfHead != true && !isCheckpointAsked
    }

    mutating func show(_ note: String, by peer: String) {
        guard canTakeHeads, note.utf8.count <= limits.noteBytes, shown.count < limits.shownHeads,
            !shown.contains(where: { $0.peer == peer })
        else { return }
        shown.append(ShownHead(note: note, peer: peer))
    }

    mutating func checkpointAnswered(_ response: MirrorResponse, isTold: Bool) {
        isCheckpointAsked = false
        nextPoll = now + limits.pollMilliseconds
        guard isFreeForHead, conviction == nil else { return }
        guard case .bytes(let bytes) = response else {
            tellMissing(.heads, "the checkpoint", response, isTold: isTold)
            return headBackoff.fail(at: now, limits, state.origin)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            tellBadCheckpoint("it is not text", by: nil)
            return headBackoff.fail(at: now, limits, state.origin)
        }
        consider(text, by: nil)
    }

    /// What is known of the party has changed.
    mutating func know(_ record: PartyRecord) {
        guard sameText(record.origin, state.origin) else { return }
        party = record
        isContested = false
        if record.lastGood != anchored { anchored = nil }
        forget(.heads)
        guard !isFrozen else { return }
        tellStanding()
        if let looked = candidate, looked.isStated {
            dropCandidate()
        } else if let looked = candidate, !canTakeHeads || verified(looked.signed.note, by: looked.peer) == nil {
            dropCandidate()
        }
        if let waiting = prepared, !canTakeHeads || verified(waiting.signed.note, by: nil) == nil { prepared = nil }
        if canTakeHeads { isPollWanted = true } else { shown = [] }
    }

    /// Tells why no heads are taken, where the party's record alone says so.
    mutating func tellStanding() {
        if isFrozen { return }
        if party.isSuspended {
            tellNotValid("the party is suspended")
        } else if let end = party.end,
            end.size < state.frontier.size || end.size == state.frontier.size && end != committedHead
        {
            tellNotValid("the log ended at size \(end.size), with another tree than is held here")
        }
    }

    // MARK: Looking at a head

    /// Looks at a head that was shown: takes it, finds it the same, compares it or refuses it.
    private mutating func consider(_ text: String, by peer: String?) {
        // Most looks show what is held: its signature was verified when it came.
        if let held = state.checkpoint, sameText(held, text) {
            if peer == nil { headSucceeded() }
            return
        }
        guard let signed = verified(text, by: peer) else {
            if peer == nil { headBackoff.fail(at: now, limits, state.origin) }
            return
        }
        let head = signed.head
        let own = committedHead
        if head == own {
            if peer == nil { headSucceeded() }
        } else if head.size == own.size {
            convict(signed, proof: [])
        } else if head.size > own.size {
            guard head.size - own.size <= limits.jumpEntries else {
                tell(
                    .oversized, of: .heads,
                    "The log shows \(head.size) entries, \(head.size - own.size) more than are held here",
                    remedy:
                        "At most \(limits.jumpEntries) are taken at once: if the log is that large, raise the limit.")
                return headBackoff.fail(at: now, limits, state.origin)
            }
            look(at: signed, by: peer, .extend)
        } else {
            if peer == nil {
                tell(
                    .wentBack, of: .heads,
                    "The log shows a head of \(head.size) entries, and has shown \(own.size) before",
                    remedy: "Its node may have been restored from an old copy: its operator should stop it and recover."
                )
            }
            if head.size == 0 || agreeing.contains(head) || rootHere(head.size) == head.root {
                if peer == nil { headBackoff.fail(at: now, limits, state.origin) }
            } else {
                look(at: signed, by: peer, .open)
            }
        }
    }

    /// A note as a head of this log that its party may sign; nil, and told, if it is none.
    private mutating func verified(_ text: String, by peer: String?) -> SignedHead? {
        guard text.utf8.count <= limits.noteBytes else {
            tellBadCheckpoint("it has \(text.utf8.count) bytes, and \(limits.noteBytes) are the most", by: peer)
            return nil
        }
        do {
            let note = try Note(text)
            let claimed = try Checkpoint(note.text)
            let keys = party.logKeys(at: claimed.size)
            let signed = try SignedCheckpoint(verifying: note, origin: state.origin, logKeys: keys).checkpoint
            let head = MirrorState.Head(size: signed.size, root: signed.root)
            if let reason = party.refusal(of: head) {
                tellNotValid(reason)
                return nil
            }
            return SignedHead(note: text, head: head)
        } catch {
            if error.code == .noKnownSignature, isOfKeyOutOfRange(text) {
                tellNotValid("it is signed by a key of the party that is not valid at its size")
            } else {
                tellBadCheckpoint(error.message, by: peer)
            }
            return nil
        }
    }

    private func isOfKeyOutOfRange(_ text: String) -> Bool {
        guard let note = try? Note(text) else { return false }
        return (try? note.verified(by: party.logKeys.map(\.key))) != nil
    }

    /// Compares the committed tree with the last good head of a revoked key, before anything more is taken.
    private mutating func anchor() {
        guard let good = party.lastGood, good != anchored, good.size <= state.frontier.size, good.size > 0,
            isFreeForHead
        else { return }
        if let root = rootHere(good.size) { return settleAnchor(good, agrees: root == good.root) }
        guard headBackoff.isOver(at: now) else { return }
        candidate = Candidate(
            serial: Int(nextRequest), signed: SignedHead(note: "", head: good), peer: nil, isStated: true, step: .open)
        lookAnew()
    }

    /// It is known whether the committed tree is, at a revoked key's last good size, what the registrar states.
    mutating func settleAnchor(_ good: MirrorState.Head, agrees: Bool) {
        anchored = good
        isContested = !agrees
        if !agrees {
            tellNotValid(
                "the tree held here is another than the registrar states at size \(good.size), the last good one of a revoked key"
            )
        }
    }

    mutating func tellNotValid(_ reason: String) {
        tell(
            .notValid, of: .heads, "A head of the log is not taken: \(reason)",
            remedy: "Ask the registrar what holds for the party. What was held before stays.")
    }

    private mutating func tellBadCheckpoint(_ reason: String, by peer: String?) {
        let shower = peer.map { " that \(excerpt($0)) shows" } ?? ""
        tell(
            .badCheckpoint, of: .heads, "The checkpoint\(shower) is not taken: \(excerpt(reason))",
            remedy: "Compare the party's keys with the registrar's. It is tried again by itself.")
    }

    /// The root of the committed tree at a size within its unfinished tile; nil for any other size.
    private func rootHere(_ size: UInt64) -> Digest? {
        guard size <= state.frontier.size, size >> 8 == state.frontier.size >> 8 else { return nil }
        let low = peaks(state.edge[..<Int(size % 256)])
        return Frontier(size: size, peaks: state.frontier.peaks(fromHeight: 8) + low)?.root
    }

    /// The log was looked at and shows nothing wrong.
    mutating func headSucceeded() {
        headBackoff.succeed()
        forget(.heads)
    }

    private mutating func look(at signed: SignedHead, by peer: String?, _ step: Candidate.Step) {
        candidate = Candidate(serial: Int(nextRequest), signed: signed, peer: peer, step: step)
        lookAnew()
    }
}

/// Whether two texts have the same bytes.
func sameText(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
